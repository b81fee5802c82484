/**
 * All failures that are not a business error of WeChat Pay.
 *
 * Tested in `test/core/Outcome.test.ts`.
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"
import { outcomeAdvice } from "./internal/call/outcomeAdvice.js"
import { formatIssues } from "./internal/codec/issueTexts.js"
import { printable, singleLine } from "./internal/codec/printable.js"
import { Outcome } from "./Outcome.js"

/**
 * A problem of an input or a response: the path, and what was expected. It never contains the value.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Issue = Schema.Struct({
  /** Such as `post_payments[0].amount`; empty for the whole value. */
  path: Schema.String,
  problem: Schema.String
})

/**
 * An invalid value of an input or a response.
 *
 * @since 1.0.0
 * @category models
 */
export interface Issue extends Schema.Schema.Type<typeof Issue> {}

/**
 * The input breaks a documented limit or has a field that the endpoint does not have. It was rejected before anything
 * was signed or sent.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@effect-wechatpay/core/InvalidInput")(
  "InvalidInput",
  { issues: Schema.Array(Issue) }
) {
  override get message(): string {
    return `input rejected before sending: ${formatIssues(this.issues)}`
  }
}

/**
 * The connection failed: DNS, TCP, TLS, reset.
 *
 * @since 1.0.0
 * @category reasons
 */
export class Transport extends Schema.TaggedError<Transport>("@effect-wechatpay/core/Transport")(
  "Transport",
  {
    /** Code of the runtime, such as `ECONNREFUSED`; absent if the runtime gave none. */
    code: Schema.optional(Schema.String),
    /** The host of the request. */
    host: Schema.String,
    /** Whether the request may have reached WeChat Pay. */
    sent: Schema.Literal("No", "Maybe")
  }
) {
  override get message(): string {
    const why = this.code === undefined ? "connection failed" : `connection failed with ${this.code}`
    return this.sent === "No"
      ? `${why} before the request was sent to ${this.host}`
      : `${why} at ${this.host}`
  }
}

/**
 * The response did not arrive completely within the timeout.
 *
 * @since 1.0.0
 * @category reasons
 */
export class Timeout extends Schema.TaggedError<Timeout>("@effect-wechatpay/core/WechatPayError/Timeout")(
  "Timeout",
  {
    /** The timeout. */
    millis: Schema.Number
  }
) {
  override get message(): string {
    return `no response within ${this.millis} ms`
  }
}

/**
 * The response does not have the documented format, or is longer than the client accepts. A 2xx response of APIv3 was
 * verified before. A too long response was not verified, nor one of the XML interface in which no signature could be
 * found.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InvalidResponse extends Schema.TaggedError<InvalidResponse>(
  "@effect-wechatpay/core/InvalidResponse"
)("InvalidResponse", {
  issues: Schema.Array(Issue),
  /** The first 8,192 characters of the response; empty for a too long response. */
  text: Schema.RedactedFromSelf(Schema.String)
}) {
  override get message(): string {
    return `response cannot be read: ${formatIssues(this.issues)}`
  }
}

/**
 * A 2xx response or a notification without usable signature headers, or an XML message without `sign`. The usual
 * cause is a proxy that removes or changes `Wechatpay-*` headers.
 *
 * @since 1.0.0
 * @category reasons
 */
export class SignatureMissing extends Schema.TaggedError<SignatureMissing>(
  "@effect-wechatpay/core/SignatureMissing"
)("SignatureMissing", {
  /** The absent or unreadable headers; `sign` for that member of an XML message. */
  headers: Schema.Array(Schema.String)
}) {
  override get message(): string {
    if (this.headers.includes("sign")) return "the XML has no signature (member sign)"
    return `signature headers absent or unreadable: ${this.headers.join(", ")} (does a proxy strip them?)`
  }
}

/** A serial number comes from outside: print only characters that it may have, and the space of `APIv2 key`. */
const shown = (serialNo: string): string =>
  printable(serialNo)
    .replace(/[^0-9A-Za-z_ -]/g, "?")
    .slice(0, 64)

/**
 * The signature does not match the bytes that arrived.
 *
 * With `probe` it is one of the invalid signatures that WeChat Pay sends on purpose, to test that they are rejected;
 * the same content is sent again with a valid one.
 *
 * @since 1.0.0
 * @category reasons
 */
export class SignatureInvalid extends Schema.TaggedError<SignatureInvalid>(
  "@effect-wechatpay/core/SignatureInvalid"
)("SignatureInvalid", {
  /** The id of the key that the message names; `APIv2 key` for an XML message. */
  serialNo: Schema.String,
  probe: Schema.Boolean,
  /** The key was configured and has not verified any message yet: it may not be the key of that id. */
  unproven: Schema.optional(Schema.Boolean)
}) {
  override get message(): string {
    if (this.probe)
      return "signature is a probe of WeChat Pay (WECHATPAY/SIGNTEST/) and was rejected as required"
    const problem = `signature of key ${shown(this.serialNo)} does not match the body`
    return this.unproven
      ? `${problem}. This key has not verified anything yet: probably the configured public key is not the one of this id (copy both again from the merchant console; a restarted simulator may have other keys). Otherwise the message was forged, or changed by a proxy`
      : `${problem} (forged, changed by a proxy, or signed by a simulator that was restarted with other keys)`
  }
}

/**
 * The time of the message differs from this machine's clock by more than 300 seconds.
 *
 * @since 1.0.0
 * @category reasons
 */
export class ClockSkew extends Schema.TaggedError<ClockSkew>("@effect-wechatpay/core/ClockSkew")(
  "ClockSkew",
  {
    /** Seconds by which the message is behind this machine's clock; negative if it is ahead. */
    seconds: Schema.Number
  }
) {
  override get message(): string {
    return `message is ${Math.abs(this.seconds)} s ${
      this.seconds < 0 ? "ahead of" : "behind"
    } this machine's clock, more than 300 s (replayed, or the clock is wrong)`
  }
}

/**
 * The message is signed with an unknown key.
 *
 * @since 1.0.0
 * @category reasons
 */
export class UnknownSerial extends Schema.TaggedError<UnknownSerial>("@effect-wechatpay/core/UnknownSerial")(
  "UnknownSerial",
  {
    serialNo: Schema.String,
    known: Schema.Array(Schema.String),
    /** Why the key could not be fetched, where keys are fetched. */
    problem: Schema.optional(Schema.String)
  }
) {
  override get message(): string {
    // A receiver for many merchants knows many keys.
    const others = this.known.length > 10 ? ", …" : ""
    const known = `signed by unknown key ${shown(this.serialNo)}; known: ${this.known.slice(0, 10).join(", ") || "none"}${others}`
    return this.problem === undefined ? known : `${known}; ${this.problem}`
  }
}

/**
 * A limit that the client enforces itself was reached, and no place became free in time.
 *
 * @since 1.0.0
 * @category reasons
 */
export class RateLimited extends Schema.TaggedError<RateLimited>("@effect-wechatpay/core/RateLimited")(
  "RateLimited",
  {
    /** The maximum time that the request waited. */
    millis: Schema.Number
  }
) {
  override get message(): string {
    return this.millis === 0
      ? "the client's own limit of requests is reached"
      : `the client's own limit of requests is reached, and no place became free within ${this.millis} ms`
  }
}

/**
 * The request could not be signed.
 *
 * @since 1.0.0
 * @category reasons
 */
export class SignerFailure extends Schema.TaggedError<SignerFailure>("@effect-wechatpay/core/SignerFailure")(
  "SignerFailure",
  {
    problem: Schema.String
  }
) {
  override get message(): string {
    return `request could not be signed: ${this.problem}`
  }
}

/**
 * The call needs the merchant's API certificate, and the client has no connection that presents it.
 *
 * @since 1.0.0
 * @category reasons
 */
export class ClientCertificateMissing extends Schema.TaggedError<ClientCertificateMissing>(
  "@effect-wechatpay/core/ClientCertificateMissing"
)("ClientCertificateMissing", {}) {
  override get message(): string {
    return "needs the merchant's API certificate (apiclient_cert.pem) on the connection: build the client with V2Client.layerClientCertificate"
  }
}

/**
 * Encryption or decryption failed: of a sensitive field, a platform certificate or the content of a notification.
 *
 * @since 1.0.0
 * @category reasons
 */
export class EncryptionFailure extends Schema.TaggedError<EncryptionFailure>(
  "@effect-wechatpay/core/EncryptionFailure"
)("EncryptionFailure", { problem: Schema.String }) {
  override get message(): string {
    return this.problem
  }
}

const fileProblems = {
  Hash: "file does not have the announced hash: it was changed or truncated",
  Compression: "file is not complete gzip: it was changed or truncated",
  Size: "file is longer than allowed"
} as const

/**
 * A downloaded file is not the expected one. Discard what was read of it.
 *
 * - `Hash`: the file was changed or truncated.
 * - `Compression`: the file starts as gzip but is not complete gzip.
 * - `Size`: the file is longer than the limit of the download.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InvalidFile extends Schema.TaggedError<InvalidFile>("@effect-wechatpay/core/InvalidFile")(
  "InvalidFile",
  { problem: Schema.Literal("Hash", "Compression", "Size") }
) {
  override get message(): string {
    return `${fileProblems[this.problem]}; discard what was read of it`
  }
}

/**
 * Why a signed message was not accepted.
 *
 * @since 1.0.0
 * @category schemas
 */
export const VerificationReason = Schema.Union(SignatureMissing, SignatureInvalid, ClockSkew, UnknownSerial)

/**
 * The reasons why a signature was not accepted.
 *
 * @since 1.0.0
 * @category models
 */
export type VerificationReason = typeof VerificationReason.Type

/**
 * The reasons of a `WechatPayError`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Reason = Schema.Union(
  InvalidInput,
  Transport,
  Timeout,
  InvalidResponse,
  SignatureMissing,
  SignatureInvalid,
  ClockSkew,
  UnknownSerial,
  RateLimited,
  SignerFailure,
  ClientCertificateMissing,
  EncryptionFailure,
  InvalidFile
)

/**
 * The reasons of a `WechatPayError`.
 *
 * @since 1.0.0
 * @category models
 */
export type Reason = typeof Reason.Type

/**
 * A call failed for a reason other than a business error. `reason` says why, `outcome` whether the operation
 * happened.
 *
 * ```ts
 * Effect.catchTag("WechatPayError", (error) =>
 *   error.outcome === "Unknown" ? queryLater : Effect.fail(error))
 * ```
 *
 * @since 1.0.0
 * @category errors
 */
export class WechatPayError extends Schema.TaggedError<WechatPayError>(
  "@effect-wechatpay/core/WechatPayError"
)("WechatPayError", {
  /** Id of the endpoint that was called. */
  endpoint: Schema.String,
  reason: Reason,
  outcome: Outcome,
  /** HTTP status, if there was a response. */
  status: Schema.optional(Schema.Number),
  /** `Request-ID` of the response, if there was one. */
  requestId: Schema.optional(Schema.String)
}) {
  override get message(): string {
    const id = this.requestId === undefined ? "" : ` Request-ID ${printable(this.requestId)}`
    return `${this.endpoint}: ${singleLine(this.reason.message)}: ${outcomeAdvice[this.outcome]}${id}`
  }
}
