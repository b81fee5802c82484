import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Wire } from "@effect-wechatpay/core"
import { Arbitrary, FastCheck, Schema } from "effect"
import * as JSONSchema from "effect/JSONSchema"

const x = (length: number) => "x".repeat(length)
const 字 = (length: number) => "字".repeat(length)

interface Case {
  readonly schema: Schema.Schema.AnyNoContext
  readonly accepted: ReadonlyArray<unknown>
  readonly rejected: ReadonlyArray<unknown>
}

const text: Case = {
  schema: Wire.text(20),
  accepted: ["a", x(20), 字(20), "a\nb", " ", "é", "\uffff"],
  rejected: ["", x(21), 字(21), "😀", "\ud83d", "\ude00", 1, null, undefined, ["a"], {}]
}

const number = (extra: Partial<Record<"accepted" | "rejected", ReadonlyArray<unknown>>>): Case => ({
  schema: Wire.OutOrderNo,
  accepted: ["0", "AZaz09_-|*", x(32), ...(extra.accepted ?? [])],
  rejected: ["", x(33), "a b", "a/b", "字", "a.b", "a\n", "\na", "a\u0000", 1, ...(extra.rejected ?? [])]
})

const cases: Readonly<Record<string, Case>> = {
  text,
  "text with a minimum": {
    schema: Wire.text(3, 2),
    accepted: ["ab", "abc"],
    rejected: ["", "a", "abcd"]
  },
  "text that may be empty": { schema: Wire.text(1, 0), accepted: ["", "a"], rejected: ["ab", "😀"] },
  anyText: {
    schema: Wire.anyText,
    accepted: ["", x(100_000), 字(100)],
    rejected: ["😀", "\ud83d", 1, null]
  },
  textBytes: {
    schema: Wire.textBytes(6),
    accepted: ["a", x(6), 字(2), "é"],
    rejected: ["", x(7), 字(3), `a${字(2)}`, "😀", "\ud83d", 1, null]
  },
  nonEmptyText: { schema: Wire.nonEmptyText, accepted: ["a", x(100_000)], rejected: ["", "😀", null] },
  pattern: {
    schema: Wire.pattern(/^[a-z]{2}$/, "two letters"),
    accepted: ["ab"],
    rejected: ["", "a", "abc", "AB", "ab\n"]
  },
  oneOf: {
    schema: Wire.oneOf("A", "B"),
    accepted: ["A", "B"],
    rejected: ["", "a", "C", "A ", "constructor"]
  },
  openEnum: {
    schema: Wire.openEnum("A", "B"),
    accepted: ["A", "B", "C", "", "NEW_STATE"],
    rejected: [1, null, undefined, true]
  },
  integer: {
    schema: Wire.integer(1, 5),
    accepted: [1, 5],
    rejected: [0, 6, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "1", 1n, null]
  },
  "negative integer": { schema: Wire.integer(-2, -1), accepted: [-2, -1], rejected: [-3, 0] },
  "integer without a maximum": {
    schema: Wire.integer(0),
    accepted: [0, Number.MAX_SAFE_INTEGER],
    rejected: [-1, Number.MAX_SAFE_INTEGER + 1, 0.1, 1e300]
  },
  amount: { schema: Wire.amount(1, 5), accepted: [1, 5], rejected: [0, 6, 1.5, "1"] },
  Amount: { schema: Wire.Amount, accepted: [0, 1, 99_999_999], rejected: [-1, 0.01, "1", Number.NaN] },
  AppId: { schema: Wire.AppId, accepted: ["wxd678efh567hg6787", x(32)], rejected: ["", x(33)] },
  Mchid: { schema: Wire.Mchid, accepted: ["1900007291", x(32)], rejected: ["", x(33)] },
  ServiceId: { schema: Wire.ServiceId, accepted: ["2002000000000558128851361561536"], rejected: ["", x(33)] },
  IpAddress: {
    schema: Wire.IpAddress,
    accepted: ["14.23.150.211", "0.0.0.0", "::1", "2409:8924:4885:63c9::1", "::ffff:14.23.150.211"],
    rejected: [
      "",
      "14.23.150",
      "14.23.150.256",
      "014.23.150.1",
      "1.1.1.1]/",
      "[::1]",
      ":",
      "::g",
      "localhost",
      "0x7f.1",
      1
    ]
  },
  OpenId: { schema: Wire.OpenId, accepted: ["oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", x(128)], rejected: ["", x(129)] },
  OutOrderNo: number({}),
  AuthorizationCode: { ...number({}), schema: Wire.AuthorizationCode },
  MerchantPlanNo: {
    schema: Wire.MerchantPlanNo,
    accepted: ["AZaz09_-*", x(32)],
    rejected: ["", x(33), "a|b", "a b", "字"]
  },
  openInteger: { schema: Wire.openInteger(1, 2), accepted: [1, 2, 3, -1], rejected: [1.5, "1", null] },
  OutApplyNo: { ...number({}), schema: Wire.OutApplyNo },
  IsoDate: {
    schema: Wire.IsoDate,
    accepted: ["2009-12-25", "2024-02-29"],
    rejected: ["20091225", "2023-02-29", "2009-13-01", "2009-12-25T00:00:00Z", "09-12-25", ""]
  },
  list: {
    schema: Wire.list(Wire.integer(0), 2, 1),
    accepted: [[0], [0, 1]],
    rejected: [[], [0, 1, 2], [-1], {}, "ab"]
  },
  Rfc3339: {
    schema: Wire.Rfc3339,
    accepted: ["2015-05-20T13:29:35+08:00", "2015-05-20T13:29:35Z", "2024-02-29T00:00:00.123Z"],
    rejected: [
      "2015-05-20T13:29:35",
      "2015-05-20 13:29:35Z",
      "2023-02-29T00:00:00Z",
      "2015-13-01T00:00:00Z",
      "2015-05-20T24:00:00Z",
      "2015-05-20T13:29:60Z",
      "2015-05-20T13:29:35+24:00",
      "x2015-05-20T13:29:35Z",
      ""
    ]
  },
  BeijingTime: {
    schema: Wire.BeijingTime,
    accepted: ["20091225091010", "20240229235959"],
    rejected: [
      "20091225",
      "20230229000000",
      "20091225240000",
      "20091225096010",
      "2009122509101",
      "",
      20091225091010
    ]
  },
  BeijingDate: {
    schema: Wire.BeijingDate,
    accepted: ["20091225", "20240229"],
    rejected: ["20091225091010", "20230229", "20091301", "20091200", ""]
  },
  BeijingTimeOrDate: {
    schema: Wire.BeijingTimeOrDate,
    accepted: ["20091225", "20091225091010"],
    rejected: ["200912250910", "20091325", ""]
  },
  notifyUrl: {
    schema: Wire.notifyUrl(40),
    accepted: [
      "https://a.example",
      "https://a.example/b/c",
      "https://a.example:8443/",
      "https://14.23.150.211/b",
      "https://172.32.0.1/b",
      "http://shop.wxpay.local:8080/b",
      "http://shop.wxpay.local/b"
    ],
    rejected: [
      "http://a.example",
      "https://",
      "https://a.example/?a=1",
      "https://a.example/#a",
      "https://a.example/a b",
      "https://a.example:undefined/b",
      "https://a.example:65536",
      "https://[a]/b",
      "https://user:pass@a.example/b",
      "https://localhost/b",
      "https://127.0.0.1/b",
      "https://0x7f.1/b",
      "https://10.1.2.3/b",
      "https://172.16.0.1/b",
      "https://192.168.1.1/b",
      "https://169.254.0.1/b",
      "https://[::1]/b",
      "https://[fd00::1]/b",
      "http://a.example/b",
      "http://wxpay.local.example/b",
      "http://shop.wxpay.local:8080/b?a=1",
      `https://a.example/${x(40)}`,
      "ftp://a.example",
      ""
    ]
  }
}

const entries = Object.entries(cases).map(([name, { accepted, rejected, schema }]) => ({
  name,
  schema,
  accepted,
  rejected
}))

describe.each(entries)("Wire: $name", ({ accepted, rejected, schema }) => {
  it("the schema accepts and keeps every value that the documentation allows", () => {
    for (const value of accepted) {
      assert.deepStrictEqual(Schema.decodeUnknownSync(schema)(value), value)
      assert.deepStrictEqual(Schema.encodeUnknownSync(schema)(value), value)
    }
  })

  it("the schema rejects all other values, in both directions", () => {
    for (const value of rejected) {
      for (const read of [Schema.decodeUnknownEither(schema), Schema.encodeUnknownEither(schema)]) {
        assert.strictEqual(read(value)._tag, "Left", inspect(value))
      }
    }
  })

  it("the schema generates samples that it accepts, and has a JSON Schema", () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(schema), (value) => Schema.is(schema)(value)),
      { numRuns: 50 }
    )
    assert.isObject(JSONSchema.make(schema))
  })
})

/** Integers that are text on the wire: each text and its integer. */
const fromText: Readonly<
  Record<
    string,
    {
      readonly schema: Schema.Schema<number, string>
      readonly pairs: ReadonlyArray<readonly [text: string, integer: number]>
      readonly rejected: ReadonlyArray<unknown>
    }
  >
> = {
  integerFromText: {
    schema: Wire.integerFromText(1, 100),
    pairs: [
      ["1", 1],
      ["100", 100]
    ],
    rejected: ["0", "101", "", " 1", "1 ", "+1", "-1", "01", "1.0", "1e1", "0x1", "１", "abc", 1, null]
  },
  AmountFromText: {
    schema: Wire.AmountFromText,
    pairs: [
      ["0", 0],
      ["9007199254740991", Number.MAX_SAFE_INTEGER]
    ],
    rejected: ["-1", "0.01", "00", "9007199254740992", "99999999999999999999", "Infinity", "NaN", ""]
  }
}

describe.each(Object.entries(fromText))("Wire: %s", (_, { pairs, rejected, schema }) => {
  it.each(pairs)("the schema reads and writes %s", (text, integer) => {
    assert.strictEqual(Schema.decodeUnknownSync(schema)(text), integer)
    assert.strictEqual(Schema.encodeUnknownSync(schema)(integer), text)
  })

  it("the schema rejects other values", () => {
    for (const value of rejected) {
      assert.strictEqual(Schema.decodeUnknownEither(schema)(value)._tag, "Left", inspect(value))
    }
    for (const value of [-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1, "1"]) {
      assert.strictEqual(Schema.encodeUnknownEither(schema)(value)._tag, "Left", inspect(value))
    }
  })
})

describe("every scalar of Wire", () => {
  it("every scalar of Wire has a row in the table of this test", () => {
    const named = new Set([...Object.keys(cases), ...Object.keys(fromText)])
    assert.deepStrictEqual(
      Object.keys(Wire).filter((name) => !named.has(name)),
      []
    )
  })
})

describe("text", () => {
  it.prop(
    "Wire.text counts UTF-16 units and accepts every character except surrogates",
    [Schema.String],
    ([value]) => {
      const surrogates = /[\ud800-\udfff]/.test(value)
      const fits = value.length >= 2 && value.length <= 8
      assert.strictEqual(Schema.is(Wire.text(8, 2))(value), fits && !surrogates)
    }
  )

  it.prop(
    "Wire.text rejects emoji at every position",
    [Schema.String, Schema.Int.pipe(Schema.between(0x10000, 0x10ffff)), Schema.String],
    ([before, point, after]) => {
      assert.isFalse(Schema.is(Wire.anyText)(before + String.fromCodePoint(point) + after))
    }
  )
})

describe("integer", () => {
  it.prop("Wire.integer checks its bounds", [Schema.Int, Schema.Int, Schema.Number], ([a, b, value]) => {
    const [min, max] = a < b ? [a, b] : [b, a]
    for (const each of [value, min, max, min - 1, max + 1]) {
      assert.strictEqual(
        Schema.is(Wire.integer(min, max))(each),
        Number.isSafeInteger(each) && each >= min && each <= max
      )
    }
  })
})

describe("merchant numbers", () => {
  it.prop("merchant numbers have 1 to 32 characters of their alphabet", [Schema.String], ([value]) => {
    const expected =
      value.length >= 1 && value.length <= 32 && [...value].every((char) => /[0-9A-Za-z_\-|*]/.test(char))
    assert.strictEqual(Schema.is(Wire.OutOrderNo)(value), expected)
  })
})
