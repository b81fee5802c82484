/** Sensitive fields: decrypted from requests with WeChat Pay's key, encrypted in responses to the merchant's certificate. */
import { createPublicKey, type KeyObject } from "node:crypto"
import type { Description } from "@effect-wechatpay/core/Endpoint"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Merchant } from "../Merchant.js"
import { paramError, type SimulatedError } from "../SimulatedError.js"
import { namedSerial } from "./checks/platformSerial.js"
import { type CipherSuite, cipherSuiteOf } from "./cipherSuites.js"
import type { Request } from "./message.js"
import type { KnownMerchant, PlatformKey } from "./world.js"

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const serialMissing = paramError("请求头中缺少Wechatpay-Serial，敏感字段必须用其指明的公钥加密", {
  field: "Wechatpay-Serial",
  issue: "is missing, and the body has encrypted fields",
  location: "header"
})

const serialShortened = (serial: string) =>
  paramError("请求头中的Wechatpay-Serial有误，请使用微信支付公钥ID或平台证书序列号", {
    field: "Wechatpay-Serial",
    value: serial,
    issue: "is not the serial of the key as text: leading zeros are part of it, letters are upper case",
    location: "header"
  })

const undecryptable = (at: ReadonlyArray<string>) =>
  paramError(`输入源“/body/${at.join("/")}”解密失败，请使用Wechatpay-Serial对应的公钥加密`, {
    field: `/${at.join("/")}`,
    issue: "cannot be decrypted with the key that Wechatpay-Serial names",
    location: "body"
  })

/** Decrypts the sensitive texts of a body. Empty texts are not encrypted. */
export const decryptBody = (
  endpoint: Description,
  request: Request,
  key: PlatformKey,
  json: unknown
): Effect.Effect<unknown, SimulatedError> => {
  const paths = endpoint.payload === undefined ? [] : Sensitive.paths(endpoint.payload)
  if (paths.length === 0) return Effect.succeed(json)
  const named = namedSerial(request)
  return Sensitive.mapAt(json, paths, (text, at): Effect.Effect<unknown, SimulatedError> => {
    if (typeof text !== "string") return Effect.succeed(text)
    if (text === "") return Effect.succeed(Redacted.make(text))
    if (named === undefined) return Effect.fail(serialMissing)
    if (named !== key.serialNo) return Effect.fail(serialShortened(named))
    if (!base64.test(text)) return Effect.fail(undecryptable(at))
    return Effect.try({
      try: () =>
        Redacted.make(key.cipherSuite.decrypt(Buffer.from(text, "base64"), key.privateKey).toString("utf8")),
      catch: () => undecryptable(at)
    })
  })
}

/** Encrypts the sensitive texts of a response, except those that the rules have encrypted for another recipient. */
export const encryptResponse = (
  endpoint: Description,
  { cipherSuite, publicKey }: KnownMerchant,
  encoded: unknown,
  input: unknown
): Effect.Effect<unknown> => {
  if (endpoint.success === undefined) return Effect.succeed(encoded)
  const sealed = Sensitive.encryptedPaths(endpoint.success)(input)
  const paths = Sensitive.paths(endpoint.success)
  return Sensitive.mapAt(encoded, sealed, (text) => Effect.succeed(plainOf(text))).pipe(
    Effect.flatMap((opened) =>
      Sensitive.mapAt(opened, paths, (text) =>
        Effect.sync(() =>
          Redacted.isRedacted(text) ? encryptFor(cipherSuite, publicKey, plainOf(text) as string) : text
        )
      )
    )
  )
}

const plainOf = (text: unknown): unknown =>
  Redacted.isRedacted(text) ? Redacted.value(text as Redacted.Redacted) : text

/** A text encrypted with the merchant's first API certificate. */
export const encryptToMerchant = ({ publicKey, scheme }: Merchant, plain: string): string =>
  encryptFor(cipherSuiteOf[scheme], createPublicKey(publicKey), plain)

/** Encrypts a text for a certificate as WeChat Pay does; an empty text stays empty. */
export const encryptFor = (cipherSuite: CipherSuite, publicKey: KeyObject, plain: string): string =>
  plain === "" ? "" : cipherSuite.encrypt(Buffer.from(plain, "utf8"), publicKey).toString("base64")
