import * as Notification from "@effect-wechatpay/core/Notification"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import type { Signer } from "@effect-wechatpay/core/Signer"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describe, expect, test } from "tstyche"

const paid = Notification.make("ORDER.PAID", {
  resource: { out_order_no: Schema.String, total: Schema.optional(Schema.Number) },
  businessKey: (resource) => resource.out_order_no
})

const opened = Notification.makeUnion("SERVICE.OPEN", {
  shapes: {
    partner: { mch_id: Schema.String, sub_mch_id: Schema.String },
    merchant: Schema.Struct({ mchid: Schema.String })
  }
})

const fee = Notification.synchronous("FEE.QUERY", {
  resource: { plate: Schema.String },
  response: { amount: Schema.Number },
  signature: "none"
})

const signedFee = Notification.synchronous("FEE.SIGNED", {
  resource: { plate: Schema.String },
  response: { amount: Schema.Number },
  signature: "response"
})

class Full extends Data.TaggedError("Full") {}
class Orders extends Context.Tag("Orders")<
  Orders,
  { readonly mark: (no: string) => Effect.Effect<void, Full> }
>() {}

describe("notification", () => {
  test("an event of a notification has envelope and resource", () => {
    type Event = Notification.EventOf<typeof paid>
    expect<Event["event_type"]>().type.toBe<"ORDER.PAID">()
    expect<Event["shape"]>().type.toBe<"default">()
    expect<Event["resource"]["out_order_no"]>().type.toBe<string>()
    expect<Event["resource"]["total"]>().type.toBe<number | undefined>()
    expect<Event["mchid"]>().type.toBe<string>()
  })

  test("the shape of a notification distinguishes the resources of a union", () => {
    const of = (event: Notification.EventOf<typeof opened>) =>
      event.shape === "partner" ? event.resource.sub_mch_id : event.resource.mchid
    expect(of).type.toBe<(event: Notification.EventOf<typeof opened>) => string>()
  })

  test("a handler table collects errors and services", () => {
    const handler = NotificationHandler.make([paid, opened], {
      "ORDER.PAID": (event) => Effect.flatMap(Orders, (orders) => orders.mark(event.resource.out_order_no)),
      "SERVICE.OPEN": (event) => Effect.log(event.shape),
      unknown: (event) => Effect.log(event.event_type)
    })
    expect(handler).type.toBe<NotificationHandler.NotificationHandler<Full, Orders>>()
  })

  test("a handler table needs a handler for each listed event type and for unknown events", () => {
    expect(NotificationHandler.make).type.not.toBeCallableWith([paid, opened], {
      "ORDER.PAID": () => Effect.void,
      unknown: () => Effect.void
    })
    expect(NotificationHandler.make).type.not.toBeCallableWith([paid], { "ORDER.PAID": () => Effect.void })
  })

  test("a handler for an event type that is not listed does not compile", () => {
    expect(NotificationHandler.make).type.not.toBeCallableWith([paid], {
      "ORDER.PAID": () => Effect.void,
      "ORDER.PAYED": () => Effect.void,
      unknown: () => Effect.void
    })
  })

  test("the handler of a synchronous notification returns the response", () => {
    const handler = NotificationHandler.make([fee], {
      "FEE.QUERY": () => Effect.succeed({ amount: 3 }),
      unknown: () => Effect.void
    })
    expect(handler).type.toBe<NotificationHandler.NotificationHandler<never, never>>()
    expect(NotificationHandler.make).type.not.toBeCallableWith([fee], {
      "FEE.QUERY": () => Effect.void,
      unknown: () => Effect.void
    })
  })

  test("a signed response of a synchronous notification needs the Signer", () => {
    const handler = NotificationHandler.make([paid, signedFee], {
      "ORDER.PAID": () => Effect.void,
      "FEE.SIGNED": () => Effect.succeed({ amount: 3 }),
      unknown: () => Effect.void
    })
    expect(handler).type.toBe<NotificationHandler.NotificationHandler<never, Signer>>()
  })

  test("an extended notification has more members, and the original is unchanged", () => {
    const added = { channel: Schema.optional(Schema.String) }
    const extended = Notification.extend(paid, added)
    expect(paid.pipe(Notification.extend(added))).type.toBe<typeof extended>()
    type Resource = Notification.EventOf<typeof extended>["resource"]
    expect<Resource["channel"]>().type.toBe<string | undefined>()
    expect<Resource["out_order_no"]>().type.toBe<string>()
    const union = Notification.extend(opened, added)
    expect<Notification.EventOf<typeof union>["shape"]>().type.toBe<"partner" | "merchant">()
    const synchronous = Notification.extend(signedFee, added)
    expect<Notification.ResponseOf<typeof synchronous>>().type.toBe<
      Notification.ResponseOf<typeof signedFee>
    >()
    expect(
      NotificationHandler.make([synchronous], {
        "FEE.SIGNED": (event) => Effect.as(Effect.log(event.resource.channel), { amount: 3 }),
        unknown: () => Effect.void
      })
    ).type.toBe<NotificationHandler.NotificationHandler<never, Signer>>()
  })

  test("two notifications of one event type share a handler", () => {
    const campus = Notification.makeUnion("SERVICE.OPEN", { shapes: { campus: { plan_id: Schema.String } } })
    NotificationHandler.make([opened, campus], {
      "SERVICE.OPEN": (event) => {
        expect(event.shape).type.toBe<"partner" | "merchant" | "campus">()
        return Effect.void
      },
      unknown: () => Effect.void
    })
  })
})
