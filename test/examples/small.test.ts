/** The small examples, each run as its `pnpm start` runs it, over real HTTP, with what it prints. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Samples } from "@effect-wechatpay/simulator"
import { Effect, type Layer } from "effect"
import * as CarWash from "../../examples/car-wash/src/demo.js"
import * as Kms from "../../examples/kms/src/demo.js"
import * as OpenTelemetry from "../../examples/opentelemetry/src/demo.js"
import * as Provider from "../../examples/provider/src/demo.js"
import * as Reconciliation from "../../examples/reconciliation/src/demo.js"
import * as Rental from "../../examples/rental/src/demo.js"
import * as Till from "../../examples/till/src/demo.js"
import { recordedConsole } from "../support/recordedConsole.js"

const mainOf = (name: string) => fileURLToPath(new URL(`../../examples/${name}/src/main.ts`, import.meta.url))

/** Runs an example, and returns the lines that it prints. */
const linesOf = <E, R, E2>(demo: Effect.Effect<void, E, R>, layer: Layer.Layer<R, E2>) =>
  Effect.gen(function* () {
    const lines: Array<string> = []
    yield* demo.pipe(Effect.provide(layer), Effect.withConsole(yield* recordedConsole(lines)))
    assert.notInclude(lines.join("\n"), Samples.openid)
    return lines
  })

describe("the small examples", () => {
  it.live(
    "examples/rental collects by the hour, at most the deposit, refunds, and cancels what nobody confirmed",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* linesOf(Rental.demo, Rental.layer), [
          "Umbrellas: ¥1 an hour, and no deposit to pay",
          "UMBRELLA_1: the mini program opens wxpayScoreUse",
          "UMBRELLA_1: confirmed, returned, ¥3.00 paid",
          "UMBRELLA_2: the mini program opens wxpayScoreUse",
          "UMBRELLA_2: confirmed, returned, ¥39.00 paid",
          "UMBRELLA_1: it was broken, ¥1.00 back: SUCCESS",
          "UMBRELLA_3: the user closes the page; the station stays closed, the order is cancelled"
        ])
      })
  )

  it.live("examples/car-wash charges a driver who has authorised the service, and nobody else", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* linesOf(CarWash.demo, CarWash.layer), [
        "A car that nobody knows",
        "  the gate stays closed",
        "The driver authorises the service once",
        "  wxpayScoreEnable: authorised, as the notification says",
        "Two washes",
        "  the gate opens",
        "  basic: ¥15 paid, without a page",
        "  the gate opens",
        "  wax: ¥35 paid, without a page",
        "The driver leaves",
        "  the gate stays closed"
      ])
    })
  )

  it.live("examples/provider serves three merchants with keys of their own", () =>
    Effect.gen(function* () {
      const [title, ...lines] = yield* linesOf(Provider.demo, Provider.layer)
      assert.strictEqual(title, "Three merchants, one process, one notification address")
      assert.sameMembers(lines.slice(0, 3), [
        "books    1900000001: ¥45 paid, as its own notification says",
        "flowers  1900000002: ¥99 paid, as its own notification says",
        "noodles  1900000003: ¥18 paid, as its own notification says"
      ])
      assert.deepStrictEqual(lines.slice(3), [
        "stranger: no client for merchant 1900009999: not a shop of this platform: nothing was sent.",
        "flowers  1900000002: goes on with new keys, without a restart"
      ])
    })
  )

  it.live("examples/till gives each sale a known result, and charges each face once", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* linesOf(Till.demo, Till.layer), [
        "SALE_1: paid, hand over the goods",
        "SALE_2: not paid (NotEnough): try again with a new number",
        "SALE_3: paid, hand over the goods",
        "SALE_4: not paid (PaymentMismatch): try again with a new number",
        "SALE_5: nobody knows yet: keep the goods, the till asks again later",
        "SALE_6: paid, hand over the goods",
        "SALE_7: nobody knows yet: keep the goods, the till asks again later",
        "SALE_5: not paid, it was reversed: try again with a new number",
        "SALE_7: paid, hand over the goods",
        "SALE_8: NobodyRecognised, nothing was sent",
        "takings: 4 sales, ¥1234",
        "payments sent: 7, one for each face"
      ])
    })
  )

  it.live("examples/kms signs in another process, and sends nothing when that is gone", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* linesOf(Kms.demo, Kms.layer), [
        "3 requests accepted, each signed by the KMS",
        "the KMS is gone: pay.native.create: request could not be signed: the KMS did not sign: nothing was sent.",
        "outcome NotSent: WeChat Pay has received nothing"
      ])
      // The program that signs has no way to a private key.
      const source = readFileSync(mainOf("kms").replace("main.ts", "KmsSigner.ts"), "utf8")
      assert.notInclude(source, "privateKey")
    })
  )

  it.live("examples/reconciliation explains every fen, and finds each mistake in the books", () =>
    Effect.gen(function* () {
      const lines = yield* linesOf(Reconciliation.demo, Reconciliation.layer)
      const [day] = /\d{4}-\d\d-\d\d/.exec(lines[1] ?? "") ?? []
      assert.deepStrictEqual(lines, [
        "Today: InvalidRequest, the bill is not ready yet",
        `${day}, with the right books:`,
        "  every fen is explained",
        `${day}, with mistakes in the books:`,
        "  payment ORDER_POT: ¥25.00 in the books, ¥250.00 in the bill.",
        "  in the books, not in the bill: payment ORDER_CAKE, ¥32.00. Query it: it was paid on another day, or never.",
        "  in the bill, not in the books: refund ORDER_CUPR, ¥45.00. Money moved that this shop does not know of."
      ])
    })
  )

  it.live("examples/opentelemetry exports spans and metrics over HTTP, without personal data", () =>
    Effect.gen(function* () {
      const lines = yield* linesOf(OpenTelemetry.demo, OpenTelemetry.layer)
      assert.deepStrictEqual(
        lines.map((line) => line.replace(/(request_id|address) = .*/, "$1 = …")),
        [
          "POST /orders",
          "  checkout",
          "    pay.native.create",
          "        http.request.method = POST",
          "        wechatpay.mchid = 1230000109",
          "        url.template = /v3/pay/transactions/native",
          "        server.address = …",
          "        http.response.status_code = 200",
          "        wechatpay.request_id = …",
          "        event: retry",
          "  isPaid",
          "    pay.payment.query",
          "        http.request.method = GET",
          "        wechatpay.mchid = 1230000109",
          "        url.template = /v3/pay/transactions/out-trade-no/{out_trade_no}",
          "        server.address = …",
          "        http.response.status_code = 200",
          "        wechatpay.request_id = …",
          lines.find((line) => line.startsWith("metrics: ")),
          "no order number, openid or body in what was sent"
        ]
      )
      for (const metric of ["wechatpay_calls", "wechatpay_call_duration_ms", "wechatpay_retries"]) {
        assert.include(
          lines.find((line) => line.startsWith("metrics: ")),
          metric
        )
      }
    })
  )

  it("the small examples have the same main.ts, and its process exits", async () => {
    const names = ["car-wash", "kms", "opentelemetry", "provider", "reconciliation", "rental", "till"]
    const texts = names.map((name) => readFileSync(mainOf(name), "utf8"))
    assert.lengthOf(new Set(texts), 1)
    // Rejects when the exit code is not 0, or after the timeout. This one has a process of its own, which must end too.
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", mainOf("kms")], {
      timeout: 40_000,
      encoding: "utf8"
    })
    assert.match(stdout, /^3 requests accepted/)
  }, 60_000)
})
