/**
 * A WeChat Pay in this process, for tests that walk over endpoints: requests are signed with a real key, and what the
 * test wants answered is signed with another, so that the client does all of its work. The business rules are the
 * simulator's; here every request is answered with `answer`.
 */
import { generateKeyPairSync, sign } from "node:crypto"
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { Signer, Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { Clock, Context, Effect, Layer, Redacted } from "effect"

const pair = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" }
  })

const merchant = pair()
const wechatPay = pair()
const publicKeyId = "PUB_KEY_ID_0000000000000000000000000000"

export interface Request {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What is answered next, and what came in. */
export class Loopback extends Context.Tag("test/Loopback")<
  Loopback,
  { status: number; answer: unknown; readonly requests: Array<Request> }
>() {}

const textOf = (body: unknown): string => {
  const bytes = (body as { readonly body?: unknown }).body
  return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : ""
}

const http = Effect.map(Loopback, (loopback) =>
  HttpClient.make((request, url) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      loopback.requests.push({
        method: request.method,
        target: url.pathname + url.search,
        headers: request.headers,
        body: textOf(request.body)
      })
      const text = loopback.answer === undefined ? "" : JSON.stringify(loopback.answer)
      const timestamp = String(Math.floor(now / 1000))
      const nonce = "0123456789abcdef0123456789abcdef"
      return HttpClientResponse.fromWeb(
        request,
        new Response(text === "" ? null : text, {
          status: loopback.status,
          headers: {
            "content-type": "application/json",
            "request-id": "0-0",
            "wechatpay-timestamp": timestamp,
            "wechatpay-nonce": nonce,
            "wechatpay-serial": publicKeyId,
            "wechatpay-signature": sign(
              "sha256",
              Buffer.from(`${timestamp}\n${nonce}\n${text}\n`),
              wechatPay.privateKey
            ).toString("base64")
          }
        })
      )
    })
  )
)

/** A client and the WeChat Pay that it talks to. */
export const layer: Layer.Layer<WechatPayClient.WechatPayClient | Loopback> = WechatPayClient.layer().pipe(
  Layer.provide([
    Layer.effect(HttpClient.HttpClient, http),
    Signer.layer({
      mchid: "1230000109",
      serialNo: "5157F09EFDC096DE15EBE81A47057A72",
      privateKey: Redacted.make(merchant.privateKey)
    }),
    Verifier.layerPublicKey({ keys: [{ id: publicKeyId, publicKey: wechatPay.publicKey }] })
  ]),
  Layer.provideMerge(Layer.sync(Loopback, () => ({ status: 200, answer: undefined, requests: [] }))),
  Layer.orDie
)
