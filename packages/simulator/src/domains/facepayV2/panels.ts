/** The panels of face payment over the XML interface: recognised faces and the payments made with them. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Panel from "../../Panel.js"
import * as Samples from "../../Samples.js"
import { type FaceCode, faceCodes, giveFaceCode, UserActions } from "./devices.js"
import * as Payments from "./payments.js"

const { action, fact, text, yuan } = Panel

const responses = UserActions.fields.response.literals

/** The values of the action. Amounts are in fen. */
const Shown = Schema.Struct({
  out_trade_no: Schema.NonEmptyString,
  total_fee: Schema.compose(Schema.NumberFromString, Schema.Int.pipe(Schema.positive())),
  openid: Schema.NonEmptyString,
  sub_mch_id: Schema.String,
  response: UserActions.fields.response
})

const show = (values: Readonly<Record<string, string>>) =>
  Effect.flatMap(Schema.decodeUnknown(Shown)(values), ({ response, sub_mch_id, ...code }) =>
    giveFaceCode({
      mchid: Samples.mchid,
      appid: Samples.appid,
      ...(sub_mch_id === "" ? {} : { sub_mch_id }),
      ...code,
      userActions: { response }
    })
  )

const codeRecord = (code: FaceCode): Omit<Panel.Record, "id"> => ({
  title: code.face_code,
  state: code.used ? "USED" : "NEW",
  tone: code.used ? "over" : "open",
  facts: [
    ...fact(text("Order", "商户订单号"), code.out_trade_no),
    ...fact(text("Amount", "金额"), yuan(code.total_fee)),
    ...fact(text("User", "用户"), code.openid),
    ...fact(text("Sub-merchant", "子商户"), code.sub_mch_id),
    ...fact(text("Response to the till", "返回收银台"), code.userActions.response)
  ],
  actions: []
})

const faces: Panel.Panel = {
  id: "facepayV2.faceCodes",
  title: text("Recognised faces", "刷脸凭证"),
  records: Panel.ofTable(faceCodes, codeRecord),
  actions: [
    action("show", text("A device recognises a user", "用户刷脸"), show, {
      inputs: [
        { name: "out_trade_no", label: text("Order", "商户订单号"), value: "FACE1" },
        { name: "total_fee", label: text("Amount in fen", "金额（分）"), value: "100" },
        { name: "openid", label: text("User (openid)", "用户 openid"), value: Samples.openid },
        {
          name: "sub_mch_id",
          label: text("Sub-merchant, if any", "子商户号（可空）"),
          value: Samples.subMchid
        },
        {
          name: "response",
          label: text("Response to the till", "返回收银台"),
          value: "SUCCESS",
          options: responses
        }
      ]
    })
  ]
}

const paymentRecord = (payment: Payments.Payment): Omit<Panel.Record, "id"> => ({
  title: payment.out_trade_no,
  order: payment.out_trade_no,
  state: payment.state,
  tone:
    payment.state === "SUCCESS"
      ? "good"
      : payment.state === "USERPAYING" || payment.state === "NOTPAY"
        ? "open"
        : "over",
  facts: [
    ...fact(text("Amount", "金额"), yuan(payment.total_fee)),
    ...fact(text("User", "用户"), payment.openid),
    ...fact(text("Payment", "微信支付订单号"), payment.transaction_id)
  ],
  actions:
    payment.state === "USERPAYING"
      ? [
          action("password", text("Enter the password", "输入密码"), () => Payments.enterPassword(payment), {
            tone: "main"
          }),
          action("giveUp", text("Cancel", "放弃支付"), () => Payments.giveUp(payment))
        ]
      : []
})

const payments: Panel.Panel = {
  id: "facepayV2.payments",
  title: text("Face payments", "刷脸付款"),
  records: Panel.ofTable(Payments.payments, (payment) =>
    Effect.map(Payments.withRefunds(payment), paymentRecord)
  ),
  actions: []
}

export const panels: ReadonlyArray<Panel.Panel> = [faces, payments]
