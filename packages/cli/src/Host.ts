/**
 * What the command uses of the process that it runs in.
 *
 * Tested in `test/cli/cli.test.ts`.
 *
 * @since 1.0.0
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"

/**
 * What the command sees of the process that it runs in.
 *
 * @since 1.0.0
 * @category services
 */
export class Host extends Context.Tag("@effect-wechatpay/cli/Host")<
  Host,
  {
    /** The variables of the environment. They take precedence over those of `--env-file`. */
    readonly env: Readonly<Record<string, string | undefined>>
    /** Whether the output is a terminal: only then it has colours, and only then there is a progress bar. */
    readonly isTerminal: { readonly out: boolean; readonly err: boolean }
    /** Columns of the terminal. */
    readonly columns: number
    /** Writes to the standard output. Texts contain their line feeds. */
    readonly out: (text: string) => Effect.Effect<void>
    /** Writes to the standard error. */
    readonly err: (text: string) => Effect.Effect<void>
    /** The whole standard input, read when a command asks for it by `-`. */
    readonly stdin: Effect.Effect<Uint8Array>
  }
>() {}
