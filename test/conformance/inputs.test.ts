/**
 * Every endpoint accepts generated valid inputs, and rejects each single mistake that the catalogue forbids before
 * it signs or sends anything, naming the place.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@effect-wechatpay/core"
import { Effect } from "effect"
import { errorOf } from "../support/exits.js"
import { merchant, type Received, response, scripted } from "../support/scripted.js"
import { type Entry, type Field, nameOf } from "../support/walk/catalogue.js"
import { keyOf, listed } from "../support/walk/differences.js"
import { pairs } from "../support/walk/families.js"
import {
  type Input,
  printed,
  replaced,
  samples,
  valueAt,
  violations,
  withValueAt
} from "../support/walk/inputs.js"
import { laidOpen, readByWechatPay } from "../support/walk/secrets.js"

const call = (endpoint: Endpoint.Any, input: unknown) =>
  (endpoint as Endpoint.Endpoint<unknown, unknown, never>)(input)

const names = (fields: ReadonlyArray<{ readonly name: string }>) => fields.map((field) => field.name)

const pick = (input: Input, keys: ReadonlyArray<string>): Input =>
  Object.fromEntries(keys.filter((key) => input[key] !== undefined).map((key) => [key, input[key]]))

/** What a request says, taken apart again without the client's code. */
const readBack = (path: string, received: Received) => {
  const url = new URL(received.target, received.origin)
  const steps = url.pathname.split("/")
  return {
    params: Object.fromEntries(
      path.split("/").flatMap((step, index) => {
        const name = /^\{(.*)\}$/.exec(step)?.[1]
        if (name === undefined) assert.strictEqual(steps[index], step)
        return name === undefined ? [] : [[name, decodeURIComponent(steps[index] ?? "")]]
      })
    ),
    query: Object.fromEntries(url.searchParams),
    body: received.body === "" ? undefined : JSON.parse(received.body)
  }
}

const asText = (input: Input): Input =>
  Object.fromEntries(Object.entries(input).map(([name, value]) => [name, String(value)]))

/** As JSON has it: without what is undefined. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** A value of the body with its encrypted members read as WeChat Pay reads them. */
const openedAt = (fields: ReadonlyArray<Field>, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item) => openedAt(fields, item))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const field = fields.find((known) => known.name === name)
      return [
        name,
        field?.encrypted === true
          ? { redacted: readByWechatPay(String(member)) }
          : openedAt(field?.fields ?? (Array.isArray(field?.items) ? field.items : []), member)
      ]
    })
  )
}

const without = (input: Input, name: string): Input => {
  const { [name]: _, ...others } = input
  return others
}

/** The value with one text in place of another one, wherever it stands. */
const renamed = (value: unknown, from: unknown, to: string): unknown => {
  if (value === from) return to
  if (Array.isArray(value)) return value.map((item) => renamed(item, from, to))
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return value
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, renamed(member, from, to)]))
}

const opened = (entry: Entry, body: unknown): unknown =>
  body === undefined ? undefined : openedAt(entry.body ?? [], body)

describe("an input that is right is sent as it is", () => {
  it.effect.each(pairs)("a valid input is sent unchanged: %s", ([, { endpoint, entry }]) => {
    const { layer, received } = scripted(() => response(400, { code: "PARAM_ERROR", message: "enough" }))
    return Effect.gen(function* () {
      for (const input of samples(endpoint, 20)) {
        received.length = 0
        const error = errorOf(yield* Effect.exit(call(endpoint, input)), "the response is 400")
        assert.strictEqual(error._tag, "ParamError", String(error))
        const [first] = received
        assert(first !== undefined)
        const said = readBack(endpoint.path, first)
        assert.strictEqual(first.method, entry.method)
        assert.deepStrictEqual(said.params, pick(input, names(entry.pathParams)))
        assert.deepStrictEqual(said.query, asText(pick(input, names(entry.query))))
        assert.deepStrictEqual(
          opened(entry, said.body),
          entry.body === null ? undefined : asJson(laidOpen(pick(input, names(entry.body))))
        )
      }
    }).pipe(Effect.provide(layer))
  })
})

describe("the merchant of the client", () => {
  it.effect("an input may omit the merchant of the client, which the client adds: every endpoint", () => {
    const { layer, received } = scripted(() => response(400, { code: "PARAM_ERROR", message: "enough" }))
    return Effect.gen(function* () {
      let completed = 0
      for (const [id, { endpoint, entry }] of pairs) {
        const { merchantMember } = endpoint
        const own = [...entry.query, ...(entry.body ?? [])].filter(
          ({ name, required }) => required !== false && ["mchid", "sp_mchid", "combine_mchid"].includes(name)
        )
        assert.deepStrictEqual(
          own.map(({ name }) => name),
          merchantMember === undefined ? [] : [merchantMember],
          id
        )
        if (merchantMember === undefined) continue
        const [sample = {}] = samples(endpoint, 1)
        // Rules compare the merchant with those of sub orders.
        const input = renamed(sample, sample[merchantMember], merchant.mchid) as Input
        for (const omitted of [without(input, merchantMember), { ...input, [merchantMember]: undefined }]) {
          received.length = 0
          yield* Effect.exit(call(endpoint, omitted))
          const [first] = received
          assert(first !== undefined, id)
          const said = readBack(endpoint.path, first)
          const sent = endpoint.query === undefined ? said.body : said.query
          assert.propertyVal(sent, merchantMember, merchant.mchid, id)
        }
        completed++
      }
      assert.isAtLeast(completed, 25)
    }).pipe(Effect.provide(layer))
  })
})

const meant = new Set(listed.map(keyOf))

describe("invalid inputs", () => {
  it.effect.each(pairs)(
    "an input with a single mistake is rejected before anything is signed: %s",
    ([, { endpoint, entry }]) => {
      const { layer, signed } = scripted(() => response(204))
      return Effect.gen(function* () {
        const find = withValueAt(endpoint)
        const rejected = Effect.fnUntraced(function* (input: unknown, place: string, what: string) {
          const why = `${place}: ${what}`
          const error = errorOf(yield* Effect.exit(call(endpoint, input)), `${why}: was accepted`)
          assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput", `${why}: ${error}`)
          const places = error.reason.issues.map((issue) => issue.path)
          assert.isTrue(
            places.some(
              (named) => named === place || named.startsWith(`${place}.`) || named.startsWith(`${place}[`)
            ),
            `${why}: named ${places.join(", ")}`
          )
        })
        yield* rejected({ ...samples(endpoint, 1)[0], misspelt: 1 }, "misspelt", "unknown member")
        for (const { at, by, path, what } of violations(entry)) {
          if (meant.has(keyOf({ entry: nameOf(entry), at, what }))) continue
          // The client adds it.
          if (what === "required" && printed(path) === endpoint.merchantMember) continue
          const input = find(path)
          assert(input !== undefined, `${at}: no sample has it`)
          yield* rejected(replaced(input, path, by(valueAt(input, path))), printed(path), what)
        }
        assert.lengthOf(signed, 0)
      }).pipe(Effect.provide(layer))
    }
  )
})
