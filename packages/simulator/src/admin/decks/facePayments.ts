/** Faces that a device recognises, and what becomes of the payments made with them. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Desk from "../../Desk.js"
import { type FaceCode, faceCodes, giveFaceCode, Person } from "../../domains/facepayOnline/devices.js"
import * as Payments from "../../domains/facepayOnline/payments.js"
import * as Samples from "../../Samples.js"
import * as State from "../../State.js"
import { button, fact, text, yuan } from "./shared.js"

const newest = <A>(rows: State.Rows<A>): ReadonlyArray<A> => [...rows.filter(() => true)].reverse()

const answers = Person.fields.answer.literals

/** What a person types: amounts are fen. */
const Shown = Schema.Struct({
  out_trade_no: Schema.NonEmptyString,
  total_fee: Schema.compose(Schema.NumberFromString, Schema.Int.pipe(Schema.positive())),
  openid: Schema.NonEmptyString,
  sub_mch_id: Schema.String,
  answer: Person.fields.answer
})

const show = (values: Readonly<Record<string, string>>) =>
  Effect.flatMap(Schema.decodeUnknown(Shown)(values), ({ answer, sub_mch_id, ...code }) =>
    giveFaceCode({
      mchid: Samples.mchid,
      appid: Samples.appid,
      ...(sub_mch_id === "" ? {} : { sub_mch_id }),
      ...code,
      person: { answer }
    })
  )

const codeCard = (code: FaceCode): Desk.Card => ({
  id: code.face_code,
  title: code.face_code,
  state: code.used ? "USED" : "NEW",
  tone: code.used ? "over" : "open",
  facts: [
    ...fact(text("Order", "商户订单号"), code.out_trade_no),
    ...fact(text("Amount", "金额"), yuan(code.total_fee)),
    ...fact(text("User", "用户"), code.openid),
    ...fact(text("Sub-merchant", "子商户"), code.sub_mch_id),
    ...fact(text("The till is told", "收银台得到"), code.person.answer)
  ],
  actions: []
})

export const faces: Desk.Deck = {
  id: "facepayOnline.faceCodes",
  title: text("Recognised faces", "刷脸凭证"),
  cards: Effect.map(State.rows(faceCodes), (rows) => newest(rows).map(codeCard)),
  actions: [
    button("show", text("A person shows the face", "用户刷脸"), show, {
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
          name: "answer",
          label: text("What the till is told", "收银台得到"),
          value: "SUCCESS",
          options: answers
        }
      ]
    })
  ]
}

const paymentCard = (payment: Payments.Payment): Desk.Card => ({
  id: State.key(payment.mchid, payment.out_trade_no),
  title: payment.out_trade_no,
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
          button("password", text("Enter the password", "输入密码"), () => Payments.enterPassword(payment), {
            tone: "main"
          }),
          button("giveUp", text("Give up", "放弃支付"), () => Payments.giveUp(payment))
        ]
      : []
})

export const payments: Desk.Deck = {
  id: "facepayOnline.payments",
  title: text("Face payments", "刷脸付款"),
  cards: Effect.flatMap(State.rows(Payments.payments), (rows) =>
    Effect.forEach(newest(rows), (payment) => Effect.map(Payments.withRefunds(payment), paymentCard))
  ),
  actions: []
}
