/** The panels of parking: plates with the parking service, and deductions. */
import * as Panel from "../../Panel.js"
import * as Samples from "../../Samples.js"
import { changePlate, failParking, openPlate, payParking, repayParking } from "./parking.js"
import * as Records from "./parkingRecords.js"

const { action, beijing, fact, text, yuan } = Panel

const changes = {
  NORMAL: text("Enable", "恢复正常"),
  PAUSE: text("Suspend", "暂停服务"),
  OVERDUE: text("Mark as overdue", "设为欠费"),
  REMOVED: text("Remove", "移除车牌")
} as const

const states = ["NORMAL", "PAUSE", "OVERDUE", "REMOVED"] as const

const plateRecord = (plate: Records.Plate): Omit<Panel.Record, "id"> => ({
  title: plate.plate_number,
  state: plate.state,
  tone: plate.state === "NORMAL" ? "good" : plate.state === "REMOVED" ? "over" : "bad",
  facts: [
    ...fact(text("Colour", "颜色"), plate.plate_color),
    ...fact(text("User", "用户"), plate.openid),
    ...fact(text("Opened", "开通时间"), beijing(plate.opened_at))
  ],
  actions: states
    .filter((state) => state !== plate.state)
    .map((state) =>
      action(state, changes[state], () => changePlate(plate, state), {
        tone: state === "NORMAL" ? "main" : state === "REMOVED" ? "danger" : "plain"
      })
    )
})

const plates: Panel.Panel = {
  id: "parking.plates",
  title: text("Plates with parking service", "停车服务车牌"),
  records: Panel.ofTable(Records.plates, plateRecord),
  actions: [
    action(
      "open",
      text("A user opens the parking service", "用户开通停车服务"),
      ({ openid = "", plate_color = "", plate_number = "" }) =>
        openPlate({ plate_number, plate_color }, openid),
      {
        inputs: [
          { name: "plate_number", label: text("Plate", "车牌号"), value: Samples.plateNumber },
          {
            name: "plate_color",
            label: text("Colour", "车牌颜色"),
            value: "BLUE",
            options: ["BLUE", "GREEN", "YELLOW", "BLACK", "WHITE", "LIMEGREEN"]
          },
          { name: "openid", label: text("User (openid)", "用户 openid"), value: Samples.openid }
        ]
      }
    )
  ]
}

const actionsOf = (payment: Records.Payment): ReadonlyArray<Panel.Action> => {
  const { mchid, out_trade_no, sub_mchid } = payment
  const which = { mchid, out_trade_no, ...(sub_mchid === undefined ? {} : { sub_mchid }) }
  if (payment.trade_state === "ACCEPTED") {
    return [
      action("pay", text("Complete the deduction", "扣费成功"), () => payParking(which), {
        tone: "main",
        result: "transaction_id"
      }),
      action(
        "advance",
        text("WeChat Pay advances the money", "微信支付垫付"),
        () => payParking(which, { advanced: true }),
        { result: "transaction_id" }
      ),
      action("fail", text("Fail the deduction", "扣费失败"), () => failParking(which), { tone: "danger" })
    ]
  }
  return payment.user_repaid === "N"
    ? [action("repay", text("The user repays", "用户还款"), () => repayParking(which), { tone: "main" })]
    : []
}

const paymentRecord = (payment: Records.Payment): Omit<Panel.Record, "id"> => ({
  title: payment.out_trade_no,
  order: payment.out_trade_no,
  state: payment.trade_state,
  tone: payment.trade_state === "ACCEPTED" ? "open" : payment.trade_state === "SUCCESS" ? "good" : "bad",
  facts: [
    ...fact(text("Amount", "金额"), yuan(payment.total)),
    ...fact(text("Plate", "车牌号"), payment.parking_info.plate_number),
    ...fact(text("Car park", "停车场"), payment.parking_info.parking_name),
    ...fact(text("Payment", "微信支付订单号"), payment.transaction_id),
    ...fact(text("User", "用户"), payment.openid),
    ...fact(text("Repaid", "是否已还款"), payment.user_repaid),
    ...fact(text("Created", "创建时间"), beijing(payment.created_at)),
    ...fact(text("Notification address", "通知地址"), payment.notify_url)
  ],
  actions: actionsOf(payment)
})

const payments: Panel.Panel = {
  id: "parking.payments",
  title: text("Parking deductions", "停车扣费"),
  records: Panel.ofTable(Records.payments, paymentRecord),
  actions: []
}

export const panels: ReadonlyArray<Panel.Panel> = [payments, plates]
