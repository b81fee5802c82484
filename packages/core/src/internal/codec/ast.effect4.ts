// Effect 4 edition of ast.ts as of 529cc8c9ca2351f3.
/** The parts of a schema's syntax tree that differ between the lines of Effect. */
import * as AST from "effect/SchemaAST"

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
  if (side === "wire" && ast.encoding !== undefined) return shapeOf(AST.toEncoded(ast), side)
  switch (ast._tag) {
    case "Objects":
      return { _tag: "Object", members: ast.propertySignatures }
    case "Arrays":
      return { _tag: "List", items: [...ast.elements, ...ast.rest] }
    case "Union":
      return { _tag: "Union", types: ast.types }
    case "Suspend":
      return { _tag: "Suspend", type: ast.thunk }
    default:
      return { _tag: "Other" }
  }
}

/** An annotation of a schema, or of what it is made from. */
export const annotationOf = (ast: AST.AST, id: string): unknown =>
  ast.annotations?.[id] ?? AST.resolve(ast)?.[id]
