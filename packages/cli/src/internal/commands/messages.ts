/** Commands that make requests and read messages: `request`, `sign`, `verify` and `decrypt`. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { descriptions } from "../descriptions.js"
import { argument, optional, repeated, required, type Say } from "../flags.js"
import { isRecord, parseJson, readBytes, readText } from "../input.js"
import { leaf } from "../options.js"
import { usage } from "../problem.js"

const methodAndPath = (say: Say) => ({
  method: argument(say, "method", {
    en: "GET, POST, PUT, PATCH or DELETE.",
    zh: "GET、POST、PUT、PATCH 或 DELETE。"
  }),
  path: argument(say, "path", {
    en: "Path with its query, percent-encoded, such as /v3/certificates; or a whole URL.",
    zh: "路径与查询串（已百分号编码），如 /v3/certificates；或完整 URL。"
  })
})

const body = (say: Say) => ({
  data: optional(say, "text", "data", { en: "The body as text.", zh: "请求体文本。" }),
  body: optional(say, "file", "body", {
    en: "A file with the body; - is the standard input.",
    zh: "请求体文件；- 表示标准输入。"
  })
})

const bodyOf = (given: { readonly data: Option.Option<string>; readonly body: Option.Option<string> }) =>
  Option.isSome(given.data)
    ? Effect.succeed(given.data.value)
    : Option.isSome(given.body)
      ? readText(given.body.value)
      : Effect.succeed(undefined)

export const sign = (say: Say) =>
  leaf(
    say,
    "sign",
    descriptions.sign,
    {
      ...methodAndPath(say),
      ...body(say),
      timestamp: optional(say, "integer", "timestamp", {
        en: "Unix time in seconds. Default: now.",
        zh: "Unix 时间（秒）。默认为当前时间。"
      }),
      nonce: optional(say, "text", "nonce", { en: "Default: a random one.", zh: "默认随机生成。" })
    },
    async (given) => {
      const { sign } = await import("../sign.js")
      return Effect.flatMap(bodyOf(given), (body = "") =>
        sign({
          method: given.method,
          path: given.path,
          body,
          timestamp: Option.getOrUndefined(given.timestamp),
          nonce: Option.getOrUndefined(given.nonce)
        })
      )
    }
  )

export const request = (say: Say) =>
  leaf(
    say,
    "request",
    descriptions.request,
    {
      ...methodAndPath(say),
      ...body(say),
      query: repeated(say, "text", "query", {
        en: "A parameter, name=value, not encoded. May be repeated.",
        zh: "查询参数 name=value（无需编码），可重复。"
      })
    },
    async (given) => {
      const { request } = await import("../request.js")
      return Effect.gen(function* () {
        const text = yield* bodyOf(given)
        const query: Record<string, string> = {}
        for (const pair of given.query) {
          const index = pair.indexOf("=")
          if (index < 1) {
            return yield* usage({
              en: `--query ${pair}: expected name=value`,
              zh: `--query ${pair}：应为 name=value`
            })
          }
          query[pair.slice(0, index)] = pair.slice(index + 1)
        }
        const body = text === undefined ? undefined : yield* parseJson(text, "--data / --body")
        if (body !== undefined && !isRecord(body)) {
          return yield* usage({ en: "the body is not a JSON object", zh: "请求体不是 JSON 对象" })
        }
        return yield* request({ method: given.method, path: given.path, query, body })
      })
    }
  )

const saved = (say: Say) => ({
  file: argument(say, "file", {
    en: "The message with its headers as curl -i prints it, or a stored delivery as JSON; - is the standard input.",
    zh: "含响应头的消息（curl -i 的输出），或 JSON 形式的通知；- 表示标准输入。"
  })
})

export const verify = (say: Say) =>
  leaf(say, "verify", descriptions.verify, saved(say), async ({ file }) => {
    const [{ verify }, { parseMessage }] = await Promise.all([
      import("../verify.js"),
      import("../message.js")
    ])
    return Effect.flatMap(readBytes(file), (bytes) => verify(parseMessage(bytes)))
  })

export const decrypt = (say: Say) =>
  leaf(
    say,
    "decrypt",
    descriptions.decrypt,
    {
      ...saved(say),
      unverified: required(say, "boolean", "unverified", {
        en: "Decrypt although the signature does not match or is missing.",
        zh: "即使签名不符或缺失也解密。"
      })
    },
    async ({ file, unverified }) => {
      const [{ decrypt }, { parseMessage }] = await Promise.all([
        import("../decrypt.js"),
        import("../message.js")
      ])
      return Effect.flatMap(readBytes(file), (bytes) => decrypt(parseMessage(bytes), unverified))
    }
  )
