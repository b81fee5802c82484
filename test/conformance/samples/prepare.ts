/** What has to be the case before the simulator accepts a sample of the official pages. */
import { FetchHttpClient } from "@effect/platform"
import type { ApiError, WechatPayError } from "@effect-wechatpay/core"
import { ComplaintNotificationUrl } from "@effect-wechatpay/merchant-complaint"
import { Parking, ParkingTransaction } from "@effect-wechatpay/payscore"
import {
  BrandProfitSharing,
  BrandProfitSharingReceiver,
  EcommerceProfitSharing,
  EcommerceProfitSharingReceiver,
  ProfitSharing,
  ProfitSharingReceiver,
  ProfitSharingReturn
} from "@effect-wechatpay/profit-sharing"
import { Refund } from "@effect-wechatpay/refund"
import {
  Complaints,
  Payscore,
  ProfitShares,
  Refunds,
  Samples,
  Simulator,
  State,
  Transactions,
  Transfers
} from "@effect-wechatpay/simulator"
import { Transfer, TransferAuthorization, TransferScene } from "@effect-wechatpay/transfer"
import { Effect, Layer } from "effect"
import type { Input } from "../../support/walk/inputs.js"
import type { Sample } from "./data.js"

const { mchid, openid, subMchid } = Samples
const { act } = Simulator

/** The parties of the samples. */
const receiver = "86693852"
const complained = "1900000001"
const billed = "19000000001"
const appids = [
  Samples.appid,
  "wxcbda96de0b165486",
  "wx8888888888888888",
  "wx8888888888888889",
  "wxf636efh567hg4356",
  "102022609",
  "wx416b02c1dd71u132"
]

const world = Simulator.layerServer({
  merchants: [
    { mchid, appids, subMchids: [subMchid, complained, "1900012181", billed] },
    { mchid: receiver, appids: [], subMchids: [] }
  ]
})

export const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(Layer.merge(world, FetchHttpClient.layer))
)

export type Services = Layer.Layer.Success<typeof layer>

// --- what has to be the case ---------------------------------------------------------------------------------------

export const millis = (at: string): number => Date.parse(at)

const order = (sample: Sample, changed: Partial<Payscore.Order>): Payscore.Order => {
  const role = sample.endpoint.startsWith("payscore.partner") ? "partner" : "merchant"
  return {
    role,
    mchid,
    ...(role === "partner" ? { sub_mchid: subMchid } : {}),
    service_id: Samples.serviceId,
    appid: Samples.appid,
    openid,
    out_order_no: String({ ...sample.query, ...sample.path }.out_order_no),
    order_id: "1",
    state: "DOING",
    state_description: "USER_CONFIRM",
    terms: {
      service_introduction: "某某酒店",
      notify_url: "https://api.test.com",
      risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 10_000 },
      time_range: { start_time: "20091225091010", end_time: "20091225121010" }
    },
    creation: {},
    created_at: millis("2009-12-25T09:00:00+08:00"),
    packageUsed: true,
    inFlight: false,
    done: {},
    ...changed
  }
}

const subMerchantOf = ({ body, query }: Pick<Sample, "body" | "query">) =>
  (body?.sub_mchid ?? query?.sub_mchid) === undefined ? {} : { sub_mchid: subMchid }

const plate = { plate_number: "粤B888888", plate_color: "BLUE" } as const

/** A vehicle has entered. Gives WeChat Pay's number of the entry. */
const parked = (sample: Sample) =>
  Effect.map(
    Parking.enter({
      ...subMerchantOf(sample),
      ...plate,
      out_parking_no: "1231243",
      notify_url: "https://www.weixin.qq.com/wxpay/pay.php",
      start_time: "2017-08-26T10:43:39+08:00",
      parking_name: "欢乐海岸停车场",
      free_duration: 3600
    }),
    ({ id }) => id
  )

const inService = (sample: Sample) => act(Payscore.save(order(sample, {})))

const collecting = (sample: Sample) =>
  act(
    Payscore.save(
      order(sample, {
        state_description: "MCH_COMPLETE",
        completed_at: millis("2009-12-25T09:12:00+08:00"),
        total_amount: 50_000,
        collection: { state: "USER_PAYING", total_amount: 50_000, paying_amount: 50_000, paid_amount: 0 }
      })
    )
  )

/** The services of the samples are enjoyed first: what they cost is not limited by the risk fund. */
const service = act(
  Effect.gen(function* () {
    for (const one of (yield* State.rows(Payscore.services)).filter(() => true)) {
      yield* Payscore.register({
        ...one,
        risk_names: ["DEPOSIT", "ESTIMATE_ORDER_COST"],
        waivesDeposit: false
      })
    }
  })
)

const payment = (sample: Pick<Sample, "body" | "query">) =>
  act(
    Transactions.register({
      transaction_id: String(sample.body?.transaction_id ?? 1),
      out_trade_no: "1217752501201407033233368018",
      mchid,
      ...subMerchantOf(sample),
      total: 888,
      paid_at: millis("2026-05-01T09:00:00+08:00"),
      profit_sharing: "standard"
    })
  )

/** The parties of a share of a direct merchant, or of a sub-merchant. */
const partiesOf = ({ body }: Sample) =>
  body?.sub_mchid === undefined
    ? { appid: "wx8888888888888888" }
    : { appid: "wx8888888888888888", sub_mchid: subMchid }

/** The order that is shared was paid with the sharing flag. */
const sharedPayment = (
  sample: Sample,
  profit_sharing: NonNullable<Transactions.Transaction["profit_sharing"]> = "standard"
) =>
  act(
    Transactions.register({
      transaction_id: "4208450740201411110007820472",
      out_trade_no: "1",
      mchid,
      ...subMerchantOf(sample),
      total: 10_000,
      profit_sharing,
      paid_at: millis("2026-05-01T09:00:00+08:00")
    })
  )

const addReceiver = (sample: Sample, account: string) =>
  ProfitSharingReceiver.add({ ...partiesOf(sample), type: "MERCHANT_ID", account, relation_type: "STORE" })

const share = (sample: Sample, out_order_no = "P20150806125346") =>
  ProfitSharing.create({
    ...partiesOf(sample),
    transaction_id: "4208450740201411110007820472",
    out_order_no,
    receivers: [{ type: "MERCHANT_ID", account: receiver, amount: 888, description: "分给商户A" }],
    unfreeze_unsplit: false
  })

/** A share of a sub-merchant of a platform, or of a shop of a brand. */
const partiesOfPlatform = {
  appid: "wx8888888888888888",
  sub_mchid: subMchid,
  transaction_id: "4208450740201411110007820472",
  out_order_no: "P20150806125346"
} as const

const addToPlatform = (account: string) =>
  EcommerceProfitSharingReceiver.add({
    appid: "wx8888888888888888",
    type: "MERCHANT_ID",
    account,
    relation_type: "SUPPLIER"
  })

const addToBrand = (account: string) =>
  BrandProfitSharingReceiver.add({
    brand_mchid: "1900000108",
    appid: "wx8888888888888888",
    type: "MERCHANT_ID",
    account,
    relation_type: "SUPPLIER"
  })

/** Something is in the bills of the day of the samples. */
const paidOnDay = (who: { readonly sub_mchid?: string }) =>
  act(
    Transactions.register({
      transaction_id: "1",
      out_trade_no: "1",
      mchid,
      ...who,
      total: 888,
      paid_at: millis("2019-06-11T12:00:00+08:00")
    })
  )

const requestAuthorisation = TransferAuthorization.request({
  out_authorization_no: "plfk2020042013",
  appid: "wxf636efh567hg4356",
  openid,
  transfer_scene_id: "1000",
  user_display_name: "wx_123456",
  authorization_notify_url: "https://www.weixin.qq.com/wxpay/pay.php"
})

type Prepared = Effect.Effect<
  /** What of the sample only WeChat Pay can know, as this simulator knows it. */
  Input,
  ApiError.Any | WechatPayError.WechatPayError | Payscore.ActionRejected,
  Services
>

const given = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<Input, E, R> => Effect.as(effect, {})

const nothing = () => Effect.succeed({})

const complaint = () =>
  Effect.map(act(Complaints.complain({ complainted_mchid: complained })), (complaint_id) => ({
    complaint_id
  }))

const refundComplaint = () =>
  Effect.gen(function* () {
    const transaction_id = "1"
    yield* act(
      Transactions.register({
        transaction_id,
        out_trade_no: "1",
        mchid,
        total: 888,
        paid_at: millis("2026-05-01T09:00:00+08:00")
      })
    )
    const complaint_id = yield* act(Complaints.complain({ transaction_id, apply_refund_amount: 100 }))
    return { complaint_id }
  })

/** By the id of the endpoint. */
export const preparations: Readonly<Record<string, (sample: Sample) => Prepared>> = {
  "payscore.serviceOrder.create": () => given(service),
  "payscore.serviceOrder.query": (sample) => given(inService(sample)),
  "payscore.serviceOrder.cancel": (sample) => given(inService(sample)),
  "payscore.serviceOrder.complete": (sample) => given(Effect.andThen(service, inService(sample))),
  "payscore.serviceOrder.modify": (sample) => given(collecting(sample)),
  "payscore.serviceOrder.sync": (sample) => given(collecting(sample)),
  "payscore.partnerServiceOrder.create": () => given(service),
  "payscore.partnerServiceOrder.query": (sample) => given(inService(sample)),
  "payscore.partnerServiceOrder.cancel": (sample) => given(inService(sample)),
  "payscore.partnerServiceOrder.complete": (sample) => given(Effect.andThen(service, inService(sample))),
  "payscore.partnerServiceOrder.modify": (sample) => given(collecting(sample)),
  "payscore.partnerServiceOrder.sync": (sample) => given(collecting(sample)),
  "payscore.parking.findService": nothing,
  "payscore.parking.enter": nothing,
  "payscore.parkingTransaction.create": (sample) =>
    Effect.map(parked(sample), (parking_id) => ({
      parking_info: { ...(sample.body?.parking_info as object), parking_id }
    })),
  "payscore.parkingTransaction.query": (sample) =>
    given(
      Effect.flatMap(parked(sample), (parking_id) =>
        ParkingTransaction.create({
          ...subMerchantOf(sample),
          appid: "wxcbda96de0b165486",
          description: "停车场扣费",
          out_trade_no: String(sample.path?.out_trade_no),
          trade_scene: "PARKING",
          notify_url: "https://www.weixin.qq.com/wxpay/pay.php",
          amount: { total: 888 },
          parking_info: {
            ...plate,
            parking_id,
            start_time: "2017-08-26T10:43:39+08:00",
            end_time: "2017-08-26T10:43:39+08:00",
            parking_name: "欢乐海岸停车场",
            charging_duration: 3600,
            device_id: "12313"
          }
        })
      )
    ),
  "refund.refund.create": (sample) => given(payment(sample)),
  "refund.refund.query": (sample) =>
    given(
      Effect.andThen(
        payment(sample),
        Refund.create({
          ...subMerchantOf(sample),
          transaction_id: "1",
          out_refund_no: String(sample.path?.out_refund_no),
          amount: { refund: 888, total: 888, currency: "CNY" }
        })
      )
    ),
  "refund.refund.applyAbnormal": ({ body }) =>
    Effect.gen(function* () {
      const out_refund_no = String(body?.out_refund_no)
      yield* payment({ body: { transaction_id: "1" } })
      const { refund_id } = yield* Refund.create({
        transaction_id: "1",
        out_refund_no,
        amount: { refund: 888, total: 888, currency: "CNY" }
      })
      yield* act(Refunds.bounce({ mchid, out_refund_no }))
      return { refund_id }
    }),
  "profitSharing.profitSharing.create": (sample) =>
    given(Effect.andThen(sharedPayment(sample), addReceiver(sample, receiver))),
  "profitSharing.profitSharing.query": (sample) =>
    given(
      sharedPayment(sample).pipe(Effect.andThen(addReceiver(sample, receiver)), Effect.andThen(share(sample)))
    ),
  "profitSharing.profitSharingReturn.query": (sample) =>
    given(
      Effect.gen(function* () {
        const out_order_no = String(sample.query?.out_order_no)
        yield* sharedPayment(sample)
        yield* addReceiver(sample, receiver)
        yield* share(sample, out_order_no)
        yield* act(ProfitShares.finish({ mchid, out_order_no }))
        yield* ProfitSharingReturn.create({
          out_order_no,
          out_return_no: String(sample.path?.out_return_no),
          return_mchid: receiver,
          amount: 10,
          description: "用户退款"
        })
      })
    ),
  "profitSharing.profitSharing.unfreeze": (sample) => given(sharedPayment(sample)),
  "profitSharing.profitSharingReceiver.add": nothing,
  "profitSharing.profitSharingReceiver.remove": (sample) => given(addReceiver(sample, "1900000109")),
  "profitSharing.profitSharingReturn.create": (sample) =>
    Effect.gen(function* () {
      yield* sharedPayment(sample)
      yield* addReceiver(sample, receiver)
      const { order_id } = yield* share(sample)
      yield* act(ProfitShares.finish({ mchid, out_order_no: "P20150806125346" }))
      return { order_id }
    }),
  "profitSharing.brandProfitSharing.create": (sample) =>
    given(Effect.andThen(sharedPayment(sample, "brand"), addToBrand("1900000109"))),
  "profitSharing.brandProfitSharing.finish": (sample) => given(sharedPayment(sample, "brand")),
  "profitSharing.brandProfitSharingReceiver.add": nothing,
  "profitSharing.brandProfitSharingReceiver.remove": () => given(addToBrand("1900000109")),
  "profitSharing.brandProfitSharingReturn.create": (sample) =>
    Effect.gen(function* () {
      yield* sharedPayment(sample, "brand")
      yield* addToBrand(receiver)
      const { order_id } = yield* BrandProfitSharing.create({
        ...partiesOfPlatform,
        brand_mchid: "1900000108",
        receivers: [{ type: "MERCHANT_ID", account: receiver, amount: 100, description: "分给商户A" }],
        finish: false
      })
      yield* act(ProfitShares.finish({ mchid, out_order_no: "P20150806125346" }))
      return { order_id }
    }),
  "profitSharing.ecommerceProfitSharing.create": (sample) =>
    given(Effect.andThen(sharedPayment(sample, "ecommerce"), addToPlatform("1900000109"))),
  "profitSharing.ecommerceProfitSharing.finish": (sample) => given(sharedPayment(sample, "ecommerce")),
  "profitSharing.ecommerceProfitSharingReceiver.add": nothing,
  "profitSharing.ecommerceProfitSharingReceiver.remove": () => given(addToPlatform("190001001")),
  "profitSharing.ecommerceProfitSharingReturn.create": (sample) =>
    Effect.gen(function* () {
      yield* sharedPayment(sample, "ecommerce")
      yield* addToPlatform(receiver)
      const { order_id } = yield* EcommerceProfitSharing.create({
        ...partiesOfPlatform,
        receivers: [
          { type: "MERCHANT_ID", receiver_account: receiver, amount: 100, description: "分给商户A" }
        ],
        finish: false
      })
      yield* act(ProfitShares.finish({ mchid, out_order_no: "P20150806125346" }))
      return { order_id }
    }),
  "transfer.transfer.create": nothing,
  "transfer.transfer.createWithAuthorization": nothing,
  "transfer.transfer.createAuthorized": () =>
    Effect.gen(function* () {
      yield* requestAuthorisation
      const key = { mchid, out_authorization_no: "plfk2020042013" }
      const { authorization_id } = yield* act(Transfers.authorize(key))
      return { authorization_id }
    }),
  "transfer.transfer.cancel": () =>
    given(
      Transfer.create({
        ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "注册会员抽奖一等奖" }),
        appid: "wxf636efh567hg4356",
        openid,
        out_bill_no: "plfk2020042013",
        transfer_amount: 500,
        transfer_remark: "新会员开通有礼"
      })
    ),
  "transfer.transferAuthorization.request": nothing,
  "transfer.transferAuthorization.close": () =>
    given(
      Effect.andThen(
        requestAuthorisation,
        act(Transfers.authorize({ mchid, out_authorization_no: "plfk2020042013" }))
      )
    ),
  "merchantComplaint.complaint.respond": complaint,
  "merchantComplaint.complaint.complete": complaint,
  "merchantComplaint.complaint.updateRefundProgress": refundComplaint,
  "merchantComplaint.complaintNotificationUrl.create": nothing,
  "merchantComplaint.complaintNotificationUrl.update": () =>
    given(ComplaintNotificationUrl.create({ url: "https://www.xxx.com/before" })),
  "merchantComplaint.complaint.list": nothing,
  "merchantComplaint.complaint.listHistory": complaint,
  "bill.tradeBill.getDownloadLink": () => given(paidOnDay({})),
  "bill.fundFlowBill.getDownloadLink": () => given(paidOnDay({})),
  "bill.subMerchantFundFlowBill.getDownloadLinks": ({ query }) =>
    given(paidOnDay({ sub_mchid: String(query?.sub_mchid) })),
  "pay.h5.create": nothing,
  "pay.payment.close": nothing,
  "pay.combinedJsapi.create": nothing,
  "pay.combinedPayment.close": nothing,
  "pay.app.create": nothing,
  "pay.native.create": nothing,
  "pay.partnerH5.create": nothing,
  "pay.jsapi.create": nothing,
  "pay.partnerJsapi.create": nothing,
  "pay.partnerApp.create": nothing,
  "pay.partnerNative.create": nothing,
  "pay.partnerPayment.close": nothing,
  "pay.combinedApp.create": nothing,
  "pay.combinedH5.create": nothing,
  "pay.combinedNative.create": nothing,
  "transfer.transferReceipt.applyByTransferBillNo": nothing,
  "transfer.transferReceipt.apply": nothing
}

/** What the simulator does not serve: it checks the signature and says so. */
export const isSimulated = (id: string): boolean => !/^pay\.|^transfer\.transferReceipt\./.test(id)
