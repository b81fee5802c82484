/** wechatpay-node-v3, which verifies no response. Its URLs are constants, so its HTTP service is wrapped. */
import { createRequire } from "node:module"
import { order } from "../fixtures.js"
import { main, promises } from "../measure.js"

const require = createRequire(import.meta.url)

interface Http {
  readonly get: (url: string, headers: unknown) => Promise<unknown>
  readonly post: (url: string, params: unknown, headers: unknown) => Promise<unknown>
}

interface Pay {
  readonly createHttp: (http: Http) => void
  readonly close: (outTradeNo: string) => Promise<{ readonly status?: number }>
  readonly query: (params: { readonly out_trade_no: string }) => Promise<{ readonly status?: number }>
}

await main(async (baseUrl, fixtures) => {
  const WxPay = require("wechatpay-node-v3") as new (options: object) => Pay
  const { PayRequest } = require("wechatpay-node-v3/dist/lib/pay-request.js") as {
    PayRequest: new () => Http
  }
  const http = new PayRequest()
  const pay = new WxPay({
    appid: order.appid,
    mchid: fixtures.mchid,
    serial_no: fixtures.serialNo,
    publicKey: Buffer.from(fixtures.platformPublicKey),
    privateKey: Buffer.from(fixtures.merchantPrivateKey),
    key: fixtures.apiV3Key
  })
  const here = (url: string) => url.replace("https://api.mch.weixin.qq.com", baseUrl)
  pay.createHttp({
    get: (url, headers) => http.get(here(url), headers),
    post: (url, params, headers) => http.post(here(url), params, headers)
  })
  const expect = async (status: number, response: Promise<{ readonly status?: number }>) => {
    const got = (await response).status
    if (got !== status) throw new Error(`expected ${status}, got ${got}`)
  }
  return {
    post204: promises(() => expect(204, pay.close(order.out_order_no))),
    getOrder: promises(() => expect(200, pay.query({ out_trade_no: order.out_order_no })))
  }
})
