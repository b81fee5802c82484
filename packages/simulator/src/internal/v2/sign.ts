/** MD5 and HMAC-SHA256 under the APIv2 key, with node:crypto. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import type { SignType } from "@effect-wechatpay/core/V2Signature"
import * as Redacted from "effect/Redacted"
import type { Merchant } from "../../Merchant.js"
import type { Members } from "./xml.js"

/** The members that are signed, joined in the order of the bytes of their names, without the key. */
export const joined = (members: Members): string =>
  Object.entries(members)
    .filter(([name, value]) => name !== "sign" && value !== "")
    .map(([name, value]) => ({ bytes: Buffer.from(name), text: `${name}=${value}` }))
    .sort((left, right) => Buffer.compare(left.bytes, right.bytes))
    .map(({ text }) => text)
    .join("&")

export const digest = (text: string, signType: SignType, key: string): string =>
  (signType === "MD5" ? createHash("md5") : createHmac("sha256", key))
    .update(text)
    .digest("hex")
    .toUpperCase()

export const sign = (members: Members, signType: SignType, { apiV2Key }: Merchant): string => {
  const key = Redacted.value(apiV2Key)
  const text = joined(members)
  return digest(`${text}${text === "" ? "" : "&"}key=${key}`, signType, key)
}

export const isSignedBy = (merchant: Merchant, signType: SignType, members: Members): boolean => {
  const expected = Buffer.from(sign(members, signType, merchant))
  const given = Buffer.from(members.sign ?? "")
  return expected.length === given.length && timingSafeEqual(expected, given)
}
