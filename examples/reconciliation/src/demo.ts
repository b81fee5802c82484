/** A day with payments and refunds, and books with three mistakes, against the simulator. */
import * as FileSystem from "@effect/platform/FileSystem"
import type * as Reconciliation from "@effect-wechatpay/bill/Reconciliation"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as World from "@effect-wechatpay/example-shared/world"
import * as Native from "@effect-wechatpay/pay/Native"
import * as Refund from "@effect-wechatpay/refund/Refund"
import { Pay, Refunds, Samples, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Ref from "effect/Ref"
import * as Stream from "effect/Stream"
import * as Reconcile from "./Reconcile.js"

const { appid, mchid } = Samples

const sell = (number: string, amount: number) =>
  Effect.gen(function* () {
    const { time } = yield* Simulator.Simulator
    yield* Native.create({
      appid,
      out_trade_no: number,
      description: "tea",
      notify_url: World.notifyUrl,
      amount: { total: amount }
    })
    yield* Simulator.act(Pay.pay({ mchid, out_trade_no: number }))
    yield* time.advance("1 second")
    return { kind: "payment", number, amount } satisfies Reconciliation.Entry
  })

const giveBack = ({ amount, number }: Reconciliation.Entry) =>
  Effect.gen(function* () {
    const { time } = yield* Simulator.Simulator
    const out_refund_no = `${number}R`
    yield* Refund.create({
      out_trade_no: number,
      out_refund_no,
      notify_url: World.notifyUrl,
      amount: { refund: amount, total: amount, currency: "CNY" }
    })
    yield* Simulator.act(Refunds.succeed({ mchid, out_refund_no }))
    yield* time.advance("1 second")
    return { kind: "refund", number: out_refund_no, amount } satisfies Reconciliation.Entry
  })

const report = (day: string, folder: string) =>
  Effect.gen(function* () {
    const differences = yield* Reconcile.compare(day, folder)
    if (differences.length === 0) yield* Console.log("  every fen is explained")
    for (const difference of differences) yield* Console.log(`  ${difference}`)
  })

/** What the shop has written down. */
class Written extends Context.Tag("demo/Written")<Written, Ref.Ref<ReadonlyArray<Reconciliation.Entry>>>() {}

export const demo = Effect.gen(function* () {
  const { time } = yield* Simulator.Simulator
  const written = yield* Written
  const folder = yield* Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())
  const day = BeijingTime.dateFromDateTime(yield* time.now).replace(/(....)(..)(..)/, "$1-$2-$3")

  const tea = yield* sell("ORDER_TEA", 1800)
  const pot = yield* sell("ORDER_POT", 25_000)
  const cup = yield* sell("ORDER_CUP", 4500)
  const returned = yield* giveBack(cup)
  const early = yield* Effect.flip(Reconcile.compare(day, folder))
  yield* Console.log(`Today: ${early._tag}, the bill is not ready yet`)

  yield* time.advance("2 days")
  yield* Console.log(`${day}, with the right books:`)
  yield* Ref.set(written, [tea, pot, cup, returned])
  yield* report(day, folder)

  yield* Console.log(`${day}, with mistakes in the books:`)
  yield* Ref.set(written, [
    tea,
    // Paid, and written down with another amount.
    { ...pot, amount: 2500 },
    cup,
    // The refund was forgotten, and this order was never paid.
    { kind: "payment", number: "ORDER_CAKE", amount: 3200 }
  ])
  yield* report(day, folder)
}).pipe(Effect.scoped)

const books = Layer.effect(
  Reconcile.Books,
  Effect.map(Written, (written) =>
    Reconcile.Books.of({ entries: () => Stream.unwrap(Effect.map(Ref.get(written), Stream.fromIterable)) })
  )
)

export const layer = books.pipe(
  Layer.provideMerge(Layer.effect(Written, Ref.make<ReadonlyArray<Reconciliation.Entry>>([]))),
  Layer.provideMerge(Simulator.layerClient()),
  Layer.provideMerge(World.layerIgnoringNotifications)
)
