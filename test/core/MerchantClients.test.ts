import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { MerchantClients, Signer, WechatPayClient } from "@effect-wechatpay/core"
import { Cause, Context, Deferred, Effect, Exit, Fiber, Layer, Redacted, Scope, TestClock } from "effect"
import { runThrough } from "../support/advance.js"
import { ping } from "../support/endpoints.js"
import { errorOf } from "../support/exits.js"
import { fault, merchant, platform, response, scripted } from "../support/scripted.js"

const keys = {
  serialNo: merchant.serialNo,
  privateKey: Redacted.make(merchant.privateKey),
  publicKeys: [{ id: platform.id, publicKey: platform.publicKey }]
} as const

const one = merchant.mchid
const other = "1900000109"

type Options = MerchantClients.Options<Scope.Scope>

/** Clients whose requests end at a script; which merchants were looked up, in turn. */
const clients = (
  options: Partial<Options> = {},
  script: Parameters<typeof scripted>[0] = () => response(204)
) => {
  const found: Array<string> = []
  const { http, received } = scripted(script, {}, [one, other])
  const find: Options["find"] = options.find ?? (() => Effect.succeed(keys))
  const layer = MerchantClients.layer({
    ...options,
    find: (mchid) =>
      Effect.suspend(() => {
        found.push(mchid)
        return find(mchid)
      })
  }).pipe(Layer.provide(Layer.succeed(HttpClient.HttpClient, http)))
  return { layer, found, received }
}

const get = (mchid: string) => Effect.flatMap(MerchantClients.MerchantClients, (all) => all.get(mchid))

describe("MerchantClients", () => {
  it.effect("MerchantClients makes each call as the named merchant", () => {
    const { found, layer } = clients()
    return Effect.gen(function* () {
      const mchids = ["1900000001", "1900000002", "1900000001"]
      const signed = yield* Effect.forEach(mchids, (mchid) =>
        Effect.map(Signer.Signer, ({ mchid }) => mchid).pipe(MerchantClients.provide(mchid))
      )
      assert.deepStrictEqual(signed, mchids)
      assert.deepStrictEqual(found, ["1900000001", "1900000002"])
    }).pipe(Effect.provide(layer))
  })

  it.effect("MerchantClients sends all calls through one HttpClient", () => {
    const { layer, received } = clients()
    return Effect.gen(function* () {
      yield* ping({}).pipe(MerchantClients.provide(one))
      yield* MerchantClients.provide(ping({}), other)
      assert.deepStrictEqual(
        received.map(({ authorization }) => authorization.mchid),
        [one, other]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("MerchantClients builds a client once for all callers that wait for it", () => {
    const released = Deferred.unsafeMake<void>("none" as never)
    const { found, layer } = clients({ find: () => Effect.as(Deferred.await(released), keys) })
    return Effect.gen(function* () {
      const waiting = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 50 }, () => Effect.scoped(get(one))),
          { concurrency: "unbounded" }
        )
      )
      yield* Effect.yieldNow()
      yield* Deferred.succeed(released, undefined)
      const given = yield* Fiber.join(waiting)
      const first = Context.get(given[0]!, WechatPayClient.WechatPayClient)
      for (const services of given) {
        assert.strictEqual(Context.get(services, WechatPayClient.WechatPayClient), first)
      }
      assert.deepStrictEqual(found, [one])
    }).pipe(Effect.provide(layer))
  })

  it.effect("MerchantClients continues to build a client when the first caller is interrupted", () => {
    const released = Deferred.unsafeMake<void>("none" as never)
    const { found, layer } = clients({ find: () => Effect.as(Deferred.await(released), keys) })
    return Effect.gen(function* () {
      const first = yield* Effect.fork(Effect.scoped(get(one)))
      yield* Effect.yieldNow()
      const second = yield* Effect.fork(Effect.scoped(get(one)))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(first)
      yield* Deferred.succeed(released, undefined)
      yield* Fiber.join(second)
      assert.deepStrictEqual(found, [one])
    }).pipe(Effect.provide(layer))
  })

  it.effect("MerchantClients releases a client that was unused for 10 minutes, and no client in use", () => {
    let open = 0
    const counted = Effect.acquireRelease(
      Effect.sync(() => {
        open++
      }),
      () =>
        Effect.sync(() => {
          open--
        })
    )
    const { found, layer } = clients({
      // What a merchant's keys need is released with its client.
      find: () => Effect.as(counted, keys)
    })
    return Effect.gen(function* () {
      const scope = yield* Scope.make()
      yield* Effect.provideService(get("1"), Scope.Scope, scope)
      yield* Effect.scoped(get("2"))
      assert.strictEqual(open, 2)
      yield* TestClock.adjust("9 minutes")
      yield* Effect.scoped(get("2"))
      yield* TestClock.adjust("9 minutes")
      assert.strictEqual(open, 2)
      yield* TestClock.adjust("1 minutes")
      assert.strictEqual(open, 1)
      yield* Effect.scoped(get("2"))
      assert.deepStrictEqual(found, ["1", "2", "2"])
      yield* Scope.close(scope, Exit.void)
      yield* TestClock.adjust("10 minutes")
      assert.strictEqual(open, 0)
    }).pipe(
      Effect.provide(layer),
      Effect.tap(() => Effect.sync(() => assert.strictEqual(open, 0)))
    )
  })

  it.effect(
    "MerchantClients builds a client again after a failure, and all waiting callers get the failure",
    () => {
      let works = false
      const gone = new MerchantClients.MerchantUnavailable({ mchid: one, problem: "the database is away" })
      const { found, layer } = clients({
        find: () =>
          Effect.zipRight(
            Effect.yieldNow(),
            Effect.suspend(() => (works ? Effect.succeed(keys) : Effect.fail(gone)))
          )
      })
      return Effect.gen(function* () {
        const errors = yield* Effect.all(
          Array.from({ length: 5 }, () => Effect.flip(Effect.scoped(get(one)))),
          {
            concurrency: "unbounded"
          }
        )
        for (const error of errors) assert.strictEqual(error, gone)
        assert.deepStrictEqual(found, [one])
        works = true
        yield* Effect.scoped(get(one))
        yield* Effect.scoped(get(one))
        yield* TestClock.adjust("9 minutes")
        yield* Effect.scoped(get(one))
        yield* TestClock.adjust("9 minutes")
        // The failure that lies idle beside it takes nothing away.
        yield* Effect.scoped(get(one))
        assert.deepStrictEqual(found, [one, one])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("MerchantClients says which merchant's keys are invalid, without the keys", () => {
    const { layer } = clients({
      find: () => Effect.succeed({ ...keys, privateKey: Redacted.make("sup3rs3cret") })
    })
    return Effect.gen(function* () {
      const error = yield* Effect.flip(ping({}).pipe(MerchantClients.provide(one)))
      assert(error._tag === "MerchantUnavailable")
      assert.strictEqual(error.mchid, one)
      assert.match(
        error.message,
        /^no client for merchant \d+: privateKey: expected PEM text .*: nothing was sent\.$/
      )
      assert.notInclude(Cause.pretty(Cause.fail(error)), "sup3rs3cret")
    }).pipe(Effect.provide(layer))
  })

  it.effect(
    "MerchantClients uses changed keys after an invalidation, while calls in flight keep the old ones",
    () => {
      let serialNo: string = merchant.serialNo
      const { found, layer } = clients({ find: () => Effect.sync(() => ({ ...keys, serialNo })) })
      const serial = Effect.flatMap(Signer.Signer, (signer) => signer.sign("text")).pipe(
        Effect.map((signature) => signature.serialNo),
        MerchantClients.provide(one)
      )
      return Effect.gen(function* () {
        const all = yield* MerchantClients.MerchantClients
        const scope = yield* Scope.make()
        const old = yield* Effect.provideService(all.get(one), Scope.Scope, scope)
        serialNo = "AAAAAAAAAA"
        assert.strictEqual(yield* serial, merchant.serialNo)
        yield* all.invalidate(one)
        yield* all.invalidate("1999999999")
        assert.strictEqual(yield* serial, serialNo)
        const kept = yield* Context.get(old, Signer.Signer).sign("text")
        assert.strictEqual(kept.serialNo, merchant.serialNo)
        yield* Scope.close(scope, Exit.void)
        // The old client is released when it has been idle; the new one, which is used meanwhile, stays.
        yield* TestClock.adjust("9 minutes")
        assert.strictEqual(yield* serial, serialNo)
        yield* TestClock.adjust("9 minutes")
        assert.strictEqual(yield* serial, serialNo)
        assert.deepStrictEqual(found, [one, one])
      }).pipe(Effect.provide(layer))
    }
  )

  it.effect("each client of MerchantClients learns of a host that another one found unreachable", () => {
    const primary = "https://api.mch.weixin.qq.com"
    const { layer, received } = clients({}, ({ origin }) =>
      origin === primary ? fault("ECONNREFUSED", "connect") : response(204)
    )
    return Effect.gen(function* () {
      const all = yield* MerchantClients.MerchantClients
      yield* runThrough(ping({}).pipe(MerchantClients.provide(one)), "1 seconds")
      yield* all.invalidate(one)
      yield* ping({}).pipe(MerchantClients.provide(one))
      assert.deepStrictEqual(
        received.map(({ origin }) => origin === primary),
        [true, false, false]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("MerchantClients keeps the rate limits of each merchant separate", () => {
    const { layer, received } = clients({
      rateLimit: { all: { requests: 1, per: "1 hour" }, maxWait: 0 }
    })
    return Effect.gen(function* () {
      yield* ping({}).pipe(MerchantClients.provide(one))
      const error = yield* Effect.flip(ping({}).pipe(MerchantClients.provide(one)))
      assert(error._tag === "WechatPayError" && error.reason._tag === "RateLimited")
      yield* ping({}).pipe(MerchantClients.provide(other))
      assert.deepStrictEqual(
        received.map(({ authorization }) => authorization.mchid),
        [one, other]
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("clients of one merchant and of several merchants can exist side by side", () =>
    Effect.gen(function* () {
      const { http } = scripted(() => response(204))
      const build = (mchid: string, id: string) =>
        WechatPayClient.makeMerchant({
          ...keys,
          mchid,
          publicKeys: [{ id, publicKey: platform.publicKey }]
        })
      const built = yield* Effect.all([
        build(one, platform.id),
        build(one, platform.id),
        build(one, "PUB_KEY_ID_OTHER"),
        build("1900000109", platform.id)
      ]).pipe(Effect.provideService(HttpClient.HttpClient, http))
      const exits = yield* Effect.forEach(built, (services) =>
        Effect.exit(Effect.provide(ping({}), services))
      )
      assert.deepStrictEqual(exits.slice(0, 3).map(Exit.isSuccess), [true, true, false])
      // What one of them does not know the others do not tell it.
      const error = errorOf(exits[2] as (typeof exits)[number])
      assert(error._tag === "WechatPayError" && error.reason._tag === "UnknownSerial")
      assert.deepStrictEqual(
        built.map((services) => Context.get(services, Signer.Signer).mchid),
        [one, one, one, "1900000109"]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("MerchantClients rejects a base address with a path when the layer is built", () =>
    Effect.gen(function* () {
      const { layer } = clients({ baseUrl: "http://localhost/x" })
      const error = yield* Effect.flip(Effect.scoped(Layer.build(layer)))
      assert.strictEqual(error._tag, "InvalidOptions")
    })
  )
})
