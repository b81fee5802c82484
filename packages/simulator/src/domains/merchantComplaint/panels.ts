/** The panel of complaints, with the actions of users and of WeChat Pay's staff. */
import * as Panel from "../../Panel.js"
import * as Samples from "../../Samples.js"
import { type Complaint, complaints } from "./tables.js"
import * as UserActions from "./userActions.js"

const { action, fact, text, yuan } = Panel

const words = (value: string): Panel.Input => ({ name: "details", label: text("Text", "内容"), value })

const id = ({ complaint_id }: Complaint) => complaint_id

const whileOpen = (complaint: Complaint): ReadonlyArray<Panel.Action> => [
  action(
    "write",
    text("The user writes", "用户留言"),
    ({ details = "" }) => UserActions.write(id(complaint), details),
    { inputs: [words("什么时候处理？")] }
  ),
  ...(complaint.need_immediate_service
    ? []
    : [
        action(
          "requestImmediateService",
          text("The user requests an immediate response", "用户需要即时服务"),
          ({ details = "" }) => UserActions.requestImmediateService(id(complaint), details),
          { inputs: [words("请尽快回复")] }
        )
      ]),
  action("withdraw", text("The user withdraws", "用户撤诉"), () => UserActions.withdraw(id(complaint)), {
    tone: "danger"
  })
]

const whenHandled = (complaint: Complaint): ReadonlyArray<Panel.Action> => [
  action(
    "complainAgain",
    text("The user complains again", "用户再次投诉"),
    ({ details = "" }) => UserActions.complainAgain(id(complaint), details),
    { tone: "main", inputs: [words("问题没有解决")] }
  )
]

const ofPlatform = (complaint: Complaint): ReadonlyArray<Panel.Action> => [
  action(
    "respondByPlatform",
    text("WeChat Pay's staff writes", "平台客服留言"),
    ({ details = "" }) => UserActions.respondByPlatform(id(complaint), details),
    { inputs: [words("请商家尽快处理")] }
  ),
  ...(complaint.in_platform_service
    ? [
        action("cancelPlatformService", text("Withdraw the request for assistance", "取消平台协助"), () =>
          UserActions.setPlatformService(id(complaint), "CANCEL")
        ),
        action("finishPlatformService", text("The assistance ends", "平台协助结束"), () =>
          UserActions.setPlatformService(id(complaint), "FINISH")
        )
      ]
    : [
        action("applyPlatformService", text("Ask for assistance", "申请平台协助"), () =>
          UserActions.setPlatformService(id(complaint), "APPLY")
        )
      ])
]

const record = (complaint: Complaint): Omit<Panel.Record, "id"> => {
  const isHandled = complaint.complaint_state === "PROCESSED"
  const last = complaint.history.at(-1)
  return {
    title: complaint.complaint_id,
    state: complaint.complaint_state,
    tone: isHandled ? "over" : complaint.user_complaint_times > 1 ? "bad" : "open",
    facts: [
      ...fact(text("Merchant", "被诉商户"), complaint.complainted_mchid),
      ...fact(text("User", "用户"), complaint.payer_openid),
      ...fact(text("Kind", "投诉类型"), complaint.problem_type),
      ...fact(text("Complaint", "投诉内容"), complaint.complaint_detail),
      ...complaint.orders.flatMap((order) => fact(text("Payment", "微信支付订单号"), order.transaction_id)),
      ...fact(text("Requested refund", "申请退款"), yuan(complaint.apply_refund_amount)),
      ...fact(text("Times", "投诉次数"), String(complaint.user_complaint_times)),
      ...fact(text("Latest action", "最近动作"), last?.operate_type),
      ...fact(text("Latest text", "最近内容"), last?.operate_details)
    ],
    actions: [...(isHandled ? whenHandled(complaint) : whileOpen(complaint)), ...ofPlatform(complaint)]
  }
}

const given = (value: string | undefined): string | undefined => (value === "" ? undefined : value)

export const panels: ReadonlyArray<Panel.Panel> = [
  {
    id: "merchantComplaint.complaints",
    title: text("Complaints", "消费者投诉"),
    records: Panel.ofTable(complaints, record),
    actions: [
      action(
        "complain",
        text("A user complains", "用户发起投诉"),
        ({ amount, details, mchid, transaction_id }) =>
          UserActions.complain({
            ...(given(mchid) === undefined ? {} : { complainted_mchid: mchid as string }),
            ...(given(transaction_id) === undefined ? {} : { transaction_id: transaction_id as string }),
            ...(given(details) === undefined ? {} : { complaint_detail: details as string }),
            ...(Number(amount) > 0 ? { apply_refund_amount: Number(amount) } : {})
          }),
        {
          result: "complaint_id",
          inputs: [
            { name: "mchid", label: text("Merchant", "被诉商户号"), value: Samples.mchid },
            {
              name: "transaction_id",
              label: text("Payment, if any", "微信支付订单号（可空）"),
              value: ""
            },
            { name: "details", label: text("Complaint", "投诉内容"), value: "商品没有收到" },
            {
              name: "amount",
              label: text("Requested refund in fen, if any", "申请退款金额（分，可空）"),
              value: ""
            }
          ]
        }
      )
    ]
  }
]
