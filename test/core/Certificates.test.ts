import { createPrivateKey } from "node:crypto"
import { inspect } from "node:util"
import { KeyValueStore } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Certificates, CipherSuite, Retry, Timeout, Verifier } from "@effect-wechatpay/core"
import { Permission } from "@effect-wechatpay/payscore"
import { Samples, Simulator } from "@effect-wechatpay/simulator"
import { Clock, Effect, Fiber, Layer, Logger, Option, Random, Redacted, TestClock } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import {
  apiV3Key,
  certificate,
  type Download,
  entry,
  listing,
  messageBy,
  platform
} from "../support/certificates.js"
import { platform as platformKey } from "../support/scripted.js"

const hour = 3_600_000

const first = certificate("0F12AB34CD")
const second = certificate("0E12AB34CD", { notBefore: hour })

const options: Certificates.Options = { apiV3Key: Redacted.make(apiV3Key) }

/** Certificates of a WeChat Pay with these responses, and the times of the requests. */
const given = (response: (count: number) => Download, more: Partial<Certificates.Options> = {}) => {
  const { asked, layer } = platform(response)
  // Signing takes real time, which the test clock does not include: no timeout must end an attempt in between.
  const make = Certificates.make({ ...options, ...more }).pipe(
    Timeout.perAttempt("10 days"),
    Effect.provide(layer)
  )
  return { asked, make }
}

/** What a certificate signed, as it would arrive at this moment. */
const signedBy = (by: typeof first, text = "{}") =>
  Effect.map(Clock.currentTimeMillis, (now) => messageBy(by, text, now))

/** Real time passes, which cryptography takes. */
const breathe = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 10)))

const eventually = (done: () => boolean) =>
  Effect.gen(function* () {
    for (let tries = 0; tries < 500 && !done(); tries++) yield* breathe
    assert.isTrue(done(), "did not happen")
  })

/** Twelve hours, in steps that no response is too old after, until the background has asked so often. */
const untilAsked = Effect.fnUntraced(function* (asked: ReadonlyArray<unknown>, times: number) {
  for (let minutes = 0; minutes < 12 * 60 && asked.length < times; minutes += 4) {
    yield* TestClock.adjust("4 minutes")
    if (minutes > 10 * 60) yield* breathe
  }
  assert.lengthOf(asked, times)
})

const collectLogs = () => {
  const lines: Array<string> = []
  const layer = Logger.replace(
    Logger.defaultLogger,
    Logger.make(({ message }) => void lines.push(inspect(message)))
  )
  return { lines, layer }
}

/** Downloads with a service and gives what is wrong, letting time pass for the attempts. */
const problemOf = Effect.fnUntraced(function* (response: Download, more: Partial<Certificates.Options> = {}) {
  const { asked, make } = given(() => response, more)
  const { known, refresh } = yield* make
  const error = yield* Effect.flatMap(Effect.forkScoped(Effect.flip(refresh)), (fiber) =>
    advanceUntilDone(fiber)
  )
  assert.deepStrictEqual(yield* known, [])
  return { error, asked }
})

describe("Certificates, with the simulator", () => {
  const withSimulator = Simulator.layer({ platform: { mode: "certificates" } })
  const terminate = Permission.terminateByOpenid({
    openid: Samples.openid,
    service_id: Samples.serviceId,
    appid: Samples.appid,
    reason: "user asked"
  })
  const downloads = Effect.flatMap(Simulator.Simulator, ({ calls }) =>
    Effect.map(calls.all, (all) => all.filter(({ target }) => target.startsWith("/v3/certificates")).length)
  )

  it.effect(
    "Certificates downloads when a certificate is first needed, and one download serves all callers",
    () =>
      Effect.gen(function* () {
        yield* Effect.gen(function* () {
          assert.strictEqual(yield* downloads, 0)
          yield* TestClock.adjust("3 days")
          assert.strictEqual(yield* downloads, 0)
          const fiber = yield* Effect.forkScoped(
            Effect.all(
              Array.from({ length: 50 }, () => Effect.exit(terminate)),
              { concurrency: 50 }
            )
          )
          const exits = yield* Fiber.join(fiber)
          // The user has one authorisation to end; every response was verified.
          assert.isTrue(exits.some((exit) => exit._tag === "Success"))
          for (const exit of exits) assert.notInclude(inspect(exit, { depth: 6 }), "UnknownSerial")
          assert.strictEqual(yield* downloads, 1)
        }).pipe(Effect.provide(Simulator.layerClient()))
      }).pipe(Effect.scoped, Effect.provide(withSimulator))
  )

  it.scoped("certificates of overseas regions are downloaded from their own address", () =>
    Effect.gen(function* () {
      const { asked, make } = given(() => listing(first), {
        region: "hk",
        baseUrl: "https://apihk.mch.weixin.qq.com"
      })
      const { known, refresh } = yield* make
      yield* refresh
      assert.deepStrictEqual(yield* known, [first.serialNo])
      assert.deepStrictEqual(
        asked.map(({ host, target }) => host + target),
        ["apihk.mch.weixin.qq.com/v3/global/certificates"]
      )
    })
  )
})

describe("a download", () => {
  it.scoped(
    "a download serves one service, and another service of the same description downloads its own certificates",
    () =>
      Effect.gen(function* () {
        const { asked, make } = given((count) => listing(count === 1 ? first : second))
        const [one, other] = yield* Effect.all([make, make], { concurrency: "unbounded" })
        yield* TestClock.setTime(2 * hour)
        yield* one.refresh
        assert.deepStrictEqual(yield* other.known, [])
        yield* other.refresh
        assert.deepStrictEqual(yield* one.known, [first.serialNo])
        assert.deepStrictEqual(yield* other.known, [second.serialNo])
        assert.lengthOf(asked, 2)
      })
  )

  it.scoped("50 waiting fibers share one download, also if the fiber that started it is interrupted", () =>
    Effect.gen(function* () {
      const { asked, make } = given(() => ({ ...listing(first), effect: Effect.sleep("2 seconds") }))
      const { verify } = yield* make
      const message = yield* signedBy(first)
      const beginner = yield* Effect.fork(verify(message))
      yield* eventually(() => asked.length === 1)
      const others = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 49 }, () => verify(message)),
          { concurrency: "unbounded" }
        )
      )
      yield* breathe
      yield* Fiber.interrupt(beginner)
      yield* advanceUntilDone(others, "1 seconds")
      assert.lengthOf(asked, 1)
    })
  )

  it.scoped("50 waiting fibers share one download, also if it is slow and fails", () =>
    Effect.gen(function* () {
      const { asked, make } = given(() => ({
        body: "no list",
        by: first,
        effect: Effect.sleep("40 seconds")
      }))
      const { verify } = yield* make
      const message = yield* signedBy(first)
      const fiber = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 50 }, () => Effect.flip(verify(message))),
          { concurrency: "unbounded" }
        )
      )
      for (const reason of yield* advanceUntilDone(fiber, "1 seconds")) {
        assert.strictEqual(reason._tag, "UnknownSerial")
      }
      assert.lengthOf(asked, 1)
    })
  )

  it.scoped("a download uses the settings of the layer, not those of the call that needs it", () =>
    Effect.gen(function* () {
      const { asked, make } = given((count) =>
        count === 1
          ? { status: 500, body: { code: "SYSTEM_ERROR", message: "系统异常" } }
          : { ...listing(first), effect: Effect.sleep("2 seconds") }
      )
      const { verify } = yield* make
      const fiber = yield* Effect.fork(
        Effect.flatMap(signedBy(first), verify).pipe(Retry.none, Timeout.perAttempt("200 millis"))
      )
      yield* advanceUntilDone(fiber, "1 seconds")
      assert.lengthOf(asked, 2)
    })
  )

  it.scoped("a download that dies counts as failed, also in the background", () =>
    Effect.gen(function* () {
      const { layer, lines } = collectLogs()
      yield* Effect.gen(function* () {
        const { asked, make } = given((count) =>
          count === 2 ? listing(first) : { effect: Effect.die(new Error("secret")) }
        )
        const { encryptionKey, verify } = yield* make
        const message = yield* signedBy(first)
        const reason = yield* Effect.flip(verify(message))
        assert(reason._tag === "UnknownSerial")
        assert.include(reason.message, "the download died with Error")
        yield* TestClock.adjust("5 seconds")
        yield* encryptionKey
        yield* TestClock.adjust("12 hours")
        yield* eventually(() => asked.length >= 3)
        yield* eventually(() => lines.some((line) => line.includes("cannot be downloaded")))
        yield* breathe
        const failed = asked.length
        assert.isAtMost(failed, 4)
        yield* TestClock.adjust("1 hour")
        yield* eventually(() => asked.length === failed + 1)
        assert.strictEqual((yield* encryptionKey).serialNo, first.serialNo)
        for (const line of lines) assert.notInclude(line, "secret")
      }).pipe(Effect.provide(layer))
    })
  )

  it.scoped("certificates are refreshed in the background within 12 hours", () =>
    Effect.gen(function* () {
      const { asked, make } = given((count) => (count === 1 ? listing(first) : listing(second)))
      const { encryptionKey, known } = yield* make
      yield* TestClock.adjust("2 days")
      assert.lengthOf(asked, 0)
      assert.strictEqual((yield* encryptionKey).serialNo, first.serialNo)
      yield* TestClock.adjust("10 hours")
      yield* breathe
      assert.lengthOf(asked, 1)
      yield* untilAsked(asked, 2)
      for (let tries = 0; tries < 200 && (yield* known)[0] !== second.serialNo; tries++) yield* breathe
      assert.deepStrictEqual(yield* known, [second.serialNo])
      yield* untilAsked(asked, 3)
    })
  )

  it.scoped("a failed background download is logged and retried, and the known certificates are kept", () =>
    Effect.gen(function* () {
      const { layer, lines } = collectLogs()
      yield* Effect.gen(function* () {
        const { asked, make } = given((count) =>
          count === 1
            ? listing(first)
            : { status: 404, body: { code: "RESOURCE_NOT_EXISTS", message: "无可用的平台证书" } }
        )
        const { encryptionKey, known, verify } = yield* make
        yield* encryptionKey
        yield* TestClock.adjust("12 hours")
        yield* eventually(() =>
          lines.some((line) => line.includes("this merchant has no platform certificates"))
        )
        const failed = asked.length
        assert.deepStrictEqual(yield* known, [first.serialNo])
        yield* verify(yield* signedBy(first))
        // The failure is logged before the wait for the next download begins.
        yield* breathe
        yield* TestClock.adjust("1 hour")
        yield* eventually(() => asked.length === failed + 1)
      }).pipe(Effect.provide(layer))
    })
  )

  it.scoped("no download happens after the scope of the service has closed", () =>
    Effect.gen(function* () {
      const { asked, make } = given(() => listing(first))
      yield* Effect.scoped(Effect.flatMap(make, ({ refresh }) => refresh))
      yield* TestClock.adjust("2 days")
      yield* breathe
      assert.lengthOf(asked, 1)
    })
  )
})

describe("which certificate", () => {
  it.scoped(
    "the newest certificate in force encrypts, and certificates before or after their validity are ignored",
    () =>
      Effect.gen(function* () {
        const old = certificate("0A00000001", { notBefore: 0, notAfter: 10 * hour })
        const newer = certificate("0A00000002", { notBefore: hour, notAfter: 20 * hour })
        const future = certificate("0A00000003", { notBefore: 5 * hour, notAfter: 30 * hour })
        const { make } = given(() => listing(old, future, newer))
        const { encryptionKey, known, verify } = yield* make
        yield* TestClock.setTime(2 * hour)
        assert.strictEqual((yield* encryptionKey).serialNo, newer.serialNo)
        assert.deepStrictEqual(yield* known, [old.serialNo, newer.serialNo])
        const reason = yield* Effect.flip(Effect.flatMap(signedBy(future), verify))
        assert(reason._tag === "UnknownSerial")

        yield* TestClock.setTime(6 * hour)
        assert.strictEqual((yield* encryptionKey).serialNo, future.serialNo)
        yield* Effect.flatMap(signedBy(future), verify)

        // The last moment of a certificate is part of its validity.
        yield* TestClock.setTime(10 * hour)
        assert.include(yield* known, old.serialNo)

        yield* TestClock.setTime(11 * hour)
        const expired = yield* Effect.flip(Effect.flatMap(signedBy(old), verify))
        assert(expired._tag === "UnknownSerial")
        assert.deepStrictEqual([...expired.known], [future.serialNo, newer.serialNo])
      })
  )

  it.scoped("if all certificates have expired, a new one is downloaded before anything is encrypted", () =>
    Effect.gen(function* () {
      const old = certificate("0A00000001", { notAfter: 2 * hour })
      const { asked, make } = given((count) => listing(count < 3 ? old : first))
      const { encryptionKey } = yield* make
      assert.strictEqual((yield* encryptionKey).serialNo, old.serialNo)
      yield* TestClock.setTime(3 * hour)
      const failure = yield* Effect.flip(encryptionKey)
      assert.include(failure.message, "no platform certificate of WeChat Pay is in force")
      assert.lengthOf(asked, 2)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* encryptionKey).serialNo, first.serialNo)
    })
  )

  it.scoped("a signature by another key than the named one is rejected", () =>
    Effect.gen(function* () {
      const { make } = given(() => listing(first, second))
      const { verify } = yield* make
      yield* TestClock.setTime(2 * hour)
      const message = yield* signedBy(first)
      yield* verify(message)
      const changed = yield* Effect.flip(verify({ ...message, body: new TextEncoder().encode("{ }") }))
      assert.strictEqual(changed._tag, "SignatureInvalid")
    })
  )
})

describe("a Verifier of certificates", () => {
  it.scoped(
    "a Verifier of certificates verifies, decrypts and encrypts with them, and names none in requests",
    () =>
      Effect.gen(function* () {
        const { make } = given(() => listing(first))
        const certificates = yield* make
        const verifier = yield* Verifier.makeCertificates.pipe(
          Effect.provideService(Certificates.Certificates, certificates)
        )
        assert.strictEqual(verifier.scheme, "WECHATPAY2-SHA256-RSA2048")
        assert.strictEqual(verifier.decrypter, CipherSuite.rsa.decrypter)
        assert.isTrue(Option.isNone(yield* verifier.requestSerial))
        assert.strictEqual((yield* verifier.encryptionKey).serialNo, first.serialNo)
        yield* Effect.flatMap(signedBy(first), verifier.verify)
      })
  )

  it.scoped(
    "a Verifier of a migration verifies with keys and certificates, uses the first key for requests, and demands one scheme",
    () =>
      Effect.gen(function* () {
        const { asked, make } = given(() => listing(first))
        const certificates = yield* make
        const migrate = (cipherSuite?: CipherSuite.CipherSuite) =>
          Verifier.makeMigration({
            keys: [{ id: platformKey.id, publicKey: platformKey.publicKey }],
            ...(cipherSuite === undefined ? {} : { cipherSuite })
          }).pipe(Effect.provideService(Certificates.Certificates, certificates))
        const verifier = yield* migrate()
        assert.strictEqual(verifier.scheme, "WECHATPAY2-SHA256-RSA2048")
        assert.strictEqual(verifier.decrypter, CipherSuite.rsa.decrypter)
        assert.deepStrictEqual(Option.getOrUndefined(yield* verifier.requestSerial), platformKey.id)
        assert.strictEqual((yield* verifier.encryptionKey).serialNo, platformKey.id)
        const byKey = { privateKey: createPrivateKey(platformKey.privateKey), serialNo: platformKey.id }
        yield* verifier.verify(messageBy(byKey, "{}", 0))
        assert.lengthOf(asked, 0)
        yield* Effect.flatMap(signedBy(first), verifier.verify)
        assert.lengthOf(asked, 1)
        yield* migrate(CipherSuite.rsa)
        const error = yield* Effect.flip(migrate({ ...CipherSuite.rsa, scheme: "WECHATPAY2-SM2-WITH-SM3" }))
        assert.strictEqual(error.setting, "cipherSuite")
        assert.include(error.message, "the public keys are of WECHATPAY2-SM2-WITH-SM3")
      })
  )
})

describe("an unknown serial number", () => {
  it.scoped(
    "an unknown serial number causes one download, and then an error with the known serial numbers",
    () =>
      Effect.gen(function* () {
        const { asked, make } = given((count) => (count === 1 ? listing(first) : listing(first, second)))
        const { refresh, verify } = yield* make
        yield* refresh
        yield* TestClock.setTime(2 * hour)
        // It rotated: found by the download.
        yield* Effect.flatMap(signedBy(second), verify)
        assert.lengthOf(asked, 2)
        const reason = yield* Effect.flip(verify({ ...(yield* signedBy(first)), serialNo: "0BAD" }))
        assert(reason._tag === "UnknownSerial")
        assert.deepStrictEqual([...reason.known], [first.serialNo, second.serialNo])
        for (const text of ["0BAD", first.serialNo, second.serialNo]) assert.include(reason.message, text)
        assert.lengthOf(asked, 2)
      })
  )

  it.scoped(
    "serial numbers are compared as text: without its leading zero, in lower case or as a public key's id they are unknown",
    () =>
      Effect.gen(function* () {
        const { make } = given(() => listing(first))
        const { verify } = yield* make
        const message = yield* signedBy(first)
        yield* verify(message)
        for (const serialNo of [
          first.serialNo.slice(1),
          first.serialNo.toLowerCase(),
          `0${first.serialNo}`,
          "PUB_KEY_ID_0F12AB34CD"
        ]) {
          const reason = yield* Effect.flip(verify({ ...message, serialNo }))
          assert.strictEqual(reason._tag, "UnknownSerial")
        }
      })
  )

  /** 10,000 messages in ten minutes, each under a serial number of its own. */
  const forge = Effect.fnUntraced(function* (verify: Verifier.Verifier["Type"]["verify"]) {
    const message = yield* signedBy(first)
    let forged = 0
    for (let step = 0; step < 40; step++) {
      const reasons = yield* Effect.all(
        Array.from({ length: 250 }, () =>
          Effect.flip(verify({ ...message, serialNo: `0BAD${(forged++).toString(16)}` }))
        ),
        { concurrency: 50 }
      )
      for (const reason of reasons) assert.strictEqual(reason._tag, "UnknownSerial")
      yield* TestClock.adjust("15 seconds")
    }
    assert.strictEqual(forged, 10_000)
  })

  const oneAMinute = (asked: ReadonlyArray<{ readonly at: number }>) => {
    assert.isAtMost(asked.length, 11)
    assert.isAtLeast(asked.length, 9)
    for (const [index, { at }] of asked.entries()) {
      if (index > 0) assert.isAtLeast(at - (asked[index - 1]?.at ?? 0), 60_000)
    }
  }

  const none = { status: 404, body: { code: "RESOURCE_NOT_EXISTS", message: "无可用的平台证书" } }

  it.scoped("10,000 forged serial numbers cause at most one download per minute", () =>
    Effect.gen(function* () {
      const { asked, make } = given(() => listing(first))
      const { refresh, verify } = yield* make
      yield* refresh
      yield* forge(verify)
      oneAMinute(asked)
    })
  )

  it.scoped("10,000 forged serial numbers cause no further downloads if there are no certificates", () =>
    Effect.gen(function* () {
      const { asked, make } = given(() => none)
      const { verify } = yield* make
      yield* forge(verify)
      oneAMinute(asked)
    })
  )

  it.scoped("10,000 forged serial numbers cause no further downloads with Verifier.layerMigration", () =>
    Effect.gen(function* () {
      const { asked, make } = given(() => none)
      const { verify } = yield* Effect.provideServiceEffect(
        Verifier.makeMigration({
          keys: [{ id: platformKey.id, publicKey: platformKey.publicKey }]
        }),
        Certificates.Certificates,
        make
      )
      yield* forge(verify)
      oneAMinute(asked)
    })
  )

  it.scoped(
    "while no certificate is known the download is retried once after seconds, and then every minute",
    () =>
      Effect.gen(function* () {
        const { asked, make } = given((count) =>
          count < 4 ? { ...listing(first), by: { ...first, serialNo: "0BAD" } } : listing(first)
        )
        const { verify } = yield* make
        const message = yield* signedBy(first)
        const reason = yield* Effect.flip(verify(message))
        assert(reason._tag === "UnknownSerial")
        assert.include(reason.message, "platform certificates cannot be downloaded")
        for (const [seconds, expected] of [
          [4, 1],
          [1, 2],
          [59, 2],
          [1, 3],
          [59, 3]
        ] as const) {
          yield* TestClock.adjust(`${seconds} seconds`)
          yield* Effect.flip(verify(message))
          assert.lengthOf(asked, expected)
        }
        yield* TestClock.adjust("1 seconds")
        yield* verify(message)
        assert.lengthOf(asked, 4)
      })
  )
})

describe("rejected values", () => {
  const publicKeyMode = /public key/

  it.scoped.each(["", "0123456789abcdef", `${apiV3Key}0`])(
    "an APIv3 key of a wrong length is rejected before anything is sent (case %#)",
    (key) =>
      Effect.gen(function* () {
        const { asked, make } = given(() => listing(first), { apiV3Key: Redacted.make(key) })
        const error = yield* Effect.flip(make)
        assert.strictEqual(error.setting, "apiV3Key")
        assert.include(error.problem, `exactly 32 bytes; got ${key.length}`)
        assert.lengthOf(asked, 0)
      })
  )

  it.scoped(
    "a download with two certificates of one serial number is rejected, unless they are the same",
    () =>
      Effect.gen(function* () {
        const twin = certificate("0F12AB34CD", { notBefore: hour })
        const { error } = yield* problemOf(listing(first, twin))
        assert.include(error.message, "two have the same serial number")
        assert.isFalse(error.none)
        const { make } = given(() => listing(first, first))
        const { known, refresh } = yield* make
        const fiber = yield* Effect.forkScoped(refresh)
        yield* advanceUntilDone(fiber)
        assert.deepStrictEqual(yield* known, ["0F12AB34CD"])
      })
  )

  it.scoped("another APIv3 key fails without being shown", () =>
    Effect.gen(function* () {
      const other = "f".repeat(32)
      const { error } = yield* problemOf(listing(first), { apiV3Key: Redacted.make(other) })
      assert.include(error.message, "does not fit the APIv3 key")
      assert.notInclude(inspect(error, { depth: 9 }), other)
    })
  )

  it.scoped.each([
    [
      "serial_no of another",
      { body: { data: [entry({ ...first, serialNo: "0BAD" })] }, by: first },
      "certificate 0BAD has the serial number 0F12AB34CD"
    ],
    [
      "no RSA key",
      listing(certificate("0C01", { elliptic: true })),
      "one of them cannot be used: the PEM block does not hold an RSA key"
    ],
    [
      "no certificate",
      { body: { data: [entry({ serialNo: "0C02", pem: "hello" })] }, by: first },
      "expected PEM text with BEGIN CERTIFICATE"
    ],
    [
      "another cipher",
      {
        body: {
          data: [
            {
              ...entry(first),
              encrypt_certificate: { algorithm: "AEAD_SM4_GCM", nonce: "1", ciphertext: "" }
            }
          ]
        },
        by: first
      },
      "encrypted by AEAD_SM4_GCM"
    ],
    ["no list", { body: { certificates: [] }, by: first }, "the response is not a list of certificates"],
    ["no JSON", { body: "<html>", by: first }, "the response"]
  ] satisfies ReadonlyArray<readonly [string, Download, string]>)(
    "a download of certificates fails with %s",
    ([, response, problem]) =>
      Effect.gen(function* () {
        const { asked, error } = yield* problemOf(response)
        assert.include(error.message, problem)
        assert.lengthOf(asked, 1)
      })
  )

  it.scoped.each([
    ["unsigned", { body: { data: [entry(first)] } }],
    ["signed over other bytes", { ...listing(first), signed: "{}" }],
    ["signed under a serial that the list does not hold", { ...listing(first), by: second }]
  ] satisfies ReadonlyArray<readonly [string, Download]>)(
    "a response to the download that is %s is rejected",
    ([, response]) =>
      Effect.gen(function* () {
        const { error } = yield* problemOf(response)
        assert.isFalse(error.none)
        assert.match(error.message, publicKeyMode)
      })
  )

  it.scoped.each([
    [
      "404 RESOURCE_NOT_EXISTS",
      {
        status: 404,
        body: {
          code: "RESOURCE_NOT_EXISTS",
          message: "无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥"
        }
      },
      true
    ],
    [
      "403 NOT_ENOUGH, as all have expired",
      { status: 403, body: { code: "NOT_ENOUGH", message: "平台证书已过期，请使用微信支付公钥" } },
      true
    ],
    ["an empty list", { body: { data: [] }, by: first }, true],
    ["500", { status: 500, body: { code: "SYSTEM_ERROR", message: "系统异常" } }, false]
  ] satisfies ReadonlyArray<readonly [string, Download, boolean]>)(
    "without certificates (%s) the error message names public key mode",
    ([, response, none]) =>
      Effect.gen(function* () {
        const { error } = yield* problemOf(response)
        assert.strictEqual(error.none, none)
        assert.match(error.message, publicKeyMode)
        if (none) assert.include(error.message, "WECHATPAY_PUBLIC_KEY_ID")
        assert.notInclude(error.message, "\n")
      })
  )
})

describe("a store", () => {
  const inMemory = Layer.build(KeyValueStore.layerMemory).pipe(
    Effect.flatMap((context) => Effect.provide(KeyValueStore.KeyValueStore, context))
  )

  it.scoped("a certificate store lets two processes share one download and the refresh", () =>
    Effect.gen(function* () {
      const store = yield* inMemory
      const one = given(() => listing(first), { store })
      const other = given(() => listing(first), { store })
      const { verify } = yield* one.make
      const { verify: verifyToo } = yield* other.make
      const message = yield* signedBy(first)
      yield* verify(message)
      yield* verifyToo(message)
      assert.deepStrictEqual([one.asked.length, other.asked.length], [1, 0])

      for (let minutes = 0; minutes < 12 * 60; minutes += 5) {
        yield* TestClock.adjust("5 minutes")
        if (minutes > 10 * 60) yield* breathe
      }
      assert.strictEqual(one.asked.length + other.asked.length, 2)
    }).pipe(Effect.withRandom(Random.make("two processes")))
  )

  it.scoped("a certificate store publishes the rotation that another process found, without a download", () =>
    Effect.gen(function* () {
      const store = yield* inMemory
      const one = given((count) => (count === 1 ? listing(first) : listing(first, second)), { store })
      const other = given(() => listing(first), { store })
      const a = yield* one.make
      const b = yield* other.make
      yield* Effect.flatMap(signedBy(first), a.verify)
      yield* Effect.flatMap(signedBy(first), b.verify)
      yield* TestClock.setTime(2 * hour)
      yield* a.refresh
      yield* Effect.flatMap(signedBy(second), b.verify)
      assert.lengthOf(other.asked, 0)
    })
  )

  it.scoped("certificates in a store that are too old or belong to another merchant are ignored", () =>
    Effect.gen(function* () {
      const store = yield* inMemory
      yield* given(() => listing(first), { store }).make.pipe(
        Effect.flatMap(({ refresh }) => refresh),
        Effect.scoped
      )
      yield* TestClock.setTime(13 * hour)
      const later = given(() => listing(second), { store })
      const { verify } = yield* later.make
      yield* Effect.flatMap(signedBy(second), verify)
      assert.lengthOf(later.asked, 1)
      assert.isTrue(Option.isSome(yield* store.get("wechatpay-platform-certificates-1900007291")))
    })
  )

  it.scoped.each(["", "not json", "{}", `{"pems":["x"],"fetchedAt":1}`, `{"pems":[],"fetchedAt":"1"}`])(
    "a certificate store with %j in it counts as empty",
    (content) =>
      Effect.gen(function* () {
        const store = yield* inMemory
        yield* store.set("wechatpay-platform-certificates-1900007291", content)
        const { asked, make } = given(() => listing(first), { store })
        const { verify } = yield* make
        yield* TestClock.setTime(hour)
        yield* Effect.flatMap(signedBy(first), verify)
        assert.lengthOf(asked, 1)
      })
  )

  const failing = (what: Effect.Effect<never, { readonly _tag: string }>) =>
    Effect.map(inMemory, (target) => {
      const count = { reads: 0 }
      const store = new Proxy(target, {
        get: (target, name) => {
          if (name !== "get" && name !== "set") return Reflect.get(target, name)
          return () => {
            if (name === "get") count.reads++
            return what
          }
        }
      })
      return { store, count }
    })

  it.scoped.each([
    ["fails", Effect.fail({ _tag: "SystemError" }), "SystemError"],
    ["dies", Effect.die(new Error("redis://user:secret@host")), "it died"],
    ["never responds", Effect.never, "Timeout"],
    [
      "never responds and cannot be interrupted",
      Effect.uninterruptible(Effect.async<never>(() => {})),
      "Timeout"
    ]
  ] as const)("a certificate store that %s is logged and blocks nothing", ([, what, why]) =>
    Effect.gen(function* () {
      const { layer, lines } = collectLogs()
      yield* Effect.gen(function* () {
        const { store } = yield* failing(what)
        const { asked, make } = given((count) => listing(count === 1 ? first : second), { store })
        const { known, verify } = yield* make
        const fiber = yield* Effect.fork(Effect.flatMap(signedBy(first), verify))
        yield* advanceUntilDone(fiber, "1 seconds")
        yield* untilAsked(asked, 2)
        const reads = lines.filter((line) => line.includes(`cannot be read (${why}`))
        assert.lengthOf(reads, 2)
        for (let tries = 0; tries < 200 && (yield* known)[0] !== second.serialNo; tries++) yield* breathe
        assert.deepStrictEqual(yield* known, [second.serialNo])
      }).pipe(Effect.provide(layer))
      assert.isTrue(lines.some((line) => line.includes(`cannot be stored (${why}`)))
      for (const line of lines) assert.notInclude(line, "secret")
    })
  )

  it.scoped("the certificate store is not read for each of many unknown serial numbers", () =>
    Effect.gen(function* () {
      const { layer, lines } = collectLogs()
      const { count, store } = yield* failing(Effect.fail({ _tag: "SystemError" }))
      yield* Effect.gen(function* () {
        const { verify } = yield* given(() => listing(first), { store }).make
        const message = yield* signedBy(first)
        yield* verify(message)
        for (let second = 0; second < 3; second++) {
          yield* TestClock.adjust("1 seconds")
          for (let forged = 0; forged < 100; forged++) {
            yield* Effect.flip(verify({ ...message, serialNo: `0BAD${forged}` }))
          }
        }
      }).pipe(Effect.provide(layer))
      assert.strictEqual(count.reads, 4)
      assert.lengthOf(
        lines.filter((line) => line.includes("cannot be read")),
        4
      )
    })
  )
})
