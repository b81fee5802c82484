/** Adds the diagnosis to a 401 response, besides WeChat Pay's own fields. */
import { SimulatedError } from "../../SimulatedError.js"
import type { Authorization } from "../checks/authorization.js"
import type { Request } from "../message.js"
import type { KnownMerchant, World } from "../world.js"
import { type Diagnosis, diagnose, type KnownKey } from "./diagnose.js"
import { timeMistake } from "./lines.js"
import { mistake } from "./mistakes.js"

/** Adds `detail.simulator`, which WeChat Pay does not have. */
const withDiagnosis = (error: SimulatedError, { mistakes }: Diagnosis): SimulatedError => {
  const { code, detail, headers, internalCode, message, status } = error
  const given = typeof detail === "object" && detail !== null ? detail : {}
  return new SimulatedError({
    status,
    ...(code === undefined ? {} : { code }),
    message,
    internalCode,
    ...(headers === undefined ? {} : { headers }),
    detail: {
      ...given,
      simulator: {
        mistakes: mistakes.map(({ id }) => id),
        message: mistakes.map(({ en }) => en).join(" "),
        message_zh: mistakes.map(({ zh }) => zh).join("")
      }
    }
  })
}

export interface Explained {
  readonly error: SimulatedError
  readonly diagnosis: Diagnosis
}

const explained = (error: SimulatedError, diagnosis: Diagnosis): Explained => ({
  error: withDiagnosis(error, diagnosis),
  diagnosis
})

/** The RSA keys: other algorithms do not reveal what was signed. */
const keysOf = ({ merchants, platform }: World): ReadonlyArray<KnownKey> => {
  const { privateKey, serialNo } = platform.signing(undefined)
  return [
    ...merchants
      .filter(({ publicKey }) => publicKey.asymmetricKeyType === "rsa")
      .map(({ merchant, publicKey, serialNo }) => ({
        mchid: merchant.mchid,
        publicKey,
        serialNo
      })),
    ...(privateKey.asymmetricKeyType === "rsa" ? [{ mchid: undefined, publicKey: privateKey, serialNo }] : [])
  ]
}

/** Explains why a signature does not match; `template` is the path with braces, if the route is known. */
export const explainSignature = (
  error: SimulatedError,
  world: World,
  request: Request,
  authorization: Authorization,
  { merchant, serialNo }: KnownMerchant,
  template: string | undefined
): Explained =>
  explained(
    error,
    diagnose(
      {
        method: request.method,
        target: request.target,
        host: request.headers.host,
        template,
        timestamp: authorization.timestampText,
        nonce: authorization.nonce,
        signature: authorization.signature,
        signedBody: request.body,
        sentBody: request.body,
        merchant,
        serialNo
      },
      keysOf(world)
    )
  )

/** Names the missing header; other malformed headers name their own fault. */
export const explainAuthorization = (error: SimulatedError, { headers }: Request): Explained | undefined =>
  headers.authorization ? undefined : explained(error, { mistakes: [mistake("noAuthorization")] })

/** Explains why a timestamp is out of range; `now` is in milliseconds. */
export const explainTime = (error: SimulatedError, { timestamp }: Authorization, now: number): Explained =>
  explained(error, { mistakes: [timeMistake(timestamp, Math.floor(now / 1000))] })
