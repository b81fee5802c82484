/** Reads a schema the way the catalogue describes a member: type, members, limits. */
import { Sensitive } from "@effect-wechatpay/core"
import { SchemaAST as AST, Option, Schema } from "effect"

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

const limitsOf = (ast: AST.Annotated): Limits => {
  const json: JsonSchema = Option.getOrElse(AST.getJSONSchemaAnnotation(ast), () => ({})) as JsonSchema
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

const isInteger = (ast: AST.Annotated): boolean =>
  (Option.getOrElse(AST.getJSONSchemaAnnotation(ast), () => ({})) as JsonSchema).type === "integer"

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
  switch (ast._tag) {
    case "StringKeyword":
      return { type: "string", ...limitsOf(ast) }
    case "NumberKeyword":
      return { type: isInteger(ast) ? "integer" : "number", ...limitsOf(ast) }
    case "BooleanKeyword":
      return { type: "boolean" }
    case "UndefinedKeyword":
    case "NeverKeyword":
    case "UnknownKeyword":
      return { type: "unknown" }
    case "Literal":
      return {
        type:
          typeof ast.literal === "number"
            ? "integer"
            : typeof ast.literal === "boolean"
              ? "boolean"
              : "string",
        enum: ast.literal === null ? [] : [ast.literal as string]
      }
    case "Refinement": {
      const from = shapeOf(ast.from)
      return { ...from, type: isInteger(ast) ? "integer" : from.type, ...limitsOf(ast) }
    }
    case "TypeLiteral":
      return {
        type: "object",
        members: new Map(
          ast.propertySignatures.map((property) => [
            String(property.name),
            { required: !property.isOptional, shape: shapeOf(property.type) }
          ])
        )
      }
    case "TupleType": {
      const item = ast.rest[0]
      if (item === undefined || ast.elements.length > 0) throw new Error("a tuple")
      return { type: "array", item: shapeOf(item.type) }
    }
    case "Union":
      return merge(
        ast.types.filter((type) => !AST.isUndefinedKeyword(type) && !AST.isNeverKeyword(type)).map(shapeOf)
      )
    case "Transformation":
      // What may come in several forms is described by what it becomes.
      return { ...shapeOf(AST.isUnknownKeyword(ast.from) ? ast.to : ast.from), ...limitsOf(ast) }
    case "Suspend":
      return shapeOf(ast.f())
    case "Declaration":
      if (Sensitive.paths(Schema.make(ast)).length === 0) throw new Error("a declaration")
      return { type: "string", encrypted: true }
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
