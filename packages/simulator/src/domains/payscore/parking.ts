/**
 * Parking: the calls of car parks, and the actions of drivers. Calls that could charge a driver twice, or without a
 * parking, are rejected.
 */
import { isDeepStrictEqual } from "node:util"
import * as Parking from "@effect-wechatpay/payscore/Parking"
import * as ParkingTransaction from "@effect-wechatpay/payscore/ParkingTransaction"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { digits } from "../../internal/digits.js"
import * as Outbox from "../../Outbox.js"
import { internalCode, invalidRequest, make, paramError } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { isRefunded } from "../refund/refunds.js"
import * as Transactions from "../transactions.js"
import * as Records from "./parkingRecords.js"
import { requireBinding } from "./services.js"
import { millisOf, rfc3339 } from "./times.js"
import { userOf } from "./users.js"
import { present } from "./values.js"

/** The usual value according to WeChat Pay. */
const entryValidity = Duration.toMillis("24 hours")

interface Caller {
  readonly appid?: string | undefined
  readonly sub_mchid?: string | undefined
}

/** Checks the caller: a direct merchant, or a service provider for the named sub-merchant. */
const requireCaller = Effect.fnUntraced(function* (
  { merchant }: Domain.Context,
  { appid, sub_mchid }: Caller
) {
  yield* requireBinding({ merchant, role: sub_mchid === undefined ? "merchant" : "partner", sub_mchid })
  if (appid !== undefined && !merchant.appids.includes(appid)) {
    return yield* invalidRequest("商户号和公众号没有绑定关系", internalCode.parkingAppidNotBound)
  }
})

const requireUsable = Effect.fnUntraced(function* (plate: Records.Plate | undefined) {
  const blocked = Records.blockOf(plate)
  if (blocked !== undefined) return blocked
  const { verdict } = yield* userOf(plate?.openid ?? "")
  return verdict === "PASSED" ? undefined : ("EVALUATION_FAILED" as const)
})

const snapshot = (payment: Records.Payment, refunded: boolean) => {
  const { created_at, creation: _, mchid, notify_url: __, openid, paid_at, total, ...rest } = payment
  return {
    ...rest,
    sp_mchid: mchid,
    create_time: rfc3339(created_at),
    trade_state: refunded ? "REFUND" : (payment.trade_state as string),
    trade_scene: "PARKING" as string,
    payer: { openid },
    amount: {
      total,
      currency: "CNY" as string,
      ...(paid_at === undefined ? {} : { payer_total: total, discount_total: 0 })
    },
    ...(paid_at === undefined ? {} : { success_time: rfc3339(paid_at) })
  }
}

const responseOf = (payment: Records.Payment) =>
  Effect.map(isRefunded(payment.transaction_id), (refunded) => snapshot(payment, refunded))

export const handlers = [
  Domain.handler(Parking.findService, (input, context) =>
    Effect.gen(function* () {
      yield* requireCaller(context, input)
      const { openid, plate_color, plate_number } = input
      const plate = (yield* State.rows(Records.plates)).get(Records.plateKey(input))
      const opened = plate?.openid === openid && plate.state !== "REMOVED" ? plate : undefined
      return {
        plate_number,
        plate_color: plate_color as string,
        openid,
        service_state: opened === undefined ? "OUT_SERVICE" : opened.state === "PAUSE" ? "PAUSE" : "NORMAL",
        ...(opened === undefined ? {} : { service_open_time: rfc3339(opened.opened_at) })
      }
    })
  ),
  Domain.handler(Parking.enter, (input, context) =>
    Effect.gen(function* () {
      yield* requireCaller(context, input)
      const rows = yield* State.rows(Records.parkings)
      const key = Records.parkingKey({ ...input, mchid: context.merchant.mchid })
      const known = rows.get(key)
      if (known !== undefined && !isDeepStrictEqual(known.creation, input)) {
        return yield* invalidRequest("重复的商户入场id但入场信息不同", internalCode.parkingReentryMismatch)
      }
      if (known === undefined) {
        const plate = (yield* State.rows(Records.plates)).get(Records.plateKey(input))
        const block_reason = yield* requireUsable(plate)
        rows.set(key, {
          ...input,
          mchid: context.merchant.mchid,
          id: digits(30),
          state: block_reason === undefined ? "NORMAL" : "BLOCKED",
          ...(block_reason === undefined ? {} : { block_reason }),
          entered_at: yield* Clock.currentTimeMillis,
          creation: input
        })
      }
      const {
        creation: _,
        entered_at: ____,
        mchid: __,
        notify_url: ___,
        ...parking
      } = rows.get(key) as Records.Parking
      return { ...parking, state: parking.state as string }
    })
  ),
  Domain.handler(ParkingTransaction.create, (input, context) =>
    Effect.gen(function* () {
      yield* requireCaller(context, input)
      const { mchid } = context.merchant
      const { amount, parking_info, sub_mchid } = input
      const rows = yield* State.rows(Records.payments)
      const key = Records.paymentKey({ ...input, mchid })
      const known = rows.get(key)
      // The number of a failed deduction may be used again.
      if (known !== undefined && known.trade_state !== "PAY_FAIL") {
        return yield* isDeepStrictEqual(known.creation, input)
          ? responseOf(known)
          : make(400, "ALREADY_EXISTS", "out_trade_no冲突")
      }
      const now = yield* Clock.currentTimeMillis
      const parking = (yield* State.rows(Records.parkings)).find(
        (one) => one.id === parking_info.parking_id && one.mchid === mchid && one.sub_mchid === sub_mchid
      )
      if (parking === undefined || now - parking.entered_at > entryValidity) {
        return yield* invalidRequest("停车入场ID不存在", internalCode.parkingUnknown)
      }
      if (Records.plateKey(parking) !== Records.plateKey(parking_info)) {
        return yield* invalidRequest("场景信息和停车入场ID不匹配", internalCode.parkingMismatch)
      }
      // No page compares the times, and the sample of the page has the same second twice.
      if (millisOf(parking_info.end_time) < millisOf(parking_info.start_time)) {
        return yield* paramError("出场时间不能早于入场时间")
      }
      if (parking.state === "BLOCKED") {
        return yield* invalidRequest("车牌未开通支付分停车服务", internalCode.parkingNotOpened)
      }
      if ((yield* Records.paymentOf(parking)) !== undefined) {
        return yield* invalidRequest("该停车入场id已扣费", internalCode.parkingMismatch)
      }
      const plate = (yield* State.rows(Records.plates)).get(Records.plateKey(parking))
      const { appid, attach, description, notify_url, out_trade_no, sub_appid } = input
      const payment: Records.Payment = {
        ...present({ sub_mchid, sub_appid, attach }),
        mchid,
        appid,
        description,
        out_trade_no,
        notify_url,
        total: amount.total,
        parking_info,
        openid: plate?.openid ?? "",
        trade_state: "ACCEPTED",
        created_at: now,
        creation: input
      }
      rows.set(key, payment)
      return yield* responseOf(payment)
    })
  ),
  Domain.handler(ParkingTransaction.query, ({ out_trade_no, sub_mchid }, context) =>
    Effect.gen(function* () {
      yield* requireCaller(context, { sub_mchid })
      const { mchid } = context.merchant
      const key = Records.paymentKey({ mchid, sub_mchid, out_trade_no })
      const payment = (yield* State.rows(Records.payments)).get(key)
      return yield* payment === undefined
        ? make(404, "NOT_FOUND", "订单不存在", internalCode.parkingOrderUnknown)
        : responseOf(payment)
    })
  )
]

// --- actions of drivers, and WeChat Pay's deduction -------------------------------------------------------------------

type WhichPlate = Pick<Records.Plate, "plate_number" | "plate_color">

/** Opens the parking service for a plate. */
export const openPlate = Effect.fnUntraced(function* (plate: WhichPlate, openid: string) {
  yield* Records.setPlate({
    ...plate,
    openid,
    state: "NORMAL",
    opened_at: yield* Clock.currentTimeMillis
  })
})

/** Sets the state of a plate: usable, suspended, overdue or removed. Car parks that the car is in are notified. */
export const changePlate = Effect.fnUntraced(function* (plate: WhichPlate, state: Records.Plate["state"]) {
  const known = (yield* State.rows(Records.plates)).get(Records.plateKey(plate))
  if (known === undefined) return yield* new ActionRejected({ problem: "the plate has no parking service" })
  yield* Records.setPlate({ ...known, state })
})

type WhichPayment = Pick<Records.Payment, "mchid" | "out_trade_no"> & { readonly sub_mchid?: string }

const paymentIn = Effect.fnUntraced(function* (who: WhichPayment, state: Records.Payment["trade_state"]) {
  const key = Records.paymentKey({ sub_mchid: undefined, ...who })
  const payment = (yield* State.rows(Records.payments)).get(key)
  if (payment?.trade_state !== state) {
    return yield* new ActionRejected({ problem: `no payment with this number is ${state}` })
  }
  return payment
})

const change = Effect.fnUntraced(function* (payment: Records.Payment, event: string, summary: string) {
  ;(yield* State.rows(Records.payments)).set(Records.paymentKey(payment), payment)
  yield* Outbox.send({
    mchid: payment.mchid,
    url: payment.notify_url,
    event_type: `TRANSACTION.${event}`,
    summary,
    original_type: "transaction",
    resource: yield* responseOf(payment)
  })
})

/**
 * The deduction succeeds and the car park is notified. With `advanced`, WeChat Pay advances the money for the user.
 * Returns the `transaction_id`.
 */
export const payParking = Effect.fnUntraced(function* (
  who: WhichPayment,
  options: { readonly advanced?: boolean } = {}
) {
  const payment = yield* paymentIn(who, "ACCEPTED")
  const paid_at = yield* Clock.currentTimeMillis
  const transaction_id = `4200${digits(24)}`
  const bank = options.advanced ? { bank_type: "BPA", user_repaid: "N" as const } : { bank_type: "OTHERS" }
  yield* change(
    { ...payment, ...bank, trade_state: "SUCCESS", transaction_id, paid_at },
    "SUCCESS",
    "支付成功"
  )
  const { mchid, out_trade_no, sub_mchid, total } = payment
  yield* Transactions.register({ transaction_id, out_trade_no, mchid, sub_mchid, total, paid_at })
  return transaction_id
})

/** The deduction fails and the car park is notified. */
export const failParking = Effect.fnUntraced(function* (who: WhichPayment) {
  const payment = yield* paymentIn(who, "ACCEPTED")
  yield* change({ ...payment, trade_state: "PAY_FAIL" }, "FAIL", "支付失败")
})

/** The user repays the advance. */
export const repayParking = Effect.fnUntraced(function* (who: WhichPayment) {
  const payment = yield* paymentIn(who, "SUCCESS")
  if (payment.user_repaid !== "N")
    return yield* new ActionRejected({ problem: "WeChat Pay advanced no money for this payment" })
  yield* change({ ...payment, user_repaid: "Y" }, "PAY_BACK", "用户还款成功")
})
