/**
 * Rule 12 of what a simulator of PayScore must enforce, about service providers and acquiring institutions; and what it enforces
 * of parking, of orders of the first generation and of applications, for which no list of rules exists.
 */
import { assert, describe } from "@effect/vitest"
import { BillFile } from "@effect-wechatpay/bill"
import {
  AcquiringBankServiceOrder,
  MerchantBill,
  OverseasServiceOrder,
  Parking,
  ParkingTransaction,
  PartnerServiceAccount,
  PartnerServiceOrder,
  PayAfterOrder,
  PayOnDeliveryOrder
} from "@effect-wechatpay/payscore"
import { Refund } from "@effect-wechatpay/refund"
import { Outbox, Payscore, Refunds, Samples, Transactions } from "@effect-wechatpay/simulator"
import { Duration, Effect, Redacted, Stream, TestClock } from "effect"
import { byHand, holds, newOrder, type Rule } from "./payscore/rules.js"
import { act, type Call, type Calls, newNumber, outcome, pay, sides, states } from "./payscore/sides.js"

const { appid, channelId: channel_id, mchid, openid, serviceId: service_id, subMchid: sub_mchid } = Samples

// --- acquiring institutions ------------------------------------------------------------------------------------------

const modified = ({ modify }: Calls) => modify as Exclude<Calls["modify"], undefined>

const register = ({ who }: Calls, out_trade_no = "trade") =>
  AcquiringBankServiceOrder.registerDeductInfo({
    out_order_no: who.out_order_no,
    service_id,
    appid,
    sub_mchid,
    channel_id,
    out_trade_no
  })

const deductionOf = ({ who }: Calls) =>
  AcquiringBankServiceOrder.queryDeduction({
    out_order_no: who.out_order_no,
    service_id,
    appid,
    sub_mchid,
    channel_id
  })

/** An institution's order that is being collected. */
const collecting = (run: (calls: Calls) => Rule[2]): Rule[2] =>
  Effect.suspend(() => {
    const calls = sides["acquiring institution"](newNumber())
    return Effect.andThen(states["DOING/MCH_COMPLETE"](calls), run(calls))
  })

const locked = (call: (calls: Calls) => Call): Rule[2] =>
  collecting((calls) =>
    Effect.andThen(
      register(calls),
      Effect.suspend(() => outcome(call(calls)))
    )
  )

const busy = "400 INVALID_REQUEST 271316754"

const institutions: ReadonlyArray<Rule> = [
  [12, "cancelled while a deduction is registered", locked((calls) => calls.cancel()), busy],
  [12, "modified while a deduction is registered", locked((calls) => modified(calls)()), busy],
  [12, "synced while a deduction is registered", locked((calls) => calls.sync()), busy],
  [
    12,
    "shortly before 24 hours, after registering it again",
    collecting((calls) =>
      Effect.gen(function* () {
        const { description } = yield* register(calls)
        yield* TestClock.adjust("12 hours")
        assert.strictEqual((yield* register(calls)).description, description)
        yield* TestClock.adjust(12 * 3_600_000 - 1)
        const before = yield* outcome(calls.cancel())
        yield* TestClock.adjust(1)
        return `${before} ${yield* outcome(calls.cancel())}`
      })
    ),
    `${busy} accepted`
  ],
  [
    12,
    "after it was closed at the clearing house",
    collecting((calls) =>
      register(calls).pipe(
        Effect.andThen(act(Payscore.closeDeduction(calls.who))),
        Effect.andThen(Effect.suspend(() => outcome(calls.cancel())))
      )
    ),
    "accepted"
  ],
  [
    12,
    "another number while one is registered",
    locked((calls) => register(calls, "another")),
    "400 INVALID_REQUEST"
  ],
  [
    12,
    "registered while the user has the cashier open",
    collecting((calls) =>
      Effect.gen(function* () {
        yield* act(Payscore.openCashier(calls.who))
        assert.strictEqual((yield* act(Outbox.all)).at(-1)?.event_type, "PAYSCORE.MCH_PREPAY")
        const open = yield* outcome(register(calls))
        yield* act(Payscore.closeCashier(calls.who))
        return `${open} ${yield* outcome(register(calls))}`
      })
    ),
    "400 INVALID_REQUEST 1 accepted"
  ],
  [
    12,
    "the cashier opened while a deduction is registered",
    locked((calls) => act(Payscore.openCashier(calls.who))),
    "ActionRejected"
  ],
  [
    12,
    "registered before the completion",
    Effect.suspend(() => {
      const calls = sides["acquiring institution"](newNumber())
      return Effect.andThen(states["DOING/USER_CONFIRM"](calls), outcome(register(calls)))
    }),
    "400 INVALID_ORDER_STATE 271302262"
  ],
  [
    12,
    "asked for before it is registered",
    collecting((calls) => outcome(deductionOf(calls))),
    "400 INVALID_ORDER_STATE"
  ],
  [
    12,
    "collected without registering it",
    collecting(({ who }) => outcome(act(Payscore.payByUser(who)))),
    "ActionRejected"
  ],
  [
    12,
    "collected: the institution's number is notified and can be asked for",
    collecting((calls) =>
      Effect.gen(function* () {
        yield* register(calls)
        yield* act(Payscore.payByUser(calls.who))
        const last = (yield* act(Outbox.all)).at(-1) as Outbox.Message
        const { out_trade_no } = yield* deductionOf(calls)
        return [
          last.event_type,
          (last.resource as { readonly out_trade_no: string }).out_trade_no,
          out_trade_no
        ].join(" ")
      })
    ),
    "PAYSCORE.USER_PAID trade trade"
  ]
]

// --- service providers and overseas institutions -----------------------------------------------------------------------

const providers: ReadonlyArray<Rule> = [
  [
    12,
    "a provider's calls response 204 without a body",
    Effect.gen(function* () {
      const calls = sides.partner(newNumber())
      yield* states.CREATED(calls)
      return yield* byHand(`/v3/payscore/partner/serviceorder/${calls.who.out_order_no}/cancel`, {
        sub_mchid,
        reason: "user asked"
      })
    }),
    "204"
  ],
  [
    12,
    "a call that names no service, for a sub-merchant that is not bound",
    Effect.suspend(() =>
      outcome(
        PartnerServiceOrder.cancel({ out_order_no: newNumber(), sub_mchid: "1900000111", reason: "none" })
      )
    ),
    "403 NO_AUTH"
  ],
  [
    12,
    "a completion in another currency",
    Effect.gen(function* () {
      const { create, who } = sides.overseas(newNumber())
      yield* create
      yield* act(Payscore.confirm(who, openid))
      yield* TestClock.adjust("1 minute")
      const complete = (currency: string) =>
        outcome(
          OverseasServiceOrder.complete({
            out_order_no: who.out_order_no,
            service_id,
            sub_mchid,
            post_payments: [{ name: "rental", amount: 1 }],
            total_amount: 1,
            currency,
            time_range: { end_time: "2026-01-01T12:00:30+08:00" }
          })
        )
      return `${yield* complete("USD")}, ${yield* complete("HKD")}`
    }),
    "400 PARAM_ERROR 268435461, accepted"
  ],
  [
    12,
    "an order on delivery that names another merchant",
    Effect.suspend(() =>
      outcome(
        PayOnDeliveryOrder.create({
          ...newOrder(),
          mchid: "1900000999",
          shopping_info: {
            jump_link: { appid, path: "pages/index" },
            goods: [{ name: "bag", picture: "https://shop.example/bag.png", amount: 1, count: 1 }]
          }
        })
      )
    ),
    "403 NO_AUTH"
  ],
  [
    2,
    "an application decides whether a sub-merchant may use a service, and is notified",
    Effect.gen(function* () {
      const other = "1900000110"
      const out_apply_no = newNumber()
      const order = () => outcome(PartnerServiceOrder.create({ ...newOrder(), service_id, sub_mchid: other }))
      const before = yield* order()
      const apply = PartnerServiceAccount.apply({
        service_id,
        appid,
        sub_mchid: other,
        out_apply_no,
        result_notify_url: "https://shop.example/bound"
      })
      yield* apply
      assert.strictEqual((yield* apply).apply_state, "PROCESSING", "the same again")
      yield* act(Payscore.decideApplication(mchid, out_apply_no))
      const last = (yield* act(Outbox.all)).at(-1)
      const { apply_state } = yield* PartnerServiceAccount.query({ out_apply_no })
      return [before, last?.event_type, apply_state, yield* order()].join(" ")
    }),
    "403 NO_AUTH 1 PAYSCORE.BIND_SERVICE_ACCOUNT APPROVED accepted"
  ],
  [
    2,
    "an application that was rejected says why, and cannot be decided twice",
    Effect.gen(function* () {
      const out_apply_no = newNumber()
      yield* PartnerServiceAccount.apply({ service_id, appid, sub_mchid, out_apply_no })
      yield* act(Payscore.decideApplication(mchid, out_apply_no, { rejected: "no licence" }))
      const { apply_state, reject_reason } = yield* PartnerServiceAccount.query({ out_apply_no })
      const again = yield* outcome(act(Payscore.decideApplication(mchid, out_apply_no)))
      return [apply_state, reject_reason, again].join(" ")
    }),
    "REJECTED no licence ActionRejected"
  ]
]

// --- orders of the first generation --------------------------------------------------------------------------------------

const payAfter = (changes: object = {}) => ({ out_order_no: newNumber(), appid, service_id, ...changes })

/** Accepted by the user, with the ticket that the query gives. */
const accepted = Effect.gen(function* () {
  const order = payAfter()
  yield* PayAfterOrder.create({ ...order, phone: Redacted.make("13800000000") })
  yield* act(Payscore.confirm({ mchid, kind: "payAfter", out_order_no: order.out_order_no }, openid))
  const { finish_ticket, state } = yield* PayAfterOrder.query(order)
  assert.strictEqual(state, "USER_ACCEPTED")
  return { ...order, finish_ticket: finish_ticket as string }
})

const fee = { fees: [{ fee_name: "rental", fee_amount: 500 }] }

const firstGeneration: ReadonlyArray<Rule> = [
  [
    6,
    "first generation: the same creation again, and with another phone",
    Effect.gen(function* () {
      const order = payAfter()
      const create = (phone: string) =>
        outcome(PayAfterOrder.create({ ...order, phone: Redacted.make(phone) }))
      yield* create("13800000000")
      return `${yield* create("13800000000")} ${yield* create("13900000000")}`
    }),
    "accepted 400 INVALID_REQUEST 1"
  ],
  [
    6,
    "first generation: completed without the right ticket",
    Effect.flatMap(accepted, (order) =>
      outcome(PayAfterOrder.complete({ ...order, ...fee, finish_ticket: "wrong" }))
    ),
    "400 INVALID_REQUEST"
  ],
  [
    6,
    "first generation: a total that is not the sum",
    Effect.flatMap(accepted, (order) =>
      outcome(PayAfterOrder.complete({ ...order, ...fee, total_amount: 1 }))
    ),
    "400 PARAM_ERROR"
  ],
  [
    6,
    "first generation: not used, and costs something",
    Effect.flatMap(accepted, (order) =>
      outcome(PayAfterOrder.complete({ ...order, ...fee, finish_type: 1, cancel_reason: "broken" }))
    ),
    "400 PARAM_ERROR"
  ],
  [
    6,
    "first generation: not used, without a reason",
    Effect.flatMap(accepted, (order) => outcome(PayAfterOrder.complete({ ...order, finish_type: 1 }))),
    "400 PARAM_ERROR"
  ],
  [
    6,
    "first generation: completed, the same again, and after it was waived",
    Effect.gen(function* () {
      const order = yield* accepted
      const complete = outcome(PayAfterOrder.complete({ ...order, ...fee }))
      const twice = [yield* complete, yield* complete]
      const { finish_ticket: _, ...reference } = order
      yield* PayAfterOrder.cancel({ ...reference, reason: "goodwill" })
      return [...twice, yield* complete].join(" ")
    }),
    "accepted accepted 400 ORDER_CANCELED"
  ],
  [
    6,
    "first generation: completed, paid, and then synced",
    Effect.gen(function* () {
      const order = yield* accepted
      const who = { mchid, kind: "payAfter" as const, out_order_no: order.out_order_no }
      yield* PayAfterOrder.complete({ ...order, ...fee, finish_type: 2, total_amount: 500 })
      const { finish_ticket: _, ...reference } = order
      const finished = yield* PayAfterOrder.query(reference)
      yield* pay(who)
      const { finish_transaction_id, state } = yield* PayAfterOrder.query(reference)
      assert.match(finish_transaction_id ?? "", /^4200\d{24}$/)
      const detail = { paid_time: "20260101120000" }
      const sync = yield* outcome(PayAfterOrder.sync({ ...reference, type: "Order_Paid", detail }))
      return [finished.state, state, sync].join(" ")
    }),
    "FINISHED USER_PAID 400 ORDER_DONE"
  ]
]

// --- parking -------------------------------------------------------------------------------------------------------------

/** Plates have no underscore. */
const plateOf = () => ({ plate_number: `粤${newNumber().replace("_", "")}`, plate_color: "BLUE" }) as const

const entryOf = (plate: ReturnType<typeof plateOf>, out_parking_no = newNumber()) => ({
  ...plate,
  out_parking_no,
  notify_url: "https://shop.example/parking",
  start_time: "2026-01-01T10:00:00+08:00",
  parking_name: "garage",
  free_duration: 900
})

const enter = Effect.gen(function* () {
  const plate = plateOf()
  yield* act(Payscore.openPlate(plate, openid))
  const { id, state } = yield* Parking.enter(entryOf(plate))
  assert.strictEqual(state, "NORMAL")
  const paymentOf = (changes: object = {}, info: object = {}) => ({
    appid,
    description: "parking",
    out_trade_no: newNumber(),
    trade_scene: "PARKING" as const,
    notify_url: "https://shop.example/parking",
    amount: { total: 500 },
    parking_info: {
      ...plate,
      parking_id: id,
      start_time: "2026-01-01T10:00:00+08:00",
      end_time: "2026-01-01T11:00:00+08:00",
      parking_name: "garage",
      charging_duration: 3600,
      device_id: "1",
      ...info
    },
    ...changes
  })
  return { plate, paymentOf }
})

const entering = (state: "PAUSE" | "OVERDUE" | "REMOVED"): Rule[2] =>
  Effect.gen(function* () {
    const plate = plateOf()
    yield* act(Payscore.openPlate(plate, openid))
    yield* act(Payscore.changePlate(plate, state))
    const { block_reason, state: response } = yield* Parking.enter(entryOf(plate))
    const { service_state } = yield* Parking.findService({ ...plate, appid, openid })
    return [response, block_reason, service_state].join(" ")
  })

const paying = (changes: object, info: object = {}): Rule[2] =>
  Effect.flatMap(enter, ({ paymentOf }) => outcome(ParkingTransaction.create(paymentOf(changes, info))))

type Step = readonly [id: string, what: string, gets: Rule[2], expected: string]

const parking: ReadonlyArray<Step> = [
  ["parking", "enters with a plate that is paused", entering("PAUSE"), "BLOCKED PAUSE PAUSE"],
  ["parking", "enters with a plate that owes money", entering("OVERDUE"), "BLOCKED OVERDUE NORMAL"],
  [
    "parking",
    "enters with a plate that was taken away",
    entering("REMOVED"),
    "BLOCKED OUT_SERVICE OUT_SERVICE"
  ],
  [
    "parking",
    "enters again with other parameters",
    Effect.gen(function* () {
      const [entry, other] = [entryOf(plateOf()), plateOf()]
      const { id } = yield* Parking.enter(entry)
      assert.strictEqual((yield* Parking.enter(entry)).id, id, "the same again")
      return yield* outcome(Parking.enter({ ...entry, ...other }))
    }),
    "400 INVALID_REQUEST 268440812"
  ],
  [
    "parking",
    "pays under an appid that is not the merchant's",
    paying({ appid: "wx0" }),
    "400 INVALID_REQUEST 268440150"
  ],
  [
    "parking",
    "pays for a parking that nobody knows",
    paying({}, { parking_id: "0" }),
    "400 INVALID_REQUEST 268440164"
  ],
  [
    "parking",
    "pays more than 24 hours after the entry",
    Effect.gen(function* () {
      const { paymentOf } = yield* enter
      yield* TestClock.adjust("24 hours")
      const { paymentOf: late } = yield* enter
      assert.strictEqual(yield* outcome(ParkingTransaction.create(paymentOf())), "accepted", "within a day")
      yield* TestClock.adjust(Duration.sum(Duration.hours(24), Duration.millis(1)))
      return yield* outcome(ParkingTransaction.create(late()))
    }),
    "400 INVALID_REQUEST 268440164"
  ],
  [
    "parking",
    "pays for another plate",
    paying({}, { plate_number: "another" }),
    "400 INVALID_REQUEST 268440167"
  ],
  [
    "parking",
    "pays under a number that was used with other parameters",
    Effect.gen(function* () {
      const { paymentOf } = yield* enter
      const first = paymentOf()
      yield* ParkingTransaction.create(first)
      return yield* outcome(ParkingTransaction.create({ ...first, amount: { total: 501 } }))
    }),
    "400 ALREADY_EXISTS"
  ],
  [
    "parking",
    "pays again under the number of a deduction that failed",
    Effect.gen(function* () {
      const { paymentOf } = yield* enter
      const first = paymentOf()
      yield* ParkingTransaction.create(first)
      yield* act(Payscore.failParking({ mchid, out_trade_no: first.out_trade_no }))
      return (yield* ParkingTransaction.create(first)).trade_state
    }),
    "ACCEPTED"
  ],
  ...(
    [
      ["nothing", { amount: { total: 0 } }, {}],
      ["under a number of 33 characters", { out_trade_no: "1".repeat(33) }, {}],
      ["at a place of 33 characters", {}, { parking_name: "1".repeat(33) }]
    ] as const
  ).map(
    ([what, changes, info]): Step => [
      "parking",
      `pays ${what}`,
      Effect.flatMap(enter, ({ paymentOf }) =>
        byHand("/v3/vehicle/transactions/parking", paymentOf(changes, info))
      ),
      "400 PARAM_ERROR"
    ]
  ),
  [
    "parking",
    "ends before it starts",
    paying({}, { end_time: "2026-01-01T09:00:00+08:00" }),
    "400 PARAM_ERROR"
  ],
  [
    "parking",
    "ends in the second in which it starts, as the sample of the page does",
    paying({}, { end_time: "2026-01-01T10:00:00+08:00" }),
    "accepted"
  ],
  [
    "parking",
    "pays twice, and again after a failure",
    Effect.gen(function* () {
      const { paymentOf } = yield* enter
      const first = paymentOf()
      yield* ParkingTransaction.create(first)
      assert.strictEqual(yield* outcome(ParkingTransaction.create(first)), "accepted", "the same again")
      const twice = yield* outcome(ParkingTransaction.create(paymentOf()))
      yield* act(Payscore.failParking({ mchid, out_trade_no: first.out_trade_no }))
      return `${twice}, ${yield* outcome(ParkingTransaction.create(paymentOf()))}`
    }),
    "400 INVALID_REQUEST 268440167, accepted"
  ],
  [
    "parking",
    "is told that a plate inside was paused, and cannot let it pay until it is not",
    Effect.gen(function* () {
      const { paymentOf, plate } = yield* enter
      yield* act(Payscore.changePlate(plate, "PAUSE"))
      const { event_type, resource } = (yield* act(Outbox.all)).at(-1) as Outbox.Message
      const { blocked_state_description, parking_state } = resource as Record<string, string>
      const blocked = yield* outcome(ParkingTransaction.create(paymentOf()))
      yield* act(Payscore.changePlate(plate, "NORMAL"))
      const free = yield* outcome(ParkingTransaction.create(paymentOf()))
      return [event_type, parking_state, blocked_state_description, blocked, free].join(" ")
    }),
    "VEHICLE.ENTRANCE_STATE_CHANGE BLOCKED PAUSE 400 INVALID_REQUEST 268440168 accepted"
  ],
  [
    "parking",
    "is paid by WeChat Pay in advance, which the user gives back",
    Effect.gen(function* () {
      const { paymentOf } = yield* enter
      const payment = paymentOf()
      const who = { mchid, out_trade_no: payment.out_trade_no }
      const query = ParkingTransaction.query({ out_trade_no: payment.out_trade_no })
      yield* ParkingTransaction.create(payment)
      const transaction_id = yield* act(Payscore.payParking(who, { advanced: true }))
      const paid = yield* query
      const known = yield* act(Transactions.find({ mchid, sub_mchid: undefined }, { transaction_id }))
      yield* act(Payscore.repayParking(who))
      const events = (yield* act(Outbox.all)).slice(-2).map(({ event_type }) => event_type)
      const { user_repaid } = yield* query
      return [paid.trade_state, paid.bank_type, paid.user_repaid, known?.total, user_repaid, ...events].join(
        " "
      )
    }),
    "SUCCESS BPA N 500 Y TRANSACTION.SUCCESS TRANSACTION.PAY_BACK"
  ],
  [
    "parking",
    "gives money back, which the payment shows once it has arrived",
    Effect.gen(function* () {
      const { paymentOf } = yield* enter
      const payment = paymentOf()
      const { out_trade_no } = payment
      yield* ParkingTransaction.create(payment)
      const transaction_id = yield* act(Payscore.payParking({ mchid, out_trade_no }))
      const state = Effect.map(ParkingTransaction.query({ out_trade_no }), ({ trade_state }) => trade_state)
      const out_refund_no = newNumber()
      const amount = { refund: 500, total: 500, currency: "CNY" } as const
      yield* Refund.create({ transaction_id, out_refund_no, amount })
      const before = yield* state
      yield* act(Refunds.succeed({ mchid, out_refund_no }))
      return `${before} ${yield* state}`
    }),
    "SUCCESS REFUND"
  ],
  [
    "parking",
    "asks for a payment that nobody knows",
    outcome(ParkingTransaction.query({ out_trade_no: "0" })),
    "404 NOT_FOUND 268440765"
  ]
]

// --- bills ---------------------------------------------------------------------------------------------------------------

const billOf = (bill_date: string) =>
  MerchantBill.getDownloadLinks({ bill_date, service_id, encryption_algorithm: "AEAD_AES_256_GCM" })

const bills: ReadonlyArray<Step> = [
  [
    "bill",
    "of a day on which an order was completed can be fetched and read",
    Effect.gen(function* () {
      const { who } = yield* Effect.tap(
        Effect.succeed(sides.merchant(newNumber())),
        states["DOING/MCH_COMPLETE"]
      )
      yield* TestClock.adjust("1 day")
      const { download_bill_count, download_bill_list } = yield* billOf("2026-01-01")
      const [link] = download_bill_list
      const file = yield* Stream.mkString(Stream.decodeText(BillFile.download(link as MerchantBill.Link)))
      return `${download_bill_count} ${file.includes(who.out_order_no)}`
    }),
    "1 true"
  ],
  [
    "bill",
    "of a day without any has no files",
    Effect.andThen(
      TestClock.adjust("31 days"),
      Effect.map(billOf("2026-01-20"), ({ download_bill_count }) => String(download_bill_count))
    ),
    "0"
  ],
  ["bill", "of today is not there yet", outcome(billOf("2026-01-01")), "400 INVALID_REQUEST"],
  [
    "bill",
    "of a service that nobody registered",
    outcome(
      MerchantBill.getDownloadLinks({
        bill_date: "2025-12-30",
        service_id: "404",
        encryption_algorithm: "AEAD_AES_256_GCM"
      })
    ),
    "403 NO_AUTH"
  ]
]

describe("A bill of PayScore", () => holds(bills))
describe("PayScore's rules about institutions", () => holds(institutions))
describe("PayScore's rules about service providers", () => holds(providers))
describe("PayScore's rules about orders of the first generation", () => holds(firstGeneration))
describe("A car park", () => holds(parking))
