/** Requests built by hand with node:crypto and node:http, without any code of the client. */
import { createSign, randomBytes } from "node:crypto"
import { request as httpRequest } from "node:http"
import type { Merchant } from "@effect-wechatpay/simulator/Merchant"
import { Effect, Redacted } from "effect"

export interface Raw {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string
}

export interface RawResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

export interface Signing {
  readonly mchid: string
  readonly serialNo: string
  readonly privateKey: string
  readonly timestamp: number | string
  readonly nonce: string
  /** What is signed, if it is not what is sent. */
  readonly message: (lines: ReadonlyArray<string>, body: Uint8Array) => Uint8Array
}

const latin1 = (text: string) => Buffer.from(text, "latin1")

export const signature = (privateKey: string, message: Uint8Array): string =>
  createSign("RSA-SHA256").update(message).sign(privateKey, "base64")

/** A request as WeChat Pay wants it, signed at `timestamp`; each later argument replaces a part of that. */
export const signed = (
  merchant: Merchant,
  raw: { readonly method?: string; readonly target: string; readonly body?: Uint8Array | string },
  signing: Partial<Signing> & Pick<Signing, "timestamp">,
  headers: Readonly<Record<string, string | undefined>> = {}
): Raw => {
  const { body = "", method = "POST", target } = raw
  const bytes = typeof body === "string" ? Buffer.from(body) : body
  const { timestamp } = signing
  const nonce = signing.nonce ?? randomBytes(16).toString("hex")
  const lines = [method, target, String(timestamp), nonce]
  const message =
    signing.message?.(lines, bytes) ?? Buffer.concat([latin1(`${lines.join("\n")}\n`), bytes, latin1("\n")])
  const all: Record<string, string | undefined> = {
    accept: "application/json",
    "user-agent": "by-hand/1.0",
    authorization:
      `WECHATPAY2-SHA256-RSA2048 mchid="${signing.mchid ?? merchant.mchid}",nonce_str="${nonce}",` +
      `signature="${signature(signing.privateKey ?? Redacted.value(merchant.privateKey), message)}",timestamp="${timestamp}",` +
      `serial_no="${signing.serialNo ?? merchant.serialNo}"`,
    ...(bytes.length > 0 ? { "content-type": "application/json" } : {}),
    ...headers
  }
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { method, target, headers: Object.fromEntries(given), body }
}

/** Sends exactly that, and nothing that is not in it but `Host` and the length. */
export const send = (baseUrl: string, raw: Raw): Effect.Effect<RawResponse, Error> =>
  Effect.async((resume, signal) => {
    const { hostname, port } = new URL(baseUrl)
    const request = httpRequest(
      { hostname, port, method: raw.method, path: raw.target, headers: raw.headers, agent: false, signal },
      (response) => {
        const chunks: Array<Buffer> = []
        response.on("data", (chunk: Buffer) => chunks.push(chunk))
        response.on("error", (error) => resume(Effect.fail(error)))
        response.on("end", () =>
          resume(
            Effect.succeed({
              status: response.statusCode ?? 0,
              headers: response.headers as Record<string, string>,
              body: Buffer.concat(chunks)
            })
          )
        )
      }
    )
    request.on("error", (error) => resume(Effect.fail(error)))
    request.end(raw.body)
  })
