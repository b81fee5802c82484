/**
 * Files that WeChat Pay hands out: bills, images, receipts. Their answers are not signed; what protects them is a hash
 * that came in a signed response before.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import type * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import type * as ApiError from "./ApiError.js"
import type { FailureOf } from "./Endpoint.js"
import { checkHash, checkSize, hashIssues } from "./internal/download/checkFile.js"
import { decryptFile, encryptionIssues } from "./internal/download/decryptFile.js"
import { unzip } from "./internal/download/gunzip.js"
import type { Pull } from "./internal/download/pull.js"
import type { FilePath } from "./internal/download/unsignedPaths.js"
import { WechatPayClient } from "./WechatPayClient.js"
import type { Issue, Reason, WechatPayError } from "./WechatPayError.js"

/**
 * @since 1.0.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@effect-wechatpay/core/Download")

/**
 * @since 1.0.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * The paths that WeChat Pay does not sign. There is no way to add one: a response of any other path is verified.
 *
 * @since 1.0.0
 * @category models
 */
export type Path = FilePath

/**
 * @since 1.0.0
 * @category models
 */
export interface File {
  /** As WeChat Pay gave it out; it is valid for 30 seconds to 5 minutes. It holds a token: do not log it. */
  readonly download_url: string
}

/**
 * @since 1.0.0
 * @category models
 */
export interface HashedFile extends File {
  /** `SHA1` for bills, `SHA256` or `SM3` for receipts of transfers; `SHA512` is understood too. */
  readonly hash_type: string
  /** Hexadecimal hash of the whole file, decrypted and unzipped. */
  readonly hash_value: string
  /** Key of an encrypted file (AES-256-GCM): 32 characters, decrypted with the merchant's private key. */
  readonly encrypt_key?: Redacted.Redacted | undefined
  /** Nonce of an encrypted file. */
  readonly nonce?: string | undefined
}

/**
 * @since 1.0.0
 * @category models
 */
export interface ReadOptions {
  /**
   * Longest file that is accepted, in bytes, unzipped. Memory does not depend on it. Default: 20 GiB, as WeChat Pay
   * splits its files at about 16 GB.
   */
  readonly maxBytes?: number
  /**
   * Longest encrypted file that is accepted, in bytes. It is held in memory, because nothing of it can be trusted before
   * its last byte. Default: 64 MiB.
   */
  readonly maxEncryptedBytes?: number
}

/**
 * What an interpreter (client, simulator, conformance test) reads.
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
  /** Whether the file comes with a hash; without one nothing tells whether it is whole. */
  readonly hashed: boolean
  /** Whether the file may come as gzip, and is unzipped then. */
  readonly zipped: boolean
  readonly errors: ReadonlyArray<ApiError.AnyClass>
}

/**
 * A kind of file: call it with an address that WeChat Pay gave out, or read its description.
 *
 * @since 1.0.0
 * @category models
 */
export interface Download<in F extends File, out Failure> extends Description {
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
 * @since 1.0.0
 * @category models
 */
export interface Options {
  readonly path: Path
  /** Whether the address comes with a hash. Default: true. */
  readonly hashed?: boolean
  /** Whether the file may come as gzip (`tar_type=GZIP`), and is unzipped then. Default: false. */
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
 * What the client is asked for.
 *
 * @since 1.0.0
 * @category models
 */
export interface Request extends File {
  /** What is wrong beside the address: the download is refused before anything is sent. */
  readonly issues: ReadonlyArray<Issue>
}

/**
 * A file whose first byte is awaited.
 *
 * @since 1.0.0
 * @category models
 */
export interface Response {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The next bytes as they come over the network; `None` where they end. */
  readonly pull: Pull<ApiError.Any | WechatPayError>
  /** Hexadecimal SHA-1 of the bytes, where WeChat Pay signed it. */
  readonly signedSha1: string | undefined
  /** Fails the download for a reason that is found on the way. */
  readonly fail: (reason: Reason) => Effect.Effect<never, WechatPayError>
}

/**
 * @since 1.0.0
 * @category guards
 */
export const isDownload = (u: unknown): u is Any => Predicate.isFunction(u) && TypeId in u

const defaultMaxBytes = 20 * 1024 ** 3
const defaultMaxEncryptedBytes = 64 * 1024 ** 2

/**
 * Describes a kind of file. The result is called with an address and gives the file's bytes.
 *
 * ```ts
 * export const download = Download.make("bill.download", {
 *   path: "/v3/billdownload/file",
 *   zipped: true,
 *   errors: BillError.all
 * })
 * ```
 *
 * The address must be of a host of WeChat Pay and of `path`; else it is refused before anything is sent, as a token and a
 * signature go there. It is signed as it stands and sent to the client's own host, or to
 * one of the address's region where that is another.
 *
 * The stream needs little memory however long the file is, and ends well only if the whole file arrived and has its hash:
 * handle the bytes as they come, and discard what came of them when the stream fails. Stopping early closes the
 * connection. Opening is retried like a call; the `Timeout` of a call limits opening and each pause in between.
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
  const call = (file: Partial<HashedFile>, read: ReadOptions = {}) =>
    Stream.unwrap(
      Effect.map(WechatPayClient, (client) =>
        client.download(
          description,
          {
            download_url: file.download_url ?? "",
            issues: description.hashed ? [...hashIssues(file), ...encryptionIssues(file)] : []
          },
          (opened) =>
            Effect.gen(function* () {
              const arrived = yield* decryptFile(
                file,
                opened,
                read.maxEncryptedBytes ?? defaultMaxEncryptedBytes
              )
              const signed =
                opened.signedSha1 === undefined
                  ? arrived
                  : checkHash(arrived, opened, { hash_type: "SHA1", hash_value: opened.signedSha1 })
              const unzipped = yield* unzip(signed, opened, description.zipped)
              const limited = checkSize(unzipped, opened, read.maxBytes ?? defaultMaxBytes)
              return description.hashed ? checkHash(limited, opened, file) : limited
            })
        )
      )
    )
  return Object.assign(call, description) as never
}
