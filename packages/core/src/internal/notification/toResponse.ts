import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { Answer } from "./respond.js"

export const toResponse = ({ body, headers, status }: Answer): HttpServerResponse.HttpServerResponse =>
  body === undefined
    ? HttpServerResponse.empty({ status, headers })
    : HttpServerResponse.text(body, { status, headers, contentType: "application/json" })
