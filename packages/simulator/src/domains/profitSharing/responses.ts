/** Responses with shares and returns. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import type * as ProfitSharing from "@effect-wechatpay/profit-sharing/ProfitSharing"
import * as Effect from "effect/Effect"
import { rfc3339 } from "../../internal/rfc3339.js"
import type * as State from "../../State.js"
import { type Part, type Return, type Share, settingsOf } from "./tables.js"

type ShareResponse = Endpoint.Success<typeof ProfitSharing.create>

/** WeChat Pay's value for a time that is not yet known. */
const never = "1970-01-01T08:00:00+08:00"

const time = (millis: number | undefined): string => (millis === undefined ? never : rfc3339(millis))

const given = <A>(name: string, value: A | undefined) => (value === undefined ? {} : { [name]: value })

const partFields = ({ amount, description, detail_id, fail_reason, finished_at, result }: Part) => ({
  amount,
  description,
  result,
  detail_id,
  finish_time: time(finished_at),
  ...given("fail_reason", fail_reason)
})

const numbers = ({ order_id, out_order_no, transaction_id }: Share) => ({
  transaction_id,
  out_order_no,
  order_id
})

const received = (share: Share, part: Part) => ({
  ...partFields(part),
  type: part.type,
  account: part.account,
  create_time: rfc3339(share.created_at)
})

/** What is unfrozen, as a part of the payer. */
const unfrozenPart = (share: Share, amount: number): Part => ({
  type: "MERCHANT_ID",
  account: share.sub_mchid ?? share.mchid,
  amount,
  description: share.description ?? "解冻给分账方",
  result: share.state === "FINISHED" ? "SUCCESS" : "PENDING",
  detail_id: `36${share.order_id.slice(2)}`
})

export const toShare = (share: Share): Effect.Effect<ShareResponse, never, State.State> =>
  Effect.map(settingsOf(share.sub_mchid ?? share.mchid), ({ listsUnfrozen = false }) => {
    const parts =
      listsUnfrozen && share.unfrozen !== undefined
        ? [...share.parts, unfrozenPart(share, share.unfrozen)]
        : share.parts
    return {
      ...given("sub_mchid", share.sub_mchid),
      ...numbers(share),
      state: share.state,
      receivers: parts.map((part) => received(share, part))
    }
  })

/** An unfreeze has no receivers, unless the settings of the payer list what is unfrozen. */
export const toShareOrUnfreeze = (share: Share) =>
  Effect.map(toShare(share), ({ receivers, ...others }) => ({
    ...others,
    ...(receivers.length > 0 ? { receivers } : {})
  }))

const finished = (share: Share) =>
  share.kind === "share"
    ? {}
    : { finish_amount: share.unfrozen ?? 0, finish_description: share.description ?? "" }

const platform = (share: Share) => ({
  sub_mchid: share.sub_mchid ?? "",
  ...numbers(share),
  status: share.state
})

export const toEcommerce = (share: Share) => ({
  ...platform(share),
  receivers: share.parts.map((part) => ({
    ...partFields(part),
    type: part.type,
    receiver_account: part.account
  }))
})

export const toEcommerceQuery = (share: Share) => {
  const { receivers, ...others } = toEcommerce(share)
  return { ...others, ...(share.kind === "share" ? { receivers } : {}), ...finished(share) }
}

export const toBrand = (share: Share) => ({
  ...platform(share),
  receivers: share.parts.map((part) => ({ ...partFields(part), type: part.type, account: part.account }))
})

export const toBrandQuery = (share: Share) => {
  const { receivers, ...others } = toBrand(share)
  return { ...others, ...(share.kind === "share" ? { receivers } : {}), ...finished(share) }
}

export const toFinish = (share: Share) => ({ sub_mchid: share.sub_mchid ?? "", ...numbers(share) })

const returnFields = (one: Return) => ({
  order_id: one.order_id,
  out_order_no: one.out_order_no,
  out_return_no: one.out_return_no,
  return_mchid: one.return_mchid,
  amount: one.amount,
  finish_time: time(one.finished_at),
  ...given("fail_reason", one.fail_reason)
})

export const toReturn = (one: Return) => ({
  ...given("sub_mchid", one.sub_mchid),
  ...returnFields(one),
  return_id: one.return_id,
  description: one.description,
  result: one.result,
  create_time: rfc3339(one.created_at)
})

export const toEcommerceReturn = (one: Return) => ({
  sub_mchid: one.sub_mchid ?? "",
  ...returnFields(one),
  return_no: one.return_id,
  result: one.result,
  transaction_id: one.transaction_id
})

/** The brand product spells a failure `FAIL`. */
export const toBrandReturn = (one: Return) => ({
  sub_mchid: one.sub_mchid ?? "",
  ...returnFields(one),
  return_no: one.return_id,
  result: one.result === "FAILED" ? "FAIL" : one.result
})
