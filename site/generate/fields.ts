/** The fields of a schema: name, type, limits and docstring of each. */
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as JSONSchema from "effect/JSONSchema"
import * as Schema from "effect/Schema"
import type { Lookup } from "./comments.js"
import type { Text } from "./text.js"

/** A node of the JSON Schema that Effect makes. */
export interface Node {
  readonly $ref?: string
  readonly $id?: string
  readonly type?: string
  readonly title?: string
  readonly description?: string
  readonly format?: string
  readonly pattern?: string
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

export interface Field {
  /** `post_payments[].amount` */
  readonly path: string
  readonly type: string
  readonly required: boolean
  readonly sensitive: boolean
  /** All allowed values, or the known ones of an open list. */
  readonly values: ReadonlyArray<string>
  readonly limits: Text
  readonly text: string
}

/** A schema as a tree without references. */
export interface Tree {
  readonly root: Node
  readonly resolve: (node: Node) => Node
}

const prefix = "#/$defs/"

export const treeOf = (schema: AnySchema): Tree => {
  const definitions: Record<string, JSONSchema.JsonSchema7> = {}
  const root = JSONSchema.fromAST(Schema.typeSchema(schema).ast, {
    definitions,
    definitionPath: prefix,
    target: "openApi3.1",
    topLevelReferenceStrategy: "skip",
    additionalPropertiesStrategy: "strict"
  }) as unknown as Node
  const resolve = (node: Node, depth = 0): Node =>
    node.$ref === undefined || depth > 8
      ? node
      : resolve((definitions[node.$ref.slice(prefix.length)] ?? {}) as unknown as Node, depth + 1)
  return { root, resolve: (node) => resolve(node) }
}

interface Members {
  readonly properties: ReadonlyMap<string, Node>
  readonly required: ReadonlySet<string>
}

/** The members of all alternatives; a member is required if all alternatives require it. */
export const membersOf = (given: Node, { resolve }: Pick<Tree, "resolve">): Members => {
  const node = resolve(given)
  const properties = new Map(Object.entries(node.properties ?? {}))
  const required = new Set(node.required ?? [])
  for (const part of node.allOf ?? []) {
    const members = membersOf(part, { resolve })
    for (const [name, member] of members.properties) properties.set(name, member)
    for (const name of members.required) required.add(name)
  }
  const alternatives = (node.anyOf ?? []).map((part) => membersOf(part, { resolve }))
  for (const { properties: own } of alternatives) {
    for (const [name, member] of own) if (!properties.has(name)) properties.set(name, member)
  }
  for (const name of alternatives[0]?.required ?? []) {
    if (alternatives.every((alternative) => alternative.required.has(name))) required.add(name)
  }
  return { properties, required }
}

const range = (least: number | undefined, most: number | undefined): string | undefined => {
  if (least !== undefined && most !== undefined && most < Number.MAX_SAFE_INTEGER) {
    return least === most ? String(most) : `${least}–${most}`
  }
  if (most !== undefined && most < Number.MAX_SAFE_INTEGER) return `≤ ${most}`
  return least === undefined || least <= -Number.MAX_SAFE_INTEGER ? undefined : `≥ ${least}`
}

const limitsOf = ({ maxItems, maxLength, maximum, minItems, minLength, minimum }: Node): Text => {
  const length = range(minLength, maxLength)
  const value = range(minimum, maximum)
  const items = range(minItems, maxItems)
  const texts = (characters: string, entries: string) =>
    [
      length === undefined ? "" : `${length} ${characters}`,
      value ?? "",
      items === undefined ? "" : `${items} ${entries}`
    ].filter((part) => part !== "")
  return { en: texts("characters", "items").join(", "), zh: texts("个字符", "项").join("，") }
}

/** Such as a text that has a format: its parts are joined by `allOf`. */
const flat = (given: Node, tree: Pick<Tree, "resolve">): Node => {
  const node = tree.resolve(given)
  const parts = (node.allOf ?? []).map((part) => flat(part, tree))
  return Object.assign({}, ...parts, node) as Node
}

const valuesOf = (node: Node, tree: Pick<Tree, "resolve">): ReadonlyArray<string> => [
  ...new Set([
    ...(node.enum ?? []).map(String),
    ...(node.const === undefined ? [] : [String(node.const)]),
    ...(node.anyOf ?? []).flatMap((part) => {
      const inner = flat(part, tree)
      return inner.properties === undefined ? valuesOf(inner, tree) : []
    })
  ])
]

const typeOf = (node: Node, tree: Pick<Tree, "resolve">): string => {
  if (node.type === "array") {
    return node.items === undefined ? "array" : `${typeOf(flat(node.items, tree), tree)}[]`
  }
  if (node.properties !== undefined) return "object"
  if (node.type !== undefined) return node.type
  const types = [...new Set((node.anyOf ?? []).map((part) => typeOf(flat(part, tree), tree)))]
  if (types.length > 0) return types.join(" \\| ")
  const [value] = [...(node.enum ?? []), node.const].filter((each) => each !== undefined)
  return value === undefined ? "object" : typeof value
}

/** Fields whose schema comes from a place without docstrings. */
const known: Readonly<Record<string, string>> = {
  appid: "Appid of the merchant.",
  need_user_confirm: "`false` if the service has no confirmation by the user; omit it otherwise.",
  content: "The bytes of the file.",
  goods_detail: "The goods.",
  action: "What the button does.",
  need_receipt: "Whether the user gets a receipt.",
  organization_id: "The organization.",
  echo_message: "The text of the call.",
  device_id: "Device number of the request.",
  amount: "The amount.",
  name: "The name."
}

/** How deep fields are listed. */
const deepest = 6

const walk = (
  node: Node,
  tree: Tree,
  lookup: Lookup,
  sensitive: ReadonlySet<string>,
  names: ReadonlyArray<string>,
  shown: string
): ReadonlyArray<Field> => {
  const { properties, required } = membersOf(node, tree)
  return [...properties].flatMap(([name, given]): ReadonlyArray<Field> => {
    const member = flat(given, tree)
    const inner = [...names, name]
    const path = `${shown}${name}`
    const isList = member.type === "array"
    const content = isList && member.items !== undefined ? flat(member.items, tree) : member
    const own = tree.resolve(given)
    const described = given.description ?? own.description ?? ""
    const field: Field = {
      path,
      type: typeOf(member, tree),
      required: required.has(name),
      sensitive: sensitive.has(inner.join(".")),
      values: valuesOf(content, tree),
      limits: limitsOf(member),
      text: lookup(inner) || described || (known[name] ?? "")
    }
    const nested =
      inner.length < deepest && membersOf(content, tree).properties.size > 0
        ? walk(content, tree, lookup, sensitive, inner, `${path}${isList ? "[]" : ""}.`)
        : []
    return [field, ...nested]
  })
}

/** The fields of a section, those of objects after their object. */
export const fieldsOf = (schema: AnySchema, lookup: Lookup): ReadonlyArray<Field> => {
  const tree = treeOf(schema)
  const sensitive = new Set(
    Sensitive.paths(schema).map((path) =>
      path.filter((part) => typeof part === "string" && part !== "*").join(".")
    )
  )
  return walk(tree.root, tree, lookup, sensitive, [], "")
}
