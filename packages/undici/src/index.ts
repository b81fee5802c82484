/**
 * The recommended `HttpClient` for Node.js, on undici, and the cryptography of `node:crypto`.
 *
 * @since 1.0.0
 */
export * as NodeCryptoProvider from "./NodeCryptoProvider.js"
export * as UndiciHttpClient from "./UndiciHttpClient.js"
