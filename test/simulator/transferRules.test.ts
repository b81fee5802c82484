/** The rules of transfers that the simulator enforces, by their numbers in the list of facts. */
import { assert, describe, it } from "@effect/vitest"
import { ApiError, Retry, WechatPayClient } from "@effect-wechatpay/core"
import {
  Faults,
  Ledger,
  Outbox,
  Samples,
  Simulator,
  Transactions,
  Transfers
} from "@effect-wechatpay/simulator"
import {
  CharityBudget,
  CharityDonation,
  CharityReceipt,
  EcommerceTransfer,
  EcommerceTransferPermission,
  MerchantBalance,
  PartnerTransfer,
  PartnerTransferAuthorization,
  PartnerTransferPermission,
  PartnerTransferReceipt,
  QqWalletTransfer,
  Transfer,
  TransferAuthorization,
  TransferBatch,
  TransferBatchReceipt,
  TransferReceipt,
  TransferScene
} from "@effect-wechatpay/transfer"
import { Effect, Layer, Option, Redacted, Stream, TestClock } from "effect"
import { runAction } from "../support/panels.js"

const { appid, mchid, openid, subMchid } = Samples

const layer = Layer.provideMerge(
  Simulator.layerClient(),
  Simulator.layer({ merchants: [{ mchid, subMchids: [subMchid], appids: [appid] }] })
)

type Services = Layer.Layer.Success<typeof layer>

/** 2026-05-01 10:00 in Beijing. */
const now = Date.UTC(2026, 4, 1, 2)

const test = <E>(name: string, effect: Effect.Effect<void, E, Services>) =>
  it.effect(name, () =>
    Effect.andThen(TestClock.setTime(now), effect).pipe(Retry.none, Effect.provide(layer))
  )

const { act } = Simulator

/** Status and code of a rejection. */
const rejection = <A, E, R>(call: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(call), (error) => {
    assert(ApiError.isApiError(error), String(error))
    return `${error.status} ${error.code}`
  })

const base = "/v3/fund-app/mch-transfer"

/** What WeChat Pay says to a request that the library would not send. */
const raw = (body: object, path = `${base}/transfer-bills`) =>
  rejection(
    Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
      Effect.asVoid(client.request("POST", path, { body }))
    )
  )

const wrong = "400 PARAM_ERROR"
const invalid = "400 INVALID_REQUEST"
const forbidden = "403 NO_AUTH"
const missing = "404 NOT_FOUND"

const terms = {
  ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "一等奖" }),
  appid,
  out_bill_no: "bill1",
  transfer_amount: 500,
  transfer_remark: "新会员有礼",
  notify_url: "https://shop.example.com/notify"
}

const order = { ...terms, openid }
const key = { mchid, out_bill_no: "bill1" }

const available = Effect.map(act(Transfers.account({ mchid })), (account) => account.available)

const stateOf = (out_bill_no = "bill1") =>
  Effect.map(Transfer.query({ out_bill_no }), ({ fail_reason, state }) =>
    fail_reason === undefined ? state : `${state} ${fail_reason}`
  )

const told = Effect.map(act(Outbox.all), (messages) =>
  messages.map(({ event_type, resource }) => `${event_type} ${(resource as { state: string }).state}`)
)

const asked = {
  out_authorization_no: "auth1",
  appid,
  openid,
  transfer_scene_id: "1000" as const,
  user_display_name: "张",
  authorization_notify_url: "https://shop.example.com/notify"
}

const authorised = Effect.gen(function* () {
  yield* TransferAuthorization.request(asked)
  yield* act(Transfers.authorize({ mchid, out_authorization_no: "auth1" }))
})

describe("a transfer", () => {
  test(
    "a confirmed transfer moves the money once, and the merchant is notified",
    Effect.gen(function* () {
      const before = yield* available
      const created = yield* Transfer.create(order)
      assert.strictEqual(created.state, "WAIT_USER_CONFIRM")
      assert.isDefined(created.package_info)
      assert.strictEqual(yield* available, before - 500)
      yield* act(Transfers.confirm(key, { isSlow: true }))
      assert.strictEqual(yield* stateOf(), "TRANSFERING")
      yield* act(Transfers.payOut(key))
      assert.strictEqual(yield* stateOf(), "SUCCESS")
      assert.strictEqual(yield* available, before - 500)
      assert.deepStrictEqual(yield* told, ["MCHTRANSFER.BILL.FINISHED SUCCESS"])
      const { transfer_bill_no } = created
      assert.strictEqual((yield* Transfer.queryByTransferBillNo({ transfer_bill_no })).state, "SUCCESS")
      assert.strictEqual(
        (yield* Effect.flip(act(Transfers.confirm(key)))).problem,
        "the transfer does not wait for a confirmation"
      )
    })
  )

  test(
    "an unconfirmed transfer fails after a day, and the money is returned",
    Effect.gen(function* () {
      const before = yield* available
      yield* Transfer.create(order)
      yield* TestClock.adjust("24 hours")
      // Nobody asks: it happens by itself.
      assert.deepStrictEqual(yield* told, ["MCHTRANSFER.BILL.FINISHED FAIL"])
      assert.strictEqual(yield* stateOf(), "FAIL OVERDUE_CLOSE")
      assert.strictEqual(yield* available, before)
      assert.deepStrictEqual(yield* told, ["MCHTRANSFER.BILL.FINISHED FAIL"])
    })
  )

  test(
    "transfer rules R1, R5, R6, R8, R9, R10: malformed values are PARAM_ERROR",
    Effect.gen(function* () {
      const changes: ReadonlyArray<object> = [
        { out_bill_no: "bill_1" },
        { transfer_scene_report_infos: order.transfer_scene_report_infos.slice(1) },
        { transfer_amount: 9 },
        { transfer_amount: 200_000 },
        { transfer_remark: "备".repeat(33) },
        { notify_url: "https://shop.example.com/notify?a=1" }
      ]
      for (const change of changes) assert.strictEqual(yield* raw({ ...order, ...change }), wrong)
      assert.strictEqual(yield* rejection(Transfer.query({ out_bill_no: "bill1" })), missing)
    })
  )

  test(
    "transfer rule R2: a repeated request is the same transfer, and other parameters are rejected",
    Effect.gen(function* () {
      const before = yield* available
      const first = yield* Transfer.create({ ...order, user_name: Redacted.make("张三") })
      const second = yield* Transfer.create({ ...order, user_name: Redacted.make("张三") })
      assert.deepStrictEqual(second, first)
      assert.strictEqual(yield* available, before - 500)
      assert.strictEqual(yield* rejection(Transfer.create({ ...order, transfer_amount: 501 })), invalid)
      yield* act(Transfers.confirm(key))
      const done = yield* Transfer.create({ ...order, user_name: Redacted.make("张三") })
      assert.strictEqual(done.state, "SUCCESS")
      assert.isUndefined(done.package_info)
      assert.strictEqual(yield* available, before - 500)
    })
  )

  test(
    "transfer rules R3, R4: the appid is bound to the merchant, and the scene was granted",
    Effect.gen(function* () {
      assert.strictEqual(yield* rejection(Transfer.create({ ...order, appid: "wx0" })), wrong)
      yield* act(Transfers.setScenes({ mchid }, ["1005"]))
      assert.strictEqual(yield* rejection(Transfer.create(order)), forbidden)
      assert.strictEqual(yield* rejection(TransferAuthorization.request(asked)), forbidden)
      yield* act(Transfers.setScenes({ mchid }, ["1000"]))
      yield* Transfer.create(order)
      yield* act(Transfers.fail(key, "OPENID_INVALID"))
      assert.strictEqual(yield* stateOf(), "FAIL OPENID_INVALID")
    })
  )

  test(
    "transfer rule R7: the displayed purpose is one of the scene",
    Effect.gen(function* () {
      assert.strictEqual(yield* raw({ ...order, user_recv_perception: "货款" }), wrong)
      yield* Transfer.create({ ...order, user_recv_perception: "现金奖励" })
    })
  )

  test(
    "transfer rule R16: after a lost response the number is queried, and only the identical request is repeated",
    Effect.gen(function* () {
      const { faults } = yield* Simulator.Simulator
      const before = yield* available
      yield* faults.inject(Faults.reset({ effect: true }), { endpoint: Transfer.create })
      assert.strictEqual((yield* Effect.flip(Transfer.create(order))).outcome, "Unknown")
      assert.strictEqual(yield* stateOf(), "WAIT_USER_CONFIRM")
      yield* Transfer.create(order)
      assert.strictEqual(yield* available, before - 500)
    })
  )

  test(
    "transfer rule R8: a name is stored, returned decrypted, and compared with the user's",
    Effect.gen(function* () {
      yield* Transfer.create({ ...order, transfer_amount: 200_000, user_name: Redacted.make("张三") })
      const { user_name } = yield* Transfer.query({ out_bill_no: "bill1" })
      assert(user_name !== undefined)
      assert.strictEqual(Redacted.value(user_name), "张三")
      const before = yield* available
      yield* act(Transfers.fail(key, "NAME_NOT_CORRECT"))
      assert.strictEqual(yield* available, before + 200_000)
    })
  )

  test(
    "transfer rule R11: a transfer above the balance is NOT_ENOUGH, or waits for money",
    Effect.gen(function* () {
      yield* act(Transfers.setAccount({ mchid }, 499))
      assert.strictEqual(yield* rejection(Transfer.create(order)), "403 NOT_ENOUGH")
      assert.strictEqual(yield* available, 499)
      yield* act(Transfers.setAccount({ mchid }, 499, { waits: true }))
      assert.strictEqual((yield* Transfer.create(order)).state, "PROCESSING")
      assert.strictEqual((yield* Transfer.create(order)).state, "PROCESSING")
      yield* act(Transfers.setAccount({ mchid }, 500))
      assert.strictEqual((yield* Transfer.create(order)).state, "WAIT_USER_CONFIRM")
      assert.strictEqual(yield* available, 0)
      assert.strictEqual((yield* Transfer.create(order)).state, "WAIT_USER_CONFIRM")
    })
  )

  test(
    "transfer rules R12, R15: a number may be repeated for a day, and queried for 30",
    Effect.gen(function* () {
      yield* Transfer.create(order)
      yield* TestClock.adjust("25 hours")
      assert.strictEqual(yield* rejection(Transfer.create(order)), invalid)
      yield* TestClock.adjust("28 days")
      yield* stateOf()
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* rejection(Transfer.query({ out_bill_no: "bill1" })), missing)
    })
  )

  test(
    "transfer rules R13, R14: a transfer can be cancelled until the user confirms, repeatedly, and the money is returned",
    Effect.gen(function* () {
      const before = yield* available
      yield* Transfer.create(order)
      assert.strictEqual((yield* Transfer.cancel({ out_bill_no: "bill1" })).state, "CANCELING")
      assert.strictEqual((yield* Transfer.cancel({ out_bill_no: "bill1" })).state, "CANCELING")
      assert.strictEqual(
        (yield* Effect.flip(act(Transfers.confirm(key)))).problem,
        "the transfer does not wait for a confirmation"
      )
      yield* TestClock.adjust("1 second")
      assert.strictEqual(yield* stateOf(), "CANCELLED")
      assert.strictEqual((yield* Transfer.cancel({ out_bill_no: "bill1" })).state, "CANCELLED")
      assert.strictEqual(yield* available, before)
      assert.deepStrictEqual(yield* told, ["MCHTRANSFER.BILL.FINISHED CANCELLED"])
      yield* Transfer.create({ ...order, out_bill_no: "bill2" })
      yield* act(Transfers.confirm({ ...key, out_bill_no: "bill2" }, { isSlow: true }))
      assert.strictEqual(yield* rejection(Transfer.cancel({ out_bill_no: "bill2" })), invalid)
      assert.strictEqual(yield* rejection(Transfer.cancel({ out_bill_no: "bill3" })), invalid)
    })
  )
})

/** The content of a file, checked by its hash. */
const textOf = <E, R>(bytes: Stream.Stream<Uint8Array, E, R>) =>
  Effect.map(Stream.runCollect(Stream.decodeText(bytes)), (parts) => [...parts].join(""))

describe("receipts, balances and batches", () => {
  test(
    "transfer rule R23: a receipt is for a transfer that succeeded and was sent with a name",
    Effect.gen(function* () {
      const apply = TransferReceipt.apply({ out_bill_no: "bill1" })
      assert.strictEqual(yield* rejection(apply), missing)
      yield* Transfer.create(order)
      yield* act(Transfers.confirm(key))
      assert.strictEqual(yield* rejection(apply), invalid)
      const named = { ...order, out_bill_no: "bill2", user_name: Redacted.make("张三") }
      const { transfer_bill_no } = yield* Transfer.create(named)
      const second = TransferReceipt.apply({ out_bill_no: "bill2" })
      assert.strictEqual(yield* rejection(second), invalid)
      yield* act(Transfers.confirm({ ...key, out_bill_no: "bill2" }))
      assert.strictEqual(yield* rejection(TransferReceipt.query({ out_bill_no: "bill2" })), missing)
      assert.strictEqual((yield* second).state, "GENERATING")
      assert.strictEqual((yield* TransferReceipt.query({ out_bill_no: "bill2" })).state, "GENERATING")
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(
        (yield* TransferReceipt.applyByTransferBillNo({ transfer_bill_no })).state,
        "FINISHED"
      )
    })
  )

  test(
    "transfer rule R24: the address of a receipt is valid for 10 minutes, and a query gives a new one of the same file",
    Effect.gen(function* () {
      const sub = { sub_mchid: subMchid }
      const named = { ...order, user_name: Redacted.make("张三") }
      yield* Transfer.create(named)
      yield* act(Transfers.confirm(key))
      yield* TransferReceipt.apply({ out_bill_no: "bill1" })
      yield* TestClock.adjust("2 seconds")
      const query = Effect.map(TransferReceipt.query({ out_bill_no: "bill1" }), TransferReceipt.file)
      const first = Option.getOrThrow(yield* query)
      assert.match(yield* textOf(TransferReceipt.download(first)), /^%PDF-1\.4\n[\s\S]*%%EOF\n$/)
      yield* TestClock.adjust("10 minutes")
      yield* textOf(TransferReceipt.download(first))
      yield* TestClock.adjust(1)
      assert.strictEqual(yield* rejection(textOf(TransferReceipt.download(first))), invalid)
      const second = Option.getOrThrow(yield* query)
      assert.notStrictEqual(second.download_url, first.download_url)
      assert.strictEqual(second.hash_value, first.hash_value)
      yield* textOf(TransferReceipt.download(second))
      // The receipt of a provider has a hash of another kind.
      yield* PartnerTransfer.create({ ...named, ...sub })
      yield* act(Transfers.confirm({ ...key, ...sub }))
      const byPartner = { out_bill_no: "bill1", ...sub }
      yield* PartnerTransferReceipt.apply(byPartner)
      yield* TestClock.adjust("2 seconds")
      const { hash_type, state } = yield* PartnerTransferReceipt.query(byPartner)
      assert.deepStrictEqual([hash_type, state], ["SM3", "FINISHED"])
    })
  )

  test(
    "transfer rule R25: a batch has fitting totals and unique items, is accepted once, and its items end one by one",
    Effect.gen(function* () {
      const item = (number: number, more: object = {}) => ({
        out_detail_no: `item${number}`,
        transfer_amount: 100,
        transfer_remark: "remark",
        openid,
        ...more
      })
      const batch = {
        appid,
        out_batch_no: "batch1",
        batch_name: "name",
        batch_remark: "remark",
        total_amount: 200,
        total_num: 2,
        transfer_detail_list: [item(1), item(2)] as const,
        notify_url: "https://shop.example.com/notify"
      }
      assert.strictEqual(yield* rejection(TransferBatch.create(batch)), forbidden)
      yield* act(Transfers.useBatches(mchid))
      const wrongs: ReadonlyArray<object> = [
        { total_amount: 201 },
        { total_num: 3 },
        { transfer_detail_list: [item(1), item(1)] },
        { out_batch_no: "batch_1" },
        {
          total_num: 1001,
          total_amount: 100_100,
          transfer_detail_list: Array.from({ length: 1001 }, (_, number) => item(number))
        }
      ]
      for (const change of wrongs) {
        assert.strictEqual(yield* raw({ ...batch, ...change }, "/v3/transfer/batches"), wrong)
      }
      assert.strictEqual(
        yield* rejection(TransferBatch.create({ ...batch, appid: "wx0" })),
        "401 APPID_MCHID_NOT_MATCH"
      )
      yield* act(Transfers.setAccount({ mchid }, 199))
      assert.strictEqual(yield* rejection(TransferBatch.create(batch)), "403 NOT_ENOUGH")
      yield* act(Transfers.setAccount({ mchid }, 500))
      const first = yield* TransferBatch.create(batch)
      assert.deepStrictEqual(yield* TransferBatch.create(batch), first)
      assert.strictEqual(yield* available, 300)
      assert.strictEqual(yield* rejection(TransferBatch.create({ ...batch, batch_name: "other" })), invalid)
      assert.strictEqual(yield* rejection(TransferBatchReceipt.apply({ out_batch_no: "batch1" })), invalid)
      yield* act(Transfers.failBatchItem({ mchid, out_batch_no: "batch1" }, "item2", "OPENID_INVALID"))
      yield* TestClock.adjust("2 seconds")
      const query = { out_batch_no: "batch1", need_query_detail: true }
      assert.strictEqual(yield* rejection(TransferBatch.queryByOutBatchNo(query)), wrong)
      const found = yield* TransferBatch.queryByOutBatchNo({ ...query, detail_status: "FAIL" })
      assert.deepInclude(found.transfer_batch, { batch_status: "FINISHED", success_num: 1, fail_amount: 100 })
      assert.deepStrictEqual(
        found.transfer_detail_list?.map(({ out_detail_no }) => out_detail_no),
        ["item2"]
      )
      const paid = { out_batch_no: "batch1", out_detail_no: "item1" }
      assert.strictEqual((yield* TransferBatch.queryDetail(paid)).detail_status, "SUCCESS")
      const failed = yield* TransferBatch.queryDetail({ ...paid, out_detail_no: "item2" })
      assert.strictEqual(failed.fail_reason, "OPENID_INVALID")
      assert.strictEqual(yield* available, 400)
      const messages = yield* act(Outbox.all)
      assert.deepStrictEqual(
        messages.map(({ event_type }) => event_type),
        ["MCHTRANSFER.BATCH.FINISHED"]
      )
      const receipt = { accept_type: "BATCH_TRANSFER", ...paid } as const
      yield* TransferBatchReceipt.applyForDetail(receipt)
      assert.strictEqual(
        yield* rejection(TransferBatchReceipt.applyForDetail({ ...receipt, out_detail_no: "item2" })),
        invalid
      )
      yield* TestClock.adjust("2 seconds")
      const { download_url, hash_type, hash_value } = yield* TransferBatchReceipt.queryForDetail(receipt)
      assert(download_url !== undefined && hash_type !== undefined && hash_value !== undefined)
      const file = { download_url, hash_type, hash_value }
      assert.match(yield* textOf(TransferBatchReceipt.download(file)), /^%PDF/)
    })
  )

  test(
    "transfer rule R26: a day-end balance is ready at 10:00, for 90 days",
    Effect.gen(function* () {
      yield* act(Transfers.setAccount({ mchid }, 1000))
      yield* act(Ledger.topUp(mchid, 70))
      yield* TestClock.adjust("1 day")
      yield* Transfer.create({ ...order, transfer_amount: 300 })
      assert.strictEqual((yield* MerchantBalance.query({ account_type: "OPERATION" })).available_amount, 700)
      const dayEnd = (date: string, account_type: "BASIC" | "OPERATION" = "OPERATION") =>
        Effect.map(MerchantBalance.queryDayEnd({ account_type, date }), (one) => one.available_amount)
      assert.strictEqual(yield* dayEnd("2026-05-01"), 1000)
      assert.strictEqual(yield* dayEnd("2026-05-01", "BASIC"), 70)
      assert.strictEqual(yield* dayEnd("2026-04-30", "BASIC"), 0)
      assert.strictEqual(yield* rejection(dayEnd("2026-05-02")), invalid)
      yield* TestClock.adjust("23 hours")
      assert.strictEqual(yield* rejection(dayEnd("2026-05-02")), invalid)
      yield* TestClock.adjust("1 hour")
      assert.strictEqual(yield* dayEnd("2026-05-02"), 700)
      yield* TestClock.adjust("90 days")
      assert.strictEqual(yield* rejection(dayEnd("2026-05-02")), invalid)
    })
  )
})

describe("donations and permissions", () => {
  test(
    "a donation is paid from the sponsor's locked budget, and needs a payment of a tenth above 1,000 yuan",
    Effect.gen(function* () {
      const sponsor_mchid = "1900000001"
      const balances = Effect.all([
        act(Ledger.balance(Ledger.merchant(sponsor_mchid, "OPERATION"))),
        act(Ledger.balance(Ledger.merchant("1900000002")))
      ])
      yield* act(Transfers.setAccount({ mchid: sponsor_mchid }, 300_000))
      const budget = { out_budget_no: "budget1", sponsor_mchid }
      const applied = yield* CharityBudget.apply({
        ...budget,
        sponsor_subject_name: "公司",
        activity_name: "活动",
        activity_remark: "备注",
        amount: 250_000
      })
      assert.strictEqual(applied.state, "PENDING")
      const gift = {
        ...budget,
        out_transfer_no: "gift1",
        receive_mchid: "1900000002",
        amount: 100_000,
        transfer_remark: "捐赠"
      }
      assert.strictEqual(yield* rejection(CharityDonation.create(gift)), invalid)
      yield* act(Transfers.confirmBudget({ mchid, out_budget_no: "budget1" }))
      assert.deepStrictEqual(yield* balances, [50_000, 0])
      assert.strictEqual((yield* CharityDonation.create(gift)).state, "ACCEPTED")
      assert.strictEqual((yield* CharityDonation.create(gift)).state, "ACCEPTED")
      yield* TestClock.adjust("1 second")
      assert.strictEqual(
        (yield* CharityDonation.query({ ...budget, out_transfer_no: "gift1" })).state,
        "SUCCESS"
      )
      assert.deepStrictEqual(yield* balances, [50_000, 100_000])
      const transaction_id = "4200000000000000000000000009"
      const large = {
        ...gift,
        out_transfer_no: "gift2",
        amount: 100_001,
        transaction_info: { transaction_type: "WXPAY", transaction_id } as const
      }
      assert.strictEqual(yield* rejection(CharityDonation.create(large)), invalid)
      const payment = { transaction_id, out_trade_no: "1", mchid, total: 10_001, paid_at: now }
      yield* act(Transactions.register(payment))
      yield* CharityDonation.create(large)
      assert.strictEqual(
        yield* rejection(CharityDonation.create({ ...gift, out_transfer_no: "gift3", amount: 50_000 })),
        invalid
      )
      const ended = yield* CharityBudget.unlock({ ...budget, activity_remark: "结束" })
      assert.strictEqual(ended.unlocked_amount, 49_999)
      assert.deepStrictEqual(yield* balances, [99_999, 100_000])
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* balances, [99_999, 200_001])
      const days = { start_date: "2026-05-01", end_date: "2026-05-01" }
      const { accept_id } = yield* CharityReceipt.apply({ ...budget, ...days })
      yield* TestClock.adjust("2 seconds")
      const receipt = yield* CharityReceipt.query({ out_budget_no: "budget1", accept_id })
      assert.strictEqual(receipt.receipt_state, "FINISHED")
    })
  )

  test(
    "a provider transfers a sub-merchant's money while the sub-merchant permits it",
    Effect.gen(function* () {
      const sub = { sub_mchid: subMchid }
      assert.strictEqual((yield* PartnerTransferPermission.query(sub)).state, "AUTHORIZED")
      yield* act(Transfers.setPermission({ mchid, ...sub }, "CANCELED"))
      assert.strictEqual((yield* PartnerTransferPermission.query(sub)).state, "CANCELED")
      assert.strictEqual(yield* rejection(PartnerTransfer.create({ ...order, ...sub })), forbidden)
      const invitation = yield* PartnerTransferPermission.request({ ...sub, out_apply_no: "apply1" })
      assert.strictEqual(invitation.state, "INVITED")
      assert.strictEqual(
        yield* rejection(PartnerTransferPermission.request({ ...sub, out_apply_no: "apply2" })),
        invalid
      )
      yield* act(Transfers.endInvitation({ mchid, ...sub }, "PASSED"))
      const found = yield* PartnerTransferPermission.query(sub)
      assert.deepStrictEqual([found.state, found.apply_order?.state], ["AUTHORIZED", "PASSED"])
      yield* PartnerTransfer.create({ ...order, ...sub })
      assert.strictEqual((yield* EcommerceTransferPermission.query(sub)).authorization_state, "AUTHORIZED")
    })
  )
})

describe("an authorisation", () => {
  test(
    "transfer rules R20, R21, R22: transfers with an authorisation succeed at once until it is closed",
    Effect.gen(function* () {
      yield* TransferAuthorization.request(asked)
      const under = { ...terms, out_authorization_no: "auth1" }
      assert.strictEqual(yield* rejection(Transfer.createAuthorized(under)), invalid)
      yield* act(Transfers.authorize({ mchid, out_authorization_no: "auth1" }))
      const { authorization_id } = yield* TransferAuthorization.query({ out_authorization_no: "auth1" })
      assert(authorization_id !== undefined)
      const paid = yield* Transfer.createAuthorized(under)
      assert.strictEqual(paid.state, "SUCCESS")
      assert.strictEqual(paid.openid, openid)
      const again = yield* Transfer.createAuthorized({ ...terms, out_bill_no: "bill2", authorization_id })
      assert.strictEqual(again.state, "SUCCESS")
      const purchase = { ...terms, ...TransferScene.purchase({ goods: "茶" }), out_bill_no: "bill3" }
      assert.strictEqual(
        yield* rejection(Transfer.createAuthorized({ ...purchase, authorization_id })),
        invalid
      )
      assert.strictEqual(
        yield* raw({ ...terms, out_bill_no: "bill3" }, `${base}/transfer-bills/transfer`),
        wrong
      )
      assert.strictEqual(
        (yield* TransferAuthorization.close({ out_authorization_no: "auth1" })).state,
        "CLOSED"
      )
      assert.strictEqual(
        (yield* TransferAuthorization.close({ out_authorization_no: "auth1" })).state,
        "CLOSED"
      )
      assert.strictEqual(
        yield* rejection(Transfer.createAuthorized({ ...under, out_bill_no: "bill3" })),
        invalid
      )
      assert.deepStrictEqual(
        (yield* told).filter((event) => event.includes("AUTHORIZATION")),
        ["MCHTRANSFER.AUTHORIZATION.CONFIRMED TAKING_EFFECT", "MCHTRANSFER.AUTHORIZATION.CLOSED CLOSED"]
      )
    })
  )

  test(
    "transfer rule R17: a user has at most five pending or valid authorisations per scene",
    Effect.gen(function* () {
      for (let number = 1; number <= 5; number++) {
        yield* TransferAuthorization.request({ ...asked, out_authorization_no: `auth${number}` })
      }
      const sixth = TransferAuthorization.request({ ...asked, out_authorization_no: "auth6" })
      assert.strictEqual(yield* rejection(sixth), invalid)
      yield* TransferAuthorization.request(asked)
      yield* TransferAuthorization.close({ out_authorization_no: "auth1" })
      yield* sixth
    })
  )

  test(
    "transfer rule R18: an authorisation without consent closes after a day, and is deleted after 30 more",
    Effect.gen(function* () {
      yield* TransferAuthorization.request(asked)
      yield* TestClock.adjust("24 hours")
      const { close_info, state } = yield* TransferAuthorization.query({ out_authorization_no: "auth1" })
      assert.strictEqual(state, "CLOSED")
      assert.strictEqual(close_info?.close_reason, "USER_OVERDUE_UNCONFIRMED")
      assert.strictEqual(yield* rejection(TransferAuthorization.request(asked)), invalid)
      yield* TestClock.adjust("31 days")
      assert.strictEqual(
        yield* rejection(TransferAuthorization.query({ out_authorization_no: "auth1" })),
        missing
      )
      assert.deepStrictEqual(yield* told, [])
    })
  )

  test(
    "transfer rule R19: an authorisation that a transfer requests exists only if the user grants it with the confirmation",
    Effect.gen(function* () {
      const { openid: _, ...withoutUser } = order
      const path = `${base}/transfer-bills/pre-transfer-with-authorization`
      assert.strictEqual(yield* raw(withoutUser, path), wrong)
      const authorization_info = {
        user_display_name: "张",
        out_authorization_no: "auth1",
        authorization_notify_url: "https://shop.example.com/notify"
      }
      const asking = { ...withoutUser, authorization_info }
      const created = yield* Transfer.createWithAuthorization(asking)
      assert.strictEqual(created.out_authorization_no, "auth1")
      yield* act(Transfers.confirm(key))
      const { state } = yield* TransferAuthorization.query({ out_authorization_no: "auth1" })
      assert.strictEqual(state, "WAIT_USER_CONFIRM")
      yield* Transfer.createWithAuthorization({
        ...asking,
        out_bill_no: "bill2",
        authorization_info: { ...authorization_info, out_authorization_no: "auth2" }
      })
      // A rejected authorisation locks no money, and its number stays free.
      const before = yield* available
      const taken = { ...asking, out_bill_no: "bill3", transfer_remark: "其他" }
      const other = { ...taken, openid: "another", authorization_info }
      assert.strictEqual(yield* rejection(Transfer.createWithAuthorization(other)), invalid)
      assert.strictEqual(yield* rejection(Transfer.query({ out_bill_no: "bill3" })), missing)
      assert.strictEqual(yield* available, before)
      yield* act(Transfers.confirm({ mchid, out_bill_no: "bill2" }, { authorizes: true }))
      const granted = yield* TransferAuthorization.query({ out_authorization_no: "auth2" })
      assert.strictEqual(granted.state, "TAKING_EFFECT")
    })
  )
})

describe("the other products", () => {
  test(
    "a service provider and a platform transfer a sub-merchant's money, and a merchant transfers to a QQ wallet",
    Effect.gen(function* () {
      const sub = { sub_mchid: subMchid }
      const before = yield* available
      yield* PartnerTransfer.create({ ...order, ...sub })
      yield* act(Transfers.confirm({ ...key, ...sub }))
      const paid = yield* PartnerTransfer.query({ out_bill_no: "bill1", ...sub })
      assert.strictEqual(paid.state, "SUCCESS")
      assert.strictEqual(
        yield* rejection(PartnerTransfer.create({ ...order, sub_mchid: "1900000999" })),
        forbidden
      )
      const { transfer_scene_report_infos: _, user_recv_perception: __, ...plain } = order
      yield* EcommerceTransfer.create({ ...plain, ...sub, out_bill_no: "bill2", transfer_scene_id: "77" })
      assert.strictEqual(
        (yield* EcommerceTransfer.cancel({ ...sub, out_bill_no: "bill2" })).state,
        "CANCELING"
      )
      assert.strictEqual(yield* rejection(PartnerTransfer.query({ out_bill_no: "bill2", ...sub })), missing)
      assert.strictEqual(yield* available, before)
      const { notify_url: ___, authorization_notify_url, ...rest } = { ...asked, notify_url: "" }
      yield* PartnerTransferAuthorization.request({ ...rest, notify_url: authorization_notify_url })
      const qq = yield* QqWalletTransfer.create({
        ...plain,
        out_bill_no: "bill3",
        transfer_scene_id: "1401",
        transfer_scene_report_infos: order.transfer_scene_report_infos
      })
      assert.strictEqual(qq.state, "WAIT_USER_CONFIRM")
      assert.strictEqual(yield* available, before - 500)
      yield* act(Transfers.confirm({ mchid, out_bill_no: "bill3" }))
      assert.strictEqual((yield* QqWalletTransfer.query({ out_bill_no: "bill3" })).state, "SUCCESS")
    })
  )

  test(
    "the page shows batches, budgets and invitations, with the actions that end them",
    Effect.gen(function* () {
      yield* act(Transfers.useBatches(mchid))
      const item = { out_detail_no: "item1", transfer_amount: 100, transfer_remark: "remark", openid }
      yield* TransferBatch.create({
        appid,
        out_batch_no: "batch1",
        batch_name: "name",
        batch_remark: "remark",
        total_amount: 100,
        total_num: 1,
        transfer_detail_list: [item]
      })
      yield* runAction("transfer.batches", "failItem")
      yield* TestClock.adjust("2 seconds")
      const failed = yield* TransferBatch.queryDetail({ out_batch_no: "batch1", out_detail_no: "item1" })
      assert.deepStrictEqual([failed.detail_status, failed.fail_reason], ["FAIL", "OPENID_INVALID"])

      const sponsor_mchid = "1900000001"
      const apply = (out_budget_no: string) =>
        CharityBudget.apply({
          out_budget_no,
          sponsor_mchid,
          sponsor_subject_name: "公司",
          activity_name: "活动",
          activity_remark: "备注",
          amount: 100
        })
      yield* apply("budget1")
      yield* runAction("transfer.budgets", "confirm")
      yield* apply("budget2")
      yield* runAction("transfer.budgets", "close")
      const stateOf = (out_budget_no: string) =>
        Effect.map(CharityBudget.query({ out_budget_no, sponsor_mchid }), ({ state }) => state)
      assert.deepStrictEqual([yield* stateOf("budget1"), yield* stateOf("budget2")], ["LOCKED", "CLOSED"])

      const sub = { sub_mchid: subMchid }
      for (const [action, state] of [
        ["pass", "PASSED"],
        ["reject", "REJECTED"],
        ["expire", "EXPIRED"]
      ] as const) {
        yield* PartnerTransferPermission.request({ ...sub, out_apply_no: action })
        yield* runAction("transfer.invitations", action)
        const { apply_order } = yield* PartnerTransferPermission.query(sub)
        assert.strictEqual(apply_order?.state, state)
      }
    })
  )

  test(
    "the state of transfers is JSON that another simulator can import",
    Effect.gen(function* () {
      yield* Transfer.create(order)
      yield* authorised
      const { exportState } = yield* Simulator.Simulator
      const state = JSON.parse(JSON.stringify(yield* exportState))
      const again = yield* Effect.provide(
        Effect.flatMap(Simulator.Simulator, (other) =>
          Effect.andThen(other.importState(state), other.exportState)
        ),
        Simulator.layer()
      )
      assert.deepStrictEqual(JSON.parse(JSON.stringify(again)), state)
    })
  )
})
