/** Deductions from face contracts, and debts from WeChat Pay's advances. */
import { randomBytes } from "node:crypto"
import { isDeepStrictEqual } from "node:util"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as OfflineTransaction from "@effect-wechatpay/facepay/OfflineTransaction"
import * as Repayment from "@effect-wechatpay/facepay/Repayment"
import * as Clock from "effect/Clock"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Domain from "../../Domain.js"
import { digits } from "../../internal/digits.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import type { Merchant } from "../../Merchant.js"
import { internalCode, invalidRequest, make, noAuth, resourceNotExists } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { isRefunded } from "../refund/refunds.js"
import * as Transactions from "../transactions.js"
import { authCodes } from "./devices.js"
import { contractInForce, requireFaceUser, requireOutFaceUser } from "./faceUsers.js"
import { requireOrganization } from "./organizations.js"
import { type FaceUser, faceUserKey } from "./tables.js"

const text = Schema.optional(Schema.String)

const OfflineOrder = Schema.Struct({
  sp_mchid: Schema.String,
  sub_mchid: Schema.String,
  out_trade_no: Schema.String,
  /** The call as received, for comparison with repetitions. */
  request: Schema.Unknown,
  sp_appid: Schema.String,
  sub_appid: text,
  description: text,
  attach: text,
  device_ip: text,
  total: Schema.Number,
  business_product_id: Schema.Number,
  organization_id: Schema.String,
  user_id: Schema.String,
  /** The payer, under the application that the contract was signed in. */
  openid: Schema.String,
  /** Unix times in milliseconds. */
  attempts: Schema.Array(Schema.Number),
  trade_state: Schema.Literal("SUCCESS", "PAYERROR", "USERPAYING"),
  debt_state: Schema.Literal("NOT_DEBT", "DEBT", "REPAYMENT"),
  error_type: text,
  transaction_id: text,
  repayment_transaction_id: text,
  success_at: Schema.optional(Schema.Number)
})
export interface OfflineOrder extends Schema.Schema.Type<typeof OfflineOrder> {}

export const offlineOrders = State.table("facepay.offlineOrders", OfflineOrder)

type Number_ = Pick<OfflineOrder, "sp_mchid" | "sub_mchid" | "out_trade_no">

export const offlineOrderKey = ({ out_trade_no, sp_mchid, sub_mchid }: Number_): string =>
  State.key(sp_mchid, sub_mchid, out_trade_no)

/**
 * The outcome of a deduction:
 *
 * - `success`: the user pays;
 * - `advance`: the user cannot pay, WeChat Pay advances the money, and the user owes it;
 * - `insufficient`: nobody pays;
 * - `systemError`: the user pays, and the merchant receives 500;
 * - `unclear`: the merchant receives 500, and the result is open until `decideDeduction`.
 */
export const DeductionOutcome = Schema.Literal("success", "advance", "insufficient", "systemError", "unclear")
export type DeductionOutcome = Schema.Schema.Type<typeof DeductionOutcome>

const scripts = State.table(
  "facepay.deductionScripts",
  Schema.Struct({ outcomes: Schema.Array(DeductionOutcome) })
)

/** Sets the outcomes of a face user's next deductions, in order; later ones succeed. */
export const scriptDeductions = (
  user: Pick<FaceUser, "organization_id" | "user_id">,
  ...outcomes: ReadonlyArray<DeductionOutcome>
): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(scripts), (rows) => rows.set(faceUserKey(user), { outcomes }))

const nextOutcome = (user: Pick<FaceUser, "organization_id" | "user_id">) =>
  Effect.map(State.rows(scripts), (rows): DeductionOutcome => {
    const [outcome = "success", ...outcomes] = rows.get(faceUserKey(user))?.outcomes ?? []
    rows.set(faceUserKey(user), { outcomes })
    return outcome
  })

/** Records the outcome of the latest attempt. */
const conclude = Effect.fnUntraced(function* (order: OfflineOrder, outcome: DeductionOutcome) {
  const rows = yield* State.rows(offlineOrders)
  const key = offlineOrderKey(order)
  const { error_type: _, ...open } = order
  if (outcome === "unclear") {
    rows.set(key, { ...open, trade_state: "USERPAYING" })
    return
  }
  if (outcome === "insufficient") {
    rows.set(key, { ...open, trade_state: "PAYERROR", error_type: "NOTENOUGH" })
    return
  }
  const now = yield* Clock.currentTimeMillis
  const transaction_id = `4200${digits(24)}`
  rows.set(key, {
    ...open,
    trade_state: "SUCCESS",
    debt_state: outcome === "advance" ? "DEBT" : "NOT_DEBT",
    transaction_id,
    success_at: now
  })
  yield* Transactions.register({
    transaction_id,
    out_trade_no: order.out_trade_no,
    mchid: order.sp_mchid,
    sub_mchid: order.sub_mchid,
    total: order.total,
    paid_at: now
  })
})

/** Ends a deduction that was `unclear`. */
export const decideDeduction = Effect.fnUntraced(function* (
  number: Number_,
  outcome: "success" | "advance" | "insufficient"
) {
  const order = (yield* State.rows(offlineOrders)).get(offlineOrderKey(number))
  if (order?.trade_state !== "USERPAYING")
    return yield* new ActionRejected({ problem: "the deduction is not unclear" })
  yield* conclude(order, outcome)
})

const descriptions = {
  SUCCESS: "支付成功",
  REFUND: "转入退款",
  PAYERROR: "支付未完成",
  USERPAYING: "支付未完成"
} as const

const snapshot = (order: OfflineOrder, trade_state: keyof typeof descriptions) => ({
  sp_appid: order.sp_appid,
  sp_mchid: order.sp_mchid,
  ...(order.sub_appid === undefined ? {} : { sub_appid: order.sub_appid }),
  sub_mchid: order.sub_mchid,
  payer: { sp_openid: order.openid },
  amount: { total: order.total, currency: "CNY" as const },
  ...(order.device_ip === undefined ? {} : { scene_info: { device_ip: order.device_ip } }),
  trade_type: "AUTH",
  trade_state,
  trade_state_description: descriptions[trade_state],
  ...(order.description === undefined ? {} : { description: order.description }),
  ...(order.attach === undefined ? {} : { attach: order.attach }),
  out_trade_no: order.out_trade_no,
  ...(order.trade_state === "SUCCESS" ? { debt_state: order.debt_state, bank_type: "OTHERS" } : {}),
  ...(order.success_at === undefined ? {} : { success_time: rfc3339(order.success_at) }),
  ...(order.transaction_id === undefined ? {} : { transaction_id: order.transaction_id }),
  ...(order.repayment_transaction_id === undefined
    ? {}
    : { repayment_transaction_id: order.repayment_transaction_id }),
  ...(order.error_type === undefined ? {} : { error_type: order.error_type })
})

const responseOf = (order: OfflineOrder) =>
  Effect.map(isRefunded(order.transaction_id), (refunded) =>
    snapshot(order, refunded ? "REFUND" : order.trade_state)
  )

/** How many attempts an order may have per day in Beijing. */
const attemptsPerDay = 5

const dayOf = (millis: number): string => BeijingTime.dateFromDateTime(DateTime.unsafeMake(millis))

/** Checks that the numbers in a call belong to the caller, and returns it. */
const requireSides = (
  {
    sp_appid,
    sp_mchid,
    sub_mchid
  }: {
    readonly sp_appid?: string | undefined
    readonly sp_mchid?: string | undefined
    readonly sub_mchid: string
  },
  merchant: Merchant
) => {
  if (sp_mchid !== merchant.mchid) return noAuth("sp_mchid与请求签名商户号不一致")
  if (sp_appid !== undefined && !merchant.appids.includes(sp_appid)) {
    return noAuth("sp_appid与服务商商户号未绑定", internalCode.appidMchidMismatch)
  }
  return merchant.subMchids.includes(sub_mchid) ? Effect.succeed(sp_mchid) : noAuth("子商户号与服务商未绑定")
}

const isBase64 = (code: string): boolean => Buffer.from(code, "base64").toString("base64") === code

const illegalCode = invalidRequest("扣款凭证不合法")

const deduct = Effect.fnUntraced(function* (
  input: Parameters<typeof OfflineTransaction.deduct>[0],
  merchant: Merchant,
  now: number
) {
  const sp_mchid = yield* requireSides(input, merchant)
  const codes = yield* State.rows(authCodes)
  const code = isBase64(input.auth_code) ? codes.get(input.auth_code) : undefined
  if (code === undefined) return yield* illegalCode
  const organization = yield* requireOrganization(code.organization_id, merchant)
  if (organization.sub_mchid !== input.sub_mchid) return yield* illegalCode

  const orders = yield* State.rows(offlineOrders)
  const key = offlineOrderKey({ ...input, sp_mchid })
  const known = orders.get(key)
  if (known !== undefined) {
    if (!isDeepStrictEqual(known.request, input)) {
      return yield* invalidRequest("商户订单号重复，且请求参数与上次不一致", internalCode.reentryMismatch)
    }
    if (known.trade_state !== "PAYERROR") return known
    const today = known.attempts.filter((at) => dayOf(at) === dayOf(now))
    if (today.length >= attemptsPerDay) return yield* invalidRequest("同一订单当日扣款次数超过限制")
  } else if (code.usedBy !== undefined) {
    return yield* invalidRequest("扣款凭证已使用")
  }

  const user = yield* requireFaceUser(code.organization_id, code.user_id)
  const contract = yield* contractInForce(user)
  if (contract === undefined) return yield* invalidRequest("用户未签约或已解约")
  if (user.status !== "NORMAL") return yield* invalidRequest("用户已被停用，不能消费")

  codes.set(input.auth_code, { ...code, usedBy: key })
  const { attach, description, scene_info, sub_appid } = input
  const order: OfflineOrder = {
    sp_mchid,
    sub_mchid: input.sub_mchid,
    out_trade_no: input.out_trade_no,
    request: input,
    sp_appid: input.sp_appid ?? contract.appid,
    total: input.amount.total,
    business_product_id: input.business.business_product_id,
    organization_id: user.organization_id,
    user_id: user.user_id,
    openid: contract.openid,
    attempts: [...(known?.attempts ?? []), now],
    trade_state: "USERPAYING",
    debt_state: "NOT_DEBT",
    ...(sub_appid === undefined ? {} : { sub_appid }),
    ...(description === undefined ? {} : { description }),
    ...(attach === undefined ? {} : { attach }),
    ...(scene_info === undefined ? {} : { device_ip: scene_info.device_ip })
  }
  const outcome = yield* nextOutcome(user)
  yield* conclude(order, outcome)
  if (outcome === "systemError" || outcome === "unclear") {
    return yield* make(500, "SYSTEM_ERROR", "系统异常，请用相同参数重试")
  }
  return orders.get(key) as OfflineOrder
})

const RepaymentLink = Schema.Struct({
  url: Schema.String,
  organization_id: Schema.String,
  user_id: Schema.String,
  /** Unix time in milliseconds. */
  expires_at: Schema.Number
})

export const repaymentLinks = State.table("facepay.repaymentLinks", RepaymentLink)

const linkLifeMillis = 86_400_000

const debtsOf = ({ organization_id, user_id }: Pick<FaceUser, "organization_id" | "user_id">) =>
  Effect.map(State.rows(offlineOrders), (rows) =>
    rows.filter(
      (order) =>
        order.organization_id === organization_id && order.user_id === user_id && order.debt_state === "DEBT"
    )
  )

type Debtor = Pick<FaceUser, "organization_id" | "user_id">

/** Repays all debts of a face user. */
export const repayDebts = Effect.fnUntraced(function* (debtor: Debtor) {
  const debts = yield* debtsOf(debtor)
  if (debts.length === 0) return yield* new ActionRejected({ problem: "the user has no debts" })
  const rows = yield* State.rows(offlineOrders)
  for (const order of debts) {
    rows.set(offlineOrderKey(order), {
      ...order,
      debt_state: "REPAYMENT",
      repayment_transaction_id: `4200${digits(24)}`
    })
  }
})

/** A user opens a repayment link and repays all debts of the face user. */
export const repay = Effect.fnUntraced(function* (url: string) {
  const link = (yield* State.rows(repaymentLinks)).get(url)
  if (link === undefined) return yield* new ActionRejected({ problem: "the link is unknown" })
  if (link.expires_at <= (yield* Clock.currentTimeMillis)) {
    return yield* new ActionRejected({ problem: "the link has expired" })
  }
  yield* repayDebts(link)
})

export const handlers = [
  Domain.handler(OfflineTransaction.deduct, (input, { merchant, now }) =>
    Effect.flatMap(deduct(input, merchant, now), responseOf)
  ),
  Domain.handler(OfflineTransaction.query, (input, { merchant }) =>
    Effect.gen(function* () {
      const sp_mchid = yield* requireSides(input, merchant)
      const order = (yield* State.rows(offlineOrders)).get(offlineOrderKey({ ...input, sp_mchid }))
      if (order?.business_product_id !== input.business_product_id) {
        return yield* resourceNotExists("订单不存在")
      }
      return yield* responseOf(order)
    })
  ),
  Domain.handler(Repayment.getUrl, ({ organization_id, out_user_id }, { merchant, now }) =>
    Effect.gen(function* () {
      yield* requireOrganization(organization_id, merchant)
      const { user_id } = yield* requireOutFaceUser(organization_id, out_user_id)
      if ((yield* debtsOf({ organization_id, user_id })).length === 0) {
        return yield* invalidRequest("用户没有待还款的订单")
      }
      const url = `https://action.weixin.qq.com/facepay/repayment?token=${randomBytes(24).toString("base64url")}`
      const expires_at = now + linkLifeMillis
      ;(yield* State.rows(repaymentLinks)).set(url, { url, organization_id, user_id, expires_at })
      return { repayment_url: url, expire_at: rfc3339(expires_at) }
    })
  )
]
