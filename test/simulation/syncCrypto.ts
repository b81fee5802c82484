/**
 * WebCrypto without threads: signatures and digests that are computed at once. Otherwise the thread that ends first would
 * decide about the order of events, and a seed would not replay.
 */
import { createHash, createHmac, KeyObject, sign, verify } from "node:crypto"

const bytesOf = (source: BufferSource): Uint8Array =>
  ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source)

const exactly = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer

const nameOf = (algorithm: AlgorithmIdentifier): string =>
  typeof algorithm === "string" ? algorithm : algorithm.name

const unsupported = (what: string) => Promise.reject(new Error(`the simulation has no ${what}`))

/** Replaces three functions of WebCrypto until the returned function is called. */
export const useSyncCrypto = (): (() => void) => {
  const { subtle } = globalThis.crypto
  const replaced: Pick<SubtleCrypto, "digest" | "sign" | "verify"> = {
    digest: (algorithm, data) =>
      nameOf(algorithm) === "SHA-256"
        ? Promise.resolve(exactly(createHash("sha256").update(bytesOf(data)).digest()))
        : unsupported(nameOf(algorithm)),
    sign: (algorithm, key, data) => {
      const secret = KeyObject.from(key)
      if (nameOf(algorithm) === "HMAC") {
        return Promise.resolve(exactly(createHmac("sha256", secret).update(bytesOf(data)).digest()))
      }
      return nameOf(algorithm) === "RSASSA-PKCS1-v1_5"
        ? Promise.resolve(exactly(sign("sha256", bytesOf(data), secret)))
        : unsupported(nameOf(algorithm))
    },
    verify: (algorithm, key, signature, data) =>
      nameOf(algorithm) === "RSASSA-PKCS1-v1_5"
        ? Promise.resolve(verify("sha256", bytesOf(data), KeyObject.from(key), bytesOf(signature)))
        : unsupported(nameOf(algorithm))
  }
  Object.assign(subtle, replaced)
  return () => {
    for (const name of ["digest", "sign", "verify"] as const) Reflect.deleteProperty(subtle, name)
  }
}
