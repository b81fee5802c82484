/** The page on the XML interface and the face payment of the README: their examples compile, and do what they say. */
import { readFileSync } from "node:fs"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { V2Client } from "@effect-wechatpay/core"
import { FaceDeposit, FacePayment } from "@effect-wechatpay/facepay"
import {
  Domain,
  Environment,
  FacepayV2,
  Samples,
  SimulatedError,
  Simulator,
  V2Domain
} from "@effect-wechatpay/simulator"
import { ConfigProvider, Effect, Layer } from "effect"
import { ofBlock, ofModule, ofPage } from "./examples.js"
import * as Readme from "./readmeFace.examples.js"
import * as Example from "./v2.examples.js"

const { appid, mchid, openid } = Samples

it("docs/v2.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("v2"), ofModule("v2"))
})

it.each(["README.md", "README.zh-CN.md"])("%s shows a face payment in under 25 lines", (file) => {
  const { lines, ...shown } = ofBlock(file, "FacePaymentFlow")
  assert.deepStrictEqual(shown, ofModule("readmeFace"))
  assert.isBelow(lines, 25)
})

const acme = Domain.make("acme", {
  v2Handlers: [
    V2Domain.handler(Example.closeOrder, ({ appid }, { merchant }) =>
      Effect.succeed({ appid, mch_id: merchant.mchid })
    ),
    V2Domain.handler(Example.queryDeposit, (input, { merchant }) =>
      Effect.flatMap(FacepayV2.find({ ...input, mchid: merchant.mchid }), (payment) =>
        payment === undefined
          ? Effect.fail(SimulatedError.make(200, "ORDERNOTEXIST", "订单不存在"))
          : Effect.succeed({ trade_state: payment.state, transaction_id: payment.transaction_id })
      )
    ),
    V2Domain.handler(Example.reverseDeposit, () => Effect.succeed({ recall: "N" }))
  ]
})

const merchants = [{ mchid: "10000100", appids: [appid] }] as const

const configured = Layer.unwrapEffect(
  Effect.map(Simulator.Simulator, (simulator) =>
    Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(Environment.variables(simulator)))))
  )
)

const { act } = Simulator

let count = 0

/** A sale, and the face code of somebody who pays it. */
const given = (mchid: string, userActions: FacepayV2.UserActions = { response: "SUCCESS" }) =>
  Effect.gen(function* () {
    const sale: Example.Sale = { appid, out_trade_no: `DOCS_${++count}`, total_fee: 888 }
    return { sale, face_code: yield* act(FacepayV2.giveFaceCode({ ...sale, mchid, openid, userActions })) }
  })

describe("the XML interface does what it says:", () => {
  const layer = Layer.provideMerge(
    Layer.merge(Example.layer, Readme.layer),
    Layer.provideMerge(configured, Simulator.layerServer({ domains: [acme] }))
  )

  it.live("one set of variables configures both clients, and a sale is paid, found and resumed", () =>
    Effect.gen(function* () {
      const { face_code, sale } = yield* given(mchid)
      assert.strictEqual(yield* Example.stateOf(sale), "never arrived")
      assert.match(yield* Example.sell(sale, face_code), /^paid: 42000/)
      assert.strictEqual(yield* Example.stateOf(sale), "SUCCESS")
      assert.deepStrictEqual(
        (yield* Example.recover([sale])).map(({ _tag }) => _tag),
        ["Paid"]
      )
      const rawdata = yield* act(FacepayV2.makeRawData("D01"))
      assert.isNotEmpty((yield* Example.authorise(appid, rawdata)).authinfo)
    }).pipe(Effect.provide(layer))
  )

  it.live("the face payment of the README pays a sale", () =>
    Effect.gen(function* () {
      const { face_code, sale } = yield* given(mchid)
      assert.match(yield* Readme.sell(sale.out_trade_no, sale.total_fee, face_code), /^paid: 42000/)
      const poor = yield* given(mchid, { response: "NOTENOUGH" })
      assert.match(
        yield* Readme.sell(poor.sale.out_trade_no, poor.sale.total_fee, poor.face_code),
        /^not paid: .*NOTENOUGH/
      )
    }).pipe(
      Effect.provide(
        Layer.provideMerge(Readme.layer, Layer.provideMerge(configured, Simulator.layerServer()))
      )
    )
  )

  it.live("the example of docs/v2.md makes custom calls with and without a description", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* Example.closeOrder({ appid, out_trade_no: "1" }), {
        appid,
        mch_id: mchid
      })
      assert.deepInclude(yield* Example.closeByHand(appid, "1"), {
        appid,
        mch_id: mchid,
        result_code: "SUCCESS"
      })
    }).pipe(Effect.provide(layer))
  )

  it.live("the example of docs/v2.md pays, queries and reverses a deposit", () =>
    Effect.gen(function* () {
      const { sale } = yield* given(mchid)
      const { subMchid: sub_mch_id } = Samples
      const key = { appid, sub_mch_id, out_trade_no: sale.out_trade_no }
      assert.strictEqual((yield* Effect.flip(Example.queryDeposit(key)))._tag, "OrderNotExist")
      yield* FaceDeposit.pay({
        ...{ ...sale, sub_mch_id, body: "Umbrella", fee_type: "CNY", spbill_create_ip: "203.0.113.7" },
        face_code: yield* act(FacepayV2.giveFaceCode({ ...sale, sub_mch_id, mchid, openid }))
      })
      assert.strictEqual((yield* Example.queryDeposit(key)).trade_state, "SUCCESS")
      assert.strictEqual((yield* Example.reverseDeposit(key)).recall, "N")
    }).pipe(
      Effect.provide(Layer.provideMerge(Simulator.layerV2Client(), Simulator.layer({ domains: [acme] })))
    )
  )

  const file = (name: string) =>
    readFileSync(new URL(`../core/fixtures/mutual-tls/${name}`, import.meta.url), "utf8")

  it.live("the example of docs/v2.md presents the client certificate only where it is needed", () => {
    const ca = file("authority.pem")
    const presenting = { cert: file("merchant.pem"), key: file("merchant.key"), ca }
    const http = NodeHttpClient.layerWithoutAgent.pipe(Layer.provide(NodeHttpClient.makeAgentLayer({ ca })))
    const simulator = Simulator.layerServer({
      merchants,
      tls: { cert: file("server.pem"), key: file("server.key"), clientAuthority: ca }
    })
    const reverse = Effect.flip(FacePayment.reverse({ appid, out_trade_no: "404" }))
    return Effect.gen(function* () {
      const certified = Example.layerWithCertificate(presenting)
      assert.strictEqual((yield* Effect.provide(reverse, certified))._tag, "OrderNotExist")
      const error = yield* Effect.provide(reverse, V2Client.layerConfig())
      assert(error._tag === "WechatPayError")
      assert.strictEqual(error.reason._tag, "ClientCertificateMissing")
    }).pipe(Effect.provide(Layer.mergeAll(http, Layer.provideMerge(configured, simulator))))
  })
})
