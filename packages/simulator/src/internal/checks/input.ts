/** Decodes path, query and body with the schemas of the endpoint. Unknown members are rejected. */
import type { AnySchema, Description } from "@effect-wechatpay/core/Endpoint"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import {
  internalCode,
  invalidRequest,
  type Location,
  paramError,
  type SimulatedError
} from "../../SimulatedError.js"
import { coerceTexts } from "../coerceTexts.js"
import { type Finding, findings } from "../findings.js"
import type { Request } from "../message.js"
import { publicNotifyUrls } from "./notifyUrl.js"

interface Section {
  readonly location: Location
  readonly schema: AnySchema | undefined
  readonly value: unknown
}

/** The name of a field in WeChat Pay's texts, such as `/body/amount/total`. */
const sourceOf = (location: Location, pointer: string): string => `/${location}${pointer}`

const pointerOf = (path: ReadonlyArray<PropertyKey>): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")

const valueAt = (value: unknown, path: ReadonlyArray<PropertyKey>): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value
  )

/** Rules across fields for which WeChat Pay's text is known. */
const ruleTexts: ReadonlyArray<readonly [pattern: RegExp, text: string]> = [
  [/^must be the sum of the amounts of post_payments/, "最终总金额计算非法"]
]

/** Rules across fields that WeChat Pay rejects with `INVALID_REQUEST`. */
const businessRules: ReadonlyArray<readonly [pattern: RegExp, text: string, internalCode: number]> = [
  [/^must not be given to two sub orders$/, "子单商户订单号重复", 270328886]
]

const textFor = (source: string, issue: Finding): string => {
  const known = ruleTexts.find(([pattern]) => pattern.test(issue.message))
  if (known !== undefined) return known[1]
  const name = String(issue.path.at(-1) ?? "")
  switch (issue._tag) {
    case "Unexpected":
      return `请求中含有未在API文档中定义的参数“${source}”`
    case "Missing":
      return `输入源“${source}”映射到字段“${name}”必填性规则校验失败，此字段为必填项`
    case "Refinement":
      return `输入源“${source}”映射到值字段“${name}”规则校验失败`
    default:
      return `无法将 JSON 输入源“${source}”映射到目标字段“${name}”中`
  }
}

/** How many characters of a rejected value an error repeats. */
const shown = 200

const shortText = (text: string): string => (text.length > shown ? `${text.slice(0, shown)}…` : text)

const shortened = (value: unknown): unknown => {
  if (typeof value === "string") return shortText(value)
  if (typeof value !== "object" || value === null) return value
  return hasMany(value) || JSON.stringify(value).length > shown
    ? Array.isArray(value)
      ? `an array of ${value.length}`
      : "an object"
    : value
}

/** The lengths in the message of a schema: `text of 1 to 32 characters …`, `… at most 32 …`. */
const longest = /(?:\bto|at most) (\d+) (?:characters|bytes)/

/** Optional texts must not be empty either: they are left out. */
const codeOf = (issue: Finding, found: unknown): number => {
  if (issue._tag === "Unexpected") return internalCode.extraMember
  if (found === "") return internalCode.tooShort
  const most = longest.exec(issue.message)?.[1]
  return typeof found === "string" && most !== undefined && found.length > Number(most)
    ? internalCode.tooLong
    : internalCode.parameter
}

const rejection = ({ location, value }: Section, error: ParseResult.ParseIssue): SimulatedError => {
  const issues = findings(error)
  const issue = issues.find(({ _tag }) => _tag === "Unexpected") ?? (issues[0] as Finding)
  const business = businessRules.find(([pattern]) => issues.every(({ message }) => pattern.test(message)))
  if (business !== undefined) return invalidRequest(business[1], business[2])
  const pointer = pointerOf(issue.path)
  const found = valueAt(value, issue.path)
  return paramError(
    shortText(textFor(shortText(sourceOf(location, pointer)), issue)),
    {
      field: shortText(location === "body" ? pointer : issue.path.map(String).join(".")),
      ...(found === undefined ? {} : { value: shortened(found) }),
      issue: shortText(issue.message),
      location
    },
    codeOf(issue, found)
  )
}

const decodeSection = (
  section: Section,
  isLarge: boolean
): Effect.Effect<Record<string, unknown>, SimulatedError> => {
  if (section.schema === undefined) {
    const name = Object.keys(section.value ?? {})[0]
    if (section.value === undefined || (name === undefined && section.location !== "body"))
      return Effect.succeed({})
    const pointer = name === undefined ? "" : pointerOf([name])
    return Effect.fail(
      paramError(
        `请求中含有未在API文档中定义的参数“${sourceOf(section.location, pointer)}”`,
        {
          field: section.location === "body" ? pointer : (name ?? ""),
          issue:
            section.location === "body"
              ? "the call has no body, not even {}"
              : "is not a parameter of this call",
          location: section.location
        },
        internalCode.extraMember
      )
    )
  }
  const decode = ParseResult.decodeUnknown(section.schema, {
    onExcessProperty: "error",
    // Collecting thousands of errors takes seconds.
    errors: isLarge ? "first" : "all"
  })
  return decode(section.value ?? {}).pipe(
    Effect.mapError((error) => rejection(section, error))
  ) as Effect.Effect<Record<string, unknown>, SimulatedError>
}

/** Whether a body has more members than any documented one. */
const hasMany = (value: unknown): boolean => {
  const stack = [value]
  let left = 2000
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    if (typeof one !== "object" || one === null || ArrayBuffer.isView(one)) continue
    const names = Object.keys(one)
    left -= names.length
    // Before the members are read: of an object with very many, reading them takes longest.
    if (left < 0) return true
    for (const name of names) {
      const member = (one as Record<string, unknown>)[name]
      if (typeof member === "object" && member !== null) stack.push(member)
    }
  }
  return false
}

const badEncoding = (field: string, location: Location): SimulatedError =>
  paramError(`输入源“/${location}/${field}”不是合法的URL编码`, {
    field,
    issue: "is not percent-encoded UTF-8",
    location
  })

/** Decodes a text of one character per byte, percent-encoded or not. */
const decodePercent = (text: string): string => {
  const bytes: Array<number> = []
  for (let index = 0; index < text.length; index++) {
    if (text[index] === "%") {
      const hex = text.slice(index + 1, index + 3)
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) throw new URIError("not percent-encoded")
      bytes.push(Number.parseInt(hex, 16))
      index += 2
    } else bytes.push(text.charCodeAt(index))
  }
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes))
}

const decodeText = (text: string, field: string, location: Location) =>
  Effect.try({ try: () => decodePercent(text), catch: () => badEncoding(field, location) })

/** Parses the query as a form: `+` is a blank, repeated names make a list. */
const parseQuery = Effect.fnUntraced(function* (target: string) {
  const query: Record<string, string | ReadonlyArray<string>> = {}
  const start = target.indexOf("?")
  if (start === -1) return query
  for (const pair of target.slice(start + 1).split("&")) {
    if (pair === "") continue
    const equals = pair.indexOf("=")
    const [rawName, rawValue] = equals === -1 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)]
    const name = yield* decodeText(rawName.replaceAll("+", " "), rawName, "query")
    const value = yield* decodeText(rawValue.replaceAll("+", " "), name, "query")
    const known = Object.hasOwn(query, name) ? query[name] : undefined
    Object.defineProperty(query, name, {
      value: known === undefined ? value : typeof known === "string" ? [known, value] : [...known, value],
      enumerable: true,
      configurable: true
    })
  }
  return query
})

const decodeParams = Effect.fnUntraced(function* (raw: Readonly<Record<string, string>>) {
  const params: Record<string, string> = {}
  for (const [name, text] of Object.entries(raw)) params[name] = yield* decodeText(text, name, "uri_template")
  return params
})

/** The flat input of the endpoint, as a client passes it. */
export const decodeInput = Effect.fnUntraced(function* (
  endpoint: Description,
  request: Request,
  rawParams: Readonly<Record<string, string>>,
  json: unknown
) {
  const params = yield* decodeParams(rawParams)
  const query = yield* parseQuery(request.target)
  const sections: ReadonlyArray<Section> = [
    { location: "uri_template", schema: endpoint.params, value: params },
    { location: "query", schema: endpoint.query, value: coerceTexts(endpoint.query, query) },
    { location: "body", schema: endpoint.payload, value: json }
  ]
  // Before the schemas, which reject such an address without saying how it is tested locally.
  const isLarge = hasMany(json)
  if (!isLarge) yield* publicNotifyUrls(json)
  const decoded = yield* Effect.forEach(sections, (section) => decodeSection(section, isLarge))
  return Object.assign({}, ...decoded) as Readonly<Record<string, unknown>>
})
