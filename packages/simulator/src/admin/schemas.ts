/**
 * The schemas of the admin API.
 *
 * @since 1.0.0
 */
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { Attempt, Reason } from "../Deliveries.js"
import { faultKinds } from "./faultKinds.js"

const Text = Schema.Struct({ en: Schema.String, zh: Schema.String })

const Mistake = Schema.Struct({ id: Schema.String, ...Text.fields })

const Headers = Schema.Record({ key: Schema.String, value: Schema.String })

/**
 * The action is impossible now, or the record does not exist.
 *
 * @since 1.0.0
 * @category errors
 */
export class Rejected extends Schema.TaggedError<Rejected>()(
  "Rejected",
  { problem: Schema.String },
  HttpApiSchema.annotations({ status: 409 })
) {
  override get message(): string {
    return this.problem
  }
}

/**
 * A call in the list.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CallSummary = Schema.Struct({
  id: Schema.Number,
  /** Unix time in milliseconds. */
  receivedAt: Schema.Number,
  method: Schema.String,
  target: Schema.String,
  endpoint: Schema.optional(Schema.String),
  mchid: Schema.optional(Schema.String),
  /** The merchant's number of the order that the call is about. */
  order: Schema.optional(Schema.String),
  state: Schema.Literal("open", "responded", "aborted", "reset"),
  status: Schema.optional(Schema.Number),
  errorCode: Schema.optional(Schema.String),
  requestId: Schema.optional(Schema.String),
  durationMillis: Schema.optional(Schema.Number),
  signature: Schema.Literal("unchecked", "valid", "invalid"),
  rejectedBy: Schema.optional(Schema.String),
  fault: Schema.optional(Schema.String),
  mistakes: Schema.Array(Mistake)
})

/** A body for display: text, or base64 if it is not text. */
const Body = Schema.Struct({
  text: Schema.String,
  encoding: Schema.Literal("utf8", "base64"),
  /** Length of the whole body in bytes; `text` may be truncated. */
  length: Schema.Number
})

/**
 * A call in full.
 *
 * @since 1.0.0
 * @category schemas
 */
export const CallDetail = Schema.Struct({
  ...CallSummary.fields,
  route: Schema.optional(Schema.String),
  headers: Headers,
  body: Body,
  /** The parsed `Authorization` header: the scheme and its parameters as received. */
  authorization: Schema.optional(
    Schema.Struct({
      scheme: Schema.String,
      parameters: Schema.Array(Schema.Struct({ name: Schema.String, value: Schema.String }))
    })
  ),
  /** The text that had to be signed; absent if the header cannot be parsed. */
  textToSign: Schema.optional(Schema.String),
  /** The text that the client signed; absent if it could not be determined. */
  signedText: Schema.optional(Schema.String),
  /** Of APIv2: how `sign` is computed. The text is without the key. */
  v2: Schema.optional(
    Schema.Struct({
      signType: Schema.String,
      text: Schema.String,
      expected: Schema.String,
      received: Schema.String
    })
  ),
  /** What the client's code has to change, by language. */
  remedies: Schema.Array(
    Schema.Struct({ language: Schema.String, name: Schema.String, code: Schema.String, ...Text.fields })
  ),
  nonceReplayed: Schema.Boolean,
  handled: Schema.Boolean,
  /** What happened to the call. */
  verdict: Text,
  response: Schema.optional(Schema.Struct({ headers: Headers, body: Body, cut: Schema.Boolean })),
  defect: Schema.optional(Schema.String)
})

/**
 * A page of a list: the newest entries, or those that follow the entry `before`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const range = (most: number) => ({
  /** Id of the last entry of the page before. Absent for the newest entries. */
  before: Schema.optional(Schema.String),
  /** The largest number of entries. A shorter page is the last one. */
  limit: Schema.optional(Schema.NumberFromString.pipe(Schema.int(), Schema.between(0, most)))
})

/**
 * The largest number of calls in a page, and the default.
 *
 * @since 1.0.0
 * @category constants
 */
export const mostCalls = 1000

/**
 * The largest number of records, or of notifications, in a page, and the default.
 *
 * @since 1.0.0
 * @category constants
 */
export const mostRecords = 200

/** The size of a log. */
const Kept = Schema.Struct({
  kept: Schema.Number,
  /** How many entries were removed to save memory, since the start. */
  evicted: Schema.Number,
  /** The largest number of entries, except those that are still in progress. */
  limit: Schema.Number
})

const Input = Schema.Struct({
  name: Schema.String,
  label: Text,
  value: Schema.String,
  options: Schema.optional(Schema.Array(Schema.String))
})

const Action = Schema.Struct({
  id: Schema.String,
  label: Text,
  tone: Schema.Literal("main", "plain", "danger"),
  inputs: Schema.Array(Input)
})

/**
 * A panel with a page of its records.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Panel = Schema.Struct({
  id: Schema.String,
  title: Text,
  /** The number of all records; a page of them is in `records`, the newest first. */
  total: Schema.Number,
  /** How many records were removed to save memory, since the start. */
  evicted: Schema.Number,
  records: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      title: Schema.String,
      /** The merchant's number of the order that the record is, or belongs to. */
      order: Schema.optional(Schema.String),
      state: Schema.String,
      tone: Schema.Literal("open", "good", "bad", "over"),
      facts: Schema.Array(Schema.Struct({ label: Text, value: Schema.String })),
      actions: Schema.Array(Action)
    })
  ),
  actions: Schema.Array(Action)
})

/**
 * A notification with its attempts.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Notification = Schema.Struct({
  id: Schema.String,
  mchid: Schema.String,
  url: Schema.String,
  event_type: Schema.String,
  summary: Schema.String,
  /** The merchant's number of the order that it is about. */
  order: Schema.optional(Schema.String),
  state: Schema.Literal("pending", "received", "givenUp"),
  created_at: Schema.Number,
  due_at: Schema.Number,
  /** The content before it is encrypted, as JSON text. */
  resource: Schema.String,
  attempts: Schema.Array(Attempt),
  /** Verdicts about the merchant's backend, by its responses. */
  verdicts: Schema.Array(
    Schema.Struct({ id: Schema.String, tone: Schema.Literal("bad", "open"), ...Text.fields })
  ),
  /** The latest attempts as sent, encrypted and signed. */
  deliveries: Schema.Array(
    Schema.Struct({
      at: Schema.Number,
      url: Schema.String,
      headers: Headers,
      body: Schema.String,
      probe: Schema.Boolean,
      status: Schema.optional(Schema.Number),
      response: Schema.optional(Schema.String),
      problem: Schema.optional(Schema.String),
      reason: Schema.optional(Reason),
      durationMillis: Schema.Number
    })
  )
})

const FaultOption = Schema.Literal("effect", "retryAfter", "millis")

/**
 * The faults that can be injected, and the queue.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Faults = Schema.Struct({
  kinds: Schema.Array(
    Schema.Struct({
      kind: Schema.String,
      label: Text,
      options: Schema.Array(FaultOption),
      /** The default duration. */
      millis: Schema.optional(Schema.Number)
    })
  ),
  waiting: Schema.Array(
    Schema.Struct({
      id: Schema.Number,
      kind: Schema.String,
      effect: Schema.optional(Schema.Boolean),
      endpoint: Schema.optional(Schema.String),
      /** From 0 to 1. */
      probability: Schema.Number,
      /** Absent if there is no limit. */
      left: Schema.optional(Schema.Number)
    })
  )
})

/**
 * A fault to inject.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Injection = Schema.Struct({
  kind: Schema.Literal(...faultKinds.map(({ kind }) => kind)),
  /** Id of the endpoint; absent for any call. */
  endpoint: Schema.optional(Schema.String),
  /** How many requests it applies to. Default: 1; unlimited with a probability. */
  times: Schema.optional(Schema.Number.pipe(Schema.int(), Schema.between(1, 1_000_000))),
  /** From 0 to 1: the share of the matching requests that it applies to. */
  probability: Schema.optional(Schema.Number.pipe(Schema.between(0, 1))),
  effect: Schema.optional(Schema.Boolean),
  retryAfter: Schema.optional(Schema.String),
  millis: Schema.optional(Schema.Number.pipe(Schema.nonNegative()))
})

/**
 * A certificate of WeChat Pay.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Certificate = Schema.Struct({
  serialNo: Schema.String,
  /** Unix time in milliseconds. */
  notBefore: Schema.Number,
  notAfter: Schema.Number,
  /** Whether it is in force. In `publicKey` mode the public key signs. */
  signs: Schema.Boolean
})

/**
 * Where notifications are delivered. An empty `from` matches every address.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Routing = Schema.Struct({
  rules: Schema.Array(Schema.Struct({ from: Schema.String, to: Schema.String })),
  anywhere: Schema.Boolean
})

/**
 * How WeChat Pay signs.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Mode = Schema.Literal("publicKey", "certificates", "migration")

/**
 * The simulator itself, without private keys.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Overview = Schema.Struct({
  baseUrl: Schema.String,
  merchants: Schema.Array(
    Schema.Struct({
      mchid: Schema.String,
      serialNos: Schema.Array(Schema.String),
      appids: Schema.Array(Schema.String),
      subMchids: Schema.Array(Schema.String)
    })
  ),
  platform: Schema.Struct({
    mode: Mode,
    publicKeyId: Schema.String,
    certificates: Schema.Array(Certificate)
  }),
  endpoints: Schema.Array(Schema.Struct({ id: Schema.String, method: Schema.String, path: Schema.String })),
  /** Unix time in milliseconds. */
  now: Schema.Number,
  time: Schema.Literal("real", "virtual"),
  /** The progress of a running `advance`. */
  progress: Schema.optional(Schema.Struct({ from: Schema.Number, to: Schema.Number, at: Schema.Number })),
  routing: Routing,
  /** How much is kept in memory. `records` is the bound of each kind of record; panels have their numbers. */
  kept: Schema.Struct({
    calls: Kept,
    notifications: Kept,
    deliveries: Kept,
    records: Schema.Struct({ limit: Schema.Number })
  })
})

/**
 * The result of an attempt to deliver a notification.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Attempted = Schema.Struct({
  status: Schema.optional(Schema.Number),
  problem: Schema.optional(Schema.String)
})
