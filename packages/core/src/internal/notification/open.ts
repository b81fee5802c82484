/** Verifies a delivery, reads its envelope and decrypts its content. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Envelope } from "../../Notification.js"
import {
  BodyIncomplete,
  DecryptionFailed,
  InvalidEnvelope,
  InvalidPlaintext,
  NotificationError,
  type Reason,
  UnsupportedAlgorithm
} from "../../NotificationError.js"
import { type Merchant, NotificationKeys } from "../../NotificationKeys.js"
import type { Delivery } from "../../NotificationReceiver.js"
import type { SignedMessage } from "../../Verifier.js"
import type { SignatureInvalid } from "../../WechatPayError.js"
import { lenientText, parseJson } from "../answer.js"
import { withoutNulls } from "../codec.js"
import { fromParseIssue } from "../issues.js"
import { readSignature } from "../verifyMessage.js"
import { hintOf } from "./hint.js"

/** An event whose content is not decoded yet. */
export interface Opened {
  readonly envelope: Envelope
  readonly resource: unknown
  /** The decrypted content, for errors. */
  readonly text: () => Redacted.Redacted
}

/** `Request-ID` is not signed: what does not look like one is left out. */
export const requestIdOf = (delivery: Delivery): string | undefined => {
  const value = delivery.headers["request-id"]
  return value !== undefined && /^[0-9A-Za-z_.:-]{1,128}$/.test(value) ? value : undefined
}

const make = (
  reason: Reason,
  known: { readonly [Key in "eventType" | "id" | "requestId" | "hint"]?: string | undefined }
): NotificationError => {
  const { eventType, hint, id, requestId } = known
  return new NotificationError({
    reason,
    ...(eventType === undefined ? {} : { eventType }),
    ...(id === undefined ? {} : { id }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(hint === undefined ? {} : { hint })
  })
}

/** An error about a delivery of which nothing is known, or not yet verified. */
export const failure = (reason: Reason, delivery: Delivery, hint?: string): NotificationError =>
  make(reason, { requestId: requestIdOf(delivery), hint })

/** An error about a verified event. */
export const aboutEvent = (reason: Reason, envelope: Envelope): NotificationError =>
  make(reason, { eventType: envelope.event_type, id: envelope.id, requestId: envelope.requestId })

const isSignatureInvalid = (reason: Reason): reason is SignatureInvalid => reason._tag === "SignatureInvalid"

/** The merchants among `candidates` whose keys accept the message; fails as the first of them did. */
const accepting = Effect.fnUntraced(function* (
  candidates: readonly [Merchant, ...ReadonlyArray<Merchant>],
  message: SignedMessage
) {
  const [first, ...others] = candidates
  if (others.length === 0) {
    yield* first.verifier.verify(message)
    return candidates
  }
  const accepted = yield* Effect.filter(candidates, ({ verifier }) =>
    Effect.isSuccess(verifier.verify(message))
  )
  if (accepted.length === 0) yield* first.verifier.verify(message)
  return accepted as ReadonlyArray<Merchant>
})

/** Headers, then time, then key, then the signature over the bytes. */
export const verifyDelivery = Effect.fnUntraced(function* (delivery: Delivery) {
  const keys = yield* NotificationKeys
  const verification = Effect.gen(function* () {
    const signature = yield* readSignature(delivery.headers, delivery.receivedAt)
    if (delivery.body.length === 0) {
      return yield* new BodyIncomplete({ problem: "it is empty (was it read by a body parser before?)" })
    }
    const message = { ...signature, body: delivery.body }
    const candidates = yield* keys.find(signature.serialNo)
    return yield* Effect.catchIf(accepting(candidates, message), isSignatureInvalid, (reason) =>
      Effect.flatMap(reason.probe ? Effect.succeedNone : hintOf(candidates[0].verifier, message), (hint) =>
        Effect.fail(failure(reason, delivery, Option.getOrUndefined(hint)))
      )
    )
  })
  return yield* Effect.mapError(verification, (error) =>
    error._tag === "NotificationError" ? error : failure(error, delivery)
  )
})

const Body = Schema.Struct({
  id: Schema.String,
  create_time: Schema.String,
  event_type: Schema.String,
  resource_type: Schema.optional(Schema.String),
  summary: Schema.optional(Schema.String),
  resource: Schema.Struct({
    original_type: Schema.optional(Schema.String),
    algorithm: Schema.String,
    associated_data: Schema.optional(Schema.String),
    nonce: Schema.String,
    ciphertext: Schema.String
  })
})

const decodeBody = ParseResult.decodeUnknownEither(Body, { errors: "all" })

const readBody = (delivery: Delivery): Effect.Effect<typeof Body.Type, NotificationError> => {
  const json = parseJson(delivery.body)
  if (Either.isLeft(json)) {
    return Effect.fail(
      failure(new InvalidEnvelope({ issues: [{ path: "", problem: `it ${json.left}` }] }), delivery)
    )
  }
  const body = Either.orElse(decodeBody(json.right), () => decodeBody(withoutNulls(json.right)))
  return Either.isRight(body)
    ? Effect.succeed(body.right)
    : Effect.fail(failure(new InvalidEnvelope({ issues: fromParseIssue(body.left) }), delivery))
}

/** Verifies, reads the envelope, decrypts, and parses the content. */
export const openDelivery = Effect.fnUntraced(function* (delivery: Delivery) {
  const merchants = yield* verifyDelivery(delivery)
  const body = yield* readBody(delivery)
  const { algorithm, associated_data, ciphertext, nonce, original_type } = body.resource
  const envelope = {
    id: body.id,
    create_time: body.create_time,
    event_type: body.event_type,
    resource_type: body.resource_type ?? "",
    summary: body.summary ?? "",
    original_type,
    requestId: requestIdOf(delivery),
    mchid: merchants.map((each) => each.mchid).join(", ")
  }
  const fail = (reason: Reason) => aboutEvent(reason, envelope)

  const able = merchants.flatMap(({ decrypters, mchid }) =>
    decrypters.filter((each) => each.algorithm === algorithm).map(({ decrypt }) => ({ decrypt, mchid }))
  )
  if (able.length === 0) {
    const supported = merchants.flatMap(({ decrypters }) => decrypters.map((each) => each.algorithm))
    return yield* fail(new UnsupportedAlgorithm({ algorithm, supported: [...new Set(supported)] }))
  }
  const encrypted = { ciphertext, nonce, associatedData: associated_data }
  const [bytes, mchid] = yield* Effect.firstSuccessOf(
    able.map(({ decrypt, mchid }) => Effect.map(decrypt(encrypted), (bytes) => [bytes, mchid] as const))
  ).pipe(
    Effect.mapError(({ problem }) =>
      fail(new DecryptionFailed({ mchids: able.map((each) => each.mchid), problem }))
    )
  )

  const text = () => Redacted.make(lenientText(bytes))
  const resource = parseJson(bytes)
  if (Either.isLeft(resource)) {
    return yield* fail(new InvalidPlaintext({ problem: resource.left, text: text() }))
  }
  return { envelope: { ...envelope, mchid }, resource: resource.right, text } satisfies Opened
})
