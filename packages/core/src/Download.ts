/**
 * Files that WeChat Pay serves: bills, images, receipts. Their responses are not signed; they are protected by a hash
 * from an earlier signed response.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Pipeable from "effect/Pipeable"
import * as Predicate from "effect/Predicate"
import type * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type * as ApiError from "./ApiError.js"
import type { FailureOf } from "./Endpoint.js"
import { checkHash, checkSize, hashIssues } from "./internal/download/checkFile.js"
import { aesFileCipher, decryptFile, encryptionIssues } from "./internal/download/decryptFile.js"
import { unzip } from "./internal/download/gunzip.js"
import type { Pull } from "./internal/download/pull.js"
import type { FilePath } from "./internal/download/unsignedPaths.js"
import { WechatPayClient } from "./WechatPayClient.js"
import type { Issue, Reason, WechatPayError } from "./WechatPayError.js"

/**
 * Identifies values of this module at run time.
 *
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/Download")

/**
 * The type of {@link TypeId}.
 *
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * The paths whose responses WeChat Pay does not sign. The list cannot be extended: responses of all other paths are
 * verified.
 *
 * @since 1.0.0
 * @category models
 */
export type Path = FilePath

/**
 * A file to download.
 *
 * @since 1.0.0
 * @category models
 */
export interface File {
  /** The URL as WeChat Pay returned it, valid for 30 seconds to 5 minutes. It contains a token: do not log it. */
  readonly download_url: string
}

/**
 * A file to download, with its hash and, if it is encrypted, its key.
 *
 * @since 1.0.0
 * @category models
 */
export interface HashedFile extends File {
  /** `SHA1` for bills, `SHA256` or `SM3` for receipts of transfers; `SHA512` is supported too. */
  readonly hash_type: string
  /** Hexadecimal hash of the whole file, decrypted and unzipped. */
  readonly hash_value: string
  /**
   * Key of an encrypted file, decrypted with the merchant's private key: 32 characters for AES-256-GCM, 16 for SM4-GCM.
   */
  readonly encrypt_key?: Redacted.Redacted | undefined
  /** Nonce of an encrypted file. */
  readonly nonce?: string | undefined
}

/**
 * Options of a download.
 *
 * @since 1.0.0
 * @category models
 */
export interface ReadOptions {
  /**
   * The largest accepted file, in bytes, unzipped. Memory use does not depend on it. Default: 20 GiB, because WeChat
   * Pay splits its files at about 16 GB.
   */
  readonly maxBytes?: number
  /**
   * The largest accepted encrypted file, in bytes. It is held in memory, because no byte can be trusted before the
   * last one has arrived. Default: 64 MiB.
   */
  readonly maxEncryptedBytes?: number
  /** What an encrypted file is decrypted with. Default: {@link aes256Gcm}. For `SM4_GCM`: `Shangmi.fileCipher`. */
  readonly cipher?: FileCipher
}

/**
 * Decrypts encrypted files.
 *
 * @since 1.0.0
 * @category models
 */
export interface FileCipher {
  /** The length of its keys in bytes. */
  readonly keyBytes: number
  /**
   * `None` if key, tag and nonce do not match. The bytes are followed by their tag of 16 bytes; there is no associated
   * data.
   */
  readonly decrypt: (
    key: Uint8Array<ArrayBuffer>,
    nonce: Uint8Array<ArrayBuffer>,
    bytes: Uint8Array<ArrayBuffer>
  ) => Effect.Effect<Option.Option<Uint8Array>>
}

/**
 * AES-256-GCM by WebCrypto. A `CryptoProvider` is not used, because its AES may be synchronous, and a file may have 64
 * MiB.
 *
 * @since 1.0.0
 * @category constants
 */
export const aes256Gcm: FileCipher = aesFileCipher

/**
 * The description that an interpreter (client, simulator, conformance test) reads.
 *
 * @since 1.0.0
 * @category models
 */
export interface Description {
  readonly [TypeId]: TypeId
  /** Names the download in spans, errors and metrics, such as `bill.download`. */
  readonly id: string
  readonly method: "GET"
  readonly path: Path
  /** Whether the file comes with a hash. Without one a truncated file cannot be detected. */
  readonly hashed: boolean
  /** Whether the file may be gzip, which is then unzipped. */
  readonly zipped: boolean
  readonly errors: ReadonlyArray<ApiError.AnyClass>
}

/**
 * A kind of file: call it with a URL that WeChat Pay returned, or read its description.
 *
 * @since 1.0.0
 * @category models
 */
export interface Download<in F extends File, out Failure> extends Description, Pipeable.Pipeable {
  (
    file: F,
    options?: ReadOptions
  ): Stream.Stream<Uint8Array, Failure | ApiError.ApiError | WechatPayError, WechatPayClient>
}

/**
 * Any download.
 *
 * @since 1.0.0
 * @category models
 */
export type Any = Download<never, unknown>

/**
 * Description of a download.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  readonly path: Path
  /** Whether the URL comes with a hash. Default: true. */
  readonly hashed?: boolean
  /** Whether the file may be gzip (`tar_type=GZIP`), which is then unzipped. Default: false. */
  readonly zipped?: boolean
  /** Classes of the business errors that the download documents. */
  readonly errors?: ReadonlyArray<ApiError.AnyClass>
}

/**
 * The file that a download of `O` is called with.
 *
 * @since 1.0.0
 * @category type utils
 */
export type FileOf<O> = O extends { readonly hashed: false } ? File : HashedFile

/**
 * A download as the client gets it.
 *
 * @since 1.0.0
 * @category models
 */
export interface Request extends File {
  /** Problems beside the URL. If there are any, the download is rejected before anything is sent. */
  readonly issues: ReadonlyArray<Issue>
}

/**
 * A download whose response headers have arrived.
 *
 * @since 1.0.0
 * @category models
 */
export interface Response {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The next bytes from the network; `None` at the end. */
  readonly pull: Pull<ApiError.Any | WechatPayError>
  /** Hexadecimal SHA-1 of the bytes, if WeChat Pay signed it. */
  readonly signedSha1: string | undefined
  /** Fails the download with a reason that is found while reading. */
  readonly fail: (reason: Reason) => Effect.Effect<never, WechatPayError>
}

/**
 * Whether a value is a download.
 *
 * @since 1.0.0
 * @category guards
 */
export const isDownload = (u: unknown): u is Any => Predicate.isFunction(u) && TypeId in u

const defaultMaxBytes = 20 * 1024 ** 3
const defaultMaxEncryptedBytes = 64 * 1024 ** 2

/**
 * Describes a kind of file. The result is a function from a URL to the bytes of the file.
 *
 * ```ts
 * export const download = Download.make("bill.download", {
 *   path: "/v3/billdownload/file",
 *   zipped: true,
 *   errors: BillError.all
 * })
 * ```
 *
 * The URL must have a host of WeChat Pay and the given `path`; otherwise it is rejected before anything is sent,
 * because the request carries a token and a signature. The URL is signed unchanged and sent to the host of the
 * client, or to a host of the URL's region if that is another region.
 *
 * The stream needs little memory for any file size. It succeeds only if the whole file arrived and matches its hash:
 * process the bytes as they arrive, and discard the result if the stream fails. Ending the stream early closes the
 * connection. Opening is retried like a call. The `Timeout` of a call limits opening and each wait for the next
 * bytes.
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = <const O extends Options>(id: string, options: O): Download<FileOf<O>, FailureOf<O>> => {
  const given: Options = options
  const description: Description = {
    [TypeId]: TypeId,
    id,
    method: "GET",
    path: given.path,
    hashed: given.hashed ?? true,
    zipped: given.zipped ?? false,
    errors: given.errors ?? []
  }
  const call = (file: Partial<HashedFile>, read: ReadOptions = {}) => {
    const cipher = read.cipher ?? aes256Gcm
    return Stream.unwrap(
      Effect.map(WechatPayClient, (client) =>
        client.download(
          description,
          {
            download_url: file.download_url ?? "",
            issues: description.hashed ? [...hashIssues(file), ...encryptionIssues(file, cipher)] : []
          },
          (opened) =>
            Effect.gen(function* () {
              const arrived = yield* decryptFile(
                file,
                opened,
                cipher,
                read.maxEncryptedBytes ?? defaultMaxEncryptedBytes
              )
              const signed =
                opened.signedSha1 === undefined
                  ? arrived
                  : checkHash(arrived, opened, { hash_type: "SHA1", hash_value: opened.signedSha1 })
              const unzipped = yield* unzip(signed, opened, description.zipped)
              const limited = checkSize(unzipped, opened, read.maxBytes ?? defaultMaxBytes)
              // A pull, which the stream runs for each chunk.
              // @effect-diagnostics-next-line returnEffectInGen:off
              return description.hashed ? checkHash(limited, opened, file) : limited
            })
        )
      )
    )
  }
  return Object.assign(call, Pipeable.Prototype, description) as never
}
