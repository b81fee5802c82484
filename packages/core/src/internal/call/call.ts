/** Calls of APIv3: how a request is signed, and what its response means. */
import type * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Authorization from "../../Authorization.js"
import type { Method } from "../../Endpoint.js"
import type * as HttpExchange from "../../HttpExchange.js"
import type { Outcome } from "../../Outcome.js"
import type { Host } from "../../Region.js"
import type { Path } from "../../Sensitive.js"
import type { Signer } from "../../Signer.js"
import type { Verifier } from "../../Verifier.js"
import type { InvalidInput, Issue, Reason, SignerFailure, VerificationReason } from "../../WechatPayError.js"
import type { Encoded } from "../codec/codec.js"
import { multipart } from "../codec/multipart.js"
import { hasSignature, verifyMessage } from "../crypto/verifyMessage.js"
import * as Exchange from "./exchange.js"
import { type Envelope, envelopeOf, parseJson } from "./response.js"
import { open, type Sealed, seal } from "./seal.js"
import { explainRejection } from "./signDifference.js"
import { andThen, match } from "./steps.js"
import { recordProbe } from "./telemetry.js"
import { openCodes } from "./transient.js"
import { userAgent } from "./userAgent.js"

/** What a client is made of. */
export interface Connection extends Exchange.Connection {
  readonly signer: Context.Tag.Service<typeof Signer>
  readonly verifier: Context.Tag.Service<typeof Verifier>
  readonly acceptLanguage: string | undefined
}

export interface Call extends Exchange.Operation {
  readonly accepts202: boolean
  /** `json` hands the parsed response on; absent for a response without a body. */
  readonly decode: ((value: unknown) => Either.Either<unknown, ReadonlyArray<Issue>>) | "json" | undefined
  /** Where the response holds encrypted texts. */
  readonly encrypted: ReadonlyArray<Path>
  /** Host that has the operation; absent where it is the client's. */
  readonly host: Host | undefined
}

const utf8 = new TextEncoder()

/**
 * A refusal is a 4xx with a code of WeChat Pay, or the empty 404 and 405 that it gives for an unknown
 * path. Everything else (5xx, 202, a gateway's page) leaves the outcome open.
 */
const outcomeOf = (response: Exchange.Response, envelope: Envelope): Outcome => {
  if (response.status < 400 || response.status >= 500) return "Unknown"
  if (envelope.code !== undefined) return openCodes.has(envelope.code) ? "Unknown" : "Refused"
  return (response.status === 404 || response.status === 405) && response.body.length === 0
    ? "Refused"
    : "Unknown"
}

/** A response that is no success. `texts` were sent, `outgoing` was signed. */
export const failFromResponse = (
  operation: Exchange.Operation,
  texts: Iterable<string>,
  response: Exchange.Response,
  verified: boolean,
  outgoing?: Outgoing
) => {
  const parsed = parseJson(response.body)
  const envelope = Either.isRight(parsed) ? envelopeOf(parsed.right) : {}
  return Exchange.businessError(operation, response, envelope, {
    verified,
    outcome: outcomeOf(response, envelope),
    texts,
    explain:
      response.status === 401 && outgoing?.message !== undefined
        ? explainRejection(outgoing.message, envelope, response.headers.date)
        : undefined
  })
}

/** Verifies a message that just arrived. */
export const verifyNow = (
  connection: Connection,
  clock: Clock.Clock,
  headers: Exchange.Response["headers"],
  body: Uint8Array
): Effect.Effect<void, VerificationReason> =>
  verifyMessage(connection.verifier, headers, body, Math.floor(clock.unsafeCurrentTimeMillis() / 1000))

/** A response that is no success, signed or not: WeChat Pay signs few of its errors. */
export const failFromUnsignedResponse = (
  connection: Connection,
  operation: Exchange.Operation,
  clock: Clock.Clock,
  texts: Iterable<string>,
  response: Exchange.Response,
  outgoing?: Outgoing
): Effect.Effect<never, Exchange.Failure> =>
  hasSignature(response.headers)
    ? Effect.flatMap(
        Effect.isSuccess(verifyNow(connection, clock, response.headers, response.body)),
        (verified) => failFromResponse(operation, texts, response, verified, outgoing)
      )
    : failFromResponse(operation, texts, response, false, outgoing)

/** What a response answers. */
interface Sent extends Outgoing {
  readonly texts: () => Iterable<string>
  /** Where the response has texts that are encrypted for somebody else, and stay so. */
  readonly sealed: ReadonlyArray<Path>
}

/** A verified 2xx: its value, or why it is none. */
const readSuccess = (
  connection: Connection,
  call: Call,
  response: Exchange.Response,
  sent: Sent
): Effect.Effect<unknown, Exchange.Failure> => {
  if (response.body.length === 0) {
    return call.decode === undefined || call.decode === "json"
      ? Effect.void
      : Effect.fail(
          Exchange.invalidResponse(call, response, [{ path: "", problem: "expected a body, got none" }])
        )
  }
  const parsed = parseJson(response.body)
  if (Either.isLeft(parsed)) {
    return Effect.fail(
      Exchange.invalidResponse(call, response, [{ path: "", problem: `the body ${parsed.left}` }])
    )
  }
  const { code, message } = envelopeOf(parsed.right)
  // An error that came as a success contradicts itself: nobody knows what happened.
  if (code !== undefined && message !== undefined && code !== "SUCCESS") {
    return failFromResponse(call, sent.texts(), response, true, sent)
  }
  if (call.decode === undefined) return Effect.void
  if (call.decode === "json") return Effect.succeed(parsed.right)
  const { decode } = call
  const finish = (value: unknown): Effect.Effect<unknown, Exchange.Failure> => {
    const decoded = decode(value)
    return Either.isRight(decoded)
      ? Effect.succeed(decoded.right)
      : Effect.fail(Exchange.invalidResponse(call, response, decoded.left))
  }
  if (call.encrypted.length === 0) return finish(parsed.right)
  return Effect.matchEffect(
    open(connection.signer, parsed.right, { encrypted: call.encrypted, sealed: sent.sealed }),
    {
      onFailure: (reason) => Effect.fail(Exchange.failure(call, reason, "Unknown", response)),
      onSuccess: finish
    }
  )
}

const isSuccess = (call: Call, status: number): boolean =>
  status >= 200 && status < 300 && (status !== 202 || call.accepts202)

const interpret = (
  connection: Connection,
  call: Call,
  response: Exchange.Response,
  sent: Sent,
  clock: Clock.Clock
): Effect.Effect<unknown, Exchange.Failure> =>
  isSuccess(call, response.status)
    ? match(
        verifyNow(connection, clock, response.headers, response.body),
        (reason) => {
          const error = Effect.fail(Exchange.failure(call, reason, "Unknown", response))
          return reason._tag === "SignatureInvalid" && reason.probe
            ? Effect.andThen(recordProbe, error)
            : error
        },
        () => readSuccess(connection, call, response, sent)
      )
    : failFromUnsignedResponse(connection, call, clock, sent.texts(), response, sent)

/** What a request consists of before it is signed. */
export interface Outgoing {
  readonly method: Method
  /** Path and query, percent-encoded. */
  readonly target: string
  /** The last line of the text that is signed: the body, or the part of it that stands for the whole. */
  readonly signed: string
  /** The body. */
  readonly bytes?: Uint8Array | undefined
  /** Its `Content-Type`. */
  readonly type?: string | undefined
  readonly accept: string
  /** Absent: what the client likes. */
  readonly acceptEncoding?: string
  /** The key that encrypted something in the body. */
  readonly serialNo?: string | undefined
  /** What was signed last, to be compared with what WeChat Pay refuses. */
  message?: string | undefined
}

// Instances, since literals that outlive a wait are kept by V8 until a full collection (docs/decisions/0014-speed.md).

class SignedHeaders {
  [name: string]: string
  readonly "user-agent" = userAgent

  constructor(
    readonly accept: string,
    readonly authorization: string
  ) {}
}

class SignedRequest implements HttpExchange.Request {
  constructor(
    readonly method: string,
    readonly origin: string,
    readonly target: string,
    readonly headers: Readonly<Record<string, string>>,
    readonly body: Uint8Array | undefined
  ) {}
}

/**
 * Signed anew for each attempt: time, nonce and signature belong to one request. They are taken when it is called, so it is
 * called when the request is to be sent.
 */
export const buildRequest = (
  connection: Pick<Connection, "signer" | "acceptLanguage"> & {
    readonly verifier: Pick<Connection["verifier"], "requestSerial">
  },
  outgoing: Outgoing,
  origin: string,
  { clock, makeNonce }: Pick<Exchange.CallContext, "clock" | "makeNonce">
): Effect.Effect<HttpExchange.Request, SignerFailure> => {
  const { signer, verifier } = connection
  const { bytes, method, signed, target, type } = outgoing
  const nonce = makeNonce()
  const timestamp = Math.floor(clock.unsafeCurrentTimeMillis() / 1000)
  const message = Authorization.message({ method, target, timestamp, nonce, body: signed })
  outgoing.message = message
  return andThen(verifier.requestSerial, (serial) =>
    Effect.map(signer.sign(message), (signature) => {
      const authorization = Authorization.format({
        scheme: signer.scheme,
        mchid: signer.mchid,
        serialNo: signature.serialNo,
        timestamp,
        nonce,
        signature: signature.value
      })
      const headers = new SignedHeaders(outgoing.accept, authorization)
      if (outgoing.serialNo !== undefined) headers["wechatpay-serial"] = outgoing.serialNo
      else if (Option.isSome(serial)) headers["wechatpay-serial"] = serial.value
      if (outgoing.acceptEncoding !== undefined) headers["accept-encoding"] = outgoing.acceptEncoding
      if (connection.acceptLanguage !== undefined) headers["accept-language"] = connection.acceptLanguage
      if (type !== undefined) headers["content-type"] = type
      return new SignedRequest(method, origin, target, headers, bytes)
    })
  )
}

type Content = Pick<Outgoing, "signed" | "bytes" | "type">

const noContent: Content = { signed: "" }

const json = (body: string | undefined): Content =>
  body === undefined ? noContent : { signed: body, bytes: utf8.encode(body), type: "application/json" }

/** What is sent and what came of it, for as long as a call takes. */
class SignedExchange implements Exchange.Exchange, Sent {
  readonly method: Method
  readonly target: string
  readonly signed: string
  readonly bytes: Uint8Array | undefined
  readonly type: string | undefined
  readonly accept = "application/json"
  readonly serialNo: string | undefined
  message: string | undefined = undefined
  readonly texts: Encoded["texts"]
  readonly local: boolean

  constructor(
    private readonly connection: Connection,
    private readonly call: Call,
    { serialNo, target, texts }: Sealed,
    { bytes, signed, type }: Content,
    readonly sealed: ReadonlyArray<Path>
  ) {
    this.method = call.method
    this.target = target
    this.signed = signed
    this.bytes = bytes
    this.type = type
    this.serialNo = serialNo
    this.texts = texts
    this.local = connection.signer.local ?? false
  }

  request(origin: string, around: Exchange.CallContext) {
    return buildRequest(this.connection, this, origin, around)
  }

  interpret(response: Exchange.Response, { clock }: Exchange.CallContext) {
    return interpret(this.connection, this.call, response, this, clock)
  }
}

/** Runs calls of one kind over a connection. */
export const runCall = (client: Connection, call: Call) => {
  const connection = call.host === undefined ? client : { ...client, hosts: client.hosts.at(call.host) }
  const run = Exchange.runner(connection, call)
  const exchange = (sealed: Sealed, content: Content, stillSealed: ReadonlyArray<Path>) =>
    new SignedExchange(connection, call, sealed, content, stillSealed)
  const prepare = (
    encoded: Encoded,
    stillSealed: ReadonlyArray<Path>
  ): Effect.Effect<Exchange.Exchange, Reason> => {
    if (encoded.file !== undefined) {
      return Effect.map(multipart(encoded.file), (content) => exchange(encoded, content, stillSealed))
    }
    return encoded.unsealed === undefined
      ? Effect.succeed(exchange(encoded, json(encoded.body), stillSealed))
      : Effect.map(seal(connection.verifier, encoded), (sealed) =>
          exchange(sealed, json(sealed.body), stillSealed)
        )
  }
  /** `stillSealed`: where the response has texts that are encrypted for somebody else. */
  return (
    request: Either.Either<Encoded, InvalidInput>,
    stillSealed: ReadonlyArray<Path>
  ): Effect.Effect<unknown, Exchange.Failure> =>
    run(Either.isLeft(request) ? Either.left(request.left) : prepare(request.right, stillSealed))
}
