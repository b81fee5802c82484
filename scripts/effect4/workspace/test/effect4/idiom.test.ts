/** What users of Effect 4 expect of a library: tests of the edition alone. */
import { assert, describe, it } from "@effect/vitest"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as Faults from "@effect-wechatpay/simulator/Faults"
import * as Samples from "@effect-wechatpay/simulator/Samples"
import * as Simulator from "@effect-wechatpay/simulator/Simulator"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { families } from "../support/walk/families.js"

const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layerServer()),
  Layer.provideMerge(UndiciHttpClient.layer())
)

const terminate = Permission.terminateByOpenid({
  openid: "oUpF8uMuAJO",
  service_id: Samples.serviceId,
  appid: Samples.appid,
  reason: "r"
}).pipe(Retry.none)

it.layer(layer)("an error of Effect 4", (it) => {
  it.effect("the reasons of WechatPayError are caught by Effect.catchReason", () =>
    Effect.gen(function* () {
      const { faults } = yield* Simulator.Simulator
      yield* faults.inject(Faults.reset())
      const caught = yield* terminate.pipe(
        Effect.as("succeeded"),
        Effect.catchReason("WechatPayError", "Transport", (reason) => Effect.succeed(`sent: ${reason.sent}`)),
        Effect.catchTag(["ApiError", "WechatPayError"], (error) => Effect.succeed(error._tag))
      )
      assert.strictEqual(caught, "sent: Maybe")
    })
  )
})

const sections = families.flatMap(({ endpoints }) =>
  endpoints.flatMap(({ endpoint }) => {
    const { params, payload, query } = endpoint as Endpoint.Description
    return [params, query, payload].flatMap((schema) =>
      schema === undefined ? [] : [[endpoint.id, schema] as const]
    )
  })
)

describe("Arbitrary.schema", () => {
  it.effect(
    "generates what three quarters of all sections accept; the others have rules across fields, or formats",
    () =>
      Effect.gen(function* () {
        let generated = 0
        for (const [id, schema] of sections) {
          const values = yield* Effect.suspend(() =>
            Arbitrary.sampleEffect(Arbitrary.schema(Schema.toType(schema)), { count: 5, seed: 1 })
          ).pipe(
            Effect.catchDefect(() => Effect.succeed([])),
            Effect.orElseSucceed(() => [])
          )
          if (values.length > 0) generated++
          for (const value of values) assert.isTrue(Schema.is(schema)(value), id)
        }
        assert.isAtLeast(generated / sections.length, 0.74)
      })
  )
})
