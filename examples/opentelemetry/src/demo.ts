/** A payment that is traced, against the simulator and a collector on this machine. */
import * as World from "@effect-wechatpay/example-shared/world"
import * as Native from "@effect-wechatpay/pay/Native"
import { Faults, Pay, Samples, Simulator } from "@effect-wechatpay/simulator"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { checkout, isPaid } from "./Checkout.js"
import * as Collector from "./Collector.js"
import * as Telemetry from "./Telemetry.js"

const order = { appid: Samples.appid, number: "TRACED_1", fen: 888, notifyUrl: World.notifyUrl }

/** The shop, with telemetry: when this ends, everything is sent. */
const shop = Effect.gen(function* () {
  const { faults } = yield* Simulator.Simulator
  // The first attempt fails: the client tries again, and the trace shows both.
  yield* faults.inject(Faults.badGateway(), { endpoint: Native.create })
  yield* checkout(order)
  yield* Simulator.act(Pay.pay({ mchid: Samples.mchid, out_trade_no: order.number }))
  yield* isPaid(order)
}).pipe(Effect.withSpan("POST /orders", { root: true }))

const valueOf = (value: Readonly<Record<string, unknown>>) => Object.values(value).map(String).join()

/** A span and its children, as trees are printed. */
const print = (
  spans: ReadonlyArray<Collector.Span>,
  parent: string | undefined,
  indent: string
): ReadonlyArray<string> =>
  spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .sort((one, other) => Number(BigInt(one.startTimeUnixNano) - BigInt(other.startTimeUnixNano)))
    .flatMap((span) => [
      `${indent}${span.name}`,
      ...span.attributes
        .filter(({ key }) => /^(http|server|url|wechatpay)\./.test(key))
        .map(({ key, value }) => `${indent}    ${key} = ${valueOf(value)}`),
      ...span.events.map(({ name }) => `${indent}    event: ${name}`),
      ...print(spans, span.spanId, `${indent}  `)
    ])

export const demo = Effect.gen(function* () {
  const { metrics, received, spans, url } = yield* Collector.Collector
  yield* Effect.provide(shop, Telemetry.layer({ url, serviceName: "shop" }))
  for (const line of print(yield* spans, undefined, "")) yield* Console.log(line)
  const ours = (yield* metrics).filter((name) => name.startsWith("wechatpay_"))
  yield* Console.log(`metrics: ${ours.join(", ")}`)
  const all = yield* received
  yield* Console.log(
    all.includes(order.number) || all.includes(Samples.openid)
      ? "the trace names the order or the user"
      : "no order number, openid or body in what was sent"
  )
})

export const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(World.layerIgnoringNotifications),
  Layer.provideMerge(Collector.layer)
)
