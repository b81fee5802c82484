/** Payments and deposits by face code. */
import { randomInt } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { invalidRequest, make as rejection } from "../../SimulatedError.js"
import * as State from "../../State.js"
import * as Refunds from "../refund/refunds.js"
import * as Transactions from "../transactions.js"
import { type FaceCode, faceCodes, Payee, UserActions } from "./devices.js"

export const Payment = Schema.Struct({
  ...Payee.fields,
  out_trade_no: Schema.String,
  transaction_id: Schema.String,
  total_fee: Schema.Number,
  fee_type: Schema.String,
  attach: Schema.optional(Schema.String),
  device_info: Schema.optional(Schema.String),
  openid: Schema.String,
  deposit: Schema.Boolean,
  /** The part of a deposit that the merchant kept, in fen. */
  consume_fee: Schema.optional(Schema.Number),
  state: Schema.Literal("SUCCESS", "REFUND", "NOTPAY", "REVOKED", "USERPAYING", "PAYERROR"),
  /** How and when an open payment ends. */
  becomes: UserActions.fields.becomes,
  recalls: Schema.Number,
  /** Unix time in milliseconds. */
  created_at: Schema.Number,
  paid_at: Schema.optional(Schema.Number)
})
export interface Payment extends Schema.Schema.Type<typeof Payment> {}

export const payments = State.table("facepayV2.payments", Payment)

/** The key of a payment. */
export interface Key {
  readonly mchid: string
  readonly sub_mch_id?: string | undefined
  readonly out_trade_no?: string | undefined
  readonly transaction_id?: string | undefined
}

/** Order numbers are unique under the merchant that signs. */
const keyOf = ({ mchid, out_trade_no }: Pick<Payment, "mchid" | "out_trade_no">): string =>
  State.key(mchid, out_trade_no)

const store = (payment: Payment): Effect.Effect<Payment, never, State.State> =>
  Effect.map(State.rows(payments), (rows) => {
    rows.set(keyOf(payment), payment)
    return payment
  })

/** Moves the money to the merchant, so that it can be refunded and bills show it. */
const collect = (payment: Payment, total: number, paid_at: number): Effect.Effect<void, never, State.State> =>
  Transactions.register({
    transaction_id: payment.transaction_id,
    out_trade_no: payment.out_trade_no,
    mchid: payment.mchid,
    sub_mchid: payment.sub_mch_id,
    total,
    paid_at
  })

/** Marks a payment as paid. A deposit moves no money to the merchant until the merchant keeps a part. */
const pay = (payment: Payment, paid_at: number): Effect.Effect<Payment, never, State.State> =>
  Effect.andThen(
    payment.deposit ? Effect.void : collect(payment, payment.total_fee, paid_at),
    store({ ...payment, state: "SUCCESS", becomes: undefined, paid_at })
  )

/** A deposit is returned after 30 days if the merchant kept nothing of it. */
const depositLife = Duration.toMillis(Duration.days(30))

/** The payment with the changes that time has made. */
const upToNow = (payment: Payment, now: number): Effect.Effect<Payment, never, State.State> => {
  const { becomes, consume_fee, created_at, deposit, paid_at, state } = payment
  if (becomes !== undefined && now >= created_at + becomes.afterMillis) {
    const at = created_at + becomes.afterMillis
    return becomes.state === "SUCCESS"
      ? Effect.flatMap(pay(payment, at), (paid) => upToNow(paid, now))
      : store({ ...payment, state: "PAYERROR", becomes: undefined })
  }
  return deposit &&
    state === "SUCCESS" &&
    consume_fee === undefined &&
    paid_at !== undefined &&
    now >= paid_at + depositLife
    ? store({ ...payment, state: "REFUND" })
    : Effect.succeed(payment)
}

/** The payment as queries show it: `REFUND` after a refund has succeeded. */
export const withRefunds = (payment: Payment): Effect.Effect<Payment, never, State.State> =>
  Effect.map(Refunds.isRefunded(payment.transaction_id), (refunded) =>
    refunded ? { ...payment, state: "REFUND" } : payment
  )

/** The current payment with one of the two numbers, if it belongs to this merchant and sub-merchant. */
export const find = Effect.fnUntraced(function* (key: Key) {
  const now = yield* Clock.currentTimeMillis
  const found = (yield* State.rows(payments)).find(
    (payment) =>
      payment.mchid === key.mchid &&
      payment.sub_mch_id === key.sub_mch_id &&
      (key.transaction_id === undefined
        ? payment.out_trade_no === key.out_trade_no
        : payment.transaction_id === key.transaction_id)
  )
  return found === undefined ? undefined : yield* Effect.flatMap(upToNow(found, now), withRefunds)
})

const require = (key: Key) =>
  Effect.flatMap(find(key), (payment) =>
    payment === undefined
      ? Effect.fail(rejection(200, "ORDERNOTEXIST", "订单不存在"))
      : Effect.succeed(payment)
  )

/** The parameters of a payment. */
export interface Order extends Payee {
  readonly out_trade_no: string
  readonly total_fee: number
  readonly fee_type: string
  readonly attach?: string | undefined
  readonly device_info?: string | undefined
  readonly openid?: string | undefined
  readonly face_code: string
  readonly deposit: boolean
}

const paramError = (message: string) => rejection(200, "PARAM_ERROR", message)

const fits = (code: FaceCode, order: Order): boolean =>
  (["mchid", "appid", "sub_appid", "sub_mch_id", "out_trade_no", "total_fee"] as const).every(
    (name) => code[name] === order[name]
  ) &&
  (order.openid === undefined || order.openid === code.openid)

/** Uses the face code, which is consumed even if it does not match. */
const useFaceCode = Effect.fnUntraced(function* (order: Order) {
  // A payment code (face_code_type 1) is for the ordinary payment by code.
  if (/^1[0-5][0-9]{16}$/.test(order.face_code)) return yield* paramError("请求参数错误")
  const rows = yield* State.rows(faceCodes)
  const code = rows.get(order.face_code)
  if (code === undefined) return yield* paramError("face_code无效")
  if (code.used) return yield* paramError("face_code已被使用")
  rows.set(code.face_code, { ...code, used: true })
  return fits(code, order) ? code : yield* paramError("face_code业务信息不匹配")
})

/** The error for a number that has been used before. */
const reused = ({ state }: Payment) => {
  switch (state) {
    case "SUCCESS":
    case "REFUND":
      return rejection(200, "ORDERPAID", "该订单已支付")
    case "REVOKED":
      return rejection(200, "ORDERREVERSED", "该订单已撤销")
    default:
      return rejection(200, "OUT_TRADE_NO_USED", "商户订单号重复")
  }
}

const messages = {
  USERPAYING: "需要用户输入支付密码",
  BANKERROR: "银行系统异常",
  SYSTEMERROR: "系统超时",
  NOTENOUGH: "余额不足",
  NOTSUPORTCARD: "不支持卡类型"
} as const

const openAfter = { USERPAYING: "USERPAYING", BANKERROR: "NOTPAY", SYSTEMERROR: "NOTPAY" } as const

/** 28 digits. */
const newTransactionId = (): string => `42000${Array.from({ length: 23 }, () => randomInt(10)).join("")}`

/** Charges the user, as the face code determines. */
export const charge = Effect.fnUntraced(function* (order: Order, now: number) {
  const code = yield* useFaceCode(order)
  const known = yield* find({ ...order, transaction_id: undefined })
  if (known !== undefined) return yield* reused(known)
  const { face_code: _, openid: __, ...rest } = order
  const { response, becomes, recalls = 0 } = code.userActions
  const payment: Payment = {
    ...rest,
    openid: code.openid,
    transaction_id: newTransactionId(),
    state: "NOTPAY",
    becomes: undefined,
    recalls,
    created_at: now
  }
  switch (response) {
    case "SUCCESS":
      return yield* pay(payment, now)
    case "NOTENOUGH":
    case "NOTSUPORTCARD":
      yield* store({ ...payment, state: "PAYERROR" })
      break
    default:
      yield* Effect.flatMap(store({ ...payment, state: openAfter[response], becomes }), (open) =>
        upToNow(open, now)
      )
  }
  return yield* rejection(200, response, messages[response])
})

/** WeChat Pay asks merchants not to reverse earlier. Its response to an earlier call is not documented. */
const reverseFrom = Duration.toMillis(Duration.seconds(15))
const reverseUntil = Duration.toMillis(Duration.days(7))

/** Reverses a payment; returns whether the call has to be repeated. */
export const reverse = Effect.fnUntraced(function* (key: Key, now: number) {
  const payment = yield* require(key)
  const age = now - payment.created_at
  // The kept part of a deposit is refunded by another call.
  if (payment.consume_fee !== undefined) return yield* rejection(200, "ORDERNOTEXIST", "订单不存在")
  if (payment.state === "REVOKED") return "N"
  if (age < reverseFrom) return yield* invalidRequest("请在支付15秒后再撤销订单")
  if (age > reverseUntil) return yield* rejection(200, "REVERSE_EXPIRE", "订单无法撤销，请申请退款")
  if (payment.state === "REFUND" || (yield* Refunds.snapshot(payment.transaction_id)).length > 0) {
    return yield* rejection(200, "TRADE_ERROR", "订单已转入退款")
  }
  if (payment.recalls > 0) {
    yield* store({ ...payment, recalls: payment.recalls - 1 })
    return "Y"
  }
  yield* Transactions.reverse(payment.transaction_id)
  yield* store({ ...payment, state: "REVOKED", becomes: undefined })
  return "N"
})

export const query = require

/** The user enters the password. A payment that does not wait for it is unchanged. */
export const enterPassword = Effect.fnUntraced(function* (key: Key) {
  const payment = yield* require(key)
  return payment.state === "USERPAYING" ? yield* pay(payment, yield* Clock.currentTimeMillis) : payment
})

/** The user cancels instead of entering the password. */
export const giveUp = Effect.fnUntraced(function* (key: Key) {
  const payment = yield* require(key)
  return payment.state === "USERPAYING"
    ? yield* store({ ...payment, state: "PAYERROR", becomes: undefined })
    : payment
})

/**
 * The merchant keeps part of a deposit, in fen; the rest is returned at once, so there is only one consumption. The
 * kept part is a payment that can be refunded. This replaces `/deposit/consume`, which the library does not have.
 */
export const consumeDeposit = Effect.fnUntraced(function* (key: Key, consume_fee: number) {
  const payment = yield* require(key)
  if (!payment.deposit || payment.state !== "SUCCESS" || payment.consume_fee !== undefined) {
    return yield* invalidRequest("押金订单状态不支持消费")
  }
  if (!(consume_fee > 0 && consume_fee <= payment.total_fee)) {
    return yield* paramError("消费金额错误")
  }
  yield* collect(payment, consume_fee, yield* Clock.currentTimeMillis)
  return yield* store({ ...payment, consume_fee })
})
