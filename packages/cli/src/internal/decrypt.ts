/** `wechatpay decrypt`. */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Decrypter from "@effect-wechatpay/core/Decrypter"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as NodeCryptoProvider from "@effect-wechatpay/undici/NodeCryptoProvider"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { configProblem } from "./configProblems.js"
import { invalidOptions } from "./failures.js"
import { isRecord, parseJson } from "./input.js"
import { isSigned, type Message } from "./message.js"
import { exitCode, Problem, usage } from "./problem.js"
import { type Result, Session } from "./session.js"
import { secretOf } from "./settings.js"
import { plain } from "./text.js"
import { verifier, verifySaved } from "./verify.js"
import { copyApiV3Key } from "./why.js"

/** The encrypted resource of a notification, or a platform certificate. */
interface Encrypted extends Readonly<Record<string, unknown>> {
  readonly ciphertext: string
  readonly nonce: string
}

const isEncrypted = (value: unknown): value is Encrypted =>
  isRecord(value) && typeof value.ciphertext === "string" && typeof value.nonce === "string"

/** A text that is encrypted to the merchant's certificate: base64 of as many bytes as an RSA key has. */
const isSealed = (value: unknown): value is string =>
  typeof value === "string" && /^(?:[A-Za-z0-9+/]{342}==|[A-Za-z0-9+/]{512}|[A-Za-z0-9+/]{683}=)$/.test(value)

const openResource = (encrypted: Encrypted): Effect.Effect<unknown, Problem> =>
  Effect.gen(function* () {
    const apiV3Key = yield* secretOf("WECHATPAY_API_V3_KEY")
    if (apiV3Key === undefined) {
      return yield* usage(
        { en: "WECHATPAY_API_V3_KEY is not set", zh: "未设置 WECHATPAY_API_V3_KEY" },
        copyApiV3Key
      )
    }
    const { decrypt } = yield* Effect.mapError(Decrypter.aes256Gcm(apiV3Key), invalidOptions)
    const { associated_data: associatedData, ciphertext, nonce } = encrypted
    const bytes = yield* Effect.mapError(
      decrypt({
        ciphertext,
        nonce,
        associatedData: typeof associatedData === "string" ? associatedData : undefined
      }),
      (error) =>
        new Problem({
          what: { en: "the content cannot be decrypted", zh: "内容无法解密" },
          why: plain(error.problem),
          todo: copyApiV3Key,
          code: exitCode.failed,
          fields: { cause: "apiV3Key" }
        })
    )
    const text = new TextDecoder().decode(bytes)
    return yield* Effect.orElseSucceed(parseJson(text, ""), () => text)
  }).pipe(Effect.provide(NodeCryptoProvider.layer))

const openText = (text: string): Effect.Effect<string, Problem, FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { decrypt } = yield* Signer.Signer
    if (decrypt === undefined) return text
    // Not every such text is encrypted to this merchant: a signature has the same length.
    const opened = yield* Effect.either(decrypt(text))
    return Either.isRight(opened) ? Redacted.value(opened.right) : text
  }).pipe(
    Effect.provide(
      Layer.catchAll(Signer.layerConfig(), (error) => Layer.fail(configProblem(error))).pipe(
        Layer.provide(NodeCryptoProvider.layer)
      )
    )
  )

/** A copy of the value in which everything is decrypted that can be. */
const open = (value: unknown): Effect.Effect<unknown, Problem, FileSystem.FileSystem> =>
  Effect.suspend((): Effect.Effect<unknown, Problem, FileSystem.FileSystem> => {
    if (isEncrypted(value)) return openResource(value)
    if (isSealed(value)) return openText(value)
    if (Array.isArray(value)) return Effect.forEach(value, open)
    if (isRecord(value)) {
      return Effect.map(
        Effect.forEach(Object.entries(value), ([name, member]) =>
          Effect.map(open(member), (opened) => [name, opened] as const)
        ),
        Object.fromEntries
      )
    }
    return Effect.succeed(value)
  })

/** Verifies the message if it was saved with its headers, and decrypts what is encrypted in it. */
export const decrypt = (
  given: Message,
  unverified: boolean
): Effect.Effect<Result, Problem, Session | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { errorStyle, say } = yield* Session
    const isVerified = isSigned(given) && !unverified
    const message = isVerified ? (yield* Effect.provide(verifySaved(given), verifier)).message : given
    const json = yield* parseJson(
      new TextDecoder().decode(message.body),
      say({ en: "the body", zh: "消息体" })
    )
    const opened = yield* open(json)
    const note = say({
      en: "not verified: the content may be forged",
      zh: "未验签：内容可能是伪造的"
    })
    return {
      text: `${JSON.stringify(opened, null, 2)}${isVerified ? "" : `\n\n${errorStyle.warn(note)}`}`,
      json: { verified: isVerified, content: opened }
    }
  })
