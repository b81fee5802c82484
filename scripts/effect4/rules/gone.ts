/** What Effect 4 has no more: `support/` has its own implementation, which the edition of a package gets a copy of. */
import ts from "typescript"
import { rule } from "../Rule.js"
import { propertyOf } from "../Source.js"

/** Functions, by their module: the file of `support` that exports one of the same name. */
const functions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "effect/Effect": { disconnect: "disconnect" },
  "effect/Schedule": { ScheduleDriver: "steps", driver: "steps" },
  "effect/Stream": {
    mapChunksEffect: "chunks",
    repeatEffectChunkOption: "chunks",
    toPull: "chunks",
    zipAllWith: "chunks"
  },
  "effect/TestClock": { adjust: "testClock", setTime: "testClock", sleeps: "testClock" }
}

/** Modules of which the edition has its own. */
export const ownModules: Readonly<Record<string, string>> = {
  "@effect/sql-sqlite-node/SqliteClient": "SqliteClient",
  "effect/ConfigError": "ConfigError",
  "effect/JSONSchema": "JSONSchema",
  "effect/RateLimiter": "RateLimiter"
}

export const gone = [
  rule<ts.ImportDeclaration>(
    "module that is gone → a module of its own",
    ts.SyntaxKind.ImportDeclaration,
    (node, source) => {
      if (!ts.isStringLiteral(node.moduleSpecifier)) return undefined
      const path = node.moduleSpecifier.text
      const own = ownModules[path]
      if (own === undefined) return undefined
      return source
        .inner(node)
        .slice(source.lead(node).length)
        .replace(`"${path}"`, `"${source.supportPath(own)}"`)
    }
  ),
  rule<ts.PropertyAccessExpression | ts.QualifiedName>(
    "function that is gone → a function of its own",
    [ts.SyntaxKind.PropertyAccessExpression, ts.SyntaxKind.QualifiedName],
    (node, source) => {
      const [left, right] = ts.isQualifiedName(node) ? [node.left, node.right] : [node.expression, node.name]
      const module = source.moduleOf(left)
      const file = module === undefined ? undefined : functions[module]?.[right.text]
      return file === undefined ? undefined : source.support(file, right.text, ts.isQualifiedName(node))
    }
  ),
  rule<ts.CallExpression>(
    "Effect.all(record, { mode: validate }) → validateAll(record)",
    ts.SyntaxKind.CallExpression,
    (node, source) => {
      if (!source.isCall(node, "effect/Effect", "all")) return undefined
      const [record, options] = node.arguments
      const mode = propertyOf(options, "mode")
      if (record === undefined || mode === undefined || !ts.isStringLiteral(mode) || mode.text !== "validate")
        return undefined
      return `${source.support("validateAll", "validateAll")}(${source.bare(record)})`
    }
  )
]
