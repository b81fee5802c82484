/** The floor: signature on the thread pool with a cached key, an undici pool, the verification, nothing else. */
import { createPrivateKey, createPublicKey, randomBytes, sign, verify } from "node:crypto"
import { promisify } from "node:util"
import { Pool } from "undici"
import { orderPath, terminateInput, terminatePath } from "../fixtures.js"
import { main, promises } from "../measure.js"

const signAsync = promisify(sign)
const verifyAsync = promisify(verify)

await main(async (baseUrl, fixtures) => {
  const pool = new Pool(baseUrl, { connections: 64 })
  const privateKey = createPrivateKey(fixtures.merchantPrivateKey)
  const publicKey = createPublicKey(fixtures.platformPublicKey)
  const lf = Buffer.from("\n")

  const call = async (method: "GET" | "POST", path: string, body: string) => {
    const timestamp = Math.floor(Date.now() / 1000)
    const nonce = randomBytes(16).toString("hex")
    const message = `${method}\n${path}\n${timestamp}\n${nonce}\n${body}\n`
    const signature = (await signAsync("RSA-SHA256", Buffer.from(message), privateKey)).toString("base64")
    const response = await pool.request({
      method,
      path,
      body: body === "" ? null : body,
      headers: {
        accept: "application/json",
        "user-agent": "floor/1.0",
        "content-type": "application/json",
        "wechatpay-serial": fixtures.platformKeyId,
        authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${fixtures.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${fixtures.serialNo}"`
      }
    })
    const bytes = Buffer.from(await response.body.arrayBuffer())
    const head = `${response.headers["wechatpay-timestamp"]}\n${response.headers["wechatpay-nonce"]}\n`
    const valid = await verifyAsync(
      "RSA-SHA256",
      Buffer.concat([Buffer.from(head), bytes, lf]),
      publicKey,
      Buffer.from(String(response.headers["wechatpay-signature"]), "base64")
    )
    if (!valid) throw new Error("the answer does not verify")
    return bytes.length === 0 ? undefined : (JSON.parse(bytes.toString()) as unknown)
  }

  const payload = JSON.stringify(terminateInput)
  return {
    post204: promises(() => call("POST", terminatePath, payload)),
    getOrder: promises(() => call("GET", orderPath, "")),
    close: () => pool.close()
  }
})
