/** The simulator's keys, looked at by node:crypto and not by the client. */
import { createDecipheriv, createVerify, X509Certificate } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Simulator } from "@effect-wechatpay/simulator"
import { Effect, Redacted, TestClock } from "effect"
import { cipherSuiteOf } from "../../packages/simulator/src/internal/cipherSuites.js"
import type { PlatformRow } from "../../packages/simulator/src/internal/remembered.js"
import type { BusinessTime } from "../../packages/simulator/src/internal/time.js"
import * as Platform from "../../packages/simulator/src/Platform.js"
import { fronts, seconds } from "./fronts.js"
import { type RawResponse, signed } from "./RawRequest.js"

interface Listed {
  readonly serial_no: string
  readonly effective_time: string
  readonly expire_time: string
  readonly encrypt_certificate: {
    readonly algorithm: string
    readonly nonce: string
    readonly associated_data: string
    readonly ciphertext: string
  }
}

const decrypt = (
  key: string,
  { associated_data, ciphertext, nonce }: Listed["encrypt_certificate"]
): string => {
  const bytes = Buffer.from(ciphertext, "base64")
  const decipher = createDecipheriv("aes-256-gcm", key, nonce)
    .setAAD(Buffer.from(associated_data))
    .setAuthTag(bytes.subarray(-16))
  return decipher.update(bytes.subarray(0, -16), undefined, "utf8") + decipher.final("utf8")
}

const isSignedBy = (publicKey: string, { body, headers }: RawResponse): boolean =>
  createVerify("RSA-SHA256")
    .update(`${headers["wechatpay-timestamp"]}\n${headers["wechatpay-nonce"]}\n${body.toString("utf8")}\n`)
    .verify(publicKey, headers["wechatpay-signature"] ?? "", "base64")

for (const front of fronts) {
  describe(`platform keys, ${front.name}`, () => {
    const download = Effect.fnUntraced(function* (serial?: string, target = "/v3/certificates") {
      const { merchant } = yield* Simulator.Simulator
      const timestamp = yield* seconds
      return yield* front.send(
        signed(merchant, { method: "GET", target }, { timestamp }, { "wechatpay-serial": serial })
      )
    })

    const listed = (response: RawResponse): ReadonlyArray<Listed> =>
      (JSON.parse(response.body.toString("utf8")) as { readonly data: ReadonlyArray<Listed> }).data

    const it_ = front.name === "in process" ? it.effect : it.live

    it_("platform certificates are X.509, encrypted for the merchant, and sign", () =>
      Effect.gen(function* () {
        const { merchant, platform } = yield* Simulator.Simulator
        for (const target of ["/v3/certificates", "/v3/global/certificates?algorithm_type=RSA"]) {
          const response = yield* download(undefined, target)
          assert.strictEqual(response.status, 200)
          const [one, ...others] = listed(response)
          assert.lengthOf(others, 0)
          assert(one !== undefined)
          assert.match(one.serial_no, /^[1-7][0-9A-F]{39}$/)
          const pem = decrypt(Redacted.value(merchant.apiV3Key), one.encrypt_certificate)
          const certificate = new X509Certificate(pem)
          assert.strictEqual(certificate.serialNumber.padStart(40, "0"), one.serial_no)
          const [issuing, root] = (
            (yield* platform.trust).match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? []
          ).map((pem) => new X509Certificate(pem))
          assert(issuing !== undefined && root !== undefined)
          assert.isTrue(certificate.checkIssued(issuing) && certificate.verify(issuing.publicKey))
          assert.isTrue(issuing.ca && issuing.checkIssued(root) && issuing.verify(root.publicKey))
          assert.isTrue(root.ca && root.verify(root.publicKey))
          assert.isFalse(certificate.ca)
          assert.strictEqual(Date.parse(certificate.validFrom), Date.parse(one.effective_time))
          assert.strictEqual(Date.parse(certificate.validTo), Date.parse(one.expire_time))
          assert.strictEqual(response.headers["wechatpay-serial"], one.serial_no)
          assert.isTrue(isSignedBy(pem, response))
          assert.deepStrictEqual(
            (yield* platform.certificates).map(({ certificate }) => certificate),
            [pem]
          )
        }
        assert.strictEqual((yield* download(undefined, "/v3/certificates?algorithm_type=SM2")).status, 404)
      }).pipe(Effect.provide(front.layer({ platform: { mode: "certificates" } })))
    )

    it_("expired certificates are not listed, and without another one the response says so", () =>
      Effect.gen(function* () {
        const { platform } = yield* Simulator.Simulator
        const start = (yield* seconds) * 1000
        const [first] = yield* platform.certificates
        yield* platform.addCertificate({ notBefore: start - 60_000, lifetime: "30 seconds" })
        const [only, ...others] = listed(yield* download())
        assert.strictEqual(only?.serial_no, first?.serialNo)
        assert.lengthOf(others, 0)
        const old = yield* platform.addCertificate({ notBefore: start - 90_000, lifetime: "30 seconds" })
        yield* platform.signWith(old.serialNo)
        yield* platform.retire(first?.serialNo ?? "")
        const response = yield* download()
        assert.strictEqual(response.status, 403)
        assert.strictEqual(JSON.parse(response.body.toString()).code, "NOT_ENOUGH")
      }).pipe(Effect.provide(front.layer({ platform: { mode: "certificates" } })))
    )

    it_("a new certificate is listed before it signs, and a removed one is rejected", () =>
      Effect.gen(function* () {
        const { platform } = yield* Simulator.Simulator
        const [old] = yield* platform.certificates
        assert(old !== undefined)
        const added = yield* platform.addCertificate({ lifetime: "1 day" })
        assert.strictEqual(added.notAfter - added.notBefore, 86_400_000)
        const overlap = yield* download(added.serialNo)
        assert.deepStrictEqual(
          listed(overlap).map(({ serial_no }) => serial_no),
          [old.serialNo, added.serialNo]
        )
        assert.strictEqual(overlap.headers["wechatpay-serial"], old.serialNo)

        assert.include((yield* Effect.flip(platform.retire(old.serialNo))).problem, "in force")
        yield* platform.signWith(added.serialNo)
        assert.strictEqual((yield* download(old.serialNo)).headers["wechatpay-serial"], added.serialNo)
        yield* platform.retire(old.serialNo)
        const rejected = yield* download(old.serialNo)
        assert.strictEqual(rejected.status, 400)
        assert.include(rejected.body.toString(), "Wechatpay-Serial")
        assert.lengthOf(listed(yield* download()), 1)
        for (const change of [platform.signWith, platform.retire]) {
          assert.include((yield* Effect.flip(change(old.serialNo))).problem, "no certificate")
        }
      }).pipe(Effect.provide(front.layer({ platform: { mode: "certificates" } })))
    )

    it_("during a migration the public key signs if it is named, and never after a roll-back", () =>
      Effect.gen(function* () {
        const { platform } = yield* Simulator.Simulator
        const [certificate] = yield* platform.certificates
        assert(certificate !== undefined)
        const signers = Effect.gen(function* () {
          const named = yield* download(platform.publicKeyId)
          const unnamed = yield* download()
          return [named.headers["wechatpay-serial"], unnamed.headers["wechatpay-serial"]]
        })
        assert.deepStrictEqual(yield* signers, [certificate.serialNo, certificate.serialNo])
        yield* platform.setMode("migration")
        assert.deepStrictEqual(yield* signers, [platform.publicKeyId, certificate.serialNo])
        assert.isTrue(isSignedBy(platform.publicKey, yield* download(platform.publicKeyId)))
        yield* platform.setMode("certificates")
        assert.deepStrictEqual(yield* signers, [certificate.serialNo, certificate.serialNo])

        yield* platform.setMode("publicKey")
        assert.strictEqual(yield* platform.mode, "publicKey")
        const none = yield* download()
        assert.strictEqual(none.status, 404)
        assert.include(none.body.toString(), "RESOURCE_NOT_EXISTS")
        assert.strictEqual((yield* download(certificate.serialNo)).status, 400)
      }).pipe(Effect.provide(front.layer({ platform: { mode: "certificates" } })))
    )
  })
}

describe("a merchant with two certificates", () => {
  it.effect("a merchant with two certificates may sign with either, each under its own serial number", () =>
    Effect.gen(function* () {
      const { merchant } = yield* Simulator.Simulator
      const [other] = merchant.otherCertificates
      assert(other !== undefined)
      const send = fronts[0]?.send
      assert(send !== undefined)
      const status = (serialNo: string, privateKey: Redacted.Redacted) =>
        send(
          signed(
            merchant,
            { method: "GET", target: "/v3/certificates" },
            { timestamp: 1_722_850_421, serialNo, privateKey: Redacted.value(privateKey) }
          )
        ).pipe(Effect.map((response) => response.status))
      assert.strictEqual(other.serialNo, "0ABCDEF1")
      assert.strictEqual(yield* status(merchant.serialNo, merchant.privateKey), 200)
      assert.strictEqual(yield* status(other.serialNo, other.privateKey), 200)
      assert.strictEqual(yield* status(merchant.serialNo, other.privateKey), 401)
      assert.strictEqual(yield* status(other.serialNo, merchant.privateKey), 401)
    }).pipe(
      Effect.provide(
        Simulator.layer({
          platform: { mode: "certificates" },
          merchants: [{ mchid: "1900000001", otherCertificates: [{ serialNo: "0abcdef1" }] }]
        })
      ),
      (use) => Effect.zipRight(TestClock.setTime(1_722_850_421_000), use)
    )
  )
})

describe("a platform of a former version", () => {
  it.effect("certificates that signed themselves are issued by authorities after a restart", () =>
    Effect.gen(function* () {
      const cipherSuite = cipherSuiteOf["WECHATPAY2-SHA256-RSA2048"]
      const time = { at: (real: number) => real, realNow: Effect.succeed(1_722_850_421_000) } as BusinessTime
      const rows: Array<PlatformRow> = []
      const start = (kept?: PlatformRow) =>
        Platform.make(cipherSuite, { mode: "certificates" }, time, kept, (row) =>
          Effect.sync(() => void rows.push(row))
        )
      const before = yield* (yield* start()).platform.certificates
      const { authorities: _, ...former } = rows.at(-1)!
      const { platform } = yield* start(former)
      const after = yield* platform.certificates
      assert.deepStrictEqual(
        after.map(({ serialNo }) => serialNo),
        before.map(({ serialNo }) => serialNo)
      )
      const issuing = new X509Certificate(yield* platform.trust)
      for (const { certificate } of after) {
        assert.isTrue(new X509Certificate(certificate).verify(issuing.publicKey))
      }
      const again = yield* start(rows.at(-1))
      assert.strictEqual(yield* again.platform.trust, yield* platform.trust)
    })
  )
})
