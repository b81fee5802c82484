/**
 * The command `wechatpay` as an effect, for scripts and tests that run it inside their process.
 *
 * Tested in `test/cli/cli.test.ts`.
 *
 * @since 1.0.0
 */

import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Path from "@effect/platform/Path"
import type * as Terminal from "@effect/platform/Terminal"
import type * as Effect from "effect/Effect"
import type { Host } from "./Host.js"
import { runCommand } from "./internal/run.js"

/**
 * Runs the command with these arguments, without the name of the program, and returns the exit code:
 *
 * - `0`: it succeeded; for `doctor` and `migrate`: no problem was found.
 * - `1`: it failed, and nothing was changed at WeChat Pay; for `doctor` and `migrate`: a problem was found.
 * - `2`: the arguments or the configuration are wrong.
 * - `3`: the outcome is unknown: the operation may have taken effect.
 * - `4`: for `doctor`: everything works, but something needs attention soon, such as a certificate that is about to
 *   expire.
 *
 * The effect does not fail. Output and errors are written by the {@link Host}.
 *
 * @since 1.0.0
 * @category running
 */
export const run: (
  args: ReadonlyArray<string>
) => Effect.Effect<number, never, Host | FileSystem.FileSystem | Path.Path | Terminal.Terminal> = runCommand
