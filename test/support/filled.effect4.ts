// Effect 4 edition of filled.ts as of 7f6c2f4343a54fe7.
import { Redacted, SchemaAST } from "effect"

/** A value of a schema whose texts are all `text`. */
export const filled = (ast: SchemaAST.AST, text: string): unknown => {
  if (ast.encoding !== undefined) return filled(SchemaAST.toType(SchemaAST.toEncoded(ast)), text)
  switch (ast._tag) {
    case "String":
      return text
    case "Number":
      return 1
    case "Boolean":
      return false
    case "Literal":
      return ast.literal
    case "Union":
      return filled(ast.types[0] as SchemaAST.AST, text)
    case "Arrays":
      return []
    case "Declaration":
      return Redacted.make(text)
    default:
      return undefined
  }
}
