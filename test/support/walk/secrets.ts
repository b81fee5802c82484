/** Encrypts and decrypts sensitive texts as WeChat Pay does, with node:crypto, so that no code is shared with the client. */
import { constants, privateDecrypt, publicEncrypt } from "node:crypto"
import { Redacted } from "effect"
import { merchant, platform } from "../scripted.js"

const oaep = (key: string) => ({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" })

/** What WeChat Pay reads of a member that was encrypted for it. */
export const readByWechatPay = (text: string): string =>
  privateDecrypt(oaep(platform.privateKey), Buffer.from(text, "base64")).toString("utf8")

/** A member as WeChat Pay encrypts it for the merchant. */
export const encryptedForMerchant = (text: string): string =>
  publicEncrypt(oaep(merchant.publicKey), Buffer.from(text)).toString("base64")

/** A value with its redacted texts laid open, to compare it: two `Redacted` are alike to most comparisons. */
export const laidOpen = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return { redacted: Redacted.value(value) }
  if (Array.isArray(value)) return value.map(laidOpen)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, laidOpen(member)]))
}
