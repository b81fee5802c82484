// Effect 4 edition of requestError.ts as of f59615e506519dbb.
/** The errors of the client in the process. */
import * as HttpClientError from "effect/http/HttpClientError"
import type * as HttpClientRequest from "effect/http/HttpClientRequest"

type Request = HttpClientRequest.HttpClientRequest

/** The body cannot be read. */
export const unreadableBody = (request: Request, cause: unknown): HttpClientError.HttpClientError =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.EncodeError({ request, cause }) })

/** The connection broke. */
export const brokenConnection = (request: Request, cause: unknown): HttpClientError.HttpClientError =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })
