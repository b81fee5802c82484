/** `wechatpay simulator`. */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import { Host } from "../Host.js"
import { report } from "./options.js"
import { printingTo } from "./printing.js"
import { exitCode, Problem } from "./problem.js"
import type { Session } from "./session.js"
import { plain } from "./text.js"

/** The command of the simulator, until it is interrupted. Only this loads the simulator. */
export const runSimulator = (
  args: ReadonlyArray<string>
): Effect.Effect<void, never, Host | Session | FileSystem.FileSystem> =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("@effect-wechatpay/simulator/Command"))
    const { out } = yield* Host
    yield* printingTo(run(args), { log: (text) => out(`${text}\n`) }).pipe(
      Effect.catchAll(({ message }) =>
        report(
          new Problem({
            what: { en: "the simulator did not start", zh: "模拟器未能启动" },
            why: plain(message),
            todo: {
              en: "wechatpay simulator --help lists the options",
              zh: "wechatpay simulator --help 会列出选项"
            },
            code: exitCode.usage
          }),
          false
        )
      )
    )
  })
