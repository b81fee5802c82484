/** Opens the three forms of XML notifications, and runs their handlers. */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { AnySchema } from "../../Endpoint.js"
import type { Envelope } from "../../Notification.js"
import {
  DecryptionFailed,
  InProgress,
  InvalidEnvelope,
  InvalidPlaintext,
  InvalidResource,
  KeysUnavailable,
  type NotificationError,
  type Reason,
  UnsupportedAlgorithm
} from "../../NotificationError.js"
import type { Delivery } from "../../NotificationReceiver.js"
import { NotificationStore } from "../../NotificationStore.js"
import { V2EventKey } from "../../V2EventKey.js"
import { V2Key } from "../../V2Key.js"
import type { V2Notification } from "../../V2Notification.js"
import type { Fields } from "../../V2Signature.js"
import type { Issue, SignerFailure } from "../../WechatPayError.js"
import { fromParseIssue } from "../codec/issues.js"
import { lenientText, parseJson } from "../codec/json.js"
import { printable } from "../codec/printable.js"
import { digest, stoppable, until } from "../notification/handle.js"
import { aboutEvent, failure, requestIdOf } from "../notification/open.js"
import { once } from "../speed/once.js"
import { decoder } from "../speed/parser.js"
import { compileDecode } from "./codec.js"
import { verifyFields } from "./verify.js"
import { parseXml } from "./xml.js"

type Any = V2Notification<unknown, unknown>

const invalidEnvelope = (path: string, problem: string) =>
  new InvalidEnvelope({ issues: [{ path, problem }] })

/** A required member. */
const required = (members: Fields, name: string): Effect.Effect<string, InvalidEnvelope> =>
  members[name] ? Effect.succeed(members[name]) : invalidEnvelope(name, "is missing")

/** Members are read before the signature is verified, so their number is bounded. WeChat Pay sends fewer than 100. */
const mostMembers = 512

const readMembers = (body: Uint8Array): Effect.Effect<Fields, InvalidEnvelope> => {
  const parsed = parseXml(body, mostMembers)
  if (Either.isLeft(parsed)) return invalidEnvelope("", `it ${parsed.left}`)
  const { members, root } = parsed.right
  if (root !== "xml") return invalidEnvelope("", "it is not the XML of WeChat Pay")
  return members.return_code !== undefined && members.return_code !== "SUCCESS"
    ? invalidEnvelope("return_code", "is not SUCCESS: the notification has no content")
    : Effect.succeed(members)
}

/** The decrypted text: members of XML, or JSON. */
type Plain =
  | { readonly _tag: "Members"; readonly members: Fields }
  | { readonly _tag: "Json"; readonly value: unknown }

const readPlain = (bytes: Uint8Array): Effect.Effect<Plain, InvalidPlaintext> => {
  const text = () => Redacted.make(lenientText(bytes))
  if (bytes[0] === 0x7b) {
    const json = parseJson(bytes)
    return Either.isRight(json)
      ? Effect.succeed({ _tag: "Json", value: json.right })
      : new InvalidPlaintext({ problem: json.left, text: text() })
  }
  const xml = parseXml(bytes)
  return Either.isRight(xml)
    ? Effect.succeed({ _tag: "Members", members: xml.right.members })
    : new InvalidPlaintext({ problem: xml.left, text: text() })
}

const checkMerchant = (members: Fields, mchid: string): Effect.Effect<void, InvalidEnvelope> =>
  members.mch_id && members.mch_id !== mchid
    ? invalidEnvelope("mch_id", "is another merchant's (each merchant needs a URL of its own)")
    : Effect.void

/** The content, and the merchant whose key authenticates it. An `mch_id` outside the encrypted part is not authenticated. */
interface Vouched {
  readonly plain: Plain
  readonly mchid: string
}

const openSigned = Effect.fnUntraced(function* (members: Fields) {
  const key = yield* V2Key
  // Links of the front end are signed with the same key over members of their own: they have no `return_code`.
  yield* required(members, "return_code")
  yield* verifyFields(key, members)
  yield* checkMerchant(members, key.mchid)
  return { plain: { _tag: "Members", members }, mchid: key.mchid } satisfies Vouched
})

const openReqInfo = Effect.fnUntraced(function* (members: Fields) {
  const key = yield* V2Key
  yield* checkMerchant(members, key.mchid)
  const bytes = yield* Effect.mapError(Effect.flatMap(required(members, "req_info"), key.decrypt), (error) =>
    error._tag === "EncryptionFailure"
      ? new DecryptionFailed({ mchids: [key.mchid], problem: error.problem })
      : error
  )
  return { plain: yield* readPlain(bytes), mchid: key.mchid } satisfies Vouched
})

const openEvent = Effect.fnUntraced(function* (eventType: string, members: Fields) {
  const key = yield* V2EventKey
  yield* checkMerchant(members, key.mchid)
  const algorithm = yield* required(members, "event_algorithm")
  if (algorithm !== "AES-GCM" && algorithm !== key.algorithm) {
    return yield* new UnsupportedAlgorithm({
      algorithm: printable(algorithm),
      supported: ["AES-GCM", key.algorithm]
    })
  }
  if ((yield* required(members, "event_type")) !== eventType) {
    return yield* invalidEnvelope("event_type", "is not the one that this URL is for")
  }
  const encrypted = {
    ciphertext: yield* required(members, "event_ciphertext"),
    nonce: yield* required(members, "event_nonce"),
    associatedData: members.event_associated_data
  }
  const bytes = yield* Effect.mapError(
    key.decrypt(encrypted),
    ({ problem }) => new DecryptionFailed({ mchids: [key.mchid], problem })
  )
  return { plain: yield* readPlain(bytes), mchid: key.mchid } satisfies Vouched
})

interface Decoders {
  readonly members: ReturnType<typeof compileDecode>
  readonly json: (value: unknown) => Either.Either<unknown, ReadonlyArray<Issue>>
}

const decodersOf = once((schema: AnySchema): Decoders => {
  const fromJson = decoder(schema)
  return {
    members: compileDecode(schema),
    json: (value: unknown) => Either.mapLeft(fromJson(value), fromParseIssue)
  }
})

const decode = (schema: AnySchema, plain: Plain): Effect.Effect<unknown, InvalidResource> => {
  const decoders = decodersOf(schema)
  const decoded = plain._tag === "Members" ? decoders.members(plain.members) : decoders.json(plain.value)
  return Either.isRight(decoded)
    ? Effect.succeed(decoded.right)
    : new InvalidResource({
        issues: decoded.left,
        text: Redacted.make(JSON.stringify(plain._tag === "Members" ? plain.members : plain.value))
      })
}

const envelopeOf = (notification: Any, delivery: Delivery, mchid: string): Envelope => ({
  id: "",
  create_time: "",
  event_type: notification.name,
  resource_type: "",
  summary: "",
  original_type: undefined,
  requestId: requestIdOf(delivery),
  mchid
})

const open = (
  { form, name }: Any,
  members: Fields
): Effect.Effect<Vouched, Reason | SignerFailure, V2Key | V2EventKey> => {
  switch (form) {
    case "signed":
      return openSigned(members)
    case "req_info":
      return openReqInfo(members)
    case "event":
      return openEvent(name, members)
  }
}

export const openV2 = Effect.fnUntraced(function* (notification: Any, delivery: Delivery) {
  const opened = Effect.flatMap(readMembers(delivery.body), (members) => open(notification, members))
  const { mchid, plain } = yield* Effect.mapError(opened, (reason) =>
    failure(
      reason._tag === "SignerFailure" ? new KeysUnavailable({ problem: reason.problem }) : reason,
      delivery
    )
  )
  const envelope = envelopeOf(notification, delivery, mchid)
  const content = yield* Effect.mapError(decode(notification.content, plain), (reason) =>
    aboutEvent(reason, envelope)
  )
  return { content, envelope }
})

/** Opens a delivery and runs its handler, unless the notification was handled before. */
export const handleV2 = Effect.fnUntraced(function* <Content, R, E, R2>(
  notification: V2Notification<Content, R>,
  handle: (content: Content) => Effect.Effect<unknown, E, R2>,
  delivery: Delivery,
  limit: Duration.Duration,
  start: number
) {
  const { content, envelope } = yield* until(openV2(notification, delivery), start, limit, (reason) =>
    failure(reason, delivery)
  )
  const store = yield* NotificationStore
  const key = yield* digest([
    "v2",
    envelope.mchid,
    notification.name,
    notification.businessKey(content as never)
  ])
  const handled = Effect.mapError(
    store.once(
      [key],
      stoppable(envelope, () => handle(content as Content))
    ),
    (error) => (error._tag === "HandlerStopped" ? error : aboutEvent(error, envelope))
  )
  const once = yield* until(
    handled,
    start,
    limit,
    (reason): NotificationError => aboutEvent(reason, envelope)
  )
  if (once._tag === "InProgress") return yield* aboutEvent(new InProgress(), envelope)
  return { _tag: once._tag, envelope, reply: undefined }
})
