/** User actions on orders. */
import * as Effect from "effect/Effect"
import * as Samples from "../../Samples.js"
import { ActionRejected } from "../actionRejected.js"
import { collect } from "./collect.js"
import { requirePayable, requirePayer } from "./frontEnd.js"
import { find } from "./life.js"
import { type Coupon, type Order, save, type Who } from "./tables.js"

const rejected = (problem: string) => new ActionRejected({ problem })

const require = Effect.fnUntraced(function* (who: Who) {
  const order = yield* find(who)
  return order === undefined ? yield* rejected("the order does not exist") : order
})

/** Checks that the user is paying the order. */
const requireOpen = Effect.fnUntraced(function* (who: Who) {
  const order = yield* require(who)
  yield* requirePayable(order)
  return order
})

/**
 * Where the money of a payment comes from.
 *
 * @since 1.0.0
 * @category models
 */
export type Means = "balance" | "debit" | "credit"

const bankTypes = { balance: "OTHERS", debit: "CMB_DEBIT", credit: "CMB_CREDIT" } as const

/** Whether `limit_pay` allows the means: R46. */
const allows = ({ limit_pay = [] }: Order, means: Means): boolean =>
  !limit_pay.includes(`no_${means}`) && (means === "balance" || !limit_pay.includes("balance_only"))

const isWithin = (order: Order, coupons: ReadonlyArray<Coupon>): boolean =>
  order.parts.every(({ out_trade_no, total }, index) => {
    const sum = coupons
      .filter((coupon) => (coupon.out_trade_no ?? (index === 0 ? out_trade_no : "")) === out_trade_no)
      .reduce((amount, coupon) => amount + coupon.amount, 0)
    return sum <= total
  })

/**
 * The user pays an order, or enters the password for a payment code. The merchant is notified with
 * `TRANSACTION.SUCCESS`. The order need not have been opened.
 *
 * Coupons apply if their tags and the `cost_price` of the order allow it. A JSAPI order is paid only by its own user.
 *
 * @since 1.0.0
 * @category user actions
 */
export const pay = Effect.fnUntraced(function* (
  who: Who,
  options: {
    /** Default: the user who has opened the order, or the user of the order. */
    readonly openid?: string | undefined
    /** Default: `balance`. */
    readonly means?: Means | undefined
    readonly coupons?: ReadonlyArray<Coupon> | undefined
  } = {}
) {
  const order = yield* requireOpen(who)
  const { coupons = [], means = "balance", openid } = options
  yield* requirePayer(order, openid)
  if (!allows(order, means)) return yield* rejected("limit_pay excludes this payment method")
  if (!isWithin(order, coupons)) return yield* rejected("the coupons exceed the amount")
  return yield* collect(order, {
    openid: order.openid ?? openid ?? order.opened_by ?? Samples.openid,
    bank_type: bankTypes[means],
    coupons
  })
})

/**
 * The attempt of the user fails, for a reason that the merchant does not learn. An order stays `NOTPAY` and can be
 * paid; a payment code becomes `PAYERROR`.
 *
 * @since 1.0.0
 * @category user actions
 */
export const fail = (who: Who, reason = "the bank has declined the payment") =>
  Effect.flatMap(requireOpen(who), (order) =>
    save({
      ...order,
      failure: reason,
      ...(order.state === "USERPAYING" ? { state: "PAYERROR" as const, opened_by: undefined } : {})
    })
  )

/**
 * The user enters a wrong password and may try again. The state of the order does not change.
 *
 * @since 1.0.0
 * @category user actions
 */
export const enterWrongPassword = (who: Who) =>
  Effect.flatMap(requireOpen(who), (order) => save({ ...order, failure: "wrong password" }))

/**
 * The user leaves without paying. The order stays `NOTPAY`, and so does a payment code that waits for the password.
 *
 * @since 1.0.0
 * @category user actions
 */
export const abandon = (who: Who) =>
  Effect.flatMap(requireOpen(who), (order) => save({ ...order, state: "NOTPAY", opened_by: undefined }))
