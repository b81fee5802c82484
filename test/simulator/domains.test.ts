/** Custom domains: routes, inputs, responses and state. */
import { assert, describe, it } from "@effect/vitest"
import { Endpoint, Retry, WechatPayClient } from "@effect-wechatpay/core"
import { FacePayment } from "@effect-wechatpay/facepay"
import { Permission } from "@effect-wechatpay/payscore"
import { Domain, Samples, SimulatedError, Simulator, State, V2Domain } from "@effect-wechatpay/simulator"
import { Deferred, Effect, Fiber, Layer, Schema } from "effect"
import { fronts, lastCall, seconds } from "./fronts.js"
import { signed } from "./RawRequest.js"

const Values = Schema.Struct({ a: Schema.String, b: Schema.String, q: Schema.String, body: Schema.String })

const echo = Endpoint.make("test.echo", {
  method: "POST",
  path: "/v3/test/{a}/echo/{b}",
  params: { a: Schema.String, b: Schema.String },
  query: { q: Schema.String },
  payload: { body: Schema.String },
  success: Values
})

const typed = Endpoint.make("test.typed", {
  method: "GET",
  path: "/v3/test/typed",
  query: {
    limit: Schema.Number,
    exact: Schema.Boolean,
    day: Schema.String,
    ids: Schema.optional(Schema.Array(Schema.String))
  },
  success: {
    limit: Schema.Number,
    exact: Schema.Boolean,
    day: Schema.String,
    ids: Schema.optional(Schema.Array(Schema.String))
  }
})

const template = Endpoint.make("test.template", {
  method: "GET",
  path: "/v3/test/{name}/leaf",
  params: { name: Schema.String },
  success: { by: Schema.String }
})

const fixed = Endpoint.make("test.fixed", {
  method: "GET",
  path: "/v3/test/fixed/leaf",
  success: { by: Schema.String }
})

const defect = Endpoint.make("test.defect", { method: "POST", path: "/v3/test/defect", idempotent: true })

const wrongResponse = Endpoint.make("test.wrongResponse", {
  method: "GET",
  path: "/v3/test/wrong-answer",
  success: { amount: Schema.Int }
})

const rejected = Endpoint.make("test.rejected", { method: "GET", path: "/v3/test/rejected" })

const Counter = Schema.Struct({ count: Schema.Number })
const counters = State.table("test.counters", Counter)

const increment = Endpoint.make("test.increment", {
  method: "POST",
  path: "/v3/test/increment",
  success: Counter
})

const domain = Domain.make("test", {
  handlers: [
    Domain.handler(template, ({ name }) => Effect.succeed({ by: `template ${name}` })),
    Domain.handler(fixed, () => Effect.succeed({ by: "fixed" })),
    Domain.handler(echo, (input) => Effect.succeed(input)),
    Domain.handler(typed, (input) => Effect.succeed(input)),
    Domain.handler(defect, () => Effect.die(new Error("a bug of the rules"))),
    Domain.handler(wrongResponse, () => Effect.succeed({ amount: 0.5 })),
    Domain.handler(rejected, (_, { merchant, headers }) =>
      SimulatedError.noAuth(`${merchant.mchid} ${headers["user-agent"]?.split("/")[0]}`)
    ),
    Domain.handler(increment, () =>
      Effect.gen(function* () {
        const rows = yield* State.rows(counters)
        const count = (rows.get("1")?.count ?? 0) + 1
        // Others would get in here, if handlers did not run one at a time.
        yield* Effect.yieldNow()
        rows.set("1", { count })
        return { count }
      })
    )
  ],
  seed: Effect.map(State.rows(counters), (rows) => rows.set("1", { count: 10 }))
})

/** Characters that paths, queries and JSON treat in their own ways. */
const odd = [
  "/",
  "?",
  "#",
  "%",
  "&",
  "|",
  "*",
  "+",
  " ",
  "../",
  "中文",
  "%2F",
  "=",
  ";",
  '"',
  "\\",
  "'",
  "a/b?c=d&e#f"
]

const get = (path: string) =>
  Effect.flatMap(WechatPayClient.WechatPayClient, (client) => client.request("GET", path))

for (const front of fronts) {
  describe(`domains, ${front.name}`, () => {
    it.layer(Simulator.layerClient().pipe(Layer.provideMerge(front.layer({ domains: [domain] }))))((it) => {
      it.effect("values in path, query and body arrive as given", () =>
        Effect.forEach(odd, (value) =>
          Effect.gen(function* () {
            const input = { a: `a${value}`, b: `${value}b`, q: value, body: value }
            assert.deepStrictEqual(yield* echo(input), input)
            assert.strictEqual((yield* lastCall).signature, "valid")
          })
        )
      )

      it.effect.prop("any generated values arrive as given", [Values], ([{ a, b, q, body }]) =>
        Effect.gen(function* () {
          const input = { a: `a${a}`, b: `b${b}`, q, body }
          const plain = (text: string) => !/[\ud800-\udfff]/.test(text)
          if (!Object.values(input).every(plain)) return
          assert.deepStrictEqual(yield* echo(input), input)
        })
      )

      it.effect("query texts become the numbers, booleans and lists of the schema", () =>
        Effect.gen(function* () {
          const input = { limit: 20, exact: false, day: "20240101", ids: ["1", "2"] }
          assert.deepStrictEqual(yield* typed(input), input)
          assert.deepStrictEqual(yield* get("/v3/test/typed?limit=-1.5&exact=true&day=a+b&ids=x"), {
            limit: -1.5,
            exact: true,
            day: "a b",
            ids: ["x"]
          })
          const rejection = get("/v3/test/typed?limit=1e3&exact=true&day=1").pipe(
            Effect.catchTag("ApiError", ({ code, internalCode }) => Effect.succeed({ code, internalCode }))
          )
          assert.deepStrictEqual(yield* rejection, { code: "PARAM_ERROR", internalCode: 268435461 })
        })
      )

      it.effect("a fixed path takes precedence over a template, in every order of handlers", () =>
        Effect.gen(function* () {
          assert.deepStrictEqual(yield* fixed({}), { by: "fixed" })
          assert.deepStrictEqual(yield* template({ name: "other" }), { by: "template other" })
        })
      )

      it.effect("a rejection by a rule is an error response", () =>
        Effect.gen(function* () {
          const error = yield* Effect.flip(rejected({}))
          assert.deepInclude(error, {
            status: 403,
            code: "NO_AUTH",
            wechatMessage: `${Samples.mchid} effect-wechatpay`,
            internalCode: 1,
            outcome: "Refused"
          })
          assert.deepInclude(yield* lastCall, { rejectedBy: "rules", handled: true, errorCode: "NO_AUTH" })
        })
      )

      it.effect("a defect of a handler is a 500 response and is in the log", () =>
        Effect.gen(function* () {
          for (const call of [defect({}), wrongResponse({})]) {
            const error = yield* Effect.flip(Retry.none(call))
            assert.deepInclude(error, { status: 500, code: "SYSTEM_ERROR", outcome: "Unknown" })
          }
          const { calls } = yield* Simulator.Simulator
          const all = yield* calls.all
          assert.include(all.find(({ endpoint }) => endpoint === "test.defect")?.defect, "a bug of the rules")
          assert.include(all.find(({ endpoint }) => endpoint === "test.wrongResponse")?.defect, "amount")
        })
      )

      it.effect("handlers run one at a time", () =>
        Effect.gen(function* () {
          const { act } = yield* Simulator.Simulator
          const before = (yield* act(State.rows(counters))).get("1")?.count ?? 0
          assert.isAtLeast(before, 10)
          const responses = yield* Effect.all(
            Array.from({ length: 20 }, () => increment({})),
            { concurrency: "unbounded" }
          )
          const counts = responses.map(({ count }) => count).sort((left, right) => left - right)
          assert.deepStrictEqual(
            counts,
            counts.map((_, index) => before + index + 1)
          )
        })
      )
    })

    it.scopedLive("the handler of a later domain replaces an earlier one", () =>
      Effect.gen(function* () {
        const { baseUrl, merchant, endpoints } = yield* Simulator.Simulator
        assert.isNotEmpty(baseUrl)
        const target = "/v3/payscore/permissions/openid/any/terminate"
        const body = JSON.stringify({ service_id: "1", appid: "wx", reason: "x" })
        const response = yield* front.send(signed(merchant, { target, body }, { timestamp: yield* seconds }))
        assert.strictEqual(response.status, 429)
        assert.strictEqual(endpoints.filter(({ id }) => id === Permission.terminateByOpenid.id).length, 1)
      }).pipe(
        Effect.provide(
          front.layer({
            domains: [
              Domain.make("busy", {
                handlers: [
                  Domain.handler(Permission.terminateByOpenid, () =>
                    SimulatedError.make(429, "FREQUENCY_LIMITED", "频率限制", 268435472)
                  )
                ]
              })
            ]
          })
        )
      )
    )
  })
}

it.scopedLive("a handler completes even if the client disconnects", () =>
  Effect.gen(function* () {
    const started = yield* Deferred.make<void>()
    const goOn = yield* Deferred.make<void>()
    const slow = Domain.make("slow", {
      handlers: [
        Domain.handler(increment, () =>
          Effect.gen(function* () {
            yield* Deferred.succeed(started, void 0)
            yield* Deferred.await(goOn)
            ;(yield* State.rows(counters)).set("1", { count: 99 })
            return { count: 99 }
          })
        )
      ]
    })
    yield* Effect.gen(function* () {
      const { act, calls } = yield* Simulator.Simulator
      const fiber = yield* Effect.forkScoped(increment({}))
      yield* Deferred.await(started)
      yield* Effect.forkScoped(Fiber.interrupt(fiber))
      yield* Effect.yieldNow()
      yield* Deferred.succeed(goOn, void 0)
      const call = yield* calls.waitFor(({ state }) => state !== "open")
      assert.deepInclude(call, { state: "aborted", signature: "valid", handled: true })
      assert.deepStrictEqual((yield* act(State.rows(counters))).get("1"), { count: 99 })
    }).pipe(
      Effect.provide(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer({ domains: [slow] }))))
    )
  })
)

it.scopedLive("a handler of the XML interface completes even if the client disconnects", () =>
  Effect.gen(function* () {
    const started = yield* Deferred.make<void>()
    const goOn = yield* Deferred.make<void>()
    const slow = Domain.make("slow", {
      v2Handlers: [
        V2Domain.handler(FacePayment.reverse, ({ appid }, { merchant }) =>
          Effect.gen(function* () {
            yield* Deferred.succeed(started, void 0)
            yield* Deferred.await(goOn)
            return { appid, mch_id: merchant.mchid, recall: "N" }
          })
        )
      ]
    })
    yield* Effect.gen(function* () {
      const { calls } = yield* Simulator.Simulator
      const reverse = FacePayment.reverse({ appid: Samples.appid, out_trade_no: "1" })
      const fiber = yield* Effect.forkScoped(reverse)
      yield* Deferred.await(started)
      yield* Effect.forkScoped(Fiber.interrupt(fiber))
      yield* Effect.yieldNow()
      yield* Deferred.succeed(goOn, void 0)
      const call = yield* calls.waitFor(({ state }) => state !== "open")
      assert.deepInclude(call, { state: "aborted", signature: "valid", handled: true })
    }).pipe(
      Effect.provide(Simulator.layerV2Client().pipe(Layer.provideMerge(Simulator.layer({ domains: [slow] }))))
    )
  })
)
