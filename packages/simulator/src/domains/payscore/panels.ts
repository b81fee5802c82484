/** The panels of PayScore: service orders and authorisations. */
import * as Effect from "effect/Effect"
import * as Panel from "../../Panel.js"
import * as Samples from "../../Samples.js"
import * as Authorizations from "./authorizations.js"
import { find } from "./orderRules.js"
import * as Orders from "./orders.js"
import { panels as parkingPanels } from "./parkingPanels.js"
import { closeService } from "./permissionActions.js"
import { panels as permissionPanels } from "./permissionPanels.js"
import * as UserActions from "./userActions.js"

const { action, beijing, fact, text, yuan } = Panel

const openidInput = (value: string): Panel.Input => ({
  name: "openid",
  label: text("User (openid)", "用户 openid"),
  value
})

const whoIs = ({ kind, mchid, out_order_no, role, sub_mchid }: Orders.Order): UserActions.Who => ({
  role,
  mchid,
  out_order_no,
  ...(kind === undefined ? {} : { kind }),
  ...(sub_mchid === undefined ? {} : { sub_mchid })
})

const orderActions = (order: Orders.Order): ReadonlyArray<Panel.Action> => {
  const who = whoIs(order)
  if (order.state === "CREATED" && !order.packageUsed) {
    return [
      action("confirm", text("Confirm", "确认订单"), ({ openid = "" }) => UserActions.confirm(who, openid), {
        tone: "main",
        result: "query_id",
        inputs: [openidInput(order.openid ?? Samples.openid)]
      })
    ]
  }
  if (!Orders.isCollecting(order)) return []
  return [
    action("pay", text("Pay", "支付"), () => UserActions.payByUser(who), {
      tone: "main",
      result: "transaction_id"
    }),
    order.inFlight
      ? action("land", text("End the deduction", "结束扣款"), () => UserActions.setInFlight(who, false))
      : action("fly", text("Begin a deduction", "开始扣款"), () => UserActions.setInFlight(who, true)),
    action(
      "failToPay",
      text("Fail the next collection", "下次催收时余额不足"),
      () => UserActions.failToPay(who),
      {
        tone: "danger"
      }
    )
  ]
}

const toneOfOrder = ({ state }: Orders.Order): Panel.Record["tone"] => {
  switch (state) {
    case "CREATED":
    case "DOING":
      return "open"
    case "DONE":
      return "good"
    default:
      return "over"
  }
}

const orderRecord = (order: Orders.Order): Omit<Panel.Record, "id"> => {
  const { terms } = order
  return {
    title: order.out_order_no,
    order: order.out_order_no,
    state: [order.state, order.state_description].filter(Boolean).join(" · "),
    tone: toneOfOrder(order),
    facts: [
      ...fact(text("Service", "服务"), terms.service_introduction),
      ...fact(text("Risk", "服务风险金额"), yuan(terms.risk_fund?.amount)),
      ...fact(text("Total", "总金额"), yuan(order.total_amount)),
      ...fact(text("Collection", "收款状态"), order.collection?.state),
      ...fact(text("Created", "创建时间"), beijing(order.created_at)),
      ...fact(text("Merchant", "商户号"), order.mchid),
      ...fact(text("Sub-merchant", "子商户号"), order.sub_mchid),
      ...fact(text("User", "用户"), order.openid),
      ...fact(text("WeChat Pay's order number", "微信支付单号"), order.order_id),
      ...fact(text("Notification address", "通知地址"), terms.notify_url)
    ],
    actions: orderActions(order)
  }
}

const orders: Panel.Panel = {
  id: "payscore.orders",
  title: text("Service orders", "服务订单"),
  // The current order: an unconfirmed one may have expired.
  records: Panel.ofTable(Orders.orders, (known) =>
    Effect.map(find(known), (order) => order && orderRecord(order))
  ),
  actions: []
}

const authorizationRecord = (authorization: Authorizations.Authorization): Omit<Panel.Record, "id"> => {
  const { appid, authorized_at, mchid, openid, role, service_id, state, sub_mchid } = authorization
  const available = state === "AVAILABLE"
  const { state: _, authorized_at: __, termination: ___, ...given } = authorization
  return {
    title: openid,
    state,
    tone: available ? "good" : "over",
    facts: [
      ...fact(text("Service", "服务 ID"), service_id),
      ...fact(text("Role", "接入模式"), role),
      ...fact(text("Merchant", "商户号"), mchid),
      ...fact(text("Sub-merchant", "子商户号"), sub_mchid),
      ...fact(text("appid", "appid"), appid),
      ...fact(text("Code", "授权协议号"), authorization.authorization_code),
      ...fact(text("Authorised", "授权时间"), beijing(authorized_at)),
      ...fact(text("Ended for", "解除原因"), authorization.termination?.reason)
    ],
    actions: available
      ? [
          action(
            "close",
            text("Close the service", "关闭服务"),
            () =>
              closeService({
                role,
                mchid,
                service_id,
                openid,
                ...(sub_mchid === undefined ? {} : { sub_mchid })
              }),
            { tone: "danger" }
          )
        ]
      : [
          action("authorize", text("Authorise again", "重新授权"), () => Authorizations.authorize(given), {
            tone: "main"
          })
        ]
  }
}

const authorizations: Panel.Panel = {
  id: "payscore.authorizations",
  title: text("Authorisations", "用户授权"),
  records: Panel.ofTable(Authorizations.authorizations, authorizationRecord),
  actions: [
    action(
      "authorize",
      text("A user authorises a service", "用户授权服务"),
      ({ authorization_code = "", openid = "", service_id = "" }) =>
        Authorizations.authorize({
          role: "merchant",
          mchid: Samples.mchid,
          service_id,
          appid: Samples.appid,
          openid,
          ...(authorization_code === "" ? {} : { authorization_code })
        }),
      {
        inputs: [
          openidInput(Samples.openid),
          {
            name: "service_id",
            label: text("Service", "服务 ID"),
            value: Samples.serviceId,
            options: [Samples.serviceId, Samples.noConfirmServiceId]
          },
          { name: "authorization_code", label: text("Code, if any", "授权协议号（可空）"), value: "" }
        ]
      }
    )
  ]
}

export const panels: ReadonlyArray<Panel.Panel> = [
  orders,
  authorizations,
  ...permissionPanels,
  ...parkingPanels
]
