/** `wechatpay certificates download`. */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import * as Certificate from "@effect-wechatpay/core/Certificate"
import * as Decrypter from "@effect-wechatpay/core/Decrypter"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as NodeCryptoProvider from "@effect-wechatpay/undici/NodeCryptoProvider"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { withClient } from "./connection.js"
import { callProblem, invalidOptions } from "./failures.js"
import { cannotWrite } from "./output.js"
import { exitCode, Problem, usage } from "./problem.js"
import { type Result, Session } from "./session.js"
import { secretOf, where } from "./settings.js"
import { plain } from "./text.js"
import { copyApiV3Key } from "./why.js"

const Response = Schema.Struct({
  data: Schema.Array(
    Schema.Struct({
      serial_no: Schema.String,
      encrypt_certificate: Schema.Struct({
        nonce: Schema.String,
        associated_data: Schema.optional(Schema.String),
        ciphertext: Schema.String
      })
    })
  )
})

const day = 86_400_000

const unreadable = (why: string): Problem =>
  new Problem({
    what: { en: "the platform certificates cannot be decrypted", zh: "平台证书无法解密" },
    why: plain(why),
    todo: copyApiV3Key,
    code: exitCode.failed,
    fields: { cause: "apiV3Key" }
  })

const download = Effect.gen(function* () {
  const apiV3Key = yield* secretOf("WECHATPAY_API_V3_KEY")
  if (apiV3Key === undefined) {
    return yield* usage(
      { en: "WECHATPAY_API_V3_KEY is not set", zh: "未设置 WECHATPAY_API_V3_KEY" },
      copyApiV3Key
    )
  }
  const { decrypt } = yield* Effect.mapError(
    Effect.provide(Decrypter.aes256Gcm(apiV3Key), NodeCryptoProvider.layer),
    invalidOptions
  )
  const client = yield* WechatPayClient.WechatPayClient
  const { region } = yield* where
  const path = region === "mainland" ? "/v3/certificates" : "/v3/global/certificates"
  const json = yield* Effect.mapError(client.request("GET", path), callProblem)
  const { data } = yield* Effect.mapError(Schema.decodeUnknown(Response)(json), () =>
    unreadable("the response is not a list of certificates")
  )
  return yield* Effect.forEach(data, ({ encrypt_certificate: encrypted, serial_no }) =>
    Effect.gen(function* () {
      const { associated_data: associatedData, ciphertext, nonce } = encrypted
      const bytes = yield* Effect.mapError(decrypt({ ciphertext, nonce, associatedData }), (error) =>
        unreadable(error.problem)
      )
      const pem = new TextDecoder().decode(bytes)
      const { notAfter, notBefore } = yield* Effect.mapError(Certificate.parse(pem), (error) =>
        unreadable(error.problem)
      )
      return { serialNo: serial_no, pem, notBefore, notAfter }
    })
  )
})

/** Downloads the certificates, which the client verifies, and writes each to a file of its serial number. */
export const downloadCertificates = (
  folder: string
): Effect.Effect<Result, Problem, Session | FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const { say } = yield* Session
    const fs = yield* FileSystem.FileSystem
    const { join } = yield* Path.Path
    const now = yield* Clock.currentTimeMillis
    const certificates = yield* withClient(download)
    const written = yield* Effect.forEach(certificates, ({ notAfter, notBefore, pem, serialNo }) => {
      const path = join(folder, `wechatpay_${serialNo}.pem`)
      return Effect.as(
        Effect.mapError(
          Effect.zipRight(fs.makeDirectory(folder, { recursive: true }), fs.writeFileString(path, pem)),
          cannotWrite(path)
        ),
        { serialNo, path, notBefore, notAfter, days: Math.floor((notAfter.getTime() - now) / day) }
      )
    })
    return {
      text: written
        .map(({ days, notAfter, path, serialNo }) =>
          say({
            en: `${serialNo}  until ${notAfter.toISOString().slice(0, 10)} (${days} days)  ${path}`,
            zh: `${serialNo}  有效期至 ${notAfter.toISOString().slice(0, 10)}（${days} 天）  ${path}`
          })
        )
        .join("\n"),
      json: written
    }
  })
