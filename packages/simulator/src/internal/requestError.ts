/** The errors of the client in the process. */
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"

type Request = HttpClientRequest.HttpClientRequest

/** The body cannot be read. */
export const unreadableBody = (request: Request, cause: unknown): HttpClientError.HttpClientError =>
  new HttpClientError.RequestError({ request, reason: "Encode", cause })

/** The connection broke. */
export const brokenConnection = (request: Request, cause: unknown): HttpClientError.HttpClientError =>
  new HttpClientError.RequestError({ request, reason: "Transport", cause })
