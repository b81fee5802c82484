/**
 * The part of the admin API about single orders and calls: their story, search, calls that are sent again, tests of a
 * merchant's webhook.
 *
 * @since 1.0.0
 */
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { CallSummary, Notification, Panel, Rejected } from "./schemas.js"

const Text = Schema.Struct({ en: Schema.String, zh: Schema.String })

/**
 * An order with everything that belongs to it.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Story = Schema.Struct({
  order: Schema.String,
  /** The records of the order, its refunds and others that name it. */
  records: Schema.Array(
    Schema.Struct({ panel: Schema.String, title: Text, record: Panel.fields.records.value })
  ),
  /** The oldest first. */
  calls: Schema.Array(
    Schema.Struct({
      ...CallSummary.fields,
      /** When it arrived by the time of the simulator, Unix time in milliseconds. */
      at: Schema.Number
    })
  ),
  /** What users and WeChat Pay did by the admin API, the oldest first. */
  actions: Schema.Array(
    Schema.Struct({
      id: Schema.Number,
      /** Unix time in milliseconds. */
      at: Schema.Number,
      panel: Schema.String,
      label: Text,
      title: Schema.String,
      problem: Schema.optional(Schema.String)
    })
  ),
  /** The oldest first. */
  notifications: Schema.Array(Notification),
  transactionIds: Schema.Array(Schema.String)
})

/**
 * The result of a test of a webhook.
 *
 * @since 1.0.0
 * @category schemas
 */
export const WebhookResult = Schema.Struct({
  id: Schema.String,
  label: Text,
  tone: Schema.Literal("good", "open", "bad"),
  verdict: Text,
  status: Schema.optional(Schema.Number),
  problem: Schema.optional(Schema.String),
  /** The first characters of the response. */
  response: Schema.optional(Schema.String),
  durationMillis: Schema.Number
})

/**
 * The endpoints.
 *
 * @since 1.0.0
 * @category api
 */
export const story = HttpApiGroup.make("story")
  .add(
    HttpApiEndpoint.get("order", "/api/orders/:order")
      .setPath(Schema.Struct({ order: Schema.String }))
      .addSuccess(Story)
      .addError(Rejected)
  )
  .add(
    // Ids of the calls that contain the text: in address, bodies, status, code, diagnosis or order number.
    HttpApiEndpoint.get("search", "/api/search")
      .setUrlParams(Schema.Struct({ text: Schema.String.pipe(Schema.maxLength(200)) }))
      .addSuccess(Schema.Struct({ ids: Schema.Array(Schema.Number) }))
  )
  .add(
    // The variables that point a client at the simulator, as a dotenv file. Contains the keys of the simulated merchant.
    HttpApiEndpoint.get("variables", "/api/variables").addSuccess(
      HttpApiSchema.Text({ contentType: "text/plain" })
    )
  )
  .add(
    // Plays a whole order of a shop inside the simulator.
    HttpApiEndpoint.post("demo", "/api/demo")
      .addSuccess(Schema.Struct({ order: Schema.String }))
      .addError(Rejected)
  )
  .add(
    // Sends a call once more, signed anew, and edited if members are given.
    HttpApiEndpoint.post("sendAgain", "/api/calls/:id/send")
      .setPath(Schema.Struct({ id: Schema.NumberFromString }))
      .setPayload(
        Schema.Struct({
          method: Schema.optional(Schema.String),
          target: Schema.optional(Schema.String),
          body: Schema.optional(Schema.String)
        })
      )
      .addSuccess(Schema.Struct({ id: Schema.Number, status: Schema.optional(Schema.Number) }))
      .addError(Rejected)
  )
  .add(
    HttpApiEndpoint.post("testWebhook", "/api/webhook-test")
      .setPayload(
        Schema.Struct({
          /** The address to notify; the routing applies to it. */
          url: Schema.String.pipe(Schema.pattern(/^https?:\/\/\S+$/)),
          /** Id of the notification that is varied. Default: a sample. */
          notification: Schema.optional(Schema.String)
        })
      )
      .addSuccess(Schema.Struct({ results: Schema.Array(WebhookResult) }))
      .addError(Rejected)
  )
