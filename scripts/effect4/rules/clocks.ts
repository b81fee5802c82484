/**
 * Nanoseconds. Those of a clock of Effect 3 are monotonic. Effect 4 has two kinds: monotonic ones, and those of the time of
 * day, which spans and their events have.
 */
import ts from "typescript"
import { rule } from "../Rule.js"
import { membersOf, type Source } from "../Source.js"

const clock = "effect/Clock"

/** Whether a node is in an argument of `span.event(…)` or `span.end(…)`. */
const isOfSpan = (node: ts.Node, source: Source): boolean => {
  for (let at = node; at.parent !== undefined && !ts.isFunctionLike(at); at = at.parent) {
    const { parent } = at
    if (!ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) continue
    if (!parent.arguments.some((argument) => argument === at)) continue
    const { name } = parent.expression
    if (/^(?:end|event)$/.test(name.text) && source.declares(name) === "effect/Tracer") return true
  }
  return false
}

/** Whether an object is written where a clock is expected. */
const isClock = (node: ts.Node, source: Source): boolean => {
  if (!ts.isObjectLiteralExpression(node)) return false
  const expected = source.checker.getContextualType(node)
  return (
    expected !== undefined &&
    membersOf(expected).some((type) => type.getProperty("unsafeCurrentTimeNanos") !== undefined)
  )
}

const written: Readonly<Record<string, ReadonlyArray<string>>> = {
  currentTimeNanos: ["currentTimeNanos", "monotonicTimeNanos"],
  unsafeCurrentTimeMillis: ["currentTimeMillisUnsafe"],
  unsafeCurrentTimeNanos: ["currentTimeNanosUnsafe", "monotonicTimeNanosUnsafe"]
}

export const clocks = [
  rule<ts.PropertyAccessExpression>(
    "nanoseconds of a clock → monotonic ones, of a span → of the time of day",
    ts.SyntaxKind.PropertyAccessExpression,
    (node, source) => {
      const { text } = node.name
      if (text !== "unsafeCurrentTimeNanos" && text !== "currentTimeNanos") return undefined
      if (source.moduleOf(node.expression) !== undefined || source.declares(node.name) !== clock)
        return undefined
      const kind = isOfSpan(node, source) ? "current" : "monotonic"
      return `${source.bare(node.expression)}.${kind}TimeNanos${text === "currentTimeNanos" ? "" : "Unsafe"}`
    }
  ),
  rule<ts.PropertyAssignment>(
    "a clock that is written → with both kinds of nanoseconds",
    ts.SyntaxKind.PropertyAssignment,
    (node, source) => {
      if (!isClock(node.parent, source)) return undefined
      const value = source.bare(node.initializer)
      return written[node.name.getText()]
        ?.map((name) => {
          const kind = name.startsWith("monotonic") ? "monotonic" : "current"
          return `${name}: ${value.replaceAll("monotonicTimeNanos", `${kind}TimeNanos`)}`
        })
        .join(", ")
    }
  ),
  rule<ts.ObjectLiteralExpression>(
    "[Clock.ClockTypeId] of a clock: left out",
    ts.SyntaxKind.ObjectLiteralExpression,
    (node, source) => {
      const kept = node.properties.filter(
        ({ name }) =>
          name === undefined ||
          !ts.isComputedPropertyName(name) ||
          !source.is(name.expression, clock, "ClockTypeId")
      )
      return kept.length === node.properties.length
        ? undefined
        : `{${kept.map((property) => source.render(property)).join(",")} }`
    }
  )
]
