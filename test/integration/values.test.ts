/** Every endpoint of every package: whatever valid input, its request is signed as WeChat Pay reads it. */
import { gzipSync } from "node:zlib"
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it, layer } from "@effect/vitest"
import * as Core from "@effect-wechatpay/core"
import { Domain, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, Schema } from "effect"
import { response, scripted } from "../support/scripted.js"
import { families } from "../support/walk/families.js"
import { type Input, samples } from "../support/walk/inputs.js"
import { clients, serverWith } from "./clients.js"
import { rawServer } from "./rawServer.js"

const { Endpoint, Retry, WechatPayClient, Wire } = Core

const echoed = { text: Schema.String, number: Schema.Number, list: Schema.Array(Schema.String) }

/** Say what they were sent. */
const read = Endpoint.make("test.values.read", {
  method: "GET",
  path: "/v3/test/values/{a}/of/{b}",
  params: { a: Schema.String, b: Wire.text(64) },
  query: {
    "q r&s": Schema.optional(Schema.String),
    number: Schema.optional(Schema.NumberFromString)
  },
  success: {
    a: Schema.String,
    b: Schema.String,
    q: Schema.optional(Schema.String),
    number: Schema.optional(Schema.Number)
  }
})

const write = Endpoint.make("test.values.write", {
  method: "POST",
  path: "/v3/test/values/{a}",
  params: { a: Schema.String },
  query: { b: Schema.String },
  payload: { a: Schema.String, ...echoed },
  success: { a: Schema.String, b: Schema.String, ...echoed },
  idempotent: true
})

const values = Domain.make("test.values", {
  handlers: [
    Domain.handler(read, ({ "q r&s": q, a, b, number }) =>
      Effect.succeed({ a, b, ...(q === undefined ? {} : { q }), ...(number === undefined ? {} : { number }) })
    ),
    Domain.handler(write, (input) => Effect.succeed(input))
  ]
})

/** Texts that mean something to URLs, to JSON, or to programs that put them together by hand. */
const difficult: ReadonlyArray<string> = [
  "/",
  "a/b",
  "//",
  "?",
  "a?b=c",
  "#",
  "a#b",
  "%",
  "%2F",
  "%2e%2E",
  "%zz",
  "&",
  "a=b&c=d",
  "|",
  "*",
  "+",
  "a+b",
  " ",
  "a b ",
  "../",
  "../../v3/certificates",
  "...",
  "..;",
  "./.",
  "\\",
  "中文",
  "é",
  "~!'()*-._",
  ":@$,;",
  '[]{}<>^`"',
  "{b}",
  "\n",
  "a\tb",
  "\u0000",
  "\u007f",
  "\u2028",
  "\ufeff",
  "undefined",
  "null",
  "x".repeat(64)
]

describe.each(clients)("$name", (client) => {
  layer(
    Simulator.layerClient().pipe(
      Layer.provideMerge(serverWith(values)),
      Layer.provideMerge(client.layer),
      Layer.orDie
    ),
    { excludeTestServices: true }
  )((it) => {
    it.effect("difficult values in path, query and body arrive unchanged and verify", () =>
      Effect.gen(function* () {
        for (const text of difficult) {
          const input = { a: text, b: text, text, number: -0.5, list: [text, "", text] }
          assert.deepStrictEqual(yield* write(input), input, JSON.stringify(text))
          assert.deepStrictEqual(yield* read({ a: text, b: text, "q r&s": text, number: 1e21 }), {
            a: text,
            b: text,
            q: text,
            number: 1e21
          })
        }
        const { calls } = yield* Simulator.Simulator
        for (const call of yield* calls.all) assert.strictEqual(call.signature, "valid")
      })
    )

    it.effect.prop(
      "any text in path, query and body arrives unchanged",
      { a: Schema.String, b: Schema.String, list: Schema.Array(Schema.String) },
      ({ a, b, list }) =>
        Effect.gen(function* () {
          const emoji = /[\ud800-\udfff]/
          const input = { a, b, text: a, number: 1, list }
          const exit = yield* Effect.option(write(input))
          const sendable =
            a !== "" && a !== "." && a !== ".." && ![a, ...list].some((text) => emoji.test(text))
          if (exit._tag === "Some") assert.deepStrictEqual(exit.value, input)
          else assert.isTrue(!sendable || /\p{Surrogate}/u.test(b))
        }),
      { fastCheck: { numRuns: 50 } }
    )

    it.effect("emoji are allowed in path and query only", () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* read({ a: "😀", b: "b", "q r&s": "😀😀" }), {
          a: "😀",
          b: "b",
          q: "😀😀"
        })
      })
    )
  })
})

const endpoints = families.flatMap((family) => family.endpoints)

type Callable = (
  input: Input
) => Effect.Effect<
  unknown,
  { readonly _tag: string; readonly reason?: { readonly _tag: string } },
  Core.WechatPayClient.WechatPayClient
>

const call = (endpoint: Core.Endpoint.Any, input: Input) => (endpoint as unknown as Callable)(input)

describe("every endpoint", () => {
  it("this test covers every endpoint", () => {
    assert.isAtLeast(endpoints.length, 4)
    assert.strictEqual(new Set(endpoints.map(({ endpoint }) => endpoint.id)).size, endpoints.length)
  })

  layer(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()), Layer.orDie), {
    excludeTestServices: true
  })((it) => {
    it.effect.each(endpoints)(
      "$endpoint.id: the simulator reads any valid input as it was signed",
      ({ endpoint }) =>
        Effect.gen(function* () {
          const { calls } = yield* Simulator.Simulator
          for (const input of samples(endpoint, 3)) {
            yield* calls.clear
            yield* call(endpoint, input).pipe(Retry.none, Effect.exit)
            const [arrived, ...more] = yield* calls.all
            assert.lengthOf(more, 0)
            assert(arrived !== undefined, "was not sent")
            assert.strictEqual(arrived.signature, "valid")
            assert.notMatch(arrived.target, /[{}]/)
            assert.notInclude(["json", "input", "contentType", "clientHeaders"], arrived.rejectedBy)
          }
        })
    )
  })

  it.effect.each(endpoints)("$endpoint.id: difficult values of its path arrive unchanged", ({ endpoint }) =>
    Effect.gen(function* () {
      const template = endpoint.path.split("/")
      const [sample = {}] = samples(endpoint, 1)
      for (const value of ["a|b*c", "a b", "a/../b", "?x=1&y#z", "100%", "%2F", "中文", "+"]) {
        const names = template.flatMap((step) => /^\{(.*)\}$/.exec(step)?.slice(1, 2) ?? [])
        const input = { ...sample, ...Object.fromEntries(names.map((name) => [name, value])) }
        const { layer, received } = scripted(() => response(404))
        const error = yield* Effect.flip(Effect.asVoid(call(endpoint, input))).pipe(
          Retry.none,
          Effect.provide(layer)
        )
        // Numbers that a merchant makes have an alphabet.
        if (error.reason?._tag === "InvalidInput") continue
        const steps = received[0]?.target.split("?")[0]?.split("/") ?? []
        assert.lengthOf(steps, template.length)
        for (const [index, step] of template.entries()) {
          assert.strictEqual(decodeURIComponent(steps[index] ?? ""), step.startsWith("{") ? value : step)
        }
      }
    })
  )

  it.effect.each(endpoints)(
    "$endpoint.id: unknown members and too long values are rejected before anything is signed",
    ({ endpoint }) =>
      Effect.gen(function* () {
        const [sample = {}] = samples(endpoint, 1)
        const texts = Object.entries(sample).filter(([, value]) => typeof value === "string")
        const wrong: ReadonlyArray<readonly [name: string, input: Input]> = [
          ["nobody_knows", { ...sample, nobody_knows: 1 }],
          ["__proto__", Object.assign(JSON.parse(`{"__proto__":1}`), sample)],
          ...texts.map(([name]) => [name, { ...sample, [name]: "x".repeat(100_000) }] as const)
        ]
        for (const [name, input] of wrong) {
          const { layer, received, signed } = scripted(() => response(404))
          const error = yield* Effect.flip(Effect.asVoid(call(endpoint, input))).pipe(
            Retry.none,
            Effect.provide(layer)
          )
          // Few members have no documented limit.
          if (error.reason === undefined) {
            assert.lengthOf(received, 1)
            continue
          }
          assert.strictEqual(error.reason._tag, "InvalidInput", name)
          assert.lengthOf(signed, 0)
          assert.lengthOf(received, 0)
        }
      })
  )
})

describe("a response that the runtime decompresses", () => {
  it.scopedLive("a compressed response may not exceed the size limit either", () =>
    Effect.gen(function* () {
      const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, " "))
      const { baseUrl } = yield* rawServer({
        requested: (socket) => {
          socket.write(
            `HTTP/1.1 502 Bad Gateway\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\nconnection: close\r\n\r\n`
          )
          socket.end(bomb)
        }
      })
      const { layer } = scripted(() => response(204))
      const signing = yield* Layer.build(layer)
      const error = yield* Effect.flip(
        read({ a: "a", b: "b" }).pipe(
          Retry.none,
          Effect.provide(
            WechatPayClient.layer({ baseUrl }).pipe(
              Layer.provide(Layer.succeedContext(signing)),
              Layer.provide(FetchHttpClient.layer)
            )
          )
        )
      )
      assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidResponse")
      assert.include(error.message, "longer than 8388608 bytes")
    })
  )
})
