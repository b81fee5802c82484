/** The bounds of memory: what is removed, and what is never removed because it is still in progress. */
import { assert, describe, it } from "@effect/vitest"
import { FundFlowBill } from "@effect-wechatpay/bill"
import { ServiceOrder } from "@effect-wechatpay/payscore"
import { Refund } from "@effect-wechatpay/refund"
import {
  Domain,
  Ledger,
  Outbox,
  Panel,
  Payscore,
  Refunds,
  Samples,
  Simulator,
  State,
  Transactions
} from "@effect-wechatpay/simulator"
import { Effect, Layer, Schema, Stream, TestClock } from "effect"
import { terms } from "../support/serviceOrder.js"

const { appid, mchid, openid, serviceId: service_id } = Samples
const { act } = Simulator

const now = Date.UTC(2026, 4, 1, 2)

const within = (options: Simulator.Options) =>
  Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer(options)))

const create = (out_order_no: string) =>
  ServiceOrder.create({
    out_order_no,
    appid,
    service_id,
    ...terms
  })

const panelOf = (id: string) =>
  Effect.flatMap(Simulator.Simulator, ({ panels }) => {
    const panel = panels.find((one) => one.id === id)
    return panel === undefined ? Effect.dieMessage(`no panel ${id}`) : act(panel.records.page({ limit: 200 }))
  })

const titlesOf = (id: string) =>
  Effect.map(panelOf(id), ({ records }) => records.map(({ title }) => title).reverse())

/** Payments `1` to `count`; returns their numbers. */
const pay = (count: number) =>
  Effect.forEach(Array.from({ length: count }), (_, index) => {
    const out_trade_no = `trade-${index + 1}`
    const transaction_id = `42${String(index + 1).padStart(26, "0")}`
    return Effect.as(
      act(
        Transactions.register({
          transaction_id,
          out_trade_no,
          mchid,
          total: 1000,
          paid_at: now - 86_400_000 + index
        })
      ),
      transaction_id
    )
  })

describe("the bounds of memory", () => {
  it.live("the oldest orders that have ended are removed, open orders are not", () =>
    Effect.gen(function* () {
      for (let index = 1; index <= 40; index++) {
        yield* create(`M${index}`)
        if (index % 4 !== 0) {
          yield* ServiceOrder.cancel({ out_order_no: `M${index}`, appid, service_id, reason: "no stock" })
        }
      }
      const kept = yield* titlesOf("payscore.orders")
      for (const open of [4, 8, 12, 16, 20, 24, 28, 32, 36, 40]) assert.include(kept, `M${open}`)
      assert.notInclude(kept, "M1")
      assert.isBelow(kept.length, 14)
      const { evicted, total } = yield* panelOf("payscore.orders")
      assert.strictEqual(total + evicted, 40)
      // The open ones go on.
      yield* act(Payscore.confirm({ mchid, out_order_no: "M4" }, openid))
      assert.strictEqual(
        (yield* ServiceOrder.query({ out_order_no: "M4", appid, service_id })).state,
        "DOING"
      )
      const gone = yield* Effect.flip(ServiceOrder.query({ out_order_no: "M1", appid, service_id }))
      assert.strictEqual(gone._tag, "OrderNotExist")
    }).pipe(Effect.provide(within({ keepRecords: 10 })))
  )

  it.effect("a payment is kept with its refunds until they have ended, and bills keep their balances", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const [transaction_id = ""] = yield* pay(1)
      const refund = (out_refund_no: string, amount: number) =>
        Refund.create({
          transaction_id,
          out_refund_no,
          amount: { refund: amount, total: 1000, currency: "CNY" }
        })
      yield* refund("R1", 400)
      yield* act(Refunds.succeed({ mchid, out_refund_no: "R1" }))
      yield* TestClock.adjust("1 hour")
      yield* refund("R2", 300)
      yield* pay(60)
      const { rows } = yield* act(
        Effect.map(State.State, (state) => ({ rows: state.rows(Transactions.transactions) }))
      )
      assert.isAtMost(rows.size(), 10)
      assert.isDefined(rows.get(transaction_id))
      assert.deepStrictEqual(yield* titlesOf("refund.refunds"), ["R1", "R2"])
      // What was refunded is still known: 700 of 1000.
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* Effect.flip(refund("R3", 400))).status, 400)
      yield* act(Refunds.succeed({ mchid, out_refund_no: "R2" }))

      const ofBasic = yield* act(Ledger.balance(Ledger.merchant(mchid)))
      assert.strictEqual(ofBasic, 60 * 1000 - 700)
      const link = yield* FundFlowBill.getDownloadLink({ bill_date: "2026-04-30" })
      const bill = yield* Stream.runCollect(FundFlowBill.rows(link))
      assert.strictEqual([...bill].at(-1)?.balance, ofBasic)

      yield* pay(90)
      assert.isUndefined(rows.get(transaction_id))
    }).pipe(Effect.orDie, Effect.provide(within({ keepRecords: 10 })))
  )

  it.effect("notifications that are still to be delivered are kept, whatever their number", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const message = (index: number) => ({
        mchid,
        url: "https://shop.example/notify",
        event_type: "ACME.TEST",
        summary: `${index}`,
        original_type: "acme",
        resource: {}
      })
      for (let index = 1; index <= 30; index++) yield* act(Outbox.send(message(index)))
      const pending = yield* act(Outbox.all)
      assert.lengthOf(pending, 30)
      yield* act(
        Effect.map(State.rows(Outbox.messages), (rows) => {
          for (const one of pending.slice(0, 25)) rows.set(one.id, { ...one, state: "received" })
        })
      )
      yield* act(Outbox.send(message(31)))
      const left = yield* act(Outbox.all)
      assert.isBelow(left.length, 20)
      assert.deepStrictEqual(
        left.filter(({ state }) => state === "pending").map(({ summary }) => summary),
        ["26", "27", "28", "29", "30", "31"]
      )
    }).pipe(Effect.provide(within({ keepDeliveries: 10, time: "virtual" })))
  )

  it.effect("a custom domain says which of its records may be removed; others are kept", () => {
    const Coupon = Schema.Struct({ id: Schema.Number, used: Schema.Boolean })
    const coupons = State.table("memory.coupons", Coupon)
    const notes = State.table("memory.notes", Coupon)
    const domain = Domain.make("memory", {
      retention: [
        State.retention(
          coupons,
          () =>
            ({ used }) =>
              used
        )
      ],
      panels: [
        {
          id: "memory.coupons",
          title: Panel.text("Coupons", "优惠券"),
          actions: [],
          records: Panel.ofTable(coupons, ({ id }) => ({
            title: `${id}`,
            state: "",
            tone: "over",
            facts: [],
            actions: []
          }))
        }
      ]
    })
    return Effect.gen(function* () {
      for (let id = 1; id <= 25; id++) {
        for (const table of [coupons, notes]) {
          yield* act(Effect.map(State.rows(table), (rows) => rows.set(`${id}`, { id, used: id % 2 === 1 })))
        }
      }
      const kept = yield* titlesOf("memory.coupons")
      for (let id = 2; id <= 24; id += 2) assert.include(kept, `${id}`)
      assert.notInclude(kept, "1")
      assert.strictEqual(yield* act(Effect.map(State.rows(notes), (rows) => rows.size())), 25)
    }).pipe(Effect.provide(within({ domains: [domain], keepRecords: 10 })))
  })
})
