/** The examples of docs/notifications.md. */

import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Notification from "@effect-wechatpay/core/Notification"
import * as NotificationError from "@effect-wechatpay/core/NotificationError"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as NotificationReceiver from "@effect-wechatpay/core/NotificationReceiver"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import * as NotificationStore from "@effect-wechatpay/core/NotificationStore"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as PayscoreNotification from "@effect-wechatpay/payscore/PayscoreNotification"
import * as SqlMigrations from "@effect-wechatpay/sql/SqlMigrations"
import * as SqlNotificationStore from "@effect-wechatpay/sql/SqlNotificationStore"
import { getRequestListener } from "@hono/node-server"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import express from "express"
import { Hono } from "hono"

export class Orders extends Context.Tag("app/Orders")<
  Orders,
  {
    readonly markPaid: (no: string) => Effect.Effect<void>
    readonly start: (no: string) => Effect.Effect<void>
  }
>() {}

export const handler = NotificationHandler.make(
  [PayscoreNotification.userConfirmed, PayscoreNotification.userPaid],
  {
    "PAYSCORE.USER_CONFIRM": ({ resource }) =>
      Effect.flatMap(Orders, (orders) => orders.start(resource.out_order_no)),
    "PAYSCORE.USER_PAID": ({ resource }) =>
      Effect.flatMap(Orders, (orders) => orders.markPaid(resource.out_order_no)),
    unknown: (event) => Effect.logWarning(`nobody handles ${event.event_type}`)
  }
)

// WECHATPAY_MCHID and WECHATPAY_API_V3_KEY. The Verifier is the client's: WechatPayClient.layerConfig() provides it.
export const keys = NotificationKeys.layerConfig()

// Where nothing is sent to WeChat Pay: its public key from the variables, and no private key of the merchant.
export const keysAlone = keys.pipe(Layer.provide(Verifier.layerConfig()))

// In a KeyValueStore; NotificationStore.layerMemory() forgets when the process ends.
export const store = NotificationStore.layerKeyValueStore()

export const onDisk = (folder: string) =>
  KeyValueStore.layerFileSystem(folder).pipe(Layer.provide(NodeContext.layer))

export const router = HttpRouter.empty.pipe(
  HttpRouter.post("/wechatpay/notify", NotificationServer.toHttpApp(handler))
)

export const server = router.pipe(HttpServer.serve(), Layer.provide([keys, store]))

export const web = <E>(services: Layer.Layer<Orders | Verifier.Verifier | KeyValueStore.KeyValueStore, E>) =>
  NotificationServer.toWebHandler(
    NotificationServer.toHttpApp(handler),
    Layer.mergeAll(keys, store).pipe(Layer.provideMerge(services))
  )

type Notify = (request: Request) => Promise<Response>

// Express: before express.json() and other body parsers.
export const inExpress = (notify: Notify) => express().post("/wechatpay/notify", getRequestListener(notify))

// Hono.
export const inHono = (notify: Notify) =>
  new Hono().post("/wechatpay/notify", (context) => notify(context.req.raw))

// Next.js, app/wechatpay/notify/route.ts: export const POST = …
export const POST = (notify: Notify) => (request: Request) => notify(request)

// Workers, Bun, Deno: export default …
export const fetchHandler = (notify: Notify) => ({ fetch: notify })

export const storeInSql = SqlNotificationStore.layer().pipe(Layer.provide(SqlMigrations.layer))

/** The commands of any Redis client. */
export interface Redis {
  readonly send: (command: string, ...args: ReadonlyArray<string>) => Promise<unknown>
}

/** Also for the one who has it: while a handler runs, its claim is renewed. */
const claim = `
local owner = redis.call("GET", KEYS[1])
if owner == "done" then return "Done" end
if owner and owner ~= ARGV[1] then return "Taken" end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return "Granted"`

const releaseIfOwn = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end`

const isClaim = Schema.is(Schema.Literal("Granted", "Taken", "Done"))

export const storeInRedis = (redis: Redis) => {
  const send = (command: string, ...args: ReadonlyArray<string>) =>
    Effect.tryPromise({
      try: () => redis.send(command, ...args),
      catch: () => new NotificationError.StoreFailure({ problem: "Redis did not respond" })
    })
  return NotificationStore.fromClaims({
    claim: (key, owner, lease) =>
      Effect.flatMap(send("EVAL", claim, "1", key, owner, String(Duration.toMillis(lease))), (response) =>
        isClaim(response)
          ? Effect.succeed(response)
          : new NotificationError.StoreFailure({ problem: "not a claim" })
      ),
    complete: (key, retain) => send("SET", key, "done", "PX", String(Duration.toMillis(retain))),
    release: (key, owner) => send("EVAL", releaseIfOwn, "1", key, owner)
  })
}

export class Inbox extends Context.Tag("app/Inbox")<
  Inbox,
  { readonly put: (text: string) => Effect.Effect<void>; readonly all: Effect.Effect<ReadonlyArray<string>> }
>() {}

const Stored = Schema.parseJson(NotificationReceiver.Delivery)

export const inbox = NotificationServer.toHttpAppStoring((delivery) =>
  Effect.all([Inbox, Schema.encode(Stored)(delivery)]).pipe(
    Effect.flatMap(([inbox, text]) => inbox.put(text))
  )
)

const handleStored = (text: string) =>
  Effect.flatMap(Schema.decode(Stored)(text), (delivery) => NotificationHandler.handle(handler, delivery))

export const worker = Effect.flatMap(Inbox, ({ all }) => all).pipe(
  Effect.flatMap((texts) => Effect.forEach(texts, handleStored))
)

export const merchants = (
  list: readonly [NotificationKeys.MerchantOptions, ...Array<NotificationKeys.MerchantOptions>]
) => NotificationKeys.layerMerchants(list)

export const parkingFee = Notification.synchronous("PARKING_FEE.QUERY_TRANS_INFO", {
  originalType: "parking_fee",
  resource: { out_serial_number: Schema.String, plate_number: Schema.optional(Schema.String) },
  response: { code: Schema.Literal("SUCCESS", "FAIL"), payable_amount: Schema.optional(Wire.Amount) },
  signature: "none"
})

export const parking = NotificationHandler.make([parkingFee], {
  "PARKING_FEE.QUERY_TRANS_INFO": () => Effect.succeed({ code: "SUCCESS", payable_amount: 1500 } as const),
  unknown: () => Effect.void
})

export const paid = Notification.make("TRANSACTION.SUCCESS", {
  originalType: "transaction",
  resource: {
    out_trade_no: Schema.String,
    trade_state: Wire.openEnum("SUCCESS", "REFUND", "NOTPAY", "CLOSED", "REVOKED", "USERPAYING", "PAYERROR"),
    success_time: Schema.optional(Schema.String)
  },
  businessKey: (resource) => resource.out_trade_no
})

export const userOpenedService = Notification.makeUnion("PAYSCORE.USER_OPEN_SERVICE", {
  shapes: {
    partner: { mch_id: Wire.Mchid, sub_mch_id: Wire.Mchid, openorclose_time: Schema.optional(Schema.String) },
    merchant: { mchid: Wire.Mchid, openorclose_time: Schema.optional(Schema.String) }
  },
  businessKey: (resource) => resource.openorclose_time
})

export const services = NotificationHandler.make([userOpenedService], {
  "PAYSCORE.USER_OPEN_SERVICE": ({ resource, shape }) =>
    Effect.log(shape === "partner" ? "a sub-merchant's service" : `a service of ${resource.mchid}`),
  unknown: () => Effect.void
})
