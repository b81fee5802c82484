/** Calls of APIv3: how a request is signed, and what its answer means. */
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Authorization from "../Authorization.js"
import { Nonce } from "../Nonce.js"
import type { Outcome } from "../Outcome.js"
import type { Signer } from "../Signer.js"
import type { Verifier } from "../Verifier.js"
import type { InvalidInput, Issue } from "../WechatPayError.js"
import { type Envelope, envelopeOf, parseJson } from "./answer.js"
import type { Encoded } from "./codec.js"
import * as Exchange from "./exchange.js"
import { recordProbe } from "./telemetry.js"
import { userAgent } from "./userAgent.js"
import { hasSignature, verifyMessage } from "./verifyMessage.js"

/** What a client is made of. */
export interface Connection extends Exchange.Connection {
  readonly signer: Context.Tag.Service<typeof Signer>
  readonly verifier: Context.Tag.Service<typeof Verifier>
  readonly acceptLanguage: string | undefined
}

export interface Call extends Exchange.Operation {
  readonly accepts202: boolean
  /** `json` hands the parsed answer on; absent for an answer without a body. */
  readonly decode: ((value: unknown) => Either.Either<unknown, ReadonlyArray<Issue>>) | "json" | undefined
  readonly request: Either.Either<Encoded, InvalidInput>
}

const utf8 = new TextEncoder()

/**
 * A refusal is a 4xx with a code of WeChat Pay, or the empty 404 and 405 that it gives for an unknown
 * path. Everything else (5xx, 202, a gateway's page) leaves the outcome open.
 */
const outcomeOf = (answer: Exchange.Answer, envelope: Envelope): Outcome => {
  if (answer.status < 400 || answer.status >= 500) return "Unknown"
  if (envelope.code !== undefined) return Exchange.openCodes.has(envelope.code) ? "Unknown" : "Refused"
  return (answer.status === 404 || answer.status === 405) && answer.body.length === 0 ? "Refused" : "Unknown"
}

/** An answer that is no success. */
const refuse = (call: Call, encoded: Encoded, answer: Exchange.Answer, verified: boolean) => {
  const parsed = parseJson(answer.body)
  const envelope = Either.isRight(parsed) ? envelopeOf(parsed.right) : {}
  return Exchange.businessError(call, answer, envelope, {
    verified,
    outcome: outcomeOf(answer, envelope),
    texts: encoded.texts()
  })
}

/** A verified 2xx: its value, or why it is none. */
const readSuccess = (
  call: Call,
  encoded: Encoded,
  answer: Exchange.Answer
): Effect.Effect<unknown, Exchange.Failure> => {
  if (answer.body.length === 0) {
    return call.decode === undefined || call.decode === "json"
      ? Effect.void
      : Effect.fail(
          Exchange.invalidAnswer(call, answer, [{ path: "", problem: "expected a body, got none" }])
        )
  }
  const parsed = parseJson(answer.body)
  if (Either.isLeft(parsed)) {
    return Effect.fail(
      Exchange.invalidAnswer(call, answer, [{ path: "", problem: `the body ${parsed.left}` }])
    )
  }
  const { code, message } = envelopeOf(parsed.right)
  // An error that came as a success contradicts itself: nobody knows what happened.
  if (code !== undefined && message !== undefined && code !== "SUCCESS") {
    return refuse(call, encoded, answer, true)
  }
  if (call.decode === undefined) return Effect.void
  if (call.decode === "json") return Effect.succeed(parsed.right)
  const decoded = call.decode(parsed.right)
  return Either.isRight(decoded)
    ? Effect.succeed(decoded.right)
    : Effect.fail(Exchange.invalidAnswer(call, answer, decoded.left))
}

const isSuccess = (call: Call, status: number): boolean =>
  status >= 200 && status < 300 && (status !== 202 || call.accepts202)

const interpret = Effect.fnUntraced(function* (
  connection: Connection,
  call: Call,
  encoded: Encoded,
  answer: Exchange.Answer
) {
  const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const verification = verifyMessage(connection.verifier, answer.headers, answer.body, now)
  if (!isSuccess(call, answer.status)) {
    const verified = hasSignature(answer.headers) && (yield* Effect.isSuccess(verification))
    return yield* refuse(call, encoded, answer, verified)
  }
  yield* verification.pipe(
    Effect.tapError((reason) =>
      reason._tag === "SignatureInvalid" && reason.probe ? recordProbe : Effect.void
    ),
    Effect.mapError((reason) => Exchange.failure(call, reason, "Unknown", answer))
  )
  return yield* readSuccess(call, encoded, answer)
})

const buildRequest = Effect.fnUntraced(function* (
  connection: Connection,
  call: Call,
  encoded: Encoded,
  host: string
) {
  const makeNonce = yield* Nonce
  const nonce = makeNonce()
  const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const signature = yield* connection.signer.sign(
    Authorization.message({
      method: call.method,
      target: encoded.target,
      timestamp,
      nonce,
      body: encoded.body ?? ""
    })
  )
  const serial = yield* connection.verifier.requestSerial
  const headers: Record<string, string> = {
    accept: "application/json",
    "user-agent": userAgent,
    authorization: Authorization.format({
      scheme: connection.signer.scheme,
      mchid: connection.signer.mchid,
      serialNo: signature.serialNo,
      timestamp,
      nonce,
      signature: signature.value
    })
  }
  if (Option.isSome(serial)) headers["wechatpay-serial"] = serial.value
  if (connection.acceptLanguage !== undefined) headers["accept-language"] = connection.acceptLanguage
  return HttpClientRequest.make(call.method as "POST")(host + encoded.target, {
    headers,
    ...(encoded.body === undefined
      ? {}
      : { body: HttpBody.uint8Array(utf8.encode(encoded.body), "application/json") })
  })
})

/** Runs calls over a connection. */
export const runCall =
  (connection: Connection) =>
  (call: Call): Effect.Effect<unknown, Exchange.Failure> =>
    Exchange.run(
      connection,
      call,
      Either.map(call.request, (encoded) => ({
        request: (origin) => buildRequest(connection, call, encoded, origin),
        interpret: (answer) => interpret(connection, call, encoded, answer)
      }))
    )
