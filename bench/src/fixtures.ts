/** Keys and ids that the server and all clients of one run share through a file. */
import { createCipheriv, createSign, generateKeyPairSync } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"

export interface Fixtures {
  readonly mchid: string
  readonly serialNo: string
  readonly merchantPrivateKey: string
  readonly merchantPublicKey: string
  readonly platformKeyId: string
  readonly platformPrivateKey: string
  readonly platformPublicKey: string
  readonly apiV3Key: string
}

const pair = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" }
  })

export const writeFixtures = (file: string): Fixtures => {
  const merchant = pair()
  const platform = pair()
  const fixtures: Fixtures = {
    mchid: "1900007291",
    serialNo: "408B07E79B8269FEC3D5D3E6AB8ED163A6A380DB",
    merchantPrivateKey: merchant.privateKey,
    merchantPublicKey: merchant.publicKey,
    platformKeyId: "PUB_KEY_ID_0119000072912024101100397200000006",
    platformPrivateKey: platform.privateKey,
    platformPublicKey: platform.publicKey,
    apiV3Key: "0123456789abcdef0123456789abcdef"
  }
  writeFileSync(file, JSON.stringify(fixtures), { mode: 0o600 })
  return fixtures
}

export const readFixtures = (file: string): Fixtures => JSON.parse(readFileSync(file, "utf8")) as Fixtures

/** The response for a paid service order. */
export const order = {
  appid: "wxd678efh567hg6787",
  mchid: "1900007291",
  out_order_no: "1234323JKHDFE1243252",
  service_id: "2002000000000558128851361561536",
  service_introduction: "power bank",
  state: "DONE",
  total_amount: 300,
  need_collection: true,
  order_id: "15646546545165651651",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  post_payments: [{ name: "rental", amount: 400, description: "2 hours", count: 1 }],
  post_discounts: [{ name: "coupon", description: "first hour", amount: 100, count: 1 }],
  risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 10000, description: "estimate" },
  notify_url: "https://shop.example/wechatpay",
  time_range: { start_time: "20260101120000", end_time: "20260101140000" },
  location: { start_location: "store 1", end_location: "store 2" },
  attach: "bench",
  collection: {
    state: "USER_PAID",
    total_amount: 300,
    paying_amount: 0,
    paid_amount: 300,
    details: [
      {
        seq: 1,
        amount: 300,
        paid_type: "NEWTON",
        paid_time: "20260101140105",
        transaction_id: "15646546545165651651"
      }
    ]
  }
} as const

export const terminatePath = "/v3/payscore/permissions/openid/oUpF8uMuAJO_M2pxb1Q9zNjWeS6o/terminate"
export const terminateInput = {
  service_id: order.service_id,
  appid: order.appid,
  reason: "bench"
} as const
export const orderPath = `/v3/payscore/serviceorder?service_id=${order.service_id}&appid=${order.appid}&out_order_no=${order.out_order_no}`

const nonce = "5K8264ILTKCH16CQ2502SI8ZNMTM67VS"

/** The headers of a message that WeChat Pay signs now. */
export const signedHeaders = (fixtures: Fixtures, body: Buffer): Record<string, string> => {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const sign = createSign("RSA-SHA256").update(`${timestamp}\n${nonce}\n`).update(body).update("\n")
  return {
    "wechatpay-timestamp": timestamp,
    "wechatpay-nonce": nonce,
    "wechatpay-serial": fixtures.platformKeyId,
    "wechatpay-signature": sign.sign(fixtures.platformPrivateKey, "base64"),
    "request-id": "08F5B8C2B506102C18FDDFEEA30620BE821E28DEC405-0"
  }
}

/** The notification of the paid order, sent now. */
export const notification = (fixtures: Fixtures) => {
  const iv = "fdasflkja484"
  const cipher = createCipheriv("aes-256-gcm", fixtures.apiV3Key, iv)
  cipher.setAAD(Buffer.from("payscore"))
  const encrypted = [cipher.update(JSON.stringify(order)), cipher.final(), cipher.getAuthTag()]
  const body = Buffer.from(
    JSON.stringify({
      id: "EV-2018022511223320873",
      create_time: "2026-01-01T14:01:06+08:00",
      resource_type: "encrypt-resource",
      event_type: "PAYSCORE.USER_PAID",
      summary: "微信支付分订单支付成功",
      resource: {
        algorithm: "AEAD_AES_256_GCM",
        ciphertext: Buffer.concat(encrypted).toString("base64"),
        original_type: "payscore",
        associated_data: "payscore",
        nonce: iv
      }
    })
  )
  return { headers: signedHeaders(fixtures, body), body }
}
