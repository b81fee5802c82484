/** Who may do what, and what browsers may load. */
import { createHash, timingSafeEqual } from "node:crypto"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Settings } from "../Settings.js"

const headers = {
  "Content-Security-Policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "X-Content-Type-Options": "nosniff",
  "Cache-Control": "no-store"
}

const forbidden = HttpServerResponse.text("Forbidden", { status: 403 })

/** Rejects forms of other sites, which could cancel and refund with the rights of the visitor. */
export const sameSite = <E, R>(app: HttpApp.Default<E, R>) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const site = request.headers["sec-fetch-site"] ?? "same-origin"
    const isForeign = request.method !== "GET" && site !== "same-origin"
    return HttpServerResponse.setHeaders(isForeign ? forbidden : yield* app, headers)
  })

const digest = (text: string) => createHash("sha256").update(text).digest()

const unauthorized = HttpServerResponse.text("Unauthorized", {
  status: 401,
  headers: { "WWW-Authenticate": 'Basic realm="office", charset="UTF-8"' }
})

/** Asks for the password of the office. The name does not matter. */
export const forStaff = <E, R>(app: HttpApp.Default<E, R>) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { officePassword } = yield* Settings
    const [, encoded = ""] = /^Basic (.+)$/i.exec(request.headers.authorization ?? "") ?? []
    const given = Buffer.from(encoded, "base64")
      .toString()
      .replace(/^[^:]*:/, "")
    const isStaff = timingSafeEqual(digest(given), digest(Redacted.value(officePassword)))
    return isStaff ? yield* app : unauthorized
  })
