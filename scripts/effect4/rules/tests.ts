/** What tests use. */
import ts from "typescript"
import { rule } from "../Rule.js"
import type { Source } from "../Source.js"

const isOfVitest = (name: ts.Node, source: Source): boolean =>
  source.declares(name)?.startsWith("@effect/vitest/") === true

const methods: Readonly<Record<string, string>> = { scoped: "effect", scopedLive: "live" }

export const tests = [
  rule<ts.PropertyAccessExpression>(
    "it.scoped → it.effect, it.scopedLive → it.live",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) => {
      const to = methods[node.name.text]
      return to !== undefined && isOfVitest(node.name, source)
        ? `${source.bare(node.expression)}.${to}`
        : undefined
    }
  ),
  rule<ts.CallExpression>(
    "it.effect.prop(…), it.prop(…) → effectProperty(it.effect, …), property(it, …)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const { expression: called } = node
      if (!ts.isPropertyAccessExpression(called) || called.name.text !== "prop") return undefined
      if (!isOfVitest(called.name, source)) return undefined
      const on = called.expression
      const isEffectful = ts.isPropertyAccessExpression(on) && isOfVitest(on.name, source)
      const name = source.support("property", isEffectful ? "effectProperty" : "property")
      source.supports.add("arbitrary")
      return `${name}(${[source.bare(on), ...source.bareAll(node.arguments)].join(", ")})`
    }
  ),
  rule<ts.CallExpression>(
    "Arbitrary.make(schema) → arbitraryOf(schema)",
    ts.SyntaxKind.CallExpression,
    (node, source) =>
      source.isCall(node, "effect/Arbitrary", "make")
        ? `${source.support("arbitrary", "arbitraryOf")}(${source.bareAll(node.arguments).join(", ")})`
        : undefined
  )
]
