// Effect 4 edition of shape.ts as of 41c02b560eb9a84b.
/** Reads a schema the way the catalogue describes a member: type, members, limits. */
import { Sensitive } from "@effect-wechatpay/core"
import { SchemaAST as AST, Schema } from "effect"

export interface Limits {
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  /** Values that a request accepts, or that a response is known to have. */
  readonly enum?: ReadonlyArray<string | number | boolean>
  readonly min?: number
  readonly max?: number
  readonly minItems?: number
  readonly maxItems?: number
}

export interface Shape extends Limits {
  readonly type: "string" | "integer" | "number" | "boolean" | "object" | "array" | "unknown"
  /** Encrypted on the wire. */
  readonly encrypted?: boolean
  /** Of an object. */
  readonly members?: ReadonlyMap<string, Member>
  /** Of an array. */
  readonly item?: Shape
}

export interface Member {
  readonly required: boolean
  readonly shape: Shape
}

type JsonSchema = Readonly<Record<string, unknown>>

const number = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined)

const present = <A extends object>(record: A): { [K in keyof A]: Exclude<A[K], undefined> } =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never

/** A pattern that states the length in whole: `^[…]{1,32}$`. */
const lengthOf = (pattern: unknown) => {
  const match = typeof pattern === "string" ? /^\^\[[^\]]*\]\{(\d+),(\d+)\}\$$/.exec(pattern) : null
  return match === null ? {} : { minLength: Number(match[1]), maxLength: Number(match[2]) }
}

type Keywords = (context: object) => JsonSchema | ReadonlyArray<unknown>

/** Effect 4 has the pattern of an expression in its JSON Schema only if that has the flag `u`. */
const patternIn = (annotations: object | undefined): JsonSchema => {
  const { representation } = (annotations ?? {}) as {
    readonly representation?: { readonly id: string; readonly payload?: { readonly source?: unknown } }
  }
  return representation?.id === "effect/schema/isPattern" ? { pattern: representation.payload?.source } : {}
}

const keywordsIn = (annotations: object | undefined): JsonSchema => {
  const make = (annotations as { readonly toJsonSchema?: Keywords } | undefined)?.toJsonSchema
  const made = make?.({}) ?? {}
  return { ...((Array.isArray(made) ? made[0] : made) as JsonSchema), ...patternIn(annotations) }
}

type Check = NonNullable<AST.AST["checks"]>[number]

const keywordsOf = (ast: AST.AST | Check): JsonSchema => {
  const checks: ReadonlyArray<Check> = ("checks" in ast ? ast.checks : undefined) ?? []
  return Object.assign({}, keywordsIn(ast.annotations), ...checks.map(keywordsOf))
}

const limitsOf = (ast: AST.AST): Limits => {
  const json = keywordsOf(ast)
  return present({
    ...lengthOf(json.pattern),
    ...present({
      minLength: number(json.minLength),
      maxLength: number(json.maxLength),
      min: number(json.minimum),
      max: number(json.maximum),
      minItems: number(json.minItems),
      maxItems: number(json.maxItems)
    }),
    pattern: typeof json.pattern === "string" ? json.pattern : undefined,
    format:
      json.format === "date-time" ? "RFC3339" : typeof json.format === "string" ? json.format : undefined,
    enum: Array.isArray(json.examples) ? json.examples : undefined
  }) as Limits
}

const isInteger = (ast: AST.AST): boolean => keywordsOf(ast).type === "integer"

const merge = (shapes: ReadonlyArray<Shape>): Shape => {
  const [first, ...rest] = shapes
  if (first === undefined) throw new Error("an empty union")
  if (rest.length === 0) return first
  // Integers that official samples print as text.
  if (shapes.length === 2 && first.type === "integer" && shapes[1]?.type === "string") return first
  if (shapes.some((shape) => shape.type !== first.type)) {
    throw new Error(`a union of ${shapes.map((shape) => shape.type).join(" and ")}`)
  }
  if (first.type === "object") {
    const members = new Map<string, Member>()
    for (const name of new Set(shapes.flatMap((shape) => [...(shape.members ?? new Map()).keys()]))) {
      const found = shapes.map((shape) => shape.members?.get(name))
      const given = found.filter((member) => member !== undefined && member.shape.type !== "unknown")
      members.set(name, {
        required: found.every((member) => member?.required === true),
        shape: merge(given.map((member) => (member as Member).shape))
      })
    }
    return { type: "object", members }
  }
  if (shapes.every((shape) => shape.enum !== undefined)) {
    return { type: first.type, enum: [...new Set(shapes.flatMap((shape) => shape.enum ?? []))] }
  }
  if (shapes.every((shape) => JSON.stringify(shape) === JSON.stringify(first))) return first
  throw new Error(`a union of different texts: ${JSON.stringify(shapes)}`)
}

/** The shape of a schema on the wire. */
export const shapeOf = (ast: AST.AST): Shape => {
  if (ast._tag === "Declaration" && Sensitive.paths(Schema.make(ast)).length > 0) {
    return { type: "string", encrypted: true }
  }
  const whole = baseOf(ast)
  return ast.encoding === undefined && ast.checks === undefined
    ? whole
    : { ...whole, ...(isInteger(ast) ? { type: "integer" } : {}), ...limitsOf(ast) }
}

const baseOf = (ast: AST.AST): Shape => {
  if (ast.encoding !== undefined) {
    const from = AST.toEncoded(ast)
    // What may come in several forms is described by what it becomes.
    return shapeOf(from._tag === "Unknown" ? AST.toType(ast) : from)
  }
  switch (ast._tag) {
    case "String":
      return { type: "string", ...limitsOf(ast) }
    case "Number":
      return { type: isInteger(ast) ? "integer" : "number", ...limitsOf(ast) }
    case "Boolean":
      return { type: "boolean" }
    case "Undefined":
    case "Never":
    case "Unknown":
      return { type: "unknown" }
    case "Null":
      return { type: "string", enum: [] }
    case "Literal":
      return {
        type:
          typeof ast.literal === "number"
            ? "integer"
            : typeof ast.literal === "boolean"
              ? "boolean"
              : "string",
        enum: [ast.literal as string]
      }
    case "Objects":
      return {
        type: "object",
        members: new Map(
          ast.propertySignatures.map(({ name, type }) => [
            String(name),
            { required: type.context?.isOptional !== true, shape: shapeOf(type) }
          ])
        )
      }
    case "Arrays": {
      const [item] = ast.rest
      if (item === undefined || ast.elements.length > 0) throw new Error("a tuple")
      return { type: "array", item: shapeOf(item) }
    }
    case "Union":
      return merge(ast.types.filter(({ _tag }) => _tag !== "Undefined" && _tag !== "Never").map(shapeOf))
    case "Suspend":
      return shapeOf(ast.thunk())
    default:
      throw new Error(`cannot read ${ast._tag}`)
  }
}

const known = new WeakMap<AST.AST, ReadonlyMap<string, Member>>()

/** The members of a section of an endpoint; none for a section that the endpoint does not have. */
export const membersOf = (schema: { readonly ast: AST.AST } | undefined): ReadonlyMap<string, Member> => {
  if (schema === undefined) return new Map()
  const before = known.get(schema.ast)
  if (before !== undefined) return before
  const { members, type } = shapeOf(schema.ast)
  if (type !== "object" || members === undefined) throw new Error(`a section of type ${type}`)
  known.set(schema.ast, members)
  return members
}
