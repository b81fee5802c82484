import { Redacted, SchemaAST } from "effect"

/** A value of a schema whose texts are all `text`. */
export const filled = (ast: SchemaAST.AST, text: string): unknown => {
  switch (ast._tag) {
    case "StringKeyword":
      return text
    case "NumberKeyword":
      return 1
    case "BooleanKeyword":
      return false
    case "Literal":
      return ast.literal
    case "Union":
      return filled(ast.types[0] as SchemaAST.AST, text)
    case "Refinement":
    case "Transformation":
      return filled(SchemaAST.typeAST(ast.from), text)
    case "TupleType":
      return []
    case "Declaration":
      return Redacted.make(text)
    default:
      return undefined
  }
}
