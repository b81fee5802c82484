/** The examples of docs/from-axios-plugin.md and docs/from-php.md: what replaces a call of one replaces that of the other. */
import * as NodeContext from "@effect/platform-node/NodeContext"
import { TradeBill } from "@effect-wechatpay/bill"
import { PaymentParams, Signer, Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { MerchantMedia } from "@effect-wechatpay/media"
import { Native, Payment } from "@effect-wechatpay/pay"
import { Refund } from "@effect-wechatpay/refund"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Effect, Layer, type Redacted, Stream } from "effect"

// From the variables WECHATPAY_MCHID, WECHATPAY_SERIAL_NO, WECHATPAY_PRIVATE_KEY, …
export const fromVariables = WechatPayClient.layerConfig().pipe(
  Layer.provide([UndiciHttpClient.layer(), NodeContext.layer])
)

// The same in code.
export const inCode = (privateKey: Redacted.Redacted, publicKey: string) =>
  WechatPayClient.layer().pipe(
    Layer.provide([
      Signer.layer({ mchid: "1900000109", serialNo: "3775B6A45ACD588826D15E583A95F5DD3775B6A4", privateKey }),
      Verifier.layerPublicKey({ keys: [{ id: "PUB_KEY_ID_0114232134912410000000000000", publicKey }] }),
      UndiciHttpClient.layer()
    ])
  )

export const codeUrl = Effect.map(
  Native.create({
    appid: "wxd678efh567hg6787",
    out_trade_no: "order-1024",
    description: "tea",
    notify_url: "https://shop.example/wechatpay",
    amount: { total: 888 }
  }),
  ({ code_url }) => code_url
)

export const state = Effect.map(
  Payment.query({ out_trade_no: "order-1024" }),
  ({ trade_state }) => trade_state
)

export const closed = Payment.close({ out_trade_no: "order-1024" })

export const tolerant = closed.pipe(
  Effect.catchTag("OrderPaid", () => Effect.log("it is paid already")),
  Effect.catchAll((error) => Effect.logError(`${error.outcome}: ${error.message}`))
)

export const refund = Refund.create({
  transaction_id: "1217752501201407033233368018",
  out_refund_no: "refund-1024",
  reason: "sold out",
  amount: { refund: 888, total: 888, currency: "CNY" }
})

export const forMiniProgram = PaymentParams.miniProgram({
  appid: "wxd678efh567hg6787",
  prepay_id: "wx26112221580621e9b071c00d9e093b0000"
})

export const rows = Stream.flatMap(
  TradeBill.getDownloadLink({ bill_date: "2026-11-20", tar_type: "GZIP" }),
  TradeBill.rows
)

export const upload = (content: Uint8Array) => MerchantMedia.uploadImage({ filename: "licence.png", content })

export const anything = Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
  client.request("GET", "/v3/certificates", { query: { algorithm_type: "RSA" } })
)
