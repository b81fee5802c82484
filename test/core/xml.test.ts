import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck, Schema } from "effect"
import { formatXml, parseXml, unwritableMember } from "../../packages/core/src/internal/v2/xml.js"
import { cpuMillis } from "../support/cpuMillis.js"

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => parseXml(bytes(text))
const problem = (text: string) => Either.getOrThrow(Either.flip(read(text)))

describe("writing and reading XML", () => {
  const Name = Schema.String.pipe(Schema.pattern(/^[A-Za-z_][A-Za-z0-9_.-]{0,8}$/))
  const Record = Schema.Record({ key: Name, value: Schema.String })
  const tricky = FastCheck.string({
    unit: FastCheck.constantFrom(
      "]",
      ">",
      "<",
      "&",
      "]]>",
      "<![CDATA[",
      "\r",
      "\n",
      "\t",
      " ",
      "中",
      "😀",
      "a",
      "&amp;",
      '"'
    )
  })

  it.prop(
    "every record that XML can represent is written and read unchanged",
    [FastCheck.oneof(Arbitrary.make(Record), FastCheck.dictionary(Arbitrary.make(Name), tricky))],
    ([record]) => {
      const members = Object.fromEntries(
        Object.entries(record).filter(([name, value]) => unwritableMember(name, value) === undefined)
      )
      assert.deepStrictEqual(Either.getOrThrow(read(formatXml(members))), { root: "xml", members })
    },
    { fastCheck: { numRuns: 500 } }
  )

  it("the XML writer rejects exactly the texts that XML cannot represent", () => {
    for (const text of ["\u0000", "a\u0008", "\u000b", "\u001f", "\ud800", "a\udc00b", "\ufffe", "\uffff"]) {
      assert.isDefined(unwritableMember("a", text), JSON.stringify(text))
    }
    for (const text of ["", "\t\n\r", "\u007f\u0085", "\ud7ff\ue000", "😀", "\ufffd"]) {
      assert.isUndefined(unwritableMember("a", text), JSON.stringify(text))
      assert.deepStrictEqual(Either.getOrThrow(read(formatXml({ a: text }))).members, { a: text })
    }
    for (const name of ["", "1a", "a b", "a>", "__proto__", "constructor", "中"]) {
      assert.isDefined(unwritableMember(name, "x"), name)
    }
  })

  it("the XML reader reads CDATA, plain text, character references and every order of the three", () => {
    const { members } = Either.getOrThrow(
      read(
        '<?xml version="1.0"?>\n<xml x="1">\n<!-- c --><a>1&lt;&#x4e2d;<![CDATA[&lt;]]>2</a><b/><c></c>\n</xml>\n'
      )
    )
    assert.deepStrictEqual(members, { a: "1<中&lt;2", b: "", c: "" })
  })
})

describe("rejected documents", () => {
  it.each([
    [
      "an external entity",
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><a>&e;</a></xml>',
      "has a document type declaration"
    ],
    ["a bare document type", "<!DOCTYPE xml><xml><a>1</a></xml>", "has a document type declaration"],
    ["an entity that nobody declared", "<xml><a>&e;</a></xml>", "is not well-formed XML"],
    ["an HTML entity", "<xml><a>&nbsp;</a></xml>", "is not well-formed XML"],
    ["a raw ampersand", "<xml><a>a & b</a></xml>", "is not well-formed XML"],
    ["a member twice", "<xml><a>1</a><a>2</a></xml>", "has a member twice"],
    ["a member twice, once empty", "<xml><a/><a>2</a></xml>", "has a member twice"],
    ["members inside members", "<xml><a><b>1</b></a></xml>", "has members inside members"],
    ["text beside members", "<xml>x<a>1</a></xml>", "has text beside its members"],
    ["CDATA beside members", "<xml><![CDATA[x]]><a>1</a></xml>", "has text beside its members"],
    ["__proto__", "<xml><__proto__>1</__proto__></xml>", "has a member named __proto__"],
    ["constructor", "<xml><constructor>1</constructor></xml>", "has a member named constructor"],
    ["an open element", "<xml><a>1</a>", "is not well-formed XML"],
    ["an open member", "<xml><a>1", "is not well-formed XML"],
    ["crossing elements", "<xml><a>1</b></xml>", "is not well-formed XML"],
    ["two roots", "<xml></xml><xml></xml>", "is not well-formed XML"],
    ["text after the root", "<xml></xml>x", "is not well-formed XML"],
    ["a NUL", "<xml><a>\u0000</a></xml>", "is not well-formed XML"],
    ["nothing", "", "is not well-formed XML"],
    ["JSON", '{"a":1}', "is not well-formed XML"],
    ["half a declaration", "<?xml version", "is not well-formed XML"]
  ])("the XML reader rejects %s", (_, text, expected) => {
    assert.strictEqual(problem(text), expected)
  })

  it("the XML reader rejects bytes that are not UTF-8", () => {
    const gbk = Uint8Array.of(...bytes("<xml><a>"), 0xd6, 0xd0, ...bytes("</a></xml>"))
    assert.strictEqual(Either.getOrThrow(Either.flip(parseXml(gbk))), "is not UTF-8")
  })

  it("the XML reader does not change Object.prototype", () => {
    read("<xml><__proto__>polluted</__proto__></xml>")
    assert.isUndefined(({} as Record<string, unknown>).polluted)
    assert.strictEqual(
      Object.getPrototypeOf(Either.getOrThrow(read("<xml><a>1</a></xml>")).members),
      Object.prototype
    )
  })
})

describe("hostile documents take bounded time", () => {
  const lines = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("")

  it.each([
    [
      "a billion laughs",
      `<!DOCTYPE l [<!ENTITY a "lol">${lines(9, (i) => `<!ENTITY ${"abcdefghij"[i + 1]} "${`&${"abcdefghij"[i]};`.repeat(10)}">`)}]><xml><a>&j;</a></xml>`
    ],
    ["300,000 entities", `<!DOCTYPE x [${"<!ENTITY a 'b'>".repeat(300_000)}]><xml/>`],
    [
      "a quadratic blow-up",
      `<!DOCTYPE x [<!ENTITY a "${"a".repeat(1_000_000)}">]><xml><a>${"&a;".repeat(100_000)}</a></xml>`
    ],
    ["a million levels", `<xml>${"<a>".repeat(1_000_000)}`],
    ["five million brackets", "<".repeat(5_000_000)],
    ["a million ampersands", `<xml><a>${"&".repeat(1_000_000)}</a></xml>`],
    ["a name of five million letters", `<xml><${"a".repeat(5_000_000)}`],
    ["an entity of five million letters", `<xml><a>&${"a".repeat(5_000_000)};</a></xml>`],
    ["200,000 attributes", `<xml><a ${lines(200_000, (i) => `a${i}="1" `)}`],
    ["500,000 open CDATA sections", `<xml><a>${"<![CDATA[".repeat(500_000)}`]
  ])("the XML reader rejects %s in bounded time", (_, text) => {
    const start = cpuMillis()
    problem(text)
    assert.isBelow(cpuMillis() - start, 3000)
  })

  it("the XML reader rejects more members or attributes than WeChat Pay sends, at the first one too many", () => {
    const many = (count: number) => `<xml>${lines(count, (i) => `<m${i}/>`)}`
    // What follows the last allowed member is not read: it is not well-formed.
    assert.strictEqual(problem(`${many(4097)}<`), "has more than 4096 members")
    assert.strictEqual(problem(`${many(60_000)}</xml>`), "has more than 4096 members")
    const attributes = `<xml ${lines(60_000, (i) => `a${i}="" `)}><`
    assert.strictEqual(problem(attributes), "has more than 4096 members")
    assert.deepStrictEqual(
      parseXml(bytes(`${many(513)}</xml>`), 512),
      Either.left("has more than 512 members")
    )
    assert.isTrue(Either.isRight(parseXml(bytes(`${many(512)}</xml>`), 512)))
  })

  it("the XML reader reads large valid documents", () => {
    const count = 4096
    const members = Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, `]]>${i}`]))
    const start = cpuMillis()
    assert.deepStrictEqual(Either.getOrThrow(read(formatXml(members))).members, members)
    assert.isBelow(cpuMillis() - start, 3000)
  })
})
