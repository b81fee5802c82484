/** Customers at a till, against the simulator. */
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as World from "@effect-wechatpay/example-shared/world"
import * as FacePayment from "@effect-wechatpay/facepay/FacePayment"
import { FacePaymentSchedules } from "@effect-wechatpay/facepay/FacePaymentFlow"
import { FacepayV2, Faults, Samples, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as Schedule from "effect/Schedule"
import * as Till from "./Till.js"

const { appid, openid } = Samples

const deviceId = "TILL_1"

/** Who stands in front of the camera, and what they do. */
class Customer extends Context.Reference<Customer>()("demo/Customer", {
  defaultValue: (): FacepayV2.UserActions | undefined => ({ response: "SUCCESS" })
}) {}

/** The simulator plays the device too. */
const device = Layer.effect(
  Till.Device,
  Effect.map(Simulator.Simulator, ({ act }) =>
    Till.Device.of({
      rawData: act(FacepayV2.makeRawData(deviceId)),
      recognise: ({ authinfo, fen, number }) =>
        Effect.gen(function* () {
          const userActions = yield* Customer
          if (userActions === undefined) return yield* new Till.NobodyRecognised()
          const order = {
            authinfo,
            device_id: deviceId,
            out_trade_no: number,
            total_fee: fen,
            openid,
            userActions
          }
          const faceCode = yield* Effect.orDie(act(FacepayV2.recognise(order)))
          return { faceCode, openid }
        })
    })
  )
)

const sales = Layer.effect(
  Till.Sales,
  Effect.map(Ref.make<ReadonlyMap<string, Till.Sale>>(new Map()), (ref) =>
    Till.Sales.of({
      save: (sale) => Ref.update(ref, (before) => new Map(before).set(sale.out_trade_no, sale)),
      all: Effect.map(Ref.get(ref), (all) => [...all.values()])
    })
  )
)

const sell = (number: string, fen: number, customer?: FacepayV2.UserActions) =>
  Till.sell(number, fen, "coffee").pipe(
    Effect.provideService(Customer, customer ?? { response: "SUCCESS" }),
    Effect.flatMap((text) => Console.log(`${number}: ${text}`))
  )

const password = { response: "USERPAYING", becomes: { state: "SUCCESS", afterMillis: 50 } } as const
const givesUp = { response: "USERPAYING", becomes: { state: "PAYERROR", afterMillis: 50 } } as const
const hesitates = { response: "USERPAYING" } as const

export const demo = Effect.gen(function* () {
  const { faults, time } = yield* Simulator.Simulator
  yield* sell("SALE_1", 1800)
  yield* sell("SALE_2", 2500, { response: "NOTENOUGH" })
  // The bank wants a password: the till waits, as long as the user types.
  yield* sell("SALE_3", 120_000, password)
  yield* sell("SALE_4", 120_000, givesUp)
  // WeChat Pay reverses a payment at the earliest 15 seconds after it: this sale is concluded below.
  yield* sell("SALE_5", 120_000, hesitates)
  // The response is lost on its way. The user has paid, and the till finds out.
  yield* faults.inject(Faults.reset({ effect: true }), { endpoint: FacePayment.pay })
  yield* sell("SALE_6", 900)
  // WeChat Pay cannot be reached after the payment. The till knows its open sale, and asks later.
  yield* faults.inject(Faults.reset({ effect: true }), { endpoint: FacePayment.pay })
  yield* faults.inject(Faults.badGateway(), { endpoint: FacePayment.query, during: "1 minute" })
  yield* sell("SALE_7", 700)
  yield* time.advance("1 minute")
  yield* faults.clear
  for (const text of yield* Till.reconcile) yield* Console.log(text)
  const nobody = yield* Effect.flip(
    Effect.provideService(Till.sell("SALE_8", 700, "coffee"), Customer, undefined)
  )
  yield* Console.log(`SALE_8: ${nobody._tag}, nothing was sent`)

  const all = yield* Effect.flatMap(Till.Sales, ({ all }) => all)
  const paid = all.filter(({ state }) => state === "Paid")
  yield* Console.log(
    `takings: ${paid.length} sales, ¥${paid.reduce((sum, { total_fee }) => sum + total_fee, 0) / 100}`
  )
  const { calls } = yield* Simulator.Simulator
  const charged = (yield* calls.all).filter(({ endpoint }) => endpoint === FacePayment.pay.id).length
  yield* Console.log(`payments sent: ${charged}, one for each face`)
})

const settings = Layer.succeed(Till.Settings, {
  appid,
  deviceId,
  store: { id: "S01", name: "North gate" },
  ip: "203.0.113.7"
})

/** A production till waits as the documentation of WeChat Pay says. Nobody wants to watch that here. */
const quick = Layer.succeed(FacePaymentSchedules, {
  query: Schedule.spaced("50 millis").pipe(Schedule.upTo("1 second")),
  reverse: Schedule.fromDelays("10 millis", "20 millis"),
  reverseAfter: "100 millis"
})

export const layer = Till.layerAuthinfo.pipe(
  Layer.provideMerge(device),
  Layer.provideMerge(Simulator.layerV2Client()),
  Layer.provideMerge(World.layerIgnoringNotifications),
  Layer.provideMerge(Layer.mergeAll(sales, settings, quick, OperationRecords.layerMemory()))
)
