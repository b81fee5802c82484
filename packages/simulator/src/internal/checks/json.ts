import * as Effect from "effect/Effect"
import { paramError, type SimulatedError } from "../../SimulatedError.js"

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const notJson = (issue: string): SimulatedError =>
  paramError("请求报文不是合法的JSON", { field: "", issue, location: "body" })

const surrogate = /[\ud800-\udfff]/

/** The pointer to a text with a character of four bytes (or half of one), which WeChat Pay's JSON does not allow. */
const emojiAt = (value: unknown, pointer: string): string | undefined => {
  if (typeof value === "string") return surrogate.test(value) ? pointer : undefined
  if (typeof value !== "object" || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    const found = emojiAt(member, `${pointer}/${name}`)
    if (found !== undefined) return found
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
    const emoji = emojiAt(value, "")
    return emoji === undefined
      ? Effect.succeed(value)
      : Effect.fail(
          paramError(`输入源“/body${emoji}”含有不支持的字符，仅支持UTF-8编码一至三字节的字符`, {
            field: emoji,
            issue: "holds a character of four bytes (emoji)",
            location: "body"
          })
        )
  })
