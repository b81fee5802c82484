/** The texts of errors: their language, and what they tell a developer. */
import { readdirSync, readFileSync } from "node:fs"
import { FetchHttpClient, HttpApiClient } from "@effect/platform"
import { assert, describe, it, layer } from "@effect/vitest"
import { Admin, Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { api as adminApi } from "@effect-wechatpay/simulator/admin/Api"
import { Effect, Layer } from "effect"
import { inEnglish } from "../../packages/simulator/src/internal/language.js"
import { terms } from "../support/serviceOrder.js"
import { seconds } from "./fronts.js"
import { send, signed } from "./RawRequest.js"

const source = new URL("../../packages/simulator/src/", import.meta.url)

const chinese = /[\u4e00-\u9fff]/

/** The Chinese texts that the source gives to errors. The XML interface is without: it has no Accept-Language. */
const textsOf = (file: string): ReadonlyArray<string> => {
  const code = readFileSync(new URL(file, source), "utf8")
  const errors =
    /\b(?:paramError|invalidRequest|noAuth|signError|resourceNotExists|make)\(\s*(?:\d+,\s*"[A-Z_]+",\s*)?(?:"([^"\n]+)"|`([^`]+)`)/g
  return [...code.matchAll(errors)]
    .map(
      ([, text, template = ""]) =>
        text ?? template.replaceAll(/\$\{what\}/g, "计划").replaceAll(/\$\{[^}]*\}+/g, "1")
    )
    .filter((text) => chinese.test(text))
}

describe("the language of errors", () => {
  it("each text of an error has a translation", () => {
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && !/facepayV2|internal\/v2/.test(file)
    )
    const texts = files.flatMap(textsOf)
    assert.isAbove(texts.length, 200)
    assert.deepStrictEqual(
      texts.filter((text) => chinese.test(inEnglish(text))),
      []
    )
  })

  it("a text of a custom domain is unchanged", () => {
    assert.strictEqual(inEnglish("优惠券已使用"), "优惠券已使用")
  })
})

const { appid, serviceId: service_id } = Samples

const order = {
  out_order_no: "TEXT_1",
  appid,
  service_id,
  ...terms
}

layer(Admin.layer().pipe(Layer.provideMerge(Simulator.layerServer()), Layer.merge(FetchHttpClient.layer)), {
  excludeTestServices: true
})("the texts of errors over HTTP", (it) => {
  const call = (
    method: string,
    target: string,
    value?: unknown,
    headers: Readonly<Record<string, string>> = {}
  ) =>
    Effect.gen(function* () {
      const { baseUrl, merchant } = yield* Simulator.Simulator
      const body = value === undefined ? "" : JSON.stringify(value)
      const request = signed(merchant, { method, target, body }, { timestamp: yield* seconds })
      const response = yield* send(baseUrl, { ...request, headers: { ...request.headers, ...headers } })
      const text = response.body.toString()
      return { status: response.status, ...(text === "" ? {} : JSON.parse(text)) }
    })

  it.effect("errors are in English for clients that prefer it, otherwise in Chinese", () =>
    Effect.gen(function* () {
      const query = `/v3/payscore/serviceorder?service_id=${service_id}&out_order_no=NONE&appid=${appid}`
      for (const [header, english] of [
        [undefined, false],
        ["zh-CN", false],
        ["zh-HK", false],
        // What fetch of Node.js sends by itself.
        ["*", false],
        ["fr", false],
        ["en", true],
        ["en-US,en;q=0.9", true],
        ["EN", true],
        ["zh-CN,zh;q=0.9,en;q=0.8", false],
        ["en;q=0.5, zh-CN;q=0.4", true],
        ["en;q=0", false],
        ["en;q=x", false],
        [`en,${"x".repeat(300)}`, false]
      ] as const) {
        const headers: Readonly<Record<string, string>> =
          header === undefined ? {} : { "accept-language": header }
        const missing = yield* call("GET", query, undefined, headers)
        assert.strictEqual(missing.status, 404, header)
        assert.strictEqual(missing.code, "ORDER_NOT_EXIST")
        assert.strictEqual(!chinese.test(missing.message), english, `${header}: ${missing.message}`)
      }
      const inEnglish = { "accept-language": "en" }
      const post = (changed: object) =>
        call("POST", "/v3/payscore/serviceorder", { ...order, ...changed }, inEnglish)
      for (const [changed, text] of [
        [{ color: "red" }, 'The request has the parameter "/body/color", which is not documented'],
        [{ appid: undefined }, 'The input source "/body/appid" of the field "appid" is missing'],
        [{ out_order_no: "x".repeat(40) }, 'The input source "/body/out_order_no" of the field'],
        [{ risk_fund: 1 }, 'The JSON input source "/body/risk_fund" cannot be mapped'],
        [{ service_introduction: "😀" }, "has an unsupported character"]
      ] as const) {
        const { code, message, status } = yield* post(changed)
        assert.deepStrictEqual([status, code], [400, "PARAM_ERROR"])
        assert.include(message, text)
        assert.notMatch(message, chinese)
      }
      const tooLong = yield* post({ service_introduction: "x".repeat(3 * 1024 * 1024) })
      assert.strictEqual(tooLong.message, "The request body is too large: at most 2097152 bytes")
      const unsigned = yield* call("GET", query, undefined, {
        ...inEnglish,
        authorization: "WECHATPAY2-SHA256-RSA2048 x"
      })
      assert.strictEqual(unsigned.status, 401)
      assert.include(unsigned.message, "The HTTP header Authorization is malformed")
    })
  )

  it.effect("a total that is not the sum of its parts is rejected with WeChat Pay's text", () =>
    Effect.gen(function* () {
      const { act } = yield* Simulator.Simulator
      yield* call("POST", "/v3/payscore/serviceorder", { ...order, out_order_no: "TEXT_SUM" })
      yield* act(Payscore.confirm({ mchid: Samples.mchid, out_order_no: "TEXT_SUM" }, Samples.openid))
      const complete = (headers: Readonly<Record<string, string>> = {}) =>
        call(
          "POST",
          "/v3/payscore/serviceorder/TEXT_SUM/complete",
          {
            appid,
            service_id,
            post_payments: [{ name: "rent", amount: 500 }],
            total_amount: 400,
            time_range: {
              end_time: new Date(Date.now() + 8 * 3_600_000)
                .toISOString()
                .replaceAll(/[-:T]/g, "")
                .slice(0, 14)
            }
          },
          headers
        )
      const rejected = yield* complete()
      assert.deepStrictEqual([rejected.status, rejected.message], [400, "最终总金额计算非法"])
      const english = yield* complete({ "accept-language": "en" })
      assert.strictEqual(english.message, "The final total amount is not the sum of its parts")
    })
  )

  it.effect(
    "a notification address that WeChat Pay cannot reach is rejected, and the text names the option",
    () =>
      Effect.gen(function* () {
        const post = (notify_url: string, out_order_no: string) =>
          call("POST", "/v3/payscore/serviceorder", { ...order, notify_url, out_order_no })
        for (const host of [
          "localhost",
          "localhost:8443",
          "127.0.0.1",
          "10.0.0.7",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.1.20",
          "169.254.1.1",
          "0.0.0.0",
          "[::1]",
          "[fd00::1]",
          "[fe80::1]",
          "[::ffff:10.0.0.1]",
          "shop",
          "shop.local",
          "shop.internal",
          "0x7f.1"
        ]) {
          const rejected = yield* post(`https://${host}/notify`, "TEXT_PRIVATE")
          assert.deepStrictEqual([rejected.status, rejected.code], [400, "PARAM_ERROR"], host)
          assert.strictEqual(rejected.detail.field, "/notify_url")
          assert.include(rejected.detail.issue, "--deliver-to", host)
        }
        for (const user of ["user", "user:password", ":password"]) {
          const rejected = yield* post(`https://${user}@shop.example/notify`, "TEXT_USER")
          assert.deepStrictEqual([rejected.status, rejected.code], [400, "PARAM_ERROR"], user)
        }
        for (const [index, host] of ["shop.example", "172.32.0.1", "11.0.0.1", "[2001:db8::1]"].entries()) {
          const accepted = yield* post(`https://${host}/notify`, `TEXT_PUBLIC_${index}`)
          assert.strictEqual(accepted.status, 200, host)
        }
      })
  )

  it.effect("the admin API tells an endpoint that is not simulated from one that does not exist", () =>
    Effect.gen(function* () {
      const { url } = yield* Admin.Admin
      const { admin } = yield* HttpApiClient.make(adminApi, { baseUrl: url })
      const verdictOf = (target: string, method = "GET") =>
        Effect.gen(function* () {
          yield* call(method, target)
          const [latest] = yield* admin.calls({ urlParams: { limit: 1 } })
          const detail = yield* admin.call({ path: { id: latest?.id ?? 0 } })
          return [detail.status, detail.rejectedBy, detail.errorCode, detail.verdict.en]
        })
      assert.deepStrictEqual(yield* verdictOf("/v3/marketing/busifavor/stocks/1234"), [
        404,
        "route",
        "NOT_SIMULATED",
        "Not simulated: WeChat Pay has this endpoint, the simulator does not."
      ])
      assert.deepStrictEqual(yield* verdictOf("/v3/marketing/busyfavor/stocks/1234"), [
        404,
        "route",
        undefined,
        "There is no endpoint with this path and method."
      ])
      const [status, , code] = yield* verdictOf("/v3/marketing/busifavor/stocks/1234", "DELETE")
      assert.deepStrictEqual([status, code], [404, undefined])
    })
  )
})
