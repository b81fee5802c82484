import { assert } from "@effect/vitest"
import { type Endpoint, WechatPayClient } from "@effect-wechatpay/core"
import { Effect } from "effect"
import { response, scripted } from "./scripted.js"

/** Calls an endpoint with an input that its type may forbid. */
export const callUntyped = (endpoint: Endpoint.Any, input: unknown) =>
  Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
    client.execute(endpoint as Endpoint.Endpoint<unknown, unknown, never>, input)
  )

/** The client's error for a rejected input. Nothing was signed or sent. */
export const rejection = (endpoint: Endpoint.Any, input: unknown) => {
  const { layer, received, signed } = scripted(() => response(204))
  return Effect.match(callUntyped(endpoint, input), {
    onSuccess: () => assert.fail(`${endpoint.id}: accepted`),
    onFailure: (error) => {
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput", `${error}`)
      assert.strictEqual(error.outcome, "NotSent")
      assert.lengthOf(signed, 0)
      assert.lengthOf(received, 0)
      return error.reason.issues.map(({ path, problem }) => ({ path, problem }))
    }
  }).pipe(Effect.provide(layer))
}

/** The request of an input that the client sends. */
export const sent = (endpoint: Endpoint.Any, input: unknown) => {
  const { layer, received } = scripted(() => response(400, { code: "PARAM_ERROR", message: "enough" }))
  return Effect.map(Effect.exit(Effect.provide(callUntyped(endpoint, input), layer)), (exit) => {
    assert.lengthOf(received, 1, String(exit))
    return received[0] as (typeof received)[number]
  })
}
