/** Orders of each workflow, each brought to one step and then to its end. */
import type { WechatPayClient } from "@effect-wechatpay/core"
import { FacePayment, OfflineTransaction } from "@effect-wechatpay/facepay"
import { Native, Payment } from "@effect-wechatpay/pay"
import { ServiceOrder } from "@effect-wechatpay/payscore"
import { ProfitSharing, ProfitSharingReceiver } from "@effect-wechatpay/profit-sharing"
import { Refund } from "@effect-wechatpay/refund"
import {
  FacepayV2,
  type Faults,
  Pay,
  Payscore,
  ProfitShares,
  Refunds,
  Samples,
  Simulator,
  State,
  Transactions,
  Transfers
} from "@effect-wechatpay/simulator"
import { Transfer } from "@effect-wechatpay/transfer"
import { type Cause, Clock, Effect } from "effect"
import { recogniseFace, signedFaceUser } from "../support/faceContracts.js"
import type { Command, Details } from "./processes/protocol.js"

const { appid, mchid, openid, serviceId: service_id, subMchid: sub_mchid } = Samples
const { act } = Simulator

export type Clients = Simulator.Simulator | WechatPayClient.WechatPayClient

/** What the merchant, the users and WeChat Pay do about an order. Each may fail while it is too early. */
export type Action = (
  send: (command: Command) => Effect.Effect<void>
) => Effect.Effect<unknown, Cause.YieldableError, Clients>

/** An order of a workflow, as the simulator and the application see it. */
export interface Order {
  readonly no: string
  readonly details: Details
  readonly start: Command
  /** The actions after the start, in order. */
  readonly actions: ReadonlyArray<Action>
  /** The requests that move money, and how many of them take effect. */
  readonly effects: Effect.Effect<number, never, Simulator.Simulator>
  /** How often the request that moves money may be sent. */
  readonly sent?: { readonly endpoint: { readonly id: string }; readonly times: number }
  /** The expected result, as part of what the application stores. */
  readonly result: string
}

const command =
  (given: Command): Action =>
  (send) =>
    send(given)

const text = ({ body, target }: { readonly body: Uint8Array; readonly target: string }) =>
  `${target} ${new TextDecoder().decode(body)}`

/** A fault for one call of an order. */
export const inject = (fault: Faults.Fault, endpoint: { readonly id: string }, no: string) =>
  Effect.flatMap(Simulator.Simulator, ({ faults }) =>
    faults.inject(fault, {
      times: 1,
      when: (call) => call.endpoint === endpoint.id && text(call).includes(no)
    })
  )

/** How many calls of an endpoint have arrived for an order. */
export const callCount = (endpoint: { readonly id: string }, no: string) =>
  Effect.flatMap(Simulator.Simulator, ({ calls }) =>
    Effect.map(
      calls.all,
      (all) => all.filter((call) => call.endpoint === endpoint.id && text(call).includes(no)).length
    )
  )

const rowsWhere = <A>(table: State.Table<A>, isCounted: (row: A) => boolean) =>
  act(Effect.map(State.rows(table), (rows) => rows.filter(isCounted).length))

export const payscoreOrder = (
  no: string,
  details: Details = {},
  decision: "complete" | "cancel" = "complete"
) => {
  const payload = { mchid, appid, service_id, out_order_no: no }
  const who = { mchid, out_order_no: no }
  const order: Order = {
    no,
    details,
    start: { _tag: "Order", payload },
    actions: [
      () => act(Payscore.confirm(who, openid)),
      command({ _tag: "Confirmed", payload }),
      command({ _tag: "Decide", payload, decision }),
      ...(decision === "complete"
        ? [() => act(Payscore.payByUser(who)), command({ _tag: "Ended", payload })]
        : [])
    ],
    effects:
      decision === "complete"
        ? rowsWhere(Transactions.transactions, (row) => row.attach?.endsWith(`|${no}`) === true)
        : rowsWhere(Payscore.orders, (row) => row.out_order_no === no && row.state === "REVOKED"),
    result: decision === "complete" ? '"Paid"' : '"Cancelled"'
  }
  return order
}

export const faceSale = (no: string, slowIn?: "pay" | "ended") =>
  Effect.gen(function* () {
    const code = yield* act(
      FacepayV2.giveFaceCode({ mchid, appid, out_trade_no: no, total_fee: 888, openid })
    )
    const isUnsent = slowIn === "pay"
    const order: Order = {
      no,
      details: { code, ...(slowIn === undefined ? {} : { slowIn }) },
      start: { _tag: "Sale", payload: { mchid, appid, out_trade_no: no, total_fee: 888 } },
      actions: [],
      effects: Effect.map(act(FacepayV2.find({ mchid, out_trade_no: no })), (payment) =>
        isUnsent ? (payment === undefined ? 1 : 0) : payment?.state === "SUCCESS" ? 1 : 0
      ),
      sent: { endpoint: FacePayment.pay, times: isUnsent ? 0 : 1 },
      result: isUnsent ? '"NotSent"' : '"Paid"'
    }
    return order
  })

export const deduction = (no: string, details: Details = {}) =>
  Effect.gen(function* () {
    const user = yield* signedFaceUser
    const code = yield* recogniseFace(user)
    const order: Order = {
      no,
      details: { ...details, code },
      start: { _tag: "Deduct", payload: { mchid, sub_mchid, out_trade_no: no, business_product_id: 2 } },
      actions: [],
      effects: rowsWhere(Transactions.transactions, (row) => row.out_trade_no === no),
      result: '"Paid"'
    }
    return order
  })

/** A paid transaction, to refund or to share. */
const paidTransaction = (no: string, profit_sharing?: "standard") =>
  Effect.gen(function* () {
    const paid_at = (yield* Clock.currentTimeMillis) - 120_000
    const digits = [...no].map((one) => one.charCodeAt(0)).join("")
    const transaction_id = `42${digits.padStart(26, "0").slice(-26)}`
    yield* act(
      Transactions.register({
        transaction_id,
        out_trade_no: `trade${no}`,
        mchid,
        total: 1000,
        paid_at,
        ...(profit_sharing === undefined ? {} : { profit_sharing })
      })
    )
    return transaction_id
  })

export const refund = (no: string, details: Details = {}) =>
  Effect.gen(function* () {
    const code = yield* paidTransaction(no)
    const payload = { mchid, out_refund_no: no }
    const order: Order = {
      no,
      details: { ...details, code },
      start: { _tag: "Refund", payload },
      actions: [() => act(Refunds.succeed(payload)), command({ _tag: "Refunded", payload })],
      effects: rowsWhere(Refunds.refunds, (row) => row.out_refund_no === no && row.status === "SUCCESS"),
      result: '"SUCCESS"'
    }
    return order
  })

export const payment = (no: string, details: Details = {}, closes = false) =>
  Effect.gen(function* () {
    yield* Native.create({
      mchid,
      appid,
      out_trade_no: no,
      description: "tea",
      notify_url: "https://shop.example/notify",
      amount: { total: 888 }
    })
    const payload = { mchid, out_trade_no: no }
    const order: Order = {
      no,
      details,
      start: { _tag: "Payment", payload },
      actions: closes
        ? [command({ _tag: "Close", payload })]
        : [() => act(Pay.pay(payload, { openid })), command({ _tag: "Paid", payload })],
      effects: Effect.map(
        rowsWhere(Transactions.transactions, (row) => row.out_trade_no === no),
        (count) => (closes ? 1 - count : count)
      ),
      result: closes ? '"Closed"' : '"Paid"'
    }
    return order
  })

export const transfer = (no: string, details: Details = {}, cancels = false) => {
  const payload = { mchid, out_bill_no: no }
  const order: Order = {
    no,
    details: { ...details, code: openid },
    start: { _tag: "Transfer", payload },
    actions: cancels
      ? [command({ _tag: "CancelTransfer", payload })]
      : [() => act(Transfers.confirm(payload)), command({ _tag: "Transferred", payload })],
    effects: rowsWhere(
      Transfers.bills,
      (row) => row.out_bill_no === no && row.state === (cancels ? "CANCELLED" : "SUCCESS")
    ),
    result: cancels ? '"Cancelled"' : '"Succeeded"'
  }
  return order
}

const supplier = "1900000001"

export const share = (no: string, details: Details = {}) =>
  Effect.gen(function* () {
    const transaction_id = yield* paidTransaction(no, "standard")
    const payload = { mchid, transaction_id, out_order_no: no }
    const order: Order = {
      no,
      details: { ...details, code: supplier },
      start: { _tag: "Share", payload },
      actions: [
        () => act(ProfitShares.finish({ mchid, out_order_no: no })),
        command({ _tag: "Shared", payload }),
        () => act(ProfitShares.finish({ mchid, out_order_no: `${no}U` }))
      ],
      effects: rowsWhere(ProfitShares.shares, (row) => row.out_order_no === no && row.state === "FINISHED"),
      result: '"FINISHED"'
    }
    return order
  })

/** What all orders need. */
export const given = Effect.gen(function* () {
  yield* act(Transfers.setAccount({ mchid }, 100_000_000))
  yield* ProfitSharingReceiver.add({
    appid,
    type: "MERCHANT_ID",
    account: supplier,
    relation_type: "SUPPLIER"
  })
})

/** A step at which a process is killed. */
export interface Step {
  readonly name: string
  /** Whether it is a part of the short form of the tests. */
  readonly isInShortForm?: boolean
  readonly order: Effect.Effect<Order, Cause.YieldableError, Clients>
  /** How many of the actions come before the step. */
  readonly after?: number
  /** The call that is executed and whose response does not arrive. Without it the workflow waits, or is in the application. */
  readonly call?: { readonly id: string }
  /** The calls of `call` before that. */
  readonly callsBefore?: number
}

/** Every step of every workflow. */
export const steps: ReadonlyArray<Step> = [
  {
    name: "PayscoreOrder creates",
    isInShortForm: true,
    order: Effect.sync(() => payscoreOrder("NO00P01")),
    call: ServiceOrder.create
  },
  {
    name: "PayscoreOrder hands the created order to the application",
    order: Effect.sync(() => payscoreOrder("NO00P02", { slowIn: "created" }))
  },
  { name: "PayscoreOrder waits for the confirmation", order: Effect.sync(() => payscoreOrder("NO00P03")) },
  {
    name: "PayscoreOrder is in service",
    isInShortForm: true,
    order: Effect.sync(() => payscoreOrder("NO00P04")),
    after: 2
  },
  {
    name: "PayscoreOrder completes",
    isInShortForm: true,
    order: Effect.sync(() => payscoreOrder("NO00P05")),
    after: 3,
    call: ServiceOrder.complete
  },
  {
    name: "PayscoreOrder waits for the payment",
    order: Effect.sync(() => payscoreOrder("NO00P06")),
    after: 3
  },
  {
    name: "PayscoreOrder hands the result to the application",
    order: Effect.sync(() => payscoreOrder("NO00P07", { slowIn: "ended" })),
    after: 5
  },
  {
    name: "PayscoreOrder cancels",
    order: Effect.sync(() => payscoreOrder("NO00P08", {}, "cancel")),
    after: 3,
    call: ServiceOrder.cancel
  },
  { name: "FaceSale is about to pay", isInShortForm: true, order: faceSale("NO00F01", "pay") },
  { name: "FaceSale pays", isInShortForm: true, order: faceSale("NO00F02"), call: FacePayment.pay },
  { name: "FaceSale hands the result to the application", order: faceSale("NO00F03", "ended") },
  {
    name: "Deduction deducts",
    isInShortForm: true,
    order: deduction("NO00D01"),
    call: OfflineTransaction.deduct
  },
  {
    name: "Deduction hands the result to the application",
    order: deduction("NO00D02", { slowIn: "ended" })
  },
  { name: "RefundWorkflow applies", isInShortForm: true, order: refund("NO00R01"), call: Refund.create },
  { name: "RefundWorkflow waits", order: refund("NO00R02") },
  { name: "RefundWorkflow queries", order: refund("NO00R03"), after: 2, call: Refund.query },
  {
    name: "RefundWorkflow hands the result to the application",
    order: refund("NO00R04", { slowIn: "ended" }),
    after: 2
  },
  { name: "Payment waits", order: payment("NO00A01") },
  { name: "Payment queries", order: payment("NO00A02"), after: 2, call: Payment.query },
  {
    name: "Payment closes",
    isInShortForm: true,
    order: payment("NO00A03", {}, true),
    after: 1,
    call: Payment.close
  },
  {
    name: "Payment hands the result to the application",
    order: payment("NO00A04", { slowIn: "ended" }),
    after: 2
  },
  {
    name: "Transfer creates",
    isInShortForm: true,
    order: Effect.sync(() => transfer("NO00T01")),
    call: Transfer.create
  },
  { name: "Transfer waits for the user", order: Effect.sync(() => transfer("NO00T02")) },
  {
    name: "Transfer cancels",
    order: Effect.sync(() => transfer("NO00T03", {}, true)),
    after: 1,
    call: Transfer.cancel
  },
  {
    name: "Transfer hands the result to the application",
    order: Effect.sync(() => transfer("NO00T04", { slowIn: "ended" })),
    after: 2
  },
  { name: "ProfitSharing shares", isInShortForm: true, order: share("NO00S01"), call: ProfitSharing.create },
  { name: "ProfitSharing waits", order: share("NO00S02") },
  {
    name: "ProfitSharing hands the result to the application",
    order: share("NO00S03", { slowIn: "ended" }),
    after: 2
  },
  { name: "ProfitSharing unfreezes", order: share("NO00S04"), after: 2, call: ProfitSharing.unfreeze }
]
