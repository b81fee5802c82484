/**
 * The flat XML of APIv2, `<xml><name>text</name>…</xml>`. Writing preserves every text; reading rejects every other form.
 */
import * as Either from "effect/Either"
import { SaxesParser } from "saxes"

/** Members of one document, in its order. */
export interface Document {
  readonly root: string
  readonly members: Readonly<Record<string, string>>
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

/** Stops the parser. The message describes the problem without a value. */
class Rejected extends Error {}

const reject = (problem: string): never => {
  throw new Rejected(problem)
}

/** Names that would change the prototype of an object. */
const forbidden = new Set(["__proto__", "constructor", "prototype"])

/** The most members of a document. A response of WeChat Pay has fewer than 1,000: ten refunds with their coupons. */
const mostMembers = 4096

const parse = (text: string, most: number): Document => {
  const parser = new SaxesParser({ position: false })
  const members: Record<string, string> = {}
  let count = 0
  let root = ""
  let depth = 0
  let name = ""
  let value = ""

  const take = (chunk: string) => {
    if (depth === 2) value += chunk
    else if (chunk.trim() !== "") reject("has text beside its members")
  }
  // Attributes are not used, but cost as much as members.
  const limit = () => {
    if (++count > most + 1) reject(`has more than ${most} members`)
  }
  parser.on("error", () => reject("is not well-formed XML"))
  // A document type can define entities, which can read local files or expand without limit.
  parser.on("doctype", () => reject("has a document type declaration"))
  parser.on("attribute", limit)
  parser.on("opentag", (tag) => {
    limit()
    depth++
    if (depth === 1) {
      root = tag.name
      return
    }
    if (depth > 2) reject("has members inside members")
    if (forbidden.has(tag.name)) reject(`has a member named ${tag.name}`)
    if (Object.hasOwn(members, tag.name)) reject("has a member twice")
    name = tag.name
    value = ""
  })
  parser.on("text", take)
  parser.on("cdata", take)
  parser.on("closetag", () => {
    if (depth === 2) members[name] = value
    depth--
  })
  parser.write(text).close()
  return { root, members }
}

/** Reads a document of at most `most` members. The failure describes the problem without the text. */
export const parseXml = (bytes: Uint8Array, most = mostMembers): Either.Either<Document, string> => {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return Either.left("is not UTF-8")
  }
  return Either.try({
    try: () => parse(text, most),
    catch: (error) => (error instanceof Rejected ? error.message : "is not well-formed XML")
  })
}

/** Characters that XML cannot represent: controls, lone surrogates, U+FFFE and U+FFFF. */
const unwritable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern finds control characters
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

const elementName = /^[A-Za-z_][A-Za-z0-9_.-]*$/

/** The reason why a member cannot be written; `undefined` if it can. */
export const unwritableMember = (name: string, value: string): string | undefined => {
  if (!elementName.test(name) || forbidden.has(name)) return "is not a name that XML takes"
  return unwritable.test(value) ? "holds a character that XML cannot carry" : undefined
}

/** Carriage returns are written outside CDATA, where they would become line feeds and invalidate the signature. */
const cdata = (value: string): string =>
  `<![CDATA[${value.replaceAll("]]>", "]]]]><![CDATA[>").replaceAll("\r", "]]>&#13;<![CDATA[")}]]>`

const plain = /^[\w .,:;/+=|*@-]*$/

/** Writes members that {@link unwritableMember} allows. */
export const formatXml = (members: Readonly<Record<string, string>>): string =>
  `<xml>${Object.entries(members)
    .map(([name, value]) => `<${name}>${plain.test(value) ? value : cdata(value)}</${name}>`)
    .join("")}</xml>`
