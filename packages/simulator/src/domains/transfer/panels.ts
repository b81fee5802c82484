/** The panels of transfers and authorisations. */
import * as Effect from "effect/Effect"
import * as Panel from "../../Panel.js"
import * as Bills from "./bills.js"
import { type Authorization, authorizations, type Bill, bills } from "./tables.js"
import * as UserActions from "./userActions.js"

const { action, fact, text, yuan } = Panel

const failing = (bill: Bill) =>
  action("fail", text("Fail", "转账失败"), ({ reason = "" }) => UserActions.fail(bill, reason), {
    tone: "danger",
    inputs: [
      {
        name: "reason",
        label: text("Reason", "失败原因"),
        value: "NAME_NOT_CORRECT",
        options: ["NAME_NOT_CORRECT", "OPENID_INVALID", "ACCOUNT_FROZEN", "TRANSFER_RISK"]
      }
    ]
  })

const actionsOf = (bill: Bill): ReadonlyArray<Panel.Action> => {
  switch (bill.state) {
    case "WAIT_USER_CONFIRM":
      return [
        action("confirm", text("The user confirms", "用户确认收款"), () => UserActions.confirm(bill), {
          tone: "main"
        }),
        ...(bill.out_authorization_no === undefined
          ? []
          : [
              action(
                "confirmAndAuthorize",
                text("The user confirms and authorises", "用户确认收款并授权"),
                () => UserActions.confirm(bill, { authorizes: true })
              )
            ]),
        action("confirmSlowly", text("Confirm, pay out later", "确认收款，稍后到账"), () =>
          UserActions.confirm(bill, { isSlow: true })
        ),
        failing(bill)
      ]
    case "TRANSFERING":
      return [
        action("payOut", text("Pay out", "到账"), () => UserActions.payOut(bill), { tone: "main" }),
        failing(bill)
      ]
    case "ACCEPTED":
    case "PROCESSING":
      return [failing(bill)]
    default:
      return []
  }
}

const tones: { readonly [State in Bill["state"]]?: Panel.Record["tone"] } = {
  SUCCESS: "good",
  FAIL: "bad",
  CANCELLED: "over"
}

const billRecord = (bill: Bill): Omit<Panel.Record, "id"> => ({
  title: bill.out_bill_no,
  state: bill.state,
  tone: tones[bill.state] ?? "open",
  facts: [
    ...fact(text("Merchant", "商户号"), bill.sub_mchid ?? bill.mchid),
    ...fact(text("User", "用户"), bill.openid),
    ...fact(text("Amount", "转账金额"), yuan(bill.transfer_amount)),
    ...fact(text("Remark", "转账备注"), bill.transfer_remark),
    ...fact(text("Scene", "转账场景"), bill.transfer_scene_id),
    ...fact(text("Reason", "失败原因"), bill.fail_reason)
  ],
  actions: actionsOf(bill)
})

const authorizationRecord = (row: Authorization): Omit<Panel.Record, "id"> => ({
  title: row.out_authorization_no,
  state: row.state,
  tone: row.state === "TAKING_EFFECT" ? "good" : row.state === "CLOSED" ? "over" : "open",
  facts: [
    ...fact(text("Merchant", "商户号"), row.mchid),
    ...fact(text("User", "用户"), row.openid),
    ...fact(text("Scene", "转账场景"), row.transfer_scene_id),
    ...fact(text("Reason", "关闭原因"), row.close_reason)
  ],
  actions: [
    ...(row.state === "WAIT_USER_CONFIRM"
      ? [
          action("authorize", text("The user authorises", "用户授权"), () => UserActions.authorize(row), {
            tone: "main"
          })
        ]
      : []),
    ...(row.state === "TAKING_EFFECT"
      ? [
          action(
            "close",
            text("The user revokes it", "用户关闭授权"),
            () => UserActions.closeAuthorization(row),
            { tone: "danger" }
          )
        ]
      : [])
  ]
})

export const panels: ReadonlyArray<Panel.Panel> = [
  {
    id: "transfer.bills",
    title: text("Transfers", "商家转账"),
    records: Panel.ofTable(bills, (bill) => Effect.map(Bills.current(bill), billRecord)),
    actions: []
  },
  {
    id: "transfer.authorizations",
    title: text("Transfer authorisations", "转账授权"),
    records: Panel.ofTable(authorizations, authorizationRecord),
    actions: []
  }
]
