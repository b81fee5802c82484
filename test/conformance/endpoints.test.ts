/**
 * Every endpoint against the catalogue of what the sources say: method, path, mode, members, flags, limits, enums, status.
 * Meant differences are in `test/<package>/conformance/differences.json`.
 */
import { assert, describe, it } from "@effect/vitest"
import { choices, type Entry, type Field, nameOf } from "../support/walk/catalogue.js"
import { compare } from "../support/walk/compare.js"
import { keyOf, listed, listedOf } from "../support/walk/differences.js"
import { endpointsOf, families, pairs } from "../support/walk/families.js"
import * as v2 from "../support/walk/v2.js"

const differencesOf = families.map((family) =>
  family.catalogue.flatMap((entry) =>
    endpointsOf(family, entry).flatMap((endpoint) => compare(entry, endpoint))
  )
)

const known = new Set(listed.map(keyOf))

describe.each(
  families.map((family, index) => ({ ...family, differences: differencesOf[index] ?? [], family }))
)("the endpoints of $name and the catalogue", ({ catalogue, differences, endpoints, family, prefix }) => {
  it("each entry of the catalogue has exactly one endpoint, and each endpoint an entry", () => {
    const numbers = catalogue.map((entry) => [nameOf(entry), endpointsOf(family, entry).length] as const)
    assert.deepStrictEqual(
      numbers.filter(([, number]) => number !== 1),
      [],
      "entries that do not have exactly one endpoint"
    )
    const names = new Set(catalogue.map(nameOf))
    assert.deepStrictEqual(
      endpoints.filter(({ endpoint }) => !names.has(nameOf(endpoint))).map(({ endpoint }) => endpoint.id),
      [],
      "endpoints without an entry"
    )
    assert.deepStrictEqual(
      differences.filter((difference) => !known.has(keyOf(difference))),
      [],
      "differences that are not listed"
    )
  })

  it("the ids of endpoints contain package, module and name", () => {
    for (const { endpoint, module, name: constant } of endpoints) {
      const id = `${prefix}.${module.charAt(0).toLowerCase()}${module.slice(1)}.${constant}`
      assert.strictEqual(endpoint.id, id)
    }
    assert.lengthOf(endpoints, new Set(endpoints.map(({ endpoint }) => endpoint.id)).size)
  })

  it("the regions of endpoints are those of the catalogue", () => {
    for (const entry of catalogue) {
      const host = entry.baseUri === undefined ? undefined : new URL(entry.baseUri).host
      for (const { endpoint } of endpointsOf(family, entry)) {
        assert.strictEqual(endpoint.host, host, endpoint.id)
      }
    }
  })

  it("endpoints that only read may be repeated", () => {
    for (const { endpoint } of endpoints) {
      if (endpoint.method === "GET") assert.isTrue(endpoint.idempotent, endpoint.id)
    }
  })
})

describe("the files differences.json", () => {
  it("differences.json lists only differences that exist, each once", () => {
    const ofXml = v2.pairs.flatMap(([, { endpoint, entry }]) => v2.compare(entry, endpoint))
    const found = new Set([...differencesOf.flat(), ...ofXml].map(keyOf))
    assert.deepStrictEqual(
      listed.map(keyOf).filter((key) => !found.has(key)),
      [],
      "listed differences that no longer exist"
    )
    assert.lengthOf(listed, known.size)
  })

  it("differences.json lists differences only where sources contradict each other", () => {
    for (const { catalogue, name: family } of families) {
      const both = family === "facepay" ? [...catalogue, ...v2.catalogue] : catalogue
      for (const { cites, entry: name } of listedOf(family)) {
        const conflicts = both.flatMap((entry) =>
          entry.conflicts.map((text) => (nameOf(entry) === name ? text : `${nameOf(entry)}: ${text}`))
        )
        assert.isTrue(
          Object.hasOwn(choices(family), cites) || conflicts.some((conflict) => conflict.startsWith(cites)),
          `${name}: no conflict "${cites}"`
        )
      }
    }
  })
})

const put = <A>(list: ReadonlyArray<A>, index: number, item: A): ReadonlyArray<A> =>
  list.map((old, at) => (at === index ? item : old))

/** Every change of one fact of a field. */
const changesOf = (field: Field): ReadonlyArray<Field> => {
  const text = field.type === "string" && field.enum === undefined && field.const === undefined
  return [
    { ...field, name: `${field.name}_` },
    ...(field.required === null ? [] : [{ ...field, required: !field.required }]),
    { ...field, type: field.type === "string" ? "integer" : "string" },
    ...(field.maxLength !== undefined && text && field.format === undefined && field.encrypted !== true
      ? [{ ...field, maxLength: field.maxLength + 1 }]
      : []),
    ...(field.pattern === undefined ? [] : [{ ...field, pattern: "^x$" }]),
    ...(field.enum === undefined ? [] : [{ ...field, enum: [...field.enum, "ANOTHER"] }]),
    ...(field.min === undefined ? [] : [{ ...field, min: field.min + 5 }]),
    ...(field.max === undefined ? [] : [{ ...field, max: field.max + 1 }]),
    ...(field.maxItems === undefined ? [] : [{ ...field, maxItems: field.maxItems + 1 }]),
    ...(field.type === "string" ? [{ ...field, encrypted: field.encrypted !== true }] : []),
    ...(field.minItems === undefined ? [] : [{ ...field, minItems: field.minItems + 1 }]),
    ...(field.fields ?? []).flatMap((inner, index) =>
      changesOf(inner).map((changed) => ({ ...field, fields: put(field.fields ?? [], index, changed) }))
    ),
    ...(Array.isArray(field.items) ? (field.items as ReadonlyArray<Field>) : []).flatMap((inner, index) =>
      changesOf(inner).map((changed) => ({
        ...field,
        items: put(field.items as ReadonlyArray<Field>, index, changed)
      }))
    )
  ]
}

/** The entry with one fact of one member changed, in every way. */
const changesOfEntry = (entry: Entry): ReadonlyArray<Entry> => {
  const inList = (fields: ReadonlyArray<Field>, make: (changed: ReadonlyArray<Field>) => Entry) =>
    fields.flatMap((field, index) => changesOf(field).map((changed) => make(put(fields, index, changed))))
  return [
    ...inList(entry.pathParams, (pathParams) => ({ ...entry, pathParams })),
    ...inList(entry.query, (query) => ({ ...entry, query })),
    ...inList(entry.body ?? [], (body) => ({ ...entry, body }))
  ]
}

describe("the comparison", () => {
  it("the comparison with the catalogue finds every change of a single fact of a request", () => {
    let tried = 0
    for (const [, { entry, ...endpoint }] of pairs) {
      const before = JSON.stringify(compare(entry, endpoint))
      for (const changed of changesOfEntry(entry)) {
        tried++
        assert.notStrictEqual(
          JSON.stringify(compare(changed, endpoint)),
          before,
          `${nameOf(entry)}: a change was not found: ${JSON.stringify(changed)}`
        )
      }
    }
    assert.isAbove(tried, 500)
  })

  it("the comparison with the catalogue finds another mode, status, body and member of a response", () => {
    for (const [, { entry, ...endpoint }] of pairs) {
      const before = JSON.stringify(compare(entry, endpoint))
      const differs = (changed: Entry) =>
        assert.notStrictEqual(JSON.stringify(compare(changed, endpoint)), before, nameOf(entry))
      differs({ ...entry, mode: entry.mode === "partner" ? "merchant" : "partner" })
      differs({ ...entry, response: { ...entry.response, status: 202 } })
      const members = entry.response.body
      if (members === null) continue
      differs({ ...entry, response: { ...entry.response, body: members.slice(1) } })
      differs({
        ...entry,
        response: { ...entry.response, body: [...members, { name: "x", type: "string", required: true }] }
      })
    }
  })
})
