/**
 * The keys of the simulated WeChat Pay, the rotation of certificates, and the migration of merchants to the public key
 * and back.
 *
 * Tested in `test/simulator/certificates.test.ts`.
 *
 * @since 1.0.0
 */
import type { Scheme } from "@effect-wechatpay/core/Authorization"
import { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { makeAuthorities } from "./internal/authorities.js"
import { type Issuer, makeCertificate, randomSerialNo, toP7b } from "./internal/certificate.js"
import type { CipherSuite } from "./internal/cipherSuites.js"
import { type KeyPair, sharedKeyPair, toKeyPair } from "./internal/keys.js"
import type { PlatformRow } from "./internal/remembered.js"
import type { BusinessTime } from "./internal/time.js"
import type { Timer } from "./internal/timers.js"
import type { PlatformKeys } from "./internal/world.js"

/**
 * The key that WeChat Pay signs with:
 *
 * - `publicKey`: the public key. There are no certificates to download, as for merchants registered since late 2024.
 * - `certificates`: the certificate in force, even if a request names the public key, as before a migration and after a
 * roll-back.
 * - `migration`: the public key if the request names it in `Wechatpay-Serial`, otherwise the certificate. Notifications
 * alternate between both, as a merchant cannot choose.
 *
 * @since 1.0.0
 * @category models
 */
export type Mode = "publicKey" | "certificates" | "migration"

/**
 * Options of the simulated platform.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Default: `publicKey`. */
  readonly mode?: Mode
  /** `PUB_KEY_ID_` and 32 digits. */
  readonly publicKeyId?: string
  /** The private half of the public key, PEM text. */
  readonly privateKey?: Redacted.Redacted
  /**
   * Whether the serial numbers of certificates begin with a zero, as some of WeChat Pay's do. Clients that parse serial
   * numbers as numbers lose the zero: the official Java SDK cannot verify with such a certificate. Default: false.
   */
  readonly leadingZeros?: boolean
}

/**
 * A platform certificate.
 *
 * @since 1.0.0
 * @category models
 */
export interface Certificate {
  /** Upper-case hexadecimal, 40 digits. */
  readonly serialNo: string
  /** PEM text. */
  readonly certificate: string
  /** Unix time in milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
}

/**
 * Options of a platform certificate.
 *
 * @since 1.0.0
 * @category models
 */
export interface CertificateOptions {
  /** Unix time in milliseconds. Default: a minute ago. */
  readonly notBefore?: number
  /** Default: five years, as WeChat Pay's. */
  readonly lifetime?: Duration.DurationInput
}

/**
 * The keys of WeChat Pay. The first certificate is issued when it is needed.
 *
 * @since 1.0.0
 * @category models
 */
export interface Platform {
  readonly publicKeyId: string
  /** SPKI PEM text of the public key, as a merchant finds it in the console. */
  readonly publicKey: string
  readonly mode: Effect.Effect<Mode>
  /**
   * Changes the mode. `migration` is the migration that a merchant starts in the console, `certificates` its roll-back,
   * `publicKey` its completion. Brands always have the public key.
   */
  readonly setMode: (mode: Mode) => Effect.Effect<void>
  /** The certificates that clients can download, the oldest first. */
  readonly certificates: Effect.Effect<ReadonlyArray<Certificate>>
  /** The authorities that issue the certificates, as PEM text: the `trust` of a client. */
  readonly trust: Effect.Effect<string>
  /** The same as a P7B file, as WeChat Pay publishes it. */
  readonly trustFile: Effect.Effect<Uint8Array>
  /** Serial number of the certificate in force. In `publicKey` mode it does not sign. */
  readonly inForce: Effect.Effect<string>
  /** Issues a certificate. Clients can download it; it does not sign yet. */
  readonly addCertificate: (options?: CertificateOptions) => Effect.Effect<Certificate>
  /** Puts a certificate in force. */
  readonly signWith: (serialNo: string) => Effect.Effect<void, InvalidOptions>
  /** Removes a certificate that is not in force: it is not listed any more, and requests must not name it. */
  readonly retire: (serialNo: string) => Effect.Effect<void, InvalidOptions>
}

/** The certificates of one process share this number of keys, as generating a key is slow. */
const sharedKeys = 3

/** By the time of the simulator. */
const endOf = ({ advanced, notAfter }: Issued) => notAfter + advanced

const unknownSerial = new InvalidOptions({
  setting: "serialNo",
  problem: "no certificate of the simulator has this serial number"
})

interface Issued extends Certificate {
  readonly keys: KeyPair
  /** How far the time of the simulator was ahead of the real time, in milliseconds. */
  readonly advanced: number
}

const visible = ({ certificate, notAfter, notBefore, serialNo }: Issued): Certificate => ({
  serialNo,
  certificate,
  notBefore,
  notAfter
})

const issue = Effect.fnUntraced(function* (
  cipherSuite: CipherSuite,
  issuer: Issuer,
  index: number,
  options: CertificateOptions,
  time: BusinessTime,
  leadingZeros: boolean,
  issuedBefore: ReadonlyArray<Certificate> = []
) {
  const keys = yield* sharedKeyPair(cipherSuite, `platform certificate ${index % sharedKeys}`)
  // Clients compare it with the real time.
  const now = yield* time.realNow
  // Times in certificates are whole seconds, and clients encrypt with the newest one: each must begin in its own second.
  const latest = Math.max(...issuedBefore.map((one) => one.notBefore + 1000), now - 60_000)
  const notBefore = Math.floor((options.notBefore ?? latest) / 1000) * 1000
  const notAfter = notBefore + Duration.toMillis(options.lifetime ?? Duration.days(5 * 365))
  const serialNo = randomSerialNo(leadingZeros)
  const certificate = makeCertificate({
    serialNo,
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    privateKey: keys.privateKey,
    cipherSuite,
    issuer
  })
  const advanced = time.at(now) - now
  return { serialNo, certificate, notBefore, notAfter, keys, advanced } satisfies Issued as Issued
})

/** The same certificate of another issuer. */
const reissued = (cipherSuite: CipherSuite, issuer: Issuer, one: Issued): Issued => ({
  ...one,
  certificate: makeCertificate({ ...one, ...one.keys, cipherSuite, issuer })
})

const defaultPublicKeyIds: Readonly<Record<Scheme, string>> = {
  "WECHATPAY2-SHA256-RSA2048": "PUB_KEY_ID_0112300001092024101100397200000001",
  "WECHATPAY2-SM2-WITH-SM3": "PUB_KEY_ID_0112300001092024101100397200000002",
  "WECHATPAY-BRAND-SHA256-RSA2048": "PUB_KEY_ID_0112300001092024101100397200000003"
}

const readKey = (cipherSuite: CipherSuite, pem: Redacted.Redacted) =>
  Effect.mapError(
    toKeyPair(cipherSuite, pem),
    (problem) => new InvalidOptions({ setting: "platform.privateKey", problem })
  )

/** How long before the end of a certificate its successor is issued, and put in force. */
const rotation = { issues: Duration.toMillis("10 days"), signs: Duration.toMillis("5 days") }

/**
 * The platform, and the keys for the request handling. Options that are absent have their stored values, if the state
 * has any.
 */
export const make = Effect.fnUntraced(function* (
  cipherSuite: CipherSuite,
  options: Options,
  time: BusinessTime,
  kept: PlatformRow | undefined,
  remember: (row: PlatformRow) => Effect.Effect<void>
) {
  const privateKey = options.privateKey ?? (kept && Redacted.make(kept.privateKey))
  const own =
    privateKey === undefined
      ? yield* sharedKeyPair(cipherSuite, "platform")
      : yield* readKey(cipherSuite, privateKey)
  const publicKey = {
    serialNo: options.publicKeyId ?? kept?.publicKeyId ?? defaultPublicKeyIds[cipherSuite.scheme],
    privateKey: own.privateKey,
    cipherSuite
  }
  const { leadingZeros = false } = options
  const keptCertificates = yield* Effect.forEach(kept?.certificates ?? [], ({ privateKey, ...certificate }) =>
    Effect.map(readKey(cipherSuite, Redacted.make(privateKey)), (keys): Issued => ({ ...certificate, keys }))
  )
  // Schemes without certificates always have the public key.
  const allowed = (mode: Mode): Mode => (cipherSuite.algorithmType === undefined ? "publicKey" : mode)
  let mode: Mode = allowed(options.mode ?? kept?.mode ?? "publicKey")
  let issued = kept?.issued ?? 0
  let notified = 0
  let certificates: ReadonlyArray<Issued> = keptCertificates
  let inForce = keptCertificates.find(({ serialNo }) => serialNo === kept?.inForce)
  let keptAuthorities = kept?.authorities

  const save = Effect.suspend(() =>
    remember({
      mode,
      publicKeyId: publicKey.serialNo,
      privateKey: Redacted.value(own.privatePem),
      issued,
      inForce: inForce?.serialNo ?? "",
      ...(keptAuthorities === undefined ? {} : { authorities: keptAuthorities }),
      certificates: certificates.map(({ keys, ...certificate }) => ({
        ...certificate,
        privateKey: Redacted.value(keys.privatePem)
      }))
    })
  )

  /** Keys take a noticeable time, and most simulators have none of certificates. */
  const authorities = yield* Effect.cached(
    Effect.gen(function* () {
      const made = yield* makeAuthorities(cipherSuite, yield* time.realNow, keptAuthorities)
      if (keptAuthorities === undefined) {
        // Certificates that signed themselves get the issuer that they lacked.
        certificates = certificates.map((one) => reissued(cipherSuite, made.authorities.issuer, one))
        inForce = certificates.find(({ serialNo }) => serialNo === inForce?.serialNo)
        keptAuthorities = made.kept
      }
      return made.authorities
    })
  )

  const add = (options: CertificateOptions) =>
    Effect.gen(function* () {
      const { issuer } = yield* authorities
      const one = yield* issue(cipherSuite, issuer, issued++, options, time, leadingZeros, certificates)
      certificates = [...certificates, one]
      return one
    })

  /** From here on there is a certificate that signs. */
  const first = yield* Effect.cached(
    Effect.gen(function* () {
      yield* authorities
      const signing = inForce ?? (yield* add({}))
      inForce ??= signing
      yield* save
    })
  )
  const trusted = Effect.flatMap(first, () => Effect.map(authorities, ({ certificates }) => certificates))
  if (mode !== "publicKey") yield* first
  yield* save

  const signingCertificate = () => {
    if (inForce === undefined) throw new Error("there is no certificate in the mode publicKey")
    return byCertificate(inForce)
  }

  const byCertificate = ({ keys, serialNo }: Issued) => ({
    serialNo,
    privateKey: keys.privateKey,
    cipherSuite
  })
  const find = (serialNo: string) => certificates.find((one) => one.serialNo === serialNo)

  const known = () => [publicKey, ...(mode === "publicKey" ? [] : certificates.map(byCertificate))]
  const keys: PlatformKeys = {
    cipherSuite,
    find: (serialNo) => known().find((one) => one.serialNo === serialNo),
    known,
    signing: (named) =>
      mode === "publicKey" || (mode === "migration" && named === publicKey.serialNo)
        ? publicKey
        : signingCertificate(),
    signingNotification: () => {
      if (mode === "migration") notified++
      return mode === "publicKey" || (mode === "migration" && notified % 2 === 0)
        ? publicKey
        : signingCertificate()
    },
    downloadable: (now) => (mode === "publicKey" ? [] : certificates.filter((one) => now <= endOf(one))),
    hasCertificates: () => mode !== "publicKey" && certificates.length > 0
  }

  const platform: Platform = {
    publicKeyId: publicKey.serialNo,
    publicKey: own.publicPem,
    mode: Effect.sync(() => mode),
    setMode: (next) =>
      Effect.suspend(() => {
        mode = allowed(next)
        return Effect.zipRight(mode === "publicKey" ? Effect.void : first, save)
      }),
    certificates: Effect.map(first, () => certificates.map(visible)),
    trust: Effect.map(trusted, (certificates) => certificates.join("")),
    trustFile: Effect.map(trusted, (certificates) => new Uint8Array(toP7b(certificates))),
    inForce: Effect.map(first, () => inForce?.serialNo ?? ""),
    addCertificate: (options = {}) =>
      Effect.zipRight(
        first,
        Effect.flatMap(add(options), (one) => Effect.as(save, visible(one)))
      ),
    signWith: (serialNo) =>
      Effect.flatMap(first, () => {
        const found = find(serialNo)
        if (found === undefined) return unknownSerial
        inForce = found
        return save
      }),
    retire: (serialNo) =>
      Effect.flatMap(first, () => {
        if (find(serialNo) === undefined) return unknownSerial
        if (inForce?.serialNo === serialNo) {
          return new InvalidOptions({
            setting: "serialNo",
            problem: "this certificate is in force: put another one in force first"
          })
        }
        certificates = certificates.filter((one) => one.serialNo !== serialNo)
        return save
      })
  }
  /** The certificate that signs next: the one that ends last. */
  const successorOf = (signing: Issued) =>
    certificates
      .filter((one) => endOf(one) > endOf(signing))
      .reduce<Issued | undefined>(
        (latest, one) => (latest && endOf(latest) > endOf(one) ? latest : one),
        undefined
      )

  const nextStep = (signing: Issued): { readonly at: number; readonly run: Effect.Effect<void> } => {
    const next = successorOf(signing)
    const end = endOf(signing)
    const ended = certificates.filter((one) => one !== signing)
    const removal = Math.min(...ended.map(endOf))
    const step =
      next === undefined
        ? { at: end - rotation.issues, run: Effect.asVoid(platform.addCertificate()) }
        : {
            at: end - rotation.signs,
            run: Effect.suspend(() => {
              inForce = next
              return save
            })
          }
    return removal < step.at
      ? {
          at: removal,
          run: Effect.suspend(() => {
            certificates = certificates.filter((one) => one === inForce || endOf(one) > removal)
            return save
          })
        }
      : step
  }

  /**
   * Rotates certificates as WeChat Pay does: a new one is listed, it is put in force some days later, and the old one
   * is removed when it ends.
   */
  const timer: Timer = {
    next: Effect.sync(() =>
      mode === "publicKey" || inForce === undefined ? undefined : nextStep(inForce).at
    ),
    run: Effect.suspend(() => (inForce === undefined ? Effect.void : nextStep(inForce).run))
  }
  return { platform, keys, timer }
})
