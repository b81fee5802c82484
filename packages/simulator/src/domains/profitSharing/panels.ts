/** The panels of profit sharing: shares and returns, with the actions that end them. */
import * as Panel from "../../Panel.js"
import { closePart, failReturn, finish, succeedReturn } from "./endings.js"
import { type Return, returns, type Share, shares } from "./tables.js"

const { action, fact, text, yuan } = Panel

const reasons = [
  "ACCOUNT_ABNORMAL",
  "NO_RELATION",
  "RECEIVER_HIGH_RISK",
  "RECEIVER_REAL_NAME_NOT_VERIFIED",
  "NO_AUTH",
  "RECEIVER_RECEIPT_LIMIT",
  "PAYER_ACCOUNT_ABNORMAL",
  "INVALID_REQUEST"
] as const

const shareRecord = (share: Share): Omit<Panel.Record, "id"> => {
  const pending = share.parts.filter(({ result }) => result === "PENDING")
  const isOpen = share.state === "PROCESSING"
  return {
    title: share.out_order_no,
    state: share.state,
    tone: isOpen ? "open" : share.parts.some(({ result }) => result === "CLOSED") ? "bad" : "good",
    facts: [
      ...fact(text("Payment", "微信支付订单号"), share.transaction_id),
      ...fact(text("Payer", "分账方"), share.sub_mchid ?? share.mchid),
      ...share.parts.flatMap((part) =>
        fact(
          text("Receiver", "分账接收方"),
          [part.account, yuan(part.amount), part.result, part.fail_reason].filter(Boolean).join(" ")
        )
      ),
      ...fact(text("Unfrozen", "解冻金额"), yuan(share.unfrozen))
    ],
    actions: isOpen
      ? [
          action("finish", text("Finish", "完成分账"), () => finish(share), { tone: "main" }),
          ...(pending.length === 0
            ? []
            : [
                action(
                  "close",
                  text("Close a receiver's part", "接收方分账失败"),
                  ({ account = "", reason = "" }) => closePart(share, account, reason),
                  {
                    tone: "danger",
                    inputs: [
                      {
                        name: "account",
                        label: text("Receiver", "分账接收方"),
                        value: pending[0]?.account ?? "",
                        options: pending.map(({ account }) => account)
                      },
                      {
                        name: "reason",
                        label: text("Reason", "失败原因"),
                        value: reasons[0],
                        options: reasons
                      }
                    ]
                  }
                )
              ])
        ]
      : []
  }
}

const returnRecord = (one: Return): Omit<Panel.Record, "id"> => ({
  title: one.out_return_no,
  state: one.result,
  tone: one.result === "PROCESSING" ? "open" : one.result === "SUCCESS" ? "good" : "bad",
  facts: [
    ...fact(text("Share", "商户分账单号"), one.out_order_no),
    ...fact(text("From", "回退商户号"), one.return_mchid),
    ...fact(text("Amount", "回退金额"), yuan(one.amount)),
    ...fact(text("Reason", "失败原因"), one.fail_reason)
  ],
  actions:
    one.result === "PROCESSING"
      ? [
          action("succeed", text("Succeed", "回退成功"), () => succeedReturn(one), {
            tone: "main"
          }),
          action("fail", text("Fail", "回退失败"), ({ reason = "" }) => failReturn(one, reason), {
            tone: "danger",
            inputs: [
              {
                name: "reason",
                label: text("Reason", "失败原因"),
                value: "BALANCE_NOT_ENOUGH",
                options: [
                  "BALANCE_NOT_ENOUGH",
                  "ACCOUNT_ABNORMAL",
                  "TIME_OUT_CLOSED",
                  "PAYER_ACCOUNT_ABNORMAL"
                ]
              }
            ]
          })
        ]
      : []
})

export const panels: ReadonlyArray<Panel.Panel> = [
  {
    id: "profitSharing.shares",
    title: text("Profit sharing", "分账"),
    records: Panel.ofTable(shares, shareRecord),
    actions: []
  },
  {
    id: "profitSharing.returns",
    title: text("Profit sharing returns", "分账回退"),
    records: Panel.ofTable(returns, returnRecord),
    actions: []
  }
]
