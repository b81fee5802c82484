/** `wechatpay sign`. */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Authorization from "@effect-wechatpay/core/Authorization"
import { Nonce } from "@effect-wechatpay/core/Nonce"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as NodeCryptoProvider from "@effect-wechatpay/undici/NodeCryptoProvider"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { configProblem } from "./configProblems.js"
import { exitCode, Problem, usage } from "./problem.js"
import { type Result, Session } from "./session.js"
import { plain } from "./text.js"

export interface Options {
  readonly method: string
  /** Path and query, or a URL. */
  readonly path: string
  readonly body: string
  readonly timestamp: number | undefined
  readonly nonce: string | undefined
}

const signer = Layer.catchAll(Signer.layerConfig(), (error) => Layer.fail(configProblem(error))).pipe(
  Layer.provide(NodeCryptoProvider.layer)
)

export const targetOf = (path: string): Effect.Effect<string, Problem> =>
  Effect.try({
    try: () => Authorization.target(path.startsWith("/") ? `https://host${path}` : path),
    catch: () =>
      usage(
        { en: `not a path: ${path}`, zh: `不是路径：${path}` },
        {
          en: "expected a path such as /v3/certificates, or a whole URL",
          zh: "应为 /v3/certificates 这样的路径，或完整 URL"
        }
      )
  })

export const methodOf = (
  method: string
): Effect.Effect<"GET" | "POST" | "PUT" | "PATCH" | "DELETE", Problem> => {
  const upper = method.toUpperCase()
  return upper === "GET" || upper === "POST" || upper === "PUT" || upper === "PATCH" || upper === "DELETE"
    ? Effect.succeed(upper)
    : usage(
        { en: `not a method: ${method}`, zh: `不是请求方法：${method}` },
        { en: "expected GET, POST, PUT, PATCH or DELETE", zh: "应为 GET、POST、PUT、PATCH 或 DELETE" }
      )
}

export const sign = (options: Options): Effect.Effect<Result, Problem, Session | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { say, style } = yield* Session
    const { mchid, scheme, sign } = yield* Signer.Signer
    const method = yield* methodOf(options.method)
    const target = yield* targetOf(options.path)
    const timestamp = options.timestamp ?? Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const nonce = options.nonce ?? (yield* Nonce)()
    const message = Authorization.message({ method, target, timestamp, nonce, body: options.body })
    const { serialNo, value: signature } = yield* Effect.mapError(
      sign(message),
      (error) =>
        new Problem({
          what: { en: "the text could not be signed", zh: "签名失败" },
          why: plain(error.message),
          todo: { en: "run wechatpay doctor", zh: "请运行 wechatpay doctor" },
          code: exitCode.failed
        })
    )
    const authorization = Authorization.format({ scheme, mchid, serialNo, timestamp, nonce, signature })
    const lines = message.slice(0, -1).split("\n")
    const title = (text: { readonly en: string; readonly zh: string }) => style.bold(say(text))
    return {
      text: [
        title({
          en: "Signed text (each line ends with a line feed, the last one too)",
          zh: "签名串（每行以换行符结尾，最后一行也是）"
        }),
        ...lines.map((line) => `  ${line}${style.dim("\\n")}`),
        "",
        title({ en: "Signature", zh: "签名值" }),
        `  ${signature}`,
        "",
        title({ en: "Header", zh: "请求头" }),
        `  Authorization: ${authorization}`
      ].join("\n"),
      json: { message, method, target, timestamp, nonce, serialNo, signature, authorization }
    }
  }).pipe(Effect.provide(signer))
