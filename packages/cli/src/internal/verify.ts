/** `wechatpay verify`. */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import type { VerificationReason } from "@effect-wechatpay/core/WechatPayError"
import * as NodeCryptoProvider from "@effect-wechatpay/undici/NodeCryptoProvider"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import { configProblem } from "./configProblems.js"
import { connection } from "./connection.js"
import { isSigned, type Message } from "./message.js"
import { exitCode, Problem, usage } from "./problem.js"
import { type Result, Session } from "./session.js"
import { valueOf } from "./settings.js"
import { whyFailed } from "./why.js"

/** Only the public key, if there is one: it needs no private key and no network. Else the platform certificates. */
export const verifier: Layer.Layer<Verifier.Verifier, Problem, FileSystem.FileSystem> = Layer.unwrapEffect(
  Effect.map(valueOf("WECHATPAY_PUBLIC_KEY_ID"), (id) =>
    id === undefined
      ? connection
      : Layer.catchAll(Verifier.layerConfig(), (error) => Layer.fail(configProblem(error))).pipe(
          Layer.provide(NodeCryptoProvider.layer)
        )
  )
)

export interface Verified {
  readonly message: Message
  readonly serialNo: string
  /** Unix time in seconds. */
  readonly timestamp: number
  /** Seconds since the signature. */
  readonly age: number
  /** The saved body had a line feed more than the signed one. */
  readonly extraLineFeed: boolean
}

const isChanged = (reason: VerificationReason): boolean => reason._tag === "SignatureInvalid"

/**
 * Verifies at the time of the message, because a saved one is older than the five minutes that are allowed on arrival. An
 * editor may have added a line feed at the end of the body.
 */
export const verifySaved = (message: Message): Effect.Effect<Verified, Problem, Verifier.Verifier> =>
  Effect.gen(function* () {
    if (!isSigned(message)) {
      return yield* usage(
        { en: "the message has no signature headers", zh: "消息没有签名头" },
        {
          en: "save it with its headers (curl -i), above all Wechatpay-Timestamp, Wechatpay-Nonce, Wechatpay-Signature and Wechatpay-Serial",
          zh: "请连同响应头一起保存（curl -i），至少包含 Wechatpay-Timestamp、Wechatpay-Nonce、Wechatpay-Signature、Wechatpay-Serial"
        }
      )
    }
    const { body, headers } = message
    const timestamp = Number(headers["wechatpay-timestamp"])
    const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const at = Number.isInteger(timestamp) ? timestamp : now
    const verified = (message: Message, extraLineFeed: boolean): Verified => ({
      message,
      serialNo: headers["wechatpay-serial"] ?? "",
      timestamp,
      age: now - timestamp,
      extraLineFeed
    })
    const result = yield* Effect.either(Verifier.verifyAt(headers, body, at))
    if (Either.isRight(result)) return verified(message, false)
    if (isChanged(result.left) && body.at(-1) === 10) {
      const shorter = body.subarray(0, body.at(-2) === 13 ? -2 : -1)
      const again = yield* Effect.either(Verifier.verifyAt(headers, shorter, at))
      if (Either.isRight(again)) return verified({ headers, body: shorter }, true)
    }
    const { cause, todo, why } = whyFailed(result.left)
    return yield* new Problem({
      what: { en: "the message does not verify", zh: "验签未通过" },
      why,
      todo,
      code: exitCode.failed,
      fields: { cause, reason: result.left._tag }
    })
  })

export const verify = (message: Message): Effect.Effect<Result, Problem, Session | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { say, style } = yield* Session
    const { age, extraLineFeed, serialNo, timestamp } = yield* verifySaved(message)
    const minutes = Math.round(Math.abs(age) / 60)
    const isOld = Math.abs(age) > 300
    return {
      text: [
        style.good(
          say({
            en: `The message comes from WeChat Pay and is unchanged (key ${serialNo}, ${new Date(timestamp * 1000).toISOString()}).`,
            zh: `消息来自微信支付且未被修改（密钥 ${serialNo}，${new Date(timestamp * 1000).toISOString()}）。`
          })
        ),
        ...(isOld
          ? [
              say({
                en: `It was signed ${minutes} minutes ago. On arrival only 5 minutes are accepted.`,
                zh: `签名于 ${minutes} 分钟前；实时接收时只接受 5 分钟以内的消息。`
              })
            ]
          : []),
        ...(extraLineFeed
          ? [
              say({
                en: "The saved body has a line feed at its end that is not part of the message: an editor probably added it.",
                zh: "保存的消息末尾多一个换行符，可能由编辑器添加。"
              })
            ]
          : [])
      ].join("\n"),
      json: { verified: true, serialNo, timestamp, ageSeconds: age, extraLineFeed }
    }
  }).pipe(Effect.provide(verifier))
