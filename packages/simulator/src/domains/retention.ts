/**
 * Which records may be removed when there are too many: those to which nothing can happen any more, and to which no
 * record refers that is still in progress.
 *
 * Payments lead: a payment is kept as long as a refund, a share or a complaint of it is open, and what belongs to a
 * payment (its order, its refunds) is kept as long as the payment. So a refund never misses its payment, and a payment
 * never forgets what was refunded.
 */
import { messages } from "../Outbox.js"
import { type Retention, type RetentionContext, retention, type Table } from "../State.js"
import * as BillFiles from "./bill/files.js"
import { collections } from "./facepay/collections.js"
import * as FaceContracts from "./facepay/contracts.js"
import { authCodes, authorisations } from "./facepay/devices.js"
import { offlineOrders, repaymentLinks } from "./facepay/offlineTransactions.js"
import { contracts } from "./facepay/tables.js"
import { authinfos, faceCodes } from "./facepayV2/devices.js"
import * as FacePayments from "./facepayV2/payments.js"
import { balances, entries } from "./ledger.js"
import * as Media from "./media/index.js"
import { complaints } from "./merchantComplaint/tables.js"
import * as Pay from "./pay/tables.js"
import * as Authorizations from "./payscore/authorizations.js"
import * as ServiceOrders from "./payscore/orders.js"
import * as Parking from "./payscore/parkingRecords.js"
import { applications } from "./payscore/serviceAccounts.js"
import { type SignPlan, signPlans } from "./payscore/signPlanRecords.js"
import { fees } from "./profitSharing/afterSales.js"
import * as Sharing from "./profitSharing/tables.js"
import { refunds } from "./refund/refunds.js"
import { transactions } from "./transactions.js"
import { batches } from "./transfer/batches.js"
import { donations } from "./transfer/charity.js"
import { receipts } from "./transfer/receipts.js"
import * as Transfer from "./transfer/tables.js"

const always = () => () => true

/** Whether a row of another table exists. */
const isIn = <A>({ rows }: RetentionContext, table: Table<A>) => {
  const all = rows(table)
  return (key: string | undefined): boolean => key !== undefined && all.get(key) !== undefined
}

/** The payments that something open refers to. */
const paymentsInUse = ({ rows }: RetentionContext): ReadonlySet<string> =>
  new Set([
    ...rows(refunds)
      .filter(({ status }) => status === "PROCESSING" || status === "ABNORMAL")
      .map(({ transaction_id }) => transaction_id),
    ...rows(Sharing.shares)
      .filter(({ state }) => state === "PROCESSING")
      .map(({ transaction_id }) => transaction_id),
    ...rows(Sharing.returns)
      .filter(({ result }) => result === "PROCESSING")
      .map(({ transaction_id }) => transaction_id),
    ...rows(complaints)
      .filter(({ complaint_state }) => complaint_state !== "PROCESSED")
      .flatMap(({ orders }) => orders.map(({ transaction_id }) => transaction_id))
  ])

const endedOrder: ReadonlySet<ServiceOrders.Order["state"]> = new Set(["DONE", "REVOKED", "EXPIRED"])

const isSignPlanOver = ({ rows }: RetentionContext) => {
  const orders = rows(ServiceOrders.orders)
  return (plan: SignPlan): boolean =>
    plan.cancelled !== undefined ||
    (plan.signed_at !== undefined &&
      plan.sign_plan_detail.every(({ merchant_plan_detail_no }) => {
        const order = orders.get(ServiceOrders.orderKey({ ...plan, out_order_no: merchant_plan_detail_no }))
        return order !== undefined && endedOrder.has(order.state)
      }))
}

const isParkingPaid = ({ trade_state, user_repaid }: Parking.Payment): boolean =>
  trade_state === "PAY_FAIL" || (trade_state === "SUCCESS" && user_repaid !== "N")

/** A tenth of the other tables: these records contain files. */
const ofFiles = (keepRecords: number): number => Math.max(1, Math.floor(keepRecords / 10))

/** In this order: what others refer to comes first. */
export const builtInRetention = (keepDeliveries: number): ReadonlyArray<Retention> => [
  retention(
    messages,
    () =>
      ({ state }) =>
        state !== "pending",
    () => keepDeliveries
  ),
  retention(transactions, (context) => {
    const inUse = paymentsInUse(context)
    const closed = isIn(context, Sharing.closedOrders)
    // Payments that can be shared are closed at the latest when their period ends.
    return ({ profit_sharing, transaction_id }) =>
      !inUse.has(transaction_id) && (profit_sharing === undefined || closed(transaction_id))
  }),
  retention(refunds, (context) => {
    const isPayment = isIn(context, transactions)
    return ({ status, transaction_id }) =>
      (status === "SUCCESS" || status === "CLOSED") && !isPayment(transaction_id)
  }),
  retention(Sharing.returns, (context) => {
    const isPayment = isIn(context, transactions)
    return ({ result, transaction_id }) => result !== "PROCESSING" && !isPayment(transaction_id)
  }),
  retention(Sharing.shares, (context) => {
    const isPayment = isIn(context, transactions)
    return ({ state, transaction_id }) => state === "FINISHED" && !isPayment(transaction_id)
  }),
  retention(Sharing.closedOrders, (context) => {
    const isPayment = isIn(context, transactions)
    return (_, transaction_id) => !isPayment(transaction_id)
  }),
  retention(fees, (context) => {
    const isPayment = isIn(context, transactions)
    return ({ transaction_id }) => !isPayment(transaction_id)
  }),
  retention(
    complaints,
    () =>
      ({ complaint_state }) =>
        complaint_state === "PROCESSED"
  ),

  retention(Pay.orders, (context) => {
    const isPayment = isIn(context, transactions)
    return ({ parts, state }) =>
      state === "CLOSED" ||
      ((state === "SUCCESS" || state === "REVOKED") &&
        !parts.some(({ transaction_id }) => isPayment(transaction_id)))
  }),
  retention(Pay.numbers, (context) => {
    const isOrder = isIn(context, Pay.orders)
    return (order) => !isOrder(order)
  }),
  retention(Pay.payments, (context) => {
    const isOrder = isIn(context, Pay.orders)
    return (order) => !isOrder(order)
  }),
  retention(Pay.tokens, (context) => {
    const isOrder = isIn(context, Pay.orders)
    return ({ order }) => !isOrder(order)
  }),
  retention(Pay.closedNumbers, always),
  retention(
    Pay.codes,
    () =>
      ({ isUsed }) =>
        isUsed
  ),

  retention(signPlans, isSignPlanOver),
  retention(ServiceOrders.orders, (context) => {
    const isPayment = isIn(context, transactions)
    const plans = new Set(
      context
        .rows(signPlans)
        .filter(() => true)
        .map(({ sign_plan_id }) => sign_plan_id)
    )
    return ({ collection, sign_plan_id, state }) =>
      endedOrder.has(state) &&
      (sign_plan_id === undefined || !plans.has(sign_plan_id)) &&
      !(collection?.details ?? []).some(({ transaction_id }) => isPayment(transaction_id))
  }),
  retention(
    Authorizations.authorizations,
    () =>
      ({ state }) =>
        state === "UNAVAILABLE"
  ),
  retention(Authorizations.codes, (context) => {
    const isAuthorization = isIn(context, Authorizations.authorizations)
    return (code) =>
      code.openid !== undefined &&
      !isAuthorization(Authorizations.authorizationKey({ ...code, openid: code.openid }))
  }),
  retention(
    applications,
    () =>
      ({ apply_state }) =>
        apply_state !== "PROCESSING"
  ),
  retention(Parking.parkings, ({ rows }) => {
    const paid = new Set(
      rows(Parking.payments)
        .filter(isParkingPaid)
        .map(({ parking_info }) => parking_info.parking_id)
    )
    return ({ id }) => paid.has(id)
  }),
  retention(Parking.payments, (context) => {
    const isPayment = isIn(context, transactions)
    const parkings = new Set(
      context
        .rows(Parking.parkings)
        .filter(() => true)
        .map(({ id }) => id)
    )
    return (payment) =>
      isParkingPaid(payment) &&
      !parkings.has(payment.parking_info.parking_id) &&
      !isPayment(payment.transaction_id)
  }),
  retention(
    Parking.plates,
    () =>
      ({ state }) =>
        state === "REMOVED"
  ),

  retention(
    Transfer.bills,
    () =>
      ({ state }) =>
        state === "SUCCESS" || state === "FAIL" || state === "CANCELLED"
  ),
  retention(
    Transfer.authorizations,
    () =>
      ({ state }) =>
        state === "CLOSED"
  ),
  retention(
    batches,
    () =>
      ({ state }) =>
        state === "FINISHED"
  ),
  retention(
    donations,
    () =>
      ({ state }) =>
        state === "SUCCESS"
  ),
  retention(receipts, always),

  retention(
    offlineOrders,
    () =>
      ({ debt_state, trade_state }) =>
        trade_state !== "USERPAYING" && debt_state !== "DEBT"
  ),
  retention(
    authCodes,
    () =>
      ({ usedBy }) =>
        usedBy !== undefined
  ),
  retention(
    authorisations,
    ({ now }) =>
      ({ expires_at }) =>
        expires_at <= now
  ),
  retention(
    repaymentLinks,
    ({ now }) =>
      ({ expires_at }) =>
        expires_at <= now
  ),
  retention(
    FaceContracts.tokens,
    ({ now }) =>
      ({ created_at }) =>
        created_at + FaceContracts.lifeMillis <= now
  ),
  retention(
    contracts,
    () =>
      ({ contract_state }) =>
        contract_state === "TERMINATED"
  ),
  retention(
    collections,
    () =>
      ({ collection_state }) =>
        collection_state === "COMPLETE"
  ),
  retention(
    faceCodes,
    () =>
      ({ used }) =>
        used
  ),
  retention(
    authinfos,
    ({ now }) =>
      ({ expires_at }) =>
        expires_at <= now
  ),
  retention(FacePayments.payments, (context) => {
    const isPayment = isIn(context, transactions)
    return ({ consume_fee, deposit, state, transaction_id }) =>
      state !== "USERPAYING" &&
      state !== "NOTPAY" &&
      (!deposit || state !== "SUCCESS" || consume_fee !== undefined) &&
      !isPayment(transaction_id)
  }),

  retention(entries, always),
  // The balance of an account that is not stored is 0.
  retention(
    balances,
    () =>
      ({ account, balance }) =>
        balance === 0 && (account._tag === "Pending" || account._tag === "Transit")
  ),
  retention(
    BillFiles.files,
    ({ now }) =>
      ({ expires_at }) =>
        expires_at <= now,
    ofFiles
  ),
  retention(
    Media.files,
    (context) => {
      const inUse = new Set(
        context
          .rows(complaints)
          .filter(({ complaint_state }) => complaint_state !== "PROCESSED")
          .flatMap(({ history, images }) => [...images, ...history.flatMap((entry) => entry.images)])
      )
      return ({ media_id }) => !inUse.has(media_id)
    },
    ofFiles
  )
]
