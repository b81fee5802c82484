import * as Effect from "effect/Effect"
import { paramError, type SimulatedError } from "../../SimulatedError.js"

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const notJson = (issue: string): SimulatedError =>
  paramError("请求报文不是合法的JSON", { field: "", issue, location: "body" })

/** Deeper than any documented body, and shallow enough for recursive code. */
const deepest = 100

/** Several times more than any documented body. Those of a body are read often, so very many would take seconds. */
const mostMembers = 100_000

const surrogate = /[\ud800-\udfff]/

const step = (name: string): string => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`

/** A value whose members are to be checked. Its pointer is computed from its parents, as it is rarely needed. */
interface Node {
  readonly value: object
  readonly depth: number
  readonly name: string
  readonly parent: Node | undefined
}

const pointerOf = (node: Node | undefined): string =>
  node?.parent === undefined ? "" : pointerOf(node.parent) + step(node.name)

const emoji = (pointer: string): SimulatedError =>
  paramError(`输入源“/body${pointer}”含有不支持的字符，仅支持UTF-8编码一至三字节的字符`, {
    field: pointer,
    issue: "has a character of four bytes (emoji)",
    location: "body"
  })

/**
 * Why a value is rejected as a body: a text with a character of four bytes (or half of one), which WeChat Pay's JSON
 * does not allow, members that are nested too deeply, or too many members. Not recursive: the value may be as deep as its
 * text is long.
 */
const rejection = (whole: object): SimulatedError | undefined => {
  let left = mostMembers
  const stack: Array<Node> = [{ value: whole, depth: 1, name: "", parent: undefined }]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.depth > deepest) return notJson(`is nested deeper than ${deepest} levels`)
    const names = Object.keys(node.value)
    left -= names.length
    if (left < 0) return notJson(`has more than ${mostMembers} members`)
    for (const name of names) {
      const member = (node.value as Record<string, unknown>)[name]
      if (typeof member === "string") {
        if (surrogate.test(member)) return emoji(pointerOf(node) + step(name))
      } else if (typeof member === "object" && member !== null) {
        stack.push({ value: member, depth: node.depth + 1, name, parent: node })
      }
    }
  }
  return undefined
}

/** The body is UTF-8 JSON, an object, without emoji; `undefined` for no body. */
export const jsonBody = (body: Uint8Array): Effect.Effect<unknown, SimulatedError> =>
  Effect.suspend(() => {
    if (body.length === 0) return Effect.void
    let value: unknown
    try {
      value = JSON.parse(utf8.decode(body))
    } catch (error) {
      return Effect.fail(notJson(error instanceof SyntaxError ? "is not JSON" : "is not UTF-8"))
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return Effect.fail(notJson("is not an object"))
    }
    const rejected = rejection(value)
    return rejected === undefined ? Effect.succeed(value) : Effect.fail(rejected)
  })
