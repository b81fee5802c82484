/** What a stream was collected to: a chunk in Effect 3, an array in Effect 4. */
import ts from "typescript"
import { rule } from "../Rule.js"
import type { Source } from "../Source.js"

const chunk = "effect/Chunk"

/** Whether an expression is what `Stream.runCollect` gives, or an effect of it. */
const isCollected = (node: ts.Expression, source: Source): boolean => {
  if (ts.isParenthesizedExpression(node)) return isCollected(node.expression, source)
  if (ts.isYieldExpression(node)) return node.expression !== undefined && isCollected(node.expression, source)
  if (ts.isIdentifier(node)) {
    const declaration = source.checker.getSymbolAtLocation(node)?.valueDeclaration
    return (
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      isCollected(declaration.initializer, source)
    )
  }
  return source.isCall(node, "effect/Stream", "runCollect")
}

export const collected = [
  rule<ts.CallExpression>(
    "Chunk.toReadonlyArray(collected) → collected",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const [given] = node.arguments
      if (given === undefined || !source.isCall(node, chunk, "toReadonlyArray")) return undefined
      if (!isCollected(given, source)) return undefined
      const isYielded = ts.isYieldExpression(given) && ts.isPropertyAccessExpression(node.parent)
      return isYielded ? `(${source.bare(given)})` : source.bare(given)
    }
  ),
  rule<ts.CallExpression>(
    "Effect.map(collected, Chunk.toReadonlyArray) → collected",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      const [given, to] = node.arguments
      return given !== undefined &&
        to !== undefined &&
        source.isCall(node, "effect/Effect", "map") &&
        source.is(to, chunk, "toReadonlyArray") &&
        isCollected(given, source)
        ? source.bare(given)
        : undefined
    }
  ),
  rule<ts.CallExpression>(
    "Chunk.toReadonlyArray(a) → [...a]",
    ts.SyntaxKind.CallExpression,
    (node, source) =>
      source.isCall(node, chunk, "toReadonlyArray")
        ? `[...${source.bareAll(node.arguments).join(", ")}]`
        : undefined
  ),
  rule<ts.PropertyAccessExpression>(
    "Chunk.toReadonlyArray as a function → [...]",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) => (source.is(node, chunk, "toReadonlyArray") ? "(chunk) => [...chunk]" : undefined)
  ),
  rule<ts.CallExpression>(
    "Chunk.fromIterable(page) of Stream.paginateChunkEffect → page",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, chunk, "fromIterable")) return undefined
      let at: ts.Node = node
      while (at.parent !== undefined && !source.isCall(at, "effect/Stream", "paginateChunkEffect"))
        at = at.parent
      return at.parent === undefined ? undefined : source.bareAll(node.arguments).join(", ")
    }
  )
]
