/** The authorities that issue the simulator's platform certificates: a root, and one below it, as WeChat Pay has them. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Issuer, makeCertificate, randomSerialNo } from "./certificate.js"
import type { CipherSuite } from "./cipherSuites.js"
import { type KeyPair, sharedKeyPair, toKeyPair } from "./keys.js"

export interface Authorities {
  /** Signs platform certificates. */
  readonly issuer: Issuer
  /** PEM texts, the issuing authority first. */
  readonly certificates: ReadonlyArray<string>
}

/** What is remembered of them: the certificates, and the key of the issuing one. */
export interface Kept {
  readonly certificates: ReadonlyArray<string>
  readonly privateKey: string
}

const issuingName = "WeChat Pay simulator CA"
const rootName = "WeChat Pay simulator Root CA"

const of = (keys: KeyPair, certificates: ReadonlyArray<string>) => ({
  authorities: {
    issuer: { name: issuingName, privateKey: keys.privateKey },
    certificates
  } satisfies Authorities,
  kept: { certificates, privateKey: Redacted.value(keys.privatePem) } satisfies Kept
})

/** Valid for 20 years around now, which is the real time in milliseconds. */
export const makeAuthorities = Effect.fnUntraced(function* (
  cipherSuite: CipherSuite,
  now: number,
  before: Kept | undefined
) {
  if (before !== undefined) {
    const keys = yield* Effect.orDieWith(toKeyPair(cipherSuite, Redacted.make(before.privateKey)), String)
    return of(keys, before.certificates)
  }
  const [root, issuing] = yield* Effect.all(
    [sharedKeyPair(cipherSuite, "root authority"), sharedKeyPair(cipherSuite, "issuing authority")],
    { concurrency: 2 }
  )
  const issuer = { name: rootName, privateKey: root.privateKey }
  const common = {
    // Whole seconds, as certificates have them.
    notBefore: Math.floor((now - Duration.toMillis("3650 days")) / 1000) * 1000,
    notAfter: Math.floor((now + Duration.toMillis("3650 days")) / 1000) * 1000,
    cipherSuite,
    issuer,
    privateKey: root.privateKey
  }
  return of(issuing, [
    makeCertificate({
      ...common,
      name: issuingName,
      serialNo: randomSerialNo(false),
      publicKey: issuing.publicKey,
      authority: { pathLength: 0 }
    }),
    makeCertificate({
      ...common,
      name: rootName,
      serialNo: randomSerialNo(false),
      publicKey: root.publicKey,
      authority: {}
    })
  ])
})
