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
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Any, ApiError } from "./ApiError.js"
import * as Certificates from "./Certificates.js"
import * as CipherSuite from "./CipherSuite.js"
import type * as Download from "./Download.js"
import type { Endpoint, Method } from "./Endpoint.js"
import { InvalidOptions } from "./InvalidOptions.js"
import { type Connection, runCall } from "./internal/call/call.js"
import { hostsOf, SharedHosts } from "./internal/call/hosts.js"
import { configureClient } from "./internal/call/httpClient.js"
import { makeRateLimit } from "./internal/call/rateLimit.js"
import { textsOf } from "./internal/call/redactEcho.js"
import { codecOf, type Encoded } from "./internal/codec/codec.js"
import { encodeQuery } from "./internal/codec/target.js"
import { named, readConfig } from "./internal/config/config.js"
import { runDownload } from "./internal/download/openFile.js"
import type * as RateLimit from "./RateLimit.js"
import type { Host, Region } from "./Region.js"
import * as Signer from "./Signer.js"
import * as Verifier from "./Verifier.js"
import { InvalidInput, type WechatPayError } from "./WechatPayError.js"

/**
 * @since 1.0.0
 * @category models
 */
export interface RequestOptions {
  /** Percent-encoded by the client. Members that are `undefined` are left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  /**
   * Sent as JSON. Leave it out for a request without a body. A `Redacted` in it is refused: sensitive fields need an
   * endpoint, which encrypts them.
   */
  readonly body?: unknown
  /** Whether resending the identical request is harmless. Default: only for `GET`. */
  readonly idempotent?: boolean
  /** Host of WeChat Pay that has the operation. Default: the client's. A `baseUrl` of a simulator stands for all hosts. */
  readonly host?: Host
}

/**
 * A signed connection to WeChat Pay for one merchant. Endpoints find it in their context; use it directly
 * for paths that have no endpoint yet.
 *
 * @since 1.0.0
 * @category services
 */
export class WechatPayClient extends Context.Tag("@effect-wechatpay/core/WechatPayClient")<
  WechatPayClient,
  {
    /** Calls an endpoint; `endpoint(input)` does the same with the client of its context. */
    readonly execute: <Input, Success, Failure>(
      endpoint: Endpoint<Input, Success, Failure>,
      input: Input
    ) => Effect.Effect<Success, Failure | ApiError | WechatPayError>
    /**
     * Calls any path, signed and verified like an endpoint, and responses the JSON as it came (`undefined` for
     * an empty body). The path is sent as given: percent-encode the values in it.
     */
    readonly request: (
      method: Method,
      path: string,
      options?: RequestOptions
    ) => Effect.Effect<unknown, ApiError | WechatPayError>
    /** Fetches a file that WeChat Pay does not sign. Calling a `Download` does so, and checks what comes. */
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
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Whose hosts are called. Default: `mainland`. */
  readonly region?: Region
  /**
   * Scheme and host that requests go to, such as a simulator's; a host of WeChat Pay by `https:` only. Default: the host of
   * the region.
   */
  readonly baseUrl?: string
  /**
   * Where the attempt after a transport fault goes, and all calls while the first host cannot be reached. Default: the
   * backup of the official host; with a `baseUrl` of your own, that again.
   */
  readonly backupUrl?: string
  /**
   * Share of the calls that begin at the backup while the first host works, so that its failure is noticed before it is
   * needed: 0 to 0.01, as WeChat Pay asks for. Only calls that may be repeated. Default: 0.
   */
  readonly backupShare?: number
  /** Limits that the client keeps by itself. Default: none. */
  readonly rateLimit?: RateLimit.Options
  /** Longest response that is accepted, in bytes. Default: 8 MiB. */
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
export const make = Effect.fnUntraced(function* (options: Options = {}) {
  const signer = yield* Signer.Signer
  const verifier = yield* Verifier.Verifier
  const http = yield* configureClient(yield* HttpClient.HttpClient)
  const hosts = yield* hostsOf(options)
  if (signer.scheme !== verifier.scheme) {
    return yield* new InvalidOptions({
      setting: "scheme",
      problem: `requests are signed by ${signer.scheme}, answers verified by ${verifier.scheme}: they must be the same`
    })
  }
  const connection: Connection = {
    http,
    mchid: signer.mchid,
    signer,
    verifier,
    hosts,
    maxResponseBytes: options.maxResponseBytes ?? 8 * 1024 * 1024,
    acceptLanguage: options.acceptLanguage,
    limiter: options.rateLimit && (yield* makeRateLimit(options.rateLimit))
  }
  const compile = (endpoint: Endpoint<never, unknown, unknown>) => {
    const codec = codecOf(endpoint)
    const run = runCall(connection, {
      id: endpoint.id,
      method: endpoint.method,
      template: endpoint.path,
      idempotent: endpoint.idempotent,
      retryInterval: endpoint.retryInterval,
      accepts202: endpoint.status === 202,
      errors: endpoint.errors,
      decode: codec.decode,
      encrypted: codec.encrypted,
      host: endpoint.host
    })
    return (input: unknown) =>
      run(
        Either.mapLeft(codec.encode(input), (issues) => new InvalidInput({ issues })),
        codec.sealed(input)
      )
  }
  const compiled = new WeakMap<object, ReturnType<typeof compile>>()

  const execute = (endpoint: Endpoint<never, unknown, unknown>, input: unknown) => {
    const known = compiled.get(endpoint)
    if (known !== undefined) return known(input)
    const call = compile(endpoint)
    compiled.set(endpoint, call)
    return call(input)
  }

  const request = (method: Method, path: string, given: RequestOptions = {}) => {
    const run = runCall(connection, {
      id: `wechatpay.request.${method}`,
      method,
      template: undefined,
      idempotent: given.idempotent ?? method === "GET",
      retryInterval: Duration.zero,
      accepts202: false,
      errors: [],
      decode: "json",
      encrypted: [],
      host: given.host
    })
    return run(rawRequest(path, given), [])
  }

  return WechatPayClient.of({
    execute: execute as never,
    request: request as never,
    download: runDownload(connection)
  })
})

/** The steps of a path that look like values: the fixed ones of WeChat Pay are lower-case words. */
const valuesIn = (path: string): ReadonlyArray<string> =>
  path
    .split(/[/?&=]/)
    .filter((step) => !/^[a-z_-]*$/.test(step))
    .flatMap((step) => {
      try {
        return [step, decodeURIComponent(step)]
      } catch {
        return [step]
      }
    })

/** What would be sent is its text, `<redacted>`. */
const holdsRedacted =
  "holds a Redacted: sensitive fields need an endpoint, which encrypts them; unwrap what may be sent as it is"

const rawRequest = (path: string, { body, query }: RequestOptions): Either.Either<Encoded, InvalidInput> => {
  const rejected = (path: string, problem: string) =>
    Either.left(new InvalidInput({ issues: [{ path, problem }] }))
  if (query !== undefined && Object.values<unknown>(query).some(Redacted.isRedacted)) {
    return rejected("query", holdsRedacted)
  }
  let target: string
  let text: string | undefined
  let redacted = false
  try {
    const added = encodeQuery(query)
    target = path + (path.includes("?") ? added.replace("?", "&") : added)
  } catch {
    return rejected("query", "holds half a surrogate pair")
  }
  // Signed is what is sent: a path that a URL parser would change is refused.
  const parsed = URL.canParse(target, "https://host") ? new URL(target, "https://host") : undefined
  if (!path.startsWith("/") || parsed === undefined || parsed.pathname + parsed.search !== target) {
    return rejected("path", "expected a percent-encoded path that begins with / and has no . or .. steps")
  }
  try {
    text = JSON.stringify(body, function (this: Readonly<Record<string, unknown>>, name, value: unknown) {
      // `value` is what `toJSON` made of the member.
      if (Redacted.isRedacted(this[name])) redacted = true
      return value
    })
  } catch {
    return rejected("body", "cannot be written as JSON")
  }
  if (redacted) return rejected("body", holdsRedacted)
  if (text === undefined && body !== undefined) return rejected("body", "cannot be written as JSON")
  return Either.right({ target, body: text, texts: () => textsOf([valuesIn(path), query, body]) })
}

/**
 * A client from a `Signer`, a `Verifier` and an `HttpClient`.
 *
 * Redirects are not followed. With `FetchHttpClient`, options for `fetch` (`FetchHttpClient.RequestInit`) are taken from
 * the context of this layer or of the call; those given to `FetchHttpClient.layer` alone are not seen.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<WechatPayClient, InvalidOptions, HttpClient.HttpClient | Signer.Signer | Verifier.Verifier> =>
  Layer.scoped(WechatPayClient, make(options))

/**
 * A merchant as a client has to know it.
 *
 * @since 1.0.0
 * @category models
 */
export interface Merchant extends Signer.Options {
  /**
   * WeChat Pay's public key for the merchant. With an `apiV3Key` beside it answers of platform certificates are accepted
   * too, as `Verifier.layerMigration` does.
   */
  readonly publicKeys?: readonly [Verifier.PublicKey, ...ReadonlyArray<Verifier.PublicKey>]
  /** APIv3 key, exactly 32 bytes. Without `publicKeys`, answers are verified with the platform certificates that it decrypts. */
  readonly apiV3Key?: Redacted.Redacted
  /** How platform certificates are kept. */
  readonly certificates?: Pick<Certificates.Options, "refreshEvery" | "store">
}

/**
 * What belongs to one merchant.
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

const makeVerifier = Effect.fnUntraced(function* (merchant: Merchant, options: Options) {
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
 * {@link layer} with the `Signer` and the `Verifier` that a merchant's keys make.
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
 * Settings of a client that are not configuration.
 *
 * @since 1.0.0
 * @category models
 */
export interface ConfigOptions extends Omit<Options, "baseUrl" | "region">, Pick<Merchant, "certificates"> {
  /** Which algorithms the keys are for. Default: `CipherSuite.rsa`. */
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
 * | `WECHATPAY_PUBLIC_KEY_ID` | id of WeChat Pay's public key, `PUB_KEY_ID_…` |
 * | `WECHATPAY_PUBLIC_KEY` or `WECHATPAY_PUBLIC_KEY_FILE` | WeChat Pay's public key, PEM text or a file with it |
 * | `WECHATPAY_API_V3_KEY` | APIv3 key, 32 bytes |
 * | `WECHATPAY_REGION` | optional: `mainland` (the default), `hk` or `us` |
 * | `WECHATPAY_BASE_URL` | optional, such as a simulator's; default is the official host of the region with its backup |
 *
 * With a public key, answers are verified with it; with an APIv3 key alone, with platform certificates, which it decrypts; with
 * both, with either, as `Verifier.layerMigration` does. All that is missing or malformed is one error that names the
 * variables, never their values.
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
      const { merchant, where } = yield* readConfig(cipherSuite)
      const kept = certificates === undefined ? {} : { certificates }
      return yield* named({ publicKeyId: "WECHATPAY_PUBLIC_KEY_ID" })(
        makeMerchant({ ...merchant, ...kept }, { ...settings, ...where })
      )
    })
  )
