/** Batches of transfers, the product for merchants that do not use the new one: R25. */

import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as PartnerTransferBatch from "@effect-wechatpay/transfer/PartnerTransferBatch"
import type * as TransferBatch from "@effect-wechatpay/transfer/TransferBatch"
import type * as TransferBatchReceipt from "@effect-wechatpay/transfer/TransferBatchReceipt"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Context } from "../../Domain.js"
import { digits } from "../../internal/digits.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import * as Outbox from "../../Outbox.js"
import { internalCode, invalidRequest, make, noAuth, paramError } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import * as Ledger from "../ledger.js"
import { requireSubMerchant } from "../subMerchants.js"
import { giveBack, type Locked, lock, payOut } from "./accounts.js"
import { textOf } from "./bills.js"
import { requirePermission } from "./permissions.js"
import * as Receipts from "./receipts.js"

const text = Schema.optional(Schema.String)

const Item = Schema.Struct({
  out_detail_no: Schema.String,
  detail_id: Schema.String,
  /** Fen. */
  transfer_amount: Schema.Number,
  transfer_remark: Schema.String,
  openid: Schema.String,
  user_name: text,
  state: Schema.Literal("PROCESSING", "SUCCESS", "FAIL"),
  fail_reason: text
})
type Item = typeof Item.Type

const Batch = Schema.Struct({
  mchid: Schema.String,
  sub_mchid: text,
  out_batch_no: Schema.String,
  batch_id: Schema.String,
  appid: text,
  sub_appid: text,
  authorization_type: text,
  transfer_purpose: text,
  transfer_scene: text,
  transfer_scene_id: text,
  batch_name: Schema.String,
  batch_remark: Schema.String,
  total_amount: Schema.Number,
  items: Schema.Array(Item),
  state: Schema.Literal("ACCEPTED", "FINISHED"),
  notify_url: text,
  request: Schema.String,
  /** Unix time in milliseconds, like all times. */
  created_at: Schema.Number,
  updated_at: Schema.Number
})
export interface Batch extends Schema.Schema.Type<typeof Batch> {}

export const batches = State.table("transfer.batches", Batch)

/** Merchants that use the product. */
const users = State.table("transfer.batchMerchants", Schema.Literal(true))

/** How long a batch takes. */
const paying = Duration.toMillis("2 seconds")

/** How long a number may be repeated. */
const repeatable = Duration.toMillis("3 days")

const listed = Duration.toMillis("30 days")

/**
 * Lets a merchant use batches. Without this call their calls are rejected with `NO_AUTH`, as they are for merchants that
 * use the new product.
 *
 * @since 1.0.0
 * @category combinators
 */
export const useBatches = (mchid: string): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(users), (rows) => rows.set(mchid, true))

const requireUser = Effect.fnUntraced(function* (mchid: string) {
  if ((yield* State.rows(users)).get(mchid) === undefined) {
    return yield* noAuth("商户已升级为新版商家转账，请使用新版接口")
  }
})

/**
 * The key of a batch: the caller and the number.
 *
 * @since 1.0.0
 * @category models
 */
export interface BatchKey {
  readonly mchid: string
  readonly out_batch_no: string
}

const keyOf = ({ mchid, out_batch_no }: BatchKey): string => State.key(mchid, out_batch_no)

const save = (batch: Batch) =>
  Effect.map(State.rows(batches), (rows) => {
    rows.set(keyOf(batch), batch)
    return batch
  })

const lockedBy = ({ batch_id, mchid, out_batch_no, sub_mchid }: Batch): Locked => ({
  mchid,
  sub_mchid,
  business_no: batch_id,
  voucher_no: out_batch_no
})

const sumOf = (items: ReadonlyArray<Item>, state: Item["state"]) => {
  const chosen = items.filter((item) => item.state === state)
  return {
    num: chosen.length,
    amount: chosen.reduce((total, { transfer_amount }) => total + transfer_amount, 0)
  }
}

const totals = ({ items }: Batch) => {
  const [paid, failed] = [sumOf(items, "SUCCESS"), sumOf(items, "FAIL")]
  return {
    success_amount: paid.amount,
    success_num: paid.num,
    fail_amount: failed.amount,
    fail_num: failed.num
  }
}

/** When a batch is finished; undefined if it is. */
export const dueAt = ({ created_at, state }: Batch): number | undefined =>
  state === "ACCEPTED" ? created_at + paying : undefined

/** The batch with the changes that time has made: every item is paid unless it was made to fail. */
export const current = Effect.fnUntraced(function* (batch: Batch) {
  const at = dueAt(batch)
  if (at === undefined || (yield* Clock.currentTimeMillis) < at) return batch
  for (const { openid, out_detail_no, state, transfer_amount } of batch.items) {
    const locked = { ...lockedBy(batch), voucher_no: out_detail_no }
    yield* state === "FAIL"
      ? giveBack(locked, transfer_amount)
      : payOut(locked, Ledger.user(openid), transfer_amount)
  }
  const finished = yield* save({
    ...batch,
    state: "FINISHED",
    items: batch.items.map((item) => (item.state === "FAIL" ? item : { ...item, state: "SUCCESS" })),
    updated_at: at
  })
  if (batch.notify_url !== undefined) {
    yield* Outbox.send({
      mchid: batch.mchid,
      url: batch.notify_url,
      event_type: "MCHTRANSFER.BATCH.FINISHED",
      summary: "商家转账批次完成通知",
      original_type: "mch_payment",
      associated_data: "mch_payment",
      resource: {
        out_batch_no: finished.out_batch_no,
        batch_id: finished.batch_id,
        batch_status: "FINISHED",
        total_num: finished.items.length,
        total_amount: finished.total_amount,
        ...totals(finished),
        update_time: rfc3339(at)
      }
    })
  }
  return finished
})

/**
 * An item of a batch that is not finished fails, for a reason such as `OPENID_INVALID`; its money goes back with the end
 * of the batch.
 *
 * @since 1.0.0
 * @category user actions
 */
export const failBatchItem = Effect.fnUntraced(function* (
  key: BatchKey,
  out_detail_no: string,
  fail_reason: string
) {
  const found = (yield* State.rows(batches)).get(keyOf(key))
  if (found?.state !== "ACCEPTED" || !found.items.some((item) => item.out_detail_no === out_detail_no)) {
    return yield* new ActionRejected({ problem: "no item of an open batch has this number" })
  }
  return yield* save({
    ...found,
    items: found.items.map((item) =>
      item.out_detail_no === out_detail_no ? { ...item, state: "FAIL", fail_reason } : item
    )
  })
})

type MerchantInput = Endpoint.Input<typeof TransferBatch.create>
type PartnerInput = Endpoint.Input<typeof PartnerTransferBatch.create>

/** The members of both products. */
type Input = Omit<MerchantInput, "appid"> &
  Partial<Pick<MerchantInput, "appid">> &
  Partial<Omit<PartnerInput, keyof MerchantInput>>

/** A batch, once per number. */
export const create = Effect.fnUntraced(function* (input: Input, { merchant, now }: Context) {
  const { mchid } = merchant
  const { sub_mchid, transfer_detail_list, ...terms } = input
  yield* requireSubMerchant(merchant, sub_mchid)
  yield* requireUser(mchid)
  const request = textOf({
    ...terms,
    sub_mchid,
    items: textOf(transfer_detail_list.map((item) => textOf(item)))
  })
  const before = (yield* State.rows(batches)).get(keyOf({ mchid, out_batch_no: input.out_batch_no }))
  if (before !== undefined) {
    if (before.request !== request) return yield* invalidRequest("单号已存在但信息不一致")
    if (now > before.created_at + repeatable) return yield* invalidRequest("对应单号已超出重试期")
    return yield* current(before)
  }
  const appid = input.appid ?? input.sp_appid
  if (appid !== undefined && !merchant.appids.includes(appid)) {
    return yield* make(401, "APPID_MCHID_NOT_MATCH", "appid与mchid不匹配", internalCode.appidMchidMismatch)
  }
  if (sub_mchid !== undefined) yield* requirePermission({ mchid, sub_mchid })
  const made: Batch = {
    mchid,
    sub_mchid,
    out_batch_no: input.out_batch_no,
    batch_id: `1030${digits(24)}`,
    appid,
    sub_appid: input.sub_appid,
    authorization_type: input.authorization_type,
    transfer_purpose: input.transfer_purpose,
    transfer_scene: input.transfer_scene,
    transfer_scene_id: input.transfer_scene_id,
    batch_name: input.batch_name,
    batch_remark: input.batch_remark,
    total_amount: input.total_amount,
    items: transfer_detail_list.map(
      ({ openid, out_detail_no, transfer_amount, transfer_remark, user_name }): Item => ({
        out_detail_no,
        detail_id: `1040${digits(24)}`,
        transfer_amount,
        transfer_remark,
        openid,
        user_name: user_name === undefined ? undefined : Redacted.value(user_name),
        state: "PROCESSING"
      })
    ),
    state: "ACCEPTED",
    notify_url: input.notify_url,
    request,
    created_at: now,
    updated_at: now
  }
  if (!(yield* lock(lockedBy(made), made.total_amount))) {
    return yield* make(403, "NOT_ENOUGH", "商户账户资金不足")
  }
  return yield* save(made)
})

export const accepted = ({ batch_id, created_at, out_batch_no }: Batch) => ({
  out_batch_no,
  batch_id,
  create_time: rfc3339(created_at)
})

/** What a query names: a batch, by one of its numbers. */
interface Which {
  readonly batch_id?: string
  readonly out_batch_no?: string
}

const notFound = make(404, "NOT_FOUND", "记录不存在")

/** The batch that a call is for. Whether a provider's batch is asked for is told by the interface. */
const require = Effect.fnUntraced(function* (which: Which, isPartner: boolean, { merchant, now }: Context) {
  const found = (yield* State.rows(batches)).find(
    ({ batch_id, mchid, out_batch_no, sub_mchid }) =>
      mchid === merchant.mchid &&
      (sub_mchid !== undefined) === isPartner &&
      (which.batch_id === undefined ? out_batch_no === which.out_batch_no : batch_id === which.batch_id)
  )
  if (found === undefined || now > found.created_at + listed) return yield* notFound
  return yield* current(found)
})

interface Paging {
  readonly need_query_detail: boolean
  readonly offset?: number | undefined
  readonly limit?: number | undefined
  readonly detail_status?: string | undefined
}

const itemsOf = (
  batch: Batch,
  { detail_status = "ALL", limit = 20, need_query_detail, offset = 0 }: Paging
) =>
  batch.state !== "FINISHED" || !need_query_detail
    ? []
    : batch.items
        .filter(({ state }) => detail_status === "ALL" || state === detail_status)
        .slice(offset, offset + limit)
        .map(({ detail_id, out_detail_no, state }) => ({ detail_id, out_detail_no, detail_status: state }))

const found = (batch: Batch) => ({
  out_batch_no: batch.out_batch_no,
  batch_id: batch.batch_id,
  batch_status: batch.state,
  batch_type: "API",
  batch_name: batch.batch_name,
  batch_remark: batch.batch_remark,
  total_amount: batch.total_amount,
  total_num: batch.items.length,
  create_time: rfc3339(batch.created_at),
  update_time: rfc3339(batch.updated_at),
  ...(batch.state === "FINISHED" ? totals(batch) : {})
})

const requireStatus = ({ detail_status, need_query_detail }: Paging) =>
  need_query_detail && detail_status === undefined
    ? Effect.fail(paramError("查询明细时必须传入detail_status"))
    : Effect.void

/** A batch of a merchant. */
export const query = Effect.fnUntraced(function* (input: Which & Paging, context: Context) {
  yield* requireStatus(input)
  const batch = yield* require(input, false, context)
  return {
    transfer_batch: {
      mchid: batch.mchid,
      appid: batch.appid ?? "",
      ...found(batch),
      ...(batch.transfer_scene_id === undefined ? {} : { transfer_scene_id: batch.transfer_scene_id })
    },
    transfer_detail_list: itemsOf(batch, input)
  }
})

const given = <Name extends string>(name: Name, value: string | undefined) =>
  value === undefined ? {} : { [name]: value }

/** A batch of a sub-merchant. */
export const queryOfPartner = Effect.fnUntraced(function* (input: Which & Paging, context: Context) {
  yield* requireStatus(input)
  const batch = yield* require(input, true, context)
  return {
    sp_mchid: batch.mchid,
    sub_mchid: batch.sub_mchid ?? "",
    ...given("sp_appid", batch.appid),
    ...given("sub_appid", batch.sub_appid),
    ...found(batch),
    authorization_type: batch.authorization_type ?? "",
    ...given("transfer_purpose", batch.transfer_purpose),
    ...given("transfer_scene", batch.transfer_scene),
    transfer_detail_list: itemsOf(batch, input)
  }
})

interface WhichItem extends Which {
  readonly detail_id?: string
  readonly out_detail_no?: string
}

const requireItem = Effect.fnUntraced(function* (which: WhichItem, isPartner: boolean, context: Context) {
  const batch = yield* require(which, isPartner, context)
  const item = batch.items.find(({ detail_id, out_detail_no }) =>
    which.detail_id === undefined ? out_detail_no === which.out_detail_no : detail_id === which.detail_id
  )
  return item === undefined ? yield* notFound : { batch, item }
})

const toItem = (batch: Batch, item: Item) => ({
  out_batch_no: batch.out_batch_no,
  batch_id: batch.batch_id,
  out_detail_no: item.out_detail_no,
  detail_id: item.detail_id,
  detail_status: item.state,
  transfer_amount: item.transfer_amount,
  transfer_remark: item.transfer_remark,
  ...given("fail_reason", item.fail_reason),
  openid: item.openid,
  initiate_time: rfc3339(batch.created_at),
  update_time: rfc3339(batch.updated_at)
})

export const queryItem = (which: WhichItem, context: Context) =>
  Effect.map(requireItem(which, false, context), ({ batch, item }) => ({
    mchid: batch.mchid,
    appid: batch.appid ?? "",
    ...toItem(batch, item),
    ...(item.user_name === undefined ? {} : { user_name: Redacted.make(item.user_name) })
  }))

export const queryItemOfPartner = (which: WhichItem, context: Context) =>
  Effect.map(requireItem(which, true, context), ({ batch, item }) => ({
    sp_mchid: batch.mchid,
    ...given("appid", batch.appid),
    ...toItem(batch, item),
    username: item.user_name ?? ""
  }))

// --- receipts --------------------------------------------------------------------------------------------------------

const signed = Effect.fnUntraced(function* (receipt: Receipts.Receipt, context: Context) {
  return {
    signature_no: receipt.signature_no,
    signature_status: Receipts.isReady(receipt, context.now) ? "FINISHED" : "ACCEPTED",
    ...(yield* Receipts.fileOf(receipt, context, Receipts.ofBatches))
  }
})

const times = ({ created_at }: Receipts.Receipt, { now }: Context) => ({
  create_time: rfc3339(created_at),
  update_time: rfc3339(now)
})

/** The receipt of a batch that is finished. */
export const applyForReceipt = Effect.fnUntraced(function* (
  { out_batch_no }: Endpoint.Input<typeof TransferBatchReceipt.apply>,
  context: Context
) {
  const batch = yield* require({ out_batch_no }, false, context)
  if (batch.state !== "FINISHED") return yield* invalidRequest("批次未完成，不能申请电子回单")
  const receipt = yield* Receipts.apply(
    ["batch", out_batch_no],
    [
      "WeChat Pay receipt of a batch",
      `Batch: ${batch.batch_id}`,
      `Amount (fen): ${totals(batch).success_amount}`
    ],
    context
  )
  return { out_batch_no, ...(yield* signed(receipt, context)), ...times(receipt, context) }
})

export const queryReceipt = Effect.fnUntraced(function* (
  { out_batch_no }: Endpoint.Input<typeof TransferBatchReceipt.query>,
  context: Context
) {
  const receipt = yield* Receipts.require(["batch", out_batch_no], context)
  return { out_batch_no, ...(yield* signed(receipt, context)), ...times(receipt, context) }
})

type ItemReceipt = Endpoint.Input<typeof TransferBatchReceipt.applyForDetail>

const aboutItem = ({ accept_type, out_batch_no = "", out_detail_no }: ItemReceipt) => [
  "item",
  accept_type,
  out_batch_no,
  out_detail_no
]

const numbersOf = ({ accept_type, out_batch_no, out_detail_no }: ItemReceipt) => ({
  accept_type,
  ...given("out_batch_no", out_batch_no),
  out_detail_no
})

/** The receipt of an item that was paid. The simulator has no payments of APIv2 to users: their numbers are unknown. */
export const applyForItemReceipt = Effect.fnUntraced(function* (input: ItemReceipt, context: Context) {
  if (input.accept_type !== "BATCH_TRANSFER" || input.out_batch_no === undefined) return yield* notFound
  const { out_batch_no, out_detail_no } = input
  const { item } = yield* requireItem({ out_batch_no, out_detail_no }, false, context)
  if (item.state !== "SUCCESS") return yield* invalidRequest("明细未转账成功，不能申请电子回单")
  const receipt = yield* Receipts.apply(
    aboutItem(input),
    ["WeChat Pay transfer receipt", `Transfer: ${item.detail_id}`, `Amount (fen): ${item.transfer_amount}`],
    context
  )
  return { ...numbersOf(input), ...(yield* signed(receipt, context)) }
})

export const queryItemReceipt = Effect.fnUntraced(function* (input: ItemReceipt, context: Context) {
  const receipt = yield* Receipts.require(aboutItem(input), context)
  return { ...numbersOf(input), ...(yield* signed(receipt, context)) }
})
