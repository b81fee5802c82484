/**
 * The recommended `HttpClient` on Node.js, on undici.
 *
 * @since 1.0.0
 */
export * as UndiciHttpClient from "./UndiciHttpClient.js"
