/**
 * Files in requests. They are sent as `multipart/form-data` with a part `meta` that describes the file; only that
 * part is signed.
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"
import type { AnySchema } from "./Endpoint.js"
import { annotate, limitsOf } from "./internal/codec/uploadAnnotation.js"

/**
 * The limits of a file.
 *
 * @since 1.0.0
 * @category models
 */
export interface Limits {
  /** Media type by extension, in lower case: `{ png: "image/png" }`. */
  readonly mediaTypes: Readonly<Record<string, string>>
  /** Longest file, in bytes. */
  readonly maxBytes: number
  /** Longest file of an extension that differs from `maxBytes`, in bytes: `{ pdf: 7_864_320 }`. */
  readonly maxBytesOf?: Readonly<Record<string, number>>
  /** Longest file name, in characters. Default: 128. */
  readonly maxNameLength?: number
}

/**
 * A file to upload.
 *
 * @since 1.0.0
 * @category models
 */
export interface File {
  /** ASCII, with an extension that matches the content; without `"`, `\`, `/` and control characters. */
  readonly filename: string
  /** The bytes of the file. Its SHA-256 is computed and sent. */
  readonly content: Uint8Array
}

const extensionOf = (filename: string): string => filename.slice(filename.lastIndexOf(".") + 1).toLowerCase()

const mebibyte = 1024 * 1024

const sizeOf = (bytes: number): string =>
  bytes % (mebibyte / 2) === 0 ? `${bytes / mebibyte} MiB` : `${bytes} bytes`

/**
 * The longest file of this name, in bytes.
 *
 * @since 1.0.0
 * @category accessors
 */
export const maxBytes = (limits: Limits, filename: string): number =>
  limits.maxBytesOf?.[extensionOf(filename)] ?? limits.maxBytes

const filename = ({ maxNameLength = 128, mediaTypes }: Limits): Schema.Schema<string> => {
  const extensions = Object.keys(mediaTypes)
  return Schema.String.pipe(
    Schema.filter(
      (name) =>
        name.length <= maxNameLength &&
        /^[\x20-\x7e]+$/.test(name) &&
        !/["\\/]/.test(name) &&
        name.lastIndexOf(".") > 0 &&
        Object.hasOwn(mediaTypes, extensionOf(name)),
      {
        description: `an ASCII file name of at most ${maxNameLength} characters that ends with ${extensions.map((extension) => `.${extension}`).join(", ")}`,
        jsonSchema: { maxLength: maxNameLength },
        arbitrary: () => (fc) =>
          fc
            .tuple(fc.stringMatching(/^[0-9A-Za-z_ -]{1,24}$/), fc.constantFrom(...extensions))
            .map(([name, extension]) => `${name}.${extension}`)
      }
    )
  )
}

const content = (longest: number): Schema.Schema<Uint8Array> =>
  Schema.Uint8ArrayFromSelf.pipe(
    Schema.filter((bytes) => bytes.length > 0 && bytes.length <= longest, {
      description: `the bytes of a file, 1 byte to ${sizeOf(longest)}`,
      jsonSchema: { type: "string", format: "binary" },
      arbitrary: () => (fc) => fc.uint8Array({ minLength: 1, maxLength: 64 })
    })
  )

/**
 * The payload of an endpoint that takes a file. Other members are sent in `meta`, beside `filename` and `sha256`.
 *
 * ```ts
 * export const uploadImage = Endpoint.make("media.image.upload", {
 *   method: "POST",
 *   path: "/v3/merchant/media/upload",
 *   payload: Upload.file({ mediaTypes: { png: "image/png" }, maxBytes: 2 * 1024 * 1024 }),
 *   success: { media_id: Schema.String }
 * })
 * // uploadImage({ filename: "shop.png", content: bytes })
 * ```
 *
 * Name, extension and size are checked before anything is sent.
 *
 * @since 1.0.0
 * @category constructors
 */
export const file = <const Fields extends Schema.Struct.Fields = {}>(
  limits: Limits,
  meta?: Fields
): Schema.Schema<File & Schema.Struct.Type<Fields>, unknown> => {
  const longest = Math.max(limits.maxBytes, ...Object.values(limits.maxBytesOf ?? {}))
  const fields = Schema.Struct({ filename: filename(limits), content: content(longest), ...meta })
  if (limits.maxBytesOf === undefined) return annotate(fields as never, limits) as never
  const bySize = (fields as unknown as Schema.Schema<File>).pipe(
    Schema.filter((file): Schema.FilterIssue | undefined => {
      const most = maxBytes(limits, file.filename)
      return file.content.length <= most
        ? undefined
        : { path: ["content"], message: `expected at most ${sizeOf(most)} for a file of this extension` }
    })
  )
  return annotate(bySize as never, limits) as never
}

/**
 * The limits of a payload's file; `undefined` for a JSON payload.
 *
 * @since 1.0.0
 * @category accessors
 */
export const limits: (payload: AnySchema) => Limits | undefined = limitsOf

/**
 * The media type for a file name.
 *
 * @since 1.0.0
 * @category accessors
 */
export const mediaType = ({ mediaTypes }: Limits, filename: string): string | undefined =>
  mediaTypes[extensionOf(filename)]
