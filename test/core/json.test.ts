import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc } from "effect"
import { parseJson } from "../../packages/core/src/internal/codec/json.js"
import { cpuMillis } from "../support/cpuMillis.js"

const utf8 = new TextEncoder()
const parse = (text: string) => parseJson(utf8.encode(text))

const rejected = (text: string): string => {
  const result = parse(text)
  assert.isTrue(Either.isLeft(result), "was accepted")
  return Either.isLeft(result) ? result.left : ""
}

describe("parseJson", () => {
  it("parseJson reads whatever JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2), (text, indent) => {
        fc.pre(!/__proto__|constructor|prototype/.test(text))
        const printed = JSON.stringify(JSON.parse(text), null, indent)
        assert.deepStrictEqual(parse(printed), Either.right(JSON.parse(printed)))
      }),
      { numRuns: 500 }
    )
  })

  it("parseJson counts members, not colons, quotes and braces inside texts", () => {
    const value = { 'a":{"b': 'c\\":[[[', "\\": "{}:", d: ["\\\\", ":", '"', '\\"'] }
    assert.deepStrictEqual(parse(JSON.stringify(value)), Either.right(value))
  })

  it.each([
    '{"a":1,"a":2}',
    '{"a":{"b":1,"c":2,"b":1}}',
    '[{"a":1},{"a":1,"\\u0061":2}]',
    '{"a":1,"a":1}',
    '{"":0,"":0}'
  ])("parseJson rejects a repeated member: %s", (text) => {
    assert.strictEqual(rejected(text), "has a member twice in one object")
  })

  it.each(['{"__proto__":{"a":1}}', '[{"b":{"__proto__":null}}]', '{"\\u005f_proto__":1}'])(
    "parseJson rejects a member of the prototype: %s",
    (text) => {
      assert.strictEqual(rejected(text), "has a member named __proto__")
    }
  )

  it("parseJson rejects the members constructor and prototype", () => {
    assert.strictEqual(rejected('{"constructor":{"prototype":{}}}'), "has a member named constructor")
    assert.strictEqual(rejected('{"a":{"prototype":1}}'), "has a member named prototype")
  })

  it("parseJson accepts 64 levels of arrays and objects and rejects 65", () => {
    const nested = (levels: number) => "[".repeat(levels) + "]".repeat(levels)
    const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`
    assert.isTrue(Either.isRight(parse(nested(64))))
    assert.isTrue(Either.isRight(parse(objects(64))))
    assert.strictEqual(rejected(nested(65)), "is nested deeper than 64 levels")
    assert.strictEqual(rejected(objects(65)), "is nested deeper than 64 levels")
  })

  it("parseJson rejects 10 MiB of brackets, backslashes and quotes quickly", () => {
    const size = 10 * 1024 * 1024
    for (const text of [
      "[".repeat(size),
      `"${"\\".repeat(size)}`,
      '"'.repeat(size),
      ":".repeat(size),
      "{".repeat(size)
    ]) {
      const start = cpuMillis()
      rejected(text)
      assert.isBelow(cpuMillis() - start, 2000)
    }
  })

  it.each(
    [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xc0, 0x80]].map((bytes) => [bytes])
  )("parseJson rejects bytes that are not UTF-8: %s", (bytes) => {
    const result = parseJson(Uint8Array.from([0x22, ...bytes, 0x22]))
    assert.deepStrictEqual(result, Either.left("is not UTF-8"))
  })

  it.each(["", "{", "{xxx", "\ufeff{}", "{'a':1}", "NaN", '{"a":1}}', "1 2", '"a', "undefined"])(
    "parseJson rejects bytes that are not JSON: %j",
    (text) => {
      assert.strictEqual(rejected(text), "is not JSON")
    }
  )
})
