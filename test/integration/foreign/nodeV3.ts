/** wechatpay-node-v3. Its addresses are literals, so its HTTP service is wrapped; it verifies only where it is told to. */
import { createRequire } from "node:module"
import type { Foreign, FrontEnd, Response, Setup } from "./client.js"

const require = createRequire(import.meta.url)

const official = "https://api.mch.weixin.qq.com"

interface Raw {
  readonly status: number
  readonly data?: unknown
  readonly error?: unknown
}

interface Http {
  readonly get: (url: string, headers: unknown) => Promise<Raw>
  readonly post: (url: string, params: unknown, headers: unknown) => Promise<Raw>
}

interface Pay {
  readonly createHttp: (http: Http) => void
  readonly buildAuthorization: (method: string, url: string, params?: unknown) => string
  readonly getHeaders: (authorization: string, headers?: unknown) => object
  readonly refunds: (params: object) => Promise<Raw>
  readonly find_refunds: (out_refund_no: string) => Promise<Raw>
  readonly transactions_jsapi: (order: object) => Promise<Raw>
  readonly get_certificates: (key: string) => Promise<ReadonlyArray<{ readonly serial_no: string }>>
  readonly verifySign: (params: object) => Promise<boolean>
  readonly decipher_gcm: (ciphertext: string, associated: string, nonce: string, key: string) => unknown
  readonly publicEncrypt: (text: string, key: Buffer) => string
  readonly privateDecrypt: (text: string) => string
}

const toResponse = ({ data, error, status }: Raw): Response => ({
  status,
  data: error === undefined ? data : JSON.parse(String(error))
})

export const nodeV3 = (setup: Setup): Foreign => {
  const WxPay = require("wechatpay-node-v3") as new (options: object) => Pay
  const { PayRequest } = require("wechatpay-node-v3/dist/lib/pay-request.js") as {
    readonly PayRequest: new () => Http
  }
  const http = new PayRequest()
  const pay = new WxPay({
    appid: setup.appid,
    mchid: setup.mchid,
    serial_no: setup.serialNo,
    publicKey: Buffer.from(setup.platformKey),
    privateKey: Buffer.from(setup.privateKey),
    key: setup.apiV3Key
  })
  const here = (url: string) => url.replace(official, setup.baseUrl)
  const wrapped: Http = {
    get: (url, headers) => http.get(here(url), headers),
    post: (url, params, headers) => http.post(here(url), params, headers)
  }
  pay.createHttp(wrapped)
  return {
    name: "wechatpay-node-v3",
    call: async (method, target, body, headers = {}) => {
      const url = official + target
      const all = pay.getHeaders(pay.buildAuthorization(method, url, body), {
        "Content-Type": "application/json",
        ...headers
      })
      return toResponse(await (method === "GET" ? wrapped.get(url, all) : wrapped.post(url, body, all)))
    },
    refund: async (input) => toResponse(await pay.refunds(input)),
    queryRefund: async (out_refund_no) => toResponse(await pay.find_refunds(out_refund_no)),
    certificates: async () => (await pay.get_certificates(setup.apiV3Key)).map(({ serial_no }) => serial_no),
    prepay: async (order) => (await pay.transactions_jsapi(order)).data as FrontEnd,
    verify: ({ body, headers }) =>
      pay.verifySign({
        timestamp: headers["wechatpay-timestamp"],
        nonce: headers["wechatpay-nonce"],
        serial: headers["wechatpay-serial"],
        signature: headers["wechatpay-signature"],
        body,
        apiSecret: setup.apiV3Key
      }),
    decrypt: ({ associated_data, ciphertext, nonce }) =>
      pay.decipher_gcm(ciphertext, associated_data, nonce, setup.apiV3Key),
    seal: (text) => pay.publicEncrypt(text, Buffer.from(setup.platformKey)),
    open: (ciphertext) => pay.privateDecrypt(ciphertext)
  }
}
