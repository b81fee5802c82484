/** `wechatpay notify send`: a signed test notification to a local shop. */
import {
  createCipheriv,
  createPrivateKey,
  createSign,
  type KeyObject,
  randomBytes,
  randomUUID
} from "node:crypto"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Notification from "@effect-wechatpay/core/Notification"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Host } from "../../Host.js"
import { parseJson, readText } from "../input.js"
import { list, modules } from "../lists/notifications.js"
import { exitCode, Problem, usage } from "../problem.js"
import { type Result, Session } from "../session.js"
import { secretOf, textOf, valueOf } from "../settings.js"
import { plain, type Text } from "../text.js"
import { exampleOf } from "./example.js"

export interface Options {
  readonly url: string
  readonly event: string
  /** A file with the content; absent: an example. */
  readonly resource: string | undefined
  /** Also to addresses of other machines. */
  readonly anywhere: boolean
  /** How the signature is made invalid, to test that the shop rejects it. */
  readonly fault: "none" | "wrong" | "probe" | "old"
}

const makeKeys: Text = {
  en: "wechatpay notify keys --write-env .env.notify makes test keys; start the shop with that file, and give it here with --env-file",
  zh: "wechatpay notify keys --write-env .env.notify 可生成测试密钥；请让本地服务使用该文件，并在此用 --env-file 指定"
}

const timeoutSeconds = 5

interface Keys {
  readonly privateKey: KeyObject
  readonly id: string
  readonly apiV3Key: Redacted.Redacted
  readonly mchid: string
}

const missing = (name: string): Problem => usage({ en: `${name} is not set`, zh: `未设置 ${name}` }, makeKeys)

const required = (name: string): Effect.Effect<string, Problem> =>
  Effect.flatMap(valueOf(name), (value) => (value === undefined ? missing(name) : Effect.succeed(value)))

/** The key that stands for WeChat Pay's: only a test has its private half. */
const readKeys: Effect.Effect<Keys, Problem, FileSystem.FileSystem> = Effect.gen(function* () {
  const name = "WECHATPAY_TEST_PRIVATE_KEY"
  const pem = yield* textOf(name)
  if (pem === undefined) return yield* missing(`${name} / ${name}_FILE`)
  const privateKey = yield* Effect.try({
    try: () => createPrivateKey(pem.replaceAll("\\n", "\n")),
    catch: () =>
      usage({ en: `${name} is not a private key in PEM format`, zh: `${name} 不是 PEM 格式的私钥` }, makeKeys)
  })
  const apiV3Key = yield* secretOf("WECHATPAY_API_V3_KEY")
  if (apiV3Key === undefined || Buffer.from(Redacted.value(apiV3Key)).length !== 32) {
    return yield* missing("WECHATPAY_API_V3_KEY (32 bytes)")
  }
  return {
    privateKey,
    apiV3Key,
    id: yield* required("WECHATPAY_PUBLIC_KEY_ID"),
    mchid: yield* required("WECHATPAY_MCHID")
  }
})

const isLocal = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d+){3}|\[::1\]|10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|.*\.(?:local|localhost|internal))$/.test(
    host
  )

const checkUrl = ({ anywhere, url }: Options): Effect.Effect<URL, Problem> =>
  Effect.gen(function* () {
    const parsed = yield* Effect.try({
      try: () => new URL(url),
      catch: () =>
        usage(
          { en: `not an address: ${url}`, zh: `不是地址：${url}` },
          plain("http://127.0.0.1:8080/wechatpay")
        )
    })
    if (!/^https?:$/.test(parsed.protocol) || (!anywhere && !isLocal(parsed.hostname))) {
      return yield* usage(
        { en: `${parsed.host} is not on this machine or network`, zh: `${parsed.host} 不在本机或本地网络` },
        {
          en: "--anywhere sends it nevertheless: a production system rejects it, because it does not know the test key",
          zh: "加上 --anywhere 仍可发送：生产系统没有测试密钥，会拒绝该通知"
        }
      )
    }
    return parsed
  })

interface Content {
  readonly resource: unknown
  readonly originalType: string
}

const contentOf = (
  { event, resource }: Options,
  mchid: string
): Effect.Effect<Content, Problem, Host | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const listed = list.find(([eventType]) => eventType === event)
    const value =
      listed === undefined
        ? undefined
        : yield* Effect.promise(async () => {
            const exports = ((await modules[listed[1]]?.()) ?? {}) as Readonly<Record<string, unknown>>
            return exports[listed[2]]
          })
    const notification = Notification.isNotification(value) ? value : undefined
    const originalType = notification?.originalType ?? "transaction"
    if (resource !== undefined) {
      return { resource: yield* parseJson(yield* readText(resource), "--resource"), originalType }
    }
    const example = exampleOf(event, mchid)
    if (example === undefined) {
      return yield* usage(
        { en: `there is no example for the event ${event}`, zh: `事件 ${event} 没有示例` },
        {
          en: "wechatpay notify events lists the events with examples; give the content of others with --resource <file>",
          zh: "wechatpay notify events 会列出有示例的事件；其他事件请用 --resource <文件> 提供内容"
        }
      )
    }
    return { resource: example, originalType }
  })

const faults = {
  none: (signature: string) => signature,
  old: (signature: string) => signature,
  wrong: (signature: string) => [...signature.slice(0, -2)].reverse().join("") + signature.slice(-2),
  probe: (signature: string) => `WECHATPAY/SIGNTEST/${signature}`
} as const

const made = (options: Options, keys: Keys, { originalType, resource }: Content, now: number) => {
  const nonce = randomBytes(6).toString("hex")
  const associated_data = originalType
  const cipher = createCipheriv("aes-256-gcm", Redacted.value(keys.apiV3Key), nonce)
  cipher.setAAD(Buffer.from(associated_data))
  const ciphertext = Buffer.concat([
    cipher.update(JSON.stringify(resource), "utf8"),
    cipher.final(),
    cipher.getAuthTag()
  ])
  const id = randomUUID()
  const body = JSON.stringify({
    id,
    create_time: `${new Date(now + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`,
    resource_type: "encrypt-resource",
    event_type: options.event,
    summary: "test notification",
    resource: {
      original_type: originalType,
      algorithm: "AEAD_AES_256_GCM",
      ciphertext: ciphertext.toString("base64"),
      associated_data,
      nonce
    }
  })
  const timestamp = String(Math.floor(now / 1000) - (options.fault === "old" ? 600 : 0))
  const signedNonce = randomBytes(16).toString("hex")
  const signature = createSign("RSA-SHA256")
    .update(`${timestamp}\n${signedNonce}\n${body}\n`)
    .sign(keys.privateKey, "base64")
  return {
    id,
    body,
    headers: {
      "wechatpay-timestamp": timestamp,
      "wechatpay-nonce": signedNonce,
      "wechatpay-serial": keys.id,
      "wechatpay-signature": faults[options.fault](signature),
      "wechatpay-signature-type": "WECHATPAY2-SHA256-RSA2048",
      "request-id": `${id}-0`
    }
  }
}

const noResponse = (host: string, why: string): Problem =>
  new Problem({
    what: { en: `${host} did not respond`, zh: `${host} 没有响应` },
    why: plain(why),
    todo: {
      en: `start the shop, and check address and port; WeChat Pay waits ${timeoutSeconds} seconds`,
      zh: `请启动本地服务并检查地址与端口；微信支付只等待 ${timeoutSeconds} 秒`
    },
    code: exitCode.failed
  })

const post = (url: URL, message: ReturnType<typeof made>) =>
  Effect.gen(function* () {
    const http = yield* HttpClient.HttpClient
    const request = HttpClientRequest.post(url, {
      headers: message.headers,
      body: HttpBody.text(message.body, "application/json")
    })
    const response = yield* http.execute(request)
    return { status: response.status, text: (yield* response.text).slice(0, 4096) }
  }).pipe(
    Effect.scoped,
    Effect.timeoutFail({
      duration: `${timeoutSeconds} seconds`,
      onTimeout: () => noResponse(url.host, `${timeoutSeconds} s`)
    }),
    Effect.mapError((error) => (error instanceof Problem ? error : noResponse(url.host, error.message))),
    Effect.provide(UndiciHttpClient.layer())
  )

/** A 200 or 204 acknowledges it, as with WeChat Pay. A notification with a fault is expected to be rejected. */
const judge = (
  fault: Options["fault"],
  isReceived: boolean
): { readonly ok: boolean; readonly text: Text } => {
  if (fault === "none") {
    return isReceived
      ? { ok: true, text: { en: "the shop received it", zh: "本地服务已接收" } }
      : {
          ok: false,
          text: {
            en: "the shop did not accept it: WeChat Pay would send it again, by its schedule",
            zh: "本地服务未接收：微信支付会按计划重发"
          }
        }
  }
  return isReceived
    ? {
        ok: false,
        text: {
          en: "the shop accepted a notification whose signature is not valid: anybody could send it one",
          zh: "本地服务接受了签名无效的通知：任何人都可以伪造"
        }
      }
    : { ok: true, text: { en: "the shop rejected it, as it must", zh: "本地服务已正确拒绝" } }
}

export const send = (
  options: Options
): Effect.Effect<Result, Problem, Session | Host | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { say, style } = yield* Session
    const url = yield* checkUrl(options)
    const keys = yield* readKeys
    const content = yield* contentOf(options, keys.mchid)
    const message = made(options, keys, content, yield* Clock.currentTimeMillis)
    const { status, text } = yield* post(url, message)
    const { ok, text: verdict } = judge(options.fault, status === 200 || status === 204)
    return {
      text: [
        `${options.event} ${message.id} → ${status}${text === "" ? "" : `\n${text}`}`,
        (ok ? style.good : style.bad)(say(verdict))
      ].join("\n"),
      json: { id: message.id, event: options.event, status, response: text, ok, resource: content.resource },
      code: ok ? exitCode.done : exitCode.failed
    }
  })
