/** The admin API's story of an order, search, calls that are sent again, and tests of a merchant's webhook. */
import type { ServerResponse } from "node:http"
import { FetchHttpClient, HttpApiClient } from "@effect/platform"
import { assert, describe, layer } from "@effect/vitest"
import { Admin, Samples, Simulator } from "@effect-wechatpay/simulator"
import { api as adminApi } from "@effect-wechatpay/simulator/admin/Api"
import { Effect, Layer, Redacted, Schedule } from "effect"
import { makeChangedParts } from "../../packages/simulator/src/admin/changedParts.js"
import { type Received, serve } from "../support/fileServer.js"
import { seconds } from "./fronts.js"
import { send, signed } from "./RawRequest.js"
import { blunders, v2Blunders } from "./signingMistakes.js"

const simulated = Admin.layer().pipe(
  Layer.provideMerge(Simulator.layerServer()),
  Layer.merge(FetchHttpClient.layer)
)

const client = Effect.flatMap(Admin.Admin, ({ url }) => HttpApiClient.make(adminApi, { baseUrl: url }))

const signer = Effect.gen(function* () {
  const { baseUrl, merchant } = yield* Simulator.Simulator
  return { merchant, other: merchant, platformKey: "", host: new URL(baseUrl).host, now: yield* seconds }
})

describe("the story of an order", () => {
  layer(simulated, { excludeTestServices: true })((it) => {
    it.effect("a demo order is played to its end, and its story has calls, actions and notifications", () =>
      Effect.gen(function* () {
        const { admin, story } = yield* client
        const { order } = yield* story.demo()
        assert.match(order, /^DEMO_[0-9A-F]{12}$/)
        const read = Effect.flatMap(story.order({ path: { order } }), (found) =>
          found.notifications.length === 2 && found.notifications.every(({ state }) => state === "received")
            ? Effect.succeed(found)
            : Effect.fail("not yet")
        )
        const found = yield* Effect.retry(
          read,
          Schedule.intersect(Schedule.spaced("20 millis"), Schedule.recurs(200))
        )
        assert.deepStrictEqual(
          found.calls.map(({ method, status }) => `${method} ${status}`),
          ["POST 200", "GET 200", "POST 200", "GET 200"]
        )
        for (const call of found.calls) assert.strictEqual(call.order, order)
        assert.deepStrictEqual(
          found.actions.map(({ label }) => label.en),
          ["Confirm", "Pay"]
        )
        assert.deepStrictEqual(
          found.notifications.map((one) => [one.event_type, one.order]),
          [
            ["PAYSCORE.USER_CONFIRM", order],
            ["PAYSCORE.USER_PAID", order]
          ]
        )
        assert.strictEqual(found.records[0]?.record.state, "DONE")
        assert.match(found.transactionIds[0] ?? "", /^4200/)
        const [latest] = yield* admin.calls({ urlParams: {} })
        assert.strictEqual(latest?.order, order)
        assert.strictEqual((yield* Effect.flip(story.order({ path: { order: "NONE" } })))._tag, "Rejected")
      })
    )

    it.effect("the search looks at address, bodies, code, diagnosis and order, and ignores case", () =>
      Effect.gen(function* () {
        const { baseUrl, calls, merchant } = yield* Simulator.Simulator
        const { story } = yield* client
        const target = "/v3/payscore/serviceorder/Search_1/cancel"
        const body = JSON.stringify({
          appid: Samples.appid,
          service_id: Samples.serviceId,
          reason: "用户投诉"
        })
        yield* send(baseUrl, signed(merchant, { target, body }, { timestamp: yield* seconds }))
        const id = (yield* calls.all).at(-1)?.id ?? 0
        const [blunder] = blunders
        yield* send(baseUrl, blunder?.raw(yield* signer) as never)
        const wrong = (yield* calls.all).at(-1)?.id ?? 0
        const ids = (text: string) => Effect.map(story.search({ urlParams: { text } }), (found) => found.ids)
        for (const text of ["search_1", "SERVICEORDER/SEARCH", "用户投诉", "order_not_exist"]) {
          assert.include(yield* ids(text), id, text)
        }
        assert.deepStrictEqual(yield* ids("line feed after the last"), [wrong])
        assert.include(yield* ids("换行"), wrong)
        assert.include(yield* ids("sign_error"), wrong)
        assert.notInclude(yield* ids("sign_error"), id)
      })
    )

    it.effect("a call is sent again with a new signature, edited, also of the XML interface", () =>
      Effect.gen(function* () {
        const { baseUrl, calls } = yield* Simulator.Simulator
        const { story } = yield* client
        const [blunder] = blunders
        yield* send(baseUrl, blunder?.raw(yield* signer) as never)
        const wrong = (yield* calls.all).at(-1)
        const again = yield* story.sendAgain({ path: { id: wrong?.id ?? 0 }, payload: {} })
        const found = yield* calls.find(again.id)
        assert.strictEqual(found?.signature, "valid")
        assert.strictEqual(found?.target, wrong?.target)
        assert.strictEqual(found?.status, again.status)
        assert.notStrictEqual(found?.nonce, wrong?.nonce)
        const edited = yield* story.sendAgain({
          path: { id: again.id },
          payload: { method: "GET", target: "/v3/certificates", body: "" }
        })
        assert.deepInclude(yield* calls.find(edited.id), { method: "GET", signature: "valid" })
        const longer = `{"reason":"${"中".repeat(300)}"}`
        const withBody = yield* story.sendAgain({
          path: { id: again.id },
          payload: { method: "POST", target: "/v3/payscore/serviceorder", body: longer }
        })
        const sent = yield* calls.find(withBody.id)
        assert.strictEqual(sent?.signature, "valid")
        assert.strictEqual(Buffer.from(sent?.body ?? []).toString(), longer)
        const xml = v2Blunders.at(-1)?.raw(yield* signer)
        yield* send(baseUrl, xml as never)
        const { id = 0 } = (yield* calls.all).at(-1) ?? {}
        assert.strictEqual((yield* calls.find(id))?.signature, "invalid")
        const valid = yield* story.sendAgain({ path: { id }, payload: {} })
        assert.strictEqual((yield* calls.find(valid.id))?.signature, "valid")
        const rejection = yield* Effect.flip(story.sendAgain({ path: { id }, payload: { target: "v3" } }))
        assert.include(String(rejection), "the path has to begin with /")
        const bodied = yield* Effect.flip(
          story.sendAgain({ path: { id: again.id }, payload: { method: "GET" } })
        )
        assert.include(String(bodied), "a GET has no body")
      })
    )

    it.effect("the variables of a client are served as a file", () =>
      Effect.gen(function* () {
        const { baseUrl, merchant } = yield* Simulator.Simulator
        const text = yield* (yield* client).story.variables()
        assert.include(text, `WECHATPAY_BASE_URL=${baseUrl}\n`)
        assert.include(text, Redacted.value(merchant.apiV3Key))
      })
    )

    it.effect("an action without the openid of the user is rejected", () =>
      Effect.gen(function* () {
        const { admin } = yield* client
        const rejection = yield* Effect.flip(
          admin.act({
            path: { panel: "payscore.authorizations" },
            payload: { action: "authorize", values: { openid: "" } }
          })
        )
        assert.include(String(rejection), "openid")
      })
    )

    it.scoped("a webhook that accepts everything, and one that parses before it verifies, are named", () =>
      Effect.gen(function* () {
        const { story } = yield* client
        const test = Effect.fnUntraced(function* (
          respond: (received: Received, response: ServerResponse) => number
        ) {
          const { origin, received } = yield* serve((one, response) => {
            response.writeHead(respond(one, response)).end()
          })
          const { results } = yield* story.testWebhook({ payload: { url: `${origin}/notify` } })
          return { received, tones: Object.fromEntries(results.map(({ id, tone }) => [id, tone])), results }
        })
        const credulous = yield* test(() => 200)
        assert.lengthOf(credulous.received, 9)
        assert.deepInclude(credulous.tones, { genuine: "good", probe: "bad", forged: "bad", stale: "bad" })
        assert.include(
          credulous.results.find(({ id }) => id === "probe")?.verdict.en ?? "",
          "forged signature"
        )
        const parser = yield* test(({ body }) => {
          try {
            JSON.parse(body.toString())
          } catch {
            return 400
          }
          return 401
        })
        const named = parser.results.find(({ id }) => id === "notJson")
        assert.include(named?.verdict.en ?? "", "before it verifies")
      })
    )

    it.effect("the webhook of the demo shop passes every test", () =>
      Effect.gen(function* () {
        const { story } = yield* client
        yield* story.demo()
        const { results } = yield* story.testWebhook({ payload: { url: "https://demo-shop.example/notify" } })
        assert.deepStrictEqual(
          results.filter(({ tone }) => tone !== "good").map(({ id, verdict }) => [id, verdict.en]),
          []
        )
      })
    )
  })

  layer(simulated, { excludeTestServices: true })("changes", (it) => {
    it.effect("the page is sent the records that have changed, and no others", () =>
      Effect.gen(function* () {
        const { admin, story } = yield* client
        yield* story.demo()
        const read = Effect.gen(function* () {
          return {
            overview: yield* admin.overview(),
            faults: yield* admin.faults(),
            panels: yield* admin.panels({ urlParams: {} }),
            notifications: yield* admin.notifications({ urlParams: {} })
          }
        })
        const changedParts = makeChangedParts()
        const first = changedParts(yield* read, 0)
        assert.isDefined(first.overview)
        assert.strictEqual(first.panels?.find(({ id }) => id === "payscore.orders")?.records.all, true)
        assert.deepStrictEqual(Object.keys(changedParts(yield* read, 0)), ["now", "replacements", "kept"])
        const { order } = yield* story.demo()
        const next = changedParts(yield* read, 0)
        assert.isUndefined(next.faults)
        const orders = next.panels?.find(({ id }) => id === "payscore.orders")?.records
        assert.deepStrictEqual(
          orders?.added.map(({ title }) => title),
          [order]
        )
        assert.deepInclude(orders, { changed: [], removed: [], all: false })
      })
    )
  })
})
