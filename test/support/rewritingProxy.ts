/** A proxy that changes what it passes on. */
import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http"
import { Effect } from "effect"
import { listenAt } from "./listen.js"

/** Passes everything on to the server, and changes bodies on their way. */
export const rewritingProxy = Effect.fnUntraced(function* (
  baseUrl: string,
  change: {
    readonly request?: (body: string) => string
    readonly path?: (path: string) => string
    readonly response?: (body: string) => string
    readonly strip?: boolean
  }
) {
  const target = new URL(baseUrl)
  const kept = ({ "content-length": _, ...headers }: IncomingHttpHeaders) =>
    Object.fromEntries(
      Object.entries(headers).filter(([name]) => change.strip !== true || !name.startsWith("wechatpay-"))
    )
  const server = createServer((incoming, outgoing) => {
    const parts: Array<Buffer> = []
    incoming.on("data", (part: Buffer) => parts.push(part))
    incoming.on("end", () => {
      const body = Buffer.from((change.request ?? String)(Buffer.concat(parts).toString("utf8")))
      const forwarded = httpRequest(
        {
          host: target.hostname,
          port: target.port,
          path: (change.path ?? String)(incoming.url ?? "/"),
          method: incoming.method,
          headers: { ...incoming.headers, "content-length": String(body.length) }
        },
        (response) => {
          const chunks: Array<Buffer> = []
          response.on("data", (chunk: Buffer) => chunks.push(chunk))
          response.on("end", () => {
            outgoing.writeHead(response.statusCode ?? 500, kept(response.headers))
            outgoing.end((change.response ?? String)(Buffer.concat(chunks).toString("utf8")))
          })
        }
      )
      forwarded.end(body)
    })
  })
  return yield* listenAt(server)
})
