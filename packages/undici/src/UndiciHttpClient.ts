/**
 * The recommended `HttpClient` on Node.js.
 *
 * @since 1.0.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as CryptoProvider from "@effect-wechatpay/core/CryptoProvider"
import * as HttpExchange from "@effect-wechatpay/core/HttpExchange"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { Agent, type Dispatcher } from "undici"
import { exchangeBy } from "./internal/exchange.js"
import { platformClient } from "./internal/platformClient.js"
import * as NodeCryptoProvider from "./NodeCryptoProvider.js"

/**
 * Options of the HTTP client.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Maximum number of connections per host. Default: 128. */
  readonly connections?: number
  /** Time to connect, TLS included, in milliseconds. Default: 5,000. */
  readonly connectTimeout?: number
  /**
   * The merchant's API certificate, for the few calls of the XML interface that require it: PEM texts, or the P12
   * file whose password is the merchant number. Keep such a client separate from others (`ClientCertificate.layer`).
   */
  readonly clientCertificate?:
    | { readonly cert: string; readonly key: string }
    | { readonly pfx: Uint8Array; readonly passphrase: string }
  /** Certificate authorities to trust instead of those of the runtime, as PEM text: for a proxy or a test server. */
  readonly ca?: string
}

/**
 * WeChat Pay closes idle connections after 8 s, and says so in a header. A request on a connection that is being closed
 * fails with an unknown outcome, so idle connections are closed earlier, whatever the header says.
 */
const idleMillis = 6_000

const makeAgent = (options: Options): Effect.Effect<Dispatcher, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(
      () =>
        new Agent({
          connections: options.connections ?? 128,
          keepAliveTimeout: idleMillis - 2_000,
          keepAliveMaxTimeout: idleMillis,
          connect: {
            timeout: options.connectTimeout ?? 5_000,
            ...(options.ca === undefined ? {} : { ca: options.ca }),
            ...(options.clientCertificate === undefined
              ? {}
              : "pfx" in options.clientCertificate
                ? {
                    pfx: Buffer.from(options.clientCertificate.pfx),
                    passphrase: options.clientCertificate.passphrase
                  }
                : options.clientCertificate)
          }
        })
    ),
    (agent) => Effect.promise(() => agent.destroy())
  )

/**
 * A client on undici that closes idle connections before WeChat Pay does, follows no redirects, and performs a whole
 * exchange in one step (`HttpExchange`). For streams it uses the client of `@effect/platform-node`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = (options: Options = {}): Effect.Effect<HttpClient.HttpClient, never, Scope.Scope> =>
  Effect.flatMap(makeAgent(options), (agent) =>
    Effect.map(platformClient(agent), (client) => HttpExchange.attach(client, exchangeBy(agent)))
  )

/**
 * ```ts
 * WechatPayClient.layerConfig().pipe(Layer.provide([UndiciHttpClient.layer(), NodeFileSystem.layer]))
 * ```
 *
 * Keys that are imported with this layer also use the cryptography of Node.js (`NodeCryptoProvider`).
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<HttpClient.HttpClient | CryptoProvider.CryptoProvider> =>
  Layer.merge(Layer.scoped(HttpClient.HttpClient, make(options)), NodeCryptoProvider.layer)
