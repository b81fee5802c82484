/** The four modes of service orders, each with its calls, to hold one table of rules against all of them. */
import { ApiError, BeijingTime, type WechatPayClient, type WechatPayError } from "@effect-wechatpay/core"
import {
  AcquiringBankServiceOrder,
  OverseasServiceOrder,
  PartnerServiceOrder,
  ServiceOrder
} from "@effect-wechatpay/payscore"
import { Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { DateTime, Effect, TestClock } from "effect"

const { appid, channelId: channel_id, mchid, serviceId: service_id, subMchid: sub_mchid } = Samples

export type Failure = ApiError.Any | WechatPayError.WechatPayError | Payscore.ActionRejected
export type Call<A = unknown> = Effect.Effect<
  A,
  Failure,
  Simulator.Simulator | WechatPayClient.WechatPayClient
>

export const { act } = Simulator

/** When every test begins: noon in Beijing. */
export const noon = Date.UTC(2026, 0, 1, 4)

export const begin = Effect.andThen(TestClock.setTime(noon), act(Payscore.choose(Payscore.defaultChoices)))

let count = 0
export const newNumber = () => `RULE_${++count}`

/**
 * `400 INVALID_REQUEST 271316598`, `ActionRejected`, or `accepted`. An input that the client itself rejects is a
 * mistake of the test: it has to be sent by hand.
 */
export const outcome = (call: Call) =>
  Effect.match(call, {
    onSuccess: () => "accepted",
    onFailure: (error) => {
      if (ApiError.isApiError(error)) return `${error.status} ${error.code} ${error.internalCode}`
      return error._tag === "ActionRejected" ? error._tag : `not sent: ${error.message}`
    }
  })

const terms = {
  service_introduction: "power bank",
  notify_url: "https://shop.example/notify",
  risk_fund: { name: "DEPOSIT", amount: 10_000 }
} as const

const beijing = (now: DateTime.DateTime) => BeijingTime.fromDateTime(now)

export interface Changes {
  readonly total?: number
  readonly reason?: string
  /** Milliseconds after now. */
  readonly paidIn?: number
}

/** The calls about one order. */
export interface Calls {
  readonly who: Payscore.Who
  readonly create: Call
  readonly cancel: (changes?: Changes) => Call
  readonly complete: (changes?: Changes) => Call
  readonly modify?: (changes?: Changes) => Call
  readonly pay?: Call
  readonly sync: (changes?: Changes) => Call
  readonly message?: Call
}

const amounts = (total_amount: number) => ({
  post_payments: [{ name: "rental", amount: total_amount }],
  total_amount
})

const paidTime = (paidIn = 0) =>
  Effect.map(DateTime.now, (now) => beijing(DateTime.add(now, { millis: paidIn })))

const merchant = (out_order_no: string): Calls => {
  const order = { out_order_no, appid, service_id }
  return {
    who: { mchid, out_order_no },
    create: ServiceOrder.create({ ...order, ...terms, time_range: { start_time: "OnAccept" } }),
    cancel: ({ reason = "user asked" } = {}) => ServiceOrder.cancel({ ...order, reason }),
    complete: ({ total = 500 } = {}) =>
      Effect.flatMap(paidTime(), (end_time) =>
        ServiceOrder.complete({ ...order, ...amounts(total), time_range: { end_time } })
      ),
    modify: ({ reason = "goodwill", total = 400 } = {}) =>
      ServiceOrder.modify({ ...order, ...amounts(total), reason }),
    pay: ServiceOrder.pay(order),
    sync: ({ paidIn } = {}) =>
      Effect.flatMap(paidTime(paidIn), (paid_time) =>
        ServiceOrder.sync({ ...order, type: "Order_Paid", detail: { paid_time } })
      ),
    message: ServiceOrder.sendPendingMessage({
      out_order_no,
      service_id,
      ...amounts(500),
      prepaid_time: "20260102"
    })
  }
}

const partner = (out_order_no: string): Calls => {
  const order = { out_order_no, service_id, sub_mchid }
  return {
    who: { mchid, sub_mchid, out_order_no },
    create: PartnerServiceOrder.create({
      ...order,
      appid,
      ...terms,
      time_range: { start_time: "OnAccept" }
    }),
    cancel: ({ reason = "user asked" } = {}) => PartnerServiceOrder.cancel({ ...order, reason }),
    complete: ({ total = 500 } = {}) =>
      Effect.flatMap(paidTime(), (end_time) =>
        PartnerServiceOrder.complete({ ...order, ...amounts(total), time_range: { end_time } })
      ),
    modify: ({ reason = "goodwill", total = 400 } = {}) =>
      PartnerServiceOrder.modify({ ...order, ...amounts(total), reason }),
    pay: PartnerServiceOrder.pay(order),
    sync: ({ paidIn } = {}) =>
      Effect.flatMap(paidTime(paidIn), (paid_time) =>
        PartnerServiceOrder.sync({ ...order, type: "Order_Paid", detail: { paid_time } })
      ),
    message: PartnerServiceOrder.sendPrepaidMessage({ ...order, ...amounts(500), prepaid_time: "20260102" })
  }
}

const acquiringBank = (out_order_no: string): Calls => {
  const order = { out_order_no, service_id, sub_mchid, channel_id }
  return {
    who: { mchid, sub_mchid, out_order_no, role: "acquiringBank" },
    create: AcquiringBankServiceOrder.create({
      ...order,
      appid,
      ...terms,
      time_range: { start_time: "OnAccept" }
    }),
    cancel: ({ reason = "user asked" } = {}) => AcquiringBankServiceOrder.cancel({ ...order, reason }),
    complete: ({ total = 500 } = {}) =>
      Effect.flatMap(Effect.map(DateTime.now, DateTime.max(DateTime.unsafeMake(noon + 1000))), (end) =>
        // This mode's completion has to say when the service began, too.
        AcquiringBankServiceOrder.complete({
          ...order,
          ...amounts(total),
          time_range: { start_time: beijing(DateTime.unsafeMake(noon)), end_time: beijing(end) }
        })
      ),
    modify: ({ reason = "goodwill", total = 400 } = {}) =>
      AcquiringBankServiceOrder.modify({ ...order, ...amounts(total), reason }),
    sync: ({ paidIn } = {}) =>
      Effect.flatMap(paidTime(paidIn), (paid_time) =>
        AcquiringBankServiceOrder.sync({ ...order, type: "Order_Paid", detail: { paid_time } })
      )
  }
}

const overseas = (out_order_no: string): Calls => {
  const order = { out_order_no, service_id, sub_mchid }
  const at = (millis = 0) =>
    Effect.map(DateTime.now, (now) => DateTime.formatIso(DateTime.add(now, { millis })))
  return {
    who: { mchid, sub_mchid, out_order_no, role: "overseas" },
    create: OverseasServiceOrder.create({
      ...order,
      appid,
      ...terms,
      currency: "HKD",
      time_range: { start_time: "2026-01-01T12:00:01+08:00" }
    }),
    cancel: ({ reason = "user asked" } = {}) => OverseasServiceOrder.cancel({ ...order, reason }),
    complete: ({ total = 500 } = {}) =>
      Effect.flatMap(at(), (end_time) =>
        OverseasServiceOrder.complete({
          ...order,
          ...amounts(total),
          currency: "HKD",
          time_range: { end_time }
        })
      ),
    sync: ({ paidIn } = {}) =>
      Effect.flatMap(at(paidIn), (paid_time) =>
        OverseasServiceOrder.sync({ ...order, type: "Order_Paid", detail: { paid_time } })
      )
  }
}

export const sides = { merchant, partner, "acquiring institution": acquiringBank, overseas } as const

// --- orders in a state -------------------------------------------------------------------------------------------

export const pay = (who: Payscore.Who) =>
  Effect.gen(function* () {
    if (who.role === "acquiringBank") yield* act(Payscore.openCashier(who))
    yield* act(Payscore.payByUser(who))
  })

const minute = TestClock.adjust("1 minute")

const confirmed = ({ create, who }: Calls) =>
  create.pipe(Effect.andThen(act(Payscore.confirm(who, Samples.openid))), Effect.andThen(minute))

const completed = (calls: Calls) =>
  confirmed(calls).pipe(Effect.andThen(calls.complete()), Effect.andThen(minute))

const stateNames = [
  "CREATED",
  "DOING/USER_CONFIRM",
  "DOING/MCH_COMPLETE",
  "in flight",
  "DONE",
  "REVOKED",
  "EXPIRED"
] as const

export type StateName = (typeof stateNames)[number]

/** How an order gets into a state. Each step of its life takes a minute. */
export const states: Readonly<Record<StateName, (calls: Calls) => Call>> = {
  CREATED: ({ create }) => create,
  "DOING/USER_CONFIRM": confirmed,
  "DOING/MCH_COMPLETE": completed,
  "in flight": (calls) => Effect.andThen(completed(calls), act(Payscore.setInFlight(calls.who, true))),
  DONE: (calls) => Effect.andThen(completed(calls), pay(calls.who)),
  REVOKED: (calls) => Effect.andThen(calls.create, calls.cancel({ reason: "another reason" })),
  EXPIRED: ({ create }) => Effect.andThen(create, TestClock.adjust("31 days"))
}
