/**
 * `pnpm --filter @effect-wechatpay/site trace`: draws the trace of a payment against the simulator, as it happened, into
 * docs/images/trace.svg. The response to the first request gets lost, so the client sends it a second time.
 */
import { writeFileSync } from "node:fs"
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Native from "@effect-wechatpay/pay/Native"
import * as PaymentFlow from "@effect-wechatpay/pay/PaymentFlow"
import * as PaymentSchedules from "@effect-wechatpay/pay/PaymentSchedules"
import * as PaymentSignals from "@effect-wechatpay/pay/PaymentSignals"
import * as Refund from "@effect-wechatpay/refund/Refund"
import { Faults, Pay, Simulator } from "@effect-wechatpay/simulator"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Tracer from "effect/Tracer"
import { root } from "./generate/files.js"

interface Event {
  readonly name: string
  readonly at: bigint
}

interface Recorded {
  readonly span: Tracer.Span
  readonly parent: string | undefined
  readonly start: bigint
  readonly events: ReadonlyArray<Event>
}

const recorded: Array<Recorded> = []

/** The tracer of Effect, whose spans are kept. */
const recording = Effect.map(Effect.tracer, (tracer) =>
  Tracer.make({
    context: (run, fiber) => tracer.context(run, fiber),
    span: (name, parent, context, links, start, kind, options) => {
      const span = tracer.span(name, parent, context, links, start, kind, options)
      const events: Array<Event> = []
      const event = span.event.bind(span)
      span.event = (name, at, attributes) => {
        events.push({ name, at })
        event(name, at, attributes)
      }
      recorded.push({ span, parent: parent._tag === "Some" ? parent.value.spanId : undefined, start, events })
      return span
    }
  })
)

const quick = Layer.succeed(PaymentSchedules.PaymentSchedules, {
  polling: Schedule.fromDelays("60 millis", "200 millis"),
  reconciling: Schedule.fromDelays("20 millis"),
  closing: Schedule.fromDelays("20 millis")
})

const order = "order-1024"

const sell = Effect.gen(function* () {
  const { act, faults, merchant } = yield* Simulator.Simulator
  yield* faults.inject(Faults.reset({ effect: true }), {
    when: ({ endpoint }) => endpoint === Native.create.id
  })
  const shop = Effect.gen(function* () {
    yield* Native.prepay({
      appid: "wxd678efh567hg6787",
      out_trade_no: order,
      description: "tea",
      notify_url: "https://shop.example/wechatpay",
      amount: { total: 888 }
    })
    yield* Effect.fork(
      Effect.delay(act(Pay.pay({ mchid: merchant.mchid, out_trade_no: order })), "40 millis")
    )
    yield* PaymentFlow.awaitPaymentOrClose({ out_trade_no: order }).pipe(
      Effect.withSpan("wait for the money")
    )
    return yield* Refund.create({
      out_trade_no: order,
      out_refund_no: "refund-1024",
      amount: { refund: 88, total: 888, currency: "CNY" }
    })
  }).pipe(Effect.withSpan("sell tea"))
  // The first calls of a process take longer, because it compiles.
  yield* Effect.ignore(PaymentFlow.close({ out_trade_no: "order-1023" }))
  yield* Effect.withTracer(shop, yield* recording)
})

const simulator = Simulator.layer().pipe(
  Layer.provide(NodeHttpServer.layer(() => createServer(), { port: 0 }))
)

await Effect.runPromise(
  sell.pipe(
    Effect.provide(
      Simulator.layerClient().pipe(
        Layer.provideMerge(simulator),
        Layer.provideMerge(Layer.mergeAll(PaymentSignals.layer, quick, UndiciHttpClient.layer()))
      )
    )
  )
)

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;")

const endOf = ({ span, start }: Recorded): bigint =>
  span.status._tag === "Ended" ? span.status.endTime : start

const depthOf = ({ parent }: Recorded): number => {
  const above = recorded.find(({ span }) => span.spanId === parent)
  return above === undefined ? 0 : 1 + depthOf(above)
}

const earliestFirst = (a: bigint, b: bigint) => (a < b ? -1 : 1)
const [begin = 0n] = recorded.map(({ start }) => start).sort(earliestFirst)
const end = recorded.map(endOf).sort(earliestFirst).at(-1) ?? begin

const width = 960
const left = 250
const right = 30
const row = 64
const millis = (nanos: bigint): number => Number(nanos) / 1e6
const x = (at: bigint): number => left + (Number(at - begin) / Number(end - begin)) * (width - left - right)

const draw = (each: Recorded, index: number): string => {
  const top = 40 + index * row
  const failed = each.span.status._tag === "Ended" && each.span.status.exit._tag === "Failure"
  const length = Math.max(2, x(endOf(each)) - x(each.start))
  const attribute = (name: string) => String(each.span.attributes.get(name) ?? "")
  const isCall = attribute("url.template") !== ""
  const about = isCall
    ? `${attribute("http.request.method")} ${attribute("url.template")} ${attribute("http.response.status_code")}   ${attribute("wechatpay.request_id")}`
    : ""
  const time = `${millis(endOf(each) - each.start).toFixed(1)} ms`
  const label = (at: number, anchor: string, kind: string) =>
    `<text x="${at.toFixed(1)}" y="${top + 14}" text-anchor="${anchor}" class="${kind}">${time}</text>`
  const stop = x(endOf(each))
  return [
    `<text x="${16 + depthOf(each) * 16}" y="${top + 14}" class="name">${escaped(each.span.name)}</text>`,
    `<rect x="${x(each.start).toFixed(1)}" y="${top}" width="${length.toFixed(1)}" height="20" rx="3" class="${failed ? "failed" : isCall ? "call" : "own"}"/>`,
    stop + 70 < width - right
      ? label(stop + 8, "start", "time")
      : length > 70
        ? label(stop - 8, "end", "inside")
        : label(x(each.start) - 8, "end", "time"),
    `<text x="${left}" y="${top + 38}" class="attribute">${escaped(about)}</text>`,
    ...each.events.map(
      ({ at, name }) =>
        `<path d="M ${x(at).toFixed(1)} ${top - 5} v 30" class="event"/><text x="${(x(at) + 4).toFixed(1)}" y="${top - 4}" class="label">${escaped(name)}</text>`
    )
  ].join("\n")
}

const height = 40 + recorded.length * row + 8

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The trace of a payment">
<style>
text { font: 13px system-ui, sans-serif; fill: #24292f }
.name { font-weight: 600 }
.time, .attribute, .label { font-size: 11px; fill: #57606a }
.inside { font-size: 11px; fill: #fff }
.attribute { font-family: ui-monospace, monospace }
.label { fill: #a40e26 }
.own { fill: #57606a }
.call { fill: #07803b }
.failed { fill: #cf222e }
.event { stroke: #cf222e; stroke-width: 2 }
</style>
<rect width="${width}" height="${height}" rx="8" fill="#fff"/>
<text x="16" y="22" class="time">${millis(end - begin).toFixed(0)} ms</text>
${recorded.map(draw).join("\n")}
</svg>
`

writeFileSync(`${root}docs/images/trace.svg`, svg)
