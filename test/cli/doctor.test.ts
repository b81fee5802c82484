/** `wechatpay doctor` over real HTTP, with real keys: each planted fault is found, and the doctor says what to do. */
import { createPrivateKey, createPublicKey } from "node:crypto"
import { assert, layer } from "@effect/vitest"
import { type Platform, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer, Redacted } from "effect"
import { makeCertificate } from "../../packages/simulator/src/internal/certificate.js"
import { pem } from "../conformance/vectors.js"
import { closedPort } from "../integration/rawServer.js"
import { apiV3Key, merchant, platform } from "../support/notifications.js"
import { rewritingProxy } from "../support/rewritingProxy.js"
import { type Given, wechatpay } from "./support.js"

const otherPrivateKey = pem("go-testing-private")
const otherApiV3Key = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
const day = 86_400_000

/** The merchant's API certificate, with its end in so many days. */
const certificateOf = (days: number, serialNo: string = merchant.serialNo): string => {
  const privateKey = createPrivateKey(merchant.privateKey)
  return makeCertificate({
    serialNo,
    privateKey,
    publicKey: createPublicKey(privateKey),
    notBefore: Date.now() - day,
    notAfter: Date.now() + days * day
  })
}

const notifyPort = 18_080 + (process.pid % 1000)

const simulator = Simulator.layerServer({
  merchants: [
    {
      mchid: merchant.mchid,
      serialNo: merchant.serialNo,
      privateKey: Redacted.make(merchant.privateKey),
      apiV3Key: Redacted.make(apiV3Key)
    }
  ],
  platform: {
    mode: "migration",
    publicKeyId: platform.id,
    privateKey: Redacted.make(platform.privateKey)
  },
  deliverTo: { "https://shop.example": `http://127.0.0.1:${notifyPort}` }
})

interface Finding {
  readonly check: string
  readonly status: string
  readonly fault?: string
  readonly text: string
  readonly advice?: string
}

type Env = Readonly<Record<string, string | undefined>>

const complete = Effect.map(
  Simulator.Simulator,
  ({ baseUrl }): Env => ({
    WECHATPAY_BASE_URL: baseUrl,
    WECHATPAY_MCHID: merchant.mchid,
    WECHATPAY_SERIAL_NO: merchant.serialNo,
    WECHATPAY_PRIVATE_KEY: merchant.privateKey,
    WECHATPAY_CERTIFICATE: certificateOf(900),
    WECHATPAY_PUBLIC_KEY_ID: platform.id,
    WECHATPAY_PUBLIC_KEY: platform.publicKey,
    WECHATPAY_API_V3_KEY: apiV3Key
  })
)

const lines = (pem: string): ReadonlyArray<string> =>
  pem.split("\n").filter((line) => line.length > 20 && !line.startsWith("-----"))

const hidden = [...lines(merchant.privateKey), ...lines(otherPrivateKey), apiV3Key, otherApiV3Key]

/** What the doctor says, in both languages and as JSON, of a configuration that is right but for one thing. */
const doctor = Effect.fnUntraced(function* (
  change: Env,
  args: ReadonlyArray<string> = [],
  given: Given = {}
) {
  const env = { ...(yield* complete), ...change }
  const ran = yield* wechatpay(["doctor", "--json", ...args], { ...given, env })
  assert.strictEqual(ran.err, "")
  const report = JSON.parse(ran.out) as { readonly ok: boolean; readonly findings: ReadonlyArray<Finding> }
  for (const secret of hidden) assert.notInclude(ran.out, secret)
  const found = report.findings.filter(({ fault }) => fault !== undefined)
  for (const { advice } of found) assert.isAtLeast(advice?.length ?? 0, 10)
  assert.strictEqual(report.ok, ran.code !== 1)
  return {
    ...report,
    code: ran.code,
    found,
    fault: found[0]?.fault,
    text: found[0]?.text,
    advice: found[0]?.advice
  }
})

layer(Layer.orDie(simulator), { excludeTestServices: true })("wechatpay doctor", (it) => {
  it.effect("finds nothing wrong with a complete configuration, in both languages", () =>
    Effect.gen(function* () {
      const { code, findings, found } = yield* doctor({})
      assert.deepStrictEqual(found, [])
      assert.deepStrictEqual(
        findings.map(({ check, status }) => `${check} ${status}`),
        [
          "configuration ok",
          "certificate ok",
          "network ok",
          "clock ok",
          "apiV3Key ok",
          "selfTest ok",
          "notification notTested"
        ]
      )
      assert.strictEqual(code, 0)
      const env = yield* complete
      const english = yield* wechatpay(["doctor"], { env, terminal: true })
      assert.include(english.out, "Everything works.")
      assert.include(english.out, "\u001b[32mok")
      const chinese = yield* wechatpay(["doctor", "--lang", "zh"], { env })
      assert.include(chinese.out, "一切正常。")
      assert.notInclude(chinese.out, "\u001b")
    })
  )

  it.effect("finds a wrong serial number, with the certificate at hand and without", () =>
    Effect.gen(function* () {
      const WECHATPAY_SERIAL_NO = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"
      const local = yield* doctor({ WECHATPAY_SERIAL_NO })
      assert.deepInclude(local, { code: 1, fault: "serialNo" })
      assert.include(local.text, `the serial number is wrong`)
      assert.include(local.advice, "set WECHATPAY_SERIAL_NO")
      const remote = yield* doctor({ WECHATPAY_SERIAL_NO, WECHATPAY_CERTIFICATE: undefined })
      assert.deepInclude(remote, { code: 1, fault: "serialNo" })
      assert.include(
        remote.text,
        "WECHATPAY_SERIAL_NO is not the serial number of a certificate of this merchant"
      )
      assert.include(remote.advice, "openssl x509")
    })
  )

  it.effect(
    "finds a private key that does not match the certificate, with the certificate at hand and without",
    () =>
      Effect.gen(function* () {
        const WECHATPAY_PRIVATE_KEY = otherPrivateKey
        const local = yield* doctor({ WECHATPAY_PRIVATE_KEY })
        assert.deepInclude(local, { code: 1, fault: "keyPair" })
        assert.include(local.text, "the private key does not match the certificate")
        assert.include(local.advice, "apiclient_key.pem and apiclient_cert.pem from the same download")
        const remote = yield* doctor({ WECHATPAY_PRIVATE_KEY, WECHATPAY_CERTIFICATE: undefined })
        assert.deepInclude(remote, { code: 1, fault: "privateKey" })
        assert.include(remote.text, "the private key does not belong to the certificate")
        assert.include(remote.advice, "apiclient_key.pem")
      })
  )

  it.effect("finds a clock that is 10 minutes off, in both directions", () =>
    Effect.gen(function* () {
      for (const [minutes, direction] of [
        [-10, "behind"],
        [10, "ahead of"]
      ] as const) {
        const found = yield* doctor({}, [], { aheadBy: minutes * 60_000 })
        assert.deepInclude(found, { code: 1, fault: "clock" })
        assert.match(found.text ?? "", new RegExp(`clock is (599|600|601) s ${direction} WeChat Pay's`))
        assert.include(found.advice, "NTP")
        assert.lengthOf(found.found, 1)
      }
    })
  )

  it.effect("finds a wrong APIv3 key, by platform certificates and by a notification", () =>
    Effect.gen(function* () {
      const WECHATPAY_API_V3_KEY = otherApiV3Key
      const both = yield* doctor({ WECHATPAY_API_V3_KEY })
      assert.deepInclude(both, { code: 1, fault: "apiV3Key" })
      assert.include(both.text, "WECHATPAY_API_V3_KEY is not the APIv3 key of this merchant")
      assert.include(both.advice, "APIv3 key of this merchant (merchant console")
      const certificates = yield* doctor({
        WECHATPAY_API_V3_KEY,
        WECHATPAY_PUBLIC_KEY: undefined,
        WECHATPAY_PUBLIC_KEY_ID: undefined
      })
      assert.deepInclude(certificates, { code: 1, fault: "apiV3Key" })
      assert.lengthOf(certificates.found, 1)
      const { platform } = yield* Simulator.Simulator
      yield* platform.setMode("publicKey")
      const args = ["--notify-url", "https://shop.example/wechatpay", "--notify-port", String(notifyPort)]
      const [right, wrong] = yield* Effect.all([
        doctor({}, args),
        doctor({ WECHATPAY_API_V3_KEY }, [...args, "--notify-within", "2"])
      ])
      yield* platform.setMode("migration")
      assert.deepStrictEqual(right.findings.at(-1)?.status, "ok")
      assert.strictEqual(right.code, 0)
      assert.deepInclude(wrong, { code: 1, fault: "apiV3Key" })
      assert.include(wrong.text, "does not decrypt it")
      const short = yield* doctor({ WECHATPAY_API_V3_KEY: "short" })
      assert.deepInclude(short, { code: 1, fault: "invalid WECHATPAY_API_V3_KEY" })
      assert.include(short.text, "has 5 bytes")
    })
  )

  it.effect("finds a platform certificate in place of the public key", () =>
    Effect.gen(function* () {
      const { platform: keys } = yield* Simulator.Simulator
      const [certificate] = yield* keys.certificates as Effect.Effect<ReadonlyArray<Platform.Certificate>>
      assert(certificate !== undefined)
      const named = yield* doctor({ WECHATPAY_PUBLIC_KEY: certificate.certificate })
      assert.deepInclude(named, { code: 1, fault: "platformCertificate" })
      assert.include(named.text, "not WeChat Pay's public key: probably a platform certificate")
      assert.include(named.advice, "BEGIN PUBLIC KEY")
      const bySerial = yield* doctor({
        WECHATPAY_PUBLIC_KEY: certificate.certificate,
        WECHATPAY_PUBLIC_KEY_ID: certificate.serialNo
      })
      assert.deepInclude(bySerial, { code: 4, fault: "platformCertificate" })
      assert.include(bySerial.text, "a platform certificate in place of the public key")
      assert.include(bySerial.advice, "wechatpay migrate")
    })
  )

  it.effect("finds every missing variable, and tests what can be tested without it", () =>
    Effect.gen(function* () {
      const one = yield* doctor({ WECHATPAY_MCHID: undefined })
      assert.deepInclude(one, { code: 1, fault: "missingVariable" })
      assert.include(one.text, "WECHATPAY_MCHID is missing")
      assert.deepInclude(
        one.findings.find(({ check }) => check === "clock"),
        { status: "ok" }
      )
      const { code, err, out } = yield* wechatpay(["doctor", "--lang", "zh"])
      assert.strictEqual(code, 1)
      assert.strictEqual(err, "")
      for (const name of ["MCHID", "SERIAL_NO", "PRIVATE_KEY", "PUBLIC_KEY_ID"])
        assert.include(out, `WECHATPAY_${name} 缺少变量`)
    })
  )

  it.effect("finds a proxy that rewrites the bodies of requests, of responses, or removes headers", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { baseUrl } = yield* Simulator.Simulator
        const printed = (body: string) => JSON.stringify(JSON.parse(body), null, 1)
        for (const [change, text] of [
          [
            { request: (body: string) => (body === "" ? body : printed(body)) },
            "another body than was signed"
          ],
          [{ response: printed }, "the response was changed on its way"],
          [{ strip: true }, "the response has no signature"]
        ] as const) {
          const WECHATPAY_BASE_URL = yield* rewritingProxy(baseUrl, change)
          const found = yield* doctor({ WECHATPAY_BASE_URL })
          assert.deepInclude(found, { code: 1, fault: "proxy" })
          assert.include(found.text, text)
          assert.include(found.advice, "look for a proxy")
        }
      })
    )
  )

  it.effect("finds a certificate that is about to expire, and one that has expired", () =>
    Effect.gen(function* () {
      const soon = yield* doctor({ WECHATPAY_CERTIFICATE: certificateOf(12.5) })
      assert.deepInclude(soon, { code: 4, ok: true, fault: "certificateExpires" })
      assert.match(soon.text ?? "", /is about to expire: on \d{4}-\d\d-\d\d, in 12 days/)
      assert.include(soon.advice, "request a new certificate")
      const late = yield* doctor({ WECHATPAY_CERTIFICATE: certificateOf(-0.5) })
      assert.deepInclude(late, { code: 1, fault: "certificateExpired" })
    })
  )

  it.effect("finds a public key that is not the one of its id, and an address where nothing listens", () =>
    Effect.gen(function* () {
      const key = yield* doctor({
        WECHATPAY_PUBLIC_KEY: createPublicKey(createPrivateKey(merchant.privateKey))
          .export({ type: "spki", format: "pem" })
          .toString()
      })
      assert.deepInclude(key, { code: 1, fault: "publicKey" })
      assert.include(key.advice, "copy both again")
      const closed = yield* doctor({ WECHATPAY_BASE_URL: yield* closedPort })
      assert.deepInclude(closed, { code: 1, fault: "network" })
      assert.include(closed.text, "ECONNREFUSED")
    })
  )
})
