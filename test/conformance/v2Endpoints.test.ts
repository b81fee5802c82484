/**
 * Every endpoint of the XML interface against the catalogue, as `endpoints.test.ts`, `inputs.test.ts` and
 * `responses.test.ts` do for APIv3: facts, valid inputs, each single mistake, responses.
 */
import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ClientCertificate, V2Client, type V2Endpoint, V2Key } from "@effect-wechatpay/core"
import { Effect, Layer, Redacted } from "effect"
import { errorOf } from "../support/exits.js"
import * as Server from "../support/v2Platform.js"
import { type Entry, type Field, nameOf } from "../support/walk/catalogue.js"
import { keyOf, listed } from "../support/walk/differences.js"
import { echoed } from "../support/walk/echo.js"
import { type Input, printed, replaced, samples, valueAt, violations } from "../support/walk/inputs.js"
import { promised, responseOf, type Style } from "../support/walk/responses.js"
import { asCalled, catalogue, compare, endpoints, pairs } from "../support/walk/v2.js"

const meant = new Set(listed.map(keyOf))

const isMeant = (entry: Entry, at: string, what: string) =>
  meant.has(keyOf({ entry: nameOf(entry), at, what }))

/** The entry as its caller sees it, without the members that the endpoint is meant not to have. */
const callable = (entry: Entry, endpoint: V2Endpoint.Any): Entry => {
  const called = asCalled(entry, endpoint)
  return {
    ...called,
    body: called.body?.filter(({ name }) => !isMeant(entry, `body.${name}`, "member")) ?? null
  }
}

describe("the endpoints of the XML interface and the catalogue", () => {
  it("each XML entry of the catalogue has exactly one endpoint, and each XML endpoint an entry", () => {
    assert.deepStrictEqual(
      endpoints.map(({ endpoint }) => endpoint.path).sort(),
      catalogue.map(({ path }) => path).sort()
    )
    const differences = pairs.flatMap(([, { endpoint, entry }]) => compare(entry, endpoint))
    assert.deepStrictEqual(
      differences.filter((difference) => !meant.has(keyOf(difference))),
      [],
      "differences that are not listed"
    )
  })

  it("the ids of XML endpoints contain package, module and name", () => {
    for (const { endpoint, module, name } of endpoints) {
      assert.strictEqual(endpoint.id, `facepay.${module.charAt(0).toLowerCase()}${module.slice(1)}.${name}`)
    }
  })

  it("the client repeats XML calls only if a repetition charges nobody", () => {
    assert.deepStrictEqual(
      endpoints.filter(({ endpoint }) => endpoint.idempotent).map(({ endpoint }) => endpoint.id),
      ["facepay.facePayment.query", "facepay.facePayment.reverse"]
    )
  })
})

const put = <A>(list: ReadonlyArray<A>, at: number, item: A): ReadonlyArray<A> =>
  list.map((old, index) => (index === at ? item : old))

/** Every change of one fact of a field. */
const changesOf = (field: Field): ReadonlyArray<Field> => [
  { ...field, name: `${field.name}_` },
  ...(field.required === null ? [] : [{ ...field, required: !field.required }]),
  ...(field.fields === undefined
    ? [{ ...field, type: field.type === "string" ? "integer" : "string" } as const]
    : []),
  ...(field.maxLength === undefined || field.pattern !== undefined
    ? []
    : [{ ...field, maxLength: field.maxLength + 1 }]),
  ...(field.pattern === undefined ? [] : [{ ...field, pattern: "^x$" }]),
  ...(field.enum === undefined ? [] : [{ ...field, enum: [...field.enum, "ANOTHER"] }]),
  ...(field.min === undefined ? [] : [{ ...field, min: field.min + 5 }]),
  ...(field.fields ?? []).flatMap((inner, index) =>
    changesOf(inner).map((changed) => ({ ...field, fields: put(field.fields ?? [], index, changed) }))
  )
]

describe("the comparison", () => {
  it("the comparison of XML endpoints finds every change of a single fact of the input", () => {
    let tried = 0
    for (const [, { endpoint, entry }] of pairs) {
      const before = compare(entry, endpoint).map(keyOf)
      const called = new Set(callable(entry, endpoint).body?.map(({ name }) => name))
      for (const [index, field] of (entry.body ?? []).entries()) {
        if (!called.has(field.name)) continue
        for (const changed of changesOf(field)) {
          tried++
          const after = compare({ ...entry, body: put(entry.body ?? [], index, changed) }, endpoint).map(
            keyOf
          )
          assert.isTrue(
            after.length > before.length || after.some((key) => !before.includes(key)),
            `${nameOf(entry)}: a change was not found: ${JSON.stringify(changed)}`
          )
        }
      }
    }
    assert.isAbove(tried, 150)
  })

  it("the comparison of XML endpoints finds another host, certificate, signature, constant and member of a response", () => {
    for (const [, { endpoint, entry }] of pairs) {
      const before = compare(entry, endpoint).length
      const grows = (changed: Entry) =>
        assert.isAbove(compare(changed, endpoint).length, before, nameOf(entry))
      const body = entry.body ?? []
      const response = entry.response.body ?? []
      const withResponse = (members: ReadonlyArray<Field>): Entry => ({
        ...entry,
        response: { ...entry.response, body: members }
      })
      grows({ ...entry, baseUri: "https://elsewhere.example/" })
      grows({ ...entry, clientCertificate: !entry.clientCertificate })
      grows({
        ...entry,
        body: body.map((field) => (field.name === "sign_type" ? { ...field, enum: ["MD4"] } : field))
      })
      for (const name of Object.keys(endpoint.constants)) {
        grows({ ...entry, body: body.map((field) => (field.name === name ? { ...field, enum: [] } : field)) })
      }
      for (const name of [
        "sign",
        ...(endpoint.withoutResultCode ? [] : ["result_code"]),
        "appid",
        "mch_id"
      ]) {
        grows(withResponse(response.filter((field) => field.name !== name)))
      }
      grows(withResponse([...response, { name: "x", type: "string", required: true }]))
    }
  })
})

const key = V2Key.layer({ mchid: Server.mchid, apiV2Key: Redacted.make(Server.apiV2Key) })

/** A platform that asks for no certificate, and calls of it. */
const given = Effect.gen(function* () {
  const platform = yield* Server.make
  const client = yield* Layer.build(
    V2Client.layerClientCertificate({ baseUrl: platform.url }).pipe(
      Layer.provide([key, FetchHttpClient.layer, ClientCertificate.layer(FetchHttpClient.layer)])
    )
  )
  const call = (endpoint: V2Endpoint.Any, input: unknown) =>
    Effect.provide((endpoint as V2Endpoint.V2Endpoint<unknown, object, never>)(input), client)
  return { platform, call }
})

/** Members as the catalogue's caller has them, as the XML has them. */
const asMembers = (input: Input): Server.Members =>
  Object.fromEntries(
    Object.entries(input)
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)])
  )

describe("an input that is right is sent as it is", () => {
  it.scopedLive.each(pairs)(
    "a valid input of an XML endpoint is sent unchanged: %s",
    ([, { endpoint, entry }]) =>
      Effect.gen(function* () {
        const { call, platform } = yield* given
        for (const input of samples(endpoint, 20)) {
          platform.reply = () =>
            Server.response({ ...identity(input), result_code: "FAIL", err_code: "INVALID_REQUEST" })
          const error = yield* Effect.flip(call(endpoint, input))
          assert.strictEqual(error._tag, "InvalidRequest", String(error))
          const { members = {}, path } = platform.received.at(-1) ?? {}
          const { nonce_str, sign, ...rest } = members
          const { [endpoint.timeMember ?? ""]: time, ...said } = rest
          assert.strictEqual(path, entry.path)
          assert.match(nonce_str ?? "", /^[0-9A-F]{32}$/)
          assert.match(sign ?? "", /^[0-9A-F]{64}$/)
          if (endpoint.timeMember !== undefined) {
            assert.isBelow(Math.abs(Number(time) - Date.now() / 1000), 60)
          }
          assert.deepStrictEqual(said, {
            ...asMembers(input),
            ...endpoint.constants,
            mch_id: Server.mchid,
            sign_type: "HMAC-SHA256"
          })
        }
      })
  )
})

describe("invalid inputs", () => {
  it.scopedLive.each(pairs)(
    "an input of an XML endpoint with a single mistake is rejected before anything is signed: %s",
    ([, { endpoint, entry: whole }]) =>
      Effect.gen(function* () {
        const { call, platform } = yield* given
        const entry = callable(whole, endpoint)
        const right = samples(endpoint, 200)
        const rejected = Effect.fnUntraced(function* (input: unknown, place: string, what: string) {
          const why = `${place}: ${what}`
          const error = errorOf(yield* Effect.exit(call(endpoint, input)), `${why}: was accepted`)
          assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput", `${why}: ${error}`)
          assert.strictEqual(error.outcome, "NotSent")
          const places = error.reason.issues.map((issue) => issue.path)
          assert.isTrue(
            places.some(
              (named) => named === place || named.startsWith(`${place}.`) || named.startsWith(`${place}[`)
            ),
            `${why}: named ${places.join(", ")}`
          )
        })
        yield* rejected({ ...right[0], misspelt: 1 }, "misspelt", "unknown member")
        for (const name of ["mch_id", "nonce_str", "sign_type", "sign", ...Object.keys(endpoint.constants)]) {
          yield* rejected({ ...right[0], [name]: "1" }, name, "the client's own member")
        }
        for (const { at, by, path, what } of violations(entry)) {
          if (isMeant(entry, at, what)) continue
          const input = right.find((sample) => valueAt(sample, path) !== undefined)
          assert(input !== undefined, `${at}: no sample has it`)
          yield* rejected(replaced(input, path, by(valueAt(input, path))), printed(path), what)
        }
        assert.lengthOf(platform.received, 0)
      })
  )
})

/** A response as the XML has it: texts, lists by members with an index, the request's own identity. */
const asResponse = (value: Input, input: Input): Server.Reply => {
  const { coupons, ...members } = echoed(input, value)
  const lists = ((coupons ?? []) as ReadonlyArray<Input>).flatMap((item, index) =>
    Object.entries(item).map(([name, text]) => [`${name}_${index}`, String(text)] as const)
  )
  const texts = Object.entries(members).map(([name, member]) => [
    name,
    member === null ? "" : typeof member === "object" ? "unheard of" : String(member)
  ])
  return Server.response({ ...Object.fromEntries(texts), ...Object.fromEntries(lists), ...identity(input) })
}

const identity = (input: Input): Server.Members => ({
  ...asMembers({ appid: input.appid, sub_appid: input.sub_appid, sub_mch_id: input.sub_mch_id }),
  mch_id: Server.mchid
})

/** What the caller gets of it: no member that nobody knows, lists even if they are empty. */
const asRead = (value: Input, input: Input, entry: Entry): Input => ({
  ...echoed(input, value),
  ...(entry.response.body?.some(({ name }) => name === "coupons") ? { coupons: value.coupons ?? [] } : {}),
  ...identity(input)
})

const object = (entry: Entry, style: Style): Input => responseOf(entry, style) ?? {}

/** Members that the response may lack, other than the catalogue says. */
const lenient = (entry: Entry): Entry => ({
  ...entry,
  response: {
    ...entry.response,
    body:
      entry.response.body?.map((field) =>
        isMeant(entry, `response.${field.name}`, "required") ? { ...field, required: false } : field
      ) ?? null
  }
})

describe("a response", () => {
  it.scopedLive.each(pairs)(
    "a response of an XML endpoint is decoded with additional and without optional members: %s",
    ([, { endpoint, entry: whole }]) =>
      Effect.gen(function* () {
        const { call, platform } = yield* given
        const entry = lenient(asCalled(whole, endpoint))
        const [input = {}] = samples(endpoint, 1)
        const becomes = Effect.fnUntraced(function* (what: string, sent: Style, got: Style) {
          platform.reply = () => asResponse(object(entry, sent), input)
          const value = yield* call(endpoint, input)
          const known = new Set(entry.response.body?.map(({ name }) => name))
          const expected = Object.fromEntries(
            Object.entries(asRead(object(entry, got), input, entry)).filter(([name]) => known.has(name))
          )
          assert.deepStrictEqual(value, expected, what)
        })
        yield* becomes("every documented member", {}, {})
        yield* becomes("only what is promised", { minimal: true }, { minimal: true })
        yield* becomes("nothing in the rest", { minimal: true, nulls: true }, { minimal: true })
        yield* becomes(
          "what nobody knows yet",
          { unknownMembers: true, unknownValues: true },
          { unknownValues: true }
        )
      })
  )

  it.scopedLive.each(pairs)(
    "the error of an XML response without a promised member names it: %s",
    ([, { endpoint, entry: whole }]) =>
      Effect.gen(function* () {
        const { call, platform } = yield* given
        const entry = lenient(asCalled(whole, endpoint))
        const [input = {}] = samples(endpoint, 1)
        const complete = asResponse(object(entry, {}), input)
        assert(typeof complete === "object" && "members" in complete)
        for (const [name] of promised(entry.response.body ?? [])) {
          assert(typeof name === "string")
          platform.reply = () => ({ members: { ...complete.members, [name]: "" } })
          const error = yield* Effect.flip(call(endpoint, input))
          assert(
            error._tag === "WechatPayError" && error.reason._tag === "InvalidResponse",
            `${name}: ${error}`
          )
          assert.deepStrictEqual(error.reason.issues, [{ path: name, problem: "is missing" }])
          assert.strictEqual(error.outcome, "Unknown")
        }
      })
  )
})
