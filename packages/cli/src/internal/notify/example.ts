/** Content of test notifications. */

const appid = "wxd678efh567hg6787"
const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"
const transaction_id = "1217752501201407033233368018"
const service_id = "2002000000000558128851361561536"
const sub_mchid = "1900000109"
const created = "2026-11-20T11:58:00+08:00"
const done = "2026-11-20T12:00:00+08:00"

const complaint = (action_type: string) => () => ({
  complaint_id: "200201820200101080076610000",
  action_type
})

const authorization = {
  out_authorization_no: "authorization-1024",
  appid,
  openid,
  user_display_name: "shop user 1024",
  authorization_id: "1330000071100999991182020050700019480001"
}

const batch = {
  out_batch_no: "batch-1024",
  batch_id: "1030000071100999991182020050700019480001",
  total_num: 2,
  total_amount: 1776,
  update_time: done
}

const shared = (mchid: string) => ({
  mchid,
  transaction_id,
  order_id: "3008450740201411110007820472",
  out_order_no: "sharing-1024",
  receiver: { type: "MERCHANT_ID", account: "1900000110", amount: 88, description: "commission" },
  success_time: done
})

const refunded = (refund_status: string) => (mchid: string) => ({
  mchid,
  out_trade_no: "order-1024",
  transaction_id,
  out_refund_no: "refund-1024",
  refund_id: "50200207182018070300011301001",
  refund_status,
  ...(refund_status === "SUCCESS" ? { success_time: done } : {}),
  user_received_account: "招商银行信用卡0403",
  amount: { total: 888, refund: 888, payer_total: 888, payer_refund: 888 }
})

const permission = (user_service_status: string) => (mchid: string) => ({
  appid,
  mchid,
  service_id,
  openid,
  user_service_status,
  openorclose_time: "20261120120000",
  authorization_code: "1275342195190894594",
  out_request_no: "permission-1024"
})

const serviceOrder = (mchid: string) => ({
  out_order_no: "order-1024",
  service_id,
  appid,
  mchid,
  openid,
  service_introduction: "充电宝租借",
  post_payments: [{ name: "租借费用", amount: 400, description: "每小时 2 元", count: 1 }],
  risk_fund: { name: "DEPOSIT", amount: 9900, description: "押金" },
  time_range: { start_time: "20261120100000", end_time: "20261120120000" },
  location: { start_location: "人民广场", end_location: "南京东路" },
  order_id: "15646546545165651651"
})

const signPlan = (mchid: string) => ({
  sign_plan_id: "sign-plan-1024",
  openid,
  merchant_sign_plan_no: "plan-1024",
  merchant_callback_url: "https://shop.example/wechatpay",
  plan_id: "26a0d1a4a2c54f1f9b6c3d2e1f0a9b8c",
  going_detail_no: 0,
  plan_name: "健身月卡",
  plan_over_time: "2027-11-20T00:00:00+08:00",
  total_origin_price: 20000,
  deduction_quantity: 2,
  total_actual_price: 18000,
  signed_detail_list: [1, 2].map((plan_detail_no) => ({
    plan_detail_no,
    original_price: 10000,
    actual_price: 9000,
    plan_detail_state: "NOT_USED",
    merchant_plan_detail_no: `plan-1024-${plan_detail_no}`,
    plan_detail_name: `第 ${plan_detail_no} 次`
  })),
  sign_time: created,
  service_id,
  appid,
  mchid
})

const examples: Readonly<Record<string, (mchid: string) => object>> = {
  "COMPLAINT.CREATE": complaint("CREATE_COMPLAINT"),
  "COMPLAINT.STATE_CHANGE": complaint("USER_APPLY_PLATFORM_SERVICE"),
  "FACEPAY.USER_STATE_CHANGE": (mchid) => ({
    user_id: "face-user-1024",
    out_user_id: "student-1024",
    organization_id: "organization-1024",
    mch_id: mchid,
    notify_create_time: done,
    appid,
    openid,
    contract_id: "contract-1024"
  }),
  "MCHTRANSFER.AUTHORIZATION.CLOSED": () => ({
    ...authorization,
    state: "CLOSED",
    authorize_time: created,
    close_info: { close_time: done, close_reason: "USER_CLOSE" }
  }),
  "MCHTRANSFER.AUTHORIZATION.CONFIRMED": () => ({
    ...authorization,
    state: "TAKING_EFFECT",
    authorize_time: done
  }),
  "MCHTRANSFER.BATCH.CLOSED": (mchid) => ({
    mchid,
    ...batch,
    batch_status: "CLOSED",
    close_reason: "OVERDUE_CLOSE"
  }),
  "MCHTRANSFER.BATCH.FINISHED": () => ({
    ...batch,
    batch_status: "FINISHED",
    success_amount: 888,
    success_num: 1,
    fail_amount: 888,
    fail_num: 1
  }),
  "MCHTRANSFER.BILL.FINISHED": (mchid) => ({
    out_bill_no: "bill-1024",
    transfer_bill_no: "1330000071100999991182020050700019480001",
    state: "SUCCESS",
    mch_id: mchid,
    transfer_amount: 888,
    openid,
    create_time: created,
    update_time: done
  }),
  "MCHTRANSFER.QQWALLETBILL.FINISHED": (mchid) => ({
    mchid,
    out_bill_no: "bill-1024",
    transfer_bill_no: "1330000071100999991182020050700019480001",
    appid,
    state: "SUCCESS",
    transfer_amount: 888,
    transfer_remark: "reward",
    openid,
    create_time: created,
    update_time: done
  }),
  "PAYSCORE.BIND_SERVICE_ACCOUNT": (mchid) => ({
    service_id,
    appid,
    mchid,
    sub_mchid,
    out_apply_no: "apply-1024",
    apply_state: "APPROVED"
  }),
  "PAYSCORE.MCH_PREPAY": (mchid) => ({
    service_id,
    appid,
    mchid,
    sub_mchid,
    out_order_no: "order-1024",
    openid,
    total_amount: 888,
    prepay_req_body: {
      nonce_str: "5K8264ILTKCH16CQ2502SI8ZNMTM67VS",
      body: "tea",
      fee_type: "CNY",
      notify_url: "https://shop.example/wechatpay",
      trade_type: "JSAPI"
    }
  }),
  "PAYSCORE.USER_ACCEPTED": (mchid) => ({
    ...serviceOrder(mchid),
    state: "DOING",
    state_description: "USER_CONFIRM"
  }),
  "PAYSCORE.USER_CANCEL_SIGN_PLAN": (mchid) => ({
    ...signPlan(mchid),
    sign_state: "SIGN_PLAN_CANCEL",
    cancel_sign_type: "USER",
    cancel_sign_time: done,
    cancel_reason: "no longer needed"
  }),
  "PAYSCORE.USER_CLOSE_SERVICE": permission("USER_CLOSE_SERVICE"),
  "PAYSCORE.USER_CONFIRM": (mchid) => ({
    ...serviceOrder(mchid),
    state: "DOING",
    state_description: "USER_CONFIRM"
  }),
  "PAYSCORE.USER_OPEN_SERVICE": permission("USER_OPEN_SERVICE"),
  "PAYSCORE.USER_PAID": (mchid) => ({
    ...serviceOrder(mchid),
    state: "DONE",
    state_description: "MCH_COMPLETE",
    total_amount: 400,
    need_collection: true,
    collection: {
      state: "USER_PAID",
      total_amount: 400,
      paying_amount: 0,
      paid_amount: 400,
      details: [{ seq: 1, amount: 400, paid_type: "NEWTON", paid_time: "20261120120000", transaction_id }]
    }
  }),
  "PAYSCORE.USER_SIGN_PLAN": (mchid) => ({
    ...signPlan(mchid),
    sign_state: "SIGNED",
    cancel_sign_type: "NOT_CANCEL"
  }),
  "PROFITSHARING.RETURN": shared,
  "PROFITSHARING.SUCCESS": shared,
  "REFUND.ABNORMAL": refunded("ABNORMAL"),
  "REFUND.CLOSED": refunded("CLOSED"),
  "REFUND.SUCCESS": refunded("SUCCESS"),
  "SECURITY_ECHO.SUCCESS": () => ({ echo_message: "hello" }),
  "TRANSACTION.SUCCESS": (mchid) => ({
    appid,
    mchid,
    out_trade_no: "order-1024",
    transaction_id,
    trade_type: "JSAPI",
    trade_state: "SUCCESS",
    trade_state_desc: "支付成功",
    bank_type: "OTHERS",
    success_time: done,
    payer: { openid },
    amount: { total: 888, payer_total: 888, currency: "CNY", payer_currency: "CNY" }
  })
}

/** The same content for the same event each time; `undefined` for an event that is not known. */
export const exampleOf = (event: string, mchid: string): object | undefined =>
  Object.hasOwn(examples, event) ? examples[event]?.(mchid) : undefined
