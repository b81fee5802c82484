/** Platform certificates at hand, for tests of what a download may bring. */
import { createCipheriv, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto"
import { HttpClient, HttpClientResponse } from "@effect/platform"
import { Signer } from "@effect-wechatpay/core"
import { Clock, Effect, Layer, Redacted } from "effect"
import { makeCertificate } from "../../packages/simulator/src/internal/certificate.js"
import { merchant } from "./scripted.js"

export const apiV3Key = "0123456789abcdef0123456789abcdef"

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 })
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" })

export interface Given {
  readonly serialNo: string
  readonly pem: string
  readonly privateKey: KeyObject
}

const hour = 3_600_000

/** A certificate in force from `notBefore` to `notAfter`, Unix time in milliseconds. */
export const certificate = (
  serialNo: string,
  options: { readonly notBefore?: number; readonly notAfter?: number; readonly elliptic?: boolean } = {}
): Given => ({
  serialNo,
  privateKey: rsa.privateKey,
  pem: makeCertificate({
    serialNo,
    privateKey: rsa.privateKey,
    publicKey: options.elliptic === true ? elliptic.publicKey : rsa.publicKey,
    notBefore: options.notBefore ?? 0,
    notAfter: options.notAfter ?? 100_000 * hour
  })
})

/** A member of `data`. */
export const entry = (
  { pem, serialNo }: Pick<Given, "pem" | "serialNo">,
  key: string = apiV3Key
): Record<string, unknown> => {
  const nonce = randomBytes(6).toString("hex")
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from("certificate"))
  const ciphertext = Buffer.concat([cipher.update(pem, "utf8"), cipher.final(), cipher.getAuthTag()])
  return {
    serial_no: serialNo,
    effective_time: "2024-01-01T00:00:00+08:00",
    expire_time: "2029-01-01T00:00:00+08:00",
    encrypt_certificate: {
      algorithm: "AEAD_AES_256_GCM",
      nonce,
      associated_data: "certificate",
      ciphertext: ciphertext.toString("base64")
    }
  }
}

/** A message that the key of a certificate signed now. */
export const messageBy = (
  { privateKey, serialNo }: Pick<Given, "privateKey" | "serialNo">,
  text: string,
  now: number
) => {
  const timestamp = String(Math.floor(now / 1000))
  const nonce = "d824f2e086d3c1df967785d13fcd22ef"
  const signature = createSign("RSA-SHA256")
    .update(`${timestamp}\n${nonce}\n${text}\n`)
    .sign(privateKey, "base64")
  return { serialNo, timestamp, nonce, signature, body: new TextEncoder().encode(text) }
}

export interface Download {
  readonly status?: number
  readonly body?: unknown
  /** Who signs. Nobody: unsigned. */
  readonly by?: Given
  /** Signed instead of the body. */
  readonly signed?: string
  readonly effect?: Effect.Effect<void>
}

/** The responses of `GET /v3/certificates`, one per request; the times of the requests are recorded. */
export const platform = (response: (count: number) => Download) => {
  const asked: Array<{ readonly at: number; readonly target: string; readonly host: string }> = []
  const http = HttpClient.make((request, url) =>
    Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      asked.push({ at, target: url.pathname + url.search, host: url.host })
      const { body = "", by, effect, signed, status = 200 } = response(asked.length)
      yield* effect ?? Effect.void
      const text = typeof body === "string" ? body : JSON.stringify(body)
      const headers: Record<string, string> = {}
      if (by !== undefined) {
        const message = messageBy(by, signed ?? text, at)
        headers["wechatpay-serial"] = message.serialNo
        headers["wechatpay-timestamp"] = message.timestamp
        headers["wechatpay-nonce"] = message.nonce
        headers["wechatpay-signature"] = message.signature
      }
      return HttpClientResponse.fromWeb(request, new Response(text === "" ? null : text, { status, headers }))
    })
  )
  const layer = Layer.merge(
    Layer.succeed(HttpClient.HttpClient, http),
    Layer.orDie(Signer.layer({ ...merchant, privateKey: Redacted.make(merchant.privateKey) }))
  )
  return { asked, layer }
}

/** A good response with these certificates, signed by the first. */
export const listing = (first: Given, ...others: ReadonlyArray<Given>): Download => ({
  body: { data: [first, ...others].map((one) => entry(one)) },
  by: first
})
