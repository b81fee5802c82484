/** Keys, certificates, signatures and ciphertexts in DER: hostile bytes are an error with a type, never a defect. */
// Endpoints of all kinds are called, so their errors have no common type.
// @effect-diagnostics anyUnknownInErrorContext:off
import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Certificate, CipherSuite, Der, Signer, Verifier } from "@effect-wechatpay/core"
import { Shangmi } from "@effect-wechatpay/shangmi"
import { Effect, Exit, Logger, Redacted, TestClock } from "effect"
import { certificatesOfPkcs7, readX509 } from "../../packages/core/src/internal/certificates/x509.js"
import { makeCertificate, toP7b } from "../../packages/simulator/src/internal/certificate.js"
import { asPublic, idOf, keys, pem } from "../conformance/vectors.js"
import { errorOf } from "../support/exits.js"
import { runs, signOfLife, timeout } from "../support/long.js"
import { merchant, platform } from "../support/scripted.js"

const validity = { notBefore: 0, notAfter: 4e12 }

const own = {
  privateKey: createPrivateKey(merchant.privateKey),
  publicKey: createPublicKey(merchant.privateKey)
}

const authority = makeCertificate({ ...own, ...validity, serialNo: "0F12AB34CD", authority: {} })

const derOf = (text: string) => new Uint8Array(Buffer.from(text.replace(/-----[^-]*-----|\s/g, ""), "base64"))

const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"))

const toPem = (label: string, der: Uint8Array) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString("base64")}\n-----END ${label}-----\n`

/** A small generator of numbers, so that a run of a million needs no list of inputs. */
const randomOf = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Random = ReturnType<typeof randomOf>

const put = (bytes: Uint8Array<ArrayBuffer>, at: number, value: number): Uint8Array<ArrayBuffer> => {
  const changed = bytes.slice()
  changed[at] = value
  return changed
}

const changes: ReadonlyArray<(bytes: Uint8Array<ArrayBuffer>, random: Random) => Uint8Array<ArrayBuffer>> = [
  (bytes, random) => put(bytes, random(bytes.length), random(256)),
  (bytes, random) => bytes.slice(0, random(bytes.length)),
  (bytes, random) => bytes.slice(random(bytes.length)),
  (bytes, random) => {
    const at = random(bytes.length)
    return Uint8Array.from([...bytes.slice(0, at), random(256), ...bytes.slice(at)])
  },
  (bytes, random) => {
    const at = random(bytes.length)
    return Uint8Array.from([...bytes.slice(0, at), ...bytes.slice(at + 1 + random(8))])
  },
  // A length or tag that is a boundary value.
  (bytes, random) => {
    const values = [0x00, 0x1f, 0x30, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x85, 0xa0, 0xff]
    return put(bytes, random(bytes.length), values[random(values.length)] as number)
  },
  (_, random) => Uint8Array.from({ length: random(64) }, () => random(256))
]

const { privateKey: sm2Private, publicKey: sm2Public } = (() => {
  const names = Object.keys(keys).filter((name) => /sm2/i.test(name))
  const find = (label: string) => names.map((name) => pem(name)).find((text) => text.includes(label))
  return { privateKey: find("PRIVATE KEY") ?? "", publicKey: find("PUBLIC KEY") ?? "" }
})()

/** `undefined` if OpenSSL rejects a certificate: it checks members that are not read here. */
const opensslOf = (der: Uint8Array): X509Certificate | undefined => {
  try {
    return new X509Certificate(Buffer.from(der))
  } catch {
    return undefined
  }
}

describe("Der", () => {
  it("Der reads the one encoding of a value and rejects every other", () => {
    const integer = (hex: string) =>
      Der.read(bytesOf(hex), (element) => Buffer.from(Der.unsigned(element)).toString("hex"))
    assert.strictEqual(integer("020105"), "05")
    assert.strictEqual(integer("02020080"), "80")
    assert.strictEqual(integer("020100"), "")
    for (const hex of [
      "",
      "02",
      "0201",
      "0200",
      "0280",
      "02810105",
      "0282000105",
      "02020005",
      "020180",
      "02010500",
      "0485ffffffffff",
      "1f0105",
      "040105",
      "0284ffffffff00"
    ]) {
      assert.isUndefined(integer(hex), hex)
    }
    // Also where the tag and the content do not matter.
    const text = "61".repeat(128)
    const isRead = (hex: string) => Der.read(bytesOf(hex), () => true) === true
    for (const hex of ["0400", "040161", `048180${text}`, `04820100${text}${text}`])
      assert.isTrue(isRead(hex))
    for (const hex of [
      "",
      "04016161",
      "04016104",
      "0401610400",
      "1f0105",
      "3f0105",
      `0480${text}`,
      `04820080${text}`,
      `0483000100${text}${text}`,
      `04850000000080${text}`,
      `0485ffffffffff${text}`,
      `04ff${"ff".repeat(127)}${text}`
    ]) {
      assert.isFalse(isRead(hex), hex)
    }
    const oid = (hex: string) => Der.read(bytesOf(hex), Der.oid)
    assert.strictEqual(oid("06092a864886f70d010101"), "1.2.840.113549.1.1.1")
    assert.strictEqual(oid("0603883703"), "2.999.3")
    assert.strictEqual(oid("0603818001"), "2.16305")
    for (const hex of [
      "0600",
      "060180",
      "06022a80",
      "06032a8001",
      "060a2affffffffffffffffff",
      "060a2affffffffffffffff7f",
      "06092affffffffffffff7f"
    ])
      assert.isUndefined(oid(hex), hex)
    const list = Der.read(bytesOf("30060201010201ff"), (element) =>
      Der.members(element).map(({ bytes }) => bytes.length)
    )
    assert.deepStrictEqual(list, [3, 3])
    assert.isUndefined(Der.read(bytesOf("3003020201"), Der.members))
    assert.isUndefined(Der.read(bytesOf("03020105"), Der.bits))
  })

  it("Der writes what it reads, for every size of a length", () => {
    for (const size of [0, 1, 127, 128, 255, 256, 65_535, 65_536]) {
      const content = new Uint8Array(size).fill(7)
      const written = Der.write(Der.Tag.octetString, content.subarray(0, 0), content)
      const found = Der.read(written, (element) => Der.content(element, Der.Tag.octetString))
      assert.strictEqual(found?.length, size)
    }
  })

  it.effect(
    "changed keys, certificates, signatures and ciphertexts are rejected with a type; OpenSSL reads what is accepted",
    () =>
      Effect.gen(function* () {
        const { numRuns, seed } = runs("DER", { ci: 2000, long: 1_000_000, seed: 14 })
        const random = randomOf(seed)
        const { cipherSuite: sm2 } = Shangmi
        const key = yield* sm2.importPrivateKey({ label: "PRIVATE KEY", der: derOf(sm2Private) })
        const point = yield* sm2.importPublicKey({ label: "PUBLIC KEY", der: derOf(sm2Public) })
        const text = new TextEncoder().encode("text")
        const signature = new Uint8Array(yield* key.sign(text))
        const ciphertext = new Uint8Array(yield* point.encrypt(text))
        let accepted = 0
        let read = 0
        /** Makes an effect of bytes, and says whether they were accepted. */
        const targets: ReadonlyArray<
          readonly [
            Uint8Array<ArrayBuffer>,
            (der: Uint8Array<ArrayBuffer>) => Effect.Effect<unknown, unknown>
          ]
        > = [
          [
            derOf(authority),
            (der) =>
              Effect.map(Certificate.parse(toPem("CERTIFICATE", der)), ({ serialNo }) => {
                const known = opensslOf(der)
                if (known === undefined) return
                read++
                assert.strictEqual(serialNo.replace(/^0+/, ""), known.serialNumber.replace(/^0+/, ""))
              })
          ],
          [derOf(authority), (der) => Effect.sync(() => readX509(der))],
          [derOf(toP7bText(authority)), (der) => Effect.sync(() => certificatesOfPkcs7(der))],
          [
            derOf(merchant.privateKey),
            (der) => CipherSuite.rsa.importPrivateKey({ label: "PRIVATE KEY", der })
          ],
          [derOf(platform.publicKey), (der) => CipherSuite.rsa.importPublicKey({ label: "PUBLIC KEY", der })],
          [
            derOf(asPublic(platform.publicKey, "pkcs1")),
            (der) => CipherSuite.rsa.importPublicKey({ label: "RSA PUBLIC KEY", der })
          ],
          [derOf(sm2Private), (der) => sm2.importPrivateKey({ label: "PRIVATE KEY", der })],
          [derOf(sm2Private), (der) => sm2.importPrivateKey({ label: "EC PRIVATE KEY", der })],
          [derOf(sm2Public), (der) => sm2.importPublicKey({ label: "PUBLIC KEY", der })],
          [
            signature,
            (der) =>
              Effect.map(point.verify(text, der), (valid) =>
                assert.isFalse(valid, "a changed signature verifies")
              )
          ],
          [
            ciphertext,
            (der) =>
              Effect.map(key.decrypt(der), (found) =>
                assert.strictEqual(found._tag, "None", "a changed ciphertext")
              )
          ]
        ]
        for (let run = 0; run < numRuns; run++) {
          yield* Effect.promise(async () => signOfLife(run))
          const [original, use] = targets[run % targets.length]!
          const change = changes[random(changes.length)]!
          const changed = change(original, random)
          if (Buffer.compare(changed, original) === 0) continue
          const exit = yield* Effect.exit(use(changed))
          if (exit._tag === "Success") accepted++
          else errorOf(exit, `run ${run}, seed ${seed}: ${exit.cause}`)
        }
        // Mutation testing tries a few inputs only.
        if (numRuns >= 2000) {
          assert.isAbove(accepted, 0)
          assert.isAbove(read, 0)
        }
      }),
    timeout(60_000)
  )
})

it.effect("a certificate with a negative serial number is rejected", () =>
  Effect.gen(function* () {
    const der = derOf(authority)
    assert.strictEqual((yield* Certificate.parse(toPem("CERTIFICATE", der))).serialNo, "0F12AB34CD")
    const at = Buffer.from(der).indexOf(bytesOf("0F12AB34CD"))
    const negative = toPem("CERTIFICATE", put(der, at, 0x84))
    const large = makeCertificate({ ...own, ...validity, serialNo: "8412AB34CD" })
    assert.strictEqual((yield* Certificate.parse(large)).serialNo, "8412AB34CD")
    assert.strictEqual(new X509Certificate(large).serialNumber, "8412AB34CD")
    assert.isTrue(Exit.isFailure(yield* Effect.exit(Certificate.parse(negative))))
  })
)

const toP7bText = (certificate: string) => toPem("PKCS7", toP7b([certificate]))

describe("a weak RSA key", () => {
  const spkiOf = (der: Buffer) => toPem("PUBLIC KEY", der)
  const pairOf = (modulusLength: number, publicExponent: number) =>
    generateKeyPairSync("rsa", { modulusLength, publicExponent })

  const weak = [
    [pairOf(1024, 65_537), "1024 bits"],
    [pairOf(2048, 3), "exponent below 65537"]
  ] as const

  it.effect("RSA keys below 2,048 bits or with an exponent below 65,537 are rejected in every form", () =>
    Effect.gen(function* () {
      for (const [{ privateKey, publicKey }, problem] of weak) {
        for (const [type, label] of [
          ["pkcs8", "PRIVATE KEY"],
          ["pkcs1", "RSA PRIVATE KEY"]
        ] as const) {
          const text = toPem(label, privateKey.export({ type, format: "der" }))
          const error = yield* Effect.flip(
            Signer.make({ mchid: "1", serialNo: merchant.serialNo, privateKey: Redacted.make(text) })
          )
          assert.strictEqual(error.setting, "privateKey")
          assert.include(error.problem, problem)
        }
        const certificate = makeCertificate({ privateKey, publicKey, ...validity, serialNo: "0F12AB34CD" })
        for (const [id, publicKeyText] of [
          [platform.id, spkiOf(publicKey.export({ type: "spki", format: "der" }))],
          [platform.id, toPem("RSA PUBLIC KEY", publicKey.export({ type: "pkcs1", format: "der" }))],
          ["0F12AB34CD", certificate]
        ] as const) {
          const error = yield* Effect.flip(
            Verifier.makePublicKey({ keys: [{ id, publicKey: publicKeyText }] })
          )
          assert.strictEqual(error.setting, "publicKey")
          assert.include(error.problem, problem)
        }
      }
    })
  )

  it.effect("a public key with the exponent 1, with which every signature can be forged, is rejected", () =>
    Effect.gen(function* () {
      const jwk = createPublicKey(platform.publicKey).export({ format: "jwk" })
      const modulus = new Uint8Array(Buffer.from(String(jwk.n), "base64url"))
      const number = (bytes: Uint8Array<ArrayBuffer>) =>
        Der.write(Der.Tag.integer, (bytes[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0), bytes)
      const key = Der.write(Der.Tag.sequence, number(modulus), number(Uint8Array.of(1)))
      const error = yield* Effect.flip(
        Verifier.makePublicKey({ keys: [{ id: platform.id, publicKey: toPem("RSA PUBLIC KEY", key) }] })
      )
      assert.include(error.problem, "exponent below 65537")
    })
  )
})

describe("static certificates", () => {
  const day = 86_400_000

  it.effect("a static certificate that has expired or ends within 30 days is logged and stays in use", () =>
    Effect.gen(function* () {
      const certificate = makeCertificate({
        ...own,
        notBefore: 0,
        notAfter: 100 * day,
        serialNo: "0F12AB34CD"
      })
      const lines: Array<string> = []
      const logger = Logger.make(({ message }) => void lines.push(String(message)))
      const build = Effect.provide(
        Verifier.makePublicKey({ keys: [{ id: idOf(certificate), publicKey: certificate }] }),
        Logger.replace(Logger.defaultLogger, logger)
      )
      yield* build
      assert.deepStrictEqual(lines, [])
      yield* TestClock.setTime(71 * day)
      yield* build
      yield* TestClock.setTime(101 * day)
      const verifier = yield* build
      assert.isTrue((yield* verifier.requestSerial)._tag === "Some")
      assert.lengthOf(lines, 2)
      assert.include(lines[0], "WeChat Pay's certificate 0F12AB34CD expires on 1970-04-11")
      assert.include(lines[1], "WeChat Pay's certificate 0F12AB34CD expired on 1970-04-11")
    })
  )

  it.effect("two static certificates with one serial number are an error", () =>
    Effect.gen(function* () {
      const certificate = makeCertificate({ ...own, ...validity, serialNo: "0F12AB34CD" })
      const key = { id: "0F12AB34CD", publicKey: certificate }
      const error = yield* Effect.flip(Verifier.makePublicKey({ keys: [key, key] }))
      assert.deepStrictEqual([error.setting, error.problem], ["publicKeyId", "is given twice"])
    })
  )
})
