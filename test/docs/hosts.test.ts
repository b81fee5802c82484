/** The page on hosts, limits and many merchants: its examples compile, and do what it says. */
import { FileSystem, HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Region } from "@effect-wechatpay/core"
import { Simulator } from "@effect-wechatpay/simulator"
import { ConfigProvider, Effect, Layer } from "effect"
import { ping } from "../support/endpoints.js"
import { merchant, platform, response, scripted } from "../support/scripted.js"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./hosts.examples.js"

it("docs/hosts.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("hosts"), ofModule("hosts"))
})

const configured = (client: typeof Example.overseas, http: HttpClient.HttpClient) =>
  client.pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, http)),
    Layer.provide(FileSystem.layerNoop({})),
    Layer.provide(
      Layer.setConfigProvider(
        ConfigProvider.fromMap(
          new Map([
            ["WECHATPAY_MCHID", merchant.mchid],
            ["WECHATPAY_SERIAL_NO", merchant.serialNo],
            ["WECHATPAY_PRIVATE_KEY", merchant.privateKey],
            ["WECHATPAY_PUBLIC_KEY_ID", platform.id],
            ["WECHATPAY_PUBLIC_KEY", platform.publicKey],
            ["WECHATPAY_REGION", "hk"]
          ])
        )
      )
    )
  )

describe("docs/hosts.md", () => {
  it.effect("the example of docs/hosts.md configures regions and the host of an operation", () =>
    Effect.gen(function* () {
      const { http, received } = scripted(() => response(200, { balance: 1 }))
      const client = configured(Example.overseas, http)
      assert.deepStrictEqual(yield* Example.balance({}).pipe(Effect.provide(client)), { balance: 1 })
      assert.strictEqual(received[0]?.origin, `https://${Region.hosts.hk[0]}`)
    })
  )

  it.effect("the example of docs/hosts.md sets rate limits", () =>
    Effect.gen(function* () {
      const { http, received } = scripted(() => response(204))
      yield* ping({}).pipe(Effect.provide(configured(Example.limited, http)))
      assert.lengthOf(received, 1)
    })
  )

  it.effect("the example of docs/hosts.md serves many merchants", () =>
    Effect.gen(function* () {
      const { baseUrl, calls, merchants, platform } = yield* Simulator.Simulator
      const clients = Example.clientsOf(
        {
          byNumber: (mchid) =>
            Effect.map(Effect.fromNullable(merchants.find((one) => one.mchid === mchid)), (found) => ({
              ...found,
              publicKeys: [{ id: platform.publicKeyId, publicKey: platform.publicKey }] as const
            }))
        },
        baseUrl
      )
      yield* Effect.gen(function* () {
        const input = { openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", service_id: "1", appid: "wx1", reason: "r" }
        for (const { mchid } of merchants) yield* Effect.exit(Example.terminate(mchid, input))
        const seen = (yield* calls.all).map((call) => call.mchid)
        assert.deepStrictEqual(
          seen,
          merchants.map(({ mchid }) => mchid)
        )
        const error = yield* Effect.flip(Example.terminate("1999999999", input))
        assert.strictEqual(error._tag, "MerchantUnavailable")
      }).pipe(Effect.provide(clients))
    }).pipe(
      Effect.provide(Simulator.layer({ merchants: [{ mchid: "1900000001" }, { mchid: "1900000002" }] }))
    )
  )
})
