/**
 * A car wash that charges without confirmation (免确认): a driver authorises the service once in WeChat. From then on the gate
 * reads the number plate, the car is washed, and WeChat Pay collects: nobody opens a page again.
 */
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as BusinessView from "@effect-wechatpay/payscore/BusinessView"
import * as OrderSignals from "@effect-wechatpay/payscore/OrderSignals"
import * as OrderState from "@effect-wechatpay/payscore/OrderState"
import * as PayscoreNotification from "@effect-wechatpay/payscore/PayscoreNotification"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as ServiceOrderFlow from "@effect-wechatpay/payscore/ServiceOrderFlow"
import * as Context from "effect/Context"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as HashMap from "effect/HashMap"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Ref from "effect/Ref"

export class Settings extends Context.Tag("carWash/Settings")<
  Settings,
  { readonly appid: string; readonly serviceId: string; readonly notifyUrl: string }
>() {}

/** The members by number plate. A member without openid was asked, and has not authorised the service yet. */
export class Members extends Context.Tag("carWash/Members")<
  Members,
  {
    readonly ask: (plate: string, code: string) => Effect.Effect<void>
    readonly authorised: (code: string, openid: string) => Effect.Effect<void>
    readonly closed: (openid: string) => Effect.Effect<void>
    readonly openidOf: (plate: string) => Effect.Effect<Option.Option<string>>
  }
>() {}

interface Member {
  readonly code: string
  readonly openid: Option.Option<string>
}

/** A table of your database: encrypt the openids, they are personal data. */
export const layerMembers = Layer.effect(
  Members,
  Effect.map(Ref.make(HashMap.empty<string, Member>()), (members) => {
    const where = (found: (member: Member) => boolean, openid: Option.Option<string>) =>
      Ref.update(
        members,
        HashMap.map((member) => (found(member) ? { ...member, openid } : member))
      )
    return Members.of({
      ask: (plate, code) => Ref.update(members, HashMap.set(plate, { code, openid: Option.none<string>() })),
      authorised: (code, openid) => where((member) => member.code === code, Option.some(openid)),
      closed: (openid) => where((member) => Option.contains(member.openid, openid), Option.none()),
      openidOf: (plate) =>
        Effect.map(Ref.get(members), (all) => Option.flatMap(HashMap.get(all, plate), ({ openid }) => openid))
    })
  })
)

/** Returns what the mini program passes to `wx.openBusinessView`. `code` is new for each driver, and stored first. */
export const invite = (plate: string, code: string) =>
  Effect.gen(function* () {
    const { appid, notifyUrl, serviceId } = yield* Settings
    yield* (yield* Members).ask(plate, code)
    const { apply_permissions_token } = yield* Permission.apply({
      service_id: serviceId,
      appid,
      authorization_code: code,
      notify_url: notifyUrl
    })
    return BusinessView.toMiniProgram(yield* BusinessView.enable({ apply_permissions_token }))
  })

const priceList = { basic: 1500, wax: 3500 } as const

/** The most that a wash may cost, in fen. */
const most = 3500

const keyOf = (out_order_no: string) =>
  Effect.map(Settings, ({ appid, serviceId }) => ({ out_order_no, appid, service_id: serviceId }))

/** Whether the gate opens: WeChat Pay accepts an order only of a driver whose authorisation is valid. */
export const enter = (number: string, plate: string) =>
  Effect.gen(function* () {
    const { notifyUrl } = yield* Settings
    const openid = yield* (yield* Members).openidOf(plate)
    if (Option.isNone(openid)) return false
    const { state } = yield* ServiceOrderFlow.create({
      ...(yield* keyOf(number)),
      service_introduction: "car wash",
      time_range: { start_time: "OnAccept" },
      risk_fund: { name: "ESTIMATE_ORDER_COST", amount: most },
      notify_url: notifyUrl,
      need_user_confirm: false,
      openid: openid.value
    })
    return OrderState.is("InService")(state)
  }).pipe(
    // The driver has closed the service, and the notification has not arrived yet. Or the service is of the other kind: the log
    // shows what WeChat Pay said.
    Effect.catchTag("NoAuth", (error) => Effect.as(Effect.logWarning(error.message), false))
  )

/** The car leaves: WeChat Pay collects. The driver needs no phone. */
export const leave = (number: string, program: keyof typeof priceList, at: DateTime.Utc) =>
  Effect.gen(function* () {
    const key = yield* keyOf(number)
    const total = priceList[program]
    yield* ServiceOrderFlow.complete({
      ...key,
      post_payments: [{ name: "car wash", amount: total, description: program }],
      time_range: { end_time: BeijingTime.fromDateTime(at) }
    })
    const { order } = yield* ServiceOrderFlow.awaitFinal(key)
    return { total, isPaid: OrderState.isPaid(order, total) }
  })

/** The driver leaves the programme here instead of in WeChat. Washes that are not paid yet have to be paid first. */
export const resign = (plate: string) =>
  Effect.gen(function* () {
    const { appid, serviceId } = yield* Settings
    const openid = yield* (yield* Members).openidOf(plate)
    if (Option.isNone(openid)) return
    yield* Permission.terminateByOpenid({
      openid: openid.value,
      service_id: serviceId,
      appid,
      reason: "the driver left"
    })
  })

export const notifications = NotificationHandler.make(
  [
    PayscoreNotification.userOpenedService,
    PayscoreNotification.userClosedService,
    PayscoreNotification.userConfirmed,
    PayscoreNotification.userPaid
  ],
  {
    // The shape of a merchant; those of providers and institutions have other members.
    "PAYSCORE.USER_OPEN_SERVICE": ({ resource, shape }) =>
      shape === "merchant" && resource.authorization_code !== undefined
        ? Effect.flatMap(Members, ({ authorised }) =>
            authorised(resource.authorization_code ?? "", resource.openid)
          )
        : Effect.void,
    "PAYSCORE.USER_CLOSE_SERVICE": ({ resource, shape }) =>
      shape === "merchant" ? Effect.flatMap(Members, ({ closed }) => closed(resource.openid)) : Effect.void,
    "PAYSCORE.USER_CONFIRM": ({ resource }) => OrderSignals.publish(resource),
    "PAYSCORE.USER_PAID": ({ resource }) => OrderSignals.publish(resource),
    unknown: ({ event_type }) => Effect.logWarning(`nobody handles ${event_type}`)
  }
)
