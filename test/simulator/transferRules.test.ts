/** The rules of transfers that the simulator enforces, by their numbers in the list of facts. */
import { assert, describe, it } from "@effect/vitest"
import { ApiError, Retry, WechatPayClient } from "@effect-wechatpay/core"
import { Outbox, Samples, Simulator, Transfers } from "@effect-wechatpay/simulator"
import {
  EcommerceTransfer,
  PartnerTransfer,
  PartnerTransferAuthorization,
  QqWalletTransfer,
  Transfer,
  TransferAuthorization,
  TransferScene
} from "@effect-wechatpay/transfer"
import { Effect, Layer, Redacted, TestClock } from "effect"

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
