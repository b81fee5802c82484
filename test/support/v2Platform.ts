/**
 * The XML interface of a WeChat Pay, on a real socket, for tests: it checks the signature of every request with
 * `node:crypto` and responses with real signatures. The test defines the responses; business rules are in the
 * simulator.
 */
import { createHash, createHmac } from "node:crypto"
import { createServer, type RequestListener } from "node:http"
import { Effect, type Scope } from "effect"
import { listen } from "./listen.js"

export const apiV2Key = "192006250b4c09247ec02edce69f6a2d"
export const mchid = "10000100"

export type Members = Readonly<Record<string, string>>

/** Signs like WeChat Pay, by another way than the library's. */
export const signature = (members: Members, signType: "MD5" | "HMAC-SHA256", key = apiV2Key): string => {
  const text = `${Object.entries(members)
    .filter(([name, value]) => name !== "sign" && value !== "")
    .map(([name, value]) => [Buffer.from(name), value] as const)
    .sort(([a], [b]) => Buffer.compare(a, b))
    .map(([name, value]) => `${name}=${value}`)
    .join("&")}&key=${key}`
  const hash = signType === "MD5" ? createHash("md5") : createHmac("sha256", key)
  return hash.update(text).digest("hex").toUpperCase()
}

export const toXml = (members: Members): string =>
  `<xml>\n${Object.entries(members)
    .map(([name, value]) => `<${name}><![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>")}]]></${name}>`)
    .join("\n")}\n</xml>`

const unescape = (text: string): string =>
  text.replaceAll("&#13;", "\r").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")

/** Reads the XML that clients send, without a parser. */
export const fromXml = (xml: string): Members => {
  const members: Record<string, string> = {}
  const inner = /^<xml>([\s\S]*)<\/xml>$/.exec(xml)?.[1]
  if (inner === undefined) throw new Error("no xml element")
  for (const match of inner.matchAll(/<([\w.-]+)>((?:<!\[CDATA\[[\s\S]*?\]\]>|[^<])*)<\/\1>/g)) {
    members[match[1] as string] = (match[2] as string).replace(
      /<!\[CDATA\[([\s\S]*?)\]\]>|[^<]+/g,
      (part, cdata?: string) => cdata ?? unescape(part)
    )
  }
  return members
}

export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly body: string
  readonly members: Members
}

/** Members are signed like the request, unless they say otherwise. */
export type Reply =
  | {
      readonly members: Members
      readonly sign?: "none" | "MD5" | "HMAC-SHA256" | { readonly forged: string }
    }
  | { readonly status: number; readonly body: string | Uint8Array; readonly headers?: Record<string, string> }
  | "reset"

/** Members as WeChat Pay sends them: signed like the request, unless the reply says otherwise. */
export const asSent = (
  { members, sign }: Extract<Reply, { readonly members: Members }>,
  signType: "MD5" | "HMAC-SHA256"
): Members => {
  if (sign === "none") return members
  return { ...members, sign: typeof sign === "object" ? sign.forged : signature(members, sign ?? signType) }
}

export interface Platform {
  readonly url: string
  readonly received: Array<Received>
  /** The response; may depend on the request and on the number of earlier requests. */
  reply: (request: Received, count: number) => Reply
}

const success = { return_code: "SUCCESS", return_msg: "OK" }

const handler =
  (platform: Platform): RequestListener =>
  (request, response) => {
    const chunks: Array<Buffer> = []
    request.on("data", (chunk: Buffer) => chunks.push(chunk))
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8")
      const members = fromXml(body)
      const received = { path: request.url ?? "", headers: request.headers, body, members }
      const signType = members.sign_type === "HMAC-SHA256" ? "HMAC-SHA256" : "MD5"
      platform.received.push(received)
      const good = members.sign === signature(members, signType)
      const reply: Reply = good
        ? platform.reply(received, platform.received.length - 1)
        : { members: { return_code: "FAIL", return_msg: "签名错误" }, sign: "none" }
      if (reply === "reset") {
        request.socket.destroy()
      } else if ("members" in reply) {
        response.writeHead(200, { "content-type": "text/plain", "request-id": "0-7-268435461" })
        response.end(toXml(asSent(reply, signType)))
      } else {
        response.writeHead(reply.status, reply.headers)
        response.end(reply.body)
      }
    })
  }

export const response = (members: Members): Reply => ({
  members: {
    ...success,
    result_code: "SUCCESS",
    appid: "wx2421b1c4370ec43b",
    mch_id: mchid,
    nonce_str: "5d2b6c2a8db53831",
    ...members
  }
})

/** A business failure. */
export const failure = (err_code: string, err_code_des: string): Reply =>
  response({ result_code: "FAIL", err_code, err_code_des })

export const make: Effect.Effect<Platform, never, Scope.Scope> = Effect.gen(function* () {
  const received: Array<Received> = []
  const platform: Platform = { url: "", received, reply: () => response({}) }
  const port = yield* listen(createServer((request, response) => handler(platform)(request, response)))
  return Object.assign(platform, { url: `http://127.0.0.1:${port}` })
})
