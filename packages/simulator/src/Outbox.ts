/**
 * The notifications of WeChat Pay to merchants: content, address, and the result of each attempt.
 *
 * Tested in `test/simulator/delivery.test.ts`.
 *
 * @since 1.0.0
 */
import { randomBytes, randomUUID } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Attempt } from "./Deliveries.js"
import * as State from "./State.js"

/**
 * A notification as stored in the state.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Message = Schema.Struct({
  /** `id` of the envelope; the same for every attempt. */
  id: Schema.String,
  /** The merchant whose APIv3 key encrypts it. */
  mchid: Schema.String,
  url: Schema.String,
  event_type: Schema.String,
  summary: Schema.String,
  original_type: Schema.String,
  associated_data: Schema.String,
  /** The content before encryption. */
  resource: Schema.Unknown,
  /** Unix time in milliseconds. */
  created_at: Schema.Number,
  /** `received`: the response was 200 or 204. `givenUp`: the last attempt of the schedule failed. */
  state: Schema.Literal("pending", "received", "givenUp"),
  /** When the next attempt is due. */
  due_at: Schema.Number,
  /** Whether the next attempt is a signature probe: its signature is invalid on purpose. */
  probe: Schema.Boolean,
  /** What the schedule had planned before a user requested the next attempt. */
  planned: Schema.optional(
    Schema.Struct({ state: Schema.Literal("pending", "received", "givenUp"), due_at: Schema.Number })
  ),
  attempts: Schema.Array(Attempt)
})

/**
 * A notification with its attempts.
 *
 * @since 1.0.0
 * @category models
 */
export interface Message extends Schema.Schema.Type<typeof Message> {}

/**
 * The table of all notifications.
 *
 * @since 1.0.0
 * @category tables
 */
export const messages: State.Table<Message> = State.table("notifications", Message)

/**
 * Sends a notification: at once, and then by WeChat Pay's schedule until the merchant's response is 200 or 204.
 *
 * @since 1.0.0
 * @category constructors
 */
export const send = Effect.fnUntraced(function* (message: {
  readonly mchid: string
  readonly url: string
  readonly event_type: string
  readonly summary: string
  readonly original_type: string
  readonly resource: unknown
  /** Absent or empty for most events of PayScore. */
  readonly associated_data?: string
}) {
  const now = yield* Clock.currentTimeMillis
  const id = randomUUID()
  ;(yield* State.rows(messages)).set(id, {
    associated_data: "",
    ...message,
    id,
    created_at: now,
    state: "pending",
    due_at: now,
    probe: false,
    attempts: []
  })
  return id
})

/**
 * Sends a notification again at once, in every state. The attempt is not one of the schedule: if it fails, the schedule
 * continues as if it had not been made. With `probe` it has an invalid signature (`WECHATPAY/SIGNTEST/`), as WeChat Pay
 * sends to check that merchants reject it; the correctly signed notification follows by the schedule.
 *
 * @since 1.0.0
 * @category combinators
 */
export const resend = Effect.fnUntraced(function* (id: string, options: { readonly probe?: boolean } = {}) {
  const rows = yield* State.rows(messages)
  const message = rows.get(id)
  if (message === undefined) return
  const due_at = yield* Clock.currentTimeMillis
  const { state, due_at: planned_at } = message
  rows.set(id, {
    ...message,
    planned: message.planned ?? { state, due_at: planned_at },
    state: "pending",
    due_at,
    probe: options.probe ?? false
  })
})

/**
 * Every notification, the oldest first.
 *
 * @since 1.0.0
 * @category accessors
 */
export const all: Effect.Effect<ReadonlyArray<Message>, never, State.State> = Effect.map(
  State.rows(messages),
  (rows) => rows.filter(() => true)
)

/** A nonce of twelve characters, as AES-GCM needs it. */
export const nonce = (): string => randomBytes(6).toString("hex")
