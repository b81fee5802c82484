/** What WeChat Pay's side does with a URL: post bytes and look at the response, whatever becomes of the connection. */
import { request } from "node:http"
import { Effect } from "effect"

export interface Response {
  /** 0 when the connection broke before a response came. */
  readonly status: number
  readonly body: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
}

export interface Post {
  readonly port: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  /** Leave the length out, so that the receiver cannot know it before. */
  readonly chunked?: boolean
  readonly path?: string
}

export const send = ({ body, chunked, headers, path, port }: Post): Effect.Effect<Response> =>
  Effect.async((resume) => {
    const bytes = Buffer.from(body)
    let response: Response = { status: 0, body: "", headers: {} }
    const done = () => resume(Effect.succeed(response))
    const outgoing = request(
      {
        host: "127.0.0.1",
        port,
        path: path ?? "/notify",
        method: "POST",
        agent: false,
        headers: { ...headers, ...(chunked ? {} : { "content-length": String(bytes.length) }) }
      },
      (incoming) => {
        const parts: Array<Buffer> = []
        incoming.on("data", (part: Buffer) => parts.push(part))
        incoming.on("close", () => {
          response = {
            status: incoming.statusCode ?? 0,
            body: Buffer.concat(parts).toString(),
            headers: incoming.headers
          }
          done()
        })
      }
    )
    outgoing.on("error", () => done())
    if (chunked) {
      const size = 64 * 1024
      for (let at = 0; at < bytes.length; at += size) outgoing.write(bytes.subarray(at, at + size))
      outgoing.end()
    } else {
      outgoing.end(bytes)
    }
  })
