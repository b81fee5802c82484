/** The rentals of the example end although their instance is killed: with SQLite, and with PostgreSQL. */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isLong, timeout } from "../support/long.js"
import * as Postgres from "../support/postgres.js"

const main = fileURLToPath(new URL("../../examples/rental-cluster/src/main.ts", import.meta.url))

const run = (env: Readonly<Record<string, string>>) =>
  Effect.promise(() =>
    promisify(execFile)(process.execPath, ["--import", "tsx", main], {
      timeout: 280_000,
      encoding: "utf8",
      env: { ...process.env, ...env }
    })
  )

describe.skipIf(!isLong)("examples/rental-cluster", () => {
  it.live(
    "examples/rental-cluster ends all rentals after its instance was killed, with SQLite",
    () =>
      Effect.gen(function* () {
        const { stdout } = yield* run({ RENTAL_PORT: "34620" })
        assert.match(stdout, /One instance, with SQLite/)
        assert.match(stdout, /All four rentals have ended, \d+ seconds later/)
      }),
    timeout(300_000)
  )

  it.skipIf(!Postgres.isInstalled)(
    `examples/rental-cluster ends all rentals after one of two instances was killed${Postgres.whySkipped}`,
    () =>
      Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const { database, host } = yield* Postgres.createDatabase
            const { stdout } = yield* run({
              RENTAL_PORT: "34640",
              DATABASE_URL: `postgres://test@/${database}?host=${host}`
            })
            assert.match(stdout, /Two instances share PostgreSQL/)
            assert.match(stdout, /All four rentals have ended, \d+ seconds later/)
            console.log(stdout)
          })
        )
      ),
    timeout(300_000)
  )
})
