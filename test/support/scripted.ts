/**
 * A WeChat Pay inside the process with the responses of a test, for rules of the client that need a certain response or
 * a look at what was sent. It checks the signature of each request and signs its responses with node:crypto, so that it
 * shares no code with the client.
 */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  privateDecrypt
} from "node:crypto"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Signer, Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { Clock, Effect, Layer, Redacted } from "effect"
import { asPublic, pem } from "../conformance/vectors.js"

export const merchant = {
  mchid: "1900007291",
  serialNo: "5F1C72E2A8931B72A2E13AF8DEE92471EB397115",
  privateKey: pem("java-merchant-private"),
  publicKey: asPublic(pem("java-merchant-private"))
} as const

export const platform = {
  id: "PUB_KEY_ID_0000000000000024101100397200000006",
  privateKey: pem("go-testing-private"),
  publicKey: asPublic(pem("go-testing-private"))
} as const

const merchantKey = createPrivateKey(merchant.privateKey)

/** A request as it arrived, its signature found good. */
export interface Received {
  readonly method: string
  readonly origin: string
  /** Path and query. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Parameters of `Authorization`. */
  readonly authorization: Readonly<Record<string, string>>
}

export interface Response {
  readonly status: number
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Default: only successes are signed. */
  readonly signed?: boolean
}

export const response = (status: number, body?: unknown, headers: Record<string, string> = {}): Response => ({
  status,
  headers,
  ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) })
})

/** Connection faults, as node:http and undici name them. */
export const fault = (code: string, syscall?: string): Error & { readonly code: string } =>
  Object.assign(new Error(`${code} of a test`), { code, ...(syscall === undefined ? {} : { syscall }) })

/** The `Wechatpay-*` headers of a body. */
export const sign = (body: string, timestamp: number, nonce = "d824f2e086d3c1df967785d13fcd22ef") => ({
  "wechatpay-timestamp": String(timestamp),
  "wechatpay-nonce": nonce,
  "wechatpay-serial": platform.id,
  "wechatpay-signature": createSign("RSA-SHA256")
    .update(`${timestamp}\n${nonce}\n${body}\n`)
    .sign(platform.privateKey, "base64")
})

const platformKey = createPublicKey(platform.publicKey)

const isGood = ({ body, nonce, serialNo, signature, timestamp }: Verifier.SignedMessage): boolean =>
  serialNo === platform.id &&
  createVerify("RSA-SHA256")
    .update(`${timestamp}\n${nonce}\n`)
    .update(body)
    .update("\n")
    .verify(platformKey, signature, "base64")

/** The part of an upload that is signed. */
const metaOf = (body: string): string =>
  /name="meta"[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(body)?.[1] ?? "an upload without meta"

const receive = (
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  mchids: ReadonlyArray<string>
): Received => {
  const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
  const target = url.pathname + url.search
  const header = request.headers.authorization ?? ""
  const authorization = Object.fromEntries(
    [...header.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, name, value]) => [name, value])
  )
  const signedBody = body.startsWith("--") ? metaOf(body) : body
  const text = `${request.method}\n${target}\n${authorization.timestamp}\n${authorization.nonce_str}\n${signedBody}\n`
  if (
    !header.startsWith("WECHATPAY2-SHA256-RSA2048 ") ||
    !mchids.includes(authorization.mchid) ||
    authorization.serial_no !== merchant.serialNo ||
    !createVerify("RSA-SHA256").update(text).verify(merchant.publicKey, authorization.signature, "base64")
  ) {
    throw new Error(`a request was not signed as WeChat Pay wants it: ${header}`)
  }
  return { method: request.method, origin: url.origin, target, headers: request.headers, body, authorization }
}

/** What a test says about the request number `count` (from 1): a response, a fault, or something that takes time. */
export type Script = (received: Received, count: number) => Response | Error | Effect.Effect<Response>

/**
 * A client for the sample merchant whose requests end at the script, and everything that it sent and signed. `http` takes
 * requests of all `mchids`, signed with the same key.
 */
export const scripted = (
  script: Script,
  options: WechatPayClient.Options = {},
  mchids: ReadonlyArray<string> = [merchant.mchid]
) => {
  const received: Array<Received> = []
  const signed: Array<string> = []

  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const arrived = receive(request, url, mchids)
      received.push(arrived)
      const told = script(arrived, received.length)
      if (told instanceof Error) {
        return yield* new HttpClientError.RequestError({ request, reason: "Transport", cause: told })
      }
      const given = Effect.isEffect(told) ? yield* told : told
      const body = given.body ?? ""
      const now = Math.floor((yield* Clock.currentTimeMillis) / 1000)
      const isSigned = given.signed ?? (given.status >= 200 && given.status < 300)
      return HttpClientResponse.fromWeb(
        request,
        new Response(body === "" ? null : body, {
          status: given.status,
          headers: { ...(isSigned ? sign(body, now) : {}), ...given.headers }
        })
      )
    })
  )

  // At once, so that on a test clock a request goes out at the very time at which its attempt begins.
  const signer = Layer.succeed(
    Signer.Signer,
    Signer.Signer.of({
      scheme: "WECHATPAY2-SHA256-RSA2048",
      mchid: merchant.mchid,
      sign: (message) =>
        Effect.sync(() => {
          signed.push(message)
          return {
            serialNo: merchant.serialNo,
            value: createSign("RSA-SHA256").update(message).sign(merchantKey, "base64")
          }
        }),
      decrypt: (ciphertext) =>
        Effect.sync(() =>
          Redacted.make(
            privateDecrypt(
              { key: merchantKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" },
              Buffer.from(ciphertext, "base64")
            ).toString("utf8")
          )
        )
    })
  )

  // At once too where the signature is good, so that a call ends at the very time at which its response came.
  const verifier = Layer.effect(
    Verifier.Verifier,
    Effect.map(
      Verifier.makePublicKey({ keys: [{ id: platform.id, publicKey: platform.publicKey }] }),
      (real) =>
        Verifier.Verifier.of({
          ...real,
          verify: (message) => (isGood(message) ? Effect.void : real.verify(message))
        })
    )
  )

  const layer = WechatPayClient.layer(options).pipe(
    Layer.provideMerge(signer),
    Layer.provideMerge(verifier),
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http)),
    Layer.orDie
  )
  return { layer, http, received, signed }
}
