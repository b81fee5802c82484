import { randomUUID } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Download, Endpoint, type Region, Retry, Timeout, WechatPayClient } from "@effect-wechatpay/core"
import { OverseasServiceOrder } from "@effect-wechatpay/payscore"
import { Effect, Either, Exit, Layer, Logger, Schedule, Schema, Stream, TestClock } from "effect"
import * as internal from "../../packages/core/src/internal/call/hosts.js"
import { look, ping } from "../support/endpoints.js"
import { metricCount } from "../support/metrics.js"
import { fault, response, scripted } from "../support/scripted.js"

const primary = "https://api.mch.weixin.qq.com"
const backup = "https://api2.mch.weixin.qq.com"

const rejected = fault("ECONNREFUSED", "connect")
const reset = fault("ECONNRESET", "read")

type State = "up" | "unreachable" | "resets" | "hangs" | "gateway" | "rejects"

/** Two hosts whose state a test sets, and the origins that were called since it last looked. */
const hosts = (options?: WechatPayClient.Options) => {
  const states: Record<string, State> = {}
  let seen = 0
  const { layer, received } = scripted(({ origin, method }) => {
    switch (states[origin] ?? "up") {
      case "up":
        return method === "GET" ? response(200, { state: "A" }) : response(204)
      case "unreachable":
        return rejected
      case "resets":
        return reset
      case "hangs":
        return Effect.never
      case "gateway":
        return response(502)
      case "rejects":
        return response(400, { code: "PARAM_ERROR", message: "m" })
    }
  }, options)
  return {
    states,
    layer,
    /** Origins of the requests since the last look. */
    called: Effect.sync(() => {
      const origins = received.slice(seen).map(({ origin }) => origin)
      seen = received.length
      return origins
    })
  }
}

const atOnce = Retry.policy({ schedule: Schedule.recurs(2) })
/** May be repeated. */
const read = Effect.exit(atOnce(look({ out_order_no: "1" })))
/** May not be repeated. */
const write = Effect.exit(atOnce(ping({})))

const quiet = Logger.remove(Logger.defaultLogger)

const test = (
  name: string,
  body: (given: ReturnType<typeof hosts>) => Effect.Effect<void, never, WechatPayClient.WechatPayClient>,
  options?: WechatPayClient.Options
) =>
  it.effect(name, () => {
    const given = hosts(options)
    return body(given).pipe(Effect.provide([given.layer, quiet]))
  })

describe("the state of two hosts", () => {
  const { Hosts } = internal

  it("a backup host that is unreachable while the primary responds is reported once, until it responds", () => {
    const state = new Hosts(primary, backup)
    assert.isUndefined(state.failed(backup, false, 0))
    assert.strictEqual(state.failed(backup, true, 0), "BackupAway")
    assert.isUndefined(state.failed(backup, true, 0))
    assert.isFalse(state.responded(backup))
    assert.strictEqual(state.failed(backup, true, 0), "BackupAway")
    assert.isFalse(state.isAway)
  })

  it("a host without a backup is never away", () => {
    const state = new Hosts(primary, primary)
    assert.isUndefined(state.failed(primary, true, 0))
    assert.isFalse(state.isAway)
  })

  it("responses of the backup host end its own failures, and not those of the primary", () => {
    const state = new Hosts(primary, backup)
    for (const _ of [1, 2]) assert.isUndefined(state.failed(primary, false, 0))
    assert.isFalse(state.responded(backup))
    assert.strictEqual(state.failed(primary, false, 0), "Away")
    assert.isTrue(state.isAway)
    for (const _ of [1, 2]) {
      for (const _ of [1, 2]) assert.isUndefined(state.failed(backup, false, 10))
      assert.isFalse(state.responded(backup))
    }
    assert.strictEqual(state.begin(true, 20), backup)
    for (const _ of [1, 2, 3]) assert.isUndefined(state.failed(backup, false, 30))
    assert.strictEqual(state.begin(true, 30), primary)
    assert.isTrue(state.responded(primary))
    assert.isFalse(state.responded(primary))
  })

  it("an operation of another host has hosts of its own, with their state, except with a simulator", () => {
    const [hk, us, fraud] = ["apihk.mch.weixin.qq.com", "apius.mch.weixin.qq.com", "fraud.mch.weixin.qq.com"]
    const overseas = new Hosts(`https://${hk}`, `https://${hk}`)
    assert.strictEqual(overseas.at(hk), overseas)
    assert.strictEqual(overseas.at(us), overseas)
    const mainland = overseas.at("api.mch.weixin.qq.com")
    assert.deepInclude(mainland, { primary, backup })
    assert.strictEqual(overseas.at("api.mch.weixin.qq.com"), mainland)
    const own = new Hosts(`https://${fraud}`, `https://${fraud}`)
    assert.strictEqual(own.at(fraud), own)
    assert.deepInclude(own.at("payapp.weixin.qq.com"), {
      primary: "https://payapp.weixin.qq.com",
      backup: "https://payapp.weixin.qq.com"
    })
    const simulator = new Hosts("http://api.weixin.qq.com.test", "http://api.weixin.qq.com.test")
    assert.strictEqual(simulator.at(hk), simulator)
    assert.isTrue(internal.servesV3(hk))
    assert.isFalse(internal.servesV3(fraud))
  })

  it("a merchant is overseas by its region, or by its host without one", () => {
    const mainland = new Hosts(primary, backup)
    const hk = new Hosts("https://apihk.mch.weixin.qq.com", "https://apihk.mch.weixin.qq.com")
    assert.isFalse(internal.isOverseas(mainland, {}))
    assert.isTrue(internal.isOverseas(hk, {}))
    assert.isFalse(internal.isOverseas(hk, { region: "mainland" }))
    assert.isTrue(internal.isOverseas(mainland, { region: "us" }))
  })

  it.effect("several clients share their hosts, and the host of an address includes its port", () =>
    Effect.gen(function* () {
      const shared = new Hosts(primary, backup)
      const found = yield* Effect.provideService(
        internal.hostsOf({ region: "hk" }),
        internal.SharedHosts,
        shared
      )
      assert.strictEqual(found, shared)
      const host = `${randomUUID()}.test:4010`
      for (const _ of [1, 2]) assert.strictEqual(internal.hostOf(`http://${host}`), host)
    })
  )
})

describe("a host that cannot be reached", () => {
  test("the call that finds a host unreachable, and all later calls, go to the backup host", ({
    called,
    states
  }) =>
    Effect.gen(function* () {
      states[primary] = "unreachable"
      assert.isTrue(Exit.isSuccess(yield* write))
      assert.deepStrictEqual(yield* called, [primary, backup])
      yield* write
      yield* read
      yield* Effect.all([read, write, read], { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* called, Array(5).fill(backup))
    }))

  test("after 30 seconds one call tries an unreachable host again, and continues at the backup host", ({
    called,
    states
  }) =>
    Effect.gen(function* () {
      states[primary] = "unreachable"
      yield* read
      yield* called
      yield* TestClock.adjust("29 seconds")
      yield* read
      assert.deepStrictEqual(yield* called, [backup])
      yield* TestClock.adjust("1 second")
      const exits = yield* Effect.all([read, read, read], { concurrency: "unbounded" })
      assert.isTrue(exits.every(Exit.isSuccess))
      assert.deepStrictEqual([...(yield* called)].sort(), [backup, backup, backup, primary].sort())
      yield* TestClock.adjust("29 seconds")
      yield* read
      assert.deepStrictEqual(yield* called, [backup])
    }))

  test("the primary host gets the calls again as soon as it responds, with every status", ({
    called,
    states
  }) =>
    Effect.gen(function* () {
      for (const state of ["up", "rejects", "gateway"] as const) {
        states[primary] = "unreachable"
        yield* read
        states[primary] = state
        yield* TestClock.adjust("30 seconds")
        yield* Retry.none(look({ out_order_no: "1" })).pipe(Effect.exit)
        yield* called
        yield* write
        assert.deepStrictEqual(yield* called, [primary], state)
      }
    }))

  test("a call that is not idempotent does not try an unreachable host for another 5 minutes", ({
    called,
    states
  }) =>
    Effect.gen(function* () {
      states[primary] = "unreachable"
      yield* write
      yield* called
      yield* TestClock.adjust("329 seconds")
      yield* write
      assert.deepStrictEqual(yield* called, [backup])
      yield* TestClock.adjust("1 second")
      states[primary] = "up"
      yield* write
      yield* write
      assert.deepStrictEqual(yield* called, [primary, primary])
    }))

  test("an unreachable primary host is tried first again if the backup host is unreachable too", ({
    called,
    states
  }) =>
    Effect.gen(function* () {
      states[primary] = "unreachable"
      yield* read
      states[backup] = "unreachable"
      yield* called
      assert.isTrue(Exit.isFailure(yield* write))
      assert.deepStrictEqual(yield* called, [backup, primary, backup])
      states[primary] = "up"
      yield* read
      yield* write
      assert.deepStrictEqual(yield* called, [primary, primary])
    }))

  test(
    "an unreachable host is still used if there is no backup host",
    ({ called, states }) =>
      Effect.gen(function* () {
        const only = "https://apihk.mch.weixin.qq.com"
        states[only] = "unreachable"
        yield* write
        yield* read
        assert.deepStrictEqual(yield* called, Array(6).fill(only))
      }),
    { region: "hk" }
  )

  it.effect("the log and a metric report once when a host becomes unreachable and once when it is back", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const logger = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ logLevel, message }) => {
          lines.push(`${logLevel.label} ${message}`)
        })
      )
      const away = metricCount("wechatpay_host_changes", { host: "api.mch.weixin.qq.com", change: "Away" })
      const back = metricCount("wechatpay_host_changes", { host: "api.mch.weixin.qq.com", change: "Back" })
      const before = [yield* away, yield* back] as const
      const { layer, states } = hosts()
      yield* Effect.gen(function* () {
        states[primary] = "unreachable"
        yield* read
        yield* read
        yield* TestClock.adjust("30 seconds")
        yield* read
        yield* TestClock.adjust("30 seconds")
        states[primary] = "up"
        yield* read
        yield* read
      }).pipe(Effect.provide([layer, logger]))
      assert.deepStrictEqual(lines, [
        "WARN api.mch.weixin.qq.com cannot be reached: calls go to the backup host until it can",
        "INFO api.mch.weixin.qq.com responds again"
      ])
      assert.deepStrictEqual([(yield* away) - before[0], (yield* back) - before[1]], [1, 1])
    })
  )
})

describe("a host that accepts connections and does not respond", () => {
  test("a host that is connected but does not respond is left after three attempts in a row", ({
    called,
    states
  }) =>
    Effect.gen(function* () {
      states[primary] = "resets"
      const once = Effect.exit(Retry.none(ping({})))
      yield* once
      yield* once
      states[primary] = "up"
      yield* once
      states[primary] = "resets"
      yield* once
      yield* once
      yield* once
      assert.deepStrictEqual(yield* called, Array(6).fill(primary))
      assert.isTrue(Exit.isSuccess(yield* once))
      assert.deepStrictEqual(yield* called, [backup])
    }))

  test("a host is also left if the attempts only time out", ({ called, states }) =>
    Effect.gen(function* () {
      states[primary] = "hangs"
      const once = Effect.exit(Retry.none(ping({})).pipe(Timeout.perAttempt("2 seconds")))
      for (let count = 0; count < 3; count++) {
        const fiber = yield* Effect.fork(once)
        yield* TestClock.adjust("2 seconds")
        const exit = yield* fiber.await
        assert.isTrue(Exit.isSuccess(exit) && Exit.isFailure(exit.value))
      }
      yield* write
      assert.deepStrictEqual(yield* called, [primary, primary, primary, backup])
    }))

  test("a host is not left because of a response, with any status", ({ called, states }) =>
    Effect.gen(function* () {
      for (const state of ["gateway", "rejects"] as const) {
        states[primary] = state
        for (let count = 0; count < 5; count++) yield* write
        assert.deepStrictEqual(yield* called, Array(5).fill(primary))
        // They do not count as attempts without a response either.
        states[primary] = "resets"
        for (let count = 0; count < 2; count++) yield* Effect.exit(Retry.none(ping({})))
        states[primary] = "up"
        yield* write
        assert.deepStrictEqual(yield* called, Array(3).fill(primary))
      }
    }))
})

describe("a call that may not be repeated", () => {
  const Hosts = Schema.Literal("up", "unreachable", "resets", "gateway", "rejects")

  it.effect.prop(
    "a call that is not idempotent arrives at most once, for any sequence of host failures",
    {
      days: Schema.Array(
        Schema.Struct({ primary: Hosts, backup: Hosts, wait: Schema.Literal(0, 10, 40, 400) })
      ).pipe(Schema.maxItems(5))
    },
    ({ days }) => {
      const { called, layer, states } = hosts({ backupShare: 0.01 })
      return Effect.gen(function* () {
        for (const day of days) {
          states[primary] = day.primary
          states[backup] = day.backup
          yield* TestClock.adjust(`${day.wait} seconds`)
          yield* write
          const arrived = (yield* called).filter((origin) => states[origin] !== "unreachable")
          assert.isAtMost(arrived.length, 1)
          yield* read
          yield* called
        }
      }).pipe(Effect.provide([layer, quiet]))
    },
    { fastCheck: { numRuns: 20 } }
  )
})

describe("the share of the backup", () => {
  test(
    "a share of the calls begins at the backup host while the primary works, and goes to the primary when the backup is unreachable",
    ({ called, states }) =>
      Effect.gen(function* () {
        for (let count = 0; count < 99; count++) yield* read
        yield* write
        yield* read
        const first = yield* called
        assert.lengthOf(first, 101)
        assert.strictEqual(first.indexOf(backup), 100)
        for (let count = 0; count < 10; count++) yield* write
        assert.notInclude(yield* called, backup)
        states[backup] = "unreachable"
        for (let count = 0; count < 100; count++) assert.isTrue(Exit.isSuccess(yield* read))
        const origins = yield* called
        assert.lengthOf(origins, 101)
        assert.strictEqual(origins.at(-1), primary)
        yield* read
        assert.deepStrictEqual(yield* called, [primary])
      }),
    { backupShare: 0.01 }
  )

  it.effect.each([-0.01, 0.02, 1, Number.NaN])("a backup share of %s is rejected", (backupShare) =>
    Effect.gen(function* () {
      const built = yield* Effect.either(
        Effect.scoped(Layer.build(scripted(() => response(204), { backupShare }).layer))
      ).pipe(Effect.catchAllDefect((defect) => Effect.succeed(Either.left(defect))))
      assert(Either.isLeft(built))
      assert.include(String(built.left), "backupShare: expected 0 to 0.01")
    })
  )
})

describe("regions", () => {
  const overseas = Endpoint.make("test.overseas", {
    method: "POST",
    path: "/v3/test",
    host: "apihk.mch.weixin.qq.com"
  })
  const anywhere = Effect.flatMap(WechatPayClient.WechatPayClient, (client) =>
    client.request("GET", "/v3/any", { host: "apius.mch.weixin.qq.com" })
  )

  const origins = (options: WechatPayClient.Options) =>
    Effect.gen(function* () {
      const { layer, received } = scripted(() => response(204), options)
      yield* Effect.all([ping({}), overseas({}), anywhere]).pipe(Effect.provide(layer))
      return received.map(({ origin }) => origin)
    })

  it.effect("regions have their hosts, and overseas operations are called there", () =>
    Effect.gen(function* () {
      const [hk, us] = ["https://apihk.mch.weixin.qq.com", "https://apius.mch.weixin.qq.com"] as const
      assert.deepStrictEqual(yield* origins({}), [primary, hk, us])
      assert.deepStrictEqual(yield* origins({ region: "mainland" }), [primary, hk, us])
      assert.deepStrictEqual(yield* origins({ baseUrl: "https://api.wechatpay.cn" }), [
        "https://api.wechatpay.cn",
        hk,
        us
      ])
      assert.deepStrictEqual(yield* origins({ region: "hk" }), [hk, hk, hk])
      assert.deepStrictEqual(yield* origins({ region: "us" }), [us, us, us])
      const own = "http://127.0.0.1:4010"
      assert.deepStrictEqual(yield* origins({ baseUrl: own, region: "hk" }), [own, own, own])
    })
  )

  it.effect("an unknown region is rejected when the layer is built", () =>
    Effect.gen(function* () {
      const { layer } = scripted(() => response(204), { region: "mars" as Region.Region })
      const exit = yield* Effect.exit(Effect.scoped(Layer.build(layer)))
      assert(Exit.isFailure(exit))
      assert.include(String(exit.cause), "region: expected mainland, hk or us")
    })
  )

  it("an extended endpoint keeps its region", () => {
    assert.strictEqual(
      Endpoint.extend(overseas, { query: { a: Schema.String } }).host,
      "apihk.mch.weixin.qq.com"
    )
  })

  it.effect("files are downloaded in the region of their address", () =>
    Effect.gen(function* () {
      const file = Download.make("test.file", { path: "/v3/billdownload/file", hashed: false })
      const fetched = (options: WechatPayClient.Options, host: string) =>
        Effect.gen(function* () {
          const { layer, received } = scripted(() => response(200, "a,b"), options)
          yield* file({ download_url: `https://${host}/v3/billdownload/file?token=1` }).pipe(
            Stream.runDrain,
            Effect.provide(layer)
          )
          return received.map(({ origin }) => origin)
        })
      const hk = "apihk.mch.weixin.qq.com"
      assert.deepStrictEqual(yield* fetched({}, hk), [`https://${hk}`])
      assert.deepStrictEqual(yield* fetched({}, "api2.wechatpay.cn"), [primary])
      assert.deepStrictEqual(yield* fetched({ region: "us" }, hk), ["https://apius.mch.weixin.qq.com"])
      assert.deepStrictEqual(yield* fetched({ region: "hk" }, "api2.mch.weixin.qq.com"), [primary])
      const simulator = "http://127.0.0.1:4010"
      assert.deepStrictEqual(yield* fetched({ baseUrl: simulator }, hk), [simulator])
    })
  )

  it("overseas service orders are called at apihk", () => {
    const endpoints = Object.values<unknown>(OverseasServiceOrder).filter(Endpoint.isEndpoint)
    assert.isAtLeast(endpoints.length, 5)
    for (const { host } of endpoints) assert.strictEqual(host, "apihk.mch.weixin.qq.com")
  })
})
