/** This library over the HttpClient named by OURS_HTTP. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { order, terminateInput } from "../fixtures.js"
import { type Job, main } from "../measure.js"

const transports = {
  undici: UndiciHttpClient.layer(),
  platformUndici: NodeHttpClient.layerUndici,
  node: NodeHttpClient.layer,
  fetch: FetchHttpClient.layer
}

const query = Endpoint.make("bench.serviceOrder.query", {
  method: "GET",
  path: "/v3/payscore/serviceorder",
  query: { service_id: Wire.ServiceId, appid: Wire.AppId, out_order_no: Wire.OutOrderNo },
  success: {
    out_order_no: Schema.String,
    state: Wire.openEnum("CREATED", "DOING", "DONE"),
    total_amount: Schema.optional(Schema.Number),
    post_payments: Schema.optional(
      Schema.Array(
        Schema.Struct({ name: Schema.optional(Schema.String), amount: Schema.optional(Schema.Number) })
      )
    ),
    collection: Schema.optional(
      Schema.Struct({
        state: Schema.String,
        details: Schema.optional(
          Schema.Array(Schema.Struct({ seq: Schema.Number, transaction_id: Schema.optional(Schema.String) }))
        )
      })
    )
  }
})

await main(async (baseUrl, fixtures) => {
  const transport = transports[(process.env.OURS_HTTP ?? "undici") as keyof typeof transports]
  const runtime = ManagedRuntime.make(
    WechatPayClient.layer({ baseUrl }).pipe(
      Layer.provide([
        Signer.layer({
          mchid: fixtures.mchid,
          serialNo: fixtures.serialNo,
          privateKey: Redacted.make(fixtures.merchantPrivateKey)
        }),
        Verifier.layerPublicKey({
          keys: [{ id: fixtures.platformKeyId, publicKey: fixtures.platformPublicKey }]
        }),
        transport
      ])
    )
  )
  const fibers =
    <E>(call: Effect.Effect<unknown, E, WechatPayClient.WechatPayClient>) =>
    ({ calls, inFlight, record }: Job) => {
      let left = calls
      const once = Effect.suspend(() => {
        const start = performance.now()
        return Effect.map(call, () => record(performance.now() - start))
      })
      const worker = Effect.whileLoop({ while: () => left-- > 0, body: () => once, step: () => {} })
      return runtime.runPromise(
        Effect.forEach(Array.from({ length: inFlight }), () => worker, {
          concurrency: "unbounded",
          discard: true
        })
      )
    }
  const { appid, out_order_no, service_id } = order
  return {
    post204: fibers(
      Effect.suspend(() => Permission.terminateByOpenid({ openid: order.openid, ...terminateInput }))
    ),
    getOrder: fibers(Effect.suspend(() => query({ appid, out_order_no, service_id }))),
    close: () => runtime.dispose()
  }
})
