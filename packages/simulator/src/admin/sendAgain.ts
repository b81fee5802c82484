/** Sends a call of the log once more, signed anew with the key of its merchant. */
import { createPrivateKey, randomBytes } from "node:crypto"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import type { SignType } from "@effect-wechatpay/core/V2Signature"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { Call } from "../Calls.js"
import { cipherSuiteOf } from "../internal/cipherSuites.js"
import { certificateHeader } from "../internal/message.js"
import { isUnreadable, parseMultipart } from "../internal/multipart.js"
import { sign } from "../internal/v2/sign.js"
import { formatXml, parseXml } from "../internal/v2/xml.js"
import type { Merchant } from "../Merchant.js"
import { Simulator } from "../Simulator.js"
import { Rejected } from "./Api.js"

/** What differs from the call in the log. */
export interface Edit {
  readonly method?: string | undefined
  readonly target?: string | undefined
  readonly body?: string | undefined
}

const reject = (problem: string) => new Rejected({ problem })

/** The official host: an in-process simulator has no server, and its base URL is that of the real WeChat Pay. */
export const hasServer = (baseUrl: string): boolean => !/\.weixin\.qq\.com$/.test(new URL(baseUrl).hostname)

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const

const isMethod = (method: string): method is HttpMethod => methods.some((one) => one === method)

/** The text that is signed as the fifth line: the body, or the part `meta` of an upload. */
const signedPart = (contentType: string, body: Uint8Array): Uint8Array => {
  if (!/^multipart\/form-data\b/i.test(contentType)) return body
  const parts = parseMultipart(contentType, body)
  return isUnreadable(parts) ? body : (parts.get("meta")?.content ?? new Uint8Array(0))
}

const authorization = (
  merchant: Merchant,
  method: string,
  target: string,
  seconds: number,
  lastLine: Uint8Array,
  nonce: string
): string => {
  const { identity, scheme, signNow } = cipherSuiteOf[merchant.scheme]
  const text = Buffer.concat([
    Buffer.from(`${method}\n${target}\n${seconds}\n${nonce}\n`, "latin1"),
    lastLine,
    Buffer.from("\n")
  ])
  const signature = signNow(text, createPrivateKey(Redacted.value(merchant.privateKey))).toString("base64")
  return `${scheme} ${identity}="${merchant.mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${seconds}",serial_no="${merchant.serialNo}"`
}

/** Members of the XML interface with a new nonce and signature. */
const signedXml = (merchants: ReadonlyArray<Merchant>, body: string) => {
  const parsed = parseXml(Buffer.from(body))
  if (Either.isLeft(parsed)) return reject(`the body is not XML: ${parsed.left}`)
  const members = parsed.right
  const merchant = merchants.find(({ mchid }) => mchid === (members.mch_id ?? members.mchid))
  if (merchant === undefined) return reject("the body names no merchant of the simulator")
  const { sign: _, ...others } = members
  const again = {
    ...others,
    ...("nonce_str" in others ? { nonce_str: randomBytes(16).toString("hex") } : {})
  }
  const signType: SignType = members.sign_type === "HMAC-SHA256" ? "HMAC-SHA256" : "MD5"
  return Effect.succeed({
    body: formatXml({ ...again, sign: sign(again, signType, merchant) }),
    nonce: again.nonce_str,
    merchant
  })
}

/** Returns the number of the new call. */
export const sendAgain = Effect.fnUntraced(function* (call: Call, edit: Edit) {
  const { baseUrl, calls, merchant: first, merchants } = yield* Simulator
  if (!hasServer(baseUrl)) return yield* reject("the simulator has no HTTP server")
  if (edit.body === undefined && call.body.length < call.bodyLength) {
    return yield* reject("the log does not have the whole body of this call")
  }
  const method = (edit.method ?? call.method).toUpperCase()
  const target = edit.target ?? call.target
  if (!isMethod(method)) return yield* reject(`the method has to be one of ${methods.join(", ")}`)
  if (!/^\/[\x21-\x7e]*$/.test(target)) return yield* reject("the path has to begin with / and to be encoded")
  const given = edit.body === undefined ? call.body : Buffer.from(edit.body)
  if (method === "GET" && given.length > 0) return yield* reject("a GET has no body")
  const contentType = call.headers["content-type"] ?? "application/json"
  const isXml = given[0] === 0x3c
  const xml = isXml ? yield* signedXml(merchants, Buffer.from(given).toString("utf8")) : undefined
  const merchant = merchants.find(({ mchid }) => mchid === call.mchid) ?? first
  const body = xml === undefined ? given : Buffer.from(xml.body)
  const nonce = xml === undefined ? randomBytes(16).toString("hex") : xml.nonce
  const seconds = Math.floor((yield* Clock.currentTimeMillis) / 1000)
  const named = call.headers["wechatpay-serial"]
  const headers: Readonly<Record<string, string>> =
    xml === undefined
      ? {
          Accept: call.headers.accept ?? "application/json",
          "User-Agent": call.headers["user-agent"] ?? "wechatpay-simulator",
          Authorization: authorization(
            merchant,
            method,
            target,
            seconds,
            signedPart(contentType, body),
            nonce ?? ""
          ),
          ...(named === undefined ? {} : { "Wechatpay-Serial": named })
        }
      : call.headers[certificateHeader] === undefined
        ? {}
        : { [certificateHeader]: xml.merchant.mchid }
  const bare = HttpClientRequest.make(method)(baseUrl + target, { headers })
  const request =
    body.length === 0 ? bare : HttpClientRequest.setBody(bare, HttpBody.uint8Array(body, contentType))
  const last = (yield* calls.all).at(-1)?.id ?? 0
  const client = HttpClient.withTracerDisabledWhen(yield* HttpClient.HttpClient, () => true)
  // A fault may reset the connection: the log knows the call nevertheless.
  yield* client.execute(request).pipe(
    Effect.flatMap((response) => response.arrayBuffer),
    Effect.timeout("30 seconds"),
    Effect.ignore
  )
  const found = (yield* calls.all).find(
    (one) => one.id > last && (nonce === undefined ? one.target === target : one.nonce === nonce)
  )
  const sent = found ?? (yield* calls.all).find((one) => one.id > last && one.target === target)
  if (sent === undefined) return yield* reject(`no server at ${baseUrl}`)
  return { id: sent.id, ...(sent.status === undefined ? {} : { status: sent.status }) }
}, Effect.provide(FetchHttpClient.layer))
