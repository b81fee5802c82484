import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

const run = promisify(execFile)
const main = new URL("../../examples/service-order/src/main.ts", import.meta.url).pathname

describe("examples/service-order", () => {
  it.live(
    "examples/service-order succeeds over real HTTP, with notifications",
    () =>
      Effect.gen(function* () {
        const { stdout } = yield* Effect.promise(() =>
          run(process.execPath, ["--import", "tsx", main], { timeout: 60_000, encoding: "utf8" })
        )
        assert.strictEqual(stdout.match(/^ {2}ok {2}/gm)?.length, 16)
        assert.strictEqual(stdout.match(/notification: PAYSCORE\.USER_CONFIRM/g)?.length, 3)
        assert.strictEqual(stdout.match(/notification: PAYSCORE\.USER_PAID/g)?.length, 2)
        assert.strictEqual(stdout.match(/notification: REFUND\.SUCCESS/g)?.length, 2)
        assert.notInclude(stdout, "oUpF8uMuAJO_")
        assert.match(stdout, /Everything worked as expected\.\n$/)
      }),
    90_000
  )
})
