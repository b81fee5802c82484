/** Lists in XML responses, which are members with an index. */
import type * as AST from "effect/SchemaAST"
import type { AnySchema } from "../../Endpoint.js"
import { annotationOf, shapeOf } from "./ast.js"

/** Annotation of a list: the names of its members without their index. */
export const indexedId = "@effect-wechatpay/core/V2Endpoint/indexed"

export type Indexed = ReadonlyArray<string>

const listsOf = (ast: AST.AST): ReadonlyArray<readonly [list: string, members: ReadonlySet<string>]> => {
  const shape = shapeOf(ast, "wire")
  if (shape._tag !== "Object") return []
  return shape.members.flatMap(({ name, type }) => {
    const members = annotationOf(type, indexedId) as Indexed | undefined
    return members === undefined ? [] : [[String(name), new Set(members)] as const]
  })
}

type Members = Readonly<Record<string, string>>

const fold = (members: Members, names: ReadonlySet<string>): ReadonlyArray<Members> => {
  const records = new Map<number, Record<string, string>>()
  for (const [name, value] of Object.entries(members)) {
    const match = /^(.+)_([0-9]{1,4})$/.exec(name)
    if (match === null || !names.has(match[1] as string)) continue
    const index = Number(match[2])
    const record = records.get(index) ?? {}
    record[match[1] as string] = value
    records.set(index, record)
  }
  return [...records].sort(([left], [right]) => left - right).map(([, record]) => record)
}

/** A function that adds the lists of a schema to the members of a response. */
export const compileLists = (
  schema: AnySchema
): ((members: Members) => Readonly<Record<string, unknown>>) => {
  const lists = listsOf(schema.ast)
  return lists.length === 0
    ? (members) => members
    : (members) => ({
        ...members,
        ...Object.fromEntries(lists.map(([list, names]) => [list, fold(members, names)]))
      })
}
