// Effect 4 edition of clientError.ts as of 5c44ff1441ea4e47.
/** The errors of an `HttpClient`. */
import type * as HttpClientError from "effect/http/HttpClientError"

/** Whether an error is about sending: `Transport` if something may have been sent, `Before` if not; else it is about the response. */
export const phaseOf = (error: HttpClientError.HttpClientError): "Before" | "Transport" | "Response" => {
  if (error.response !== undefined) return "Response"
  return error.reason._tag === "TransportError" ? "Transport" : "Before"
}

/** A response without a body, where the client makes an error of that. */
export const isEmptyBody = (error: { readonly _tag: string }): boolean =>
  error._tag === "HttpClientError" &&
  (error as HttpClientError.HttpClientError).reason._tag === "EmptyBodyError"
