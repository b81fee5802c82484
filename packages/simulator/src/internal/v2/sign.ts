/** MD5 and HMAC-SHA256 under the APIv2 key, with node:crypto. */
import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import type { SignType } from "@effect-wechatpay/core/V2Signature"
import * as Redacted from "effect/Redacted"
import type { Merchant } from "../../Merchant.js"
import type { Members } from "./xml.js"

export const sign = (members: Members, signType: SignType, { apiV2Key }: Merchant): string => {
  const key = Redacted.value(apiV2Key)
  const pairs = Object.entries(members)
    .filter(([name, value]) => name !== "sign" && value !== "")
    .map(([name, value]) => ({ bytes: Buffer.from(name), text: `${name}=${value}` }))
    .sort((left, right) => Buffer.compare(left.bytes, right.bytes))
    .map(({ text }) => text)
  const hash = signType === "MD5" ? createHash("md5") : createHmac("sha256", key)
  return hash
    .update([...pairs, `key=${key}`].join("&"))
    .digest("hex")
    .toUpperCase()
}

export const isSignedBy = (merchant: Merchant, signType: SignType, members: Members): boolean => {
  const expected = Buffer.from(sign(members, signType, merchant))
  const given = Buffer.from(members.sign ?? "")
  return expected.length === given.length && timingSafeEqual(expected, given)
}
