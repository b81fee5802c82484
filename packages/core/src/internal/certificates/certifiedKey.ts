/** Keys of WeChat Pay with the validity of their certificates. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { parse } from "../../Certificate.js"
import type { CipherSuite } from "../../CipherSuite.js"
import { CryptoProvider } from "../../CryptoProvider.js"
import { parsePem } from "../crypto/pem.js"
import { makePlatformKey, type PlatformKey } from "./platformKey.js"
import type { Trust } from "./trust.js"
import { CertificatesUnavailable } from "./unavailable.js"

export interface CertifiedKey extends PlatformKey {
  /** Unix time in milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
}

export const isCurrent = (key: CertifiedKey, now: number): boolean =>
  key.notBefore <= now && now <= key.notAfter

/** The key whose certificate became valid last. */
export const newest = (keys: ReadonlyArray<CertifiedKey>): CertifiedKey | undefined =>
  keys.reduce<CertifiedKey | undefined>(
    (best, key) => (best === undefined || key.notBefore > best.notBefore ? key : best),
    undefined
  )

const unusable = (problem: string) =>
  new CertificatesUnavailable({ none: false, problem: `one of them cannot be used: ${problem}` })

const checkTrust = ({ check }: Trust, pem: string): Effect.Effect<void, CertificatesUnavailable> =>
  Clock.currentTimeMillis.pipe(
    Effect.flatMap((now) => check(parsePem(pem)?.der ?? new Uint8Array(), now)),
    Effect.mapError((problem) => new CertificatesUnavailable({ none: false, untrusted: true, problem }))
  )

const certifiedKey = (
  cipherSuite: CipherSuite,
  pem: string
): Effect.Effect<CertifiedKey, CertificatesUnavailable> =>
  parse(pem).pipe(
    Effect.mapError((error) => error.problem),
    Effect.flatMap((certificate) =>
      Effect.zipWith(
        CryptoProvider,
        cipherSuite.importPublicKey({ label: "PUBLIC KEY", der: certificate.publicKey }),
        (use, key): CertifiedKey => ({
          ...makePlatformKey(use, certificate.serialNo, key),
          notBefore: certificate.notBefore.getTime(),
          notAfter: certificate.notAfter.getTime()
        })
      )
    ),
    Effect.mapError(unusable)
  )

/** With two keys for one serial number, it would be open which of them verifies. */
const checkSerials = (keys: ReadonlyArray<CertifiedKey>): Effect.Effect<void, CertificatesUnavailable> =>
  new Set(keys.map(({ serialNo }) => serialNo)).size < keys.length
    ? unusable("two have the same serial number")
    : Effect.void

/** `trust`: what they have to be issued by. The same certificate may be listed twice. */
export const certifiedKeys = (
  cipherSuite: CipherSuite,
  trust: Trust | undefined,
  pems: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<CertifiedKey>, CertificatesUnavailable> =>
  Effect.tap(
    Effect.forEach(new Set(pems), (pem) =>
      trust === undefined
        ? certifiedKey(cipherSuite, pem)
        : Effect.zipRight(checkTrust(trust, pem), certifiedKey(cipherSuite, pem))
    ),
    checkSerials
  )
