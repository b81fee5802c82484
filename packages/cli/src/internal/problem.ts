/** What a command reports when it fails: what failed, why, and what to do. */
import * as Data from "effect/Data"
import type { Text } from "./text.js"

/** See `Cli.run`. */
export const exitCode = { done: 0, failed: 1, usage: 2, unknown: 3, attention: 4 } as const

export class Problem extends Data.TaggedError("Problem")<{
  readonly what: Text
  readonly why?: Text | undefined
  readonly todo?: Text | undefined
  readonly code: number
  /** For `--json`: fields of the error that programs branch on. It contains no secret and no body. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined
}> {}

export const usage = (what: Text, todo?: Text): Problem => new Problem({ what, todo, code: exitCode.usage })
