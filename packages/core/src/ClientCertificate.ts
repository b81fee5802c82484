/**
 * Connections that present the merchant's API certificate (mutual TLS), which some calls of the XML interface demand.
 *
 * @since 1.0.0
 */
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"

/**
 * An `HttpClient` for the calls that need the certificate. It is a service of its own because its connections are not
 * those of all other calls, which must not present a certificate to every host.
 *
 * @since 1.0.0
 * @category services
 */
export class ClientCertificate extends Context.Tag("@effect-wechatpay/core/ClientCertificate")<
  ClientCertificate,
  HttpClient.HttpClient
>() {}

/**
 * From the layer of an `HttpClient` that is built with the certificate: only the runtime can open such connections. On
 * Node.js with `apiclient_cert.pem` and `apiclient_key.pem`:
 *
 * ```ts
 * const certificate = ClientCertificate.layer(
 *   NodeHttpClient.layerWithoutAgent.pipe(Layer.provide(NodeHttpClient.makeAgentLayer({ cert, key })))
 * )
 * const client = V2Client.layerClientCertificate().pipe(Layer.provide([certificate, key, NodeHttpClient.layer]))
 * ```
 *
 * The layer is built apart from others of the same kind, so that their connections and these are never mixed up.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = <E, R>(
  http: Layer.Layer<HttpClient.HttpClient, E, R>
): Layer.Layer<ClientCertificate, E, R> =>
  Layer.effect(ClientCertificate, HttpClient.HttpClient).pipe(Layer.provide(Layer.fresh(http)))
