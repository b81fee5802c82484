/** The codec of an endpoint of the XML interface, compiled at the first call. */
import * as Either from "effect/Either"
import type * as ParseResult from "effect/ParseResult"
import type * as AST from "effect/SchemaAST"
import type { AnySchema } from "../../Endpoint.js"
import type { Description } from "../../V2Endpoint.js"
import type { Fields } from "../../V2Signature.js"
import type { Issue } from "../../WechatPayError.js"
import { shapeOf } from "../codec/ast.js"
import { compileLists } from "../codec/indexed.js"
import { fromParseIssue } from "../codec/issues.js"
import { once } from "../speed/once.js"
import { decoder, encoder } from "../speed/parser.js"
import { unwritableMember } from "./xml.js"

type Result<A> = Either.Either<A, ReadonlyArray<Issue>>

type Decode = (members: Fields) => Result<unknown>

export interface V2Codec {
  readonly encode: (input: unknown) => Result<Fields>
  /** Absent for a call whose response has no members of its own. */
  readonly decode: Decode | undefined
}

/**
 * The problem of a text that contains the name of another member: the signed text `a=1&b=2` is the same for two members and for one
 * with the value `1&b=2`.
 */
const ambiguity = (text: string, names: ReadonlySet<PropertyKey>): string | undefined => {
  const [found] = (text.match(/&\w+=/g) ?? []).filter((part) => names.has(part.slice(1, -1)))
  return found && `contains "${found}": its signature cannot distinguish it from a member`
}

/** Members as text; those without a value are left out. `others`: the members that such a request can also have. */
export const toMembers = (
  values: Readonly<Record<string, unknown>>,
  others: ReadonlyArray<PropertyKey> = []
): Result<Fields> => {
  const names = new Set([...Object.keys(values), ...others, "key", "nonce_str", "sign_type"])
  const members: Record<string, string> = {}
  const issues: Array<Issue> = []
  for (const [path, value] of Object.entries(values)) {
    if (value === undefined || value === "") continue
    if (typeof value !== "string" && !(typeof value === "number" && Number.isSafeInteger(value))) {
      issues.push({ path, problem: "expected text or an integer: XML has no other values" })
      continue
    }
    const text = String(value)
    const problem = unwritableMember(path, text) ?? ambiguity(text, names)
    if (problem === undefined) members[path] = text
    else issues.push({ path, problem })
  }
  return issues.length === 0 ? Either.right(members) : Either.left(issues)
}

/** Responses of WeChat Pay contain members without a value. */
const withoutEmpty = (members: Fields): Fields =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== ""))

/** Reads the members of a response or a notification. */
export const compileDecode = (schema: AnySchema): Decode => {
  const decode = decoder(schema)
  const withLists = compileLists(schema)
  return (members) => Either.mapLeft(decode(withLists(withoutEmpty(members))), fromParseIssue)
}

/** The members that a payload can have. */
const propertyNames = (ast: AST.AST): ReadonlyArray<PropertyKey> => {
  const shape = shapeOf(ast, "wire")
  if (shape._tag === "Object") return shape.members.map(({ name }) => name)
  return shape._tag === "Union" ? shape.types.flatMap(propertyNames) : []
}

const compile = (endpoint: Description): V2Codec => {
  const encodePayload = encoder(endpoint.payload) as (
    input: unknown
  ) => Either.Either<object, ParseResult.ParseIssue>
  const others = propertyNames(endpoint.payload.ast)
  return {
    encode: (input) =>
      Either.flatMap(Either.mapLeft(encodePayload(input), fromParseIssue), (payload) =>
        toMembers({ ...payload, ...endpoint.constants }, others)
      ),
    decode: endpoint.success && compileDecode(endpoint.success)
  }
}

export const v2CodecOf = once(compile)
