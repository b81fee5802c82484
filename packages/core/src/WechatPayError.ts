/**
 * Everything that goes wrong and is not a business response of WeChat Pay.
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"
import { outcomeAdvice } from "./internal/call/outcomeAdvice.js"
import { formatIssues } from "./internal/codec/issues.js"
import { Outcome } from "./Outcome.js"

/**
 * One thing wrong with an input or a response: where, and what was expected. It never holds the value.
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
 * @since 1.0.0
 * @category models
 */
export interface Issue extends Schema.Schema.Type<typeof Issue> {}

/**
 * The input breaks a documented limit or has a field that the endpoint does not have.
 * It was refused before anything was signed or sent.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@effect-wechatpay/core/InvalidInput")(
  "InvalidInput",
  { issues: Schema.Array(Issue) }
) {
  override get message(): string {
    return `input refused before sending: ${formatIssues(this.issues)}`
  }
}

/**
 * The request did not get through: connection, DNS, TLS, reset.
 *
 * @since 1.0.0
 * @category reasons
 */
export class Transport extends Schema.TaggedError<Transport>("@effect-wechatpay/core/Transport")(
  "Transport",
  {
    /** Code of the runtime, such as `ECONNREFUSED`; absent when the runtime gave none. */
    code: Schema.optional(Schema.String),
    /** Host that was called. */
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
 * No whole response came in time.
 *
 * @since 1.0.0
 * @category reasons
 */
export class Timeout extends Schema.TaggedError<Timeout>("@effect-wechatpay/core/Timeout")("Timeout", {
  /** Limit that was exceeded. */
  millis: Schema.Number
}) {
  override get message(): string {
    return `no response within ${this.millis} ms`
  }
}

/**
 * A response that is not what the documentation promises, or is longer than the client accepts. A 2xx response of APIv3 was
 * verified before; one that is too long was not, nor one of the XML interface whose signature could not be looked for.
 *
 * @since 1.0.0
 * @category reasons
 */
export class InvalidResponse extends Schema.TaggedError<InvalidResponse>(
  "@effect-wechatpay/core/InvalidResponse"
)("InvalidResponse", {
  issues: Schema.Array(Issue),
  /** The beginning of the response, 8,192 characters; nothing of one that is too long. */
  text: Schema.RedactedFromSelf(Schema.String)
}) {
  override get message(): string {
    return `answer cannot be read: ${formatIssues(this.issues)}`
  }
}

/**
 * A 2xx response or a notification without usable signature headers, or an XML one without `sign`. A proxy that strips
 * or changes `Wechatpay-*` headers is the usual cause.
 *
 * @since 1.0.0
 * @category reasons
 */
export class SignatureMissing extends Schema.TaggedError<SignatureMissing>(
  "@effect-wechatpay/core/SignatureMissing"
)("SignatureMissing", {
  /** The headers that are absent or unreadable; `sign` for that member of an XML message. */
  headers: Schema.Array(Schema.String)
}) {
  override get message(): string {
    if (this.headers.includes("sign")) return "the XML has no signature (member sign)"
    return `signature headers absent or unreadable: ${this.headers.join(", ")} (does a proxy strip them?)`
  }
}

/** A serial comes from outside: nothing but one is printed. */
const shown = (serialNo: string): string => serialNo.replace(/[^0-9A-Za-z_-]/g, "?").slice(0, 64)

/**
 * The signature does not fit the bytes that arrived.
 *
 * With `probe` it is one of the wrong signatures that WeChat Pay sends on purpose, to see that they
 * are refused; the same content comes again with a good one.
 *
 * @since 1.0.0
 * @category reasons
 */
export class SignatureInvalid extends Schema.TaggedError<SignatureInvalid>(
  "@effect-wechatpay/core/SignatureInvalid"
)("SignatureInvalid", {
  /** The key that the message names; `APIv2 key` for an XML message. */
  serialNo: Schema.String,
  probe: Schema.Boolean
}) {
  override get message(): string {
    return this.probe
      ? `signature is a probe of WeChat Pay (WECHATPAY/SIGNTEST/) and was refused as it must be`
      : `signature of key ${shown(this.serialNo)} does not fit the body (forged, or changed by a proxy)`
  }
}

/**
 * The time of the message is more than 300 seconds away from this machine's clock.
 *
 * @since 1.0.0
 * @category reasons
 */
export class ClockSkew extends Schema.TaggedError<ClockSkew>("@effect-wechatpay/core/ClockSkew")(
  "ClockSkew",
  {
    /** Seconds that the message is behind this machine's clock; negative when it is ahead. */
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
 * The message is signed by a key that is not known here.
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
    const known = `signed by unknown key ${shown(this.serialNo)}; known: ${this.known.join(", ") || "none"}`
    return this.problem === undefined ? known : `${known}; ${this.problem}`
  }
}

/**
 * A limit that the client keeps by itself was reached, and no place came free in time.
 *
 * @since 1.0.0
 * @category reasons
 */
export class RateLimited extends Schema.TaggedError<RateLimited>("@effect-wechatpay/core/RateLimited")(
  "RateLimited",
  {
    /** For how long the request waited at most. */
    millis: Schema.Number
  }
) {
  override get message(): string {
    return this.millis === 0
      ? "the client's own limit of requests is reached"
      : `the client's own limit of requests is reached, and no place came free within ${this.millis} ms`
  }
}

/**
 * The request could not be signed.
 *
 * @since 1.0.0
 * @category reasons
 */
export class SignerFailure extends Schema.TaggedError<SignerFailure>("@effect-wechatpay/core/Signer")(
  "Signer",
  {
    problem: Schema.String
  }
) {
  override get message(): string {
    return `request could not be signed: ${this.problem}`
  }
}

/**
 * The call is made with the merchant's API certificate, and the client has no connection that presents it.
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
 * Something could not be encrypted or decrypted: a sensitive field, a platform certificate, the content of a
 * notification.
 *
 * @since 1.0.0
 * @category reasons
 */
export class EncryptionFailure extends Schema.TaggedError<EncryptionFailure>(
  "@effect-wechatpay/core/Encryption"
)("EncryptionFailure", { problem: Schema.String }) {
  override get message(): string {
    return this.problem
  }
}

const fileProblems = {
  Hash: "file does not have the hash that was announced: it was changed, or is not whole",
  Compression: "file is no whole gzip: it was changed, or is not whole",
  Size: "file is longer than allowed"
} as const

/**
 * A downloaded file is not what was announced. What was read of it must be discarded.
 *
 * - `Hash`: changed or cut on its way.
 * - `Compression`: begins as gzip and does not end as it.
 * - `Size`: longer than the limit of the download.
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
 * @since 1.0.0
 * @category models
 */
export type VerificationReason = typeof VerificationReason.Type

/**
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
 * @since 1.0.0
 * @category models
 */
export type Reason = typeof Reason.Type

/**
 * A call failed for another reason than a business response. `reason` says why, `outcome` what became
 * of the operation.
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
  /** HTTP status, when a response came. */
  status: Schema.optional(Schema.Number),
  /** `Request-ID` of the response, when one came. */
  requestId: Schema.optional(Schema.String)
}) {
  override get message(): string {
    const id = this.requestId === undefined ? "" : ` Request-ID ${this.requestId}`
    return `${this.endpoint}: ${this.reason.message}: ${outcomeAdvice[this.outcome]}${id}`
  }
}
