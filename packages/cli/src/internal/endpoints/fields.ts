/** The fields of an input, for help, completion and the values of options. */
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Upload from "@effect-wechatpay/core/Upload"
import * as JSONSchema from "effect/JSONSchema"
import type { Text } from "../text.js"
import type { Loaded } from "./listed.js"

export interface Field {
  /** Member names, joined by dots. */
  readonly path: string
  readonly type: "string" | "integer" | "number" | "boolean" | "json"
  readonly required: boolean
  /** All allowed values, if there is a list of them. */
  readonly choices: ReadonlyArray<string>
  /** Limits and units. */
  readonly text: Text
}

interface Node {
  readonly $ref?: string
  readonly type?: string
  readonly description?: string
  readonly enum?: ReadonlyArray<unknown>
  readonly const?: unknown
  readonly maxLength?: number
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: ReadonlyArray<string>
  readonly items?: Node
  readonly anyOf?: ReadonlyArray<Node>
  readonly allOf?: ReadonlyArray<Node>
}

type Definitions = Record<string, JSONSchema.JsonSchema7>

const prefix = "#/$defs/"

const schemaOf = (schema: AnySchema, definitions: Definitions): Node =>
  JSONSchema.fromAST(schema.ast, {
    definitions,
    definitionPath: prefix,
    target: "openApi3.1",
    topLevelReferenceStrategy: "skip",
    additionalPropertiesStrategy: "strict"
  }) as unknown as Node

interface Members {
  readonly properties: Map<string, Node>
  readonly required: ReadonlySet<string>
}

const resolve = (node: Node, definitions: Definitions, depth = 0): Node =>
  node.$ref === undefined || depth > 8
    ? node
    : resolve((definitions[node.$ref.slice(prefix.length)] ?? {}) as Node, definitions, depth + 1)

/** The members of all alternatives; a member is required if all alternatives require it. */
const membersOf = (given: Node, definitions: Definitions): Members => {
  const node = resolve(given, definitions)
  const properties = new Map(Object.entries(node.properties ?? {}))
  const required = new Set(node.required ?? [])
  for (const part of node.allOf ?? []) {
    const members = membersOf(part, definitions)
    for (const [name, member] of members.properties) properties.set(name, member)
    for (const name of members.required) required.add(name)
  }
  const alternatives = (node.anyOf ?? []).map((part) => membersOf(part, definitions))
  for (const { properties: own } of alternatives) {
    for (const [name, member] of own) properties.set(name, member)
  }
  for (const name of alternatives[0]?.required ?? []) {
    if (alternatives.every((alternative) => alternative.required.has(name))) required.add(name)
  }
  return { properties, required }
}

const limitsOf = ({ maxItems, maxLength, maximum, minItems, minLength, minimum }: Node): Text => {
  const range = (least: number | undefined, most: number | undefined): string | undefined => {
    if (least !== undefined && most !== undefined) return least === most ? String(most) : `${least}–${most}`
    if (most !== undefined && most < Number.MAX_SAFE_INTEGER) return `≤ ${most}`
    return least === undefined ? undefined : `≥ ${least}`
  }
  const length = range(minLength, maxLength)
  const value = range(minimum, maximum)
  const items = range(minItems, maxItems)
  const parts = (characters: string, entries: string) =>
    [
      length === undefined ? "" : `${length} ${characters}`,
      value ?? "",
      items === undefined ? "" : `${items} ${entries}`
    ].filter((part) => part !== "")
  return { en: parts("characters", "items").join(", "), zh: parts("个字符", "项").join("，") }
}

/** A nested object becomes options of its own, to this depth; deeper ones are given as JSON. */
const deepest = 3

const fieldsOf = (
  node: Node,
  definitions: Definitions,
  hidden: ReadonlySet<string>,
  path: ReadonlyArray<string> = [],
  parentRequired = true
): ReadonlyArray<Field> => {
  const { properties, required } = membersOf(node, definitions)
  return [...properties].flatMap(([name, given]): ReadonlyArray<Field> => {
    const member = resolve(given, definitions)
    const inner = [...path, name]
    const isRequired = parentRequired && required.has(name)
    if (hidden.has(inner.join("."))) return []
    const isObject = member.properties !== undefined || member.allOf !== undefined
    if (isObject && inner.length < deepest) {
      const nested = fieldsOf(member, definitions, hidden, inner, isRequired)
      if (nested.length > 0) return nested
    }
    const choices = (member.enum ?? (member.const === undefined ? [] : [member.const])).filter(
      (value): value is string => typeof value === "string"
    )
    const type =
      member.type === "integer" || member.type === "number" || member.type === "boolean"
        ? member.type
        : member.type === "string" || choices.length > 0
          ? "string"
          : "json"
    const limits = limitsOf(member)
    const described = given.description ?? member.description ?? ""
    const text = {
      en: described === "" ? limits.en : described,
      zh: limits.zh === "" ? described : limits.zh
    }
    return [{ path: inner.join("."), type, required: isRequired, choices, text }]
  })
}

/** Sections of the input: what they say about a field of the same name is the same. */
const sectionsOf = ({ endpoint, version }: Loaded): ReadonlyArray<AnySchema> =>
  version === "v2"
    ? [endpoint.payload]
    : [endpoint.params, endpoint.query, endpoint.payload].filter((section) => section !== undefined)

/**
 * The fields that can be options. Sensitive texts cannot, because other users of a machine see the arguments of its
 * processes, nor can the bytes of a file, which `--file` names.
 */
export const fieldsFor = (loaded: Loaded): ReadonlyArray<Field> => {
  const definitions: Definitions = {}
  const found = new Map<string, Field>()
  for (const section of sectionsOf(loaded)) {
    const hidden = new Set(Sensitive.paths(section).map((path) => path.join(".")))
    if (Upload.limits(section) !== undefined) for (const name of ["filename", "content"]) hidden.add(name)
    for (const field of fieldsOf(schemaOf(section, definitions), definitions, hidden)) {
      if (!found.has(field.path)) found.set(field.path, field)
    }
  }
  return [...found.values()]
}

/** Paths of sensitive texts, for help. */
export const sensitiveFor = (loaded: Loaded): ReadonlyArray<string> => [
  ...new Set(sectionsOf(loaded).flatMap((section) => Sensitive.paths(section).map((path) => path.join("."))))
]

export const isUpload = ({ endpoint, version }: Loaded): boolean =>
  version === "v3" && endpoint.bodyType === "multipart"
