/** The states of transfers: created once per number, confirmed, cancelled, closed after a day. */
import { randomBytes } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Context } from "../../Domain.js"
import { digits } from "../../internal/digits.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import type { Merchant } from "../../Merchant.js"
import * as Outbox from "../../Outbox.js"
import { internalCode, invalidRequest, make, noAuth, paramError } from "../../SimulatedError.js"
import * as State from "../../State.js"
import * as Ledger from "../ledger.js"
import { requireSubMerchant } from "../subMerchants.js"
import { account, giveBack, hasScene, type Locked, lock, payOut } from "./accounts.js"
import { requirePermission } from "./permissions.js"
import { type Bill, type BillKey, billKey, bills, saveBill, type Variant } from "./tables.js"

const day = 24 * 60 * 60 * 1000

/** How long a cancellation takes. */
const cancelling = 1000

const isOpen = ({ state }: Bill): boolean =>
  state === "ACCEPTED" || state === "PROCESSING" || state === "WAIT_USER_CONFIRM"

/** Whether the money of a transfer was taken from the account and may be returned. */
const isLocked = ({ state }: Bill): boolean =>
  state === "WAIT_USER_CONFIRM" || state === "TRANSFERING" || state === "CANCELING"

const notify = (bill: Bill) => {
  if (bill.notify_url === undefined) return Effect.void
  const isQq = bill.variant === "qqWallet"
  return Outbox.send({
    mchid: bill.mchid,
    url: bill.notify_url,
    event_type: isQq ? "MCHTRANSFER.QQWALLETBILL.FINISHED" : "MCHTRANSFER.BILL.FINISHED",
    summary: "商家转账单据终态通知",
    original_type: "mch_payment",
    associated_data: "mch_payment",
    resource: {
      out_bill_no: bill.out_bill_no,
      transfer_bill_no: bill.transfer_bill_no,
      state: bill.state,
      ...(bill.sub_mchid === undefined
        ? { [isQq ? "mchid" : "mch_id"]: bill.mchid }
        : { mchid: bill.mchid, sub_mchid: bill.sub_mchid }),
      ...(isQq ? { appid: bill.appid, transfer_remark: bill.transfer_remark } : {}),
      transfer_amount: bill.transfer_amount,
      ...(bill.openid === undefined ? {} : { openid: bill.openid }),
      ...(bill.fail_reason === undefined ? {} : { fail_reason: bill.fail_reason }),
      create_time: rfc3339(bill.created_at),
      update_time: rfc3339(bill.updated_at),
      ...(bill.state === "SUCCESS" && !isQq ? { payment_method_type: "CFT" } : {})
    }
  })
}

const lockedBy = ({ mchid, out_bill_no, sub_mchid, transfer_bill_no }: Bill): Locked => ({
  mchid,
  sub_mchid,
  business_no: transfer_bill_no,
  voucher_no: out_bill_no
})

/** Ends a transfer: money that is not paid out is returned, and the merchant is notified. */
export const finish = Effect.fnUntraced(function* (
  bill: Bill,
  end: { readonly state: "SUCCESS" | "FAIL" | "CANCELLED"; readonly fail_reason?: string },
  at?: number
) {
  if (end.state === "SUCCESS") {
    yield* payOut(lockedBy(bill), Ledger.user(bill.openid ?? bill.user_qq), bill.transfer_amount)
  } else if (isLocked(bill)) yield* giveBack(lockedBy(bill), bill.transfer_amount)
  const ended = yield* saveBill({ ...bill, ...end, updated_at: at ?? (yield* Clock.currentTimeMillis) })
  yield* notify(ended)
  return ended
})

/** When time changes a transfer; undefined if it does not. */
export const dueAt = (bill: Bill): number | undefined => {
  if (isOpen(bill)) return bill.created_at + day
  return bill.state === "CANCELING" ? bill.updated_at + cancelling : undefined
}

/**
 * The transfer with the changes that time has made: it fails if it is not confirmed within a day, and cancellations
 * complete.
 */
export const current = Effect.fnUntraced(function* (bill: Bill) {
  const at = dueAt(bill)
  if (at === undefined || (yield* Clock.currentTimeMillis) < at) return bill
  return bill.state === "CANCELING"
    ? yield* finish(bill, { state: "CANCELLED" }, at)
    : yield* finish(bill, { state: "FAIL", fail_reason: "OVERDUE_CLOSE" }, at)
})

/** The current transfer with this number; `undefined` if there is none. */
export const find = (key: BillKey): Effect.Effect<Bill | undefined, never, State.State> =>
  Effect.flatMap(State.rows(bills), (rows) => {
    const bill = rows.get(billKey(key))
    return bill === undefined ? Effect.succeed(bill) : current(bill)
  })

const notFound = make(404, "NOT_FOUND", "记录不存在")

/** The transfer that a query is for: R15. */
const requireBy = Effect.fnUntraced(function* (
  variant: Variant,
  sub_mchid: string | undefined,
  { merchant, now }: Context,
  matches: (bill: Bill) => boolean
) {
  yield* requireSubMerchant(merchant, sub_mchid)
  const found = (yield* State.rows(bills)).find(
    (bill) =>
      bill.variant === variant &&
      bill.mchid === merchant.mchid &&
      bill.sub_mchid === sub_mchid &&
      matches(bill)
  )
  if (found === undefined || now > found.created_at + 30 * day) return yield* notFound
  return yield* current(found)
})

export const requireByNumber = (
  variant: Variant,
  key: { readonly out_bill_no: string; readonly sub_mchid?: string | undefined },
  context: Context
) => requireBy(variant, key.sub_mchid, context, (bill) => bill.out_bill_no === key.out_bill_no)

export const requireByTransferBillNo = (
  variant: Variant,
  key: { readonly transfer_bill_no: string; readonly sub_mchid?: string | undefined },
  context: Context
) => requireBy(variant, key.sub_mchid, context, (bill) => bill.transfer_bill_no === key.transfer_bill_no)

/** A request for a transfer, of any product. */
export interface Request {
  readonly appid: string
  readonly out_bill_no: string
  readonly sub_mchid?: string | undefined
  readonly openid?: string | undefined
  readonly user_qq?: string | undefined
  readonly user_name?: Redacted.Redacted | undefined
  readonly transfer_amount: number
  readonly transfer_remark: string
  readonly transfer_scene_id: string
  readonly notify_url?: string | undefined
}

/** JSON of a request with its secrets. Two requests are identical if their texts are. */
export const textOf = (request: object): string =>
  JSON.stringify(
    Object.entries(request)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Redacted.isRedacted(value) ? Redacted.value(value) : value])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
  )

export const packageInfo = (): string => randomBytes(48).toString("base64")

/** Locks the money of a new transfer: R11. */
const lockMoney = Effect.fnUntraced(function* (bill: Bill) {
  if (yield* lock(lockedBy(bill), bill.transfer_amount)) {
    const locked: Bill = { ...bill, state: "WAIT_USER_CONFIRM" }
    return bill.isAuthorized ? yield* finish(locked, { state: "SUCCESS" }) : yield* saveBill(locked)
  }
  if ((yield* account(bill)).waits) return yield* saveBill({ ...bill, state: "PROCESSING" })
  return yield* make(403, "NOT_ENOUGH", "商户运营账户资金不足")
})

/** A repetition of a number: R2, R12. */
const again = Effect.fnUntraced(function* (bill: Bill, request: string, now: number) {
  if (bill.request !== request) return yield* invalidRequest("单号已存在但信息不一致")
  if (now > bill.created_at + day) return yield* invalidRequest("对应单号已超出重试期")
  return bill.state === "ACCEPTED" || bill.state === "PROCESSING" ? yield* lockMoney(bill) : bill
})

/** Checks that the appid is bound to the paying merchant: R3. The appids of sub-merchants are not known. */
export const requireAppid = (merchant: Merchant, appid: string) =>
  merchant.appids.includes(appid)
    ? Effect.void
    : Effect.fail(paramError("appid与mchid不匹配", undefined, internalCode.appidMchidMismatch))

/** Creates a transfer, once per number: R1 to R4, R11, R12. */
export const create = Effect.fnUntraced(function* (
  variant: Variant,
  input: Request,
  { merchant, now }: Context,
  more: { readonly isAuthorized?: boolean; readonly out_authorization_no?: string | undefined } = {}
) {
  const { sub_mchid } = input
  yield* requireSubMerchant(merchant, sub_mchid)
  const request = textOf({ ...input, variant })
  const key = { mchid: merchant.mchid, sub_mchid, out_bill_no: input.out_bill_no }
  const known = yield* find(key)
  if (known !== undefined) return yield* again(known, request, now)
  if (sub_mchid === undefined) yield* requireAppid(merchant, input.appid)
  else yield* requirePermission(key)
  if (variant !== "ecommerce" && !(yield* hasScene(key, input.transfer_scene_id))) {
    return yield* noAuth("商户未获得该转账场景的权限")
  }
  return yield* lockMoney({
    ...key,
    variant,
    transfer_bill_no: `1330000${digits(21)}`,
    appid: input.appid,
    openid: input.openid,
    user_qq: input.user_qq,
    user_name: input.user_name === undefined ? undefined : Redacted.value(input.user_name),
    transfer_amount: input.transfer_amount,
    transfer_remark: input.transfer_remark,
    transfer_scene_id: input.transfer_scene_id,
    notify_url: input.notify_url,
    state: "ACCEPTED",
    package_info: packageInfo(),
    isAuthorized: more.isAuthorized ?? false,
    out_authorization_no: more.out_authorization_no,
    request,
    created_at: now,
    updated_at: now
  })
})

/** Cancels a transfer that the user has not confirmed: R13, R14. */
export const cancel = Effect.fnUntraced(function* (
  variant: Variant,
  key: { readonly out_bill_no: string; readonly sub_mchid?: string | undefined },
  context: Context
) {
  const bill = yield* requireByNumber(variant, key, context).pipe(
    // The page of the cancellation lists no NOT_FOUND.
    Effect.catchIf(
      ({ code }) => code === "NOT_FOUND",
      () => invalidRequest("单据不存在")
    )
  )
  if (bill.state === "CANCELING" || bill.state === "CANCELLED") return bill
  if (!isOpen(bill)) return yield* invalidRequest("当前单据状态不支持撤销")
  // Without locked money there is nothing to return.
  return bill.state === "WAIT_USER_CONFIRM"
    ? yield* saveBill({ ...bill, state: "CANCELING", updated_at: context.now })
    : yield* finish(bill, { state: "CANCELLED" })
})
