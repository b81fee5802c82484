/** Files of the Effect 3 line as files of the Effect 4 edition. */
import type ts from "typescript"
import { withDocstrings } from "./prose.js"
import type { Rule } from "./Rule.js"
import { rules } from "./rules/index.js"
import { Source } from "./Source.js"

export interface Rewritten {
  readonly text: string
  /** The rules that changed something, once for each change. */
  readonly applied: ReadonlyArray<string>
  /** The files of `support` that the package needs. */
  readonly supports: ReadonlySet<string>
}

const isImport = (line: string): boolean => line.startsWith("import ")

/** Adds the imports that the rules need. */
const withImports = (text: string, { added, supported }: Source): string => {
  const missing = [...added].filter(([local, module]) => !text.includes(`* as ${local} from "${module}"`))
  if (missing.length + supported.size === 0) return text
  const lines = text.split("\n")
  const at = Math.max(0, lines.findIndex(isImport))
  const imports = missing
    .map(([local, module]) => `import * as ${local} from "${module}"`)
    .concat([...supported].map(([name, path]) => `import { ${name} } from "${path}"`))
  return [...lines.slice(0, at), ...imports, ...lines.slice(at)].join("\n")
}

const namespaceImport = /^import (?:type )?\* as (\w+) from "(?:effect|@effect)\/[^"]+"\n/gm

/** Drops the modules of Effect that nothing uses any more. */
const withoutUnused = (text: string): string =>
  text.replace(namespaceImport, (line, local: string) =>
    new RegExp(`\\b${local}\\.`).test(text.replace(line, "")) ? line : ""
  )

export const rewrite = (
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  by: ReadonlyArray<Rule> = rules
): Rewritten => {
  const source = new Source(file, checker, by)
  const text = source.inner(file)
  const { applied, supports } = source
  return {
    applied,
    supports,
    text: withDocstrings(applied.length === 0 ? text : withoutUnused(withImports(text, source)))
  }
}
