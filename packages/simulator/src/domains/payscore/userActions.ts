/** User actions on orders, and WeChat Pay's collection. */
import { randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { digits } from "../../internal/digits.js"
import * as Outbox from "../../Outbox.js"
import { ActionRejected } from "../actionRejected.js"
import * as Transactions from "../transactions.js"
import { hasDeduction } from "./deductions.js"
import { assess, confirmed } from "./orderCreation.js"
import { whole } from "./orderResponse.js"
import { find, paid } from "./orderRules.js"
import { isCollecting, type Kind, type Order, save } from "./orders.js"
import { findService, isOpenTo, type Role } from "./services.js"
import { secondOf } from "./times.js"

/** The key of an order. The default role is `merchant`, or `partner` with `sub_mchid`. */
export type Who = Pick<Order, "mchid" | "out_order_no"> & {
  readonly sub_mchid?: string
  readonly role?: Role
  readonly kind?: Kind
}

/** The current order. */
export const orderOf = Effect.fnUntraced(function* (who: Who) {
  const { kind, mchid, out_order_no, sub_mchid } = who
  const role = who.role ?? (sub_mchid === undefined ? "merchant" : "partner")
  const order = yield* find({ kind, role, mchid, sub_mchid, out_order_no })
  return order ?? (yield* new ActionRejected({ problem: "no such order" }))
})

const notify = Effect.fnUntraced(function* (order: Order, event_type: string, summary: string) {
  // Orders of the first generation have no address: it is that of their service.
  const url = order.terms.notify_url ?? (yield* findService(order))?.notify_url
  if (url === undefined) return
  yield* Outbox.send({
    mchid: order.mchid,
    url,
    event_type,
    summary,
    original_type: "payscore",
    resource: {
      ...whole(order),
      // The number of the institution's own payment.
      ...(order.deduction === undefined ? {} : { out_trade_no: order.deduction.out_trade_no })
    }
  })
})

// --- the confirmation page -----------------------------------------------------------------------------------------

/** The values with which the front end opened the page. */
export interface FrontEnd {
  /** Default: the appid of the order. */
  readonly appid?: string
}

const packageValidity = Duration.toMillis("1 hour")
const pageValidity = Duration.toMillis("2 hours")

/**
 * Opens the confirmation page with the order's `package`, within an hour of the creation. According to WeChat Pay's
 * support it works once: the order then belongs to this user, and a user who leaves the page without confirming needs
 * another order.
 */
export const openPackage = Effect.fnUntraced(function* (who: Who, openid: string, frontEnd: FrontEnd = {}) {
  const order = yield* orderOf(who)
  if (order.state !== "CREATED") return yield* new ActionRejected({ problem: `the order is ${order.state}` })
  if (order.packageUsed) return yield* new ActionRejected({ problem: "the package was opened before (4186)" })
  if (frontEnd.appid !== undefined && frontEnd.appid !== order.appid && frontEnd.appid !== order.sub_appid) {
    return yield* new ActionRejected({ problem: "the package belongs to another appid (4108)" })
  }
  const now = yield* Clock.currentTimeMillis
  if (now - order.created_at > packageValidity) {
    return yield* new ActionRejected({ problem: "the package is older than an hour (4186)" })
  }
  const service = yield* findService(order)
  if (service === undefined || !isOpenTo(service, openid)) {
    return yield* new ActionRejected({ problem: "暂无法使用此服务，微信支付分逐步开放中" })
  }
  yield* save({ ...order, packageUsed: true, openedBy: openid, opened_at: now })
})

/** Leaves the confirmation page. */
export const closePackage = Effect.fnUntraced(function* (who: Who) {
  const { openedBy: _, ...order } = yield* orderOf(who)
  yield* save(order)
})

/**
 * Confirms an order on the page that is open (for at most 2 hours), or opens the page first. The order is then in
 * service and the merchant is notified. Returns the `query_id` that the front end gets. A user who does not pass the
 * assessment may pay a deposit instead if the service waives one; this does not apply to service providers, according
 * to their documentation.
 */
export const confirm = Effect.fnUntraced(function* (
  who: Who,
  openid: string,
  options: FrontEnd & { readonly deposit?: boolean; readonly sub_openid?: string } = {}
) {
  const before = yield* orderOf(who)
  if (before.openedBy === undefined) yield* openPackage(who, openid, options)
  const { opened_at, openedBy, ...order } = yield* orderOf(who)
  if (order.state !== "CREATED") return yield* new ActionRejected({ problem: `the order is ${order.state}` })
  const now = yield* Clock.currentTimeMillis
  if (now - (opened_at ?? now) > pageValidity) {
    return yield* new ActionRejected({ problem: "the page has been open for more than 2 hours" })
  }
  if (openedBy !== openid) return yield* new ActionRejected({ problem: "another user has the page open" })
  const service = yield* findService(order)
  const rejection = service === undefined ? undefined : yield* assess(order, service, { openid })
  const mayPayDeposit = service?.waivesDeposit === true && order.role !== "partner"
  const deposit = rejection !== undefined && options.deposit === true && mayPayDeposit
  if (rejection !== undefined && !deposit) return yield* new ActionRejected({ problem: rejection.message })
  const query_id = randomBytes(24).toString("base64url")
  const accepted = confirmed(
    {
      ...order,
      openid,
      ...(options.sub_openid === undefined ? {} : { sub_openid: options.sub_openid }),
      ...(deposit ? { depositPaid: true } : {}),
      query_id
    },
    now
  )
  yield* save(accepted)
  const first = (order.kind ?? "service") !== "service"
  yield* notify(accepted, first ? "PAYSCORE.USER_ACCEPTED" : "PAYSCORE.USER_CONFIRM", "用户确认成功")
  return query_id
})

// --- collection ----------------------------------------------------------------------------------------------------

/**
 * The collection succeeds, automatically or because the user pays; the merchant is notified. Returns the
 * `transaction_id`.
 *
 * - `automatic` (default): the payment has a number of WeChat Pay, and the attach `wxzff|order_id|out_order_no`.
 * - `active`: the user pays on the order's page, and the payment has the order's number.
 *
 * Acquiring institutions collect by the registered payment.
 */
export const payByUser = Effect.fnUntraced(function* (
  who: Who,
  options: { readonly by?: "automatic" | "active" } = {}
) {
  const order = yield* orderOf(who)
  if (!isCollecting(order)) return yield* new ActionRejected({ problem: "the order has no open payment" })
  const now = yield* Clock.currentTimeMillis
  if (order.role === "acquiringBank" && !order.cashierOpen && !hasDeduction(order, now)) {
    return yield* new ActionRejected({ problem: "the institution has registered no deduction" })
  }
  const transaction_id = `4200${digits(24)}`
  const done = yield* save(paid(order, { paid_time: secondOf(now), transaction_id }))
  yield* Transactions.register({
    transaction_id,
    out_trade_no:
      order.deduction?.out_trade_no ?? (options.by === "active" ? order.out_order_no : digits(28)),
    mchid: order.mchid,
    sub_mchid: order.sub_mchid,
    total: order.total_amount ?? 0,
    paid_at: now,
    appid: order.appid,
    openid: order.openid,
    description: order.terms.service_introduction,
    ...(options.by === "active"
      ? { trade_type: "JSAPI" }
      : { trade_type: "AUTH", attach: `wxzff|${order.order_id}|${order.out_order_no}` })
  })
  yield* notify(done, "PAYSCORE.USER_PAID", "用户支付成功")
  return transaction_id
})

/** Sets whether a deduction is in progress. Meanwhile the merchant cannot cancel, modify or sync the order. */
export const setInFlight = Effect.fnUntraced(function* (who: Who, inFlight: boolean) {
  yield* save({ ...(yield* orderOf(who)), inFlight })
})

/** A deduction fails: it is no longer in progress, and the collection continues. */
export const failDeduction = (who: Who) => setInFlight(who, false)

/** Makes the next `pay` call of the merchant fail: the user has no money. */
export const failToPay = Effect.fnUntraced(function* (who: Who) {
  const order = yield* orderOf(who)
  yield* save({ ...order, done: { ...order.done, failNextPay: true } })
})

// --- acquiring institutions ----------------------------------------------------------------------------------------

/**
 * The user opens the cashier of an institution: WeChat sends it `PAYSCORE.MCH_PREPAY` to place an order. Meanwhile no
 * deduction can be registered.
 */
export const openCashier = Effect.fnUntraced(function* (who: Who) {
  const order = yield* orderOf(who)
  const { channel_id, deduction, role, sub_appid, sub_mchid, sub_openid, terms } = order
  if (role !== "acquiringBank" || !isCollecting(order)) {
    return yield* new ActionRejected({ problem: "the order has no payment to an institution" })
  }
  const now = yield* Clock.currentTimeMillis
  if (hasDeduction(order, now)) return yield* new ActionRejected({ problem: "a deduction is registered" })
  const { deduction: _, ...rest } = order
  yield* save({ ...rest, cashierOpen: true })
  if (terms.notify_url === undefined) return
  yield* Outbox.send({
    mchid: order.mchid,
    url: terms.notify_url,
    event_type: "PAYSCORE.MCH_PREPAY",
    summary: "用户主动支付",
    original_type: "payscore",
    resource: {
      service_id: order.service_id,
      appid: order.appid,
      mchid: order.mchid,
      ...(sub_appid === undefined ? {} : { sub_appid }),
      sub_mchid,
      channel_id,
      out_order_no: order.out_order_no,
      ...(sub_openid === undefined ? { openid: order.openid } : { sub_openid }),
      total_amount: order.total_amount,
      prepay_req_body: {
        nonce_str: randomBytes(16).toString("hex"),
        body: deduction?.description ?? terms.service_introduction,
        notify_url: terms.notify_url,
        time_start: secondOf(now),
        trade_type: "JSAPI"
      }
    }
  })
})

/** The user leaves the cashier without paying. */
export const closeCashier = Effect.fnUntraced(function* (who: Who) {
  yield* save({ ...(yield* orderOf(who)), cashierOpen: false })
})

/** The institution closes its registered deduction at the clearing house. */
export const closeDeduction = Effect.fnUntraced(function* (who: Who) {
  const order = yield* orderOf(who)
  if (order.deduction === undefined)
    return yield* new ActionRejected({ problem: "no deduction is registered" })
  yield* save({ ...order, deduction: { ...order.deduction, closed: true } })
})
