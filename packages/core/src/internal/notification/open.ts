/** Verifies a delivery, reads its envelope and decrypts its content. */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Decrypter } from "../../Decrypter.js"
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
import type { SignatureInvalid, UnknownSerial } from "../../WechatPayError.js"
import { fromParseIssue } from "../codec/issues.js"
import { lenientText, parseJson } from "../codec/json.js"
import { withoutNulls } from "../codec/nulls.js"
import { printable, requestIdIn } from "../codec/printable.js"
import { typed } from "../codec/typed.js"
import { readSignature } from "../crypto/verifyMessage.js"
import { decoder } from "../speed/parser.js"
import { andThen, match } from "../speed/steps.js"
import { hintOf } from "./hint.js"

// Class instances, because V8 keeps literals with such contents until a full collection (docs/decisions/0014-speed.md).

/** An event whose content is not decoded yet. */
export class Opened {
  constructor(
    readonly envelope: Envelope,
    readonly resource: unknown,
    private readonly bytes: Uint8Array
  ) {}

  /** The decrypted content, for errors. */
  text(): Redacted.Redacted {
    return textOf(this.bytes)
  }
}

const textOf = (bytes: Uint8Array): Redacted.Redacted => Redacted.make(lenientText(bytes))

/** A message as it arrived. */
class Message implements SignedMessage {
  readonly nonce: string
  readonly serialNo: string
  readonly signature: string
  readonly timestamp: string

  constructor(
    { nonce, serialNo, signature, timestamp }: Omit<SignedMessage, "body">,
    readonly body: Uint8Array
  ) {
    this.nonce = nonce
    this.serialNo = serialNo
    this.signature = signature
    this.timestamp = timestamp
  }
}

export const requestIdOf = ({ headers }: Delivery): string | undefined => requestIdIn(headers)

const make = (
  reason: Reason,
  known: { readonly [Key in "eventType" | "id" | "requestId" | "hint"]?: string | undefined }
): NotificationError => {
  const { eventType, hint, id, requestId } = known
  return new NotificationError(
    {
      reason,
      ...(eventType === undefined ? {} : { eventType }),
      ...(id === undefined ? {} : { id }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(hint === undefined ? {} : { hint })
    },
    typed
  )
}

/** An error about a delivery that is not verified. */
export const failure = (reason: Reason, delivery: Delivery, hint?: string): NotificationError =>
  make(reason, { requestId: requestIdOf(delivery), hint })

/** An error about a verified event. */
export const aboutEvent = (reason: Reason, envelope: Envelope): NotificationError =>
  make(reason, { eventType: envelope.event_type, id: envelope.id, requestId: envelope.requestId })

const isSignatureInvalid = (reason: Reason): reason is SignatureInvalid => reason._tag === "SignatureInvalid"

type Merchants = readonly [Merchant, ...ReadonlyArray<Merchant>]

/** The merchants among `candidates` whose keys verify the message. Fails with the failure of the first candidate. */
const accepting = (
  candidates: Merchants,
  message: SignedMessage
): Effect.Effect<ReadonlyArray<Merchant>, SignatureInvalid | UnknownSerial> => {
  if (candidates.length === 1) {
    return andThen(candidates[0].verifier.verify(message), () => Effect.succeed(candidates))
  }
  // Merchants that share a key share its verifier: a forgery costs one verification, however many they are.
  const verifiers = new Set(candidates.map(({ verifier }) => verifier))
  if (verifiers.size === 1) {
    return andThen(candidates[0].verifier.verify(message), () => Effect.succeed(candidates))
  }
  return Effect.flatMap(
    Effect.partition(verifiers, (verifier) => Effect.as(verifier.verify(message), verifier)),
    ([[failure], accepted]) =>
      failure !== undefined && accepted.length === 0
        ? Effect.fail(failure)
        : Effect.succeed(candidates.filter(({ verifier }) => accepted.includes(verifier)))
  )
}

/** The failure of the first candidate, with a hint at the cause. */
const rejected = (
  delivery: Delivery,
  candidates: Merchants,
  message: SignedMessage,
  reason: SignatureInvalid,
  keys: object
): Effect.Effect<never, NotificationError> =>
  Effect.flatMap(reason.probe ? Effect.succeedNone : hintOf(candidates[0].verifier, message, keys), (hint) =>
    failure(reason, delivery, Option.getOrUndefined(hint))
  )

/** Checks headers, time, key and signature, in this order. */
export const verifyDelivery = (
  delivery: Delivery
): Effect.Effect<ReadonlyArray<Merchant>, NotificationError, NotificationKeys> =>
  Effect.flatMap(NotificationKeys, (keys) => {
    const signature = readSignature(delivery.headers, delivery.receivedAt)
    if (Either.isLeft(signature)) return failure(signature.left, delivery)
    if (delivery.body.length === 0) {
      const problem = "it is empty (was it read by a body parser before?)"
      return failure(new BodyIncomplete({ problem }), delivery)
    }
    const message = new Message(signature.right, delivery.body)
    return match(
      keys.find(message.serialNo),
      (reason) => failure(reason, delivery),
      (candidates) =>
        match(
          accepting(candidates, message),
          (reason) =>
            isSignatureInvalid(reason)
              ? rejected(delivery, candidates, message, reason, keys)
              : failure(reason, delivery),
          Effect.succeed
        )
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

const decodeBody = decoder(Body) as (
  value: unknown
) => Either.Either<typeof Body.Type, ParseResult.ParseIssue>

const readBody = (delivery: Delivery): Either.Either<typeof Body.Type, NotificationError> => {
  const json = parseJson(delivery.body)
  if (Either.isLeft(json)) {
    return Either.left(
      failure(new InvalidEnvelope({ issues: [{ path: "", problem: `it ${json.left}` }] }), delivery)
    )
  }
  const body = decodeBody(json.right)
  if (Either.isRight(body)) return Either.right(body.right)
  return Either.mapLeft(decodeBody(withoutNulls(json.right)), (issue) =>
    failure(new InvalidEnvelope({ issues: fromParseIssue(issue) }), delivery)
  )
}

interface Able extends Pick<Merchant, "mchid">, Pick<Decrypter, "decrypt"> {}

/** The merchants with a decrypter for the algorithm. */
const ableTo = (algorithm: string, merchants: ReadonlyArray<Merchant>): ReadonlyArray<Able> => {
  const able: Array<Able> = []
  for (const { decrypters, mchid } of merchants) {
    for (const decrypter of decrypters) {
      if (decrypter.algorithm === algorithm) able.push({ decrypt: decrypter.decrypt, mchid })
    }
  }
  return able
}

const openVerified = (
  delivery: Delivery,
  merchants: ReadonlyArray<Merchant>
): Effect.Effect<Opened, NotificationError> => {
  const read = readBody(delivery)
  if (Either.isLeft(read)) return read.left
  const body = read.right
  const { algorithm, associated_data, ciphertext, nonce, original_type } = body.resource
  const envelopeFor = (mchid: string): Envelope => ({
    id: body.id,
    create_time: body.create_time,
    event_type: body.event_type,
    resource_type: body.resource_type ?? "",
    summary: body.summary ?? "",
    original_type,
    requestId: requestIdOf(delivery),
    mchid
  })
  const fail = (reason: Reason) =>
    aboutEvent(reason, envelopeFor(merchants.map((each) => each.mchid).join(", ")))

  const able = ableTo(algorithm, merchants)
  if (!Arr.isNonEmptyReadonlyArray(able)) {
    const supported = merchants.flatMap(({ decrypters }) => decrypters.map((each) => each.algorithm))
    return fail(
      new UnsupportedAlgorithm({ algorithm: printable(algorithm), supported: [...new Set(supported)] })
    )
  }
  const encrypted = { ciphertext, nonce, associatedData: associated_data }
  const openFor = ({ decrypt, mchid }: Able) =>
    andThen(decrypt(encrypted), (bytes) => Effect.succeed({ bytes, mchid }))
  const [first, ...others] = able
  return match(
    others.reduce((tried, each) => Effect.orElse(tried, () => openFor(each)), openFor(first)),
    ({ problem }) => fail(new DecryptionFailed({ mchids: able.map((each) => each.mchid), problem })),
    ({ bytes, mchid }): Effect.Effect<Opened, NotificationError> => {
      const resource = parseJson(bytes)
      return Either.isLeft(resource)
        ? fail(new InvalidPlaintext({ problem: resource.left, text: textOf(bytes) }))
        : Effect.succeed(new Opened(envelopeFor(mchid), resource.right, bytes))
    }
  )
}

/** Verifies a delivery, reads the envelope, decrypts and parses the content. */
export const openDelivery = (
  delivery: Delivery
): Effect.Effect<Opened, NotificationError, NotificationKeys> =>
  Effect.flatMap(verifyDelivery(delivery), (merchants) => openVerified(delivery, merchants))
