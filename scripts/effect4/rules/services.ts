/** Services and references. */
import ts from "typescript"
import { rule } from "../Rule.js"

const context = "effect/Context"

export const services = [
  rule<ts.CallExpression>(
    "Context.Tag(id)<Self, Shape>() → Context.Service<Self, Shape>()(id)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const inner = node.expression
      if (!source.isCall(inner, context, "Tag") || node.typeArguments === undefined) return undefined
      const types = source.bareAll(node.typeArguments).join(", ")
      return `Context.Service<${types}>()(${source.bareAll(inner.arguments).join(", ")})`
    }
  ),
  rule<ts.ClassDeclaration>(
    "class extends Context.Reference → const",
    ts.SyntaxKind.ClassDeclaration,
    (node, source) => {
      const made = node.heritageClauses?.[0]?.types[0]?.expression
      if (made === undefined || !ts.isCallExpression(made) || !ts.isCallExpression(made.expression))
        return undefined
      if (!source.is(made.expression.expression, context, "Reference") || node.name === undefined)
        return undefined
      const [id, options] = made.arguments
      if (id === undefined || options === undefined || !ts.isObjectLiteralExpression(options))
        return undefined
      const value = options.properties.find((property) => property.name?.getText() === "defaultValue")
      const initial = value !== undefined && ts.isPropertyAssignment(value) ? value.initializer : undefined
      if (initial === undefined || !ts.isArrowFunction(initial)) return undefined
      const [signature] = source.checker.getTypeAtLocation(initial).getCallSignatures()
      if (signature === undefined) return undefined
      const type =
        initial.type === undefined
          ? source.checker.typeToString(signature.getReturnType(), node, ts.TypeFormatFlags.NoTruncation)
          : source.bare(initial.type)
      const modifiers = (node.modifiers ?? []).map((modifier) => modifier.getText()).join(" ")
      const given = source.bareAll(made.arguments).join(", ")
      return `${modifiers} const ${node.name.text}: Context.Reference<${type}> = Context.Reference<${type}>(${given})`
    }
  )
]
