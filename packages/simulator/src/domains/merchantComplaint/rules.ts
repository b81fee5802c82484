/** The rules for the merchants' calls about complaints. */
import { isDeepStrictEqual } from "node:util"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as Calls from "@effect-wechatpay/merchant-complaint/Complaint"
import * as Effect from "effect/Effect"
import type { Context } from "../../Domain.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import type { Merchant } from "../../Merchant.js"
import { invalidRequest, make, noAuth } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { happen } from "./events.js"
import * as Response from "./response.js"
import { addresses, type Complaint, complaints, find } from "./tables.js"

const isOf = ({ mchid, subMchids }: Merchant, complainted_mchid: string): boolean =>
  complainted_mchid === mchid || subMchids.includes(complainted_mchid)

/** The complaint, if the merchant may see it. */
const require = Effect.fnUntraced(function* (
  { complaint_id }: { readonly complaint_id: string },
  { merchant }: Context
) {
  const complaint = yield* find(complaint_id)
  if (complaint === undefined) return yield* invalidRequest("投诉单不存在")
  if (!isOf(merchant, complaint.complainted_mchid)) return yield* noAuth("无权限处理该投诉单")
  return complaint
})

/** The complaint for a response. The call names the merchant of the complaint, which may be a sub-merchant. */
const requireNamed = Effect.fnUntraced(function* (
  input: { readonly complaint_id: string; readonly complainted_mchid: string },
  context: Context
) {
  const complaint = yield* require(input, context)
  return complaint.complainted_mchid === input.complainted_mchid
    ? complaint
    : yield* invalidRequest("被诉商户号与投诉单不一致")
})

const pageOf = <A>(all: ReadonlyArray<A>, limit: number, offset: number) => ({
  data: all.slice(offset, offset + limit),
  limit,
  offset,
  total_count: all.length
})

/** The newest first. */
export const list = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof Calls.list>,
  { merchant, origin }: Context
) {
  const { begin_date, complainted_mchid, end_date, limit = 10, offset = 0 } = input
  if (complainted_mchid !== undefined && !isOf(merchant, complainted_mchid)) {
    return yield* noAuth("商户号与被诉商户号的绑定关系不存在")
  }
  const found = (yield* State.rows(complaints)).filter((complaint) => {
    const day = rfc3339(complaint.complained_at).slice(0, 10)
    return (
      day >= begin_date &&
      day <= end_date &&
      (complainted_mchid === undefined
        ? isOf(merchant, complaint.complainted_mchid)
        : complaint.complainted_mchid === complainted_mchid)
    )
  })
  const newest = [...found].sort((a, b) => b.complained_at - a.complained_at)
  const page = pageOf(newest, limit, offset)
  return { ...page, data: page.data.map((complaint) => Response.toResponse(complaint, origin)) }
})

export const query = (input: Endpoint.Input<typeof Calls.query>, context: Context) =>
  Effect.map(require(input, context), (complaint) => Response.toDetail(complaint, context.origin))

/** The newest first. */
export const listHistory = (input: Endpoint.Input<typeof Calls.listHistory>, context: Context) =>
  Effect.map(require(input, context), ({ history }) => {
    const page = pageOf([...history].reverse(), input.limit ?? 100, input.offset ?? 0)
    return { ...page, data: page.data.map((entry) => Response.toEntry(entry, context.origin)) }
  })

/** A response of the merchant ends the waiting of the user. */
const responded = (complaint: Complaint): Complaint => ({
  ...complaint,
  complaint_state: complaint.complaint_state === "PENDING" ? "PROCESSING" : complaint.complaint_state,
  incoming_user_response: false
})

/** The call has no idempotency key: a repetition adds the text again. */
export const respond = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof Calls.respond>,
  context: Context
) {
  const complaint = yield* requireNamed(input, context)
  yield* happen(responded(complaint), {
    by: "merchant",
    operate_type: "MERCHANT_RESPONSE",
    action_type: "MERCHANT_RESPONSE",
    details: input.response_content,
    images: input.response_images
  })
})

const handled = (complaint: Complaint): Complaint => ({
  ...complaint,
  complaint_state: "PROCESSED",
  incoming_user_response: false,
  need_immediate_service: false
})

export const complete = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof Calls.complete>,
  context: Context
) {
  const complaint = yield* requireNamed(input, context)
  if (complaint.complaint_state === "PROCESSED") return yield* invalidRequest("投诉单已处理完成")
  yield* happen(handled(complaint), {
    by: "merchant",
    operate_type: "MERCHANT_CONFIRM_COMPLETE",
    action_type: "MERCHANT_CONFIRM_COMPLETE"
  })
})

/** An approval moves no money: the complaint stays open until the refund succeeds. */
export const updateRefundProgress = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof Calls.updateRefundProgress>,
  context: Context
) {
  const complaint = yield* require(input, context)
  if (complaint.problem_type !== "REFUND") return yield* invalidRequest("该投诉单不是申请退款类型")
  if (complaint.complaint_state === "PROCESSED") return yield* invalidRequest("投诉单已处理完成")
  if (complaint.refund_approved) return yield* invalidRequest("投诉单已同意退款")
  if (input.action === "APPROVE") {
    yield* happen(
      { ...complaint, complaint_state: "PROCESSING", refund_approved: true },
      { by: "merchant", operate_type: "MERCHANT_APPROVE_REFUND", action_type: "MERCHANT_APPROVE_REFUND" }
    )
    return
  }
  yield* happen(handled(complaint), {
    by: "merchant",
    operate_type: "MERCHANT_REFUSE_RERUND",
    action_type: "MERCHANT_REJECT_REFUND",
    details: input.reject_reason,
    images: input.reject_media_list
  })
})

/** A repeated id has no effect, in every state of the complaint. */
export const respondToImmediateService = Effect.fnUntraced(function* (
  input: Endpoint.Input<typeof Calls.respondToImmediateService>,
  context: Context
) {
  const complaint = yield* requireNamed(input, context)
  const { idempotent_id, message } = input
  const known = complaint.history.find((entry) => entry.idempotent_id === idempotent_id)
  if (known !== undefined) {
    return isDeepStrictEqual(known.message, message)
      ? { log_id: known.log_id }
      : yield* invalidRequest("idempotent_id重入，但请求参数与之前不一致")
  }
  if (!complaint.need_immediate_service) return yield* invalidRequest("该投诉单不需要即时服务")
  const entry = yield* happen(responded(complaint), {
    by: "merchant",
    operate_type: "MERCHANT_RESPONSE",
    action_type: "MERCHANT_RESPONSE",
    entry: { message, idempotent_id }
  })
  return { log_id: entry.log_id }
})

// --- the notification address --------------------------------------------------------------------------------

const noAddress = make(400, "RESOURCE_NOT_EXISTS", "投诉通知回调地址不存在")

const requireAddress = Effect.fnUntraced(function* ({ merchant }: Context) {
  return (yield* State.rows(addresses)).get(merchant.mchid) ?? (yield* noAddress)
})

const saveAddress = ({ mchid, subMchids }: Merchant, url: string) =>
  Effect.map(State.rows(addresses), (rows) => {
    rows.set(mchid, { mchid, url, subMchids })
    return { mchid, url }
  })

export const createAddress = Effect.fnUntraced(function* (
  { url }: { readonly url: string },
  { merchant }: Context
) {
  if ((yield* State.rows(addresses)).get(merchant.mchid) !== undefined) {
    return yield* invalidRequest("投诉通知回调地址已存在，请使用更新接口")
  }
  return yield* saveAddress(merchant, url)
})

export const queryAddress = (context: Context) =>
  Effect.map(requireAddress(context), ({ mchid, url }) => ({ mchid, url }))

export const updateAddress = ({ url }: { readonly url: string }, context: Context) =>
  Effect.andThen(requireAddress(context), saveAddress(context.merchant, url))

export const removeAddress = (context: Context) =>
  Effect.flatMap(requireAddress(context), ({ mchid }) =>
    Effect.map(State.rows(addresses), (rows) => rows.remove(mchid))
  )
