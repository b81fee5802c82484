/** Delivers notifications and repeats them by the schedule. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Recorder, Routing, Trial } from "../Deliveries.js"
import type { Merchant } from "../Merchant.js"
import { type Message, messages } from "../Outbox.js"
import type { State } from "../State.js"
import { addressOf } from "./deliveryAddress.js"
import { makePost, type Outcome } from "./notificationPost.js"
import { parseUrl } from "./parseUrl.js"
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

const delaysOf = ({ event_type }: Pick<Message, "event_type">): ReadonlyArray<number> => {
  if (event_type.endsWith("_SIGN_PLAN")) return planDelays
  return shortEvents.has(event_type) ? shortDelays : delays
}

/** Other statuses lead to another delivery. */
const isReceived = (status: number): boolean => status === 200 || status === 204

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

/** The state after an attempt. */
const consequence = (
  { planned, probe, ...message }: Message,
  status: number | undefined,
  now: number
): Partial<Message> => {
  if (status !== undefined && isReceived(status) && !probe) return { state: "received" }
  const delays = delaysOf(message)
  // An attempt that a user requested does not use up the schedule.
  const delay = delays[message.attempts.filter(({ manual }) => manual !== true).length]
  if (planned === undefined) return delay === undefined ? { state: "givenUp" } : { due_at: now + delay }
  // A probe does not replace the notification: the correctly signed one follows even if the merchant accepted the probe.
  return probe && planned.state !== "pending"
    ? { state: "pending", due_at: now + (delay ?? (delays[0] as number)) }
    : planned
}

/** Sends the due messages one after the other; returns the time until the next one, if any. */
export const makeDeliver = Effect.fnUntraced(function* (delivery: Delivery) {
  const send = yield* makePost(delivery.time)
  const rows = delivery.state.rows(messages)
  /** When an attempt at a server last timed out, in real time. */
  const hung = new Map<string, number>()

  const post = Effect.fnUntraced(function* (
    message: Message,
    merchant: Merchant,
    at: number,
    { hurried }: DeliverOptions
  ) {
    const address = addressOf(message.url, delivery.routing())
    const url = address._tag === "Send" ? address.url : message.url
    const begun = yield* delivery.time.realNow
    const hurry = hurried && begun - (hung.get(originOf(url)) ?? 0) < hungFor
    const { delivery: made, outcome } = yield* send(
      { ...message, signature: message.probe ? "probe" : "valid", age: 0, slow: 0 },
      { merchant, key: delivery.signing(merchant), address, at },
      ...(hurry ? [leastWait] : [])
    )
    if (outcome.reason === "timeout") hung.set(originOf(url), begun + made.durationMillis)
    if (outcome.status !== undefined) hung.delete(originOf(url))
    if (outcome.problem !== undefined) {
      yield* Effect.logWarning(`${message.event_type} was not delivered to ${url}: ${outcome.problem}`)
    }
    yield* delivery.log.add(made)
    return outcome
  })

  /**
   * Records an attempt and its consequences. If a user has requested another delivery in the meantime, the consequences
   * of an attempt of the schedule are what is planned after that delivery.
   */
  const conclude = (message: Message, attempt: Message["attempts"][number], next: Partial<Message>) =>
    delivery.write(
      Effect.sync(() => {
        const found = rows.get(message.id)
        if (found === undefined) return
        const { planned, ...current } = { ...found, attempts: [...found.attempts, attempt] }
        if (found === message) return rows.set(message.id, { ...current, probe: false, ...next })
        const { due_at = planned?.due_at, state = planned?.state } = next
        const replan = message.planned === undefined && state !== undefined && due_at !== undefined
        const later = replan ? { state, due_at } : planned
        rows.set(message.id, { ...current, ...(later === undefined ? {} : { planned: later }) })
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
    const { planned, probe } = message
    const attempted = {
      at,
      ...outcome,
      ...(probe ? { probe } : {}),
      ...(planned === undefined ? {} : { manual: true })
    }
    yield* conclude(message, attempted, consequence(message, outcome.status, now))
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

  /** Sends one notification that is in no list, with variations. */
  const test = Effect.fnUntraced(function* (trial: Trial) {
    const merchant = delivery.merchants.find(({ mchid }) => mchid === trial.mchid)
    if (merchant === undefined) return yield* Effect.dieMessage(`no merchant ${trial.mchid}`)
    const sent = yield* send(trial, {
      merchant,
      key: delivery.signing(merchant),
      address: addressOf(trial.url, delivery.routing()),
      at: yield* delivery.time.now
    })
    return sent.delivery
  })

  return { deliver: (options: DeliverOptions) => semaphore.withPermits(1)(deliver(options)), test }
})
