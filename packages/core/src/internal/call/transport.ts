/** What a failed exchange says about the request: did it leave this machine? */
import type * as HttpClientError from "@effect/platform/HttpClientError"
import { Transport } from "../../WechatPayError.js"

/** Faults of connecting, TLS included: no byte of the request was sent. Everything else may have been. */
const beforeSending = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
  "ConnectionRefused",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

interface SystemError {
  readonly code: string
  /** `connect` while connecting; the same codes arise on open connections. */
  readonly syscall?: unknown
}

const systemErrorOf = (cause: unknown, depth = 0): SystemError | undefined => {
  if (typeof cause !== "object" || cause === null || depth > 5) return undefined
  if ("code" in cause && typeof cause.code === "string") return cause as SystemError
  const { cause: inner, errors } = cause as {
    readonly cause?: unknown
    readonly errors?: ReadonlyArray<unknown>
  }
  // An AggregateError has one error per address of the host.
  return (
    systemErrorOf(inner, depth + 1) ?? systemErrorOf(Array.isArray(errors) ? errors[0] : undefined, depth + 1)
  )
}

/**
 * The cause itself is not kept: it repeats URL and headers, which hold openids and the signature.
 */
export const fromHttpClientError = (error: HttpClientError.HttpClientError, host: string): Transport => {
  const system = systemErrorOf(error.cause)
  const neverSent =
    error._tag === "RequestError" &&
    (error.reason !== "Transport" ||
      (system !== undefined && (beforeSending.has(system.code) || system.syscall === "connect")))
  return new Transport({
    host,
    sent: neverSent ? "No" : "Maybe",
    ...(system === undefined ? {} : { code: system.code })
  })
}
