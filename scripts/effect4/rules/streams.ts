/** An `Effect` of Effect 3 was a stream of one value; one of Effect 4 is none. */
import ts from "typescript"
import { rule } from "../Rule.js"
import { isOfModule, membersOf, type Source } from "../Source.js"

const isEffect = (node: ts.Expression, source: Source): boolean =>
  isOfModule(source.checker.getTypeAtLocation(node), "effect/Effect", /^Effect$/)

const takesStream = (type: ts.Type | undefined): boolean =>
  type !== undefined && membersOf(type).some((member) => isOfModule(member, "effect/Stream", /^Stream$/))

/** Whether a function takes a stream as its first argument. */
const isOfStreams = (node: ts.Expression | undefined, source: Source): boolean => {
  if (node === undefined) return false
  const [signature] = source.checker.getTypeAtLocation(node).getCallSignatures()
  const [first] = signature?.parameters ?? []
  return first !== undefined && takesStream(source.checker.getTypeOfSymbolAtLocation(first, node))
}

/** `effect.pipe(Stream.map(f))`, or `effect` where a stream is expected. */
const wantsStream = (node: ts.Expression, source: Source): boolean => {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node && parent.name.text === "pipe") {
    return (
      ts.isCallExpression(parent.parent) &&
      parent.parent.expression === parent &&
      isOfStreams(parent.parent.arguments[0], source) &&
      isEffect(node, source)
    )
  }
  return (
    ts.isCallExpression(parent) &&
    parent.arguments.some((argument) => argument === node) &&
    takesStream(source.checker.getContextualType(node)) &&
    isEffect(node, source)
  )
}

export const streams = [
  rule<ts.Expression>(
    "Effect where a stream is wanted → Stream.fromEffect",
    [ts.SyntaxKind.CallExpression, ts.SyntaxKind.Identifier, ts.SyntaxKind.PropertyAccessExpression],
    (node, source, text) =>
      wantsStream(node, source) ? `${source.need("effect/Stream")}.fromEffect(${text})` : undefined,
    { wraps: true }
  )
]
