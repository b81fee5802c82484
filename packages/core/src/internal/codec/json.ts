/**
 * Parses JSON with limits that `JSON.parse` does not have: depth, members that come twice, members that change a prototype.
 */
import * as Either from "effect/Either"

/** WeChat Pay nests less than ten levels. */
const maxDepth = 64

const quote = 0x22
const colon = 0x3a
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Whether an odd number of backslashes stands before the character at `index`. */
const isEscaped = (text: string, index: number): boolean => {
  let first = index
  while (text[first - 1] === "\\") first--
  return (index - first) % 2 === 1
}

/** The position of the quote that ends the text beginning at `start`; the end of the whole where there is none. */
const endOfText = (text: string, start: number): number => {
  let index = start
  do {
    index = text.indexOf('"', index + 1)
    if (index === -1) return text.length
  } while (isEscaped(text, index))
  return index
}

/** The number of members written in a JSON text, or nothing when it is nested too deep. */
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

/** Members that would change the prototype of an object they are copied to. */
const forbidden = new Set(["__proto__", "constructor", "prototype"])

/** The number of members that a parsed value has, or the name of one that is rejected. */
const countMembers = (value: unknown): number | string => {
  if (typeof value !== "object" || value === null) return 0
  let members = 0
  if (Array.isArray(value)) {
    for (const element of value) {
      const count = countMembers(element)
      if (typeof count === "string") return count
      members += count
    }
    return members
  }
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue
    if (forbidden.has(name)) return name
    const count = countMembers((value as Record<string, unknown>)[name])
    if (typeof count === "string") return count
    members += count + 1
  }
  return members
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const lenientUtf8 = new TextDecoder()

/** Text for people; it never fails. */
export const lenientText = (bytes: Uint8Array): string => lenientUtf8.decode(bytes)

/** Parses JSON; fails with what is wrong, never with the text. */
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
  const members = countMembers(value)
  if (typeof members === "string") return Either.left(`has a member named ${members}`)
  // Of two members with one name the parser keeps the last.
  return members === written ? Either.right(value) : Either.left("has a member twice in one object")
}
