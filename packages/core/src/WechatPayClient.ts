/**
 * Runs endpoints: encodes, signs, sends, verifies, decodes, maps errors, retries and traces.
 *
 * @since 1.0.0
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Any, ApiError } from "./ApiError.js"
import * as Certificates from "./Certificates.js"
import * as CipherSuite from "./CipherSuite.js"
import type * as Download from "./Download.js"
import type { Endpoint, Method } from "./Endpoint.js"
import { InvalidOptions } from "./InvalidOptions.js"
import { hostsOf, SharedHosts } from "./internal/call/hosts.js"
import { configureClient } from "./internal/call/httpClientTransport.js"
import { makeRateLimit } from "./internal/call/rateLimit.js"
import { type Connection, runner } from "./internal/call/runner.js"
import { makeTransport } from "./internal/call/transport.js"
import { isRecord } from "./internal/codec/nulls.js"
import { named, readConfig } from "./internal/config/config.js"
import { runDownload } from "./internal/download/openFile.js"
import { once } from "./internal/speed/once.js"
import { codecOf } from "./internal/v3/codec.js"
import { type Call, type Keys, v3Protocol } from "./internal/v3/protocol.js"
import { rawRequest } from "./internal/v3/rawRequest.js"
import type * as RateLimit from "./RateLimit.js"
import type { Host, Region } from "./Region.js"
import * as Signer from "./Signer.js"
import * as Verifier from "./Verifier.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * Options of a request without an endpoint.
 *
 * @since 1.0.0
 * @category models
 */
export interface RequestOptions {
  /** Percent-encoded by the client. `undefined` members are omitted. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /**
   * Sent as JSON. Omit it for a request without a body. A `Redacted` in it is rejected: sensitive fields need an
   * endpoint, which encrypts them.
   */
  readonly body?: unknown
  /** Whether resending the identical request is harmless. Default: only for `GET`. */
  readonly idempotent?: boolean
  /**
   * The host of the operation, if it is not the client's. A `baseUrl` that is not a host of WeChat Pay replaces all
   * hosts.
   */
  readonly host?: Host
}

/**
 * A signed connection to WeChat Pay for one merchant. Endpoints take it from their context; use it directly for paths
 * that have no endpoint yet.
 *
 * @since 1.0.0
 * @category services
 */
export class WechatPayClient extends Context.Tag("@effect-wechatpay/core/WechatPayClient")<
  WechatPayClient,
  {
    /** The merchant that signs the requests. */
    readonly mchid: string
    /** Calls an endpoint; `endpoint(input)` does the same with the client of its context. */
    readonly execute: <Input, Success, Failure>(
      endpoint: Endpoint<Input, Success, Failure>,
      input: Input
    ) => Effect.Effect<Success, Failure | ApiError | WechatPayError>
    /**
     * Calls any path, signed and verified like an endpoint, and returns the JSON unchanged (`undefined` for an empty
     * body). The path is sent as given: percent-encode the values in it.
     */
    readonly request: (
      method: Method,
      path: string,
      options?: RequestOptions
    ) => Effect.Effect<unknown, ApiError | WechatPayError>
    /** Fetches a file whose response WeChat Pay does not sign. A `Download` does so, and checks the file. */
    readonly download: (
      description: Download.Description,
      request: Download.Request,
      read: (
        opened: Download.Response
      ) => Effect.Effect<Download.Response["pull"], Any | WechatPayError, Scope.Scope>
    ) => Stream.Stream<Uint8Array, Any | WechatPayError>
  }
>() {}

/**
 * Options of a client.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** The region whose hosts are called. Default: `mainland`. */
  readonly region?: Region
  /**
   * Scheme and host of requests, such as a simulator's; a host of WeChat Pay only with `https:`. Default: the host of
   * the region.
   */
  readonly baseUrl?: string
  /**
   * The host for the attempt after a transport error, and for all calls while the first host cannot be reached.
   * Default: the backup of the official host; with your own `baseUrl`, that same URL.
   */
  readonly backupUrl?: string
  /**
   * The share of calls that start at the backup while the first host works, so that a failure of the backup is
   * noticed before it is needed: 0 to 0.01, as WeChat Pay requires. Only idempotent calls. Default: 0.
   */
  readonly backupShare?: number
  /** Limits that the client enforces itself. Default: none. */
  readonly rateLimit?: RateLimit.Options
  /** Longest accepted response, in bytes. Default: 8 MiB. */
  readonly maxResponseBytes?: number
  /** Language of WeChat Pay's error texts. Default: Chinese. */
  readonly acceptLanguage?: "en" | "zh-CN" | "zh-HK" | "zh-TW"
}

/**
 * Makes a client from the `Signer`, the `Verifier` and the `HttpClient` of its context. Nothing is sent.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = /* @__PURE__ */ Effect.fnUntraced(function* (options: Options = {}) {
  const signer = yield* Signer.Signer
  const verifier = yield* Verifier.Verifier
  const http = yield* HttpClient.HttpClient
  const hosts = yield* hostsOf(options)
  if (signer.scheme !== verifier.scheme) {
    return yield* new InvalidOptions({
      setting: "scheme",
      problem: `requests are signed by ${signer.scheme}, responses verified by ${verifier.scheme}: they must be the same`
    })
  }
  const connection: Connection = {
    transport: yield* makeTransport(http),
    mchid: signer.mchid,
    hosts,
    maxResponseBytes: options.maxResponseBytes ?? 8 * 1024 * 1024,
    limiter: options.rateLimit && (yield* makeRateLimit(options.rateLimit, signer.mchid))
  }
  const keys: Keys = { signer, verifier, acceptLanguage: options.acceptLanguage }
  const run = <Input>(call: Call<Input>, host: Host | undefined) =>
    runner(host === undefined ? connection : { ...connection, hosts: hosts.at(host) }, v3Protocol(keys, call))

  const compile = (endpoint: Endpoint<never, unknown, unknown>) => {
    const { decode, encode, encrypted, sealed } = codecOf(endpoint)
    const {
      errors,
      host,
      id,
      idempotent,
      limitedInterval,
      merchantMember,
      method,
      path,
      retryInterval,
      status
    } = endpoint
    const operation = { id, method, template: path, idempotent, retryInterval, limitedInterval, errors }
    const call = run<unknown>(
      { ...operation, accepts202: status === 202, encode, decode, encrypted, sealed },
      host
    )
    if (merchantMember === undefined) return call
    return (input: unknown) =>
      call(isRecord(input) ? { ...input, [merchantMember]: input[merchantMember] ?? signer.mchid } : input)
  }
  const compiled = once(compile)
  const execute = (endpoint: Endpoint<never, unknown, unknown>, input: unknown) => compiled(endpoint)(input)

  const request = (method: Method, path: string, given: RequestOptions = {}) =>
    run<void>(
      {
        id: `wechatpay.request.${method}`,
        method,
        template: undefined,
        idempotent: given.idempotent ?? method === "GET",
        retryInterval: Duration.zero,
        accepts202: false,
        errors: [],
        encode: () => rawRequest(path, given),
        decode: "json",
        encrypted: [],
        sealed: () => []
      },
      given.host
    )()

  return WechatPayClient.of({
    mchid: signer.mchid,
    execute: execute as never,
    request: request as never,
    download: runDownload(connection, keys, yield* configureClient(http))
  })
})

/**
 * A client from a `Signer`, a `Verifier` and an `HttpClient`.
 *
 * Redirects are not followed. With `FetchHttpClient`, options for `fetch` (`FetchHttpClient.RequestInit`) are taken
 * from the context of this layer or of the call; options that only `FetchHttpClient.layer` was given are ignored.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<WechatPayClient, InvalidOptions, HttpClient.HttpClient | Signer.Signer | Verifier.Verifier> =>
  Layer.scoped(WechatPayClient, make(options))

/**
 * The keys of a merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Merchant extends Signer.Options {
  /**
   * WeChat Pay's public key for the merchant. With an `apiV3Key`, responses signed with platform certificates are
   * accepted too, as with `Verifier.layerMigration`.
   */
  readonly publicKeys?: readonly [Verifier.PublicKey, ...ReadonlyArray<Verifier.PublicKey>]
  /**
   * APIv3 key, exactly 32 bytes. Without `publicKeys`, responses are verified with the platform certificates that it
   * decrypts.
   */
  readonly apiV3Key?: Redacted.Redacted
  /** How platform certificates are cached. */
  readonly certificates?: Pick<Certificates.Options, "refreshEvery" | "store" | "trust">
}

/**
 * The services of one merchant.
 *
 * @since 1.0.0
 * @category models
 */
export type Services = WechatPayClient | Signer.Signer | Verifier.Verifier

const noKey = () =>
  new InvalidOptions({
    setting: "publicKeys",
    problem: "expected WeChat Pay's public key, or an apiV3Key for platform certificates"
  })

const ownKey = () =>
  new InvalidOptions({
    setting: "publicKeyId",
    problem: "is the serial number of the merchant's own certificate; expected the id of WeChat Pay's key"
  })

const isOwnKey = ({ publicKeys, serialNo }: Merchant): boolean =>
  publicKeys?.some(({ id }) => id.toUpperCase() === serialNo.toUpperCase()) ?? false

const makeVerifier = /* @__PURE__ */ Effect.fnUntraced(function* (merchant: Merchant, options: Options) {
  const { apiV3Key, publicKeys, cipherSuite = CipherSuite.rsa } = merchant
  const keys = publicKeys && { keys: publicKeys, cipherSuite }
  if (apiV3Key === undefined || cipherSuite.certificates === undefined) {
    return yield* keys === undefined ? noKey() : Verifier.makePublicKey(keys)
  }
  const certificates = yield* Certificates.make({
    ...options,
    ...merchant.certificates,
    apiV3Key,
    cipherSuite
  })
  return yield* Effect.provideService(
    keys === undefined ? Verifier.makeCertificates : Verifier.makeMigration(keys),
    Certificates.Certificates,
    certificates
  )
})

/**
 * A client with its `Signer` and `Verifier`, from the keys of a merchant. Nothing is sent.
 *
 * @since 1.0.0
 * @category constructors
 */
export const makeMerchant = (
  merchant: Merchant,
  options: Options = {}
): Effect.Effect<Context.Context<Services>, InvalidOptions, HttpClient.HttpClient | Scope.Scope> =>
  Effect.gen(function* () {
    const hosts = yield* hostsOf(options)
    if (isOwnKey(merchant)) return yield* ownKey()
    const signer = Context.make(Signer.Signer, yield* Signer.make(merchant))
    return yield* Effect.gen(function* () {
      const services = Context.add(signer, Verifier.Verifier, yield* makeVerifier(merchant, options))
      const client = yield* Effect.provide(make(options), services)
      return Context.add(services, WechatPayClient, client)
    }).pipe(Effect.provide(signer), Effect.provideService(SharedHosts, hosts))
  })

/**
 * {@link layer} with the `Signer` and the `Verifier` made from a merchant's keys.
 *
 * ```ts
 * WechatPayClient.layerMerchant({ mchid, serialNo, privateKey, publicKeys: [{ id, publicKey }] })
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layerMerchant = (
  merchant: Merchant,
  options: Options = {}
): Layer.Layer<Services, InvalidOptions, HttpClient.HttpClient> =>
  Layer.scopedContext(makeMerchant(merchant, options))

/**
 * Options of a client that are not read from configuration.
 *
 * @since 1.0.0
 * @category models
 */
export interface ConfigOptions extends Omit<Options, "baseUrl" | "region">, Pick<Merchant, "certificates"> {
  /** The cipher suite of the keys. Default: `CipherSuite.rsa`. */
  readonly cipherSuite?: CipherSuite.CipherSuite
}

/**
 * A client, with its `Signer` and `Verifier`, from configuration:
 *
 * | variable | |
 * | --- | --- |
 * | `WECHATPAY_MCHID` | merchant number; the brand id for a brand |
 * | `WECHATPAY_SERIAL_NO` | serial number of the merchant's certificate |
 * | `WECHATPAY_PRIVATE_KEY` or `WECHATPAY_PRIVATE_KEY_FILE` | the merchant's private key, PEM text or a file with it |
 * | `WECHATPAY_CERTIFICATE` or `WECHATPAY_CERTIFICATE_FILE` | recommended: the merchant's API certificate, PEM text or a file with it, whose expiry is then reported |
 * | `WECHATPAY_PUBLIC_KEY_ID` | id of WeChat Pay's public key, `PUB_KEY_ID_…` |
 * | `WECHATPAY_PUBLIC_KEY` or `WECHATPAY_PUBLIC_KEY_FILE` | WeChat Pay's public key, PEM text or a file with it |
 * | `WECHATPAY_API_V3_KEY` | APIv3 key, 32 bytes |
 * | `WECHATPAY_TRUST` or `WECHATPAY_TRUST_FILE` | recommended with platform certificates: `CertTrustChain.p7b` as PEM text, or the file |
 * | `WECHATPAY_REGION` | optional: `mainland` (the default), `hk` or `us` |
 * | `WECHATPAY_BASE_URL` | optional, such as a simulator's; default is the official host of the region with its backup |
 *
 * With a public key, responses are verified with it. With only an APIv3 key, they are verified with platform
 * certificates, which the key decrypts. With both, they are verified with either, as with `Verifier.layerMigration`.
 * All missing or malformed variables are reported in one error that names them, never their values.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig = (
  options: ConfigOptions = {}
): Layer.Layer<Services, ConfigError.ConfigError, HttpClient.HttpClient | FileSystem.FileSystem> =>
  Layer.scopedContext(
    Effect.gen(function* () {
      const { certificates, cipherSuite = CipherSuite.rsa, ...settings } = options
      const { merchant, trust, where } = yield* readConfig(cipherSuite)
      const configured = { ...(trust === undefined ? {} : { trust }), ...certificates }
      return yield* named({
        publicKeyId: "WECHATPAY_PUBLIC_KEY_ID",
        trust: "WECHATPAY_TRUST",
        certificate: "WECHATPAY_CERTIFICATE"
      })(makeMerchant({ ...merchant, certificates: configured }, { ...settings, ...where }))
    })
  )
