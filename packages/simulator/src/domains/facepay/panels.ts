/** The panel of face payment: face users and their contracts. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Panel from "../../Panel.js"
import * as Samples from "../../Samples.js"
import { devices, recognise, startDevice } from "./devices.js"
import * as FaceUsers from "./faceUsers.js"
import {
  DeductionOutcome,
  type OfflineOrder,
  offlineOrders,
  repayDebts,
  scriptDeductions
} from "./offlineTransactions.js"
import { type FaceUser, faceUsers } from "./tables.js"

const { action, fact, text, yuan } = Panel

const actionsOf = ({ contract_state, organization_id, user_id }: FaceUser): ReadonlyArray<Panel.Action> =>
  contract_state === "CONTRACTED"
    ? [
        action(
          "terminate",
          text("End the contract", "解约"),
          () => FaceUsers.terminateContract(organization_id, user_id),
          { tone: "danger" }
        )
      ]
    : [
        action(
          "sign",
          text("Sign the contract", "签约"),
          () => FaceUsers.signContract({ organization_id, user_id }),
          { tone: "main" }
        )
      ]

const record = (user: FaceUser): Omit<Panel.Record, "id"> => ({
  title: user.out_user_id,
  state: user.contract_state,
  tone:
    user.contract_state === "CONTRACTED" ? "good" : user.contract_state === "TERMINATED" ? "over" : "open",
  facts: [
    ...fact(text("Organization", "机构"), user.organization_id),
    ...fact(text("WeChat Pay's user id", "微信用户 ID"), user.user_id),
    ...fact(text("Contract", "签约 ID"), user.contract_id)
  ],
  actions: actionsOf(user)
})

const users: Panel.Panel = {
  id: "facepay.users",
  title: text("Face users", "刷脸用户"),
  records: Panel.ofTable(faceUsers, record),
  actions: []
}

const orderRecord = (order: OfflineOrder): Omit<Panel.Record, "id"> => {
  const owes = order.debt_state === "DEBT"
  return {
    title: order.out_trade_no,
    order: order.out_trade_no,
    state: order.debt_state === "NOT_DEBT" ? order.trade_state : `${order.trade_state} · ${order.debt_state}`,
    tone:
      owes || order.trade_state === "USERPAYING" ? "open" : order.trade_state === "SUCCESS" ? "good" : "bad",
    facts: [
      ...fact(text("Amount", "金额"), yuan(order.total)),
      ...fact(text("WeChat Pay's user id", "微信用户 ID"), order.user_id),
      ...fact(text("Organization", "机构"), order.organization_id),
      ...fact(text("Payment", "微信支付订单号"), order.transaction_id),
      ...fact(text("Error", "错误类型"), order.error_type),
      ...fact(text("Sub-merchant", "子商户号"), order.sub_mchid)
    ],
    actions: owes
      ? [
          action(
            "repay",
            text("Repay all debts of this user", "偿还该用户全部欠款"),
            () => repayDebts(order),
            {
              tone: "main"
            }
          )
        ]
      : []
  }
}

const deductions: Panel.Panel = {
  id: "facepay.offlineOrders",
  title: text("Face deductions and debts", "刷脸代扣与欠款"),
  records: Panel.ofTable(offlineOrders, orderRecord),
  actions: [
    action(
      "script",
      text("Decide the next deduction of a user", "设定用户下一次扣款结果"),
      ({ organization_id = "", outcome = "", user_id = "" }) =>
        Effect.flatMap(Schema.decodeUnknown(DeductionOutcome)(outcome), (decided) =>
          scriptDeductions({ organization_id, user_id }, decided)
        ),
      {
        inputs: [
          { name: "organization_id", label: text("Organization", "机构 ID"), value: Samples.organizationId },
          { name: "user_id", label: text("WeChat Pay's user id", "微信用户 ID"), value: Samples.faceUserId },
          {
            name: "outcome",
            label: text("Outcome", "结果"),
            value: "advance",
            options: DeductionOutcome.literals
          }
        ]
      }
    )
  ]
}

const deviceRecord = ({
  device_id,
  raw_data
}: {
  readonly device_id: string
  readonly raw_data: string
}) => ({
  title: device_id,
  state: "STARTED",
  tone: "good" as const,
  facts: fact(text("raw_data", "raw_data"), raw_data),
  actions: [
    action(
      "recognise",
      text("Recognise a face", "识别人脸"),
      ({ authinfo = "", organization_id = "", user_id = "" }) =>
        recognise({ device_id, authinfo, face: { organization_id, user_id } }),
      {
        tone: "main",
        result: "auth_code",
        inputs: [
          { name: "authinfo", label: text("authinfo of the device", "设备的 authinfo"), value: "" },
          { name: "organization_id", label: text("Organization", "机构 ID"), value: Samples.organizationId },
          { name: "user_id", label: text("WeChat Pay's user id", "微信用户 ID"), value: Samples.faceUserId }
        ]
      }
    )
  ]
})

const deviceList: Panel.Panel = {
  id: "facepay.devices",
  title: text("Face devices", "刷脸设备"),
  records: Panel.ofTable(devices, deviceRecord),
  actions: [
    action("start", text("Start a device", "启动设备"), ({ device_id = "" }) => startDevice(device_id), {
      result: "raw_data",
      inputs: [{ name: "device_id", label: text("Device", "设备编号"), value: "TILL-1" }]
    })
  ]
}

export const panels: ReadonlyArray<Panel.Panel> = [users, deductions, deviceList]
