import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { Response } from "./respond.js"

export const toResponse = ({ body, headers, status }: Response): HttpServerResponse.HttpServerResponse =>
  body === undefined
    ? HttpServerResponse.empty({ status, headers })
    : HttpServerResponse.text(body, { status, headers, contentType: "application/json" })
