/** A till that takes payments by face: the device recognises the user, one call charges, and every sale ends with a known result. */
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as FacePaymentFlow from "@effect-wechatpay/facepay/FacePaymentFlow"
import * as OnlineDevice from "@effect-wechatpay/facepay/OnlineDevice"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

export class Settings extends Context.Tag("till/Settings")<
  Settings,
  {
    readonly appid: string
    readonly store: { readonly id: string; readonly name: string }
    readonly deviceId: string
    /** The address of the till, as WeChat Pay requires it. */
    readonly ip: string
  }
>() {}

/** The camera saw nobody, or the user went away. Nothing was charged. */
export class NobodyRecognised extends Data.TaggedError("NobodyRecognised")<{}> {}

/** The device with the camera: WeChat's SDK on it, behind whatever connects it to the till. */
export class Device extends Context.Tag("till/Device")<
  Device,
  {
    /** `getWxpayfaceRawdata`. */
    readonly rawData: Effect.Effect<string>
    /** `getWxpayfaceCode`: shows the camera and the amount. */
    readonly recognise: (order: {
      readonly authinfo: string
      readonly number: string
      readonly fen: number
    }) => Effect.Effect<{ readonly faceCode: string; readonly openid: string }, NobodyRecognised>
  }
>() {}

/** A sale as the till stores it, before anything is sent. */
export interface Sale extends FacePaymentFlow.Order {
  readonly state: "Open" | "Paid" | "NotPaid"
  /** Whether a reversal was sent whose result is not known. */
  readonly reversing: boolean
}

/** The sales of the till, on its disk. */
export class Sales extends Context.Tag("till/Sales")<
  Sales,
  {
    readonly save: (sale: Sale) => Effect.Effect<void>
    readonly all: Effect.Effect<ReadonlyArray<Sale>>
  }
>() {}

/** The authinfo of the device is valid for an hour: it is fetched when it is needed, and kept for 50 minutes. */
class Authinfo extends Context.Tag("till/Authinfo")<
  Authinfo,
  Effect.Effect<string, Effect.Effect.Error<ReturnType<typeof OnlineDevice.authinfo>>>
>() {}

export const layerAuthinfo = Layer.effect(
  Authinfo,
  Effect.gen(function* () {
    const context = yield* Effect.context<Effect.Effect.Context<ReturnType<typeof OnlineDevice.authinfo>>>()
    const { appid, deviceId, store } = yield* Settings
    const { rawData } = yield* Device
    return yield* rawData.pipe(
      Effect.flatMap((rawdata) =>
        OnlineDevice.authinfo({
          appid,
          store_id: store.id,
          store_name: store.name,
          device_id: deviceId,
          rawdata
        })
      ),
      Effect.map(({ authinfo }) => authinfo),
      Effect.provide(context),
      Effect.cachedWithTTL("50 minutes")
    )
  })
)

/** What the till shows, and what it stores. */
const conclude = (sale: Sale, result: FacePaymentFlow.Result) =>
  Effect.gen(function* () {
    const { save } = yield* Sales
    const end = (state: Sale["state"], text: string) => Effect.as(save({ ...sale, state }), text)
    return yield* FacePaymentFlow.match(result, {
      Paid: () => end("Paid", "paid, hand over the goods"),
      Failed: ({ error }) => end("NotPaid", `not paid (${error._tag}): try again with a new number`),
      Reversed: () => end("NotPaid", "not paid, it was reversed: try again with a new number"),
      Refunded: () => end("NotPaid", "refunded"),
      Unknown: ({ reversing }) =>
        Effect.as(save({ ...sale, reversing }), "nobody knows yet: keep the goods, the till asks again later")
    })
  })

/** Charges the user in front of the device, and waits for the result: seldom longer than a minute. */
export const sell = (out_trade_no: string, fen: number, what: string) =>
  Effect.gen(function* () {
    const { appid, ip } = yield* Settings
    const authinfo = yield* yield* Authinfo
    const { faceCode, openid } = yield* Effect.flatMap(Device, ({ recognise }) =>
      recognise({ authinfo, number: out_trade_no, fen })
    )
    // A payment that is delayed on its way is rejected after this time. So the sale ends in any case.
    const time_expire = BeijingTime.fromDateTime(DateTime.add(yield* DateTime.now, { minutes: 2 }))
    const order = { appid, out_trade_no, total_fee: fen, openid, time_expire }
    const sale: Sale = { ...order, state: "Open", reversing: false }
    yield* Effect.flatMap(Sales, ({ save }) => save(sale))
    const result = yield* FacePaymentFlow.pay({
      ...order,
      body: what,
      face_code: faceCode,
      fee_type: "CNY",
      spbill_create_ip: ip
    })
    return yield* conclude(sale, result)
  })

/** Asks again about the sales whose result is not known. Run it when the till starts, and every minute. */
export const reconcile = Effect.gen(function* () {
  const sales = yield* Effect.flatMap(Sales, ({ all }) => all)
  return yield* Effect.forEach(
    sales.filter(({ state }) => state === "Open"),
    (sale) =>
      Effect.map(
        Effect.flatMap(FacePaymentFlow.reconcile(sale), (result) => conclude(sale, result)),
        (text) => `${sale.out_trade_no}: ${text}`
      )
  )
})
