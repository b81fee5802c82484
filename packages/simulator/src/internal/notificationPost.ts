/** Sends one notification, signed and encrypted, over real HTTP. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type { Delivery, DeliveryProblem, Trial } from "../Deliveries.js"
import type { Merchant } from "../Merchant.js"
import { nonce } from "../Outbox.js"
import { cipherSuiteOf } from "./cipherSuites.js"
import type { Address } from "./deliveryAddress.js"
import { blocked, problemOf, timedOut } from "./deliveryProblem.js"
import { rfc3339 } from "./rfc3339.js"
import { signatureHeaders } from "./sign.js"
import type { BusinessTime } from "./time.js"
import type { PlatformKey } from "./world.js"

/** WeChat Pay waits this long for the merchant's response. */
const timeout = Duration.seconds(5)

/** A response, or the reason why there is none. */
export interface Outcome extends Partial<DeliveryProblem> {
  readonly status?: number
  readonly response?: string
}

const encrypt = (merchant: Merchant, message: Trial) => {
  const iv = nonce()
  const { aead, seal } = cipherSuiteOf[merchant.scheme]
  const text = Buffer.from(JSON.stringify(message.resource))
  const bytes = seal(text, Redacted.value(merchant.apiV3Key), iv, message.associated_data)
  return {
    original_type: message.original_type,
    algorithm: aead,
    ciphertext: bytes.toString("base64"),
    associated_data: message.associated_data,
    nonce: iv
  }
}

const envelope = (merchant: Merchant, message: Trial): string =>
  JSON.stringify({
    id: message.id,
    create_time: rfc3339(message.created_at),
    resource_type: "encrypt-resource",
    event_type: message.event_type,
    summary: message.summary,
    resource: encrypt(merchant, message)
  })

/** How many characters of a merchant's response are kept, and how long to wait for them. */
const keptResponse = 4096
const responseTimeout = Duration.seconds(1)

/** Redirections are not followed: the login page that they may lead to does not process notifications. */
const transport = Layer.provide(
  FetchHttpClient.layer,
  Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" })
)

/** The body in two halves, the second after `slow` milliseconds. */
const halves = (body: Uint8Array, slow: number) => {
  const middle = Math.floor(body.length / 2)
  return HttpBody.stream(
    Stream.concat(
      Stream.make(body.subarray(0, middle)),
      Stream.fromEffect(Effect.delay(Effect.succeed(body.subarray(middle)), slow))
    ),
    "application/json"
  )
}

const signatures: Readonly<Record<Trial["signature"], (signature: string) => string>> = {
  valid: (signature) => signature,
  probe: (signature) => `WECHATPAY/SIGNTEST/${signature}`,
  // The signature of another text.
  wrong: (signature) => [...signature.slice(0, -2)].reverse().join("") + signature.slice(-2)
}

export interface Destination {
  readonly merchant: Merchant
  readonly key: PlatformKey
  readonly address: Address
  /** When the attempt is made by the time of the simulator. */
  readonly at: number
}

export const makePost = Effect.fnUntraced(function* (time: BusinessTime) {
  const http = yield* Effect.provide(HttpClient.HttpClient, transport)
  const client = HttpClient.withTracerDisabledWhen(http, () => true)

  /** `wait`: how many milliseconds to wait for a response. */
  return Effect.fnUntraced(function* (
    message: Trial,
    { address, at, key, merchant }: Destination,
    wait = Duration.toMillis(timeout)
  ) {
    const begun = yield* time.realNow
    const body = Buffer.from(message.body ?? envelope(merchant, message))
    const signed = yield* signatureHeaders(key, body, begun - message.age)
    const signature = signatures[message.signature](signed["Wechatpay-Signature"] as string)
    const url = address._tag === "Send" ? address.url : message.url
    const headers = { ...signed, "Wechatpay-Signature": signature, "Request-ID": `${message.id}-0` }
    const request = HttpClientRequest.post(url, {
      headers,
      body: message.slow > 0 ? halves(body, message.slow) : HttpBody.uint8Array(body, "application/json")
    })
    const send = client.execute(request).pipe(
      Effect.timeout(wait + message.slow),
      Effect.flatMap((response) =>
        Effect.map(
          Effect.option(Effect.timeout(response.text, responseTimeout)),
          (text): Outcome => ({
            status: response.status,
            ...(text._tag === "None" ? {} : { response: text.value.slice(0, keptResponse) })
          })
        )
      ),
      Effect.catchAll(
        (error): Effect.Effect<Outcome> =>
          error._tag === "TimeoutException"
            ? Effect.succeed(timedOut(Duration.toSeconds(timeout)))
            : problemOf(url, error)
      )
    )
    const { response, ...outcome } = yield* address._tag === "Blocked"
      ? Effect.succeed<Outcome>(blocked(address.host))
      : send
    const delivery: Delivery = {
      id: message.id,
      at,
      url,
      headers: { "Content-Type": "application/json", ...headers },
      body: body.toString("utf8"),
      probe: message.signature !== "valid",
      ...outcome,
      ...(response === undefined ? {} : { response }),
      durationMillis: (yield* time.realNow) - begun
    }
    return { delivery, outcome: outcome as Outcome }
  })
})
