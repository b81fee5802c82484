/** wechatpay-axios-plugin, with a keep-alive agent (without one it opens a connection per call). */
import { Agent } from "node:http"
import { Wechatpay } from "wechatpay-axios-plugin"
import { orderPath, terminateInput, terminatePath } from "../fixtures.js"
import { main, promises } from "../measure.js"

interface Requests {
  readonly request: (path: string, method: string, data?: unknown) => Promise<unknown>
}

await main(async (baseUrl, fixtures) => {
  const httpAgent = new Agent({ keepAlive: true, maxSockets: 64 })
  const wechatpay = new Wechatpay({
    mchid: fixtures.mchid,
    serial: fixtures.serialNo,
    privateKey: fixtures.merchantPrivateKey,
    certs: { [fixtures.platformKeyId]: fixtures.platformPublicKey },
    baseURL: `${baseUrl}/`,
    httpAgent
  } as never)
  const { client } = wechatpay as unknown as { readonly client: Requests }
  return {
    post204: promises(() => client.request(terminatePath.slice(1), "POST", { ...terminateInput })),
    getOrder: promises(() => client.request(orderPath.slice(1), "GET"))
  }
})
