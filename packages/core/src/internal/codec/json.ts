/**
 * Parses JSON. Unlike `JSON.parse` it rejects deep nesting, duplicate members, and members that change a prototype.
 */
import * as Either from "effect/Either"

/** WeChat Pay uses fewer than ten levels. */
const maxDepth = 64

const backslash = 0x5c
const quote = 0x22
const colon = 0x3a
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Whether an odd number of backslashes precedes the character at `index`. */
const isEscaped = (text: string, index: number): boolean => {
  let first = index
  while (text.charCodeAt(first - 1) === backslash) first--
  return (index - first) % 2 === 1
}

/** The position of the quote that ends the string beginning at `start`; the length of the text if there is none. */
const endOfText = (text: string, start: number): number => {
  let index = start
  do {
    index = text.indexOf('"', index + 1)
    if (index === -1) return text.length
  } while (isEscaped(text, index))
  return index
}

/** The number of members in a JSON text; `undefined` if it is nested too deeply. */
const countWrittenMembers = (text: string): number | undefined => {
  let depth = 0
  let members = 0
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfText(text, index)
        break
      case colon:
        members++
        break
      case openBracket:
      case openBrace:
        if (++depth > maxDepth) return undefined
        break
      case closeBracket:
      case closeBrace:
        depth--
        break
    }
  }
  return members
}

/** Members that would change the prototype of an object when they are copied to it. */
const forbidden = new Set(["__proto__", "constructor", "prototype"])

/** The number of members of a parsed value, or the name of a rejected one. */
const countMembers = (value: object): number | string => {
  let members = 0
  if (Array.isArray(value)) {
    for (const element of value) {
      if (typeof element !== "object" || element === null) continue
      const count = countMembers(element)
      if (typeof count === "string") return count
      members += count
    }
    return members
  }
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue
    // Few names have one of these lengths.
    if ((name.length === 9 || name.length === 11) && forbidden.has(name)) return name
    members++
    const member = (value as Record<string, unknown>)[name]
    if (typeof member !== "object" || member === null) continue
    const count = countMembers(member)
    if (typeof count === "string") return count
    members += count
  }
  return members
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const lenientUtf8 = new TextDecoder()

/** Decodes text for people; never fails. */
export const lenientText = (bytes: Uint8Array): string => lenientUtf8.decode(bytes)

/** Parses JSON. The failure describes the problem without the text. */
export const parseJson = (bytes: Uint8Array): Either.Either<unknown, string> => {
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return Either.left("is not UTF-8")
  }
  const written = countWrittenMembers(text)
  if (written === undefined) return Either.left(`is nested deeper than ${maxDepth} levels`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return Either.left("is not JSON")
  }
  const members = typeof value === "object" && value !== null ? countMembers(value) : 0
  if (typeof members === "string") return Either.left(`has a member named ${members}`)
  // The parser keeps the last of two members with one name, so the numbers differ.
  return members === written ? Either.right(value) : Either.left("has a member twice in one object")
}
