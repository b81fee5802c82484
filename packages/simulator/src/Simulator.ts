/**
 * A local WeChat Pay: an HTTP server, or an `HttpClient` inside the process.
 *
 * @since 1.0.0
 */
import { createPublicKey } from "node:crypto"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as Certificates from "@effect-wechatpay/core/Certificates"
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import { KeyError } from "@effect-wechatpay/core/KeyError"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Calls from "./Calls.js"
import type { Domain } from "./Domain.js"
import { makeCertificates } from "./domains/certificates/index.js"
import { facepay } from "./domains/facepay/index.js"
import { payscore } from "./domains/payscore/index.js"
import * as Faults from "./Faults.js"
import { makeDeliver } from "./internal/deliver.js"
import { makeHandle } from "./internal/handle.js"
import { makeHttpClient } from "./internal/inProcess.js"
import type { Reply, Request } from "./internal/message.js"
import { latestHandlers, makeRoutes } from "./internal/routes.js"
import { type ServerOptions, serve } from "./internal/server.js"
import type { KnownMerchant } from "./internal/world.js"
import * as Merchant from "./Merchant.js"
import * as Platform from "./Platform.js"
import * as Samples from "./Samples.js"
import * as State from "./State.js"

/**
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** The merchants that may call. Default: the one of `Samples`. The first is `simulator.merchant`. */
  readonly merchants?: readonly [Merchant.Options, ...ReadonlyArray<Merchant.Options>]
  /** WeChat Pay's own keys. Default: public key mode, with a key that is generated once per process. */
  readonly platform?: Platform.Options
  /** More domains beside PayScore and face payment. Their handlers go before those of the same method and path. */
  readonly domains?: ReadonlyArray<Domain>
  /** How many calls the log keeps. Default: 1000. */
  readonly keepCalls?: number
  /**
   * Where notifications go: origins of this machine for the public ones that merchants give, such as
   * `{ "https://shop.example": "http://127.0.0.1:8080" }`. What is addressed to another origin is sent there as it is.
   */
  readonly deliverTo?: Readonly<Record<string, string>>
  /** Whether errors are signed too. WeChat Pay signs few of them. Default: false. */
  readonly signErrors?: boolean
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
    /** Where clients send their requests. In process: the official host, as any host will do. */
    readonly baseUrl: string
    /** The first of the merchants. */
    readonly merchant: Merchant.Merchant
    readonly merchants: ReadonlyArray<Merchant.Merchant>
    /** WeChat Pay's keys, and how they are changed. */
    readonly platform: Platform.Platform
    /** The endpoints that are answered. */
    readonly endpoints: ReadonlyArray<Endpoint.Description>
    /** What arrived. */
    readonly calls: Calls.Calls
    /** What shall go wrong. */
    readonly faults: Faults.Faults
    /**
     * Reads or changes the state between two calls: what the person with the phone does, or a given situation
     * of a test.
     *
     * ```ts
     * yield* simulator.act(Payscore.authorize({ … }))
     * ```
     */
    readonly act: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, Exclude<R, State.State>>
  }
>() {}

interface Made {
  readonly handle: (request: Request) => Effect.Effect<Reply>
  readonly simulator: (baseUrl: string) => Context.Tag.Service<typeof Simulator>
}

const sampleMerchant: Merchant.Options = {
  mchid: Samples.mchid,
  appids: [Samples.appid],
  subMchids: [Samples.subMchid]
}

const make = Effect.fnUntraced(function* (options: Options) {
  const merchants = yield* Effect.forEach(options.merchants ?? [sampleMerchant], Merchant.make)
  const { keys, platform } = yield* Platform.make(options.platform ?? {})

  const domains = [makeCertificates(keys), payscore, facepay, ...(options.domains ?? [])]
  const handlers = latestHandlers(domains.flatMap((domain) => domain.handlers))
  const state = yield* State.make
  const calls = yield* Calls.make(options.keepCalls ?? 1000)
  const faults = yield* Faults.make
  const semaphore = yield* Effect.makeSemaphore(1)
  const wake = yield* Queue.sliding<void>(1)
  // Whatever changes the state may owe a merchant a notification.
  const oneAtATime = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.ensuring(semaphore.withPermits(1)(effect), Queue.offer(wake, undefined))
  const act = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.provideService(oneAtATime(effect), State.State, state)

  for (const { seed } of domains) yield* act(seed)

  const handle = makeHandle({
    world: {
      merchants: merchants.flatMap((merchant) =>
        [merchant, ...merchant.otherCertificates].map(
          ({ publicKey, serialNo }): KnownMerchant => ({
            merchant,
            serialNo,
            publicKey: createPublicKey(publicKey)
          })
        )
      ),
      platform: keys
    },
    route: makeRoutes(handlers),
    calls,
    faults,
    state,
    oneAtATime,
    signErrors: options.signErrors ?? false
  })

  const { deliver } = yield* makeDeliver({
    merchants,
    signing: Effect.sync(keys.signingNotification),
    deliverTo: options.deliverTo ?? {},
    state
  })
  const untilDue = (due: number | undefined) =>
    due === undefined
      ? Queue.take(wake)
      : Effect.flatMap(Clock.currentTimeMillis, (now) =>
          Effect.raceFirst(Queue.take(wake), Effect.sleep(Math.max(0, due - now)))
        )
  yield* Effect.forkScoped(Effect.forever(Effect.flatMap(deliver, untilDue)))

  const made: Made = {
    handle,
    simulator: (baseUrl) =>
      Simulator.of({
        baseUrl,
        merchant: merchants[0] as Merchant.Merchant,
        merchants,
        platform,
        endpoints: handlers.map(({ endpoint }) => endpoint),
        calls,
        faults,
        act
      })
  }
  return made
})

/**
 * A simulator inside the process, and the `HttpClient` that leads to it.
 *
 * ```ts
 * Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<Simulator | HttpClient.HttpClient, KeyError> =>
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
): Layer.Layer<Simulator, KeyError | HttpServerError.ServeError> =>
  Layer.scoped(
    Simulator,
    Effect.flatMap(make(options), ({ handle, simulator }) => Effect.map(serve(handle, options), simulator))
  )

/**
 * @since 1.0.0
 * @category models
 */
export interface ClientOptions extends Omit<WechatPayClient.Options, "baseUrl"> {
  /** Who calls. Default: the first merchant. */
  readonly mchid?: string
  /** How answers are verified. Default: as the simulator's mode is at that moment. */
  readonly mode?: Platform.Mode
}

/**
 * A client of a merchant whom the simulator knows, with its `Signer` and `Verifier`. It sends through the
 * `HttpClient` of its context.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerClient = (
  options: ClientOptions = {}
): Layer.Layer<
  WechatPayClient.WechatPayClient | Signer.Signer | Verifier.Verifier,
  KeyError,
  Simulator | HttpClient.HttpClient
> =>
  Layer.scopedContext(
    Effect.gen(function* () {
      const { baseUrl, merchant: first, merchants, platform } = yield* Simulator
      const { mchid = first.mchid, mode = yield* platform.mode, ...clientOptions } = options
      const merchant = merchants.find((known) => known.mchid === mchid)
      if (merchant === undefined) {
        return yield* new KeyError({ setting: "mchid", problem: "the simulator does not know this merchant" })
      }
      const signer = yield* Signer.make(merchant)
      const publicKeys: Verifier.PublicKeyOptions = {
        keys: [{ id: platform.publicKeyId, publicKey: platform.publicKey }]
      }
      const certificates = Certificates.make({ ...clientOptions, baseUrl, apiV3Key: merchant.apiV3Key }).pipe(
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
