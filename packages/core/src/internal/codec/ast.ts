/** The parts of a schema's syntax tree that differ between the lines of Effect. */
import type * as AST from "effect/SchemaAST"

export interface Member {
  readonly name: PropertyKey
  readonly type: AST.AST
}

/** A schema as the functions that walk over it see it. */
export type Shape =
  | { readonly _tag: "Object"; readonly members: ReadonlyArray<Member> }
  | { readonly _tag: "List"; readonly items: ReadonlyArray<AST.AST> }
  | { readonly _tag: "Union"; readonly types: ReadonlyArray<AST.AST> }
  | { readonly _tag: "Suspend"; readonly type: () => AST.AST }
  | { readonly _tag: "Other" }

/** The shape of the values on the wire, or of those that callers see. */
export const shapeOf = (ast: AST.AST, side: "wire" | "type"): Shape => {
  switch (ast._tag) {
    case "Refinement":
      return shapeOf(ast.from, side)
    case "Transformation":
      return shapeOf(side === "wire" ? ast.from : ast.to, side)
    case "TypeLiteral":
      return { _tag: "Object", members: ast.propertySignatures }
    case "TupleType":
      return { _tag: "List", items: [...ast.elements, ...ast.rest].map(({ type }) => type) }
    case "Union":
      return { _tag: "Union", types: ast.types }
    case "Suspend":
      return { _tag: "Suspend", type: ast.f }
    default:
      return { _tag: "Other" }
  }
}

/** An annotation of a schema, or of what it is made from. */
export const annotationOf = (ast: AST.AST, id: string): unknown => {
  const found = ast.annotations[id]
  if (found !== undefined) return found
  return ast._tag === "Refinement" || ast._tag === "Transformation" ? annotationOf(ast.from, id) : undefined
}
