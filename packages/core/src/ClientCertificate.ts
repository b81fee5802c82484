/**
 * Connections that present the merchant's API certificate (mutual TLS), which some calls of the XML interface
 * require.
 *
 * @since 1.0.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

/**
 * An `HttpClient` for the calls that need the certificate. It is a separate service with its own connections, because
 * other calls must not present the certificate to other hosts.
 *
 * @since 1.0.0
 * @category services
 */
export class ClientCertificate extends Context.Tag("@effect-wechatpay/core/ClientCertificate")<
  ClientCertificate,
  HttpClient.HttpClient
>() {}

/**
 * From the layer of an `HttpClient` that is built with the certificate. Only the runtime can open such connections.
 * On Node.js with `apiclient_cert.pem` and `apiclient_key.pem`:
 *
 * ```ts
 * const certificate = ClientCertificate.layer(
 *   NodeHttpClient.layerWithoutAgent.pipe(Layer.provide(NodeHttpClient.makeAgentLayer({ cert, key })))
 * )
 * const client = V2Client.layerClientCertificate().pipe(Layer.provide([certificate, key, NodeHttpClient.layer]))
 * ```
 *
 * The given layer is built fresh, so that its connections are never shared with another `HttpClient`.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = <E, R>(
  http: Layer.Layer<HttpClient.HttpClient, E, R>
): Layer.Layer<ClientCertificate, E, R> =>
  Layer.effect(ClientCertificate, HttpClient.HttpClient).pipe(Layer.provide(Layer.fresh(http)))
