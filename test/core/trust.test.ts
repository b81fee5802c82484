/** The chain that platform certificates are checked against. */
import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto"
import { readFileSync } from "node:fs"
import { FetchHttpClient, KeyValueStore } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it, vi } from "@effect/vitest"
import {
  Certificate,
  Certificates,
  CipherSuite,
  Der,
  type InvalidOptions,
  Timeout,
  WechatPayClient
} from "@effect-wechatpay/core"
import { Permission } from "@effect-wechatpay/payscore"
import { Shangmi } from "@effect-wechatpay/shangmi"
import { Environment, Samples, Simulator } from "@effect-wechatpay/simulator"
import { ConfigProvider, Effect, Layer, Logger, Redacted, TestClock } from "effect"
import { certifiedKeys } from "../../packages/core/src/internal/certificates/certifiedKey.js"
import { readTrust } from "../../packages/core/src/internal/certificates/trust.js"
import { readX509 } from "../../packages/core/src/internal/certificates/x509.js"
import {
  type CertificateOptions,
  makeCertificate,
  toP7b
} from "../../packages/simulator/src/internal/certificate.js"
import { apiV3Key, type Given, listing, platform } from "../support/certificates.js"

const day = 86_400_000
const now = Date.UTC(2026, 0, 1)

const generate = () => generateKeyPairSync("rsa", { modulusLength: 2048 })
const keys = { root: generate(), issuing: generate(), platform: generate(), stranger: generate() }

const validity = { notBefore: now - 10 * day, notAfter: now + 10 * day }

const names = { root: "Test Root CA", issuing: "Test CA" }

const rootBy = (options: Partial<CertificateOptions> = {}) =>
  makeCertificate({
    ...validity,
    ...keys.root,
    serialNo: "01AA",
    name: names.root,
    authority: {},
    ...options
  })

const issuingBy = (options: Partial<CertificateOptions> = {}) =>
  makeCertificate({
    ...validity,
    ...keys.issuing,
    serialNo: "02AA",
    name: names.issuing,
    issuer: { name: names.root, privateKey: keys.root.privateKey },
    authority: { pathLength: 0 },
    ...options
  })

const leafBy = (options: Partial<CertificateOptions> = {}) =>
  makeCertificate({
    ...validity,
    ...keys.platform,
    serialNo: "0F12AB34CD",
    issuer: { name: names.issuing, privateKey: keys.issuing.privateKey },
    ...options
  })

const root = rootBy()
const issuing = issuingBy()
const leaf = leafBy()

const derOf = (pem: string) => new Uint8Array(new X509Certificate(pem).raw)

/** `undefined` if the certificate is trusted, else the reason. */
const problemOf = (trust: string | Uint8Array, pem = leaf, at = now) =>
  Effect.flatMap(readTrust(CipherSuite.rsa, trust), ({ check }) =>
    Effect.match(check(derOf(pem), at), { onFailure: (problem) => problem, onSuccess: () => undefined })
  )

const rejection = (trust: string | Uint8Array) =>
  Effect.map(Effect.flip(readTrust(CipherSuite.rsa, trust)), (error: InvalidOptions.InvalidOptions) => {
    assert.strictEqual(error.setting, "trust")
    return error.problem
  })

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replace(/.{64}/g, "$&\n")

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"))
const sequence = (...parts: ReadonlyArray<Uint8Array<ArrayBuffer>>) => Der.write(Der.Tag.sequence, ...parts)

/** A certificate byte by byte, with the names and extensions that a test needs. By default it signs itself. */
const written = ({
  extensions,
  keyPair = keys.issuing,
  subject = [["550403", 0x0c, Buffer.from(names.issuing).toString("hex")]]
}: {
  /** OID, tag and content of each part, in hexadecimal. */
  readonly subject?: ReadonlyArray<readonly [oid: string, tag: number, content: string]>
  readonly extensions?: ReadonlyArray<readonly [oid: string, isCritical: boolean, value: string]>
  readonly keyPair?: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }
}) => {
  const algorithm = sequence(Der.write(Der.Tag.oid, bytesOf("2a864886f70d01010b")), bytesOf("0500"))
  const name = sequence(
    ...subject.map(([oid, tag, content]) =>
      Der.write(Der.Tag.set, sequence(Der.write(Der.Tag.oid, bytesOf(oid)), Der.write(tag, bytesOf(content))))
    )
  )
  const time = (year: number) => Der.write(24, new Uint8Array(Buffer.from(`${year}0101000000Z`)))
  const critical = bytesOf("0101ff")
  const extended = extensions?.map(([oid, isCritical, value]) =>
    sequence(
      Der.write(Der.Tag.oid, bytesOf(oid)),
      ...(isCritical ? [critical] : []),
      Der.write(Der.Tag.octetString, bytesOf(value))
    )
  )
  const content = sequence(
    bytesOf("a003020102"),
    bytesOf("020105"),
    algorithm,
    name,
    sequence(time(2025), time(2027)),
    name,
    new Uint8Array(keyPair.publicKey.export({ format: "der", type: "spki" })),
    ...(extended === undefined ? [] : [Der.write(0xa3, sequence(...extended))])
  )
  const signature = sign("sha256", content, keyPair.privateKey)
  return sequence(content, algorithm, Der.write(Der.Tag.bitString, bytesOf("00"), new Uint8Array(signature)))
}

/** `cA`, as the content of the extension. */
const constraints = ["551d13", true, "30030101ff"] as const

describe("the names and extensions of a certificate", () => {
  const commonName = "550403"
  const hexOf = (text: string) => Buffer.from(text).toString("hex")

  it("the names of two certificates are compared without case and repeated blanks, in any string type", () => {
    const spelled = [
      [[commonName, 0x0c, hexOf("Test CA")]],
      [[commonName, 0x13, hexOf(" test  CA ")]],
      [[commonName, 0x1e, Buffer.from("TEST CA", "utf16le").swap16().toString("hex")]]
    ] as const
    for (const subject of spelled) {
      const found = readX509(written({ subject }))
      assert.deepInclude(found, { subject: "2.5.4.3=test ca", issuer: "2.5.4.3=test ca" })
    }
    for (const [tag, content] of [
      [0x0c, hexOf("腾讯")],
      [0x1e, "817e8baf"]
    ] as const) {
      const found = readX509(
        written({
          subject: [
            ["55040a", 0x13, hexOf("A")],
            [commonName, tag, content]
          ]
        })
      )
      assert.deepInclude(found, { subject: "2.5.4.10=a\n2.5.4.3=腾讯", commonName: "腾讯" })
    }
    assert.deepInclude(readX509(written({ subject: [["55040a", 0x13, hexOf("A")]] })), { commonName: "" })
    assert.isUndefined(readX509(written({ subject: [[commonName, 0x0c, "ff"]] })))
  })

  it("an authority is what may sign certificates, and its path length is a number of any size", () => {
    const usage = (content: string) => ["551d0f", true, content] as const
    for (const [extensions, expected] of [
      [undefined, { isAuthority: false, pathLength: undefined, unknown: [] }],
      [[], { isAuthority: false, pathLength: undefined }],
      [[constraints], { isAuthority: true, pathLength: undefined, unknown: [] }],
      [[["551d13", true, "3000"]], { isAuthority: false }],
      [[["551d13", true, "3003010100"]], { isAuthority: false }],
      [[["551d13", false, "30070101ff0202012c"]], { isAuthority: true, pathLength: 300 }],
      [[constraints, usage("03020106")], { isAuthority: true }],
      [[constraints, usage("03020204")], { isAuthority: true }],
      [[constraints, usage("03020780")], { isAuthority: false }],
      [[constraints, usage("030100")], { isAuthority: false }]
    ] as const) {
      assert.deepInclude(readX509(written(extensions === undefined ? {} : { extensions })), expected)
    }
  })

  it.effect("an authority with a critical extension that is not known is not trusted", () =>
    Effect.gen(function* () {
      const others = [
        ["551d1e", true, "3000"],
        ["551d24", true, "3000"],
        ["551d20", true, "3000"],
        ["551d0e", true, "0400"],
        ["551d1f", false, "3000"]
      ] as const
      const limitedTo = written({ extensions: [constraints, ...others] })
      assert.deepInclude(readX509(limitedTo), { unknown: ["2.5.29.30", "2.5.29.36"] })
      assert.strictEqual(
        yield* problemOf(limitedTo),
        "the certificate of Test CA has critical extensions that are not known here: 2.5.29.30, 2.5.29.36"
      )
      assert.isUndefined(yield* problemOf(written({ extensions: [constraints, others[2], others[4]] })))
    })
  )
})

describe("a file of authorities", () => {
  it.effect("a file of authorities is PEM text or P7B, complete or only the issuing one, in any order", () =>
    Effect.gen(function* () {
      const p7b = toP7b([issuing, root])
      for (const trust of [
        issuing + root,
        root + issuing,
        issuing,
        `subject=/CN=Test CA\n${issuing}\nsubject=/CN=Test Root CA\n${root}`.replaceAll("\n", "\r\n"),
        (issuing + root).replaceAll("\n", "\\n"),
        new Uint8Array(p7b),
        new TextEncoder().encode(issuing + root),
        derOf(issuing),
        `-----BEGIN PKCS7-----\n${base64(p7b)}\n-----END PKCS7-----`,
        // What is not of an authority does no harm.
        issuing + leaf
      ]) {
        assert.isUndefined(yield* problemOf(trust))
      }
    })
  )

  it.effect(
    "the published chain of WeChat Pay is accepted, whose older certificates are signed with SHA-1",
    () =>
      Effect.gen(function* () {
        const published = readFileSync(new URL("fixtures/certTrustChain.pem", import.meta.url), "utf8")
        const blocks = published.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
        assert.lengthOf(blocks, 3)
        for (const trust of [published, new Uint8Array(toP7b(blocks))]) {
          const { check } = yield* readTrust(CipherSuite.rsa, trust)
          // Its own authority is signed by the one above it, which must have no authorities below those of the file.
          yield* check(derOf(blocks[0] ?? ""), now)
          const after = yield* Effect.flip(check(derOf(blocks[0] ?? ""), Date.UTC(2034, 0, 1)))
          assert.include(after, "iTrusChina Class 2 Enterprise CA - G3 expired on 2033-04-17")
          assert.include(yield* Effect.flip(check(derOf(leaf), now)), "another issuer")
        }
        const [tenpay = ""] = blocks
        const changed = tenpay.replace("\nBAQDAgEG", "\nBAQDAgEH")
        assert.notStrictEqual(changed, tenpay)
        assert.include(yield* rejection(changed + blocks[1] + blocks[2]), "is not signed by the authority")
      })
  )

  it.effect("an invalid file of authorities is rejected", () =>
    Effect.gen(function* () {
      const none = "expected certificates, as PEM text or as a P7B file"
      for (const trust of [
        "",
        "hello",
        new Uint8Array(),
        new Uint8Array([0x30, 0x80]),
        new Uint8Array([1, 2])
      ]) {
        assert.include(yield* rejection(trust), none)
      }
      assert.include(yield* rejection(issuing.replace(/\n.{64}\n/, "\n")), none)
      assert.include(yield* rejection(leaf), "got none of one")
      assert.include(yield* rejection(issuing.repeat(33)), "at most 32 certificates")
      assert.isUndefined(yield* problemOf(issuing.repeat(32)))
      assert.include(yield* rejection("x".repeat(262_145)), "at most 262144 bytes")
      assert.include(yield* rejection("x".repeat(262_144)), none)
      const block = "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n"
      assert.include(yield* rejection(issuing + block), none)
      const foreign = issuingBy({ issuer: { name: names.root, privateKey: keys.stranger.privateKey } })
      assert.include(yield* rejection(foreign + root), "Test CA is not signed by the authority of the file")
      const one = { name: "One", issuer: { name: "Other", privateKey: keys.root.privateKey } }
      const other = { name: "Other", issuer: { name: "One", privateKey: keys.issuing.privateKey } }
      assert.include(yield* rejection(issuingBy(one) + rootBy(other)), "circle")
    })
  )
})

describe("a platform certificate", () => {
  it.effect("a platform certificate of a foreign authority is not trusted, even with the same name", () =>
    Effect.gen(function* () {
      const foreign = { privateKey: keys.stranger.privateKey }
      assert.include(
        yield* problemOf(issuing + root, leafBy({ issuer: { name: "Foreign CA", ...foreign } })),
        "another issuer"
      )
      assert.include(
        yield* problemOf(issuing + root, leafBy({ issuer: { name: names.issuing, ...foreign } })),
        "is not signed by Test CA"
      )
      // It signed itself, as whoever knows the APIv3 key could let it.
      const { issuer: _, ...alone } = { ...keys.platform, ...validity, issuer: undefined, serialNo: "0A" }
      assert.include(yield* problemOf(issuing + root, makeCertificate(alone)), "another issuer")
      assert.include(
        yield* problemOf(issuing + root, makeCertificate({ ...alone, name: names.issuing })),
        "is not signed by Test CA"
      )
    })
  )

  it.effect("a key of another kind, a weak one, or a runtime that cannot verify trusts nothing", () =>
    Effect.gen(function* () {
      const curve = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
      const other = written({ extensions: [constraints], keyPair: curve })
      assert.include(yield* problemOf(other), "is not signed by Test CA")
      const weak = generateKeyPairSync("rsa", { modulusLength: 1024 })
      const below = issuingBy({ issuer: { name: names.root, privateKey: weak.privateKey } })
      assert.include(yield* rejection(below + rootBy(weak)), "is not signed by the authority of the file")
      const { check } = yield* readTrust(CipherSuite.rsa, issuing)
      const verify = vi.spyOn(crypto.subtle, "verify").mockRejectedValue(new Error("out of order"))
      yield* Effect.gen(function* () {
        assert.include(yield* Effect.flip(check(derOf(leaf), now)), "is not signed by Test CA")
        assert.include(yield* rejection(issuing + root), "is not signed by the authority of the file")
      }).pipe(Effect.ensuring(Effect.sync(() => verify.mockRestore())))
    })
  )

  it.effect("a platform certificate is trusted while all its authorities are valid", () =>
    Effect.gen(function* () {
      for (const at of Object.values(validity)) assert.isUndefined(yield* problemOf(issuing + root, leaf, at))
      const expired = issuingBy({ notBefore: now - 10 * day, notAfter: now - day })
      const future = issuingBy({ notBefore: now + day, notAfter: now + 10 * day })
      assert.include(yield* problemOf(expired + root), "Test CA expired on 2025-12-31T")
      assert.include(yield* problemOf(future + root), "Test CA is not yet valid")
      assert.include(yield* problemOf(issuing + rootBy({ notAfter: now - day })), "Test Root CA expired")
      assert.isUndefined(yield* problemOf(expired + issuing + root, leaf, now - 2 * day))
    })
  )

  it.effect(
    "a platform certificate is not trusted if its issuer is not an authority, or must not issue it",
    () =>
      Effect.gen(function* () {
        const { authority: _, ...plain } = {
          ...keys.issuing,
          ...validity,
          authority: undefined,
          serialNo: "02AA"
        }
        const noAuthority = makeCertificate({
          ...plain,
          name: names.issuing,
          issuer: { name: names.root, privateKey: keys.root.privateKey }
        })
        assert.include(yield* problemOf(noAuthority + root), "another issuer")
        assert.include(
          yield* problemOf(issuing + rootBy({ authority: { pathLength: 0 } })),
          "Test Root CA must not have authorities below it"
        )
        assert.isUndefined(yield* problemOf(issuing + rootBy({ authority: { pathLength: 1 } })))
      })
  )

  it.effect("a platform certificate is not trusted with any changed bit", () =>
    Effect.gen(function* () {
      const { check } = yield* readTrust(CipherSuite.rsa, issuing + root)
      const der = derOf(leaf)
      yield* check(der, now)
      for (let bit = 0; bit < der.length * 8; bit++) {
        const changed = new Uint8Array(der)
        changed[bit >> 3]! ^= 1 << (bit & 7)
        const trusted = yield* Effect.match(check(changed, now), {
          onFailure: () => false,
          onSuccess: () => true
        })
        assert.isFalse(trusted, `bit ${bit}`)
        // Reading the key of it fails, if it does, with an error.
        const pem = `-----BEGIN CERTIFICATE-----\n${base64(changed)}\n-----END CERTIFICATE-----`
        yield* Effect.ignore(Certificate.parse(pem))
      }
      assert.strictEqual(yield* Effect.flip(check(new Uint8Array([...der, 0]), now)), "it cannot be read")
    })
  )
})

describe("Certificates with trust", () => {
  it.effect("a text that is no certificate is neither trusted nor used", () =>
    Effect.gen(function* () {
      const trust = yield* readTrust(CipherSuite.rsa, issuing)
      const untrusted = yield* Effect.flip(certifiedKeys(CipherSuite.rsa, trust, ["no PEM"]))
      assert.deepInclude(untrusted, { untrusted: true, none: false, problem: "it cannot be read" })
      const unusable = yield* Effect.flip(certifiedKeys(CipherSuite.rsa, undefined, ["no PEM"]))
      assert.include(unusable.problem, "one of them cannot be used: expected PEM text")
    })
  )

  const given: Given = { serialNo: "0F12AB34CD", pem: leaf, privateKey: keys.platform.privateKey }
  const strange: Given = {
    ...given,
    pem: leafBy({ issuer: { name: names.issuing, privateKey: keys.stranger.privateKey } })
  }
  const makeWith = (options: Partial<Certificates.Options>, certificate: Given) =>
    Certificates.make({ apiV3Key: Redacted.make(apiV3Key), ...options }).pipe(
      Timeout.perAttempt("10 days"),
      Effect.provide(platform(() => listing(certificate)).layer)
    )
  const make = (options: Partial<Certificates.Options>, certificate: Given) =>
    makeWith({ trust: issuing + root, ...options }, certificate)

  it.scoped("Certificates with trust accepts only certificates that its authorities issued", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const good = yield* make({}, given)
      yield* good.refresh
      assert.deepStrictEqual(yield* good.known, [given.serialNo])
      const bad = yield* make({}, strange)
      const error = yield* Effect.flip(bad.refresh)
      assert.deepInclude(error, { _tag: "CertificatesUnavailable", untrusted: true, none: false })
      assert.include(error.message, "is not signed by Test CA")
      assert.deepStrictEqual(yield* bad.known, [])
      const unreadable = yield* Effect.flip(make({ trust: "no certificate" }, given))
      assert.deepInclude(unreadable, { _tag: "InvalidOptions", setting: "trust" })
    })
  )

  it.scoped("Certificates with trust ignores other certificates of a store, and logs it", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const lines: Array<string> = []
      const logger = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ message }) => void lines.push(String(message)))
      )
      const store = yield* Effect.provide(KeyValueStore.KeyValueStore, KeyValueStore.layerMemory)
      const intruder = yield* makeWith({ store }, strange)
      yield* intruder.refresh
      yield* TestClock.adjust("1 minute")
      const own = yield* make({ store }, given)
      const message = {
        serialNo: given.serialNo,
        timestamp: "1",
        nonce: "n",
        signature: "",
        body: new Uint8Array()
      }
      yield* Effect.ignore(own.verify(message)).pipe(Effect.provide(logger))
      assert.isTrue(
        lines.some((line) => line.includes("stored certificates") && line.includes("not trusted"))
      )
      assert.deepStrictEqual(yield* own.known, [given.serialNo])
    })
  )
})

describe("the simulator's authorities", () => {
  const terminate = Effect.exit(
    Permission.terminateByOpenid({
      openid: Samples.openid,
      service_id: Samples.serviceId,
      appid: Samples.appid,
      reason: "user asked"
    })
  )

  it.effect("the simulator's authorities issue its certificates of each scheme, also after a rotation", () =>
    Effect.gen(function* () {
      const { platform } = yield* Simulator.Simulator
      const trusted = Effect.gen(function* () {
        const { check } = yield* readTrust(CipherSuite.rsa, yield* platform.trustFile)
        for (const { certificate, notBefore } of yield* platform.certificates) {
          yield* check(derOf(certificate), notBefore)
        }
      })
      yield* trusted
      yield* platform.addCertificate()
      yield* trusted
      assert.lengthOf(yield* platform.certificates, 2)
    }).pipe(Effect.provide(Simulator.layer()))
  )

  it.effect("SM2 authorities are checked by the cipher suite", () =>
    Effect.gen(function* () {
      const { platform } = yield* Simulator.Simulator
      const [one] = yield* platform.certificates
      assert(one !== undefined)
      const { check } = yield* readTrust(Shangmi.cipherSuite, yield* platform.trust)
      yield* check(derOf(one.certificate), one.notBefore)
      const changed = derOf(one.certificate)
      changed[changed.length - 1]! ^= 1
      yield* Effect.flip(check(changed, one.notBefore))
    }).pipe(Effect.provide(Simulator.layer({ scheme: "WECHATPAY2-SM2-WITH-SM3" })))
  )

  it.scopedLive("WECHATPAY_TRUST configures the authorities, and a foreign one rejects every response", () =>
    Effect.gen(function* () {
      const variables = yield* Environment.current(yield* Simulator.Simulator)
      assert.include(variables.WECHATPAY_TRUST, "BEGIN CERTIFICATE")
      const call = (trust: string) =>
        terminate.pipe(
          Effect.provide(WechatPayClient.layerConfig()),
          Effect.withConfigProvider(
            ConfigProvider.fromMap(new Map(Object.entries({ ...variables, WECHATPAY_TRUST: trust })))
          )
        )
      assert.strictEqual((yield* call(variables.WECHATPAY_TRUST ?? ""))._tag, "Success")
      const foreign = yield* call(issuing + root)
      assert.include(String(foreign), "a platform certificate is not trusted")
      const none = yield* Effect.flip(call("none"))
      assert.include(String(none), "WECHATPAY_TRUST")
    }).pipe(
      Effect.provide(
        Layer.mergeAll(
          Simulator.layerServer({ platform: { mode: "certificates" } }),
          NodeFileSystem.layer,
          FetchHttpClient.layer
        )
      )
    )
  )
})
