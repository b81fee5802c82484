/**
 * Functions that parse values, whatever their schemas are made of: `parser.ts` composes them by a schema. They make no object
 * for a member, and keep a value that needs no change.
 */

/** The result for a value that does not match, or that only Effect can decide on. */
export const noMatch: unique symbol = Symbol("noMatch")

export type Parser = (value: unknown) => unknown

export type Direction = "decode" | "encode"

const isRecord = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

export const only =
  (type: "string" | "number" | "boolean" | "undefined"): Parser =>
  (value) =>
    typeof value === type ? value : noMatch

export interface Member {
  readonly name: PropertyKey
  readonly isOptional: boolean
  readonly parse: Parser
}

/** The known members of a value, up to a given one. */
const pick = (
  value: Record<PropertyKey, unknown>,
  members: ReadonlyArray<Member>,
  until = members.length
) => {
  const picked: Record<PropertyKey, unknown> = {}
  for (let index = 0; index < until; index++) {
    const { name } = members[index] as Member
    if (Object.hasOwn(value, name)) picked[name] = value[name]
  }
  return picked
}

const countOf = (value: object): number => {
  let count = 0
  for (const _ in value) count++
  return count
}

/**
 * A value parsed from JSON has no other owner, so it is kept if decoding changes nothing. A value of a caller is copied,
 * and so is an instance of a class, which JSON cannot contain.
 */
const mayKeep = (direction: Direction): boolean => direction === "decode"

const hasPrototype = (value: object, prototype: object): boolean => Object.getPrototypeOf(value) === prototype

export const record = (
  members: ReadonlyArray<Member>,
  direction: Direction,
  rejectsExcess: boolean
): Parser => {
  const keeps = mayKeep(direction)
  return (value) => {
    if (!isRecord(value)) return noMatch
    let parsed: Record<PropertyKey, unknown> | undefined =
      keeps && hasPrototype(value, Object.prototype) ? undefined : {}
    let present = 0
    for (let index = 0; index < members.length; index++) {
      const { isOptional, name, parse } = members[index] as Member
      if (Object.hasOwn(value, name)) {
        const given = value[name]
        const member = parse(given)
        if (member === noMatch) return noMatch
        if (parsed === undefined && member !== given) parsed = pick(value, members, index)
        if (parsed !== undefined) parsed[name] = member
        present++
      } else if (!isOptional) return noMatch
    }
    if (rejectsExcess) return Reflect.ownKeys(value).length === present ? parsed : noMatch
    return parsed ?? (countOf(value) === present ? value : pick(value, members))
  }
}

export const list = (parse: Parser, direction: Direction): Parser => {
  const keeps = mayKeep(direction)
  return (value) => {
    if (!Array.isArray(value)) return noMatch
    let parsed: Array<unknown> | undefined = keeps && hasPrototype(value, Array.prototype) ? undefined : []
    for (let index = 0; index < value.length; index++) {
      const element = parse(value[index])
      if (element === noMatch) return noMatch
      if (parsed === undefined && element !== value[index]) parsed = value.slice(0, index)
      parsed?.push(element)
    }
    return parsed ?? value
  }
}

export const union = (members: ReadonlyArray<Parser>): Parser => {
  return (value) => {
    for (const parse of members) {
      const parsed = parse(value)
      if (parsed !== noMatch) return parsed
    }
    return noMatch
  }
}
