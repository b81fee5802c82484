/** The errors of an `HttpClient`. */
import type * as HttpClientError from "@effect/platform/HttpClientError"

/** Whether an error is about sending: `Transport` if something may have been sent, `Before` if not; else it is about the response. */
export const phaseOf = (error: HttpClientError.HttpClientError): "Before" | "Transport" | "Response" => {
  if (error._tag !== "RequestError") return "Response"
  return error.reason === "Transport" ? "Transport" : "Before"
}

/** A response without a body, where the client makes an error of that. */
export const isEmptyBody = (error: { readonly _tag: string }): boolean =>
  error._tag === "ResponseError" && (error as HttpClientError.ResponseError).reason === "EmptyBody"
