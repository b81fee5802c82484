/** Three shops with keys of their own on one platform, against the simulator. */
import * as HttpServer from "@effect/platform/HttpServer"
import * as MerchantClients from "@effect-wechatpay/core/MerchantClients"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import * as NotificationStore from "@effect-wechatpay/core/NotificationStore"
import * as World from "@effect-wechatpay/example-shared/world"
import { Pay, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Platform from "./Platform.js"

const shops = [
  { mchid: "1900000001", name: "books", appid: "wx00000000000000a1" },
  { mchid: "1900000002", name: "flowers", appid: "wx00000000000000a2" },
  { mchid: "1900000003", name: "noodles", appid: "wx00000000000000a3" }
] as const

const [books, flowers, noodles] = shops

/** The platform's database, with what the simulator knows of the three merchants. */
const layerMerchants = Layer.effect(
  Platform.Merchants,
  Effect.map(Simulator.Simulator, ({ merchants, platform }) => {
    const publicKey = { id: platform.publicKeyId, publicKey: platform.publicKey }
    const rows = merchants.map(
      ({ apiV3Key, mchid, privateKey, serialNo }): Platform.Merchant => ({
        mchid,
        appid: shops.find((shop) => shop.mchid === mchid)?.appid ?? "",
        serialNo,
        privateKey,
        apiV3Key,
        publicKey
      })
    )
    return Platform.Merchants.of({
      find: (mchid) => Effect.sync(() => Option.fromNullable(rows.find((row) => row.mchid === mchid))),
      byPublicKey: (id) => Effect.sync(() => rows.filter(({ publicKey }) => publicKey.id === id))
    })
  })
)

const layerOrders = Layer.sync(Platform.Orders, () => {
  const orders = new Map<string, { readonly mchid: string; readonly fen: number; readonly isPaid: boolean }>()
  const keyOf = (mchid: string, number: string) => `${mchid} ${number}`
  return Platform.Orders.of({
    place: (mchid, number, fen) =>
      Effect.sync(() => {
        const key = keyOf(mchid, number)
        if (!orders.has(key)) orders.set(key, { mchid, fen, isPaid: false })
      }),
    paid: (mchid, number, fen) =>
      Effect.sync(() => {
        const order = orders.get(keyOf(mchid, number))
        if (order?.fen !== fen) return false
        orders.set(keyOf(mchid, number), { ...order, isPaid: true })
        return true
      }),
    takings: (mchid) =>
      Effect.sync(() =>
        [...orders.values()].reduce(
          (sum, order) => (order.mchid === mchid && order.isPaid ? sum + order.fen : sum),
          0
        )
      )
  })
})

/** The same number in each shop: numbers are unique within a merchant only. */
const number = "ORDER_1024"

const takings = (mchid: string) => Effect.flatMap(Platform.Orders, (orders) => orders.takings(mchid))

const sell = ({ mchid, name }: (typeof shops)[number], fen: number) =>
  Effect.gen(function* () {
    yield* Platform.qrCode(mchid, number, { fen, notifyUrl: World.notifyUrl })
    yield* Simulator.act(Pay.pay({ mchid, out_trade_no: number }))
    yield* Effect.repeat(takings(mchid), {
      until: (sum) => sum === fen,
      schedule: Schedule.spaced("10 millis")
    })
    yield* Console.log(`${name.padEnd(8)} ${mchid}: ¥${fen / 100} paid, as its own notification says`)
  })

export const demo = Effect.gen(function* () {
  yield* Console.log("Three merchants, one process, one notification address")
  yield* Effect.all([sell(books, 4500), sell(flowers, 9900), sell(noodles, 1800)], { concurrency: 3 })

  const stranger = yield* Effect.flip(
    Platform.qrCode("1900009999", number, { fen: 100, notifyUrl: World.notifyUrl })
  )
  yield* Console.log(`stranger: ${stranger.message}`)

  // The keys of a merchant have changed: its next call reads them again, the others keep their clients.
  yield* Effect.flatMap(MerchantClients.MerchantClients, ({ invalidate }) => invalidate(flowers.mchid))
  yield* Platform.qrCode(flowers.mchid, "ORDER_1025", { fen: 100, notifyUrl: World.notifyUrl })
  yield* Console.log(`${flowers.name.padEnd(8)} ${flowers.mchid}: goes on with new keys, without a restart`)
})

const clients = Layer.unwrapEffect(
  Effect.map(Simulator.Simulator, ({ baseUrl }) => Platform.layerClients({ baseUrl }))
)

const receiver = Layer.scopedDiscard(
  HttpServer.serveEffect(NotificationServer.toHttpApp(Platform.notifications))
).pipe(Layer.provide([Platform.layerKeys, NotificationStore.layerMemory()]))

export const layer = receiver.pipe(
  Layer.provideMerge(clients),
  Layer.provideMerge(layerMerchants),
  Layer.provideMerge(layerOrders),
  Layer.provideMerge(
    World.layer({
      merchants: [
        { mchid: books.mchid, appids: [books.appid] },
        { mchid: flowers.mchid, appids: [flowers.appid] },
        { mchid: noodles.mchid, appids: [noodles.appid] }
      ]
    })
  )
)
