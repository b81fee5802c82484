/** Three rentals against the simulator. */
import * as HttpServer from "@effect/platform/HttpServer"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import * as NotificationStore from "@effect-wechatpay/core/NotificationStore"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as World from "@effect-wechatpay/example-shared/world"
import * as OrderSignals from "@effect-wechatpay/payscore/OrderSignals"
import * as RefundSignals from "@effect-wechatpay/refund/RefundSignals"
import { Payscore, Refunds, Samples, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Rental from "./Rental.js"

const { appid, mchid, openid, serviceId } = Samples

const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`

const who = (out_order_no: string) => ({ mchid, out_order_no })

/** The user confirms in WeChat, takes an umbrella and returns it later. */
const rent = (number: string, rented: Duration.DurationInput) =>
  Effect.gen(function* () {
    const { time } = yield* Simulator.Simulator
    const page = yield* Rental.begin(number)
    yield* Console.log(
      `${number}: the mini program opens ${Option.map(page, (one) => one.businessType).pipe(Option.getOrElse(() => "nothing"))}`
    )
    yield* Simulator.act(Payscore.confirm(who(number), openid))
    if (!(yield* Rental.isConfirmed(number, "10 minutes"))) return 0
    const takenAt = yield* time.now
    yield* time.advance(rented)
    // WeChat Pay collects as soon as the order is completed.
    const collects = Simulator.act(Payscore.payByUser(who(number))).pipe(
      Effect.retry(Schedule.spaced("20 millis"))
    )
    const [{ fee, isPaid }] = yield* Effect.all(
      [Rental.end(number, { takenAt, returnedAt: yield* time.now }), collects],
      { concurrency: 2 }
    )
    yield* Console.log(`${number}: confirmed, returned, ${yuan(fee)} ${isPaid ? "paid" : "not paid"}`)
    return fee
  })

export const demo = Effect.gen(function* () {
  yield* Console.log("Umbrellas: ¥1 an hour, and no deposit to pay")
  const fee = yield* rent("UMBRELLA_1", "150 minutes")
  yield* rent("UMBRELLA_2", "5 days")

  const back = Rental.refund("UMBRELLA_1", { fee, back: 100 })
  const arrives = Simulator.act(Refunds.succeed({ mchid, out_refund_no: "UMBRELLA_1R" })).pipe(
    Effect.retry(Schedule.spaced("20 millis"))
  )
  const [refunded] = yield* Effect.all([back, arrives], { concurrency: 2 })
  yield* Console.log(
    `UMBRELLA_1: it was broken, ${yuan(100)} back: ${Option.map(refunded, ({ status }) => status).pipe(Option.getOrElse(() => "not paid"))}`
  )

  yield* Rental.begin("UMBRELLA_3")
  const confirmed = yield* Rental.isConfirmed("UMBRELLA_3", "100 millis")
  yield* Console.log(
    `UMBRELLA_3: the user closes the page; the station ${confirmed ? "opens" : "stays closed"}, the order is cancelled`
  )
})

const settings = Layer.succeed(Rental.Settings, { appid, serviceId, notifyUrl: World.notifyUrl })

const receiver = Layer.scopedDiscard(
  HttpServer.serveEffect(NotificationServer.toHttpApp(Rental.notifications))
).pipe(Layer.provide([World.layerKeys, NotificationStore.layerMemory()]))

export const layer = receiver.pipe(
  Layer.provideMerge(Simulator.layerClient()),
  Layer.provideMerge(World.layer()),
  Layer.provideMerge(
    Layer.mergeAll(OrderSignals.layer, RefundSignals.layer, OperationRecords.layerMemory(), settings)
  )
)
