/** APIv3: JSON, signed and verified by certificates or public keys. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { Method } from "../../Endpoint.js"
import type * as HttpExchange from "../../HttpExchange.js"
import type { Path } from "../../Sensitive.js"
import type { Verifier } from "../../Verifier.js"
import { InvalidInput, type Issue, type Reason } from "../../WechatPayError.js"
import { envelopeOf } from "../call/envelope.js"
import { type Failure, failure, invalidResponse } from "../call/failure.js"
import type { CallContext, Operation, Protocol, SignedRequest } from "../call/protocol.js"
import { recordProbe } from "../call/telemetry.js"
import { parseJson } from "../codec/json.js"
import { match } from "../speed/steps.js"
import type { Encoded } from "./codec.js"
import { multipart } from "./multipart.js"
import { open, type Sealed, seal } from "./seal.js"
import { type Outgoing, type Signing, signRequest } from "./sign.js"
import { failFromResponse, failFromUnsignedResponse, verifyNow } from "./unsuccessful.js"

/** The services that sign, encrypt, verify and decrypt. */
export interface Keys extends Signing {
  readonly verifier: Context.Tag.Service<typeof Verifier>
}

/** The properties of a call that the protocol needs. */
export interface Call<in Input> extends Operation {
  readonly accepts202: boolean
  readonly encode: (input: Input) => Either.Either<Encoded, ReadonlyArray<Issue>>
  /** How the response is decoded; `json` returns the parsed response. Absent for a response without a body. */
  readonly decode:
    | ((value: unknown, input: Input) => Either.Either<unknown, ReadonlyArray<Issue>>)
    | "json"
    | undefined
  /** Paths of encrypted texts in the response. */
  readonly encrypted: ReadonlyArray<Path>
  /** Paths of texts in the response that are encrypted for somebody else. They are not decrypted. */
  readonly sealed: (input: Input) => ReadonlyArray<Path>
}

const utf8 = new TextEncoder()

type Content = Pick<Outgoing, "signed" | "bytes" | "type">

const noContent: Content = { signed: "" }

const json = (body: string | undefined): Content =>
  body === undefined ? noContent : { signed: body, bytes: utf8.encode(body), type: "application/json" }

/** The encoded request of a call. */
class Message<Input> implements Outgoing {
  readonly method: Method
  readonly target: string
  readonly signed: string
  readonly bytes: Uint8Array | undefined
  readonly type: string | undefined
  readonly accept = "application/json"
  readonly serialNo: string | undefined
  readonly texts: Encoded["texts"]

  constructor(
    method: Method,
    { serialNo, target, texts }: Sealed,
    { bytes, signed, type }: Content,
    readonly input: Input
  ) {
    this.method = method
    this.target = target
    this.signed = signed
    this.bytes = bytes
    this.type = type
    this.serialNo = serialNo
    this.texts = texts
  }
}

const prepare = <Input>(
  { verifier }: Keys,
  call: Call<Input>,
  input: Input
): Effect.Effect<Message<Input>, Reason> => {
  const result = call.encode(input)
  if (Either.isLeft(result)) return Effect.fail(new InvalidInput({ issues: result.left }))
  const encoded = result.right
  const message = (sealed: Sealed, content: Content) => new Message(call.method, sealed, content, input)
  if (encoded.file !== undefined) {
    return Effect.map(multipart(encoded.file), (content) => message(encoded, content))
  }
  return encoded.unsealed === undefined
    ? Effect.succeed(message(encoded, json(encoded.body)))
    : Effect.map(seal(verifier, encoded), (sealed) => message(sealed, json(sealed.body)))
}

/** Decodes a verified 2xx. */
const readSuccess = <Input>(
  { signer }: Keys,
  call: Call<Input>,
  message: Message<Input>,
  request: SignedRequest,
  response: HttpExchange.Response
): Effect.Effect<unknown, Failure> => {
  const invalid = (issues: ReadonlyArray<Issue>) => Effect.fail(invalidResponse(call, response, issues))
  const { decode } = call
  if (response.body.length === 0) {
    return decode === undefined || decode === "json"
      ? Effect.void
      : invalid([{ path: "", problem: "expected a body, got none" }])
  }
  const parsed = parseJson(response.body)
  if (Either.isLeft(parsed)) return invalid([{ path: "", problem: `the body ${parsed.left}` }])
  const envelope = envelopeOf(parsed.right)
  // A success status with an error code is contradictory, so the outcome is unknown.
  if (envelope.code !== undefined && envelope.message !== undefined && envelope.code !== "SUCCESS") {
    return failFromResponse(call, message.texts(), request, response, true)
  }
  if (decode === undefined) return Effect.void
  if (decode === "json") return Effect.succeed(parsed.right)
  const finish = (value: unknown): Effect.Effect<unknown, Failure> => {
    const decoded = decode(value, message.input)
    return Either.isRight(decoded) ? Effect.succeed(decoded.right) : invalid(decoded.left)
  }
  if (call.encrypted.length === 0) return finish(parsed.right)
  return Effect.matchEffect(
    open(signer, parsed.right, { encrypted: call.encrypted, sealed: call.sealed(message.input) }),
    {
      onFailure: (reason) => Effect.fail(failure(call, reason, "Unknown", response)),
      onSuccess: finish
    }
  )
}

const isSuccess = <Input>(call: Call<Input>, status: number): boolean =>
  status >= 200 && status < 300 && (status !== 202 || call.accepts202)

const interpret = <Input>(
  keys: Keys,
  call: Call<Input>,
  message: Message<Input>,
  request: SignedRequest,
  response: HttpExchange.Response,
  { clock }: CallContext
): Effect.Effect<unknown, Failure> =>
  isSuccess(call, response.status)
    ? match(
        verifyNow(keys.verifier, clock, response.headers, response.body),
        (reason) => {
          const error = Effect.fail(failure(call, reason, "Unknown", response))
          return reason._tag === "SignatureInvalid" && reason.probe
            ? Effect.andThen(recordProbe, error)
            : error
        },
        () => readSuccess(keys, call, message, request, response)
      )
    : failFromUnsignedResponse(keys.verifier, call, clock, message.texts(), request, response)

export const v3Protocol = <Input>(
  keys: Keys,
  call: Call<Input>
): Protocol<Input, Message<Input>, unknown> => ({
  operation: call,
  local: keys.signer.local ?? false,
  encode: (input) => prepare(keys, call, input),
  sign: (message, origin, context) => signRequest(keys, message, origin, context),
  interpret: (message, request, response, context) =>
    interpret(keys, call, message, request, response, context)
})
