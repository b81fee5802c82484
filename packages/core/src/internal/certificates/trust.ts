/**
 * The chain of authorities that the merchant trusts. Platform certificates are checked against it.
 *
 * Tested in `test/core/trust.test.ts`.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import type { Bytes, CipherSuite } from "../../CipherSuite.js"
import { InvalidOptions } from "../../InvalidOptions.js"
import { parsePem } from "../crypto/pem.js"
import { publicKeyProblem } from "../crypto/rsa.js"
import { certificatesOfPkcs7, readX509, type X509 } from "./x509.js"

export interface Trust {
  /** Fails with the reason for which a certificate (DER) is not trusted. `now`: Unix time in milliseconds. */
  readonly check: (der: Bytes, now: number) => Effect.Effect<void, string>
}

/** An authority and those above it in the chain, each followed by its issuer. */
interface Authority {
  readonly certificate: X509
  readonly above: ReadonlyArray<X509>
}

/** WeChat Pay's file has three certificates and 4 KB. */
const limits = { bytes: 256 * 1024, certificates: 32 }

const untrusted = (problem: string) => new InvalidOptions({ setting: "trust", problem })

const block = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g

const ofDer = (der: Bytes): ReadonlyArray<Bytes> => certificatesOfPkcs7(der) ?? [der]

/** A DER file begins with the tag of a sequence, which no PEM file does. */
const isDer = (bytes: Uint8Array): boolean => bytes[0] === 0x30

const certificatesIn = (trust: string | Uint8Array): ReadonlyArray<Bytes> => {
  if (typeof trust !== "string" && isDer(trust)) return ofDer(new Uint8Array(trust))
  const text = typeof trust === "string" ? trust : new TextDecoder().decode(trust)
  const blocks = text.replaceAll("\\n", "\n").match(block) ?? []
  // What is not base64 becomes no certificate, which the reader rejects.
  return blocks.flatMap((pem) => ofDer(parsePem(pem)?.der ?? new Uint8Array(0)))
}

/** Algorithms of RSA signatures. The published chain has links of SHA-1. */
const rsaHashes: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.5": "SHA-1",
  "1.2.840.113549.1.1.11": "SHA-256",
  "1.2.840.113549.1.1.12": "SHA-384",
  "1.2.840.113549.1.1.13": "SHA-512"
}

/** Whether one was signed by the key of the other, by the algorithm of the cipher suite. */
const isSignedByCipherSuite = (cipherSuite: CipherSuite, one: X509, by: X509): Effect.Effect<boolean> =>
  cipherSuite.importPublicKey({ label: "PUBLIC KEY", der: by.publicKey }).pipe(
    Effect.flatMap((key) => key.verify(one.signed, one.signature)),
    Effect.orElseSucceed(() => false)
  )

/**
 * Whether one authority was signed by the other, with any of the algorithms. An old algorithm is harmless here, because
 * the merchant trusts the file: another certificate with the same SHA-1 signature is not in it.
 */
const isSignedBy = (cipherSuite: CipherSuite, one: X509, by: X509): Effect.Effect<boolean> => {
  const hash = rsaHashes[one.algorithm]
  if (hash === undefined) return isSignedByCipherSuite(cipherSuite, one, by)
  if (publicKeyProblem(by.publicKey) !== "") return Effect.succeed(false)
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash }
  return Effect.tryPromise(async () => {
    const key = await crypto.subtle.importKey("spki", by.publicKey, algorithm, false, ["verify"])
    return crypto.subtle.verify(algorithm.name, key, one.signature, one.signed)
  }).pipe(Effect.orElseSucceed(() => false))
}

const isRoot = ({ issuer, subject }: X509): boolean => issuer === subject

/** The authorities above one. The last one is a root, or its issuer is not among those that are given. */
const above = /* @__PURE__ */ Effect.fnUntraced(function* (
  cipherSuite: CipherSuite,
  all: ReadonlyArray<X509>,
  first: X509
) {
  const chain: Array<X509> = []
  for (let lowest = first; !isRoot(lowest); lowest = chain.at(-1) as X509) {
    const named = all.filter(({ subject }) => subject === lowest.issuer)
    if (named.length === 0) return chain
    const issuer = yield* Effect.findFirst(named, (one) => isSignedBy(cipherSuite, lowest, one))
    if (issuer._tag === "None") {
      return yield* untrusted(
        `the certificate of ${lowest.commonName} is not signed by the authority of the file that it names`
      )
    }
    if (chain.length === all.length) return yield* untrusted("the chain is a circle")
    chain.push(issuer.value)
  }
  return chain
})

/** The reason why an authority may not issue a certificate now. `below`: the number of authorities between them. */
const problemOf = (authority: X509, below: number, now: number): string | undefined => {
  const { commonName, notAfter, notBefore, pathLength, unknown } = authority
  if (now < notBefore) return `the certificate of ${commonName} is not yet valid`
  if (now > notAfter)
    return `the certificate of ${commonName} expired on ${DateTime.formatIso(DateTime.unsafeMake(notAfter))}`
  if (pathLength !== undefined && below > pathLength)
    return `${commonName} must not have authorities below it`
  return unknown.length === 0
    ? undefined
    : `the certificate of ${commonName} has critical extensions that are not known here: ${unknown.join(", ")}`
}

const checkAgainst = /* @__PURE__ */ Effect.fnUntraced(function* (
  cipherSuite: CipherSuite,
  authorities: ReadonlyArray<Authority>,
  der: Bytes,
  now: number
): Effect.fn.Return<void, string> {
  const found = readX509(der)
  if (found === undefined) return yield* Effect.fail("it cannot be read")
  const named = authorities.filter(({ certificate }) => certificate.subject === found.issuer)
  if (named.length === 0) return yield* Effect.fail("it names another issuer than the authorities of trust")
  const issuer = yield* Effect.findFirst(named, ({ certificate }) =>
    isSignedByCipherSuite(cipherSuite, found, certificate)
  )
  if (issuer._tag === "None") {
    return yield* Effect.fail(`it is not signed by ${named[0]?.certificate.commonName}, its issuer by name`)
  }
  const { above, certificate } = issuer.value
  for (const [below, authority] of [certificate, ...above].entries()) {
    const problem = problemOf(authority, below, now)
    if (problem !== undefined) return yield* Effect.fail(problem)
  }
})

/**
 * Reads the authorities out of PEM text or a P7B file, and checks that they belong together. Certificates that are not
 * of an authority are left out.
 */
export const readTrust = (
  cipherSuite: CipherSuite,
  trust: string | Uint8Array
): Effect.Effect<Trust, InvalidOptions> =>
  Effect.gen(function* () {
    if (trust.length > limits.bytes) return yield* untrusted(`expected at most ${limits.bytes} bytes`)
    const ders = certificatesIn(trust)
    if (ders.length > limits.certificates) {
      return yield* untrusted(`expected at most ${limits.certificates} certificates`)
    }
    const read = ders.map(readX509)
    if (read.length === 0 || read.includes(undefined)) {
      return yield* untrusted(
        "expected certificates, as PEM text or as a P7B file such as CertTrustChain.p7b"
      )
    }
    const all = read.filter((one): one is X509 => one?.isAuthority === true)
    if (all.length === 0) return yield* untrusted("expected the certificate of an authority, got none of one")
    const authorities = yield* Effect.forEach(all, (certificate) =>
      Effect.map(above(cipherSuite, all, certificate), (above): Authority => ({ certificate, above }))
    )
    return { check: (der, now) => checkAgainst(cipherSuite, authorities, der, now) }
  })
