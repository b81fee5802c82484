/** The command, as a process of its own, and a client that knows nothing of it but the file it wrote. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { FetchHttpClient, PlatformConfigProvider } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { WechatPayClient } from "@effect-wechatpay/core"
import { Permission } from "@effect-wechatpay/payscore"
import { Config, Effect, Layer, Schedule } from "effect"
// The command is no module of the package, only its executable is.
import { command } from "../../packages/simulator/src/internal/command.js"
import { recordedConsole } from "../support/recordedConsole.js"
import { start } from "./commandProcess.js"

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "simulator-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

const timeout = 30_000

describe("wechatpay-simulator", { timeout }, () => {
  for (const { args, certificates, option, signal } of [
    { option: "--write-env", args: ["--"], signal: "SIGINT", certificates: false },
    { option: "--env-file", args: ["--certificates"], signal: "SIGTERM", certificates: true }
  ] as const) {
    it.scopedLive(
      `with ${option} a client calls with the file that the command writes, and ${signal} ends the command`,
      () =>
        Effect.gen(function* () {
          const file = join(yield* folder, ".env.wechatpay")
          const { child, ended, line } = yield* start(...args, "--port", "0", option, file)
          const baseUrl = (yield* Effect.promise(() => line(/http:/))).replace(/^.*: (?=http)/, "")

          const text = yield* Effect.promise(() => readFile(file, "utf8"))
          assert.strictEqual((yield* Effect.promise(() => stat(file))).mode & 0o777, 0o600)
          assert.include(text, `WECHATPAY_BASE_URL=${baseUrl}\n`)
          assert.strictEqual(text.includes("WECHATPAY_PUBLIC_KEY"), !certificates)
          for (const one of text.trimEnd().split("\n").slice(1))
            assert.match(one, /^[A-Z0-9_]+=\S|^[A-Z0-9_]+=".*"$/)

          const names = ["OPENID", "SERVICE_ID", "APPID", "NO_CONFIRM_SERVICE_ID"] as const
          yield* Effect.gen(function* () {
            const [openid, service_id, appid, noConfirm] = yield* Config.all(
              names.map((name) => Config.string(`WECHATPAY_SIMULATOR_${name}`))
            )
            const input = { openid: openid ?? "", appid: appid ?? "", reason: "user asked" }
            yield* Permission.terminateByOpenid({ ...input, service_id: service_id ?? "" })
            yield* Permission.terminateByOpenid({ ...input, service_id: noConfirm ?? "" })
            for (const key of ["WECHATPAY_API_V3_KEY", "WECHATPAY_API_V2_KEY"]) {
              assert.match(yield* Config.string(key), /^[0-9a-f]{32}$/)
            }
          }).pipe(
            Effect.provide(
              WechatPayClient.layerConfig().pipe(
                Layer.provide([FetchHttpClient.layer, NodeContext.layer]),
                Layer.provideMerge(PlatformConfigProvider.layerDotEnv(file)),
                Layer.provide(NodeContext.layer)
              )
            )
          )

          child.kill(signal)
          assert.strictEqual((yield* Effect.promise(() => ended)).code, 0)
        })
    )
  }

  it.scopedLive("an error of the command is one line, with exit code 1", () =>
    Effect.gen(function* () {
      const { ended } = yield* start("--port", "0", "--write-env", "/nonexistent/.env")
      const { code, output } = yield* Effect.promise(() => ended)
      assert.strictEqual(code, 1)
      assert.match(output, /^wechatpay-simulator: \/nonexistent\/\.env: .*$/)
    })
  )
})

/** The message of what the command fails with. */
const problem = (...args: ReadonlyArray<string>) =>
  Effect.map(Effect.flip(command(args)), ({ message }) => message).pipe(
    Effect.timeout("5 seconds"),
    Effect.provide(NodeContext.layer)
  )

/** A console that keeps what is printed. */
const recording = Effect.suspend(() => {
  const lines: Array<string> = []
  return Effect.map(recordedConsole(lines), (console) => ({ lines, console }))
})

describe("the arguments", () => {
  it.live("wrong arguments of the command are named", () =>
    Effect.gen(function* () {
      assert.include(yield* problem("--port", "http"), "--port")
      assert.include(yield* problem("--port", "65536"), "65535")
      assert.include(yield* problem("--prot", "1"), "--prot")
      assert.include(yield* problem("extra"), "extra")
      assert.include(yield* problem("--port", "0", "--host", "192.0.2.1"), "cannot listen on 192.0.2.1:0")
      assert.include(yield* problem("--port", "0", "--state", "/nonexistent/state"), "--state")
    })
  )

  it.scopedLive("--write-env overwrites an empty file and its own one, and no other", () =>
    Effect.gen(function* () {
      const file = join(yield* folder, ".env")
      const content = Effect.promise(() => readFile(file, "utf8"))
      yield* Effect.promise(() => writeFile(file, ""))
      yield* Effect.promise(() => chmod(file, 0o644))
      const { console, lines } = yield* recording
      const running = command(["--port", "0", "--write-env", file]).pipe(
        Effect.withConsole(console),
        Effect.provide(NodeContext.layer)
      )
      for (const count of [1, 2]) {
        yield* Effect.forkScoped(running)
        yield* Effect.repeat(Effect.void, {
          until: () => lines.filter((line) => line.includes("http:")).length === 2 * count,
          schedule: Schedule.spaced("20 millis")
        })
        const baseUrl = lines.at(-2)?.replace(/^.*: (?=http)/, "")
        assert.include(yield* content, `WECHATPAY_BASE_URL=${baseUrl}\n`)
        assert.strictEqual((yield* Effect.promise(() => stat(file))).mode & 0o777, 0o600)
      }
      const foreign = "WECHATPAY_MCHID=1900000001\n"
      yield* Effect.promise(() => writeFile(file, foreign))
      assert.include(
        yield* problem("--port", "0", "--write-env", file),
        "was not written by wechatpay-simulator"
      )
      assert.strictEqual(yield* content, foreign)
    })
  )

  it.scopedLive("--state keeps the mode and the keys for the next start", () =>
    Effect.gen(function* () {
      const path = yield* folder
      const file = join(path, ".env")
      const written = (...args: ReadonlyArray<string>) =>
        Effect.gen(function* () {
          const { console, lines } = yield* recording
          const all = ["--port", "0", "--write-env", file, "--state", join(path, "state"), "--virtual-time"]
          yield* Effect.forkScoped(
            command([...all, ...args]).pipe(Effect.withConsole(console), Effect.provide(NodeContext.layer))
          )
          yield* Effect.repeat(Effect.void, {
            until: () => lines.some((line) => line.includes("http:")),
            schedule: Schedule.spaced("20 millis")
          })
          const text = yield* Effect.promise(() => readFile(file, "utf8"))
          return text.split("\n").filter((line) => !line.startsWith("WECHATPAY_BASE_URL"))
        }).pipe(Effect.scoped)
      const before = yield* written("--certificates")
      assert.isFalse(before.some((line) => line.startsWith("WECHATPAY_PUBLIC_KEY")))
      assert.deepStrictEqual(yield* written(), before)
      assert.isTrue((yield* written("--public-key")).some((line) => line.startsWith("WECHATPAY_PUBLIC_KEY")))
    })
  )

  it.scopedLive("--keep-calls, --keep-records and --keep-deliveries bound the memory", () =>
    Effect.gen(function* () {
      const { console, lines } = yield* recording
      const options = ["--keep-calls", "--keep-records", "--keep-deliveries"]
      const run = (args: ReadonlyArray<string>) =>
        command(args).pipe(Effect.withConsole(console), Effect.provide(NodeContext.layer))
      for (const option of options) {
        for (const value of ["0", "-1", "1.5", "x", "10000000"]) {
          const { message } = yield* Effect.flip(run([`${option}=${value}`]))
          assert.include(message, `${option}: expected a number from 1 to 9999999`)
        }
      }
      const given = options.flatMap((option, index) => [option, String(index + 7)])
      yield* Effect.forkScoped(run(["--port", "0", ...given]))
      yield* Effect.repeat(Effect.void, {
        until: () => lines.some((line) => line.startsWith("Watch and act")),
        schedule: Schedule.spaced("20 millis")
      })
      const admin = lines.find((line) => line.startsWith("Watch and act"))?.replace(/^.*: (?=http)/, "")
      const { kept } = yield* Effect.promise(async () => (await fetch(`${admin}/api/overview`)).json())
      assert.deepStrictEqual(
        [kept.calls.limit, kept.records.limit, kept.deliveries.limit, kept.notifications.limit],
        [7, 8, 9, 9]
      )
    })
  )

  it.live("--help prints the options", () =>
    Effect.gen(function* () {
      const { console, lines } = yield* recording
      yield* command(["--help"]).pipe(Effect.withConsole(console), Effect.provide(NodeContext.layer))
      for (const option of ["--port", "--host", "--write-env", "--env-file"]) {
        assert.include(lines.join("\n"), option)
      }
    })
  )
})
