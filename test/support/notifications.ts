/**
 * WeChat Pay's side of a notification: encrypted and signed by node:crypto, so that it shares no code with the library.
 */
import { createCipheriv, createSign } from "node:crypto"
import { Decrypter, NotificationKeys, NotificationReceiver, Verifier } from "@effect-wechatpay/core"
import { Layer, Redacted } from "effect"
import { merchant, platform } from "./scripted.js"

export { merchant, platform }

export const apiV3Key = "0123456789abcdefFEDCBA9876543210"

/** Personal data of the samples; a test that searches must not find them. */
export const secrets = {
  apiV3Key,
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  outTradeNo: "S20210128170702357723"
} as const

export interface Envelope {
  readonly id?: string
  readonly eventType?: string
  readonly originalType?: string
  readonly algorithm?: string
  readonly associatedData?: string | null
  readonly nonce?: string
  readonly apiV3Key?: string
  /** Members of the body to add or to replace. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** The body of a notification about `plaintext`, which is printed as JSON unless it is text or bytes. */
export const bodyOf = (plaintext: unknown, envelope: Envelope = {}): string => {
  const nonce = envelope.nonce ?? "fG1l57vn9BCX"
  const associatedData = envelope.associatedData === undefined ? "transaction" : envelope.associatedData
  const cipher = createCipheriv("aes-256-gcm", envelope.apiV3Key ?? apiV3Key, nonce)
  cipher.setAAD(Buffer.from(associatedData ?? ""))
  const content =
    plaintext instanceof Uint8Array || typeof plaintext === "string" ? plaintext : JSON.stringify(plaintext)
  const ciphertext = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()])
  return JSON.stringify({
    id: envelope.id ?? "b62e271c-3389-58a0-8146-4a704966e8f1",
    create_time: "2021-01-28T17:07:11+08:00",
    resource_type: "encrypt-resource",
    event_type: envelope.eventType ?? "TRANSACTION.SUCCESS",
    summary: "支付成功",
    resource: {
      original_type: envelope.originalType ?? "transaction",
      algorithm: envelope.algorithm ?? "AEAD_AES_256_GCM",
      ciphertext: ciphertext.toString("base64"),
      ...(associatedData === null ? {} : { associated_data: associatedData }),
      nonce
    },
    ...envelope.extra
  })
}

export interface Sender {
  /** Unix time in seconds of the signature. */
  readonly at: number
  readonly serialNo?: string
  readonly privateKey?: string
}

/** The headers that go with a body. */
export const headersOf = (body: string | Uint8Array, sender: Sender): Record<string, string> => {
  const nonce = "AF1404CC2980FB414C99C0B98883BD42"
  const signature = createSign("RSA-SHA256")
    .update(`${sender.at}\n${nonce}\n`)
    .update(body)
    .update("\n")
    .sign(sender.privateKey ?? platform.privateKey, "base64")
  return {
    "content-type": "application/json",
    "request-id": "08A1B2C3D4-268435456",
    "wechatpay-nonce": nonce,
    "wechatpay-serial": sender.serialNo ?? platform.id,
    "wechatpay-signature": signature,
    "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
    "wechatpay-timestamp": String(sender.at)
  }
}

const utf8 = new TextEncoder()

export const bytesOf = (body: string | Uint8Array): Uint8Array =>
  typeof body === "string" ? utf8.encode(body) : body

/** A delivery as it arrives; `at` is also the time of its signature. */
export const deliveryOf = (body: string | Uint8Array, at: number, changes: Partial<Sender> = {}) =>
  NotificationReceiver.Delivery.make({
    headers: headersOf(body, { at, ...changes }),
    body: bytesOf(body),
    receivedAt: at
  })

export const verifierLayer = Verifier.layerPublicKey({
  keys: [{ id: platform.id, publicKey: platform.publicKey }]
})

/** The keys of the merchant of all samples. */
export const keysLayer: Layer.Layer<NotificationKeys.NotificationKeys> = NotificationKeys.layer({
  mchid: merchant.mchid,
  apiV3Key: Redacted.make(apiV3Key),
  algorithms: [Decrypter.aes256Gcm]
}).pipe(Layer.provide(verifierLayer), Layer.orDie)
