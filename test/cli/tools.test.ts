/** Bills, certificates, test notifications, explanations, the migration and the simulator, from the command line. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseEnv } from "node:util"
import { HttpServer } from "@effect/platform"
import { NodeContext, NodeHttpServer } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { Notification, NotificationKeys, SelfTest, Verifier } from "@effect-wechatpay/core"
import { Environment, Faults, Samples, Simulator, Transactions } from "@effect-wechatpay/simulator"
import { ConfigProvider, Effect, Fiber, Layer, Schedule, Schema } from "effect"
import { explain } from "../../packages/cli/src/internal/explain.js"
import { list as errors } from "../../packages/cli/src/internal/lists/errors.js"
import { list as events, modules } from "../../packages/cli/src/internal/lists/notifications.js"
import { exampleOf } from "../../packages/cli/src/internal/notify/example.js"
import { Session } from "../../packages/cli/src/internal/session.js"
import { styleOf } from "../../packages/cli/src/internal/style.js"
import { recorded, secretsIn, wechatpay } from "./support.js"

const env = Effect.flatMap(Simulator.Simulator, Environment.current)

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "wechatpay-tools-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

const read = (path: string) => Effect.promise(() => readFile(path, "utf8"))

const day = 86_400_000

/** The day in Beijing, so many days ago. */
const dayAgo = (days: number) => new Date(Date.now() + 8 * 3_600_000 - days * day).toISOString().slice(0, 10)

/** A payment at noon in Beijing, so many days ago. */
const payment = (number: number, days: number) =>
  Simulator.act(
    Transactions.register({
      transaction_id: `420000000000000000000000000${number}`,
      out_trade_no: `order-${number}`,
      mchid: Samples.mchid,
      total: 1234,
      paid_at: Date.parse(`${dayAgo(days)}T12:00:00+08:00`),
      appid: Samples.appid,
      openid: Samples.openid,
      trade_type: "JSAPI",
      description: "=tea, green",
      attach: "a"
    })
  )

/** What the command prints of a code. */
const explained = (code: string, language: "en" | "zh") =>
  Effect.map(
    Effect.provideService(explain(code), Session, {
      language,
      say: (text) => text[language],
      style: styleOf(false),
      errorStyle: styleOf(false),
      finish: () => Effect.void
    }),
    ({ json, text }) => ({
      text,
      json: json as { readonly explanations: ReadonlyArray<{ readonly meaning: string }> }
    })
  )

const simulator = Simulator.layerServer({ platform: { mode: "migration" } })

layer(Layer.orDie(simulator), { excludeTestServices: true })("wechatpay", (it) => {
  it.effect("bill download writes complete files only, resumes a list of days, and converts rows", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const variables = yield* env
        const { faults } = yield* Simulator.Simulator
        const path = yield* folder
        yield* payment(1, 3)
        yield* payment(2, 2)
        const days = ["--from", dayAgo(4), "--to", dayAgo(2), "--out", path]
        const run = (...args: ReadonlyArray<string>) =>
          wechatpay(["bill", "download", "trade", ...args], { env: variables, terminal: true })
        yield* faults.inject(Faults.corrupted, {
          when: ({ target }) => target.startsWith("/v3/billdownload")
        })
        const broken = yield* run(...days)
        assert.strictEqual(broken.code, 1, broken.out)
        assert.deepStrictEqual(yield* Effect.promise(() => readdir(path)), [])
        const first = yield* run("--date", dayAgo(3), "--out", path)
        assert.strictEqual(first.code, 0, first.err)
        assert.match(first.err, /KiB.*█/)
        const all = yield* run(...days, "--json")
        assert.deepStrictEqual(
          (JSON.parse(all.out) as ReadonlyArray<{ readonly state: string }>).map(({ state }) => state),
          ["empty", "kept", "downloaded"]
        )
        assert.include(yield* read(join(path, `trade-${dayAgo(3)}.txt`)), "`order-1")
        yield* Effect.promise(() => writeFile(join(path, `trade-${dayAgo(3)}.txt`), "torn"))
        assert.include((yield* run("--date", dayAgo(3), "--out", path)).out, "verified")

        yield* run("--date", dayAgo(2), "--out", path, "--format", "csv")
        const csv = yield* read(join(path, `trade-${dayAgo(2)}.csv`))
        assert.strictEqual(csv.trimEnd().split("\r\n").length, 2)
        assert.include(csv, ',"\'=tea, green",')
        yield* run("--date", dayAgo(2), "--out", path, "--format", "jsonl")
        const [row, ...others] = (yield* read(join(path, `trade-${dayAgo(2)}.jsonl`))).trimEnd().split("\n")
        assert.deepInclude(JSON.parse(row ?? ""), {
          _tag: "Row",
          out_trade_no: "order-2",
          description: "=tea, green"
        })
        assert.strictEqual((JSON.parse(others.at(-1) ?? "") as { readonly _tag: string })._tag, "Summary")
        const funds = yield* wechatpay(
          ["bill", "download", "fund-flow", "--date", dayAgo(2), "--out", path, "--format", "csv"],
          { env: variables }
        )
        assert.strictEqual(funds.code, 0, funds.err)
        assert.strictEqual((yield* run("--date", "yesterday")).code, 2)
        // Days that would be left out in silence are a mistake.
        for (const [given, text] of [
          [["--from", dayAgo(2), "--to", dayAgo(3)], "--from is after --to"],
          [["--from", dayAgo(200)], "is 200 days: give at most 100 days at a time"],
          [["--date", dayAgo(3), "--from", dayAgo(4)], "--date is one day"]
        ] as const) {
          const { code, err } = yield* run(...given)
          assert.strictEqual(code, 2)
          assert.include(err, text)
        }
      })
    )
  )

  it.effect("certificates download writes each verified certificate, and names a wrong APIv3 key", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const variables = yield* env
        const path = yield* folder
        const { code, err, out } = yield* wechatpay(["certificates", "download", "--json", "--out", path], {
          env: variables
        })
        assert.strictEqual(code, 0, err)
        const [certificate] = JSON.parse(out) as ReadonlyArray<{
          readonly path: string
          readonly days: number
        }>
        assert.isAbove(certificate?.days ?? 0, 30)
        assert.include(yield* read(certificate?.path ?? ""), "BEGIN CERTIFICATE")
        const wrong = { ...variables, WECHATPAY_API_V3_KEY: "0".repeat(32) }
        const failed = yield* wechatpay(["certificates", "download", "--out", path], { env: wrong })
        assert.strictEqual(failed.code, 1)
        assert.include(failed.err, "does not fit the APIv3 key")
      })
    )
  )

  it.effect(
    "notify send is received by a shop with the test keys, and finds out whether the shop rejects invalid signatures",
    () =>
      Effect.scoped(
        Effect.gen(function* () {
          const path = join(yield* folder, ".env.notify")
          const keys = yield* wechatpay(["notify", "keys", "--write-env", path])
          assert.strictEqual(keys.code, 0, keys.err)
          assert.strictEqual((yield* Effect.promise(() => stat(path))).mode & 0o777, 0o600)
          const variables = parseEnv(yield* read(path)) as Readonly<Record<string, string>>
          for (const secret of secretsIn(variables)) assert.notInclude(keys.out, secret)

          const inbox = yield* SelfTest.makeInbox
          const layerKeys = NotificationKeys.layerConfig().pipe(
            Layer.provide(Verifier.layerConfig()),
            Layer.provide(NodeContext.layer),
            Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))))
          )
          const server = yield* NodeHttpServer.make(() => createServer(), { port: 0, host: "127.0.0.1" })
          yield* server.serve(Effect.provide(SelfTest.toHttpApp(inbox), yield* Layer.build(layerKeys)))
          const url = HttpServer.formatAddress(server.address)
          const send = (...args: ReadonlyArray<string>) =>
            wechatpay(["notify", "send", url, "SECURITY_ECHO.SUCCESS", "--env-file", path, ...args])
          const sent = yield* send()
          assert.strictEqual(sent.code, 0, `${sent.out}${sent.err}`)
          assert.include(sent.out, "the shop received it")
          for (const fault of ["wrong", "probe", "old"]) {
            const rejected = yield* send("--fault", fault)
            assert.strictEqual(rejected.code, 0, rejected.out)
            assert.include(rejected.out, "the shop rejected it")
          }

          const careless = createServer((_, response) => response.end())
          const port = yield* Effect.acquireRelease(
            Effect.async<number>((resume) => {
              careless.listen(0, "127.0.0.1", () =>
                resume(Effect.succeed((careless.address() as { port: number }).port))
              )
            }),
            () => Effect.sync(() => careless.close())
          )
          const args = [
            "notify",
            "send",
            `http://127.0.0.1:${port}`,
            "TRANSACTION.SUCCESS",
            "--env-file",
            path
          ]
          const accepted = yield* wechatpay([...args, "--fault", "wrong"])
          assert.strictEqual(accepted.code, 1)
          assert.include(accepted.out, "anybody could send it one")
          const far = yield* wechatpay([
            "notify",
            "send",
            "https://shop.example/x",
            "TRANSACTION.SUCCESS",
            "--env-file",
            path
          ])
          assert.strictEqual(far.code, 2)
          assert.include(far.err, "not on this machine")
          const without = yield* wechatpay(["notify", "send", url, "TRANSACTION.SUCCESS"])
          assert.include(without.err, "wechatpay notify keys")
          const unknown = yield* wechatpay([...args.slice(0, 3), "SOME.EVENT", "--env-file", path])
          assert.include(unknown.err, "notify events")
          assert.include((yield* wechatpay(["notify", "events"])).out, "TRANSACTION.SUCCESS")
        })
      )
  )

  it.effect("every event has an example that its schema accepts", () =>
    Effect.gen(function* () {
      assert.isAbove(events.length, 20)
      for (const [eventType, module, name] of events) {
        const exports = yield* Effect.promise(
          async () => (await modules[module]?.()) as Readonly<Record<string, unknown>>
        )
        const notification = exports[name]
        assert.isTrue(Notification.isNotification(notification), eventType)
        if (!Notification.isNotification(notification)) continue
        assert.strictEqual(notification.eventType, eventType)
        // Of two events with the same name the first is sent.
        if (events.find(([name]) => name === eventType)?.[1] !== module) continue
        const example = exampleOf(eventType, Samples.mchid)
        assert.isTrue(
          notification.shapes.some(
            ({ schema }) => Schema.decodeUnknownEither(schema)(example)._tag === "Right"
          ),
          eventType
        )
      }
    })
  )

  it.effect("explain knows every code of the packages, internal codes and Request-IDs", () =>
    Effect.gen(function* () {
      assert.isAbove(errors.length, 60)
      const codes = new Set(errors.flatMap(([codes]) => codes))
      const inEnglish: Array<string> = []
      for (const code of codes) {
        const { json } = yield* explained(code, "en")
        for (const { meaning } of json.explanations) assert.isAbove(meaning.length, 10, code)
        const { text } = yield* explained(code, "zh")
        if (!/[\u4e00-\u9fff]/.test(text)) inEnglish.push(code)
      }
      assert.isAtMost(inEnglish.length, 5, inEnglish.join(", "))
      assert.include((yield* wechatpay(["explain", "271317510", "--lang", "zh"])).out, "订单不存在")
      const internal = yield* wechatpay([
        "explain",
        "08F78BB5B30610FB0218B0B4A2FF0220B3A0E32F28A9A502-271317510"
      ])
      assert.include(internal.out, "the order does not exist")
      assert.include((yield* wechatpay(["explain", "no_auth", "--lang", "zh"])).out, "没有权限")
      assert.include((yield* wechatpay(["explain", "A-0"])).out, "succeeded")
      const unknown = yield* wechatpay(["explain", "A-268435999"])
      assert.strictEqual(unknown.code, 1)
      assert.include(unknown.err, "Request-ID")
    })
  )

  it.effect("migrate says what is left to do, from platform certificates to the public key", () =>
    Effect.gen(function* () {
      const variables = yield* env
      const { platform } = yield* Simulator.Simulator
      const run = (change: Readonly<Record<string, string | undefined>>) =>
        Effect.map(
          wechatpay(["migrate", "--json"], { env: { ...variables, ...change } }),
          ({ code, out }) => {
            const { ready, steps } = JSON.parse(out) as {
              readonly ready: boolean
              readonly steps: ReadonlyArray<{ readonly id: string; readonly status: string }>
            }
            return [code, ready, ...steps.map(({ id, status }) => `${id} ${status}`)]
          }
        )
      const certificatesOnly = { WECHATPAY_PUBLIC_KEY: undefined, WECHATPAY_PUBLIC_KEY_ID: undefined }
      assert.deepStrictEqual(yield* run(certificatesOnly), [1, false, "configured todo", "certificates done"])
      assert.deepStrictEqual(yield* run({}), [
        0,
        true,
        "configured done",
        "certificates done",
        "publicKey done",
        "remaining todo"
      ])
      assert.deepStrictEqual(
        yield* run({ WECHATPAY_PUBLIC_KEY_ID: "PUB_KEY_ID_0000000000000000000000000000000000" }),
        [1, false, "configured done", "certificates done", "publicKey failed"]
      )
      yield* platform.setMode("publicKey")
      assert.deepStrictEqual(yield* run({}), [
        0,
        true,
        "configured done",
        "certificates done",
        "publicKey done",
        "remaining done"
      ])
      yield* platform.setMode("migration")
      const chinese = yield* wechatpay(["migrate", "--lang", "zh"], {
        env: { ...variables, ...certificatesOnly }
      })
      assert.include(chinese.out, "尚未配置微信支付公钥")
    })
  )

  it.effect("simulator starts the simulator with its own options", () =>
    Effect.gen(function* () {
      assert.include((yield* wechatpay(["simulator", "--help"])).out, "--deliver-to")
      const wrong = yield* wechatpay(["simulator", "--prot", "1"])
      assert.strictEqual(wrong.code, 2)
      assert.include(wrong.err, "--prot")
      const { ran, run } = recorded(["simulator", "--port", "0"])
      const running = yield* Effect.fork(run)
      yield* Effect.repeat(Effect.void, {
        until: () => ran.out.includes("Watch and act"),
        schedule: Schedule.spaced("20 millis")
      })
      assert.include(ran.out, "WeChat Pay simulator: http://127.0.0.1:")
      yield* Fiber.interrupt(running)
    })
  )
})
