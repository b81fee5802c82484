/**
 * Runs endpoints of the XML interface (APIv2): encodes, signs, sends, verifies, decodes, maps errors, retries and
 * traces.
 *
 * @since 1.0.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { ApiError } from "./ApiError.js"
import { ClientCertificate } from "./ClientCertificate.js"
import type { InvalidOptions } from "./InvalidOptions.js"
import { hostsOf } from "./internal/call/hosts.js"
import { type Connection, runner } from "./internal/call/runner.js"
import { makeTransport } from "./internal/call/transport.js"
import { readV2Config } from "./internal/config/v2.js"
import { once } from "./internal/speed/once.js"
import { toMembers, v2CodecOf } from "./internal/v2/codec.js"
import { type V2Call, v2Protocol } from "./internal/v2/protocol.js"
import type { Region } from "./Region.js"
import type { CallOptions, V2Endpoint } from "./V2Endpoint.js"
import * as V2Key from "./V2Key.js"
import type { Fields } from "./V2Signature.js"
import type { WechatPayError } from "./WechatPayError.js"

/**
 * A signed connection to the XML interface for one merchant. Endpoints take it from their context; use it directly
 * for calls that have no endpoint.
 *
 * @since 1.0.0
 * @category services
 */
export class V2Client extends Context.Tag("@effect-wechatpay/core/V2Client")<
  V2Client,
  {
    /** The merchant that signs the requests. */
    readonly mchid: string
    /** Calls an endpoint; `endpoint(input)` does the same with the client of its context. */
    readonly execute: <Input, Success, Failure>(
      endpoint: V2Endpoint<Input, Success, Failure>,
      input: Input
    ) => Effect.Effect<Success, Failure | ApiError | WechatPayError>
    /**
     * Calls any path, signed and verified like an endpoint, and returns the members of the XML unchanged. Merchant
     * number, `nonce_str`, `sign_type` and `sign` are added.
     */
    readonly request: (
      path: string,
      members: Readonly<Record<string, string | number | undefined>>,
      options: CallOptions
    ) => Effect.Effect<Fields, ApiError | WechatPayError>
  }
>() {}

/**
 * Options of a client for APIv2.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** The same as for `WechatPayClient`. */
  readonly region?: Region
  /**
   * Scheme and host of requests. Default: the host of the region. If it is not a host of WeChat Pay, such as a
   * simulator's, it also receives the calls that have their own host.
   */
  readonly baseUrl?: string
  /** The same as for `WechatPayClient`. */
  readonly backupUrl?: string
  /** Longest accepted response, in bytes. Default: 1 MiB. */
  readonly maxResponseBytes?: number
}

/**
 * Makes a client from the `V2Key` and the `HttpClient` of its context, and the `ClientCertificate` if there is one.
 * Nothing is sent.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = /* @__PURE__ */ Effect.fnUntraced(function* (options: Options = {}) {
  const key = yield* V2Key.V2Key
  const certificate = yield* Effect.serviceOption(ClientCertificate)
  const hosts = yield* hostsOf(options)
  const connection: Connection = {
    transport: yield* makeTransport(yield* HttpClient.HttpClient),
    mchid: key.mchid,
    hosts,
    maxResponseBytes: options.maxResponseBytes ?? 1024 * 1024
  }
  const withCertificate = yield* Effect.transposeMapOption(certificate, makeTransport)

  const run = <Input>(
    call: Omit<V2Call<Input>, "hasCertificate">,
    where: { readonly host: string | undefined; readonly clientCertificate: boolean }
  ) => {
    const { clientCertificate, host } = where
    const transport = clientCertificate ? Option.getOrUndefined(withCertificate) : connection.transport
    return runner(
      {
        ...connection,
        transport: transport ?? connection.transport,
        hosts: host === undefined ? hosts : hosts.at(host)
      },
      v2Protocol(key, { ...call, hasCertificate: transport !== undefined })
    )
  }

  const compile = (endpoint: V2Endpoint<never, unknown, unknown>) => {
    const { decode, encode } = v2CodecOf(endpoint)
    return run<unknown>(
      {
        id: endpoint.id,
        method: "POST",
        template: endpoint.path,
        path: endpoint.path,
        idempotent: endpoint.idempotent,
        retryInterval: Duration.zero,
        errors: endpoint.errors,
        signType: endpoint.signType,
        unsignedResponse: endpoint.unsignedResponse,
        withoutResultCode: endpoint.withoutResultCode,
        merchantMember: endpoint.merchantMember,
        timeMember: endpoint.timeMember,
        encode,
        decode
      },
      endpoint
    )
  }
  const compiled = once(compile)
  const execute = (endpoint: V2Endpoint<never, unknown, unknown>, input: unknown) => compiled(endpoint)(input)

  const request = (
    path: string,
    members: Readonly<Record<string, string | number | undefined>>,
    options: CallOptions
  ) =>
    run<void>(
      {
        id: "wechatpay.v2.request",
        method: "POST",
        template: path,
        path,
        idempotent: options.idempotent ?? false,
        retryInterval: Duration.zero,
        errors: [],
        signType: options.signType,
        unsignedResponse: options.unsignedResponse ?? false,
        withoutResultCode: options.withoutResultCode ?? false,
        merchantMember: options.merchantMember ?? "mch_id",
        timeMember: options.timeMember,
        encode: () =>
          /^(?:\/[A-Za-z0-9_-]+)+$/.test(path)
            ? toMembers(members)
            : Either.left([{ path: "path", problem: "expected a path such as /pay/orderquery" }]),
        decode: Either.right
      },
      { host: options.host, clientCertificate: options.clientCertificate ?? false }
    )()

  return V2Client.of({
    mchid: key.mchid,
    execute: execute as never,
    request: request as never
  })
})

/**
 * A client from a `V2Key` and an `HttpClient`. Calls that need the merchant's API certificate fail with
 * `ClientCertificateMissing`; see {@link layerClientCertificate}.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<V2Client, InvalidOptions, HttpClient.HttpClient | V2Key.V2Key> =>
  Layer.effect(V2Client, make(options))

/**
 * A client that also makes the calls that need the merchant's API certificate, over the connections of
 * `ClientCertificate`.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerClientCertificate = (
  options: Options = {}
): Layer.Layer<V2Client, InvalidOptions, HttpClient.HttpClient | V2Key.V2Key | ClientCertificate> =>
  Layer.effect(
    V2Client,
    Effect.flatMap(ClientCertificate, () => make(options))
  )

/**
 * A client, with its `V2Key`, from configuration:
 *
 * | variable | |
 * | --- | --- |
 * | `WECHATPAY_MCHID` | merchant number |
 * | `WECHATPAY_API_V2_KEY` | the APIv2 key of the merchant console, 32 characters |
 * | `WECHATPAY_REGION` | optional: `mainland` (default), `hk` or `us` |
 * | `WECHATPAY_BASE_URL` | optional, such as a simulator's; default is the official host of the region with its backup |
 *
 * A missing or malformed variable is an error that names the variable, never its value. Provide a `ClientCertificate`
 * too if calls need one.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig = (
  options: Omit<Options, "baseUrl" | "region"> = {}
): Layer.Layer<V2Client | V2Key.V2Key, ConfigError.ConfigError, HttpClient.HttpClient> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const config = yield* readV2Config
      const key = yield* config.named(V2Key.make(config.key))
      const client = yield* config.named(
        Effect.provideService(make({ ...options, ...config.where }), V2Key.V2Key, key)
      )
      return Context.make(V2Key.V2Key, key).pipe(Context.add(V2Client, client))
    })
  )
