import { inspect } from "node:util"
import { assert, describe, layer } from "@effect/vitest"
import {
  CommonError,
  Endpoint,
  Sensitive,
  Signer,
  Verifier,
  WechatPayClient,
  Wire
} from "@effect-wechatpay/core"
import { Domain, Faults, Simulator } from "@effect-wechatpay/simulator"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Telemetry from "../support/telemetry.js"

const Record = Schema.Struct({ number: Sensitive.text, bank: Schema.optional(Schema.String) })

const register = Endpoint.make("test.person.register", {
  method: "POST",
  path: "/v3/test/people/{id}",
  params: { id: Wire.text(32) },
  payload: {
    name: Sensitive.text,
    phone: Schema.optional(Sensitive.text),
    records: Schema.optional(Schema.Array(Record)),
    note: Schema.optional(Wire.text(20))
  },
  success: { id: Schema.String, name: Sensitive.text, records: Schema.optional(Schema.Array(Record)) },
  errors: CommonError.all,
  idempotent: true
})

const people = Domain.make("test.people", {
  handlers: [
    Domain.handler(register, ({ records, id, name }) =>
      Effect.succeed({ id, name, ...(records === undefined ? {} : { records }) })
    )
  ],
  seed: Effect.void
})

const simulated = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layerServer({ domains: [people] })),
  Layer.provideMerge(UndiciHttpClient.layer())
)

const name = "张三丰"
const phone = "13800138000"
const number = "6225880137706868"

const input = {
  id: "p1",
  name: Redacted.make(name),
  phone: Redacted.make(phone),
  records: [{ number: Redacted.make(number), bank: "CMB" }],
  note: "hello"
}

const allCalls = Effect.flatMap(Simulator.Simulator, ({ calls }) => calls.all)

const lastCall = Effect.map(allCalls, (calls) => {
  const call = calls.at(-1)
  assert.isDefined(call)
  return { headers: call?.headers ?? {}, text: new TextDecoder().decode(call?.body) }
})

describe("sensitive fields over real HTTP", () => {
  layer(simulated, { excludeTestServices: true })((it) => {
    it.effect(
      "sensitive fields are sent encrypted with the key that Wechatpay-Serial names, and are decrypted in responses",
      () =>
        Effect.gen(function* () {
          const { platform } = yield* Simulator.Simulator
          const response = yield* register(input)
          assert.isTrue(Redacted.isRedacted(response.name))
          assert.strictEqual(Redacted.value(response.name), name)
          assert.strictEqual(Redacted.value(response.records?.[0]?.number ?? Redacted.make("")), number)
          assert.strictEqual(response.records?.[0]?.bank, "CMB")

          const { headers, text } = yield* lastCall
          for (const secret of [name, phone, number, "redacted"]) assert.notInclude(text, secret)
          assert.strictEqual(headers["wechatpay-serial"], platform.publicKeyId)
          const body = JSON.parse(text) as { readonly name: string; readonly note: string }
          assert.strictEqual(body.note, "hello")
          assert.match(body.name, /^[A-Za-z0-9+/]{342}==$/)
        })
    )

    it.effect("an empty sensitive text stays empty, and an absent one absent", () =>
      Effect.gen(function* () {
        const response = yield* register({ id: "p2", name: Redacted.make("") })
        assert.strictEqual(Redacted.value(response.name), "")
        assert.deepStrictEqual(JSON.parse((yield* lastCall).text), { name: "" })
      })
    )

    it.effect("all attempts of a call have the same encrypted body and serial number", () =>
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        const before = (yield* allCalls).length
        yield* faults.inject(Faults.systemError({ effect: false }))
        yield* register(input)
        const [first, second] = (yield* allCalls).slice(before)
        assert.isDefined(second)
        assert.deepStrictEqual(first?.body, second?.body)
        assert.strictEqual(first?.headers["wechatpay-serial"], second?.headers["wechatpay-serial"])
        assert.notStrictEqual(first?.nonce, second?.nonce)
      })
    )

    it.effect(
      "a sensitive text of 214 bytes is sent, and one of 215 is rejected before anything is sent, with the name of the field",
      () =>
        Effect.gen(function* () {
          yield* register({ id: "p3", name: Redacted.make(`${"汉".repeat(71)}a`) })
          const before = (yield* allCalls).length
          const tooLong = `${"汉".repeat(71)}ab`
          const error = yield* Effect.flip(
            register({ ...input, records: [{ number: input.name }, { number: Redacted.make(tooLong) }] })
          )
          assert.strictEqual(error.outcome, "NotSent")
          assert.include(error.message, "records[1].number: expected at most 214 bytes of UTF-8, got 215")
          assert.notInclude(inspect(error, { depth: 9 }), tooLong)
          assert.strictEqual((yield* allCalls).length, before)
        })
    )

    it.effect("plain text in place of Redacted is rejected without being shown", () =>
      Effect.gen(function* () {
        const error = yield* Effect.flip(register({ id: "p4", name: name as never }))
        assert.strictEqual(error.outcome, "NotSent")
        assert.include(error.message, "name: expected a Redacted text")
        assert.notInclude(`${inspect(error, { depth: 9 })}${Cause.pretty(Cause.fail(error))}`, name)
      })
    )

    it.effect("a response that cannot be decrypted is an EncryptionFailure with an unknown outcome", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* Simulator.Simulator
        const { decrypt, mchid, scheme, sign } = yield* Signer.Signer
        const verifier = yield* Verifier.Verifier
        const failing = (change: (text: string) => string) =>
          register(input).pipe(
            Effect.flip,
            Effect.provide(
              WechatPayClient.layer({ baseUrl }).pipe(
                Layer.provide([
                  Layer.succeed(Signer.Signer, {
                    scheme,
                    mchid,
                    sign,
                    ...(decrypt === undefined ? {} : { decrypt: (text: string) => decrypt(change(text)) })
                  }),
                  Layer.succeed(Verifier.Verifier, verifier)
                ]),
                Layer.orDie
              )
            )
          )
        const messages = new Set<string>()
        for (const change of [
          (text: string) => text.slice(4) + text.slice(0, 4),
          (text: string) => text.slice(4),
          () => "not base64"
        ]) {
          const error = yield* failing(change)
          assert.isTrue(error._tag === "WechatPayError" && error.reason._tag === "EncryptionFailure")
          assert.strictEqual(error.outcome, "Unknown")
          messages.add(error.message.replace(/Request-ID .*/, ""))
        }
        // What is wrong with a padding must not be told apart from other faults.
        assert.strictEqual(messages.size, 1)
      })
    )

    it.effect("sensitive texts are in no log, span or error", () =>
      Effect.gen(function* () {
        const { faults } = yield* Simulator.Simulator
        const seen: Array<unknown> = []
        const into = Telemetry.told()
        yield* faults.inject(Faults.systemError({ effect: false }))
        yield* faults.inject(Faults.signatureWrong)
        yield* register(input).pipe(
          Effect.tapErrorCause((cause) => Effect.logError("failed", cause)),
          Effect.flip,
          Effect.tap((error) => Effect.sync(() => seen.push(error, error.message, String(error)))),
          Effect.provide(Telemetry.layer(into))
        )
        seen.push(into.logs, into.spans.map(Telemetry.printSpan))
        const everything = inspect(seen, { depth: 20, maxStringLength: null })
        assert.include(everything, "test.person.register")
        assert.include(everything, "SignatureInvalid")
        for (const secret of [name, phone, number]) assert.notInclude(everything, secret)
      })
    )
  })
})
