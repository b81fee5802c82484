/** The page on notifications: its examples compile, and do what it says. */
import { HttpServerRequest, KeyValueStore } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { NotificationHandler, NotificationStore } from "@effect-wechatpay/core"
import { ConfigProvider, Effect, Layer, Redacted, Ref, TestClock } from "effect"
import {
  apiV3Key,
  bodyOf,
  deliveryOf,
  headersOf,
  keysLayer,
  merchant,
  platform,
  verifierLayer
} from "../support/notifications.js"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./notifications.examples.js"

const at = 1_611_368_330

const order = {
  appid: "wxd678efh567hg6787",
  mchid: "1230000109",
  out_order_no: "1234323JKHDFE1243252",
  service_id: "500001",
  state: "DONE",
  total_amount: 100,
  collection: { state: "USER_PAID", total_amount: 100, paying_amount: 0, paid_amount: 100 }
}

const paidBody = bodyOf(order, { eventType: "PAYSCORE.USER_PAID", originalType: "payscore" })

const post = (body: string, headers: Record<string, string>) =>
  new Request("https://merchant.example/wechatpay/notify", { method: "POST", headers, body })

const config = Layer.setConfigProvider(
  ConfigProvider.fromMap(
    new Map([
      ["WECHATPAY_MCHID", merchant.mchid],
      ["WECHATPAY_API_V3_KEY", apiV3Key]
    ])
  )
)

/** What the handlers did. */
const orders = () => {
  const done: Array<string> = []
  return {
    done,
    layer: Layer.succeed(
      Example.Orders,
      Example.Orders.of({
        markPaid: (no) => Effect.sync(() => void done.push(`paid ${no}`)),
        start: (no) => Effect.sync(() => void done.push(`start ${no}`))
      })
    )
  }
}

it("docs/notifications.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("notifications"), ofModule("notifications"))
})

describe("docs/notifications.md", () => {
  it.effect("the example of docs/notifications.md handles events", () => {
    const { done, layer } = orders()
    return Effect.gen(function* () {
      yield* NotificationHandler.handle(Example.handler, deliveryOf(paidBody, at))
      yield* NotificationHandler.handle(Example.handler, deliveryOf(paidBody, at))
      assert.deepStrictEqual(done, ["paid 1234323JKHDFE1243252"])
    }).pipe(Effect.provide(Layer.mergeAll(keysLayer, NotificationStore.layerMemory(), layer)))
  })

  it.scopedLive(
    "the examples of docs/notifications.md receive by Request and Response, in Hono and elsewhere",
    () =>
      Effect.gen(function* () {
        const { done, layer } = orders()
        const { dispose, handler } = Example.web(
          Layer.mergeAll(layer, verifierLayer, KeyValueStore.layerMemory).pipe(Layer.provideMerge(config))
        )
        yield* Effect.addFinalizer(() => Effect.promise(dispose))
        const headers = headersOf(paidBody, { at: Math.floor(Date.now() / 1000) })
        const hono = Example.inHono(handler)
        const fetch = Example.fetchHandler(handler).fetch
        const route = Example.POST(handler)
        for (const call of [hono.fetch, fetch, route]) {
          const response = yield* Effect.promise(async () => call(post(paidBody, headers)))
          assert.strictEqual(response.status, 204)
        }
        assert.isFunction(Example.inExpress(handler))
        assert.deepStrictEqual(done, ["paid 1234323JKHDFE1243252"])
      })
  )

  it.effect("the example of docs/notifications.md claims in Redis", () => {
    // The commands that the example sends, with the responses of Redis.
    const entries = new Map<string, string>()
    const send = async (command: string, ...args: ReadonlyArray<string>): Promise<unknown> => {
      const [first = "", second = "", third = "", fourth = ""] = args
      switch (command) {
        case "SET": {
          entries.set(first, second)
          return "OK"
        }
        case "EVAL": {
          assert.strictEqual(second, "1")
          const owner = entries.get(third)
          if (first.includes('return "Granted"')) {
            if (owner === "done") return "Done"
            if (owner !== undefined && owner !== fourth) return "Taken"
            assert.strictEqual(args[4], "10000")
            entries.set(third, fourth)
            return "Granted"
          }
          assert.include(first, 'redis.call("GET", KEYS[1]) == ARGV[1]')
          return owner === fourth && entries.delete(third) ? 1 : 0
        }
        default:
          throw new Error(`unknown command ${command}`)
      }
    }
    return Effect.gen(function* () {
      const store = Example.storeInRedis({ send })
      const count = yield* Ref.make(0)
      const run = (...keys: ReadonlyArray<string>) =>
        Effect.map(
          store.once(
            keys,
            Ref.update(count, (n) => n + 1)
          ),
          ({ _tag }) => _tag
        )
      assert.isTrue(yield* Effect.isFailure(store.once(["a", "b"], Effect.fail("no"))))
      assert.strictEqual(entries.size, 0)
      const both = yield* Effect.all([run("a", "b"), run("a", "b")], { concurrency: "unbounded" })
      assert.deepStrictEqual([...both].sort(), ["Handled", "InProgress"])
      assert.strictEqual(yield* run("c", "b"), "Duplicate")
      assert.strictEqual(yield* Ref.get(count), 1)
      const broken = Example.storeInRedis({ send: () => Promise.reject(new Error("gone")) })
      const error = yield* Effect.flip(broken.once(["a"], Effect.void))
      assert.strictEqual(error.problem, "Redis did not respond")
    })
  })

  it.effect("the example of docs/notifications.md stores first and handles later", () => {
    const { done, layer } = orders()
    const inbox = Layer.effect(
      Example.Inbox,
      Effect.map(Ref.make<ReadonlyArray<string>>([]), (texts) =>
        Example.Inbox.of({ put: (text) => Ref.update(texts, (all) => [...all, text]), all: Ref.get(texts) })
      )
    )
    return Effect.gen(function* () {
      yield* TestClock.setTime(at * 1000)
      const request = HttpServerRequest.fromWeb(post(paidBody, headersOf(paidBody, { at })))
      const response = yield* Effect.provideService(
        Example.inbox,
        HttpServerRequest.HttpServerRequest,
        request
      )
      assert.strictEqual(response.status, 204)
      assert.deepStrictEqual(done, [])
      yield* TestClock.adjust("3 days")
      const outcomes = yield* Example.worker
      assert.deepStrictEqual(
        outcomes.map(({ _tag }) => _tag),
        ["Handled"]
      )
      assert.deepStrictEqual(done, ["paid 1234323JKHDFE1243252"])
    }).pipe(Effect.provide(Layer.mergeAll(keysLayer, NotificationStore.layerMemory(), layer, inbox)))
  })

  it.effect("the example of docs/notifications.md receives for several merchants", () => {
    const { layer } = orders()
    const keys = Example.merchants([
      {
        mchid: merchant.mchid,
        apiV3Key: Redacted.make(apiV3Key),
        keys: [{ id: platform.id, publicKey: platform.publicKey }]
      }
    ])
    return Effect.gen(function* () {
      const { envelope } = yield* NotificationHandler.handle(Example.handler, deliveryOf(paidBody, at))
      assert.strictEqual(envelope.mchid, merchant.mchid)
    }).pipe(Effect.provide(Layer.mergeAll(keys, NotificationStore.layerMemory(), layer)))
  })

  it.effect(
    "the examples of docs/notifications.md respond to synchronous webhooks and distinguish shapes",
    () =>
      Effect.gen(function* () {
        const synchronous = bodyOf(
          { out_serial_number: "p-1" },
          { eventType: "PARKING_FEE.QUERY_TRANS_INFO" }
        )
        const { reply } = yield* NotificationHandler.handle(Example.parking, deliveryOf(synchronous, at))
        assert.strictEqual(reply?.body, '{"code":"SUCCESS","payable_amount":1500}')
        const opened = bodyOf({ mchid: merchant.mchid }, { eventType: "PAYSCORE.USER_OPEN_SERVICE" })
        assert.strictEqual(
          (yield* NotificationHandler.handle(Example.services, deliveryOf(opened, at)))._tag,
          "Handled"
        )
      }).pipe(Effect.provide(Layer.merge(keysLayer, NotificationStore.layerMemory())))
  )
})
