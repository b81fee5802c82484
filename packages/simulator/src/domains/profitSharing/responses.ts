/** Responses with shares and returns. */
import { rfc3339 } from "../../internal/rfc3339.js"
import type { Part, Return, Share } from "./tables.js"

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

export const toShare = (share: Share) => ({
  ...given("sub_mchid", share.sub_mchid),
  ...numbers(share),
  state: share.state,
  receivers: share.parts.map((part) => ({
    ...partFields(part),
    type: part.type,
    account: part.account,
    create_time: rfc3339(share.created_at)
  }))
})

/** An unfreeze has no receivers. */
export const toShareOrUnfreeze = (share: Share) => {
  const { receivers, ...others } = toShare(share)
  return { ...others, ...(share.kind === "share" ? { receivers } : {}) }
}

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
