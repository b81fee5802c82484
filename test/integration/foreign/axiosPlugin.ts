/** wechatpay-axios-plugin, as its documentation shows it. */
import { Aes, Formatter, Rsa, Wechatpay } from "wechatpay-axios-plugin"
import type { Foreign, Response, Setup, Signed } from "./client.js"

interface Http {
  readonly request: (
    path: string,
    method: string,
    data?: unknown,
    config?: { readonly headers?: Readonly<Record<string, string>>; readonly transformResponse?: unknown }
  ) => Promise<Response>
}

/** Only axios's errors with a response are WeChat Pay's. Rejections by the client itself have their own code. */
const responded = (promise: Promise<Response>): Promise<Response> =>
  promise.catch((error: { readonly response?: Response; readonly code?: string }) => {
    if (error.response === undefined || error.code?.startsWith("EV3") === true) throw error
    return error.response
  })

export const axiosPlugin = (setup: Setup): Foreign => {
  const wechatpay = new Wechatpay({
    mchid: setup.mchid,
    serial: setup.serialNo,
    privateKey: setup.privateKey,
    certs: { [setup.platformSerial]: setup.platformKey },
    baseURL: `${setup.baseUrl}/`
  } as never)
  const { client } = wechatpay as unknown as { readonly client: Http }
  const call: Foreign["call"] = (method, target, body, headers = {}) =>
    responded(client.request(target.slice(1), method, body, { headers }))
  const decrypted = ({ associated_data, ciphertext, nonce }: Parameters<Foreign["decrypt"]>[0]) =>
    Aes.AesGcm.decrypt(ciphertext, setup.apiV3Key, nonce, associated_data)
  const verified = ({ body, headers }: Signed) =>
    headers["wechatpay-serial"] === setup.platformSerial &&
    Rsa.verify(
      Formatter.response(
        headers["wechatpay-timestamp"] as never,
        headers["wechatpay-nonce"] as never,
        body as never
      ),
      headers["wechatpay-signature"] as never,
      setup.platformKey
    )
  return {
    name: "wechatpay-axios-plugin",
    call,
    refund: (input) => call("POST", "/v3/refund/domestic/refunds", input),
    queryRefund: (out_refund_no) => call("GET", `/v3/refund/domestic/refunds/${out_refund_no}`),
    certificates: async () => {
      const { data } = await client.request("v3/certificates", "get", undefined, { transformResponse: [] })
      const { data: listed } = JSON.parse(String(data)) as {
        readonly data: ReadonlyArray<{ readonly serial_no: string; readonly encrypt_certificate: never }>
      }
      return listed
        .filter(({ encrypt_certificate }) => decrypted(encrypt_certificate).includes("BEGIN CERTIFICATE"))
        .map(({ serial_no }) => serial_no)
    },
    prepay: async (order) => {
      const { data } = await call("POST", "/v3/pay/transactions/jsapi", order)
      const { prepay_id } = data as { readonly prepay_id: string }
      const params = {
        appId: setup.appid,
        timeStamp: String(Formatter.timestamp()),
        nonceStr: Formatter.nonce(),
        package: `prepay_id=${prepay_id}`
      }
      const text = Formatter.joinedByLineFeed(...Object.values(params))
      return { ...params, signType: "RSA", paySign: Rsa.sign(text, setup.privateKey) }
    },
    verify: (message) => Promise.resolve(verified(message)),
    decrypt: (resource) => JSON.parse(decrypted(resource)),
    seal: (text) => Rsa.encrypt(text, setup.platformKey),
    open: (ciphertext) => Rsa.decrypt(ciphertext, setup.privateKey)
  }
}
