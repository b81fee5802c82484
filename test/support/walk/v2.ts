/** The endpoints of the XML interface, with their part of the catalogue as their callers see it. */
import { readFileSync } from "node:fs"
import { V2Endpoint } from "@effect-wechatpay/core"
import * as Facepay from "@effect-wechatpay/facepay"
import { Schema } from "effect"
import { type Entry, entries, type Field, nameOf } from "./catalogue.js"
import { compareMembers, type Difference } from "./compare.js"
import { membersOf } from "./shape.js"

export interface Exported {
  readonly module: string
  readonly name: string
  readonly endpoint: V2Endpoint.Any
}

export const endpoints: ReadonlyArray<Exported> = Object.entries(Facepay).flatMap(
  ([module, namespace]: [string, unknown]) =>
    Object.entries(namespace as object).flatMap(([name, value]: [string, unknown]) =>
      V2Endpoint.isV2Endpoint(value) ? [{ module, name, endpoint: value }] : []
    )
)

const limits: Readonly<Record<string, Readonly<Record<string, Partial<Field>>>>> = JSON.parse(
  readFileSync(new URL("../../facepay/conformance/v2-limits.json", import.meta.url), "utf8")
)

const withLimits = (entry: Entry): Entry => {
  const known = limits[nameOf(entry)] ?? {}
  const names = new Set(entry.body?.map(({ name }) => name))
  for (const name of Object.keys(known)) {
    if (!names.has(name)) throw new Error(`${nameOf(entry)} has no ${name}`)
  }
  return { ...entry, body: entry.body?.map((field) => ({ ...field, ...known[field.name] })) ?? null }
}

export const catalogue: ReadonlyArray<Entry> = entries("facepay")
  .filter(({ version }) => version === "v2")
  .map(withLimits)

/** What the client says by itself in every request. */
const ofClient = new Set(["mch_id", "nonce_str", "sign_type", "sign"])

/** What is in every response, whatever it is about. */
export const envelope = new Set([
  "return_code",
  "return_msg",
  "result_code",
  "err_code",
  "err_code_des",
  "nonce_str",
  "sign"
])

const indexed = /_\$n$/

/** A list in a response, `coupon_id_$n`, stands in a member of its own. */
const listsOf = (fields: ReadonlyArray<Field>): ReadonlyArray<Field> => {
  const items = fields.filter(({ name }) => indexed.test(name))
  return items.length === 0
    ? []
    : [
        {
          name: "coupons",
          type: "array",
          required: null,
          items: items.map((item) => ({ ...item, name: item.name.replace(indexed, "") }))
        }
      ]
}

/**
 * The entry as its endpoint's caller sees it: numbers where the XML has digits, `detail` as the object whose JSON is sent,
 * lists as lists, and neither what the client adds nor the envelope.
 */
export const asCalled = (entry: Entry, endpoint: V2Endpoint.Any): Entry => {
  const constant = new Set([...Object.keys(endpoint.constants), endpoint.timeMember])
  const response = (entry.response.body ?? []).filter(({ name }) => !envelope.has(name))
  return {
    ...entry,
    body: (entry.body ?? [])
      .filter(({ name }) => !ofClient.has(name) && !constant.has(name))
      .map((field) => (field.encoded && field.fields ? { ...field, type: "object" } : field)),
    response: {
      ...entry.response,
      body: [...response.filter(({ name }) => !indexed.test(name)), ...listsOf(response)]
    }
  }
}

type Fact = Omit<Difference, "entry">

/** What is not a member of the caller's: host, certificate, signature, constants. */
const facts = (entry: Entry, endpoint: V2Endpoint.Any): ReadonlyArray<Fact> => {
  const field = (name: string) => entry.body?.find((field) => field.name === name)
  const responses = (name: string) => entry.response.body?.some((field) => field.name === name)
  const host = entry.baseUri === undefined ? undefined : new URL(entry.baseUri).host
  const all: ReadonlyArray<Fact> = [
    { at: "host", what: "host", catalogue: host, ours: endpoint.host },
    {
      at: "clientCertificate",
      what: "clientCertificate",
      catalogue: entry.clientCertificate ?? false,
      ours: endpoint.clientCertificate
    },
    { at: "response.sign", what: "signed", catalogue: responses("sign"), ours: !endpoint.unsignedResponse },
    {
      at: "response.result_code",
      what: "result_code",
      catalogue: responses("result_code"),
      ours: !endpoint.withoutResultCode
    },
    {
      at: "body.mch_id",
      what: "member",
      catalogue: field("mch_id")?.required,
      ours: endpoint.merchantMember === "mch_id"
    },
    {
      at: "body.sign_type",
      what: "enum",
      catalogue: true,
      ours: field("sign_type")?.enum?.includes(endpoint.signType)
    },
    ...Object.entries(endpoint.constants).map(([name, value]) => ({
      at: `body.${name}`,
      what: "enum",
      catalogue: true,
      ours: field(name)?.enum?.includes(value)
    })),
    ...(endpoint.timeMember === undefined
      ? []
      : [
          {
            at: `body.${endpoint.timeMember}`,
            what: "type",
            catalogue: field(endpoint.timeMember)?.type,
            ours: "integer"
          }
        ])
  ]
  return all.filter((fact) => fact.catalogue !== fact.ours)
}

/** Every difference between an entry and its endpoint. */
export const compare = (entry: Entry, endpoint: V2Endpoint.Any): ReadonlyArray<Difference> => {
  const called = asCalled(entry, endpoint)
  const payload = membersOf(Schema.typeSchema(endpoint.payload))
  const success = membersOf(endpoint.success && Schema.typeSchema(endpoint.success))
  return [
    ...facts(entry, endpoint),
    ...compareMembers("body", called.body ?? [], payload, false),
    ...compareMembers("response", called.response.body ?? [], success, true)
  ].map((found) => ({ entry: nameOf(entry), ...found }))
}

/** Every endpoint with its entry, by id. */
export const pairs = endpoints.flatMap((each) => {
  const entry = catalogue.find(({ path }) => path === each.endpoint.path)
  return entry === undefined ? [] : [[each.endpoint.id, { ...each, entry }] as const]
})
