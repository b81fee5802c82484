/**
 * Each product once, a notification server, a flow, a retry and an interruption. Both lines run it, each against its own
 * simulator as a library, and must print the same (`pnpm effect4:compare`).
 */
import * as HttpServer from "@effect/platform/HttpServer"
import { TradeBill } from "@effect-wechatpay/bill"
import {
  NotificationHandler,
  NotificationServer,
  NotificationStore,
  OperationRecords,
  Retry
} from "@effect-wechatpay/core"
import { FacePaymentFlow, OnlineDevice } from "@effect-wechatpay/facepay"
import { MerchantMedia } from "@effect-wechatpay/media"
import { Complaint } from "@effect-wechatpay/merchant-complaint"
import { Native, PaymentFlow, PaymentSignals, PaymentState, PayNotification } from "@effect-wechatpay/pay"
import { Permission, ServiceOrder } from "@effect-wechatpay/payscore"
import { ProfitSharing } from "@effect-wechatpay/profit-sharing"
import { Refund } from "@effect-wechatpay/refund"
import { FacepayV2, Faults, Pay, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Transfer, TransferScene } from "@effect-wechatpay/transfer"
import { Console, Deferred, Effect, Fiber, Layer } from "effect"
import * as World from "../../examples/shared/world.js"

const { appid, mchid, openid, serviceId } = Samples

const show = <A, E extends { readonly _tag: string }, R>(name: string, effect: Effect.Effect<A, E, R>) =>
  Effect.matchEffect(effect, {
    onSuccess: (value) => Console.log(`${name}: ${JSON.stringify(value)}`),
    onFailure: (error) => Console.log(`${name}: ${error._tag} ${"outcome" in error ? error.outcome : ""}`)
  })

const bought = {
  appid,
  description: "tea",
  notify_url: World.notifyUrl,
  amount: { total: 888 },
  settle_info: { profit_sharing: true }
}
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const who = { service_id: serviceId, appid, openid }

const notified = Effect.runSync(Deferred.make<string>())

const program = Effect.gen(function* () {
  const { faults } = yield* Simulator.Simulator
  // Payment: the flow waits, the user pays, the notification arrives.
  const code = yield* Native.create({ ...bought, out_trade_no: "PAY_0001" })
  yield* Console.log(`pay: ${code.code_url.replace(/^.*\/pay\/\w+/, "a page")}`)
  const selling = yield* Effect.fork(PaymentFlow.awaitPaymentOrClose({ out_trade_no: "PAY_0001" }))
  yield* Simulator.act(Pay.pay({ mchid, out_trade_no: "PAY_0001" }))
  const order = yield* Fiber.join(selling)
  yield* Console.log(`paid: ${PaymentState.isPaid(order, 888)}`)
  // The flow may have queried the payment before.
  yield* Console.log(`notified: ${yield* Deferred.await(notified)}`)
  const transaction_id = order.transaction_id ?? ""
  yield* show(
    "refund",
    Effect.map(
      Refund.create({
        transaction_id,
        out_refund_no: "REFUND_0001",
        amount: { refund: 8, total: 888, currency: "CNY" }
      }),
      ({ amount, status }) => [status, amount.refund]
    )
  )
  yield* show(
    "share",
    Effect.map(ProfitSharing.queryUnsplitAmount({ transaction_id }), ({ unsplit_amount }) => unsplit_amount)
  )
  yield* show(
    "transfer",
    Effect.map(
      Transfer.create({
        ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "注册会员抽奖一等奖" }),
        appid,
        openid,
        out_bill_no: "TRANSFER1",
        transfer_amount: 100,
        transfer_remark: "新会员有礼"
      }),
      ({ state }) => state
    )
  )
  yield* show(
    "complaints",
    Effect.map(
      Complaint.list({ begin_date: "2026-11-01", end_date: "2026-11-02", limit: 5, offset: 0 }),
      Object.keys
    )
  )
  yield* show("bill", Effect.map(TradeBill.getDownloadLink({ bill_date: "2020-01-01" }), Object.keys))
  yield* show(
    "image",
    Effect.map(MerchantMedia.uploadImage({ filename: "a.png", content: png }), Object.keys)
  )
  yield* show(
    "permission",
    Effect.map(Permission.queryByOpenid(who), ({ authorization_state }) => authorization_state)
  )
  yield* show("no order", ServiceOrder.query({ service_id: serviceId, appid, out_order_no: "NONE" }))
  const device = { appid, store_id: "1", store_name: "tea", device_id: "TILL_1" }
  const rawdata = yield* Simulator.act(FacepayV2.makeRawData(device.device_id))
  const { authinfo } = yield* OnlineDevice.authinfo({ ...device, rawdata })
  const sale = { out_trade_no: "FACE_0001", total_fee: 100 }
  const face_code = yield* Simulator.act(
    FacepayV2.recognise({
      ...sale,
      authinfo,
      device_id: device.device_id,
      openid,
      userActions: { response: "SUCCESS" }
    })
  )
  const result = yield* FacePaymentFlow.pay({
    ...sale,
    appid,
    openid,
    face_code,
    body: "tea",
    fee_type: "CNY",
    spbill_create_ip: "127.0.0.1"
  })
  yield* Console.log(`face: ${result._tag}`)
  yield* faults.inject(Faults.systemError())
  yield* show("retried", Effect.as(Permission.queryByOpenid(who), "after a fault"))
  yield* faults.inject(Faults.hang())
  yield* show(
    "interrupted",
    Effect.timeoutOption(Permission.queryByOpenid(who).pipe(Retry.none), "200 millis").pipe(
      Effect.map(({ _tag }) => _tag)
    )
  )
  yield* show("rejected", Native.create({ ...bought, out_trade_no: "PAY_0002", amount: { total: -1 } }))
})

const handler = NotificationHandler.make([PayNotification.succeeded], {
  "TRANSACTION.SUCCESS": ({ resource }) =>
    Effect.andThen(
      Deferred.succeed(notified, PaymentState.of(resource)._tag),
      PaymentSignals.publish(resource)
    ),
  unknown: () => Effect.void
})

const receiver = Layer.scopedDiscard(HttpServer.serveEffect(NotificationServer.toHttpApp(handler))).pipe(
  Layer.provide([World.layerKeys, NotificationStore.layerMemory()])
)

const layer = receiver.pipe(
  Layer.provideMerge(Layer.merge(Simulator.layerClient(), Simulator.layerV2Client())),
  Layer.provideMerge(World.layer()),
  Layer.provideMerge(Layer.merge(PaymentSignals.layer, OperationRecords.layerMemory()))
)

await Effect.runPromise(Effect.provide(program, layer))
