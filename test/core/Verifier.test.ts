import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Certificate, Verifier } from "@effect-wechatpay/core"
import { Cause, Effect, Exit, Layer, Option, TestClock } from "effect"
import { hasSignature } from "../../packages/core/src/internal/crypto/verifyMessage.js"
import { asPublic, pem } from "../conformance/vectors.js"
import { platform, sign } from "../support/scripted.js"

const utf8 = new TextEncoder()
const now = 1722850421
const body = `{"code_url":"weixin://wxpay/bizpayurl?pr=JyC91EIz1"}`

const layer = Verifier.layerPublicKey({
  keys: [
    { id: platform.id, publicKey: platform.publicKey },
    { id: "0C4AEF34B89340881BB2B25226393DC2E47F094B", publicKey: pem("go-cert-leading-zero") }
  ]
})

type Headers = Readonly<Record<string, string | undefined>>

const verifyAt = (headers: Headers, at = now, text = body) =>
  Verifier.verifyAt(headers, utf8.encode(text), at).pipe(Effect.provide(layer))

const headers = (change: Headers = {}): Headers => ({ ...sign(body, now), ...change })

describe("Verifier.verifyAt", () => {
  it.effect("the Verifier accepts signatures of WeChat Pay, with and without a body", () =>
    Effect.gen(function* () {
      yield* verifyAt(headers())
      yield* verifyAt(sign("", now), now, "")
      yield* verifyAt(sign("中文\n", now), now, "中文\n")
    })
  )

  it.effect(
    "a configured key that has verified nothing yet is named as the likeliest cause of a failure",
    () =>
      Effect.gen(function* () {
        const verifier = yield* Verifier.Verifier
        const verify = (text: string) =>
          Verifier.verifyAt(headers(), utf8.encode(text), now).pipe(
            Effect.provideService(Verifier.Verifier, verifier)
          )
        const first = yield* Effect.flip(verify("changed"))
        assert(first._tag === "SignatureInvalid" && first.unproven === true)
        assert.include(first.message, "probably the configured public key is not the one of this id")
        yield* verify(body)
        const later = yield* Effect.flip(verify("changed"))
        assert(later._tag === "SignatureInvalid" && later.unproven === undefined)
        assert.notInclude(later.message, "configured")
      }).pipe(Effect.provide(layer))
  )

  it.effect(
    "the Verifier rejects a line feed that was moved from the body to the nonce, and is no probe",
    () =>
      Effect.gen(function* () {
        const signed = headers()
        const nonce = `${signed["wechatpay-nonce"]}\n{`
        const reason = yield* Effect.flip(
          verifyAt({ ...signed, "wechatpay-nonce": nonce }, now, body.slice(1))
        )
        assert.deepInclude(reason, { _tag: "SignatureInvalid", serialNo: platform.id, probe: false })
      })
  )

  it("a message is signed if it has all four headers", () => {
    const signed = headers()
    assert.isTrue(hasSignature(signed))
    assert.isFalse(hasSignature({}))
    for (const name of Object.keys(signed)) {
      assert.isFalse(hasSignature({ ...signed, [name]: undefined }))
      assert.isFalse(hasSignature({ ...signed, [name]: "" }))
    }
  })

  it.effect("the Verifier verifies bytes, not text", () =>
    Effect.gen(function* () {
      const bytes = new Uint8Array([0xff, 0x00, 0x0a, 0xfe])
      const reason = yield* Effect.flip(
        Verifier.verifyAt(sign("\ufffd\u0000\n\ufffd", now), bytes, now).pipe(Effect.provide(layer))
      )
      assert.strictEqual(reason._tag, "SignatureInvalid")
    })
  )

  it.effect.each([
    [0, "accepted"],
    [300, "accepted"],
    [-300, "accepted"],
    [301, "ClockSkew"],
    [-301, "ClockSkew"],
    [86_400, "ClockSkew"]
  ] as const)("a message that is %i s old is %s", ([seconds, expected]) =>
    Effect.gen(function* () {
      const exit = yield* Effect.exit(verifyAt(headers(), now + seconds))
      if (expected === "accepted") return assert.isTrue(Exit.isSuccess(exit), String(exit))
      const reason = yield* Effect.flip(exit)
      assert(reason._tag === "ClockSkew")
      assert.strictEqual(reason.seconds, seconds)
      assert.include(
        reason.message,
        `${Math.abs(seconds)} s ${seconds < 0 ? "ahead of" : "behind"} this machine's clock`
      )
    })
  )

  it.effect("the Verifier names the missing headers", () =>
    Effect.gen(function* () {
      const names = ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-signature", "wechatpay-serial"]
      for (const name of names) {
        for (const value of [undefined, ""]) {
          const reason = yield* Effect.flip(verifyAt(headers({ [name]: value })))
          assert(reason._tag === "SignatureMissing")
          assert.deepStrictEqual(reason.headers, [name])
          assert.include(reason.message, name)
        }
      }
      const reason = yield* Effect.flip(verifyAt({}))
      assert(reason._tag === "SignatureMissing")
      assert.deepStrictEqual(reason.headers, names)
    })
  )

  it.effect.each([
    "yesterday",
    "-1722850421",
    "+1722850421",
    "1722850421.0",
    "1.722850421e9",
    "0x66b0a5b5",
    " 1722850421",
    "1722850421 ",
    "1722850421000",
    "１７２２８５０４２１",
    "NaN",
    "Infinity",
    "1722850421\n"
  ])("the Verifier names a malformed timestamp and does not call it expired: %j", (timestamp) =>
    Effect.gen(function* () {
      const reason = yield* Effect.flip(verifyAt(headers({ "wechatpay-timestamp": timestamp })))
      assert(reason._tag === "SignatureMissing")
      assert.deepStrictEqual(reason.headers, ["wechatpay-timestamp"])
    })
  )

  it.effect("the Verifier checks headers, then time, then key, then signature", () =>
    Effect.gen(function* () {
      const wrong = {
        "wechatpay-nonce": undefined,
        "wechatpay-timestamp": String(now - 301),
        "wechatpay-serial": "OTHER",
        "wechatpay-signature": "AAAA"
      }
      const tags: Array<string> = []
      const mended: Record<string, string | undefined> = { ...wrong }
      for (const name of Object.keys(wrong)) {
        tags.push((yield* Effect.flip(verifyAt(headers(mended))))._tag)
        delete mended[name]
      }
      assert.deepStrictEqual(tags, ["SignatureMissing", "ClockSkew", "UnknownSerial", "SignatureInvalid"])
      yield* verifyAt(headers(mended))
    })
  )

  it.effect("the Verifier names an unknown key and the known ones, and tries no other key", () =>
    Effect.gen(function* () {
      for (const serial of [
        "PUB_KEY_ID_0000000000000024101100397200000007",
        platform.id.toLowerCase(),
        `${platform.id}0`
      ]) {
        const reason = yield* Effect.flip(verifyAt(headers({ "wechatpay-serial": serial })))
        assert(reason._tag === "UnknownSerial")
        assert.strictEqual(reason.serialNo, serial)
        assert.deepStrictEqual(reason.known, [platform.id, "0C4AEF34B89340881BB2B25226393DC2E47F094B"])
        assert.strictEqual(
          reason.message,
          `signed by unknown key ${serial}; known: ${platform.id}, 0C4AEF34B89340881BB2B25226393DC2E47F094B`
        )
      }
    })
  )

  it.effect("the Verifier compares serial numbers as text: a leading zero counts", () =>
    Effect.gen(function* () {
      const reason = yield* Effect.flip(
        verifyAt(headers({ "wechatpay-serial": "C4AEF34B89340881BB2B25226393DC2E47F094B" }))
      )
      assert.strictEqual(reason._tag, "UnknownSerial")
      const other = yield* Effect.flip(
        verifyAt(headers({ "wechatpay-serial": "0C4AEF34B89340881BB2B25226393DC2E47F094B" }))
      )
      assert(other._tag === "SignatureInvalid")
      assert.strictEqual(other.serialNo, "0C4AEF34B89340881BB2B25226393DC2E47F094B")
    })
  )

  it.effect("the Verifier rejects a probe and distinguishes it from a forgery", () =>
    Effect.gen(function* () {
      const good = sign(body, now)["wechatpay-signature"]
      const probe = `WECHATPAY/SIGNTEST/${good.slice(19)}`
      const probed = yield* Effect.flip(verifyAt(headers({ "wechatpay-signature": probe })))
      assert(probed._tag === "SignatureInvalid" && probed.probe)
      assert.include(probed.message, "probe of WeChat Pay")
      const short = yield* Effect.flip(verifyAt(headers({ "wechatpay-signature": "WECHATPAY/SIGNTEST/!" })))
      assert(short._tag === "SignatureInvalid" && short.probe)
      const forged = yield* Effect.flip(verifyAt(headers({ "wechatpay-signature": good.replace(/^./, "!") })))
      assert(forged._tag === "SignatureInvalid" && !forged.probe)
      assert.notInclude(forged.message, "probe")
    })
  )

  it.effect.each([
    "AAAA",
    "not base64!",
    `${sign(body, now)["wechatpay-signature"]}=`,
    "=",
    " ",
    "A".repeat(100_000)
  ])("the Verifier rejects a signature of another form (case %#)", (signature) =>
    Effect.gen(function* () {
      const reason = yield* Effect.flip(verifyAt(headers({ "wechatpay-signature": signature })))
      assert.strictEqual(reason._tag, "SignatureInvalid")
    })
  )

  it.effect("the errors of the Verifier contain neither nonce nor signature nor body", () =>
    Effect.gen(function* () {
      const { "wechatpay-nonce": nonce, "wechatpay-signature": signature } = sign(body, now)
      const reasons = [
        yield* Effect.flip(verifyAt(headers(), now, `${body} `)),
        yield* Effect.flip(verifyAt(headers(), now + 301)),
        yield* Effect.flip(verifyAt(headers({ "wechatpay-serial": "OTHER" })))
      ]
      for (const reason of reasons) {
        const text = [
          String(reason),
          JSON.stringify(reason),
          Cause.pretty(Cause.fail(reason)),
          inspect(reason)
        ].join()
        for (const secret of [nonce, signature, "code_url"]) assert.notInclude(text, secret)
      }
    })
  )
})

describe("Verifier.verify", () => {
  it.effect("Verifier.verify takes the time from the clock", () =>
    Effect.gen(function* () {
      const verify = Verifier.verify(headers(), utf8.encode(body)).pipe(Effect.provide(layer))
      assert.strictEqual((yield* Effect.flip(verify))._tag, "ClockSkew")
      yield* TestClock.setTime((now - 300) * 1000)
      yield* verify
      yield* TestClock.setTime((now + 300) * 1000 + 999)
      yield* verify
      yield* TestClock.setTime((now + 301) * 1000)
      assert.strictEqual((yield* Effect.flip(verify))._tag, "ClockSkew")
    })
  )
})

describe("Verifier.layerPublicKey", () => {
  const build = (keys: Verifier.PublicKeyOptions["keys"]) =>
    Effect.exit(Effect.scoped(Layer.build(Verifier.layerPublicKey({ keys }))))

  const spki = platform.publicKey

  const withoutLine = (text: string, lost: number) =>
    text
      .split("\n")
      .filter((_, index) => index !== lost)
      .join("\n")

  it.effect.each([
    ["SPKI", spki],
    ["PKCS#1", asPublic(spki, "pkcs1")],
    ["one line with \\n", spki.replaceAll("\n", "\\n")],
    ["\\r\\n", spki.replaceAll("\n", "\r\n")]
  ] as const)("Verifier.layerPublicKey reads %s", ([, publicKey]) =>
    Verifier.verifyAt(headers({ "wechatpay-serial": "PUB_KEY_ID_01" }), utf8.encode(body), now).pipe(
      Effect.provide(Verifier.layerPublicKey({ keys: [{ id: "PUB_KEY_ID_01", publicKey }] }))
    )
  )

  it.effect.each([
    ["no text", "", "expected PEM text with BEGIN PUBLIC KEY"],
    ["a path", "/etc/pub_key.pem", "expected PEM text with BEGIN PUBLIC KEY"],
    ["a private key", platform.privateKey, "got BEGIN PRIVATE KEY"],
    ["an SM2 key", pem("skit-sm2-public"), "does not hold an RSA key"],
    ["a certificate of an SM2 key", pem("skit-sm2-cert"), "does not hold an RSA key"],
    ["a key with a line lost", withoutLine(spki, 2), "does not hold an RSA key"],
    ["a certificate with a line lost", withoutLine(pem("go-cert-F576"), 9), "certificate"],
    [
      "a certificate that is none",
      spki.replaceAll("PUBLIC KEY", "CERTIFICATE"),
      "does not hold an X.509 certificate"
    ]
  ] as const)("Verifier.layerPublicKey rejects %s", ([, publicKey, problem]) =>
    Effect.gen(function* () {
      const exit = yield* build([{ id: "PUB_KEY_ID_01", publicKey }])
      assert(Exit.isFailure(exit))
      const text = Cause.pretty(exit.cause)
      assert.include(text, "publicKey: ")
      assert.include(text, problem)
      for (const line of publicKey.split("\n").filter((line) => line.length > 20 && !line.startsWith("-"))) {
        assert.notInclude(text, line)
      }
    })
  )

  it.effect("Verifier.layerPublicKey reads a certificate, whose serial number is its id", () =>
    Effect.gen(function* () {
      const { serialNo } = yield* Certificate.parse(pem("go-cert-F576"))
      yield* Verifier.verifyAt(headers({ "wechatpay-serial": serialNo }), utf8.encode(body), now).pipe(
        Effect.provide(Verifier.layerPublicKey({ keys: [{ id: serialNo, publicKey: pem("go-cert-F576") }] }))
      )
      for (const id of [platform.id, serialNo.toLowerCase(), `0${serialNo}`]) {
        const exit = yield* build([{ id, publicKey: pem("go-cert-F576") }])
        assert(Exit.isFailure(exit))
        assert.include(
          Cause.pretty(exit.cause),
          "publicKeyId: is not the serial number of the certificate given with it"
        )
      }
    })
  )

  it.effect("Verifier.layerPublicKey rejects two keys with one name", () =>
    Effect.gen(function* () {
      const exit = yield* build([
        { id: platform.id, publicKey: spki },
        { id: platform.id, publicKey: asPublic(pem("java-merchant-private")) }
      ])
      assert(Exit.isFailure(exit))
      assert.include(Cause.pretty(exit.cause), "publicKeyId: is given twice")
    })
  )

  it.effect("Verifier.layerPublicKey rejects a key without a name", () =>
    Effect.gen(function* () {
      const exit = yield* build([{ id: "", publicKey: spki }])
      assert(Exit.isFailure(exit))
      assert.include(Cause.pretty(exit.cause), "publicKeyId: expected PUB_KEY_ID_…")
    })
  )

  it.effect("Verifier.layerPublicKey requests responses that are signed with its first key", () =>
    Effect.gen(function* () {
      const verifier = yield* Verifier.Verifier
      assert.deepStrictEqual(Option.getOrUndefined(yield* verifier.requestSerial), platform.id)
      assert.strictEqual(verifier.scheme, "WECHATPAY2-SHA256-RSA2048")
    }).pipe(Effect.provide(layer))
  )
})
