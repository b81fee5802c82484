/** The self-test over real HTTP, with real keys: all is well, and each thing that can be wrong says so. */
import { createServer } from "node:http"
import { FetchHttpClient, HttpServer } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { assert, layer } from "@effect/vitest"
import { NotificationKeys, Retry, SelfTest, Timeout, Verifier, WechatPayClient } from "@effect-wechatpay/core"
import { Simulator } from "@effect-wechatpay/simulator"
import { Context, Effect, Layer, Logger, Redacted } from "effect"
import { asPublic, pem } from "../conformance/vectors.js"
import { apiV3Key, merchant, platform } from "../support/notifications.js"
import { rewritingProxy } from "../support/rewritingProxy.js"
import { steppedClock } from "../support/steppedClock.js"
import { closedPort } from "./rawServer.js"

const otherPrivateKey = pem("go-testing-private")
const otherApiV3Key = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"

class Inboxes extends Context.Tag("test/Inboxes")<
  Inboxes,
  { readonly good: SelfTest.Inbox; readonly wrongKey: SelfTest.Inbox; readonly dead: SelfTest.Inbox }
>() {}

/** A server of the merchant; gives its inbox and its address on this machine. */
const backend = Effect.fnUntraced(function* (key: string) {
  const inbox = yield* SelfTest.makeInbox
  const server = yield* NodeHttpServer.make(() => createServer(), { port: 0, host: "127.0.0.1" })
  const keys = NotificationKeys.layer({ mchid: merchant.mchid, apiV3Key: Redacted.make(key) }).pipe(
    Layer.provide(Verifier.layerPublicKey({ keys: [{ id: platform.id, publicKey: platform.publicKey }] }))
  )
  const context = yield* Layer.build(keys)
  yield* server.serve(Effect.provide(SelfTest.toHttpApp(inbox), context))
  const address = HttpServer.formatAddress(server.address).replace("0.0.0.0", "127.0.0.1")
  return { inbox, address }
})

const servers = Layer.unwrapScoped(
  Effect.gen(function* () {
    const good = yield* backend(apiV3Key)
    const wrongKey = yield* backend(otherApiV3Key)
    const dead = { inbox: yield* SelfTest.makeInbox, address: yield* closedPort }
    const simulator = Simulator.layerServer({
      merchants: [
        {
          mchid: merchant.mchid,
          serialNo: merchant.serialNo,
          privateKey: Redacted.make(merchant.privateKey),
          apiV3Key: Redacted.make(apiV3Key)
        }
      ],
      platform: { publicKeyId: platform.id, privateKey: Redacted.make(platform.privateKey) },
      deliverTo: {
        "https://good.example": good.address,
        "https://wrong-key.example": wrongKey.address,
        "https://dead.example": dead.address
      }
    })
    return Layer.merge(
      simulator,
      Layer.succeed(Inboxes, { good: good.inbox, wrongKey: wrongKey.inbox, dead: dead.inbox })
    )
  })
)

interface Change extends Partial<Pick<WechatPayClient.Merchant, "mchid" | "serialNo">> {
  readonly privateKey?: string
  readonly publicKeyId?: string
  readonly publicKey?: string
  readonly baseUrl?: string
  readonly options?: SelfTest.Options
}

/** The report of a client that is set up right but for one thing. */
const report = Effect.fnUntraced(function* (change: Change = {}) {
  const { baseUrl } = yield* Simulator.Simulator
  const client = WechatPayClient.layerMerchant(
    {
      mchid: change.mchid ?? merchant.mchid,
      serialNo: change.serialNo ?? merchant.serialNo,
      privateKey: Redacted.make(change.privateKey ?? merchant.privateKey),
      publicKeys: [
        { id: change.publicKeyId ?? platform.id, publicKey: change.publicKey ?? platform.publicKey }
      ]
    },
    { baseUrl: change.baseUrl ?? baseUrl }
  )
  const given = yield* SelfTest.run(change.options).pipe(
    Retry.none,
    Effect.provide(client.pipe(Layer.provide(FetchHttpClient.layer)))
  )
  const text = SelfTest.format(given)
  for (const secret of [merchant.privateKey, otherPrivateKey, apiV3Key, otherApiV3Key, "秘密"]) {
    assert.notInclude(text, secret)
  }
  return { ...given, text }
})

/** The steps with their results, and what is said of the one that failed. */
const outcome = ({ checks, ok }: SelfTest.Report) => {
  const failed = checks.filter(({ result }) => result === "Failed")
  assert.strictEqual(ok, failed.length === 0)
  assert.isAtMost(failed.length, 1)
  return {
    passed: checks.filter(({ result }) => result === "Passed").map(({ step }) => step),
    failed: failed[0]?.step,
    text: failed[0]?.text ?? ""
  }
}

const proxy = (change: Parameters<typeof rewritingProxy>[1]) =>
  Effect.flatMap(Simulator.Simulator, ({ baseUrl }) => rewritingProxy(baseUrl, change))

const quiet = Logger.remove(Logger.defaultLogger)

/** A clock that is so many seconds wrong. */
const skewed = (seconds: number) =>
  Effect.tap(steppedClock(), (clock) =>
    Effect.sync(() => {
      clock.offset = seconds * 1000
    })
  )

const beforeNotify: Array<SelfTest.Step> = ["reach", "sign", "encrypt", "verify", "decrypt"]

layer(servers, { excludeTestServices: true })("the self-test", (it) => {
  it.scoped("the self-test checks everything, including the delivery of notifications", () =>
    Effect.gen(function* () {
      const { good } = yield* Inboxes
      const given = yield* report({
        options: { notifications: { url: "https://good.example/notify", inbox: good } }
      })
      assert.deepStrictEqual(outcome(given), {
        passed: [...beforeNotify, "notify"],
        failed: undefined,
        text: ""
      })
      assert.lengthOf(given.text.split("\n"), 6)
    })
  )

  it.scoped("the self-test reports what it did not check without an address for notifications", () =>
    Effect.gen(function* () {
      const given = yield* report()
      assert.deepStrictEqual(outcome(given), { passed: beforeNotify, failed: undefined, text: "" })
      assert.include(
        given.text,
        "-    notify   no URL for notifications was given; only a notification tests the APIv3 key"
      )
    })
  )

  it.scoped("the self-test detects a private key that does not belong to the certificate", () =>
    Effect.gen(function* () {
      const { failed, passed, text } = outcome(yield* report({ privateKey: otherPrivateKey }))
      assert.deepStrictEqual([passed, failed], [["reach"], "sign"])
      assert.include(text, "the private key does not belong to the certificate of this serial number")
      assert.include(text, "401 SIGN_ERROR")
    })
  )

  it.scoped("the self-test detects a serial number or a merchant number that WeChat Pay does not know", () =>
    Effect.gen(function* () {
      for (const change of [
        { serialNo: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1" },
        { mchid: "1900000999" }
      ]) {
        const { failed, passed, text } = outcome(yield* report(change))
        assert.deepStrictEqual([passed, failed], [["reach"], "sign"])
        assert.include(text, "check merchant number, certificate serial")
      }
    })
  )

  it.scoped("the self-test detects a wrong clock, and by how much", () =>
    Effect.gen(function* () {
      for (const [seconds, words] of [
        [-600, "s behind WeChat Pay's: set it"],
        [600, "s ahead of WeChat Pay's: set it"]
      ] as const) {
        const { failed, passed, text } = outcome(
          yield* report().pipe(Effect.withClock(yield* skewed(seconds)))
        )
        assert.deepStrictEqual([passed, failed], [["reach"], "sign"])
        assert.match(text, /this machine's clock is (59\d|60\d) s/)
        assert.include(text, words)
      }
    })
  )

  it.scoped("the self-test detects the line of the request that changes in transit", () =>
    Effect.gen(function* () {
      for (const [change, line] of [
        [{ request: (body: string) => body.replace("{", "{ ") }, "body"],
        [{ request: (body: string) => body.slice(0, -1) }, "body"],
        [{ path: (path: string) => `${path}?from=proxy` }, "URL"]
      ] as const) {
        const { failed, passed, text } = outcome(yield* report({ baseUrl: yield* proxy(change) }))
        assert.deepStrictEqual([passed, failed], [["reach"], "sign"])
        assert.include(text, `WeChat Pay saw another ${line} than was signed`)
      }
    })
  )

  it.scoped("the self-test detects a response that changes in transit or loses its signature", () =>
    Effect.gen(function* () {
      const changed = outcome(yield* report({ baseUrl: yield* proxy({ response: (body) => `${body} ` }) }))
      assert.deepStrictEqual([changed.passed, changed.failed], [["reach"], "verify"])
      assert.include(changed.text, "a proxy changes responses")
      const stripped = outcome(yield* report({ baseUrl: yield* proxy({ strip: true }) }))
      assert.deepStrictEqual([stripped.passed, stripped.failed], [["reach"], "verify"])
      assert.include(stripped.text, "does a proxy strip them?")
    })
  )

  it.scoped("the self-test detects a wrong public key of WeChat Pay or a wrong id", () =>
    Effect.gen(function* () {
      const otherKey = outcome(yield* report({ publicKey: asPublic(merchant.privateKey) }))
      assert.deepStrictEqual([otherKey.passed, otherKey.failed], [["reach", "sign"], "encrypt"])
      const otherId = outcome(yield* report({ publicKeyId: "PUB_KEY_ID_0000000000000000000000000000000001" }))
      assert.strictEqual(otherId.failed, "encrypt")
      assert.include(otherId.text, "400 PARAM_ERROR")
    })
  )

  it.effect("two self-tests that share an inbox each report the rejections of their own time", () =>
    Effect.gen(function* () {
      const inbox = yield* SelfTest.makeInbox
      const first = yield* inbox.expect("1")
      yield* inbox.rejected("the first problem")
      const second = yield* inbox.expect("2")
      assert.strictEqual(yield* first.problem, "the first problem")
      assert.isUndefined(yield* second.problem)
      yield* inbox.rejected("the second problem")
      assert.strictEqual(yield* first.problem, "the second problem")
      assert.strictEqual(yield* second.problem, "the second problem")
    })
  )

  it.scoped("the self-test detects an APIv3 key that does not decrypt the notification", () =>
    Effect.gen(function* () {
      const { wrongKey } = yield* Inboxes
      const notifications = {
        url: "https://wrong-key.example/notify",
        inbox: wrongKey,
        within: "2 seconds"
      } as const
      const { failed, passed, text } = outcome(yield* report({ options: { notifications } }))
      assert.deepStrictEqual([passed, failed], [beforeNotify, "notify"])
      assert.include(text, "one arrived and was not accepted")
      assert.include(text, "APIv3 key")
    }).pipe(Effect.provide(quiet))
  )

  it.scoped("the self-test detects notifications that do not arrive, and an invalid address", () =>
    Effect.gen(function* () {
      const { dead } = yield* Inboxes
      const notifications = { url: "https://dead.example/notify", inbox: dead, within: "1 second" } as const
      const { failed, passed, text } = outcome(yield* report({ options: { notifications } }))
      assert.deepStrictEqual([passed, failed], [beforeNotify, "notify"])
      assert.include(text, "none arrived within 1s")
      const http = { ...notifications, url: "http://dead.example/notify" }
      const rejected = outcome(yield* report({ options: { notifications: http } }))
      assert.deepStrictEqual([rejected.passed, rejected.failed], [[], "notify"])
      assert.include(rejected.text, "notify_url")
    })
  )

  it.scoped("the self-test detects a WeChat Pay that is unreachable or does not respond in time", () =>
    Effect.gen(function* () {
      const unreachable = outcome(yield* report({ baseUrl: yield* closedPort }))
      assert.deepStrictEqual([unreachable.passed, unreachable.failed], [[], "reach"])
      assert.include(unreachable.text, "ECONNREFUSED")
      const slow = outcome(yield* Timeout.perAttempt("1 millis")(report()))
      assert.deepStrictEqual([slow.passed, slow.failed], [[], "reach"])
    })
  )
})
