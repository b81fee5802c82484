/** The rules of profit sharing that the simulator enforces, by their numbers in the list of facts. */
import { assert, describe, it } from "@effect/vitest"
import { BillFile } from "@effect-wechatpay/bill"
import { ApiError, NotificationHandler, NotificationStore, WechatPayClient } from "@effect-wechatpay/core"
import {
  BrandConfig,
  BrandProfitSharing,
  BrandProfitSharingReceiver,
  BrandProfitSharingReturn,
  EcommerceAfterSales,
  EcommerceProfitSharing,
  EcommerceProfitSharingReceiver,
  EcommerceProfitSharingReturn,
  PartnerConfig,
  ProfitSharing,
  ProfitSharingBill,
  ProfitSharingNotification,
  ProfitSharingReceiver,
  ProfitSharingReturn
} from "@effect-wechatpay/profit-sharing"
import { Refund } from "@effect-wechatpay/refund"
import { Ledger, Outbox, ProfitShares, Samples, Simulator, Transactions } from "@effect-wechatpay/simulator"
import { Effect, Layer, Redacted, Stream, TestClock } from "effect"
import { bodyOf, deliveryOf, keysLayer } from "../support/notifications.js"
import { runAction } from "../support/panels.js"

const { appid, mchid, openid, subAppid, subMchid } = Samples
const supplier = "1900000001"
const courier = "1900000002"
const brandOwner = "1900000003"

const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(
    Simulator.layer({
      merchants: [
        { mchid, appids: [appid], subMchids: [subMchid] },
        { mchid: supplier, appids: [], subMchids: [] }
      ]
    })
  )
)

type Services = Layer.Layer.Success<typeof layer>

/** 2026-05-01 10:00 in Beijing. */
const now = Date.UTC(2026, 4, 1, 2)
const transaction_id = "4200000000000000000000000001"

const { act } = Simulator

/** Replaces the payment by another one with the same number; all of its money is frozen. */
const pay = (changed: Partial<Transactions.Transaction> = {}) => {
  const payment: Transactions.Transaction = {
    transaction_id,
    out_trade_no: "trade-1",
    mchid,
    total: 10_000,
    paid_at: now - 60_000,
    profit_sharing: "standard",
    ...changed
  }
  const [frozen] = Transactions.accountsOf(payment)
  return act(Effect.andThen(Transactions.register(payment), Ledger.setBalance(frozen, payment.total)))
}

const merchant = { appid, type: "MERCHANT_ID" } as const

/** A paid order of 100 yuan, and two receivers. */
const given = Effect.gen(function* () {
  yield* TestClock.setTime(now)
  yield* pay()
  yield* ProfitSharingReceiver.add({ ...merchant, account: supplier, relation_type: "SUPPLIER" })
  yield* ProfitSharingReceiver.add({ ...merchant, account: courier, relation_type: "PARTNER" })
})

const test = <E>(name: string, effect: Effect.Effect<void, E, Services>) =>
  it.effect(name, () => Effect.andThen(given, effect).pipe(Effect.provide(layer)))

/** Status and code of a rejection. */
const rejection = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    assert(ApiError.isApiError(error), String(error))
    return `${error.status} ${error.code}`
  })

/** What WeChat Pay says to a request that the library would not send. */
const raw = (path: string, body: unknown) =>
  rejection(
    Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
      Effect.asVoid(client.request("POST", path, { body }))
    )
  )

const wrong = "400 PARAM_ERROR"
const invalid = "400 INVALID_REQUEST"
const forbidden = "403 NO_AUTH"
const notEnough = "403 NOT_ENOUGH"
const limited = "403 RULE_LIMIT"
const missing = "404 RESOURCE_NOT_EXISTS"

const to = (account: string, amount: number) =>
  ({ type: "MERCHANT_ID", account, amount, description: "share" }) as const

const order = (out_order_no: string, ...receivers: ReadonlyArray<ReturnType<typeof to>>) => ({
  transaction_id,
  out_order_no,
  receivers,
  unfreeze_unsplit: false
})

const share = (out_order_no: string, amount: number, account = supplier) =>
  ProfitSharing.create(order(out_order_no, to(account, amount)))

const finish = (out_order_no: string) => act(ProfitShares.finish({ mchid, out_order_no }))

const done = (out_order_no: string, amount: number) =>
  Effect.andThen(share(out_order_no, amount), finish(out_order_no))

const query = (out_order_no: string) => ProfitSharing.query({ transaction_id, out_order_no })

const unfreeze = (out_order_no: string) =>
  ProfitSharing.unfreeze({ transaction_id, out_order_no, description: "rest" })

const left = Effect.map(ProfitSharing.queryUnsplitAmount({ transaction_id }), (one) => one.unsplit_amount)

const takeBack = (out_return_no: string, amount: number, out_order_no = "S1", return_mchid = supplier) =>
  ProfitSharingReturn.create({ out_order_no, out_return_no, return_mchid, amount, description: "refund" })

const refund = (out_refund_no: string, fen: number) =>
  Refund.create({
    transaction_id,
    out_refund_no,
    amount: { refund: fen, total: 10_000, currency: "CNY" }
  })

describe("sharing", () => {
  test(
    "profit sharing rule 1: an order can be shared only if it was paid with the sharing flag, and by its own product",
    Effect.gen(function* () {
      yield* pay({ profit_sharing: undefined })
      assert.strictEqual(yield* rejection(share("S1", 100)), invalid)
      yield* pay({ profit_sharing: "ecommerce" })
      assert.strictEqual(yield* rejection(share("S1", 100)), invalid)
      yield* pay()
      assert.strictEqual((yield* share("S1", 100)).state, "PROCESSING")
    })
  )

  test(
    "profit sharing rule 2: a repeated number with the same content counts once, and other content is rejected",
    Effect.gen(function* () {
      const first = yield* share("S1", 100)
      assert.deepStrictEqual(yield* share("S1", 100), first)
      assert.strictEqual(yield* left, 9_900)
      yield* pay({ transaction_id: "4200000000000000000000000002", out_trade_no: "trade-2" })
      const other = { ...order("S1", to(supplier, 100)), transaction_id: "4200000000000000000000000002" }
      assert.strictEqual(yield* rejection(ProfitSharing.create(other)), wrong)
      assert.strictEqual(yield* rejection(share("S1", 101)), invalid)
      for (const number of ["", "a".repeat(65), "a b", "分账"]) {
        assert.strictEqual(
          yield* raw("/v3/profitsharing/orders", order(number, to(supplier, 1))),
          wrong,
          number
        )
      }
    })
  )

  test(
    "profit sharing rule 3: a provider names its own sub-merchant, and without it the order is not found",
    Effect.gen(function* () {
      yield* pay({ sub_mchid: subMchid })
      assert.strictEqual(yield* rejection(share("S1", 100)), invalid)
      const partner = { ...order("S1", to(subMchid, 100)), sub_mchid: subMchid }
      assert.strictEqual(
        yield* rejection(ProfitSharing.create({ ...partner, sub_mchid: "1900000110" })),
        forbidden
      )
      assert.strictEqual((yield* ProfitSharing.create(partner)).sub_mchid, subMchid)
    })
  )

  test(
    "profit sharing rule 4: the payer must permit sharing",
    Effect.gen(function* () {
      yield* act(ProfitShares.configure(mchid, { permitted: false }))
      assert.strictEqual(yield* rejection(share("S1", 100)), forbidden)
      assert.strictEqual(yield* rejection(unfreeze("U1")), forbidden)
    })
  )

  test(
    "profit sharing rule 5: sharing is possible a minute after the payment",
    Effect.gen(function* () {
      yield* pay({ paid_at: now - 59_999 })
      assert.strictEqual(yield* rejection(share("S1", 100)), invalid)
      yield* TestClock.adjust("1 second")
      yield* share("S1", 100)
    })
  )

  test(
    "profit sharing rule 6: sharing is possible for 30 days (180 in the ecommerce product), then the rest is unfrozen",
    Effect.gen(function* () {
      const day = 86_400_000
      const before = yield* act(Ledger.balance(Ledger.merchant(mchid)))
      yield* pay({ transaction_id: "42-2", paid_at: now - 30 * day })
      const late = ProfitSharing.create({ ...order("S1", to(supplier, 100)), transaction_id: "42-2" })
      yield* late
      yield* finish("S1")
      yield* TestClock.adjust(1)
      assert.strictEqual(
        yield* rejection(ProfitSharing.create({ ...order("S2", to(supplier, 100)), transaction_id: "42-2" })),
        notEnough
      )
      const { unsplit_amount } = yield* ProfitSharing.queryUnsplitAmount({ transaction_id: "42-2" })
      assert.strictEqual(unsplit_amount, 0)
      assert.strictEqual(yield* act(Ledger.balance(Ledger.pending(mchid, "42-2"))), 0)
      assert.strictEqual(yield* act(Ledger.balance(Ledger.merchant(mchid))), before + 9900)
      const platform = (transaction_id: string, out_order_no: string) =>
        EcommerceProfitSharing.create({
          sub_mchid: subMchid,
          transaction_id,
          out_order_no,
          receivers: [{ type: "MERCHANT_ID", receiver_account: subMchid, amount: 100, description: "share" }],
          finish: false
        })
      const second = { profit_sharing: "ecommerce", sub_mchid: subMchid } as const
      yield* pay({ ...second, transaction_id: "42-3", paid_at: now - 180 * day })
      assert.strictEqual(yield* rejection(platform("42-3", "E1")), notEnough)
      yield* pay({ ...second, transaction_id: "42-4", paid_at: now + 1 - 180 * day })
      yield* platform("42-4", "E2")
    })
  )

  test(
    "profit sharing rule 7: a request has 1 to 50 receivers, each once",
    Effect.gen(function* () {
      const path = "/v3/profitsharing/orders"
      assert.strictEqual(yield* raw(path, order("S1")), wrong)
      const many = Array.from({ length: 51 }, (_, index) => to(`19${index}`, 1))
      assert.strictEqual(yield* raw(path, order("S1", ...many)), wrong)
      assert.strictEqual(yield* raw(path, order("S1", to(supplier, 1), to(supplier, 2))), wrong)
      yield* ProfitSharing.create(order("S1", to(supplier, 1), to(courier, 2)))
    })
  )

  test(
    "profit sharing rule 8: sharing is impossible after the unfreeze, the last share or a full refund",
    Effect.gen(function* () {
      yield* ProfitSharing.create({ ...order("S1", to(supplier, 100)), unfreeze_unsplit: true })
      assert.strictEqual(yield* rejection(share("S2", 100)), invalid)
      yield* pay({ transaction_id: "42-2", out_trade_no: "trade-2" })
      yield* Refund.create({
        transaction_id: "42-2",
        out_refund_no: "R1",
        amount: { refund: 10_000, total: 10_000, currency: "CNY" }
      })
      const refunded = { ...order("S3", to(supplier, 1)), transaction_id: "42-2" }
      assert.strictEqual(yield* rejection(ProfitSharing.create(refunded)), invalid)
    })
  )

  test(
    "profit sharing rule 9: an order has at most 50 accepted requests, and rejected ones do not count",
    Effect.gen(function* () {
      assert.strictEqual(yield* rejection(share("S0", 10_001)), notEnough)
      for (let count = 1; count <= 50; count++) yield* share(`S${count}`, 1)
      assert.strictEqual(yield* rejection(share("S51", 1)), invalid)
    })
  )

  test(
    "profit sharing rule 10: a receiver is in the payer's list or the payer itself, and one that was removed meanwhile gets nothing",
    Effect.gen(function* () {
      assert.strictEqual(yield* rejection(share("S0", 1, "1900009999")), invalid)
      yield* share("S1", 1, mchid)
      yield* ProfitSharing.create(order("S2", to(supplier, 100), to(courier, 50)))
      yield* ProfitSharingReceiver.remove({ ...merchant, account: supplier })
      yield* finish("S2")
      const { receivers = [], state } = yield* query("S2")
      assert.strictEqual(state, "FINISHED")
      assert.deepStrictEqual(
        receivers.map(({ fail_reason, result }) => [result, fail_reason]),
        [
          ["CLOSED", "NO_RELATION"],
          ["SUCCESS", undefined]
        ]
      )
      // What nobody got can be shared again.
      assert.strictEqual(yield* left, 10_000 - 1 - 50)
    })
  )

  test(
    "profit sharing rule 11: one request may succeed in part",
    Effect.gen(function* () {
      yield* ProfitSharing.create(order("S1", to(supplier, 100), to(courier, 50)))
      yield* act(ProfitShares.closePart({ mchid, out_order_no: "S1" }, courier, "ACCOUNT_ABNORMAL"))
      assert.strictEqual((yield* query("S1")).state, "PROCESSING")
      yield* finish("S1")
      assert.deepStrictEqual(
        (yield* query("S1")).receivers?.map(({ account, fail_reason, result }) => [
          account,
          result,
          fail_reason
        ]),
        [
          [supplier, "SUCCESS", undefined],
          [courier, "CLOSED", "ACCOUNT_ABNORMAL"]
        ]
      )
    })
  )

  test(
    "profit sharing rule 12: a share is at most the rest and the highest ratio, which a refund reduces",
    Effect.gen(function* () {
      assert.strictEqual(yield* raw("/v3/profitsharing/orders", order("S1", to(supplier, 0))), wrong)
      assert.strictEqual(yield* rejection(share("S1", 10_001)), notEnough)
      assert.strictEqual(yield* rejection(share("S1", 3_001)), limited)
      yield* share("S1", 2_000)
      assert.strictEqual(yield* rejection(share("S2", 1_001)), limited)
      yield* refund("R1", 2_000)
      assert.strictEqual(yield* left, 6_000)
      assert.strictEqual(yield* rejection(share("S2", 401)), limited)
      yield* share("S2", 400)
      yield* act(ProfitShares.configure(mchid, { max_ratio: 10_000 }))
      assert.strictEqual(yield* rejection(share("S3", 5_601)), notEnough)
      yield* share("S3", 5_600)
      assert.strictEqual(yield* left, 0)
    })
  )

  test(
    "profit sharing rule 12: a refund before the unfreeze takes at most the frozen amount",
    Effect.gen(function* () {
      yield* share("S1", 3_000)
      assert.strictEqual(yield* rejection(refund("R1", 7_001)), notEnough)
      yield* refund("R1", 7_000)
      assert.strictEqual(yield* rejection(share("S2", 1)), notEnough)
    })
  )

  test(
    "profit sharing rule 13: an openid belongs to the sent appid, and a name is the registered one",
    Effect.gen(function* () {
      const user = { type: "PERSONAL_OPENID", account: openid } as const
      yield* ProfitSharingReceiver.add({ appid, ...user, relation_type: "USER" })
      const create = (appid: string) =>
        ProfitSharing.create({
          ...order("S1"),
          appid,
          receivers: [{ ...user, amount: 1, description: "share" }]
        })
      assert.strictEqual(yield* rejection(create("wx0000000000000000")), invalid)
      yield* create(appid)
      yield* act(ProfitShares.configure(supplier, { name: "供应商有限公司" }))
      const named = (name: string) =>
        ProfitSharing.create({
          ...order("S2"),
          receivers: [{ ...to(supplier, 1), name: Redacted.make(name) }]
        })
      assert.strictEqual(yield* rejection(named("别的公司")), wrong)
      yield* named("供应商有限公司")
      const add = { ...merchant, account: "1900009999", relation_type: "PARTNER" } as const
      yield* act(ProfitShares.configure("1900009999", { name: "伙伴" }))
      assert.strictEqual(
        yield* rejection(ProfitSharingReceiver.add({ ...add, name: Redacted.make("不是") })),
        wrong
      )
    })
  )

  test(
    "profit sharing rule 14: a query names an existing share and its payment",
    Effect.gen(function* () {
      yield* share("S1", 100)
      assert.strictEqual(yield* rejection(query("S2")), missing)
      const other = ProfitSharing.query({ transaction_id: "42-2", out_order_no: "S1" })
      assert.strictEqual(yield* rejection(other), missing)
      assert.strictEqual(
        yield* rejection(ProfitSharing.queryUnsplitAmount({ transaction_id: "42-2" })),
        missing
      )
      assert.deepInclude(yield* query("S1"), { out_order_no: "S1", transaction_id })
    })
  )
})

describe("unfreezing", () => {
  test(
    "profit sharing rule 15: an unfreeze has its own number",
    Effect.gen(function* () {
      yield* done("S1", 100)
      assert.strictEqual(yield* rejection(unfreeze("S1")), invalid)
      const first = yield* unfreeze("U1")
      assert.deepStrictEqual(yield* unfreeze("U1"), first)
      yield* finish("U1")
      const unfrozen = yield* query("U1")
      assert.strictEqual(unfrozen.state, "FINISHED")
      assert.notProperty(unfrozen, "receivers")
    })
  )

  test(
    "profit sharing rule 16: an unfreeze needs a rest and a minute after the payment, also for an order without shares",
    Effect.gen(function* () {
      yield* pay({ paid_at: now })
      assert.strictEqual(yield* rejection(unfreeze("U1")), invalid)
      yield* TestClock.adjust("1 minute")
      yield* unfreeze("U1")
      assert.strictEqual(yield* rejection(unfreeze("U2")), notEnough)
      assert.strictEqual(yield* left, 0)
      // What is unfrozen is refunded from the balance.
      yield* refund("R1", 10_000)
    })
  )
})

describe("returning", () => {
  test(
    "profit sharing rule 17: only merchants that received money and permit returns return it",
    Effect.gen(function* () {
      const user = { type: "PERSONAL_OPENID", account: openid } as const
      yield* ProfitSharingReceiver.add({ appid, ...user, relation_type: "USER" })
      yield* ProfitSharing.create({
        ...order("S1"),
        appid,
        receivers: [to(supplier, 100), { ...user, amount: 100, description: "share" }]
      })
      assert.strictEqual(yield* rejection(takeBack("B1", 1)), invalid)
      yield* finish("S1")
      assert.strictEqual(yield* rejection(takeBack("B1", 1, "S1", openid.slice(0, 32))), invalid)
      assert.strictEqual(yield* rejection(takeBack("B1", 1, "S1", courier)), invalid)
      yield* act(ProfitShares.configure(supplier, { returns: false }))
      assert.strictEqual(yield* rejection(takeBack("B1", 1)), forbidden)
      yield* act(ProfitShares.configure(supplier, { returns: true }))
      yield* takeBack("B1", 1)
    })
  )

  test(
    "profit sharing rule 18: returns are possible for 180 days, at most 50 per order, in total at most the received amount",
    Effect.gen(function* () {
      yield* done("S1", 100)
      yield* takeBack("B1", 60)
      assert.strictEqual(yield* rejection(takeBack("B2", 41)), invalid)
      yield* act(ProfitShares.failReturn({ mchid, out_return_no: "B1" }, "BALANCE_NOT_ENOUGH"))
      // What failed does not count.
      for (let count = 0; count < 50; count++) yield* takeBack(`C${count}`, 1)
      assert.strictEqual(yield* rejection(takeBack("C50", 1)), invalid)
      yield* pay({ transaction_id: "42-2", out_trade_no: "trade-2" })
      yield* ProfitSharing.create({ ...order("S2", to(supplier, 100)), transaction_id: "42-2" })
      yield* finish("S2")
      yield* TestClock.adjust("180 days")
      yield* takeBack("D1", 1, "S2")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* rejection(takeBack("D2", 1, "S2")), invalid)
    })
  )

  test(
    "profit sharing rule 19: a return names the share by exactly one of two numbers",
    Effect.gen(function* () {
      const { order_id } = yield* share("S1", 100)
      yield* finish("S1")
      const rest = { out_return_no: "B1", return_mchid: supplier, amount: 1, description: "refund" }
      for (const names of [{}, { order_id, out_order_no: "S1" }]) {
        assert.strictEqual(yield* raw("/v3/profitsharing/return-orders", { ...rest, ...names }), wrong)
      }
      yield* ProfitSharingReturn.create({ ...rest, order_id })
    })
  )

  test(
    "profit sharing rule 20: a repeated number returns once",
    Effect.gen(function* () {
      yield* done("S1", 100)
      const first = yield* takeBack("B1", 60)
      assert.strictEqual(first.result, "PROCESSING")
      assert.deepStrictEqual(yield* takeBack("B1", 60), first)
      assert.strictEqual(yield* rejection(takeBack("B1", 61)), invalid)
      yield* act(ProfitShares.succeedReturn({ mchid, out_return_no: "B1" }))
      const known = { out_order_no: "S1", out_return_no: "B1" }
      assert.strictEqual((yield* ProfitSharingReturn.query(known)).result, "SUCCESS")
      assert.strictEqual(
        yield* rejection(ProfitSharingReturn.query({ ...known, out_return_no: "B2" })),
        missing
      )
    })
  )

  test(
    "profit sharing rule 21: returned money is not shared again, and returns work for unfrozen orders and removed receivers",
    Effect.gen(function* () {
      yield* done("S1", 100)
      yield* takeBack("B1", 60)
      yield* act(ProfitShares.succeedReturn({ mchid, out_return_no: "B1" }))
      assert.strictEqual(yield* left, 9_900)
      yield* unfreeze("U1")
      yield* ProfitSharingReceiver.remove({ ...merchant, account: supplier })
      yield* takeBack("B2", 40)
    })
  )
})

describe("receivers", () => {
  const path = "/v3/profitsharing/receivers/add"
  const base = { appid, type: "MERCHANT_ID", account: "1900009999", relation_type: "PARTNER" }

  test(
    "profit sharing rule 22: openids need their application, and merchants have neither sub-merchants' users nor providers as receivers",
    Effect.gen(function* () {
      for (const body of [
        { ...base, appid: undefined },
        { ...base, type: "PERSONAL_SUB_OPENID", sub_mchid: subMchid },
        { ...base, type: "PERSONAL_SUB_OPENID", sub_appid: subAppid },
        { ...base, relation_type: "SERVICE_PROVIDER" }
      ]) {
        assert.strictEqual(yield* raw(path, body), wrong, JSON.stringify(body))
      }
      const user = { type: "PERSONAL_OPENID", account: openid, amount: 1, description: "share" }
      assert.strictEqual(yield* raw("/v3/profitsharing/orders", { ...order("S1"), receivers: [user] }), wrong)
      yield* ProfitSharingReceiver.add({
        appid,
        sub_mchid: subMchid,
        sub_appid: subAppid,
        type: "PERSONAL_SUB_OPENID",
        account: openid,
        relation_type: "USER"
      })
    })
  )

  test(
    "profit sharing rule 24: a custom relation is required with CUSTOM, allowed with others, and has at most 10 characters",
    Effect.gen(function* () {
      for (const body of [
        { ...base, relation_type: "CUSTOM" },
        { ...base, relation_type: "CUSTOM", custom_relation: "a".repeat(11) }
      ]) {
        assert.strictEqual(yield* raw(path, body), wrong)
      }
      const added = yield* ProfitSharingReceiver.add({
        ...merchant,
        account: "1900009999",
        relation_type: "CUSTOM",
        custom_relation: "friend"
      })
      assert.strictEqual(added.custom_relation, "friend")
      // The sample of the official page sends one with another relation.
      const store = yield* ProfitSharingReceiver.add({
        ...merchant,
        account: "1900009998",
        relation_type: "STORE",
        custom_relation: "friend"
      })
      assert.strictEqual(store.relation_type, "STORE")
    })
  )

  test(
    "profit sharing rule 25: adding a receiver twice succeeds and keeps the first values",
    Effect.gen(function* () {
      const again = yield* ProfitSharingReceiver.add({
        ...merchant,
        account: supplier,
        relation_type: "STAFF"
      })
      assert.strictEqual(again.relation_type, "SUPPLIER")
    })
  )

  test(
    "profit sharing rule 26: a removed receiver gets nothing more",
    Effect.gen(function* () {
      yield* share("S1", 1)
      yield* ProfitSharingReceiver.remove({ ...merchant, account: supplier })
      assert.strictEqual(yield* rejection(share("S2", 1)), invalid)
    })
  )
})

it.effect("profit sharing rule 23: a list has at most 20,000 receivers", () =>
  Effect.gen(function* () {
    const { importState } = yield* Simulator.Simulator
    const owner = JSON.stringify(["standard", mchid, null])
    const rows = Array.from({ length: 20_000 }, (_, index) => [
      JSON.stringify([owner, "MERCHANT_ID", `${index}`]),
      { owner, type: "MERCHANT_ID", account: `${index}`, relation_type: "PARTNER" }
    ])
    yield* importState({ "profitSharing.receivers": rows })
    const add = (account: string) =>
      ProfitSharingReceiver.add({ ...merchant, account, relation_type: "PARTNER" })
    assert.strictEqual(yield* rejection(add("another")), invalid)
    yield* add("19999")
  }).pipe(Effect.provide(layer))
)

test(
  "profit sharing rule 27: a bill is for one day of the last three months, and its values begin with a grave accent",
  Effect.gen(function* () {
    yield* done("S1", 100)
    const link = (bill_date: string) => ProfitSharingBill.getDownloadLink({ bill_date, tar_type: "GZIP" })
    assert.strictEqual(yield* rejection(link("2026-05-01")), invalid)
    assert.strictEqual(yield* rejection(link("2026-01-01")), invalid)
    yield* TestClock.adjust("1 day")
    const rows: Array<Readonly<Record<string, string>>> = []
    yield* Stream.runForEach(
      BillFile.entries(BillFile.download(yield* link("2026-05-01"))),
      ({ _tag, cells }) => Effect.sync(() => void (_tag === "Row" && rows.push(cells)))
    )
    assert.lengthOf(rows, 1)
    assert.deepInclude(rows[0], { 商户分账单号: "S1", 分账接收方: supplier, "分账金额(元)": "1.00" })
  })
)

const platform = { sub_mchid: subMchid, transaction_id } as const

describe("the ecommerce product", () => {
  const receive = (receiver_account: string, amount: number) =>
    ({ type: "MERCHANT_ID", receiver_account, amount, description: "share" }) as const

  test(
    "profit sharing rule 28: the last share of the ecommerce product goes only to the platform",
    Effect.gen(function* () {
      yield* pay({ profit_sharing: "ecommerce", sub_mchid: subMchid })
      for (const account of [mchid, supplier]) {
        yield* EcommerceProfitSharingReceiver.add({
          type: "MERCHANT_ID",
          account,
          relation_type: "PLATFORM"
        })
      }
      const last = (out_order_no: string, account: string) =>
        EcommerceProfitSharing.create({
          ...platform,
          out_order_no,
          receivers: [receive(account, 100)],
          finish: true
        })
      assert.strictEqual(yield* rejection(last("E1", supplier)), invalid)
      yield* EcommerceProfitSharing.create({
        ...platform,
        out_order_no: "E2",
        receivers: [receive(supplier, 100)],
        finish: false
      })
      yield* last("E3", mchid)
      const { unsplit_amount } = yield* EcommerceProfitSharing.queryUnsplitAmount({ transaction_id })
      assert.strictEqual(unsplit_amount, 0)
    })
  )

  test(
    "profit sharing rules 10 to 21 in the ecommerce product: share, finish, return, and charge a fee after the sale",
    Effect.gen(function* () {
      yield* pay({ profit_sharing: "ecommerce", sub_mchid: subMchid })
      const receiver = { type: "MERCHANT_ID", account: supplier } as const
      const create = EcommerceProfitSharing.create({
        ...platform,
        out_order_no: "E1",
        receivers: [receive(supplier, 100)],
        finish: false
      })
      assert.strictEqual(yield* rejection(create), invalid)
      yield* EcommerceProfitSharingReceiver.add({ ...receiver, relation_type: "SUPPLIER" })
      const { order_id, status } = yield* create
      assert.strictEqual(status, "PROCESSING")
      yield* finish("E1")
      const shared = yield* EcommerceProfitSharing.query({ ...platform, out_order_no: "E1" })
      assert.deepInclude(shared.receivers?.[0], { receiver_account: supplier, result: "SUCCESS" })
      yield* EcommerceProfitSharing.finish({ ...platform, out_order_no: "F1", description: "rest" })
      yield* finish("F1")
      assert.deepInclude(yield* EcommerceProfitSharing.query({ ...platform, out_order_no: "F1" }), {
        status: "FINISHED",
        finish_amount: 9_900
      })
      const back = (out_return_no: string, amount: number) =>
        EcommerceProfitSharingReturn.create({
          sub_mchid: subMchid,
          order_id,
          out_return_no,
          return_mchid: supplier,
          amount,
          description: "refund"
        })
      assert.strictEqual(yield* rejection(back("B1", 101)), notEnough)
      yield* back("B1", 100)
      yield* act(ProfitShares.succeedReturn({ mchid, out_return_no: "B1" }))
      const returned = { sub_mchid: subMchid, order_id, out_return_no: "B1" }
      assert.strictEqual((yield* EcommerceProfitSharingReturn.query(returned)).result, "SUCCESS")
      yield* EcommerceProfitSharingReceiver.remove(receiver)
      const fee = {
        ...platform,
        amount: 10,
        type: "SERVICE_FEE_INCOME",
        scene: "RETURN_GOODS",
        refund_id: "503"
      } as const
      yield* EcommerceAfterSales.create(fee)
      assert.deepInclude(yield* EcommerceAfterSales.query(platform), { amount: 10, result: "SUCCESS" })
      assert.strictEqual(
        yield* rejection(EcommerceAfterSales.create({ ...fee, transaction_id: "42-2" })),
        invalid
      )
    })
  )
})

describe("the brand product", () => {
  test(
    "profit sharing rule 29: the brand's owner is always a receiver, and a failed return has the state FAIL",
    Effect.gen(function* () {
      yield* pay({ profit_sharing: "brand", sub_mchid: subMchid })
      const brand = { brand_mchid: brandOwner, appid, ...platform }
      const create = (out_order_no: string, account: string) =>
        BrandProfitSharing.create({
          ...brand,
          out_order_no,
          receivers: [to(account, 100)],
          finish: false
        })
      assert.strictEqual(yield* rejection(create("B1", supplier)), invalid)
      const { order_id } = yield* create("B1", brandOwner)
      yield* BrandProfitSharingReceiver.add({
        brand_mchid: brandOwner,
        ...merchant,
        account: supplier,
        relation_type: "SUPPLIER"
      })
      yield* create("B2", supplier)
      yield* finish("B1")
      const shared = yield* BrandProfitSharing.query({ ...platform, out_order_no: "B1" })
      assert.deepInclude(shared.receivers?.[0], { account: brandOwner, result: "SUCCESS" })
      const known = { sub_mchid: subMchid, order_id, out_return_no: "R1" }
      yield* BrandProfitSharingReturn.create({
        ...known,
        return_mchid: brandOwner,
        amount: 10,
        description: "refund"
      })
      yield* act(ProfitShares.failReturn({ mchid, out_return_no: "R1" }, "ACCOUNT_ABNORMAL"))
      assert.deepInclude(yield* BrandProfitSharingReturn.query(known), {
        result: "FAIL",
        fail_reason: "ACCOUNT_ABNORMAL"
      })
      yield* BrandProfitSharing.finish({ ...platform, out_order_no: "F1", description: "rest" })
      const { unsplit_amount } = yield* BrandProfitSharing.queryUnsplitAmount({ transaction_id })
      assert.strictEqual(unsplit_amount, 0)
      yield* BrandProfitSharingReceiver.remove({ brand_mchid: brandOwner, ...merchant, account: supplier })
      assert.strictEqual((yield* BrandConfig.query({ brand_mchid: brandOwner })).max_ratio, 3_000)
      assert.strictEqual((yield* PartnerConfig.query({ sub_mchid: subMchid })).max_ratio, 3_000)
    })
  )
})

type ProfitSharingEvent = Parameters<typeof ProfitSharingNotification.kindOf>[0] & {
  readonly resource: { readonly out_order_no: string; readonly receiver: { readonly amount: number } }
}

test(
  "merchants that receive or return shares are notified at their address, and the payer is not",
  Effect.gen(function* () {
    const notify_url = "https://supplier.example/shares"
    yield* act(ProfitShares.configure(supplier, { notify_url }))
    yield* ProfitSharing.create(order("S1", to(supplier, 100), to(courier, 50)))
    yield* finish("S1")
    yield* takeBack("B1", 60)
    yield* act(ProfitShares.succeedReturn({ mchid, out_return_no: "B1" }))
    const messages = yield* act(Outbox.all)
    assert.deepStrictEqual(
      messages.map(({ event_type, mchid, url }) => [event_type, mchid, url]),
      [
        ["PROFITSHARING.SUCCESS", supplier, notify_url],
        ["PROFITSHARING.RETURN", supplier, notify_url]
      ]
    )
    assert.deepInclude(messages[0]?.resource, { mchid, out_order_no: "S1", transaction_id })

    const seen: Array<readonly [kind: "share" | "return", number: string, amount: number]> = []
    const note = (event: ProfitSharingEvent) =>
      Effect.sync(() => {
        const { out_order_no, receiver } = event.resource
        seen.push([ProfitSharingNotification.kindOf(event), out_order_no, receiver.amount])
      })
    const handler = NotificationHandler.make(ProfitSharingNotification.all, {
      "PROFITSHARING.SUCCESS": note,
      "PROFITSHARING.RETURN": note,
      "TRANSACTION.SUCCESS": note,
      unknown: ({ event_type }) => Effect.die(`${event_type} is unknown`)
    })
    // The pages also name the event type of payments, with which only the summary shows a return.
    const deliveries = messages.flatMap((message) => [
      { ...message, extra: {} },
      {
        ...message,
        id: `${message.id}-payment`,
        event_type: "TRANSACTION.SUCCESS",
        extra: { summary: message.event_type === "PROFITSHARING.RETURN" ? "分账回退" : "分账" }
      }
    ])
    for (const { event_type, extra, id, original_type, resource } of deliveries) {
      const body = bodyOf(resource, { id, eventType: event_type, originalType: original_type, extra })
      yield* NotificationHandler.handle(handler, deliveryOf(body, now / 1000)).pipe(
        Effect.provide(Layer.merge(keysLayer, NotificationStore.layerMemory()))
      )
    }
    assert.deepStrictEqual(seen, [
      ["share", "S1", 100],
      ["share", "S1", 100],
      ["return", "B1", 60],
      ["return", "B1", 60]
    ])
  })
)

test(
  "the page shows shares and returns, and ends them",
  Effect.gen(function* () {
    yield* ProfitSharing.create(order("S1", to(courier, 50), to(supplier, 100)))
    yield* runAction("profitSharing.shares", "close")
    yield* runAction("profitSharing.shares", "finish")
    assert.deepStrictEqual(
      (yield* query("S1")).receivers?.map(({ result }) => result),
      ["CLOSED", "SUCCESS"]
    )
    yield* takeBack("B1", 10)
    yield* runAction("profitSharing.returns", "fail")
    yield* takeBack("B2", 10)
    yield* runAction("profitSharing.returns", "succeed")
    const known = { out_order_no: "S1", out_return_no: "B2" }
    assert.strictEqual((yield* ProfitSharingReturn.query(known)).result, "SUCCESS")
    assert.strictEqual((yield* Effect.flip(finish("S1")))._tag, "ActionRejected")
    assert.strictEqual((yield* Effect.flip(finish("S9")))._tag, "ActionRejected")
  })
)
