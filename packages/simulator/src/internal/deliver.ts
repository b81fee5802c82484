/** Delivers notifications, signed and encrypted, over real HTTP, and repeats them by the schedule. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { DeliveryProblem, Recorder, Routing } from "../Deliveries.js"
import type { Merchant } from "../Merchant.js"
import { type Message, messages, nonce } from "../Outbox.js"
import type { State } from "../State.js"
import { cipherSuiteOf } from "./cipherSuites.js"
import { addressOf } from "./deliveryAddress.js"
import { blocked, problemOf, timedOut } from "./deliveryProblem.js"
import { parseUrl } from "./parseUrl.js"
import { rfc3339 } from "./rfc3339.js"
import { signatureHeaders } from "./sign.js"
import type { BusinessTime } from "./time.js"
import type { PlatformKey } from "./world.js"

const seconds = (...values: ReadonlyArray<number>) => values.map((value) => value * 1000)

/** The default delays after the first attempt: 15 times in about 24 hours. */
const delays = seconds(15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)

/** The delays for plans: every minute, 11 times. */
const planDelays = seconds(...Array.from({ length: 11 }, () => 60))

/**
 * The delays for confirmations and payments of orders, and for the echo of the self-test: ten deliveries in about 3
 * hours.
 */
const shortDelays = seconds(15, 15, 30, 180, 1800, 1800, 1800, 1800, 3600)
const shortEvents = new Set(["PAYSCORE.USER_CONFIRM", "PAYSCORE.USER_PAID", "SECURITY_ECHO.SUCCESS"])

const delaysOf = ({ event_type }: Message): ReadonlyArray<number> => {
  if (event_type.endsWith("_SIGN_PLAN")) return planDelays
  return shortEvents.has(event_type) ? shortDelays : delays
}

/** Other statuses lead to another delivery. */
const isReceived = (status: number): boolean => status === 200 || status === 204

/** WeChat Pay waits this long for the merchant's response. */
const timeout = Duration.seconds(5)

const encrypt = (merchant: Merchant, message: Message) => {
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

const envelope = (merchant: Merchant, message: Message): string =>
  JSON.stringify({
    id: message.id,
    create_time: rfc3339(message.created_at),
    resource_type: "encrypt-resource",
    event_type: message.event_type,
    summary: message.summary,
    resource: encrypt(merchant, message)
  })

export interface Delivery {
  readonly merchants: ReadonlyArray<Merchant>
  readonly signing: (merchant: Merchant) => PlatformKey
  readonly routing: () => Routing
  readonly state: Context.Tag.Service<typeof State>
  readonly time: BusinessTime
  /** Runs an effect that writes to the state. */
  readonly write: (effect: Effect.Effect<void>) => Effect.Effect<void>
  readonly log: Recorder
}

/** A response, or the reason why there is none. */
interface Outcome extends Partial<DeliveryProblem> {
  readonly status?: number
  readonly response?: string
}

const originOf = (url: string): string => parseUrl(url)?.origin ?? url

/** How long after an attempt without a response `advance` does not wait for that server again, in milliseconds. */
const hungFor = 10_000

/** The shortest time to wait for an attempt, in milliseconds. */
const leastWait = 100

/**
 * Whether attempts do not wait for servers that have just timed out, so that a hanging server does not block `advance`.
 */
export interface DeliverOptions {
  readonly hurried: boolean
}

/** How many characters of a merchant's response are kept, and how long to wait for them. */
const keptResponse = 4096
const responseTimeout = Duration.seconds(1)

/** Redirections are not followed: the login page that they may lead to does not process notifications. */
const transport = Layer.provide(
  FetchHttpClient.layer,
  Layer.succeed(FetchHttpClient.RequestInit, { redirect: "manual" })
)

/** Sends the due messages one after the other; returns the time until the next one, if any. */
export const makeDeliver = Effect.fnUntraced(function* (delivery: Delivery) {
  const http = yield* Effect.provide(HttpClient.HttpClient, transport)
  const client = HttpClient.withTracerDisabledWhen(http, () => true)
  const rows = delivery.state.rows(messages)
  /** When an attempt at a server last timed out, in real time. */
  const hung = new Map<string, number>()

  const post = Effect.fnUntraced(function* (
    message: Message,
    merchant: Merchant,
    at: number,
    { hurried }: DeliverOptions
  ) {
    const begun = yield* delivery.time.realNow
    const body = Buffer.from(envelope(merchant, message))
    const signed = yield* signatureHeaders(delivery.signing(merchant), body, begun)
    const signature = message.probe
      ? `WECHATPAY/SIGNTEST/${signed["Wechatpay-Signature"]}`
      : (signed["Wechatpay-Signature"] as string)
    const address = addressOf(message.url, delivery.routing())
    const url = address._tag === "Send" ? address.url : message.url
    const headers = { ...signed, "Wechatpay-Signature": signature, "Request-ID": `${message.id}-0` }
    const request = HttpClientRequest.post(url, {
      headers,
      body: HttpBody.uint8Array(body, "application/json")
    })
    const wait =
      hurried && begun - (hung.get(originOf(url)) ?? 0) < hungFor ? leastWait : Duration.toMillis(timeout)
    const send = client.execute(request).pipe(
      Effect.timeout(wait),
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
            ? Effect.map(delivery.time.realNow, (now) => {
                hung.set(originOf(url), now)
                return timedOut(Duration.toSeconds(timeout))
              })
            : problemOf(url, error)
      )
    )
    const { response, ...outcome } = yield* address._tag === "Blocked"
      ? Effect.succeed<Outcome>(blocked(address.host))
      : send
    if (outcome.status !== undefined) hung.delete(originOf(url))
    if (outcome.problem !== undefined) {
      yield* Effect.logWarning(`${message.event_type} was not delivered to ${url}: ${outcome.problem}`)
    }
    yield* delivery.log.add({
      id: message.id,
      at,
      url,
      headers: { "Content-Type": "application/json", ...headers },
      body: body.toString("utf8"),
      probe: message.probe,
      ...outcome,
      ...(response === undefined ? {} : { response }),
      durationMillis: (yield* delivery.time.realNow) - begun
    })
    return outcome
  })

  /** Records an attempt and its consequences, unless a user has requested another delivery in the meantime. */
  const conclude = (message: Message, attempt: Message["attempts"][number], next: Partial<Message>) =>
    delivery.write(
      Effect.sync(() => {
        const current = rows.get(message.id)
        if (current === undefined) return
        const attempts = [...current.attempts, attempt]
        rows.set(message.id, { ...current, ...(current === message ? next : {}), attempts })
      })
    )

  const attempt = Effect.fnUntraced(function* (message: Message, options: DeliverOptions) {
    const at = yield* delivery.time.now
    const merchant = delivery.merchants.find(({ mchid }) => mchid === message.mchid)
    if (merchant === undefined) {
      const problem = `the simulator has no merchant ${message.mchid}`
      return yield* conclude(message, { at, problem }, { state: "givenUp" })
    }
    const outcome = yield* Effect.catchAllDefect(post(message, merchant, at, options), (defect) =>
      // A message that cannot be sent must not block the messages after it.
      Effect.succeed<Outcome>({ reason: "unsendable", problem: String(defect) })
    )
    const now = yield* delivery.time.now
    const received = outcome.status !== undefined && isReceived(outcome.status)
    const delay = delaysOf(message)[message.attempts.length]
    yield* conclude(
      message,
      { at, ...outcome },
      {
        // A probe does not replace the notification: the correctly signed one follows even if the merchant accepted the probe.
        probe: false,
        ...(received && !message.probe
          ? { state: "received" }
          : delay === undefined
            ? { state: "givenUp" }
            : { due_at: now + delay })
      }
    )
  })

  const isPending = (message: Message): boolean => message.state === "pending"

  const deliver = Effect.fnUntraced(function* (options: DeliverOptions) {
    const now = yield* delivery.time.now
    const due = rows.filter((message) => isPending(message) && message.due_at <= now)
    yield* Effect.forEach(due, (message) => attempt(message, options), { concurrency: 64, discard: true })
    const next = rows.filter(isPending).map((message) => message.due_at)
    return next.length === 0 ? undefined : Math.min(...next)
  })
  // Each attempt is made once, even if several fibers deliver what is due.
  const semaphore = yield* Effect.makeSemaphore(1)
  return { deliver: (options: DeliverOptions) => semaphore.withPermits(1)(deliver(options)) }
})
