/** The merchant's API certificate: whether it belongs to the key, and the warning before it expires. */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Ref from "effect/Ref"
import { parse } from "../../Certificate.js"
import type { CipherSuite, PrivateKey } from "../../CipherSuite.js"
import { InvalidOptions } from "../../InvalidOptions.js"
import { recordCertificateEnd } from "../call/telemetry.js"

export interface Merchant {
  readonly mchid: string
  readonly serialNo: string
}

const day = Duration.toMillis("1 day")

/** WeChat Pay advises an alarm 30 days before the end. */
const warnedDays = 30

const invalid = (problem: string) => new InvalidOptions({ setting: "certificate", problem })

const probe = new TextEncoder().encode("key of the certificate")

/** The end of the certificate, Unix time in milliseconds, once it is known to be that of the key. */
const checked = /* @__PURE__ */ Effect.fnUntraced(function* (
  { serialNo }: Merchant,
  cipherSuite: CipherSuite,
  key: PrivateKey,
  pem: string
) {
  const certificate = yield* Effect.mapError(parse(pem), ({ problem }) => invalid(problem))
  if (certificate.serialNo !== serialNo) {
    return yield* invalid(`has the serial number ${certificate.serialNo}, not that of serialNo`)
  }
  const publicKey = yield* Effect.mapError(
    cipherSuite.importPublicKey({ label: "PUBLIC KEY", der: certificate.publicKey }),
    invalid
  )
  const signature = yield* Effect.mapError(key.sign(probe), ({ message }) => invalid(message))
  const belongs = yield* publicKey.verify(probe, new Uint8Array(signature))
  return belongs
    ? certificate.notAfter.getTime()
    : yield* invalid("is not the certificate of the private key")
})

const report = ({ mchid, serialNo }: Merchant, notAfter: number, now: number): Effect.Effect<void> => {
  const days = (notAfter - now) / day
  const ends = `${days < 0 ? "expired" : "expires"} on ${DateTime.formatIso(DateTime.unsafeMake(notAfter))}`
  return Effect.zipRight(
    recordCertificateEnd(mchid, days),
    days > warnedDays
      ? Effect.void
      : Effect.logWarning(
          `the API certificate ${serialNo} of merchant ${mchid} ${ends}: request a new one in the merchant console; up to three are in force at a time`
        )
  )
}

/**
 * An effect to run at each signature. Once a day it records the rest of the certificate's life in a metric, and logs a
 * warning if that is 30 days or less.
 */
export const watchCertificate = (
  merchant: Merchant,
  cipherSuite: CipherSuite,
  key: PrivateKey,
  pem: string
): Effect.Effect<Effect.Effect<void>, InvalidOptions> =>
  Effect.zipWith(
    checked(merchant, cipherSuite, key, pem),
    Ref.make(Number.NEGATIVE_INFINITY),
    (notAfter, reportedAt) =>
      Effect.clockWith((clock) => {
        const now = clock.unsafeCurrentTimeMillis()
        return Effect.flatMap(
          Ref.modify(reportedAt, (before) => {
            const isDue = now - before >= day
            return [isDue, isDue ? now : before]
          }),
          (isDue) => (isDue ? report(merchant, notAfter, now) : Effect.void)
        )
      })
  )
