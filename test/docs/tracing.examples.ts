/** The examples of docs/tracing.md. */
import * as Otlp from "@effect/opentelemetry/Otlp"
import { Native, PaymentFlow } from "@effect-wechatpay/pay"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Effect, Layer } from "effect"

// The collector, such as http://localhost:4318.
export const telemetry = (baseUrl: string) =>
  Otlp.layerJson({ baseUrl, resource: { serviceName: "shop" } }).pipe(Layer.provide(UndiciHttpClient.layer()))

export const sell = (out_trade_no: string, fen: number) =>
  Effect.gen(function* () {
    yield* Native.prepay({
      appid: "wxd678efh567hg6787",
      out_trade_no,
      description: "tea",
      notify_url: "https://shop.example/wechatpay",
      amount: { total: fen }
    })
    yield* PaymentFlow.awaitPaymentOrClose({ out_trade_no }).pipe(Effect.withSpan("wait for the money"))
  }).pipe(Effect.withSpan("sell tea", { attributes: { "shop.fen": fen } }))
