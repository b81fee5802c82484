/**
 * A local WeChat Pay: an HTTP server, or an `HttpClient` inside the process.
 *
 * @since 1.0.0
 */
import { createPublicKey } from "node:crypto"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import type { Scheme } from "@effect-wechatpay/core/Authorization"
import * as Certificates from "@effect-wechatpay/core/Certificates"
import * as CipherSuite from "@effect-wechatpay/core/CipherSuite"
import { ClientCertificate } from "@effect-wechatpay/core/ClientCertificate"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as V2Client from "@effect-wechatpay/core/V2Client"
import * as V2Key from "@effect-wechatpay/core/V2Key"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Shangmi from "@effect-wechatpay/shangmi/Shangmi"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as ParseResult from "effect/ParseResult"
import * as PubSub from "effect/PubSub"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Calls from "./Calls.js"
import * as Deliveries from "./Deliveries.js"
import type { Domain } from "./Domain.js"
import { bill } from "./domains/bill/index.js"
import { makeCertificates } from "./domains/certificates/index.js"
import { facepay } from "./domains/facepay/index.js"
import { facepayV2 } from "./domains/facepayV2/index.js"
import { ledger } from "./domains/ledger.js"
import { media } from "./domains/media/index.js"
import { merchantComplaint } from "./domains/merchantComplaint/index.js"
import { makeCheckout } from "./domains/pay/checkout.js"
import { payments } from "./domains/pay/index.js"
import { payscore } from "./domains/payscore/index.js"
import { profitSharing } from "./domains/profitSharing/index.js"
import { arrivals, refund } from "./domains/refund/index.js"
import { builtInRetention } from "./domains/retention.js"
import { security } from "./domains/security/index.js"
import { transfer } from "./domains/transfer/index.js"
import * as Faults from "./Faults.js"
import { bodyLimit } from "./internal/bodyLimit.js"
import { callStore } from "./internal/callStore.js"
import { cipherSuiteOf } from "./internal/cipherSuites.js"
import { makeClockwork } from "./internal/clockwork.js"
import { decodeExported } from "./internal/declared.js"
import { makeDeliver } from "./internal/deliver.js"
import { checked, rulesOf } from "./internal/deliveryAddress.js"
import { makeHandle } from "./internal/handle.js"
import { makeHttpClient } from "./internal/inProcess.js"
import { makeLateArrivals } from "./internal/lateArrivals.js"
import { certificateHeader, type Reply, type Request } from "./internal/message.js"
import { isOwnTable } from "./internal/ownTables.js"
import {
  merchantKey,
  merchantRows,
  only,
  platformKey,
  platformRows,
  rememberMerchant,
  routingRows,
  seeded,
  timeRows,
  withRemembered
} from "./internal/remembered.js"
import { latestHandlers, makeRoutes } from "./internal/routes.js"
import { type ServerOptions, serve } from "./internal/server.js"
import { openStateFile, type StateFile } from "./internal/stateFile.js"
import { makeTables } from "./internal/tables.js"
import { makeTime } from "./internal/time.js"
import { makeV2Routes } from "./internal/v2/work.js"
import type { KnownMerchant } from "./internal/world.js"
import * as Merchant from "./Merchant.js"
import type { Panel } from "./Panel.js"
import * as Platform from "./Platform.js"
import * as Samples from "./Samples.js"
import * as State from "./State.js"
import type { StateFileError } from "./StateFileError.js"
import type * as Time from "./Time.js"

/**
 * Options of a simulator.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** The known merchants. Default: the merchant of `Samples`. The first is `simulator.merchant`. */
  readonly merchants?: readonly [Merchant.Options, ...ReadonlyArray<Merchant.Options>]
  /** The scheme of merchants without a `scheme`. Default: `WECHATPAY2-SHA256-RSA2048`. */
  readonly scheme?: Scheme
  /**
   * WeChat Pay's own keys. Default: public key mode, with a key that is generated once per process. If merchants have
   * several schemes, WeChat Pay has keys for each; these options are for the scheme of the first merchant.
   */
  readonly platform?: Platform.Options
  /** Domains besides the built-in ones. Their handlers replace built-in handlers of the same method and path. */
  readonly domains?: ReadonlyArray<Domain>
  /** How many calls the log keeps. Calls without a response are kept in any case. Default: 1000. */
  readonly keepCalls?: number
  /**
   * How many records of each kind (orders, refunds, transfers and so on) are kept. The oldest records to which nothing
   * can happen any more are removed; a record that is in progress is kept in any case. Default: 10,000.
   */
  readonly keepRecords?: number
  /**
   * How many notifications, and how many attempts to deliver them, are kept. A notification that is still to be
   * delivered is kept in any case. Default: 1000.
   */
  readonly keepDeliveries?: number
  /**
   * Where notifications are delivered: one address for all, such as `http://127.0.0.1:8080`, or an address for each
   * prefix of the merchants' public addresses, such as `{ "https://shop.example": "http://127.0.0.1:8080" }`. Default:
   * only loopback addresses are notified.
   */
  readonly deliverTo?: string | Readonly<Record<string, string>>
  /**
   * Whether notifications are also delivered to addresses that are neither loopback nor matched by `deliverTo`.
   * Default: false, so that a production `notify_url` in a test order is not notified.
   */
  readonly deliverAnywhere?: boolean
  /** Whether errors are signed too. WeChat Pay signs few of them. Default: false. */
  readonly signErrors?: boolean
  /**
   * How long after its creation a refund succeeds automatically. Default: never; a test ends the refund by an action.
   * The command's default is 3 seconds.
   */
  readonly refundAfter?: Duration.DurationInput
  /** The time of the simulator: real or virtual. Default: `real`. */
  readonly time?: Time.Mode
  /**
   * A SQLite file that stores the state, the keys and the log of calls. A simulator that is restarted continues from it, even after a
   * crash. The file is created if it does not exist.
   */
  readonly stateFile?: string
  /** The initial state, in place of the sample values. It is ignored if `stateFile` has a state. */
  readonly initialState?: State.Exported
}

/**
 * A running simulator.
 *
 * @since 1.0.0
 * @category services
 */
export class Simulator extends Context.Tag("@effect-wechatpay/simulator/Simulator")<
  Simulator,
  {
    /** The base URL for clients. In process it is the official host; every host works. */
    readonly baseUrl: string
    /** The first of the merchants. */
    readonly merchant: Merchant.Merchant
    readonly merchants: ReadonlyArray<Merchant.Merchant>
    /** WeChat Pay's keys for the scheme of the first merchant. */
    readonly platform: Platform.Platform
    /** WeChat Pay's keys for each scheme of a merchant. */
    readonly platforms: ReadonlyMap<Scheme, Platform.Platform>
    /** The endpoints that are served. */
    readonly endpoints: ReadonlyArray<Endpoint.Description>
    /** The log of calls. */
    readonly calls: Calls.Calls
    /** The value of `keepRecords`. */
    readonly keepRecords: number
    /** The panels of all domains, which the page shows. */
    readonly panels: ReadonlyArray<Panel>
    /** Fault injection. */
    readonly faults: Faults.Faults
    /** The latest attempts to deliver notifications, as they were sent. */
    readonly deliveries: Deliveries.Deliveries
    /** Emits when the state has changed: by a call, a user action or an attempt to notify. */
    readonly changes: Stream.Stream<void>
    /**
     * Reads or changes the state between two calls: runs a user action, or prepares a fixture.
     *
     * ```ts
     * yield* simulator.act(Payscore.authorize({ … }))
     * ```
     */
    readonly act: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, Exclude<R, State.State>>
    /** The time by which orders expire, notifications are repeated and certificates rotate. */
    readonly time: Time.Time
    /** The state of the domains and the outbox as JSON, without keys. */
    readonly exportState: Effect.Effect<State.Exported>
    /**
     * Replaces the state by an exported one. Nothing is changed if a record cannot be decoded, or if no domain has a
     * table of that name.
     */
    readonly importState: (exported: unknown) => Effect.Effect<void, ParseResult.ParseError>
  }
>() {}

/**
 * Reads or changes the state of the running simulator between two calls: runs a user action, or prepares a fixture.
 *
 * ```ts
 * yield* Simulator.act(Payscore.authorize({ … }))
 * ```
 *
 * @since 1.0.0
 * @category accessors
 */
export const act = <A, E, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, Exclude<R, State.State> | Simulator> =>
  Effect.flatMap(Simulator, (simulator) => simulator.act(effect))

interface Made {
  readonly handle: (request: Request) => Effect.Effect<Reply>
  /** The largest allowed body of a request, in bytes. */
  readonly limitOf: (method: string, target: string) => number
  readonly simulator: (baseUrl: string) => Context.Tag.Service<typeof Simulator>
}

const sampleMerchant: Merchant.Options = {
  mchid: Samples.mchid,
  appids: [Samples.appid],
  subMchids: [Samples.subMchid]
}

const nothingKept: StateFile = { initial: {}, keep: () => Effect.void }

const make = Effect.fnUntraced(function* (options: Options) {
  const file = options.stateFile === undefined ? nothingKept : yield* openStateFile(options.stateFile)
  const isNew = Object.keys(file.initial).length === 0
  const { keepCalls = 1000, keepDeliveries = 1000, keepRecords = 10_000 } = options
  const retention = [
    ...builtInRetention(keepDeliveries),
    ...(options.domains ?? []).flatMap((domain) => domain.retention)
  ]
  const tables = makeTables(file.initial, options.stateFile !== undefined, retention, keepRecords)
  const semaphore = yield* Effect.makeSemaphore(1)
  const wake = yield* Queue.sliding<void>(1)
  const changed = yield* PubSub.sliding<void>(1)
  let kept = 0
  const keep: Effect.Effect<void> = Effect.suspend(() => {
    if (tables.writes() === kept) return Effect.void
    return Effect.flatMap(time.now, (now) => {
      tables.evict(now)
      kept = tables.writes()
      return Effect.andThen(Effect.orDie(file.keep(tables.takeChanges())), PubSub.publish(changed, undefined))
    })
  })
  // Changes are stored before the caller gets its result. They may have made a notification due.
  const oneAtATime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.ensuring(semaphore.withPermits(1)(Effect.ensuring(effect, keep)), Queue.offer(wake, undefined))
  const inState = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provideService(oneAtATime(effect), State.State, tables.state)
  const remember =
    <A>(table: State.Table<A>, key = only) =>
    (row: A) =>
      inState(Effect.map(State.rows(table), (rows) => rows.set(key, row)))

  const time = yield* makeTime(
    options.time ?? "real",
    tables.state.rows(timeRows).get(only),
    remember(timeRows)
  )
  const act = <A, E, R>(effect: Effect.Effect<A, E, R>) => inState(time.shift(effect))

  const known = tables.state.rows(merchantRows)
  const merchants = yield* Effect.forEach(options.merchants ?? [sampleMerchant], (one) => {
    const given = { ...(options.scheme === undefined ? {} : { scheme: options.scheme }), ...one }
    return Merchant.make(withRemembered(given, known.get(merchantKey(given))))
  })
  for (const merchant of merchants) yield* inState(rememberMerchant(merchant))
  const rows = tables.state.rows(platformRows)
  const parts = new Map<Scheme, Effect.Effect.Success<ReturnType<typeof Platform.make>>>()
  for (const { scheme } of merchants) {
    if (parts.has(scheme)) continue
    const { mode, ...first } = options.platform ?? {}
    const given = { ...(mode === undefined ? {} : { mode }), ...(parts.size === 0 ? first : {}) }
    const key = platformKey(scheme)
    parts.set(
      scheme,
      yield* Platform.make(cipherSuiteOf[scheme], given, time, rows.get(key), remember(platformRows, key))
    )
  }
  const partOf = ({ scheme }: Merchant.Merchant) =>
    parts.get(scheme) as Effect.Effect.Success<ReturnType<typeof Platform.make>>
  const first = merchants[0] as Merchant.Merchant
  const { keys, platform } = partOf(first)

  const domains = [
    makeCertificates([...parts.values()].map(({ keys }) => keys)),
    payscore,
    facepay,
    facepayV2,
    ledger,
    payments,
    refund,
    bill,
    media,
    merchantComplaint,
    profitSharing,
    transfer,
    security,
    ...(options.domains ?? [])
  ]
  const handlers = latestHandlers(domains.flatMap((domain) => domain.handlers))
  const calls = yield* Calls.make(keepCalls, callStore(file.calls))
  const queue = yield* Faults.make
  // The duration of an outage is measured in the simulator's time.
  const faults: Faults.Faults = {
    ...queue,
    inject: (...args) => time.shift(queue.inject(...args)),
    pending: time.shift(queue.pending),
    waiting: time.shift(queue.waiting),
    take: (call) => time.shift(queue.take(call))
  }
  const lateArrivals = makeLateArrivals(time, yield* Effect.scope)
  const deliveries = yield* Deliveries.make(keepDeliveries)

  if (isNew && options.initialState !== undefined) {
    const state = yield* Effect.orDie(decodeExported(options.initialState))
    yield* inState(Effect.sync(() => tables.replaceAll(state)))
  }
  // Each domain is seeded once: a restart must not undo changes of the sample values.
  const seeds = tables.state.rows(seeded)
  for (const { name, seed } of domains) {
    if (seeds.get(name)) continue
    if (options.initialState === undefined) yield* act(seed)
    yield* inState(Effect.sync(() => seeds.set(name, true)))
  }

  const route = makeRoutes(handlers)
  const v2Route = makeV2Routes(domains.flatMap((domain) => domain.v2Handlers))
  const handle = makeHandle({
    world: {
      merchants: merchants.flatMap((merchant) =>
        [merchant, ...merchant.otherCertificates].map(
          ({ publicKey, serialNo }): KnownMerchant => ({
            merchant,
            serialNo,
            publicKey: createPublicKey(publicKey),
            cipherSuite: cipherSuiteOf[merchant.scheme],
            platform: partOf(merchant).keys
          })
        )
      ),
      platform: keys
    },
    route,
    v2Route,
    calls,
    faults,
    lateArrivals,
    state: tables.state,
    oneAtATime,
    signErrors: options.signErrors ?? false,
    time
  })

  const routingKept = tables.state.rows(routingRows).get(only)
  const given = options.deliverTo !== undefined || options.deliverAnywhere !== undefined
  let routing = yield* checked(
    routingKept !== undefined && !given
      ? routingKept
      : { rules: rulesOf(options.deliverTo ?? {}), anywhere: options.deliverAnywhere ?? false }
  )
  const { deliver, test } = yield* makeDeliver({
    merchants,
    signing: (merchant) => partOf(merchant).keys.signingNotification(),
    routing: () => routing,
    state: tables.state,
    time,
    write: oneAtATime,
    log: deliveries
  })
  const timers = [
    ...domains.flatMap((domain) => domain.timers),
    ...(options.refundAfter === undefined ? [] : [arrivals(options.refundAfter)])
  ].map(({ next, run }) => ({
    next: Effect.provideService(next, State.State, tables.state),
    run: act(run)
  }))
  const advancedTimers = [
    { next: lateArrivals.nextDue, run: Effect.flatMap(time.now, lateArrivals.release) },
    ...[...parts.values()].map(({ timer }) => timer)
  ]
  const publish = PubSub.publish(changed, undefined)
  const clockwork = yield* makeClockwork({ time, deliver, timers, advancedTimers, wake, publish })
  yield* Effect.forkScoped(clockwork.run)

  const checkout = makeCheckout(act)

  const made: Made = {
    // The XML interface has paths like those of the page, such as `/pay/facepay`.
    handle: (request) =>
      (v2Route(request.target) === undefined ? checkout(request) : undefined) ?? handle(request),
    limitOf: (method, target) => bodyLimit(route(method, target)),
    simulator: (baseUrl) =>
      Simulator.of({
        baseUrl,
        merchant: first,
        merchants,
        platform,
        platforms: new Map([...parts].map(([scheme, { platform }]) => [scheme, platform])),
        endpoints: handlers.map(({ endpoint }) => endpoint),
        calls,
        keepRecords,
        panels: domains.flatMap((domain) => domain.panels),
        faults,
        deliveries: {
          kept: deliveries.kept,
          all: deliveries.all,
          test,
          routing: Effect.sync(() => routing),
          setRouting: (next) =>
            Effect.flatMap(checked(next), (valid) => {
              routing = valid
              return remember(routingRows)(valid)
            })
        },
        changes: Stream.fromPubSub(changed),
        act,
        time: {
          mode: time.mode,
          now: Effect.map(time.now, (now) => DateTime.unsafeMake(now)),
          progress: clockwork.progress,
          advance: clockwork.advance
        },
        exportState: Effect.map(
          oneAtATime(Effect.sync(tables.exportAll)),
          (exported): State.Exported =>
            Object.fromEntries(Object.entries(exported).filter(([name]) => !isOwnTable(name)))
        ),
        importState: (exported) =>
          Effect.flatMap(decodeExported(exported), (state) =>
            oneAtATime(Effect.sync(() => tables.replaceAll(state)))
          )
      })
  }
  return made
})

/**
 * A simulator inside the process, and the `HttpClient` that sends requests to it.
 *
 * ```ts
 * Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<Simulator | HttpClient.HttpClient, InvalidOptions | StateFileError> =>
  Layer.scopedContext(
    Effect.map(make(options), ({ handle, simulator }) =>
      Context.make(Simulator, simulator("https://api.mch.weixin.qq.com")).pipe(
        Context.add(HttpClient.HttpClient, makeHttpClient(handle))
      )
    )
  )

/**
 * A simulator behind a real HTTP server, until the scope closes.
 *
 * ```ts
 * Simulator.layerServer({ port: 4010 })
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layerServer = (
  options: Options & ServerOptions = {}
): Layer.Layer<Simulator, InvalidOptions | StateFileError | HttpServerError.ServeError> =>
  Layer.scoped(
    Simulator,
    Effect.flatMap(make(options), ({ handle, limitOf, simulator }) =>
      Effect.map(serve(handle, limitOf, options), simulator)
    )
  )

/**
 * Options of a client of the simulator.
 *
 * @since 1.0.0
 * @category models
 */
export interface ClientOptions extends Omit<WechatPayClient.Options, "baseUrl"> {
  /** The calling merchant. Default: the first merchant. */
  readonly mchid?: string
  /** The scheme, if that merchant has several. */
  readonly scheme?: Scheme
  /** How responses are verified. Default: the mode of the simulator when the layer is built. */
  readonly mode?: Platform.Mode
}

const known = (merchants: ReadonlyArray<Merchant.Merchant>, mchid: string, scheme?: Scheme) => {
  const merchant = merchants.find(
    (merchant) => merchant.mchid === mchid && (scheme === undefined || merchant.scheme === scheme)
  )
  return merchant === undefined
    ? new InvalidOptions({ setting: "mchid", problem: "the simulator does not know this merchant" })
    : Effect.succeed(merchant)
}

const cipherSuites: Readonly<Record<Scheme, CipherSuite.CipherSuite>> = {
  "WECHATPAY2-SHA256-RSA2048": CipherSuite.rsa,
  "WECHATPAY2-SM2-WITH-SM3": Shangmi.cipherSuite,
  "WECHATPAY-BRAND-SHA256-RSA2048": CipherSuite.brand
}

/**
 * A client of a merchant of the simulator, with its `Signer` and `Verifier`. It uses the `HttpClient` of its context.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerClient = (
  options: ClientOptions = {}
): Layer.Layer<
  WechatPayClient.WechatPayClient | Signer.Signer | Verifier.Verifier,
  InvalidOptions,
  Simulator | HttpClient.HttpClient
> =>
  Layer.scopedContext(
    Effect.gen(function* () {
      const { baseUrl, merchant: first, merchants, platforms } = yield* Simulator
      const { mchid = first.mchid, mode: given, scheme, ...clientOptions } = options
      const merchant = yield* known(merchants, mchid, scheme)
      const platform = platforms.get(merchant.scheme) as Platform.Platform
      const mode = given ?? (yield* platform.mode)
      const cipherSuite = cipherSuites[merchant.scheme]
      const signer = yield* Signer.make({ ...merchant, cipherSuite })
      const publicKeys: Verifier.PublicKeyOptions = {
        keys: [{ id: platform.publicKeyId, publicKey: platform.publicKey }],
        cipherSuite
      }
      const { apiV3Key } = merchant
      const certificates = Certificates.make({ ...clientOptions, baseUrl, apiV3Key, cipherSuite }).pipe(
        Effect.provideService(Signer.Signer, signer)
      )
      const verifier = yield* mode === "publicKey"
        ? Verifier.makePublicKey(publicKeys)
        : Effect.provideServiceEffect(
            mode === "certificates" ? Verifier.makeCertificates : Verifier.makeMigration(publicKeys),
            Certificates.Certificates,
            certificates
          )
      const services = Context.make(Signer.Signer, signer).pipe(Context.add(Verifier.Verifier, verifier))
      const client = yield* Effect.provide(WechatPayClient.make({ ...clientOptions, baseUrl }), services)
      return Context.add(services, WechatPayClient.WechatPayClient, client)
    })
  )

/**
 * Options of a client for APIv2 of the simulator.
 *
 * @since 1.0.0
 * @category models
 */
export interface V2ClientOptions extends Omit<V2Client.Options, "baseUrl"> {
  /** The calling merchant. Default: the first merchant. */
  readonly mchid?: string
  /** Whether the client presents the merchant's API certificate with the calls that need it. Default: true. */
  readonly certificate?: boolean
}

/**
 * A client of the XML interface for a merchant of the simulator, with its `V2Key`. It uses the `HttpClient` of its
 * context.
 *
 * Without TLS the simulator sees no client certificate. This client sends the header `X-Simulator-Client-Certificate`
 * in its place, with the calls that need a certificate; its value is the merchant number that the certificate was
 * issued to.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerV2Client = (
  options: V2ClientOptions = {}
): Layer.Layer<V2Client.V2Client | V2Key.V2Key, InvalidOptions, Simulator | HttpClient.HttpClient> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const { baseUrl, merchant: first, merchants } = yield* Simulator
      const { certificate = true, mchid = first.mchid, ...clientOptions } = options
      const key = yield* Effect.flatMap(known(merchants, mchid), V2Key.make)
      const http = yield* HttpClient.HttpClient
      const presenting = HttpClient.mapRequest(http, HttpClientRequest.setHeader(certificateHeader, mchid))
      const services = Context.make(V2Key.V2Key, key).pipe(Context.add(HttpClient.HttpClient, http))
      const client = yield* Effect.provide(
        V2Client.make({ ...clientOptions, baseUrl }),
        certificate ? Context.add(services, ClientCertificate, presenting) : services
      )
      return Context.make(V2Key.V2Key, key).pipe(Context.add(V2Client.V2Client, client))
    })
  )
