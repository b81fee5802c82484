/** Responses with transfers and authorisations. */
import * as Redacted from "effect/Redacted"
import { rfc3339 } from "../../internal/rfc3339.js"
import type { Authorization, Bill } from "./tables.js"

const reference = ({ out_bill_no, transfer_bill_no }: Bill) => ({ out_bill_no, transfer_bill_no })

const failReason = ({ fail_reason }: Bill) => (fail_reason === undefined ? {} : { fail_reason })

/** A new transfer. */
export const created = (bill: Bill) => ({
  ...reference(bill),
  create_time: rfc3339(bill.created_at),
  state: bill.state,
  ...failReason(bill),
  ...(bill.state === "WAIT_USER_CONFIRM" ? { package_info: bill.package_info } : {})
})

/** A new transfer of a service provider; the response has no state. */
export const partnerCreated = (bill: Bill) => ({
  sub_mchid: bill.sub_mchid ?? "",
  ...reference(bill),
  create_time: rfc3339(bill.created_at),
  package_info: bill.package_info
})

/** The members of every query's response. */
export const described = (bill: Bill) => ({
  ...reference(bill),
  appid: bill.appid,
  state: bill.state,
  transfer_amount: bill.transfer_amount,
  transfer_remark: bill.transfer_remark,
  ...failReason(bill),
  ...(bill.openid === undefined ? {} : { openid: bill.openid }),
  ...(bill.user_name === undefined ? {} : { user_name: Redacted.make(bill.user_name) }),
  create_time: rfc3339(bill.created_at),
  update_time: rfc3339(bill.updated_at)
})

export const ofMerchant = (bill: Bill) => ({ mch_id: bill.mchid, ...described(bill) })

export const ofSubMerchant = (bill: Bill) => ({
  mchid: bill.mchid,
  sub_mchid: bill.sub_mchid ?? "",
  ...described(bill)
})

export const ofQqWallet = (bill: Bill) => ({
  mchid: bill.mchid,
  ...described(bill),
  ...(bill.user_qq === undefined ? {} : { user_qq: bill.user_qq })
})

/** A cancelled transfer. */
export const cancelled = (bill: Bill) => ({
  ...reference(bill),
  state: bill.state,
  update_time: rfc3339(bill.updated_at)
})

/** The response to an application for an authorisation. */
export const requested = (row: Authorization) => ({
  out_authorization_no: row.out_authorization_no,
  state: row.state,
  create_time: rfc3339(row.created_at),
  package_info: row.package_info
})

/** An authorisation. */
export const authorization = (row: Authorization) => ({
  out_authorization_no: row.out_authorization_no,
  appid: row.appid,
  openid: row.openid,
  user_display_name: row.user_display_name,
  transfer_scene_id: row.transfer_scene_id,
  ...(row.user_recv_perception === undefined ? {} : { user_recv_perception: row.user_recv_perception }),
  create_time: rfc3339(row.created_at),
  state: row.state,
  ...(row.authorized_at === undefined
    ? {}
    : { authorization_id: row.authorization_id, authorize_time: rfc3339(row.authorized_at) }),
  ...(row.closed_at === undefined
    ? {}
    : { close_info: { close_time: rfc3339(row.closed_at), close_reason: row.close_reason ?? "" } })
})
