/** The page: static files that are built into the package. */
import { fileURLToPath } from "node:url"
import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"

/** The same folder from `src` and from `dist`. */
const folder = fileURLToPath(new URL("../../dist/page/", import.meta.url))

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml"
}

const notBuilt = HttpServerResponse.text(
  "The page is not built. In the repository, run `pnpm build`; the published package contains it.\n",
  { status: 503 }
)

const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"

const respond = Effect.fnUntraced(function* (name: string) {
  const fs = yield* FileSystem.FileSystem
  const type = types[name.slice(name.lastIndexOf(".") + 1)]
  if (type === undefined) return HttpServerResponse.empty({ status: 404 })
  const bytes = yield* Effect.option(fs.readFile(folder + name))
  if (bytes._tag === "None")
    return name === "index.html" ? notBuilt : HttpServerResponse.empty({ status: 404 })
  return HttpServerResponse.uint8Array(bytes.value, {
    contentType: type,
    headers: {
      "Cache-Control": name === "index.html" ? "no-cache" : "max-age=31536000, immutable",
      "Content-Security-Policy": policy,
      "X-Content-Type-Options": "nosniff"
    }
  })
})

export const page = respond("index.html")

/** A file of the page. Names may contain only letters, digits, dots and dashes. */
export const asset = (name: string) =>
  /^[\w-]+(?:\.[\w-]+)+$/.test(name)
    ? respond(`assets/${name}`)
    : Effect.succeed(HttpServerResponse.empty({ status: 404 }))
