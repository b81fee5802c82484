/** An `Either` was an effect; a `Result` is none. */
import ts from "typescript"
import { rule } from "../Rule.js"
import { isOfModule, membersOf, type Source } from "../Source.js"

const isEither = (type: ts.Type): boolean =>
  membersOf(type).every((member) => isOfModule(member, "effect/Either", /^(?:Left|Right)$/))

const takesEffectOnly = (type: ts.Type | undefined): boolean =>
  type !== undefined &&
  membersOf(type).some((member) => isOfModule(member, "effect/Effect", /^Effect$/)) &&
  !membersOf(type).some((member) => /^(?:Left|Right)$/.test(member.symbol?.name ?? ""))

const isYielded = ({ parent }: ts.Node): boolean =>
  ts.isYieldExpression(parent) && parent.asteriskToken !== undefined

const isInPlace = (node: ts.Node): boolean => {
  const { parent } = node
  return (
    (ts.isCallExpression(parent) && parent.arguments.some((argument) => argument === node)) ||
    ts.isReturnStatement(parent) ||
    ts.isConditionalExpression(parent) ||
    (ts.isArrowFunction(parent) && parent.body === node)
  )
}

const wantsEffect = (node: ts.Expression, source: Source): boolean => {
  if (isYielded(node)) return isEither(source.checker.getTypeAtLocation(node))
  if (!isInPlace(node)) return false
  return (
    takesEffectOnly(source.checker.getContextualType(node)) &&
    isEither(source.checker.getTypeAtLocation(node))
  )
}

const cases: Readonly<Record<string, string>> = { onLeft: "onFailure", onRight: "onSuccess" }

export const results = [
  rule<ts.PropertyAssignment>(
    "Either.match({ onLeft, onRight }) → Result.match({ onFailure, onSuccess })",
    ts.SyntaxKind.PropertyAssignment,
    (node, source) => {
      const to = cases[node.name.getText()]
      const call = node.parent.parent
      return to !== undefined &&
        ts.isCallExpression(call) &&
        ts.isPropertyAccessExpression(call.expression) &&
        source.moduleOf(call.expression.expression) === "effect/Either"
        ? `${to}: ${source.bare(node.initializer)}`
        : undefined
    }
  ),
  rule<ts.Expression>(
    "Either where an effect is wanted → Effect.fromResult",
    [ts.SyntaxKind.CallExpression, ts.SyntaxKind.Identifier, ts.SyntaxKind.PropertyAccessExpression],
    (node, source, text) =>
      wantsEffect(node, source) ? `${source.need("effect/Effect")}.fromResult(${text})` : undefined,
    { wraps: true }
  )
]
