/** Calls over real HTTP while every key changes: WeChat Pay's certificate, its public key, the merchant's own. */
import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import {
  Certificates,
  CommonError,
  Endpoint,
  type InvalidOptions,
  Sensitive,
  Signer,
  Verifier,
  WechatPayClient,
  Wire
} from "@effect-wechatpay/core"
import { Domain, Simulator } from "@effect-wechatpay/simulator"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import { Effect, Layer, Redacted, Schema } from "effect"
import { steppedClock } from "../support/steppedClock.js"

const echo = Endpoint.make("test.rotation.echo", {
  method: "POST",
  path: "/v3/test/echo/{id}",
  params: { id: Wire.text(32) },
  payload: { name: Sensitive.text },
  success: { id: Schema.String, name: Sensitive.text },
  errors: CommonError.all
})

const plain = Endpoint.make("test.rotation.plain", {
  method: "GET",
  path: "/v3/test/plain/{id}",
  params: { id: Wire.text(32) },
  success: { id: Schema.String },
  errors: CommonError.all
})

const domain = Domain.make("test.rotation", {
  handlers: [
    Domain.handler(echo, ({ id, name }) => Effect.succeed({ id, name })),
    Domain.handler(plain, ({ id }) => Effect.succeed({ id }))
  ]
})

/**
 * Days pass between two phases, and not in this test. Both sides have this clock. Its nanoseconds are those of the machine, which no
 * change of the time of day moves: the deadlines of calls in flight are measured with them.
 */
const makeClock = Effect.map(steppedClock(), (clock) => {
  const pass = (millis: number) =>
    Effect.sync(() => {
      clock.offset += millis
    })
  return { clock, pass }
})

interface Swappable {
  readonly signer: Signer.Signer["Type"]
  readonly use: (next: Signer.Signer["Type"]) => void
}

/** A signer whose key is replaced while it signs. */
const swappable = (first: Signer.Signer["Type"], second: Signer.Signer["Type"]): Swappable => {
  let current = first
  const decryptAny = (ciphertext: string) =>
    Effect.catchAll(
      first.decrypt?.(ciphertext) ?? Effect.die("no key"),
      () => second.decrypt?.(ciphertext) ?? Effect.die("no key")
    )
  return {
    use: (next) => {
      current = next
    },
    signer: Signer.Signer.of({
      scheme: first.scheme,
      mchid: first.mchid,
      sign: (message) => Effect.suspend(() => current.sign(message)),
      decrypt: decryptAny
    })
  }
}

const simulated = Layer.merge(
  Simulator.layerServer({
    domains: [domain],
    keepCalls: 10_000,
    platform: { mode: "certificates" },
    merchants: [{ mchid: "1900000001", otherCertificates: [{}] }]
  }),
  UndiciHttpClient.layer()
)

const total = 2_000
const inFlight = 50

interface Step {
  /** After how many responses. */
  readonly at: number
  readonly name: string
  readonly run: Effect.Effect<unknown, Certificates.CertificatesUnavailable | InvalidOptions.InvalidOptions>
}

/** Makes all calls, and each change after that many responses, while the calls continue. */
const callWhile = Effect.fnUntraced(function* (steps: ReadonlyArray<Step>) {
  const failures: Array<string> = []
  const waiting = [...steps]
  // A change takes its time: the next one waits for it, whichever call came to make it.
  const oneChange = yield* Effect.makeSemaphore(1)
  let responded = 0
  const one = (index: number) =>
    Effect.gen(function* () {
      const id = `n${index}`
      const name = `张三${index}`
      if (index % 4 === 0) {
        const response = yield* echo({ id, name: Redacted.make(name) })
        assert.strictEqual(response.id, id)
        assert.strictEqual(Redacted.value(response.name), name)
      } else {
        assert.strictEqual((yield* plain({ id })).id, id)
      }
    }).pipe(
      Effect.catchAll((error) => Effect.sync(() => void failures.push(error.message))),
      Effect.andThen(
        Effect.suspend(() => {
          responded++
          const step = waiting[0]
          if (step === undefined || responded < step.at) return Effect.void
          waiting.shift()
          return oneChange.withPermits(1)(step.run)
        })
      )
    )
  yield* Effect.forEach(
    Array.from({ length: total }, (_, index) => index),
    one,
    {
      concurrency: inFlight,
      discard: true
    }
  )
  assert.lengthOf(waiting, 0, "every change was made")
  assert.strictEqual(responded, total)
  return failures
})

const minutes = (count: number) => count * 60_000

type Mode = "certificates" | "migration"

/** A client whose merchant key can be swapped, and what it verified. */
const setUp = Effect.fnUntraced(function* (mode: Mode) {
  const { baseUrl, merchant, platform } = yield* Simulator.Simulator
  const [other] = merchant.otherCertificates
  assert(other !== undefined)
  const first = yield* Signer.make(merchant)
  const second = yield* Signer.make({ ...other, mchid: merchant.mchid })
  const { signer, use } = swappable(first, second)
  const certificates = yield* Effect.provideService(
    Certificates.make({ baseUrl, apiV3Key: merchant.apiV3Key }),
    Signer.Signer,
    signer
  )
  const made = yield* Effect.provideService(
    mode === "certificates"
      ? Verifier.makeCertificates
      : Verifier.makeMigration({ keys: [{ id: platform.publicKeyId, publicKey: platform.publicKey }] }),
    Certificates.Certificates,
    certificates
  )
  const verified = new Map<string, number>()
  const verifier = Verifier.Verifier.of({
    ...made,
    verify: (message) =>
      Effect.tap(made.verify(message), () =>
        Effect.sync(() => void verified.set(message.serialNo, (verified.get(message.serialNo) ?? 0) + 1))
      )
  })
  const client = yield* WechatPayClient.make({ baseUrl }).pipe(
    Effect.provideService(Signer.Signer, signer),
    Effect.provideService(Verifier.Verifier, verifier),
    Effect.provideService(HttpClient.HttpClient, yield* HttpClient.HttpClient)
  )
  const swapTo = (which: "first" | "second") => Effect.sync(() => use(which === "first" ? first : second))
  return { certificates, client, swapTo, verified, serials: [merchant.serialNo, other.serialNo] }
})

/** What the simulator saw: every signature fits the serial number that came with it. */
const review = Effect.fnUntraced(function* (expected: {
  readonly verified: ReadonlyMap<string, number>
  readonly serials: ReadonlyArray<string>
}) {
  const { calls } = yield* Simulator.Simulator
  const all = yield* calls.all
  const downloads = all.filter(({ target }) => target === "/v3/certificates")
  const others = all.filter(({ target }) => target !== "/v3/certificates")
  for (const call of all) {
    assert.strictEqual(call.signature, "valid")
    assert.isUndefined(call.rejectedBy)
  }
  // Not one response was tried again, and not one was believed without being verified.
  assert.lengthOf(others, total)
  assert.strictEqual(
    [...expected.verified.values()].reduce((sum, count) => sum + count, 0),
    total
  )
  assert.deepStrictEqual(
    [...new Set(all.map(({ serialNo }) => serialNo))].sort(),
    [...expected.serials].sort()
  )
  return downloads.length
})

describe("rotation under load: 2,000 calls, 50 in flight", { timeout: 60_000 }, () => {
  it.scopedLive(
    "calls and notifications keep working while WeChat Pay's certificate is replaced twice and the merchant's own key once",
    () =>
      Effect.gen(function* () {
        const { clock, pass } = yield* makeClock
        yield* Effect.gen(function* () {
          const { platform } = yield* Simulator.Simulator
          const { certificates, client, serials, swapTo, verified } = yield* setUp("certificates")
          const [old] = yield* platform.certificates
          assert(old !== undefined)
          let current = old.serialNo
          let next = current
          const add = Effect.map(platform.addCertificate(), ({ serialNo }) => {
            next = serialNo
          })
          const sign = Effect.suspend(() => platform.signWith(next))
          const retire = Effect.suspend(() => platform.retire(current)).pipe(
            Effect.andThen(Effect.sync(() => (current = next)))
          )
          const failures = yield* callWhile([
            { at: 200, name: "a new certificate is listed", run: add },
            { at: 400, name: "the refresh finds it", run: certificates.refresh },
            { at: 600, name: "it signs", run: sign },
            { at: 700, name: "the merchant's key is replaced", run: swapTo("second") },
            { at: 800, name: "the old certificate is retired", run: retire },
            {
              at: 1_000,
              name: "another one is listed, unseen by any refresh",
              run: Effect.andThen(add, pass(minutes(2)))
            },
            { at: 1_200, name: "it signs", run: sign },
            { at: 1_400, name: "the merchant goes back to its first key", run: swapTo("first") },
            { at: 1_600, name: "the one before is retired", run: retire }
          ]).pipe(Effect.provideService(WechatPayClient.WechatPayClient, client))
          assert.deepStrictEqual(failures, [])
          const downloads = yield* review({ verified, serials })
          assert.strictEqual(verified.size, 3)
          console.log(`certificates replaced twice: ${total} calls, 0 failed, ${downloads} downloads`)
          // The first, the refresh, the unknown serial.
          assert.strictEqual(downloads, 3)
        }).pipe(Effect.provide(simulated), Effect.withClock(clock))
      })
  )

  it.scopedLive(
    "calls keep working while the merchant migrates to the public key, rolls back, and migrates again",
    () =>
      Effect.gen(function* () {
        const { clock, pass } = yield* makeClock
        yield* Effect.gen(function* () {
          const { platform } = yield* Simulator.Simulator
          const { client, serials, swapTo, verified } = yield* setUp("migration")
          const added = { serialNo: "" }
          const failures = yield* callWhile([
            { at: 300, name: "the migration begins", run: platform.setMode("migration") },
            { at: 500, name: "the merchant's key is replaced", run: swapTo("second") },
            { at: 700, name: "it is rolled back", run: platform.setMode("certificates") },
            {
              at: 900,
              name: "the certificate is replaced all the same",
              run: Effect.gen(function* () {
                added.serialNo = (yield* platform.addCertificate()).serialNo
                yield* pass(minutes(2))
                yield* platform.signWith(added.serialNo)
              })
            },
            { at: 1_200, name: "it begins again", run: platform.setMode("migration") },
            { at: 1_600, name: "it is completed", run: platform.setMode("publicKey") }
          ]).pipe(Effect.provideService(WechatPayClient.WechatPayClient, client))
          assert.deepStrictEqual(failures, [])
          const downloads = yield* review({ verified, serials })
          assert.strictEqual(verified.size, 3)
          assert.isAbove(verified.get(platform.publicKeyId) ?? 0, 1_000)
          console.log(`moved to the public key and back: ${total} calls, 0 failed, ${downloads} downloads`)
          // The first certificate, and the one that replaced it.
          assert.strictEqual(downloads, 2)
        }).pipe(Effect.provide(simulated), Effect.withClock(clock))
      })
  )
})
