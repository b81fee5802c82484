/** One run of the command. */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Style } from "./style.js"
import type { Language, Text } from "./text.js"

/** What a command prints when it succeeds. */
export interface Result {
  /** For people; without the last line feed. Empty: nothing is printed. */
  readonly text: string
  /** For `--json`. `undefined`: nothing is printed. */
  readonly json: unknown
  /** Default: 0. */
  readonly code?: number
}

export class Session extends Context.Tag("@effect-wechatpay/cli/internal/Session")<
  Session,
  {
    readonly language: Language
    readonly say: (text: Text) => string
    readonly style: Style
    /** The style of the standard error. */
    readonly errorStyle: Style
    /** Sets the code that the process ends with. */
    readonly finish: (code: number) => Effect.Effect<void>
  }
>() {}
