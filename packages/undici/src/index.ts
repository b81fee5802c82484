/**
 * What a Node.js process wants: the recommended `HttpClient`, on undici, and the cryptography of `node:crypto`.
 *
 * @since 1.0.0
 */
export * as NodeCryptoProvider from "./NodeCryptoProvider.js"
export * as UndiciHttpClient from "./UndiciHttpClient.js"
