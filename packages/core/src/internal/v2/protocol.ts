/** The XML interface: flat members, signed and verified by the APIv2 key. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as HttpExchange from "../../HttpExchange.js"
import type { Outcome } from "../../Outcome.js"
import type { V2Key } from "../../V2Key.js"
import type { Fields, SignType } from "../../V2Signature.js"
import {
  ClientCertificateMissing,
  InvalidInput,
  type Issue,
  type SignerFailure
} from "../../WechatPayError.js"
import { type Envelope, envelopeOf } from "../call/envelope.js"
import { businessError, type Failure, failure, invalidResponse } from "../call/failure.js"
import type { CallContext, Operation, Protocol, SignedRequest } from "../call/protocol.js"
import { openCodes } from "../call/transient.js"
import { userAgent } from "../call/userAgent.js"
import { compileEcho, isEcho } from "../codec/echo.js"
import { verifyFields } from "./verify.js"
import { formatXml, parseXml } from "./xml.js"

type Key = Context.Tag.Service<typeof V2Key>

/** The properties of a call that the protocol needs. */
export interface V2Call<in Input> extends Operation {
  readonly path: string
  readonly signType: SignType
  /** Whether the connection presents the merchant's API certificate, if the call needs it. */
  readonly hasCertificate: boolean
  readonly unsignedResponse: boolean
  readonly withoutResultCode: boolean
  readonly merchantMember: string
  readonly timeMember: string | undefined
  readonly encode: (input: Input) => Either.Either<Fields, ReadonlyArray<Issue>>
  /** Absent for a call whose response has no members of its own. */
  readonly decode: ((members: Fields) => Either.Either<unknown, ReadonlyArray<Issue>>) | undefined
}

const utf8 = new TextEncoder()

const signRequest = <Input>(
  key: Key,
  call: V2Call<Input>,
  own: Fields,
  origin: string,
  { clock, makeNonce }: CallContext
): Effect.Effect<SignedRequest, SignerFailure> =>
  Effect.suspend(() => {
    const members: Record<string, string> = {
      ...own,
      [call.merchantMember]: key.mchid,
      nonce_str: makeNonce()
    }
    if (call.signType !== "MD5") members.sign_type = call.signType
    if (call.timeMember !== undefined) {
      members[call.timeMember] = String(Math.floor(clock.unsafeCurrentTimeMillis() / 1000))
    }
    return Effect.map(key.sign(members, call.signType), (sign) => ({
      method: "POST",
      origin,
      target: call.path,
      headers: {
        accept: "text/xml, text/plain",
        "user-agent": userAgent,
        "content-type": "text/xml; charset=utf-8"
      },
      body: utf8.encode(formatXml({ ...members, sign }))
    }))
  })

/** Codes that leave the outcome open. `USERPAYING`: the user is still asked for a password. */
const isOpen = (code: string | undefined): boolean =>
  code === undefined || code === "USERPAYING" || openCodes.has(code)

/**
 * `return_code` FAIL: WeChat Pay did not execute the request, because its signature, its members or its permissions are
 * wrong. A fault of WeChat Pay has no code of its own here; only the text tells.
 */
const outcomeOfReturn = ({ code, message }: Envelope): Outcome =>
  isOpen(code) || /system ?error|系统|超时/i.test(message ?? "") ? "Unknown" : "Refused"

const some = (text: string | undefined): string | undefined => (text ? text : undefined)

/** A gateway's page, or an empty 404 or 405, which WeChat Pay gives for an unknown path. */
const outcomeOfStatus = ({ body, status }: HttpExchange.Response): Outcome =>
  (status === 404 || status === 405) && body.length === 0 ? "Refused" : "Unknown"

const interpret = Effect.fnUntraced(function* <Input>(
  key: Key,
  call: V2Call<Input>,
  own: Fields,
  response: HttpExchange.Response
): Effect.fn.Return<unknown, Failure> {
  const texts = Object.values(own)
  if (response.status < 200 || response.status >= 300) {
    return yield* businessError(
      call,
      response,
      {},
      {
        verified: false,
        outcome: outcomeOfStatus(response),
        texts
      }
    )
  }
  const invalid = (path: string, problem: string) => invalidResponse(call, response, [{ path, problem }])
  const parsed = parseXml(response.body)
  if (Either.isLeft(parsed)) return yield* invalid("", `the body ${parsed.left}`)
  const { members, root } = parsed.right
  if (root !== "xml") return yield* invalid("", "the body is not the XML of WeChat Pay")

  const returnCode = some(members.return_code)
  if (returnCode === undefined) return yield* invalid("return_code", "is missing")
  const verification = verifyFields(key, members, call.signType)
  if (returnCode !== "SUCCESS") {
    const envelope = envelopeOf({ code: returnCode, message: members.return_msg })
    return yield* businessError(call, response, envelope, {
      verified: yield* Effect.isSuccess(verification),
      outcome: outcomeOfReturn(envelope),
      texts
    })
  }
  if (!call.unsignedResponse) {
    yield* Effect.mapError(verification, (reason) => failure(call, reason, "Unknown", response))
  }
  const sent = { ...own, [call.merchantMember]: key.mchid }
  const notOurs = compileEcho(Object.keys(sent).filter(isEcho))(sent, members)
  if (notOurs.length > 0) return yield* invalidResponse(call, response, notOurs)

  const resultCode = some(members.result_code)
  if (resultCode === undefined && !call.withoutResultCode) return yield* invalid("result_code", "is missing")
  if (resultCode !== undefined && resultCode !== "SUCCESS") {
    const envelope = envelopeOf({ code: members.err_code, message: members.err_code_des })
    return yield* businessError(call, response, envelope, {
      verified: !call.unsignedResponse,
      outcome: isOpen(envelope.code) ? "Unknown" : "Refused",
      texts
    })
  }
  if (call.decode === undefined) return undefined
  const decoded = call.decode(members)
  return Either.isRight(decoded) ? decoded.right : yield* invalidResponse(call, response, decoded.left)
})

export const v2Protocol = <Input>(key: Key, call: V2Call<Input>): Protocol<Input, Fields, unknown> => ({
  operation: call,
  local: false,
  encode: (input) => {
    if (!call.hasCertificate) return new ClientCertificateMissing()
    const members = call.encode(input)
    return Either.isRight(members)
      ? Effect.succeed(members.right)
      : new InvalidInput({ issues: members.left })
  },
  sign: (message, origin, context) => signRequest(key, call, message, origin, context),
  interpret: (message, _, response) => interpret(key, call, message, response)
})
