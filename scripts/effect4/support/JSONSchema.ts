/**
 * What Effect 3 has as `effect/JSONSchema`: the values on the wire as JSON Schema. `Schema.toJsonSchemaDocument` of Effect 4
 * describes what its own JSON encoding makes of a schema: `null` in place of a missing member, texts for numbers that are not
 * finite, and a number without the limits of its checks.
 */
import type * as Schema from "effect/Schema"
import * as AST from "effect/SchemaAST"

export interface JsonSchema7 {
  readonly [keyword: string]: unknown
}

export interface Options {
  readonly definitions: Record<string, JsonSchema7>
  readonly definitionPath?: string
  readonly target?: "openApi3.1"
  readonly topLevelReferenceStrategy?: "skip"
  readonly additionalPropertiesStrategy?: "strict" | "allow"
}

type Annotations = { readonly [name: string]: unknown } | undefined
type Check = AST.Filter<unknown> | AST.FilterGroup<unknown>

/** Descriptions and examples, which a schema and a check may have. */
const documentationIn = (annotations: Annotations): JsonSchema7 =>
  Object.fromEntries(
    ["description", "title", "default", "examples"].flatMap((name) =>
      annotations?.[name] === undefined ? [] : [[name, annotations[name]]]
    )
  )

/** What an annotation says a schema is; of a check that works with texts and with lists, for a text or a list. */
const annotationIn = (annotations: Annotations, type?: unknown): JsonSchema7 | undefined => {
  const annotation = annotations?.toJsonSchema
  if (typeof annotation !== "function") return undefined
  const made: unknown = annotation({ type })
  const [keywords] = Array.isArray(made) ? made : [made]
  return keywords as JsonSchema7
}

/** Whether an annotation takes the place of the schema, instead of adding to it. */
const replaces = (annotation: JsonSchema7): boolean =>
  ["type", "oneOf", "anyOf", "$ref"].some((keyword) => keyword in annotation)

/** Checks of Effect that Effect 3 described otherwise: an integer had no limits, a pattern needed no flag `u`. */
const known = ({ annotations }: Check): JsonSchema7 | undefined => {
  const representation = annotations?.representation as
    | { readonly id?: unknown; readonly payload?: { readonly source?: unknown } }
    | undefined
  switch (representation?.id) {
    case "effect/schema/isInt": {
      const { maximum, minimum, ...own } = annotationIn(annotations) ?? {}
      return { type: "integer", title: "int", description: "an integer", ...own }
    }
    case "effect/schema/isPattern":
      return { pattern: representation.payload?.source }
    default:
      return undefined
  }
}

const withCheck = (schema: JsonSchema7, check: Check): JsonSchema7 => {
  const found = known(check)
  if (found !== undefined) return { ...schema, ...found, ...documentationIn(check.annotations) }
  const own = annotationIn(check.annotations, schema.type)
  if (own === undefined) {
    return check._tag === "FilterGroup" ? check.checks.reduce<JsonSchema7>(withCheck, schema) : schema
  }
  return replaces(own) ? own : { ...schema, ...documentationIn(check.annotations), ...own }
}

const isUndefined = (ast: AST.AST): boolean => ast._tag === "Undefined"

/** The schema of a member that is present. */
const withoutUndefined = (ast: AST.AST): AST.AST => {
  if (ast._tag !== "Union" || !ast.types.some(isUndefined)) return ast
  const [first, ...others] = ast.types.filter((type) => !isUndefined(type))
  return first === undefined || others.length > 0
    ? new AST.Union(
        [...(first === undefined ? [] : [first]), ...others],
        ast.options,
        ast.annotations,
        ast.checks
      )
    : first
}

const isEnum = (
  schema: JsonSchema7 | undefined
): schema is JsonSchema7 & { readonly enum: ReadonlyArray<unknown> } =>
  schema !== undefined && "enum" in schema && "type" in schema && Object.keys(schema).length === 2

/** Literals of the same type are one list. */
const together = (members: ReadonlyArray<JsonSchema7>): ReadonlyArray<JsonSchema7> => {
  const all: Array<JsonSchema7> = []
  for (const member of members) {
    const last = all.at(-1)
    if (isEnum(last) && isEnum(member) && last.type === member.type) {
      all[all.length - 1] = { type: last.type, enum: last.enum.concat(member.enum) }
    } else all.push(member)
  }
  return all
}

const literal = (value: AST.LiteralValue): JsonSchema7 => ({ type: typeof value, enum: [value] })

const bare = (ast: AST.AST, options: Options): JsonSchema7 => {
  const go = (inner: AST.AST) => fromAST(inner, options)
  switch (ast._tag) {
    case "String":
      return { type: "string" }
    case "Number":
      return { type: "number" }
    case "Boolean":
      return { type: "boolean" }
    case "Null":
      return { type: "null" }
    case "Literal":
      return literal(ast.literal)
    case "Unknown":
      return { $id: "/schemas/unknown", title: "unknown" }
    case "Union": {
      const members = together(ast.types.map(go))
      return members.length === 1 ? (members[0] as JsonSchema7) : { anyOf: members }
    }
    case "Arrays": {
      const [item] = ast.rest
      const count = ast.elements.length
      return {
        type: "array",
        ...(count === 0
          ? {}
          : {
              minItems: ast.elements.filter((element) => !AST.isOptional(element)).length,
              ...(item === undefined ? { prefixItems: ast.elements.map(go) } : {})
            }),
        ...(item === undefined ? (count === 0 ? { maxItems: 0 } : { items: false }) : { items: go(item) })
      }
    }
    case "Objects": {
      const [index] = ast.indexSignatures
      if (index === undefined && ast.propertySignatures.length === 0) {
        return { anyOf: [{ type: "object" }, { type: "array" }] }
      }
      const members = ast.propertySignatures.map(({ name, type }) => ({
        name: String(name),
        isRequired: !AST.isOptional(type) && withoutUndefined(type) === type,
        schema: { ...go(withoutUndefined(type)), ...documentationIn(type.context?.annotations) }
      }))
      return {
        type: "object",
        required: members.filter(({ isRequired }) => isRequired).map(({ name }) => name),
        properties: Object.fromEntries(members.map(({ name, schema }) => [name, schema])),
        additionalProperties:
          index === undefined
            ? options.additionalPropertiesStrategy === "allow"
            : go(withoutUndefined(index.type))
      }
    }
    default:
      throw new Error(`a schema of the kind ${ast._tag} has no JSON Schema without an annotation`)
  }
}

/** What an annotation of the schema itself says, and the schema where it says nothing. */
const annotated = (ast: AST.AST, options: Options): JsonSchema7 => {
  const annotation = annotationIn(ast.annotations)
  if (annotation === undefined) return { ...bare(ast, options), ...documentationIn(ast.annotations) }
  if (ast._tag === "Declaration") return { ...annotation, ...documentationIn(ast.annotations) }
  return replaces(annotation) ? annotation : { ...bare(ast, options), ...annotation }
}

/** A schema as JSON Schema. */
export const fromAST = (ast: AST.AST, options: Options): JsonSchema7 => {
  const checks = ast.checks ?? []
  const [replaced, at] = checks.reduce<readonly [JsonSchema7 | undefined, number]>(
    (found, check, index) => {
      const own = known(check) === undefined ? annotationIn(check.annotations) : undefined
      return own !== undefined && replaces(own) ? [own, index] : found
    },
    [undefined, -1]
  )
  if (ast.encoding !== undefined) {
    const own = replaced ?? annotationIn(ast.annotations)
    const wire = ast.encoding[ast.encoding.length - 1]?.to
    return own !== undefined && replaces(own) ? own : fromAST(wire ?? AST.toEncoded(ast), options)
  }
  return checks.slice(at + 1).reduce<JsonSchema7>(withCheck, replaced ?? annotated(ast, options))
}

export const make = (schema: Schema.Constraint): JsonSchema7 => fromAST(schema.ast, { definitions: {} })
