/** Payments by the code on the screen of the user: charges and reversals. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { digits } from "../../internal/digits.js"
import * as Samples from "../../Samples.js"
import { invalidRequest, make } from "../../SimulatedError.js"
import * as State from "../../State.js"
import * as Transactions from "../transactions.js"
import { collect } from "./collect.js"
import { find } from "./life.js"
import { add, type Creation, closed, otherParameters, paid, requireUnused } from "./orders.js"
import { isRefunded } from "./responses.js"
import { settingsOf } from "./settings.js"
import { type Code, codes, type Order, orders, type Part, type Result, save, type Who } from "./tables.js"

/** How long a payment code is valid: R101. */
const codeLife = Duration.toMillis("1 minute")

/** From this amount on, in fen, the user enters the password: R106. */
const passwordFrom = 100_000

/** How many payments without password a user has on a day: R106. */
const passwordless = 10

const day = Duration.toMillis("1 day")
const beijing = Duration.toMillis("8 hours")

/** Days of Beijing time, counted. */
const dayOf = (millis: number): number => Math.floor((millis + beijing) / day)

/**
 * The user shows a payment code; returns its 18 digits. The code is valid once, for a minute. Without a `result` the
 * charge succeeds, or needs the password as WeChat Pay's rules say.
 *
 * @since 1.0.0
 * @category user actions
 */
export const showCode = Effect.fnUntraced(function* (
  options: {
    readonly openid?: string
    /** 18 digits. Default: a new code. */
    readonly auth_code?: string
    readonly result?: Result
    /** Whether the money is taken, although the result is `BANKERROR` or `SYSTEM_ERROR`. Default: false. */
    readonly isCharged?: boolean
  } = {}
) {
  const { auth_code = `13${digits(16)}`, isCharged = false, openid = Samples.openid, result } = options
  const shown_at = yield* Clock.currentTimeMillis
  ;(yield* State.rows(codes)).set(auth_code, {
    auth_code,
    openid,
    result,
    isCharged,
    isUsed: false,
    shown_at
  })
  return auth_code
})

/** Uses a code once: R101. */
const use = Effect.fnUntraced(function* (auth_code: string, now: number) {
  const rows = yield* State.rows(codes)
  const code = rows.get(auth_code)
  if (code === undefined) return yield* make(403, "TRADE_ERROR", "付款码无效，请刷新再试")
  if (code.isUsed) return yield* make(403, "TRADE_ERROR", "付款码已被使用，请刷新再试")
  if (now - code.shown_at > codeLife) return yield* make(403, "TRADE_ERROR", "付款码已过期，请刷新再试")
  rows.set(auth_code, { ...code, isUsed: true })
  return code
})

/** The result of a charge: R106. */
const resultOf = Effect.fnUntraced(function* ({ openid, result }: Code, { parts }: Order, now: number) {
  if (result !== undefined) return result
  const today = (yield* State.rows(orders)).filter(
    (order) =>
      order.isPasswordless === true && order.openid === openid && dayOf(order.paid_at ?? 0) === dayOf(now)
  )
  return (parts[0]?.total ?? 0) >= passwordFrom || today.length >= passwordless ? "USERPAYING" : "SUCCESS"
})

const messages = {
  NOTENOUGH: "余额不足",
  ACCOUNTERROR: "用户账户异常",
  TRADE_ERROR: "交易错误",
  BANKERROR: "银行系统异常",
  SYSTEM_ERROR: "系统超时"
} as const

const statuses = {
  NOTENOUGH: 403,
  ACCOUNTERROR: 403,
  TRADE_ERROR: 403,
  BANKERROR: 500,
  SYSTEM_ERROR: 500
} as const

/** A repeated number: R33, R34, R108. */
const again = Effect.fnUntraced(function* (known: Order, creation: Creation) {
  if (known.state === "SUCCESS") return yield* paid
  if (known.state === "CLOSED" || known.state === "REVOKED") return yield* closed
  if (known.channel !== "MICROPAY" || known.form !== creation.form) {
    return yield* make(403, "OUT_TRADE_NO_USED", "商户订单号重复")
  }
  if (known.request !== creation.request) return yield* yield* otherParameters(creation)
  // The code of the first attempt is used.
  return known.state === "USERPAYING" ? known : yield* make(403, "TRADE_ERROR", "付款码已被使用，请刷新再试")
})

/** Charges the user: R33, R101, R103 to R108. */
export const charge = Effect.fnUntraced(function* (creation: Creation, auth_code: string, now: number) {
  const known = yield* find(creation)
  if (known !== undefined) return yield* again(known, creation)
  yield* requireUnused(creation)
  const code = yield* use(auth_code, now)
  const order = yield* add({ ...creation, openid: code.openid }, "NOTPAY", now)
  const result = yield* resultOf(code, order, now)
  const payer = { openid: code.openid, bank_type: "OTHERS" }
  switch (result) {
    case "SUCCESS":
      return yield* collect(order, { ...payer, isPasswordless: true })
    case "USERPAYING": {
      const open = yield* save({ ...order, state: "USERPAYING", opened_by: code.openid })
      return (yield* settingsOf(creation.mchid)).userPaying === "error"
        ? yield* make(202, "USERPAYING", "用户支付中，需要输入密码")
        : open
    }
    case "BANKERROR":
    case "SYSTEM_ERROR":
      if (code.isCharged) yield* collect(order, { ...payer, isPasswordless: true })
      break
    default:
      yield* save({ ...order, state: "PAYERROR", failure: messages[result] })
  }
  return yield* make(statuses[result], result, messages[result])
})

/** After this time a charge is refunded in place of a reversal: R113. */
const reversible = Duration.toMillis("7 days")

const tradeError = (message: string) => make(403, "TRADE_ERROR", message)

/** Reverses a charge: R111 to R117. */
export const reverse = Effect.fnUntraced(function* (
  who: Who,
  form: "merchant" | "partner",
  now: number,
  sub_mchid?: string
) {
  const order = yield* find(who)
  if (order === undefined || order.form === "combined") return yield* make(404, "ORDERNOTEXIST", "订单不存在")
  const part = order.parts[0] as Part
  if (order.form !== form || part.sub_mchid !== sub_mchid) {
    return yield* invalidRequest("订单与商户号不匹配", 268447843)
  }
  if (order.channel !== "MICROPAY") return yield* invalidRequest("仅付款码订单支持撤销")
  if (order.state === "REVOKED") return order
  if (now - order.created_at > reversible) return yield* tradeError("订单已超过可撤销期限，请申请退款")
  if (order.state === "USERPAYING") return yield* tradeError("用户支付中，请稍后再试")
  if (yield* isRefunded(part)) return yield* tradeError("订单已转入退款")
  if (part.transaction_id !== undefined) yield* Transactions.reverse(part.transaction_id)
  return yield* save({ ...order, state: "REVOKED" })
})
