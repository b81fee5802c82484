/** What somebody who knows Effect 4 writes with the packages. `pnpm matrix` compiles it with the packed declarations, and runs it. */
import { Retry, WechatPayError, Wire } from "@effect-wechatpay/core"
import { Native, PaymentSchedules } from "@effect-wechatpay/pay"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import type { Context } from "effect"
import { Effect, Layer, Schema } from "effect"

/** References are constants. */
const retry: Context.Reference<Retry.Policy> = Retry.Retry
const schedules: Context.Reference<PaymentSchedules.Schedules> = PaymentSchedules.PaymentSchedules

/** Schemas are codecs, and compose with Effect's. */
const Order = Schema.Struct({ out_trade_no: Wire.OutOrderNo, state: Wire.openEnum("OPEN", "PAID") })
const decoded: { readonly out_trade_no: string; readonly state: string } = Schema.decodeUnknownSync(Order)({
  out_trade_no: "order-1024",
  state: "PAID"
})

const secret = "order 1024 of somebody"

const program = Effect.gen(function* () {
  yield* schedules
  // The reason of an error has a handler of its own.
  const rejected: string = yield* Native.create({
    appid: Samples.appid,
    out_trade_no: secret,
    description: "tea",
    notify_url: "https://shop.example.com/wechatpay",
    amount: { total: 888 }
  }).pipe(
    Effect.map(({ code_url }) => code_url),
    Effect.catchReason("WechatPayError", "InvalidInput", ({ issues }, error) =>
      Effect.succeed(
        `${error.outcome} ${issues.map(({ path }) => path).join()} ${error.message.includes(secret)}`
      )
    ),
    Effect.provideService(retry, { ...(yield* retry), attempts: 1 })
  )
  const isKnown: boolean = Schema.is(WechatPayError.WechatPayError)(rejected)
  yield* Effect.sync(() => console.log(rejected, isKnown, decoded.out_trade_no))
})

const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))
Effect.runPromise(Effect.provide(program, layer))
