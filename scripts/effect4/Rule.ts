import type ts from "typescript"
import type { Source } from "./Source.js"

/** A change of one kind of place. The first rule that applies to a node decides; its children are rewritten as well. */
export interface Rule {
  /** Says what becomes what; test/tooling/effect4.test.ts has an example for each name. */
  readonly name: string
  readonly kinds: ReadonlyArray<ts.SyntaxKind>
  /** Gets the text that other rules made, and puts something around it. */
  readonly wraps?: true
  /** The new text of a node without what stands before it; `undefined` if the rule does not apply. */
  readonly apply: (node: ts.Node, source: Source, text?: string) => string | undefined
}

/** A rule for one kind of node. */
export const rule = <N extends ts.Node>(
  name: string,
  kind: ts.SyntaxKind | ReadonlyArray<ts.SyntaxKind>,
  apply: (node: N, source: Source, text: string) => string | undefined,
  options: { readonly wraps?: true } = {}
): Rule => ({
  name,
  kinds: typeof kind === "number" ? [kind] : kind,
  apply: apply as Rule["apply"],
  ...options
})
