/** The panels of transfers and authorisations. */
import * as Effect from "effect/Effect"
import * as Panel from "../../Panel.js"
import * as Batches from "./batches.js"
import * as Bills from "./bills.js"
import * as Charity from "./charity.js"
import * as Permissions from "./permissions.js"
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

const batchRecord = (batch: Batches.Batch): Omit<Panel.Record, "id"> => {
  const open = batch.items.filter(({ state }) => state === "PROCESSING")
  return {
    title: batch.out_batch_no,
    state: batch.state,
    tone: batch.state === "FINISHED" ? "good" : "open",
    facts: [
      ...fact(text("Merchant", "商户号"), batch.sub_mchid ?? batch.mchid),
      ...fact(text("Amount", "转账金额"), yuan(batch.total_amount)),
      ...batch.items.flatMap((item) =>
        fact(
          text("Item", "明细"),
          [item.out_detail_no, yuan(item.transfer_amount), item.state, item.fail_reason]
            .filter(Boolean)
            .join(" ")
        )
      )
    ],
    actions:
      batch.state === "FINISHED" || open.length === 0
        ? []
        : [
            action(
              "failItem",
              text("Fail an item", "明细转账失败"),
              ({ item = "", reason = "" }) => Batches.failBatchItem(batch, item, reason),
              {
                tone: "danger",
                inputs: [
                  {
                    name: "item",
                    label: text("Item", "明细"),
                    value: open[0]?.out_detail_no ?? "",
                    options: open.map(({ out_detail_no }) => out_detail_no)
                  },
                  {
                    name: "reason",
                    label: text("Reason", "失败原因"),
                    value: "OPENID_INVALID",
                    options: ["OPENID_INVALID", "NAME_NOT_CORRECT", "ACCOUNT_FROZEN"]
                  }
                ]
              }
            )
          ]
  }
}

const budgetRecord = (budget: Charity.Budget): Omit<Panel.Record, "id"> => ({
  title: budget.out_budget_no,
  state: budget.state,
  tone: budget.state === "LOCKED" ? "good" : budget.state === "PENDING" ? "open" : "over",
  facts: [
    ...fact(text("Sponsor", "捐赠方"), budget.sponsor_mchid),
    ...fact(text("Amount", "预算金额"), yuan(budget.amount)),
    ...fact(text("Not donated", "剩余金额"), yuan(budget.remain_amount))
  ],
  actions:
    budget.state === "PENDING"
      ? [
          action("confirm", text("The sponsor confirms", "捐赠方确认"), () => Charity.confirmBudget(budget), {
            tone: "main"
          }),
          action("close", text("The sponsor rejects", "捐赠方拒绝"), () => Charity.closeBudget(budget), {
            tone: "danger"
          })
        ]
      : []
})

const invitationRecord = (invitation: Permissions.Invitation): Omit<Panel.Record, "id"> => ({
  title: invitation.out_apply_no,
  state: invitation.state,
  tone: invitation.state === "PASSED" ? "good" : invitation.state === "INVITED" ? "open" : "over",
  facts: fact(text("Sub-merchant", "子商户号"), invitation.sub_mchid),
  actions:
    invitation.state === "INVITED"
      ? [
          action(
            "pass",
            text("The sub-merchant agrees", "子商户同意"),
            () => Permissions.endInvitation(invitation, "PASSED"),
            { tone: "main" }
          ),
          action(
            "reject",
            text("The sub-merchant rejects", "子商户拒绝"),
            () => Permissions.endInvitation(invitation, "REJECTED"),
            { tone: "danger" }
          ),
          action("expire", text("Let it expire", "邀请过期"), () =>
            Permissions.endInvitation(invitation, "EXPIRED")
          )
        ]
      : []
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
  },
  {
    id: "transfer.batches",
    title: text("Batches of transfers", "商家转账批次"),
    records: Panel.ofTable(Batches.batches, (batch) => Effect.map(Batches.current(batch), batchRecord)),
    actions: []
  },
  {
    id: "transfer.budgets",
    title: text("Budgets of donations", "捐赠预算"),
    records: Panel.ofTable(Charity.budgets, budgetRecord),
    actions: []
  },
  {
    id: "transfer.invitations",
    title: text("Invitations of sub-merchants to transfers", "子商户转账授权邀请"),
    records: Panel.ofTable(Permissions.invitations, invitationRecord),
    actions: []
  }
]
