/** The examples of docs/hosts.md. */

import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as MerchantClients from "@effect-wechatpay/core/MerchantClients"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as Refund from "@effect-wechatpay/refund/Refund"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

export const overseas = WechatPayClient.layerConfig({ backupShare: 0.01 })

export const balance = Endpoint.make("acme.rechargeBalance", {
  method: "GET",
  path: "/v3/global/refund/recharge-balance",
  host: "apihk.mch.weixin.qq.com",
  success: { balance: Schema.Int }
})

export const limited = WechatPayClient.layerConfig({
  rateLimit: {
    all: { requests: 300, per: "1 second" },
    endpoints: [{ of: [Refund.create], limit: Refund.rateLimit }],
    maxWait: "2 seconds"
  }
})

export interface Merchants {
  readonly byNumber: (mchid: string) => Effect.Effect<Omit<WechatPayClient.Merchant, "mchid">, Error>
}

export const clientsOf = (merchants: Merchants, baseUrl: string) =>
  MerchantClients.layer({
    baseUrl,
    find: (mchid) =>
      Effect.mapError(
        merchants.byNumber(mchid),
        () => new MerchantClients.MerchantUnavailable({ mchid, problem: "not in the database" })
      ),
    idleTimeToLive: "10 minutes"
  })

export const terminate = (mchid: string, input: Endpoint.Input<typeof Permission.terminateByOpenid>) =>
  Permission.terminateByOpenid(input).pipe(MerchantClients.provide(mchid))
