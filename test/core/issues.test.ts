/** What is wrong with an input or a response is said without its values, however it is printed. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Endpoint, Wire } from "@effect-wechatpay/core"
import { Cause, Effect, Schema } from "effect"
import { response, scripted } from "../support/scripted.js"

const strict = {
  text: Wire.text(3),
  number: Wire.OutOrderNo,
  choice: Wire.oneOf("A", "B"),
  amount: Wire.integer(0, 5),
  plain: Schema.Boolean,
  literal: Schema.Literal(1),
  list: Wire.list(Wire.text(2), 2, 1),
  object: Schema.Struct({
    inner: Wire.text(2),
    more: Schema.optional(Schema.Struct({ deep: Schema.Number }))
  }),
  either: Schema.Union(Wire.text(2), Wire.integer(0, 5), Schema.Struct({ kind: Schema.Literal("a") })),
  parsed: Schema.NumberFromString,
  date: Schema.DateFromString,
  time: Wire.Rfc3339,
  url: Wire.notifyUrl(20),
  record: Schema.Record({ key: Wire.text(1), value: Wire.text(1) }),
  tuple: Schema.Tuple(Wire.text(1), Wire.integer(0, 1)),
  never: Schema.Never,
  uuid: Schema.UUID,
  bigint: Schema.BigInt,
  json: Schema.parseJson(Schema.Struct({ a: Schema.Number })),
  base64: Schema.Uint8ArrayFromBase64,
  brand: Wire.text(1).pipe(Schema.brand("Brand")),
  optional: Schema.optional(Wire.text(1))
}

const endpoint = Endpoint.make("test.strict", {
  method: "POST",
  path: "/v3/test/{id}",
  params: { id: Wire.text(4) },
  query: { q: Schema.optional(Wire.text(4)) },
  payload: strict,
  success: strict
})

/** All that a program may print of a failure. */
const printed = (error: object): string =>
  [
    String(error),
    "message" in error ? String(error.message) : "",
    JSON.stringify(error),
    Cause.pretty(Cause.fail(error)),
    JSON.stringify(Cause.fail(error)),
    inspect(error, { depth: 20, showHidden: true, getters: true }),
    inspect(Cause.fail(error), { depth: 20 }),
    "stack" in error ? String(error.stack) : ""
  ].join("\n")

/** A text that stands in none of our sentences. */
const Secret = Schema.String.pipe(
  Schema.filter((value) => value.length === 12),
  Schema.annotations({ arbitrary: () => (fc) => fc.stringMatching(/^§[0-9a-f]{10}§$/) })
)

/** A value of any shape that holds the secret. */
const shapes = (secret: string): ReadonlyArray<unknown> => [
  secret,
  [secret],
  [secret, secret, secret],
  { inner: secret },
  { inner: secret, more: { deep: secret } },
  { kind: secret },
  { [secret.slice(0, 1)]: secret },
  JSON.stringify({ a: secret })
]

const rejectedInput = (input: unknown) =>
  Effect.flip(
    Effect.provide(
      (endpoint as (input: unknown) => ReturnType<typeof endpoint>)(input),
      scripted(() => response(204)).layer
    )
  )

describe("a rejected input", () => {
  it.effect.prop(
    "the error of a rejected input does not contain the input",
    { secret: Secret },
    ({ secret }) =>
      Effect.gen(function* () {
        for (const shape of shapes(secret)) {
          const fields = Object.fromEntries(Object.keys(strict).map((name) => [name, shape]))
          const error = yield* rejectedInput({ id: shape, q: shape, ...fields })
          assert.strictEqual(error._tag, "WechatPayError")
          assert.notInclude(printed(error), secret.slice(1, -1))
        }
      }),
    { fastCheck: { numRuns: 10 } }
  )

  it.effect.prop(
    "the error of a rejected input does not contain a number of the input",
    { secret: Schema.Int.pipe(Schema.between(1e12, 9e12)) },
    ({ secret }) =>
      Effect.gen(function* () {
        const fields = Object.fromEntries(Object.keys(strict).map((name) => [name, secret]))
        const error = yield* rejectedInput({ id: secret, q: secret, ...fields })
        assert.notInclude(printed(error), String(secret))
      }),
    { fastCheck: { numRuns: 20 } }
  )

  it.effect("the error of a rejected input names every wrong field", () =>
    Effect.gen(function* () {
      const fields = Object.fromEntries(Object.keys(strict).map((name) => [name, Symbol("none")]))
      const error = yield* rejectedInput({ id: 1, q: 1, ...fields })
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput")
      const named = error.reason.issues.map(({ path }) => path)
      assert.deepStrictEqual([...new Set(named)].sort(), ["id", "q", ...Object.keys(strict)].sort())
    })
  )

  it.effect("the error of a rejected input is one readable line, for any number of mistakes", () =>
    Effect.gen(function* () {
      const many = Endpoint.make("test.many", {
        method: "POST",
        path: "/v3/test",
        payload: { items: Schema.Array(Wire.Amount) }
      })
      const error = yield* Effect.flip(
        Effect.provide(
          many({ items: Array.from({ length: 1000 }, () => -1) }),
          scripted(() => response(204)).layer
        )
      )
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput")
      assert.lengthOf(error.reason.issues, 1000)
      assert.notInclude(error.message, "\n")
      assert.isBelow(error.message.length, 1000)
      assert.include(
        error.message,
        "items[9]: expected an integer of at least 0, in fen, got an integer out of range; and 990 more"
      )
    })
  )
})

describe("an input that fits no alternative", () => {
  const common = { service_introduction: Wire.text(20), amount: Wire.amount(1) }
  const create = Endpoint.make("test.create", {
    method: "POST",
    path: "/v3/test",
    payload: Schema.Union(
      Schema.Struct({ ...common, need_user_confirm: Schema.optional(Schema.Literal(true)) }),
      Schema.Struct({ ...common, need_user_confirm: Schema.Literal(false), openid: Wire.OpenId }),
      Schema.Struct({ ...common, plan: Wire.oneOf("A", "B"), plan_id: Wire.text(4) })
    )
  })
  const service_introduction = "power bank"
  const amount = 100

  it.effect.each<readonly [object, ReadonlyArray<string>]>([
    [{ amount }, ["service_introduction"]],
    [{ amount, need_user_confirm: true }, ["service_introduction"]],
    [{ amount, need_user_confirm: false, openid: "o1" }, ["service_introduction"]],
    [{ service_introduction, amount, need_user_confirm: false }, ["openid"]],
    [{ need_user_confirm: false }, ["service_introduction", "amount", "openid"]],
    [{ service_introduction, amount, openid: "o1" }, ["need_user_confirm"]],
    [
      { service_introduction, amount, need_user_confirm: true, openid: "o1" },
      ["need_user_confirm", "openid"]
    ],
    [{ service_introduction, amount, plan: "C" }, ["plan", "plan_id"]],
    [{ service_introduction, amount, plan_id: "1" }, ["plan"]],
    [{ service_introduction, amount, plan: "A", plan_id: "12345" }, ["plan_id"]]
  ])("the error of an input names the fields of the intended alternative only: %j", ([input, paths]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.provide(create(input as never), scripted(() => response(204)).layer)
      )
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput")
      assert.sameMembers(
        error.reason.issues.map(({ path }) => path),
        [...paths]
      )
    })
  )

  it.effect.each([12.5, 0.01])("the error of an amount with a fraction names the unit: %d", (amount) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Effect.provide(create({ service_introduction, amount }), scripted(() => response(204)).layer)
      )
      assert.include(
        error.message,
        "amount: expected an integer of at least 1, in fen, got a number that is no integer"
      )
    })
  )
})

describe("a response that cannot be read", () => {
  it.effect.prop(
    "the error of an undecodable response does not contain the response",
    { secret: Secret },
    ({ secret }) =>
      Effect.gen(function* () {
        const { amount: _, ...valid } = {
          text: "a",
          number: "1",
          choice: "A",
          amount: 1,
          plain: true,
          literal: 1,
          list: ["a"],
          object: { inner: "a" },
          either: "a",
          parsed: "1",
          date: "2020-01-01",
          time: "2015-05-20T13:29:35Z",
          url: "https://a.example",
          record: {},
          tuple: ["a", 1],
          uuid: "0e2e0c8b-7f4c-4c4e-8d3c-2f6b1d1c0a11",
          bigint: "1",
          json: "{}",
          base64: "",
          brand: "a"
        }
        for (const shape of shapes(secret)) {
          const fields = Object.fromEntries(Object.keys(strict).map((name) => [name, shape]))
          for (const body of [fields, { ...valid, amount: shape }, shape, `{"a":"${secret}`]) {
            const error = yield* Effect.flip(
              Effect.provide(
                Endpoint.make("test.get", { method: "GET", path: "/v3/test", success: strict })({}),
                scripted(() => response(200, body)).layer
              )
            )
            assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidResponse")
            assert.notInclude(printed(error), secret.slice(1, -1))
          }
        }
      }),
    { fastCheck: { numRuns: 5 } }
  )
})
