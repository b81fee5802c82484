/** The calls of face payment over the XML interface. */
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as FaceDeposit from "@effect-wechatpay/facepay/FaceDeposit"
import * as FacePayment from "@effect-wechatpay/facepay/FacePayment"
import * as OnlineDevice from "@effect-wechatpay/facepay/OnlineDevice"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { make as rejection, SimulatedError } from "../../SimulatedError.js"
import * as State from "../../State.js"
import * as V2Domain from "../../V2Domain.js"
import { authinfoLife, issueAuthinfo, type Payee, rawData } from "./devices.js"
import { charge, type Payment, query, reverse } from "./payments.js"

interface Identity {
  readonly appid: string
  readonly sub_appid?: string | undefined
  readonly sub_mch_id?: string | undefined
}

/** The error for a rejected request: `return_code` `FAIL`, without a signature. */
const returned = (message: string) => new SimulatedError({ status: 200, message, internalCode: 1 })

/** The payee, if the appid and the sub-merchant belong to the merchant. */
const payeeOf = (
  { appid, sub_appid, sub_mch_id }: Identity,
  { merchant }: V2Domain.Context
): Effect.Effect<Payee, SimulatedError> => {
  if (!merchant.appids.includes(appid)) {
    return Effect.fail(rejection(200, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配"))
  }
  return sub_mch_id !== undefined && !merchant.subMchids.includes(sub_mch_id)
    ? Effect.fail(returned("无效请求，特约商户与服务商无关联关系"))
    : Effect.succeed({ mchid: merchant.mchid, appid, sub_appid, sub_mch_id })
}

const identityOf = ({ appid, mchid, sub_appid, sub_mch_id }: Payee) => ({
  appid,
  mch_id: mchid,
  sub_appid,
  sub_mch_id
})

const beijing = (millis: number): string => BeijingTime.fromDateTime(DateTime.unsafeMake(millis))

const paid = (payment: Payment) => ({
  ...identityOf(payment),
  device_info: payment.device_info,
  openid: payment.openid,
  is_subscribe: "N",
  trade_type: "FACEPAY",
  bank_type: "OTHERS",
  fee_type: payment.fee_type,
  total_fee: payment.total_fee,
  cash_fee: payment.total_fee,
  cash_fee_type: payment.fee_type,
  transaction_id: payment.transaction_id,
  out_trade_no: payment.out_trade_no,
  attach: payment.attach,
  time_end: beijing(payment.paid_at ?? payment.created_at)
})

const descriptions = {
  SUCCESS: "支付成功",
  REFUND: "转入退款",
  NOTPAY: "订单未支付",
  REVOKED: "订单已撤销",
  USERPAYING: "用户支付中，等待输入密码",
  PAYERROR: "支付失败"
} as const

/** A payment that arrives after its `time_expire` is rejected. The error is not documented. */
const notExpired = (
  { time_expire }: { readonly time_expire?: string | undefined },
  now: number
): Effect.Effect<void, SimulatedError> => {
  const expiry = Option.flatMap(Option.fromNullable(time_expire), BeijingTime.toDateTime)
  return Option.exists(expiry, (until) => now > DateTime.toEpochMillis(until))
    ? Effect.fail(rejection(200, "PARAM_ERROR", "time_expire已过期"))
    : Effect.void
}

/** How far the clocks of the till and of WeChat Pay may differ, in seconds. The limit is not documented. */
const nowWindow = 600

export const handlers = [
  V2Domain.handler(OnlineDevice.authinfo, (input, context) =>
    Effect.gen(function* () {
      const { members, now, receivedAt } = context
      if (members.version !== "1") return yield* rejection(200, "PARAM_ERROR", "version参数错误")
      if (!members.sign_type) return yield* rejection(200, "PARAM_ERROR", "缺少参数sign_type")
      if (
        !/^[0-9]{10}$/.test(members.now ?? "") ||
        Math.abs(Number(members.now) - receivedAt / 1000) > nowWindow
      ) {
        return yield* rejection(200, "PARAM_ERROR", "now参数错误")
      }
      const payee = yield* payeeOf(input, context)
      const known = (yield* State.rows(rawData)).get(input.rawdata)
      if (known?.device_id !== input.device_id) return yield* rejection(200, "ERROR", "无效的RawData数据")
      const authinfo = yield* issueAuthinfo(payee, input.device_id, now)
      return { ...identityOf(payee), authinfo, expires_in: authinfoLife }
    })
  ),

  V2Domain.handler(
    FacePayment.pay,
    (input, context) =>
      Effect.gen(function* () {
        const payee = yield* payeeOf(input, context)
        if (context.members.deposit === "Y") return yield* rejection(200, "PARAM_ERROR", "请求参数错误")
        yield* notExpired(input, context.now)
        return paid(yield* charge({ ...input, ...payee, deposit: false }, context.now))
      }),
    { signTypes: ["HMAC-SHA256"] }
  ),

  V2Domain.handler(
    FaceDeposit.pay,
    (input, context) =>
      Effect.gen(function* () {
        const payee = yield* payeeOf(input, context)
        if (payee.sub_mch_id === undefined) return yield* returned("受理机构必须传入sub_mch_id")
        if (context.members.deposit !== "Y") return yield* rejection(200, "PARAM_ERROR", "请求参数错误")
        yield* notExpired(input, context.now)
        return paid(yield* charge({ ...input, ...payee, deposit: true }, context.now))
      }),
    { signTypes: ["HMAC-SHA256"] }
  ),

  V2Domain.handler(
    FacePayment.query,
    (input, context) =>
      Effect.gen(function* () {
        const payment = yield* query({ ...input, ...(yield* payeeOf(input, context)) })
        const snapshot = {
          trade_state: payment.state,
          trade_state_desc: descriptions[payment.state],
          coupons: []
        }
        const { attach, out_trade_no } = payment
        return payment.state === "SUCCESS" || payment.state === "REFUND"
          ? { ...paid(payment), ...snapshot, consume_fee: payment.consume_fee }
          : { ...identityOf(payment), ...snapshot, out_trade_no, attach }
      }),
    { firstOf: ["transaction_id", "out_trade_no"] }
  ),

  V2Domain.handler(FacePayment.reverse, (input, context) =>
    Effect.gen(function* () {
      const payee = yield* payeeOf(input, context)
      const recall = yield* reverse({ ...input, ...payee }, context.now)
      return { ...identityOf(payee), recall }
    })
  )
]
