/** Signs requests of APIv3. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Authorization from "../../Authorization.js"
import type { Method } from "../../Endpoint.js"
import type { Signer } from "../../Signer.js"
import type { Verifier } from "../../Verifier.js"
import { SignerFailure } from "../../WechatPayError.js"
import type { CallContext, SignedRequest } from "../call/protocol.js"
import { userAgent } from "../call/userAgent.js"
import { andThen } from "../speed/steps.js"

/** The services that a signed request needs. `requestSerial` is the key of WeChat Pay that the request names. */
export interface Signing {
  readonly signer: Context.Tag.Service<typeof Signer>
  readonly verifier: Pick<Context.Tag.Service<typeof Verifier>, "requestSerial">
  readonly acceptLanguage: string | undefined
}

/** A request before it is signed. */
export interface Outgoing {
  readonly method: Method
  /** Path and query, percent-encoded. */
  readonly target: string
  /** The last line of the signed text: the body, or of an upload its `meta`. */
  readonly signed: string
  /** The body. */
  readonly bytes?: Uint8Array | undefined
  /** Its `Content-Type`. */
  readonly type?: string | undefined
  readonly accept: string
  /** Absent: the default of the HTTP client. */
  readonly acceptEncoding?: string
  /** The serial number of the key that encrypted fields of the body. */
  readonly serialNo?: string | undefined
}

// Class instances, because V8 keeps literals that are held across an await until a full collection
// (docs/decisions/0014-speed.md).

class SignedHeaders {
  [name: string]: string
  readonly "user-agent" = userAgent

  constructor(
    readonly accept: string,
    readonly authorization: string
  ) {}
}

class V3Request implements SignedRequest {
  constructor(
    readonly method: string,
    readonly origin: string,
    readonly target: string,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: Uint8Array | undefined,
    readonly signedText: string
  ) {}
}

/** A key service may return lines or quotes, which would end the header, or a parameter of it. */
const signedBy = (signer: Signing["signer"], text: string): ReturnType<Signing["signer"]["sign"]> =>
  signer.local
    ? signer.sign(text)
    : Effect.filterOrFail(
        signer.sign(text),
        ({ serialNo, value }) => /^[\w-]+ [\w+/=-]+$/.test(`${serialNo} ${value}`),
        () => new SignerFailure({ problem: "expected serial number and base64" })
      )

/**
 * Signs the request of one attempt. Time and nonce are taken when the function is called, so call it immediately before
 * the request is sent.
 */
export const signRequest = (
  { acceptLanguage, signer, verifier }: Signing,
  { accept, acceptEncoding, bytes, method, serialNo, signed, target, type }: Outgoing,
  origin: string,
  { clock, makeNonce }: Pick<CallContext, "clock" | "makeNonce">
): Effect.Effect<SignedRequest, SignerFailure> => {
  const nonce = makeNonce()
  const timestamp = Math.floor(clock.unsafeCurrentTimeMillis() / 1000)
  const text = Authorization.message({ method, target, timestamp, nonce, body: signed })
  return andThen(verifier.requestSerial, (serial) =>
    Effect.map(signedBy(signer, text), (signature) => {
      const authorization = Authorization.format({
        scheme: signer.scheme,
        mchid: signer.mchid,
        serialNo: signature.serialNo,
        timestamp,
        nonce,
        signature: signature.value
      })
      const headers = new SignedHeaders(accept, authorization)
      if (serialNo !== undefined) headers["wechatpay-serial"] = serialNo
      else if (Option.isSome(serial)) headers["wechatpay-serial"] = serial.value
      if (acceptEncoding !== undefined) headers["accept-encoding"] = acceptEncoding
      if (acceptLanguage !== undefined) headers["accept-language"] = acceptLanguage
      if (type !== undefined) headers["content-type"] = type
      return new V3Request(method, origin, target, headers, bytes, text)
    })
  )
}
