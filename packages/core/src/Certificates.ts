/**
 * WeChat Pay's platform certificates: downloaded on first use, refreshed in the background, replaced as they rotate.
 *
 * @since 1.0.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import * as SynchronizedRef from "effect/SynchronizedRef"
import * as CipherSuite from "./CipherSuite.js"
import { CryptoProvider } from "./CryptoProvider.js"
import type { InvalidOptions } from "./InvalidOptions.js"
import { recordRefresh } from "./internal/call/telemetry.js"
import { readStore, writeStore } from "./internal/certificates/certificateStore.js"
import { type CertifiedKey, certifiedKeys, isCurrent, newest } from "./internal/certificates/certifiedKey.js"
import { downloader } from "./internal/certificates/downloadCertificates.js"
import { readTrust } from "./internal/certificates/trust.js"
import { CertificatesUnavailable } from "./internal/certificates/unavailable.js"
import type { Region } from "./Region.js"
import { Signer } from "./Signer.js"
import type { EncryptionKey, SignedMessage } from "./Verifier.js"
import { EncryptionFailure, type SignatureInvalid, UnknownSerial } from "./WechatPayError.js"

export { CertificatesUnavailable } from "./internal/certificates/unavailable.js"

/**
 * The certificates of WeChat Pay for one merchant.
 *
 * @since 1.0.0
 * @category services
 */
export class Certificates extends Context.Tag("@effect-wechatpay/core/Certificates")<
  Certificates,
  {
    /** The cipher suite of the certificates. */
    readonly cipherSuite: CipherSuite.CipherSuite
    /**
     * Verifies with the certificate of that serial number. If it is unknown, the certificates are downloaded once for
     * all waiting callers, at the earliest one minute after the last download, because serial numbers come from
     * outside. Only after a failed first download the second one may start after 5 seconds, unless WeChat Pay said
     * that the merchant has no certificates.
     */
    readonly verify: (message: SignedMessage) => Effect.Effect<void, SignatureInvalid | UnknownSerial>
    /** The key of the newest valid certificate. Downloads as `verify` does if there is none. */
    readonly encryptionKey: Effect.Effect<EncryptionKey, EncryptionFailure>
    /** Downloads now. If that fails, the known certificates stay. */
    readonly refresh: Effect.Effect<void, CertificatesUnavailable>
    /** Serial numbers of the known, valid certificates. */
    readonly known: Effect.Effect<ReadonlyArray<string>>
  }
>() {}

/**
 * Options of the downloaded certificates.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** APIv3 key, exactly 32 bytes. The certificates are encrypted with it. */
  readonly apiV3Key: Redacted.Redacted
  /** The same as for the `Signer`. Default: `CipherSuite.rsa`. */
  readonly cipherSuite?: CipherSuite.CipherSuite
  /** The same as for the client. */
  readonly baseUrl?: string
  /** The same as for the client. */
  readonly backupUrl?: string
  /** The same as for the client. Overseas merchants have their own certificates, at `/v3/global/certificates`. */
  readonly region?: Region
  /**
   * The age at which the certificates are downloaded again. Default: 12 hours, which WeChat Pay recommends. A failed
   * refresh is repeated within an hour.
   */
  readonly refreshEvery?: Duration.DurationInput
  /**
   * A store shared by several processes, so that one download serves all of them. Whoever can write to it can forge
   * responses of WeChat Pay: it must be as trusted as the process. If an operation fails, dies or takes more than 2
   * seconds, it is logged and the store counts as empty.
   */
  readonly store?: KeyValueStore.KeyValueStore
  /**
   * The authorities that WeChat Pay's certificates must be issued by: the content of its published chain
   * `CertTrustChain.p7b`, as bytes or as PEM text. Recommended: without it, whoever knows the APIv3 key can pass off a
   * certificate as WeChat Pay's.
   *
   * Downloaded and stored certificates are used only if an authority of the file signed them, and all authorities
   * above it in the file are valid. A certificate that fails the check fails the download: the known certificates stay
   * in use. All certificates of the file are trusted, so that its roots may be left out. Replace the file before one
   * of them expires.
   *
   * @see https://pay.weixin.qq.com/doc/v3/merchant/4012069411
   */
  readonly trust?: string | Uint8Array
}

/** Serial numbers come from outside: forged ones must not cause a stream of signed downloads. */
const leastInterval = Duration.toMillis("1 minute")

/** As long as the first download has not succeeded every call fails, so the second one may start sooner. */
const leastIntervalAtFirst = Duration.toMillis("5 seconds")

/** For the same reason not every unknown serial number is looked up in the store. */
const leastIntervalOfStore = Duration.toMillis("1 second")

/** The delay after a failed refresh. */
const afterFailure = Duration.toMillis("1 hour")

type Keys = ReadonlyMap<string, CertifiedKey>

interface State {
  readonly keys: Keys
  /** When the keys were downloaded. This and the next two: Unix time in milliseconds. */
  readonly fetchedAt: number
  /** When the last download ended. */
  readonly triedAt: number
  /** When the store was read. */
  readonly readAt: number
  /** Failed downloads since the last success. */
  readonly failures: number
  /** Why the last download failed. */
  readonly lastProblem: CertificatesUnavailable | undefined
  readonly running: Fiber.RuntimeFiber<void, CertificatesUnavailable> | undefined
}

const initial: State = {
  keys: new Map(),
  fetchedAt: Number.NEGATIVE_INFINITY,
  triedAt: Number.NEGATIVE_INFINITY,
  readAt: Number.NEGATIVE_INFINITY,
  failures: 0,
  lastProblem: undefined,
  running: undefined
}

/**
 * The interval after a failure is a minute too, so that forged serial numbers cannot cause more downloads. Only the
 * very first failure, which may be transient, shortens it.
 */
const intervalOf = ({ failures, keys, lastProblem }: State): number =>
  keys.size === 0 && failures === 1 && lastProblem?.none !== true ? leastIntervalAtFirst : leastInterval

const current = (keys: Keys, serialNo: string, now: number): CertifiedKey | undefined => {
  const key = keys.get(serialNo)
  return key !== undefined && isCurrent(key, now) ? key : undefined
}

const inForce = (keys: Keys, now: number): ReadonlyArray<CertifiedKey> =>
  [...keys.values()].filter((key) => isCurrent(key, now))

/**
 * Nothing is downloaded until a certificate is needed. From then on a fiber in the scope refreshes the certificates;
 * failures are logged, and the known certificates stay in use. Downloads use the `Timeout`, `Retry` and `Nonce` of
 * the context in which the service is made, whichever call triggers them.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = (
  options: Options
): Effect.Effect<
  Context.Tag.Service<typeof Certificates>,
  InvalidOptions,
  Signer | HttpClient.HttpClient | Scope.Scope
> =>
  Effect.gen(function* () {
    const given = options.cipherSuite ?? CipherSuite.rsa
    const cryptoProvider = yield* CryptoProvider
    // The certificates are used in the fibers of callers, whose context may lack what this was made with.
    const cipherSuite: CipherSuite.CipherSuite = {
      ...given,
      importPublicKey: (pem) =>
        Effect.provideService(given.importPublicKey(pem), CryptoProvider, cryptoProvider)
    }
    const trust = options.trust === undefined ? undefined : yield* readTrust(cipherSuite, options.trust)
    const { download } = yield* downloader(options, cipherSuite, trust)
    const refreshEvery = Duration.decode(options.refreshEvery ?? "12 hours")
    const ref = yield* SynchronizedRef.make(initial)
    const state = SynchronizedRef.get(ref)
    const change = (changed: Partial<State>) =>
      SynchronizedRef.updateAndGet(ref, (before): State => ({ ...before, ...changed }))
    const now = <A>(f: (state: State, now: number) => A): Effect.Effect<A> =>
      Effect.zipWith(state, Clock.currentTimeMillis, f)
    const owner = { mchid: (yield* Signer).mchid, cipherSuite }
    const scope = yield* Effect.scope
    const semaphore = yield* Effect.makeSemaphore(1)

    const adopt = (found: ReadonlyArray<CertifiedKey>, fetchedAt: number) =>
      change({
        keys: new Map(found.map((key) => [key.serialNo, key])),
        fetchedAt,
        failures: 0,
        lastProblem: undefined
      })

    const downloadOnce = Effect.gen(function* () {
      const fetchedAt = yield* Clock.currentTimeMillis
      const { keys, pems } = yield* download
      yield* adopt(keys, fetchedAt)
      if (options.store !== undefined) yield* writeStore(options.store, owner, { pems, fetchedAt })
    }).pipe(
      // Waiting callers get a typed error, and the refresh in the background continues after a defect.
      Effect.catchAllDefect((defect) => {
        const name = defect instanceof Error ? defect.constructor.name : typeof defect
        return new CertificatesUnavailable({ none: false, problem: `the download died with ${name}` })
      }),
      Effect.tapBoth({
        onSuccess: () => recordRefresh("Success"),
        onFailure: (lastProblem) =>
          Effect.flatMap(state, ({ failures }) =>
            Effect.zipRight(change({ failures: failures + 1, lastProblem }), recordRefresh("Failure"))
          )
      }),
      // Counted from the end of the download: callers that waited for a slow failure must not start the next one.
      Effect.ensuring(
        Effect.flatMap(Clock.currentTimeMillis, (triedAt) => change({ triedAt, running: undefined }))
      ),
      Effect.interruptible
    )

    /** One download for all waiting callers. Interrupting one of them does not stop it for the others. */
    const fetch = Effect.uninterruptibleMask((restore) =>
      SynchronizedRef.modifyEffect(ref, (before) =>
        Effect.map(
          before.running === undefined ? Effect.forkIn(downloadOnce, scope) : Effect.succeed(before.running),
          (running) => [running, { ...before, running }] as const
        )
      ).pipe(Effect.flatMap((running) => restore(Fiber.join(running))))
    )

    /** Loads what another process has stored in the meantime. */
    const takeFromStore = Effect.gen(function* () {
      if (options.store === undefined) return
      if (yield* now(({ readAt }, now) => now - readAt < leastIntervalOfStore)) return
      const stored = yield* readStore(options.store, owner)
      const readAt = yield* Clock.currentTimeMillis
      const { fetchedAt } = yield* change({ readAt })
      if (stored === undefined || stored.fetchedAt <= fetchedAt) return
      if (readAt - stored.fetchedAt > Duration.toMillis(refreshEvery)) return
      const found = yield* Effect.either(certifiedKeys(cipherSuite, trust, stored.pems))
      if (found._tag === "Right") yield* adopt(found.right, stored.fetchedAt)
      else if (found.left.untrusted) yield* Effect.logWarning(`stored certificates: ${found.left.message}`)
    })

    const isDue = now((state, now) => state.running !== undefined || now - state.triedAt >= intervalOf(state))

    /** Looks up a key. Downloads at most once for all waiting callers, and not more often than allowed. */
    const need = <A>(look: (keys: Keys, now: number) => A | undefined): Effect.Effect<A | undefined> => {
      const lookNow = now(({ keys }, now) => look(keys, now))
      const lookOr = (otherwise: Effect.Effect<A | undefined>) =>
        Effect.flatMap(lookNow, (found) => (found === undefined ? otherwise : Effect.succeed(found)))
      const downloaded = Effect.zipRight(Effect.whenEffect(Effect.ignore(fetch), isDue), lookNow)
      return lookOr(semaphore.withPermits(1)(lookOr(Effect.zipRight(takeFromStore, lookOr(downloaded)))))
    }

    const known = now(({ keys }, now) => inForce(keys, now).map((key) => key.serialNo))

    const refresh = semaphore.withPermits(1)(fetch)

    /**
     * Somewhat early and not in all processes at once, so that the download of the first process serves the others.
     */
    const untilRefresh = Effect.flatMap(Random.nextRange(0.9, 1), (part) =>
      now(({ fetchedAt, keys, lastProblem }, now) => {
        const every = Duration.toMillis(refreshEvery) * part
        if (keys.size === 0) return every
        return lastProblem === undefined
          ? Math.max(0, fetchedAt + every - now)
          : Math.min(every, afterFailure * part)
      })
    )

    const refreshUnlessDone = Effect.gen(function* () {
      const before = yield* state
      yield* Effect.sleep(yield* untilRefresh)
      const isStale = Effect.map(
        state,
        ({ fetchedAt, keys }) => keys.size > 0 && fetchedAt === before.fetchedAt
      )
      yield* Effect.whenEffect(Effect.zipRight(takeFromStore, Effect.whenEffect(refresh, isStale)), isStale)
    })

    yield* refreshUnlessDone.pipe(
      Effect.catchAll((error) => Effect.logWarning(error.message)),
      Effect.forever,
      Effect.forkScoped,
      Effect.interruptible
    )

    return Certificates.of({
      cipherSuite,
      verify: (message) =>
        Effect.flatMap(
          need((keys, now) => current(keys, message.serialNo, now)),
          (key): Effect.Effect<void, SignatureInvalid | UnknownSerial> =>
            key !== undefined
              ? key.verify(message)
              : Effect.flatMap(
                  Effect.zip(known, state),
                  ([known, { lastProblem }]) =>
                    new UnknownSerial({
                      serialNo: message.serialNo,
                      known,
                      ...(lastProblem === undefined ? {} : { problem: lastProblem.message })
                    })
                )
        ),
      encryptionKey: Effect.flatMap(
        need((keys, now) => newest(inForce(keys, now))),
        (key) =>
          key !== undefined
            ? Effect.succeed(key.encryptionKey)
            : Effect.flatMap(
                state,
                ({ lastProblem }) =>
                  new EncryptionFailure({
                    problem: lastProblem?.message ?? "no platform certificate of WeChat Pay is in force"
                  })
              )
      ),
      refresh,
      known
    })
  })

/**
 * ```ts
 * const verifier = Verifier.layerCertificates.pipe(Layer.provide(Certificates.layer({ apiV3Key })))
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<Certificates, InvalidOptions, Signer | HttpClient.HttpClient> =>
  Layer.scoped(Certificates, make(options))
