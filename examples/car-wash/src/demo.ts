/** A driver who authorises, washes twice and leaves, against the simulator. */
import * as HttpServer from "@effect/platform/HttpServer"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import * as NotificationStore from "@effect-wechatpay/core/NotificationStore"
import * as OperationRecords from "@effect-wechatpay/core/OperationRecords"
import * as World from "@effect-wechatpay/example-shared/world"
import * as OrderSignals from "@effect-wechatpay/payscore/OrderSignals"
import { Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as CarWash from "./CarWash.js"

const { appid, mchid, noConfirmServiceId: serviceId } = Samples

/** A driver whom the simulator has not seen before. */
const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS00"

const plate = "粤B12345"

const gate = (isOpen: boolean) => Console.log(isOpen ? "  the gate opens" : "  the gate stays closed")

const until = (isTrue: (openid: Option.Option<string>) => boolean) =>
  Effect.flatMap(CarWash.Members, ({ openidOf }) => openidOf(plate)).pipe(
    Effect.repeat({ until: isTrue, schedule: Schedule.spaced("10 millis") })
  )

const wash = (number: string, program: "basic" | "wax") =>
  Effect.gen(function* () {
    const { time } = yield* Simulator.Simulator
    const isOpen = yield* CarWash.enter(number, plate)
    yield* gate(isOpen)
    if (!isOpen) return
    yield* time.advance("6 minutes")
    const collects = Simulator.act(Payscore.payByUser({ mchid, out_order_no: number })).pipe(
      Effect.retry(Schedule.spaced("20 millis"))
    )
    const [{ isPaid, total }] = yield* Effect.all(
      [CarWash.leave(number, program, yield* time.now), collects],
      {
        concurrency: 2
      }
    )
    yield* Console.log(`  ${program}: ¥${total / 100} ${isPaid ? "paid, without a page" : "not paid"}`)
  })

export const demo = Effect.gen(function* () {
  yield* Console.log("A car that nobody knows")
  yield* gate(yield* CarWash.enter("WASH_0", plate))

  yield* Console.log("The driver authorises the service once")
  const page = yield* CarWash.invite(plate, "MEMBER_1")
  yield* Simulator.act(Payscore.authorizeByToken(page.extraData.apply_permissions_token ?? "", openid))
  yield* until(Option.isSome)
  yield* Console.log(`  ${page.businessType}: authorised, as the notification says`)

  yield* Console.log("Two washes")
  yield* wash("WASH_1", "basic")
  yield* wash("WASH_2", "wax")

  yield* Console.log("The driver leaves")
  yield* CarWash.resign(plate)
  yield* until(Option.isNone)
  yield* gate(yield* CarWash.enter("WASH_3", plate))
})

const settings = Layer.succeed(CarWash.Settings, { appid, serviceId, notifyUrl: World.notifyUrl })

const receiver = Layer.scopedDiscard(
  HttpServer.serveEffect(NotificationServer.toHttpApp(CarWash.notifications))
).pipe(Layer.provide([World.layerKeys, NotificationStore.layerMemory()]))

export const layer = receiver.pipe(
  Layer.provideMerge(Simulator.layerClient()),
  Layer.provideMerge(World.layer()),
  Layer.provideMerge(
    Layer.mergeAll(CarWash.layerMembers, OrderSignals.layer, OperationRecords.layerMemory(), settings)
  )
)
