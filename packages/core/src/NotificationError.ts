/**
 * Why a notification was not accepted or not handled.
 *
 * Tested in `test/core/notificationHandler.test.ts`.
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"
import { formatIssues } from "./internal/codec/issueTexts.js"
import { printable, singleLine } from "./internal/codec/printable.js"
import { ClockSkew, Issue, SignatureInvalid, SignatureMissing, UnknownSerial } from "./WechatPayError.js"

/**
 * The request is not a `POST`.
 *
 * @since 1.0.0
 * @category reasons
 */
export class MethodNotAllowed extends Schema.TaggedError<MethodNotAllowed>(
  "@effect-wechatpay/core/MethodNotAllowed"
)("MethodNotAllowed", {}) {
  override get message(): string {
    return "is not a POST"
  }
}

/**
 * The body is longer than the receiver accepts. The rest was not read.
 *
 * @since 1.0.0
 * @category reasons
 */
export class BodyTooLarge extends Schema.TaggedError<BodyTooLarge>("@effect-wechatpay/core/BodyTooLarge")(
  "BodyTooLarge",
  {
    /** Bytes. */
    limit: Schema.Number
  }
) {
  override get message(): string {
    return `body is longer than ${this.limit} bytes`
  }
}

/**
 * The body was read before the handler got it, so that its bytes are lost.
 *
 * @since 1.0.0
 * @category reasons
 */
export class BodyConsumed extends Schema.TaggedError<BodyConsumed>("@effect-wechatpay/core/BodyConsumed")(
  "BodyConsumed",
  {}
) {
  override get message(): string {
    return (
      "body was read before it got here: mount this handler before body parsers (express.json(), body-parser, " +
      "request.json()), because the signature covers the bytes as they arrived"
    )
  }
}

/**
 * The body is empty, or the connection broke while it was received.
 *
 * @since 1.0.0
 * @category reasons
 */
export class BodyIncomplete extends Schema.TaggedError<BodyIncomplete>(
  "@effect-wechatpay/core/BodyIncomplete"
)("BodyIncomplete", { problem: Schema.String }) {
  override get message(): string {
    return `body did not arrive: ${this.problem}`
  }
}

/**
 * The keys could not be looked up.
 *
 * @since 1.0.0
 * @category reasons
 */
export class KeysUnavailable extends Schema.TaggedError<KeysUnavailable>(
  "@effect-wechatpay/core/KeysUnavailable"
)("KeysUnavailable", { problem: Schema.String }) {
  override get message(): string {
    return `keys could not be looked up: ${this.problem}`
  }
}

/**
 * The body is not in the documented format. JSON is parsed after its signature was verified. XML is parsed before,
 * because the signature is part of it, so that anyone may have sent the body.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InvalidEnvelope extends Schema.TaggedError<InvalidEnvelope>(
  "@effect-wechatpay/core/InvalidEnvelope"
)("InvalidEnvelope", { issues: Schema.Array(Issue) }) {
  override get message(): string {
    return `body cannot be read: ${formatIssues(this.issues)}`
  }
}

/**
 * The content is encrypted with an algorithm that no decrypter supports.
 *
 * @since 1.0.0
 * @category reasons
 */
export class UnsupportedAlgorithm extends Schema.TaggedError<UnsupportedAlgorithm>(
  "@effect-wechatpay/core/UnsupportedAlgorithm"
)("UnsupportedAlgorithm", { algorithm: Schema.String, supported: Schema.Array(Schema.String) }) {
  override get message(): string {
    return `content is encrypted by ${printable(this.algorithm)}; decrypters: ${this.supported.join(", ") || "none"}`
  }
}

/**
 * The content does not match the APIv3 key: the key was changed in the merchant console, or belongs to another
 * merchant.
 *
 * @since 1.0.0
 * @category reasons
 */
export class DecryptionFailed extends Schema.TaggedError<DecryptionFailed>(
  "@effect-wechatpay/core/DecryptionFailed"
)("DecryptionFailed", {
  /** Numbers of the merchants whose keys were tried. */
  mchids: Schema.Array(Schema.String),
  problem: Schema.String
}) {
  override get message(): string {
    return `content of merchant ${this.mchids.join(", ")} could not be decrypted: ${this.problem}`
  }
}

/**
 * The decrypted content is not JSON.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InvalidPlaintext extends Schema.TaggedError<InvalidPlaintext>(
  "@effect-wechatpay/core/InvalidPlaintext"
)("InvalidPlaintext", {
  problem: Schema.String,
  /** The decrypted content. */
  text: Schema.RedactedFromSelf(Schema.String)
}) {
  override get message(): string {
    return `decrypted content ${this.problem}`
  }
}

/**
 * The decrypted content matches none of the described shapes.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InvalidResource extends Schema.TaggedError<InvalidResource>(
  "@effect-wechatpay/core/InvalidResource"
)("InvalidResource", {
  issues: Schema.Array(Issue),
  /** The decrypted content. */
  text: Schema.RedactedFromSelf(Schema.String)
}) {
  override get message(): string {
    return `decrypted content is not as described: ${formatIssues(this.issues)}`
  }
}

/**
 * Another delivery of the same notification is being handled.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InProgress extends Schema.TaggedError<InProgress>("@effect-wechatpay/core/InProgress")(
  "InProgress",
  {}
) {
  override get message(): string {
    return "another delivery of it is being handled"
  }
}

/**
 * The store of handled notifications failed, so that it is unknown whether this one was handled before.
 *
 * @since 1.0.0
 * @category reasons
 */
export class StoreFailure extends Schema.TaggedError<StoreFailure>("@effect-wechatpay/core/StoreFailure")(
  "StoreFailure",
  { problem: Schema.String }
) {
  override get message(): string {
    return `store of handled notifications failed: ${this.problem}`
  }
}

/**
 * Handling took longer than WeChat Pay waits, and was interrupted.
 *
 * @since 1.0.0
 * @category reasons
 */
export class NotFinished extends Schema.TaggedError<NotFinished>("@effect-wechatpay/core/NotFinished")(
  "NotFinished",
  {
    /** The timeout. */
    millis: Schema.Number
  }
) {
  override get message(): string {
    return `was not handled within ${this.millis} ms and was interrupted`
  }
}

/**
 * The result of a handler cannot be sent as a response.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InvalidReply extends Schema.TaggedError<InvalidReply>("@effect-wechatpay/core/InvalidReply")(
  "InvalidReply",
  { issues: Schema.Array(Issue) }
) {
  override get message(): string {
    return `the handler's response cannot be sent: ${formatIssues(this.issues)}`
  }
}

/**
 * All reasons.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Reason = Schema.Union(
  MethodNotAllowed,
  BodyTooLarge,
  BodyConsumed,
  BodyIncomplete,
  SignatureMissing,
  ClockSkew,
  UnknownSerial,
  KeysUnavailable,
  SignatureInvalid,
  InvalidEnvelope,
  UnsupportedAlgorithm,
  DecryptionFailed,
  InvalidPlaintext,
  InvalidResource,
  InProgress,
  StoreFailure,
  NotFinished,
  InvalidReply
)

/**
 * The reason why a notification was not accepted.
 *
 * @since 1.0.0
 * @category models
 */
export type Reason = typeof Reason.Type

const nothing = "nothing was done; WeChat Pay sends it again."

const advice: { readonly [Tag in Reason["_tag"]]: string } = {
  MethodNotAllowed: "nothing was done.",
  BodyTooLarge: "WeChat Pay's notifications are a few KiB: nothing was done.",
  BodyConsumed: nothing,
  BodyIncomplete: "nothing was done.",
  SignatureMissing: "nothing was done.",
  ClockSkew: "check this machine's clock; nothing was done.",
  UnknownSerial: "check WeChat Pay's keys in the configuration; nothing was done.",
  KeysUnavailable: nothing,
  SignatureInvalid: "nothing was done.",
  InvalidEnvelope: nothing,
  UnsupportedAlgorithm: `add the decrypter of this algorithm; ${nothing}`,
  DecryptionFailed: `check the key in configuration and merchant console (APIv3 key; APIv2 key for XML); ${nothing}`,
  InvalidPlaintext: nothing,
  InvalidResource: `correct the notification's schema; ${nothing}`,
  InProgress: "WeChat Pay sends it again.",
  StoreFailure: nothing,
  NotFinished: "WeChat Pay sends it again.",
  InvalidReply: "correct the handler."
}

/**
 * A notification was not accepted or not handled; `reason` says why. Its `message` is one line without personal data.
 *
 * ```ts
 * Effect.catchTag("NotificationError", (error) => error.reason._tag === "DecryptionFailed" ? page(error) : Effect.void)
 * ```
 *
 * @since 1.0.0
 * @category errors
 */
export class NotificationError extends Schema.TaggedError<NotificationError>(
  "@effect-wechatpay/core/NotificationError"
)("NotificationError", {
  reason: Reason,
  /** Type of the event, available once the signature has been verified. */
  eventType: Schema.optional(Schema.String),
  /** Id of the notification, available once the signature has been verified. */
  id: Schema.optional(Schema.String),
  /** `Request-ID` of the delivery. */
  requestId: Schema.optional(Schema.String),
  /** What else the receiver found out about the cause. */
  hint: Schema.optional(Schema.String)
}) {
  override get message(): string {
    const what = this.eventType === undefined ? "notification" : `notification ${printable(this.eventType)}`
    const hint = this.hint === undefined ? "" : ` ${this.hint};`
    return `${what}: ${singleLine(this.reason.message)}:${hint} ${advice[this.reason._tag]} Request-ID ${printable(this.requestId ?? "none")}`
  }
}
