/**
 * Every request that an official page prints as a sample is sent through its typed endpoint over real HTTP: the body is the printed
 * one, and the simulator accepts it. What a page prints against the rules that WeChat Pay states is rejected as it is printed, and
 * accepted with what is right in its place.
 */
import { assert, describe, it } from "@effect/vitest"
import { type ApiError, type Endpoint, Retry, Sensitive, type WechatPayError } from "@effect-wechatpay/core"
import { Simulator } from "@effect-wechatpay/simulator"
import { Effect, Redacted, TestClock } from "effect"
import { response, scripted } from "../support/scripted.js"
import { echoed } from "../support/walk/echo.js"
import { type Input, replaced } from "../support/walk/inputs.js"
import { endpoints } from "./facts/endpoints.js"
import { isIndexed } from "./official/editions.js"
import { type Sample, samples } from "./samples/data.js"
import { layer, millis, prepare } from "./samples/prepare.js"

// --- sending -------------------------------------------------------------------------------------------------------

type Call = Endpoint.Endpoint<Input, unknown, ApiError.Any | WechatPayError.WechatPayError>

const callOf = (id: string): Call => {
  const found = endpoints.find((one) => one.id === id)
  assert(found !== undefined && "call" in found, `${id} is no endpoint`)
  return found.call as Endpoint.Any & Call
}

/** Texts that go encrypted are given as Redacted. */
const sensitive = (call: Call, input: Input): Effect.Effect<Input> =>
  Effect.map(
    Sensitive.mapAt(input, call.payload === undefined ? [] : Sensitive.paths(call.payload), (text) =>
      Effect.succeed(Redacted.make(String(text)))
    ),
    (value) => value as Input
  )

/** Without the members that went encrypted. */
const open = (call: Call, body: unknown): Effect.Effect<unknown> =>
  Sensitive.mapAt(body, call.payload === undefined ? [] : Sensitive.paths(call.payload), () =>
    Effect.succeed("encrypted")
  )

/** The sample with what is right in the place of what is wrong; `except` stays as it is printed. */
const right = (sample: Sample, except?: string): Input =>
  (sample.invalid ?? [])
    .filter(({ at }) => at !== except)
    .reduce<Input>(
      (input, { at, instead }) =>
        replaced(
          input,
          at.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step)),
          instead
        ) as Input,
      { ...sample.path, ...sample.query, ...sample.body }
    )

/** Queries print their only payment as an object. */
const asList = (value: unknown): unknown => {
  const { post_payments, ...others } = value as { readonly post_payments?: unknown }
  return post_payments === undefined || Array.isArray(post_payments)
    ? value
    : { ...others, post_payments: [post_payments] }
}

/** Whose page prints another number in the response than in the request. */
const withOtherNumber = new Set(["payscore.parking.enter"])

/** Whose page prints no request that could be sent, and why. */
const withoutSample = {
  "media.complaintImage.upload": "the body is a file",
  "media.merchantMedia.uploadImage": "the body is a file",
  "media.merchantMedia.uploadVideo": "the body is a file",
  "merchantComplaint.complaint.respondToImmediateService":
    "the sample has placeholders such as example_jump_url, and blocks of every kind in a block of type TEXT"
} as const

const usual = "2026-05-01T10:00:00+08:00"

const cases = samples.map((sample) => [`${sample.endpoint}, ${sample.page}`, sample] as const)

describe("the samples of the official pages", () => {
  it("every sample of the official pages belongs to an endpoint of this project and a known page", () => {
    const pages = new Map(endpoints.map(({ entry, id }) => [id, entry] as const))
    for (const { endpoint, path = {}, query = {}, body = {} } of samples) {
      assert.isTrue(pages.has(endpoint), endpoint)
      assert.isNotEmpty({ ...path, ...query, ...body })
    }
    assert.lengthOf(cases, new Set(cases.map(([name]) => name)).size)
  })

  it("every endpoint with a body and a page of July 2026 has a sample", () => {
    const known = new Set(samples.map(({ endpoint }) => endpoint))
    const missing = endpoints.filter(
      ({ entry, id }) => entry.body !== null && entry.docs.some(isIndexed) && !known.has(id)
    )
    assert.deepStrictEqual(missing.map(({ id }) => id).sort(), Object.keys(withoutSample).sort())
  })

  it.effect.each(cases)("the sample of the official page is accepted: %s", ([, sample]) =>
    Effect.gen(function* () {
      const simulator = yield* Simulator.Simulator
      const call = callOf(sample.endpoint)
      yield* TestClock.setTime(millis(sample.at ?? usual))
      const known = yield* prepare(sample)
      for (const { at } of sample.invalid ?? []) {
        const wrong = yield* sensitive(call, { ...right(sample, at), ...known })
        const error = yield* Effect.flip(Effect.asVoid(call(wrong)))
        assert.notStrictEqual(error.outcome, "Unknown", `${at} is rejected as it is printed`)
      }
      const input = { ...right(sample), ...known }
      const sent = Effect.flatMap(sensitive(call, input), call)
      yield* sent
      const last = (yield* simulator.calls.all).at(-1)
      assert.strictEqual(last?.signature, "valid")
      const asked = new URL(`https://host${last?.target}`).searchParams
      for (const name of Object.keys(sample.query ?? {})) {
        assert.strictEqual(asked.get(name) ?? undefined, input[name]?.toString(), name)
      }
      if (sample.body !== undefined) {
        const names = Object.keys(sample.body)
        const body: unknown = JSON.parse(new TextDecoder().decode(last?.body))
        const expected = Object.fromEntries(Object.entries(input).filter(([name]) => names.includes(name)))
        assert.deepStrictEqual(yield* open(call, body), yield* open(call, expected))
      }
    }).pipe(Retry.none, Effect.provide(layer))
  )

  it.effect.each(cases.filter(([, { response }]) => response !== undefined))(
    "the response that the official page prints is decoded: %s",
    ([, sample]) => {
      const differs = withOtherNumber.has(sample.endpoint)
      const body = differs ? echoed(right(sample), sample.response) : sample.response
      assert.strictEqual(differs, JSON.stringify(body) !== JSON.stringify(sample.response))
      const { layer } = scripted(() => response(200, body))
      return Effect.gen(function* () {
        const call = callOf(sample.endpoint)
        yield* TestClock.setTime(millis(sample.at ?? usual))
        const decoded = yield* call(yield* sensitive(call, right(sample)))
        assert.deepStrictEqual(asList(decoded), asList(body))
      }).pipe(Effect.provide(layer))
    }
  )
})
