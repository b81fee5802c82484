import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"

const run = promisify(execFile)
const main = new URL("../../examples/terminate/src/main.ts", import.meta.url).pathname

describe("examples/terminate", () => {
  it.live(
    "examples/terminate succeeds over real HTTP and its process exits",
    () =>
      Effect.gen(function* () {
        // Rejects when the exit code is not 0, or after the timeout.
        const { stdout } = yield* Effect.promise(() =>
          run(process.execPath, ["--import", "tsx", main], { timeout: 40_000, encoding: "utf8" })
        )
        assert.strictEqual(stdout.match(/^ {2}ok {2}/gm)?.length, 5)
        assert.include(stdout, "payscore.permission.terminateByOpenid")
        assert.include(stdout, "facepay.organizationUser.terminateContract")
        for (const tag of [
          "InvalidInput",
          "OrderNotExist",
          "SignError",
          "SignatureInvalid",
          "ApiError",
          "Transport"
        ]) {
          assert.match(stdout, new RegExp(`^  ${tag}, outcome `, "m"))
        }
        assert.notInclude(stdout, "oUpF8uMuAJO_")
        assert.match(stdout, /Everything worked as expected\.\n$/)
      }),
    60_000
  )
})
