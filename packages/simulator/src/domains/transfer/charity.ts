/** Donations between merchants, from a budget that the donating merchant locks. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as CharityBudget from "@effect-wechatpay/transfer/CharityBudget"
import type * as CharityDonation from "@effect-wechatpay/transfer/CharityDonation"
import type * as CharityReceipt from "@effect-wechatpay/transfer/CharityReceipt"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Context } from "../../Domain.js"
import { digits } from "../../internal/digits.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import { invalidRequest, make } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import * as Ledger from "../ledger.js"
import { transactions } from "../transactions.js"
import { giveBack, lock, payOut } from "./accounts.js"
import { textOf } from "./bills.js"
import * as Receipts from "./receipts.js"

const time = Schema.optional(Schema.Number)

const Budget = Schema.Struct({
  /** The service provider. */
  mchid: Schema.String,
  out_budget_no: Schema.String,
  budget_id: Schema.String,
  sponsor_mchid: Schema.String,
  activity_name: Schema.String,
  activity_remark: Schema.String,
  /** Fen. */
  amount: Schema.Number,
  /** What was not donated, in fen. */
  remain_amount: Schema.Number,
  state: Schema.Literal("PENDING", "LOCKED", "FINISHED", "CLOSED"),
  unlock_remark: Schema.optional(Schema.String),
  request: Schema.String,
  /** Unix time in milliseconds, like all times. */
  created_at: Schema.Number,
  locked_at: time,
  finished_at: time,
  closed_at: time
})
export interface Budget extends Schema.Schema.Type<typeof Budget> {}

export const budgets = State.table("transfer.budgets", Budget)

const Donation = Schema.Struct({
  mchid: Schema.String,
  out_budget_no: Schema.String,
  budget_id: Schema.String,
  sponsor_mchid: Schema.String,
  out_transfer_no: Schema.String,
  transfer_id: Schema.String,
  receive_mchid: Schema.String,
  amount: Schema.Number,
  transfer_remark: Schema.String,
  state: Schema.Literal("ACCEPTED", "SUCCESS"),
  request: Schema.String,
  created_at: Schema.Number,
  paid_at: time
})
interface Donation extends Schema.Schema.Type<typeof Donation> {}

export const donations = State.table("transfer.donations", Donation)

/** How long a donation takes. */
const paying = Duration.toMillis("1 second")

const lockedBy = ({ budget_id, out_budget_no, sponsor_mchid }: Budget) => ({
  mchid: sponsor_mchid,
  business_no: budget_id,
  voucher_no: out_budget_no
})

/**
 * The key of a budget.
 *
 * @since 1.0.0
 * @category models
 */
export interface BudgetKey {
  readonly mchid: string
  readonly out_budget_no: string
}

const keyOf = ({ mchid, out_budget_no }: BudgetKey): string => State.key(mchid, out_budget_no)

const save = (budget: Budget) =>
  Effect.map(State.rows(budgets), (rows) => {
    rows.set(keyOf(budget), budget)
    return budget
  })

const notFound = make(404, "NOT_FOUND", "记录不存在")

const findBudget = (
  { out_budget_no, sponsor_mchid }: { readonly out_budget_no: string; readonly sponsor_mchid?: string },
  { merchant }: Context
) =>
  Effect.map(State.rows(budgets), (rows) => {
    const found = rows.get(keyOf({ mchid: merchant.mchid, out_budget_no }))
    return sponsor_mchid === undefined || found?.sponsor_mchid === sponsor_mchid ? found : undefined
  })

/** The pages of these calls list no `NOT_FOUND`. */
const requireBudget = (
  input: { readonly out_budget_no: string; readonly sponsor_mchid: string },
  context: Context
) =>
  Effect.filterOrFail(
    findBudget(input, context),
    (found): found is Budget => found !== undefined,
    () => invalidRequest("预算不存在")
  )

const described = (budget: Budget) => ({
  sp_mchid: budget.mchid,
  out_budget_no: budget.out_budget_no,
  budget_id: budget.budget_id,
  amount: budget.amount,
  sponsor_mchid: budget.sponsor_mchid,
  activity_name: budget.activity_name,
  activity_remark: budget.activity_remark
})

const times = (all: Readonly<Record<string, number | undefined>>) =>
  Object.fromEntries(
    Object.entries(all).flatMap(([name, millis]) => (millis === undefined ? [] : [[name, rfc3339(millis)]]))
  )

const toBudget = (budget: Budget, { origin }: Context) => ({
  ...described(budget),
  state: budget.state,
  remain_amount: budget.remain_amount,
  ...(budget.state === "PENDING"
    ? { confirm_url: `${origin}/charity/${budget.budget_id}`, super_admin_wxid_mask: "a***n" }
    : {}),
  ...(budget.unlock_remark === undefined ? {} : { unlock_remark: budget.unlock_remark }),
  ...times({
    locked_time: budget.locked_at,
    finished_time: budget.finished_at,
    closed_time: budget.closed_at
  })
})

export const applyForBudget = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof CharityBudget.apply>,
  context: Context
) {
  const before = yield* findBudget({ out_budget_no: input.out_budget_no }, context)
  const request = textOf(input)
  if (before !== undefined) {
    return before.request === request
      ? toBudget(before, context)
      : yield* invalidRequest("预算单号已存在但信息不一致")
  }
  const { activity_name, activity_remark, amount, out_budget_no, sponsor_mchid } = input
  const made = yield* save({
    mchid: context.merchant.mchid,
    out_budget_no,
    budget_id: `136${digits(25)}`,
    sponsor_mchid,
    activity_name,
    activity_remark,
    amount,
    remain_amount: amount,
    state: "PENDING",
    request,
    created_at: context.now
  })
  return toBudget(made, context)
})

export const queryBudget = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof CharityBudget.query>,
  context: Context
) {
  return toBudget((yield* findBudget(input, context)) ?? (yield* notFound), context)
})

/** Ends a budget; the rest goes back to the sponsor. A repetition returns the ended budget. */
export const unlock = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof CharityBudget.unlock>,
  context: Context
) {
  const found = yield* requireBudget(input, context)
  if (found.state !== "LOCKED" && found.state !== "FINISHED") {
    return yield* invalidRequest("预算未锁定，不能解锁")
  }
  if (found.state === "LOCKED") yield* giveBack(lockedBy(found), found.remain_amount)
  const ended =
    found.state === "FINISHED"
      ? found
      : yield* save({
          ...found,
          state: "FINISHED",
          unlock_remark: input.activity_remark,
          finished_at: context.now
        })
  return {
    ...described(ended),
    state: "FINISHED",
    unlock_remark: ended.unlock_remark ?? "",
    locked_time: rfc3339(ended.locked_at ?? ended.created_at),
    finished_time: rfc3339(ended.finished_at ?? context.now),
    unlocked_amount: ended.remain_amount
  }
})

const requirePending = Effect.fnUntraced(function* (key: BudgetKey) {
  const found = (yield* State.rows(budgets)).get(keyOf(key))
  return found?.state === "PENDING"
    ? found
    : yield* new ActionRejected({ problem: "the budget does not wait for its sponsor" })
})

/**
 * The sponsor confirms a budget: the money is locked in its operation account.
 *
 * @since 1.0.0
 * @category user actions
 */
export const confirmBudget = Effect.fnUntraced(function* (key: BudgetKey) {
  const found = yield* requirePending(key)
  if (!(yield* lock(lockedBy(found), found.amount))) {
    return yield* new ActionRejected({ problem: "the sponsor's balance is too low" })
  }
  return yield* save({ ...found, state: "LOCKED", locked_at: yield* Clock.currentTimeMillis })
})

/**
 * The sponsor rejects a budget.
 *
 * @since 1.0.0
 * @category user actions
 */
export const closeBudget = Effect.fnUntraced(function* (key: BudgetKey) {
  const found = yield* requirePending(key)
  return yield* save({ ...found, state: "CLOSED", closed_at: yield* Clock.currentTimeMillis })
})

const donationKey = ({ mchid, out_transfer_no }: Pick<Donation, "mchid" | "out_transfer_no">): string =>
  State.key(mchid, out_transfer_no)

/** When a donation arrives; undefined if it has. */
export const dueAt = ({ created_at, state }: Donation): number | undefined =>
  state === "ACCEPTED" ? created_at + paying : undefined

/** The donation with the changes that time has made. */
export const current = Effect.fnUntraced(function* (donation: Donation) {
  const at = dueAt(donation)
  if (at === undefined || (yield* Clock.currentTimeMillis) < at) return donation
  const { budget_id, out_transfer_no, receive_mchid, sponsor_mchid } = donation
  yield* payOut(
    { mchid: sponsor_mchid, business_no: budget_id, voucher_no: out_transfer_no },
    Ledger.merchant(receive_mchid),
    donation.amount
  )
  const paid: Donation = { ...donation, state: "SUCCESS", paid_at: at }
  ;(yield* State.rows(donations)).set(donationKey(paid), paid)
  return paid
})

const toDonation = (donation: Donation) => ({
  out_budget_no: donation.out_budget_no,
  budget_id: donation.budget_id,
  out_transfer_no: donation.out_transfer_no,
  transfer_id: donation.transfer_id,
  amount: donation.amount,
  transfer_remark: donation.transfer_remark,
  receive_mchid: donation.receive_mchid,
  state: donation.state,
  create_time: rfc3339(donation.created_at),
  ...times({ success_time: donation.paid_at })
})

/** Donates once per number. A related payment is at least a tenth of the amount. */
export const donate = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof CharityDonation.create>,
  context: Context
) {
  const { mchid } = context.merchant
  const { amount, out_budget_no, out_transfer_no, receive_mchid, sponsor_mchid, transfer_remark } = input
  const rows = yield* State.rows(donations)
  const before = rows.get(donationKey({ mchid, out_transfer_no }))
  const request = textOf({ ...input, transaction_info: input.transaction_info?.transaction_id })
  if (before !== undefined) {
    return before.request === request
      ? toDonation(yield* current(before))
      : yield* invalidRequest("捐赠单号已存在但信息不一致")
  }
  const budget = yield* requireBudget(input, context)
  if (budget.state !== "LOCKED") return yield* invalidRequest("预算未锁定，不能捐赠")
  if (amount > budget.remain_amount) return yield* invalidRequest("捐赠金额超过预算剩余金额")
  if (input.transaction_info !== undefined) {
    const payment = (yield* State.rows(transactions)).get(input.transaction_info.transaction_id)
    if (payment === undefined) return yield* invalidRequest("关联的支付订单不存在")
    if (amount > payment.total * 10) return yield* invalidRequest("捐赠金额超过关联支付订单金额的10倍")
  }
  const made: Donation = {
    mchid,
    out_budget_no,
    budget_id: budget.budget_id,
    sponsor_mchid,
    out_transfer_no,
    transfer_id: `137${digits(25)}`,
    receive_mchid,
    amount,
    transfer_remark,
    state: "ACCEPTED",
    request,
    created_at: context.now
  }
  yield* save({ ...budget, remain_amount: budget.remain_amount - amount })
  rows.set(donationKey(made), made)
  return toDonation(made)
})

export const queryDonation = Effect.fnUntraced(function* (
  { out_budget_no, out_transfer_no, sponsor_mchid }: Endpoint.Input<typeof CharityDonation.query>,
  { merchant: { mchid } }: Context
) {
  const found = (yield* State.rows(donations)).get(donationKey({ mchid, out_transfer_no }))
  return found?.out_budget_no === out_budget_no && found.sponsor_mchid === sponsor_mchid
    ? toDonation(yield* current(found))
    : yield* notFound
})

const toReceipt = Effect.fnUntraced(function* (receipt: Receipts.Receipt, context: Context) {
  const [, out_budget_no = "", start_date = "", end_date = "", sponsor_mchid = "", receiver_mchid = ""] =
    receipt.about
  return {
    out_budget_no,
    start_date,
    end_date,
    sponsor_mchid,
    ...(receiver_mchid === "" ? {} : { receiver_mchid }),
    receipt_state: Receipts.isReady(receipt, context.now) ? "FINISHED" : "ACCEPTED",
    accept_id: receipt.signature_no,
    ...(yield* Receipts.fileOf(receipt, context, Receipts.elecsign))
  }
})

/** Applies for the receipt of the donations of some days. */
export const applyForReceipt = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof CharityReceipt.apply>,
  context: Context
) {
  const { end_date, out_budget_no, receiver_mchid, sponsor_mchid, start_date } = input
  yield* requireBudget(input, context)
  if (start_date > end_date) return yield* invalidRequest("开始日期不能晚于结束日期")
  const donated = (yield* State.rows(donations)).filter((one) => {
    const day = one.paid_at === undefined ? "" : rfc3339(one.paid_at).slice(0, 10)
    return (
      one.out_budget_no === out_budget_no &&
      (receiver_mchid === undefined || one.receive_mchid === receiver_mchid) &&
      day >= start_date &&
      day <= end_date
    )
  })
  const receipt = yield* Receipts.apply(
    ["charity", out_budget_no, start_date, end_date, sponsor_mchid, receiver_mchid ?? ""],
    [
      "WeChat Pay donation receipt",
      `Budget: ${out_budget_no}`,
      ...donated.map(({ amount, transfer_id }) => `${transfer_id}: ${amount} fen`)
    ],
    context
  )
  return yield* toReceipt(receipt, context)
})

export const queryReceipt = Effect.fnUntraced(function* (
  { accept_id, out_budget_no }: Endpoint.Input<typeof CharityReceipt.query>,
  context: Context
) {
  const found = yield* Receipts.find(
    context.merchant.mchid,
    ({ about, signature_no }) =>
      about[0] === "charity" && about[1] === out_budget_no && signature_no === accept_id
  )
  return yield* toReceipt(found ?? (yield* notFound), context)
})
