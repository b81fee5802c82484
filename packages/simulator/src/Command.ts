/**
 * The command `wechatpay-simulator` as an effect, for other commands that start it.
 *
 * Tested in `test/simulator/command.test.ts`.
 *
 * @since 1.0.0
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as Effect from "effect/Effect"
import { type CommandError, usage as text } from "./internal/arguments.js"
import { command } from "./internal/command.js"

/**
 * The help of the command.
 *
 * @since 1.0.0
 * @category constants
 */
export const usage: string = text

/**
 * Runs the command with these arguments, without the name of the program, until it is interrupted. It fails with an
 * error whose `message` tells the user what to correct. It prints by the `Console`.
 *
 * @since 1.0.0
 * @category running
 */
export const run: (args: ReadonlyArray<string>) => Effect.Effect<void, CommandError, FileSystem.FileSystem> =
  command
