/**
 * The floor: signature on the thread pool with a cached key, an undici pool, the verification, nothing else. For a
 * notification: verify, decrypt and parse, synchronously.
 */
import { createDecipheriv, createPrivateKey, createPublicKey, randomBytes, sign, verify } from "node:crypto"
import { promisify } from "node:util"
import { Pool } from "undici"
import { notification, orderPath, terminateInput, terminatePath } from "../fixtures.js"
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
    if (!valid) throw new Error("the response does not verify")
    return bytes.length === 0 ? undefined : (JSON.parse(bytes.toString()) as unknown)
  }

  const receive = async ({ body, headers }: ReturnType<typeof notification>) => {
    const head = `${headers["wechatpay-timestamp"]}\n${headers["wechatpay-nonce"]}\n`
    const signature = Buffer.from(String(headers["wechatpay-signature"]), "base64")
    if (!verify("RSA-SHA256", Buffer.concat([Buffer.from(head), body, lf]), publicKey, signature)) {
      throw new Error("the notification does not verify")
    }
    const { resource } = JSON.parse(body.toString()) as {
      resource: { ciphertext: string; nonce: string; associated_data: string }
    }
    const bytes = Buffer.from(resource.ciphertext, "base64")
    const decipher = createDecipheriv("aes-256-gcm", fixtures.apiV3Key, resource.nonce)
    decipher.setAuthTag(bytes.subarray(-16))
    decipher.setAAD(Buffer.from(resource.associated_data))
    const text = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()])
    return JSON.parse(text.toString()) as unknown
  }

  const payload = JSON.stringify(terminateInput)
  return {
    post204: promises(() => call("POST", terminatePath, payload)),
    getOrder: promises(() => call("GET", orderPath, "")),
    notification: (job) => {
      const request = notification(fixtures)
      return promises(() => receive(request))(job)
    }
  }
})
