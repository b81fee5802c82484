/**
 * The Chinese national algorithms (国密): SM2 signs and encrypts fields, SM4-GCM encrypts notifications and certificates.
 *
 * WeChat Pay enables them for individual merchants. Such a merchant has a certificate with its own SM2 key, and
 * WeChat Pay also signs with an SM2 key. Endpoints, notifications, retries and errors are the same.
 *
 * @since 1.0.0
 */
import type * as FileSystem from "@effect/platform/FileSystem"
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as CipherSuite from "@effect-wechatpay/core/CipherSuite"
import type * as Download from "@effect-wechatpay/core/Download"
import type * as Signer from "@effect-wechatpay/core/Signer"
import type * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import type * as ConfigError from "effect/ConfigError"
import type * as Layer from "effect/Layer"
import * as digests from "./internal/digest.js"
import { importPrivateKey, importPublicKey } from "./internal/keys.js"
import { sm4Gcm as decrypter, sm4File } from "./internal/sm4.js"

/**
 * `WECHATPAY2-SM2-WITH-SM3`: SM2 with SM3 and the user id `1234567812345678`, and `AEAD_SM4_GCM`, whose key is the
 * first 16 bytes of the SM3 digest of the APIv3 key.
 *
 * Private keys are read from `BEGIN PRIVATE KEY` (PKCS#8) or `BEGIN EC PRIVATE KEY`, keys of WeChat Pay from
 * `BEGIN PUBLIC KEY` or `BEGIN CERTIFICATE`. An RSA key or a key of another curve fails with `InvalidOptions`.
 *
 * ```ts
 * const signer = Signer.layer({ mchid, serialNo, privateKey, cipherSuite: Shangmi.cipherSuite })
 * const verifier = Verifier.layerPublicKey({ keys: [{ id, publicKey }], cipherSuite: Shangmi.cipherSuite })
 * const certificates = Certificates.layer({ apiV3Key, cipherSuite: Shangmi.cipherSuite })
 * ```
 *
 * A signature takes about half a millisecond on the calling thread, and so does a verification: no runtime provides
 * SM2 on another thread.
 *
 * @see https://github.com/wechatpay-apiv3/wechatpay-java/tree/main/shangmi
 * @since 1.0.0
 * @category cipher suites
 */
export const cipherSuite: CipherSuite.CipherSuite = {
  scheme: "WECHATPAY2-SM2-WITH-SM3",
  importPrivateKey,
  importPublicKey,
  decrypter,
  certificates: "SM2"
}

/**
 * Decrypts files of `SM4_GCM`, such as a sub-merchant's fund flow bill: `SubMerchantFundFlowBill.read(parts, { cipher:
 * Shangmi.fileCipher })`. Keys have 16 characters. Decryption runs on the calling thread.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4014314390
 * @since 1.0.0
 * @category constants
 */
export const fileCipher: Download.FileCipher = sm4File

/**
 * A client, with its `Signer` and `Verifier`, from the variables of `WechatPayClient.layerConfig` with SM2 keys. A
 * missing or malformed variable is an error that names the variable, never its value.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerConfig = (
  options: Omit<WechatPayClient.ConfigOptions, "cipherSuite"> = {}
): Layer.Layer<
  WechatPayClient.WechatPayClient | Signer.Signer | Verifier.Verifier,
  ConfigError.ConfigError,
  HttpClient.HttpClient | FileSystem.FileSystem
> => WechatPayClient.layerConfig({ ...options, cipherSuite })

/**
 * The SM3 digest of bytes, 32 bytes long.
 *
 * @since 1.0.0
 * @category digests
 */
export const sm3: (content: Uint8Array) => Uint8Array<ArrayBuffer> = digests.sm3
