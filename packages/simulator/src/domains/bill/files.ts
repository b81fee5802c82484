/** Bills and receipts as files: their addresses and their download. */
import { createCipheriv, createHash, randomBytes } from "node:crypto"
import { gzipSync } from "node:zlib"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { sm4 } from "sm-crypto-v2"
import type { Context, File } from "../../Domain.js"
import { invalidRequest, noAuth } from "../../SimulatedError.js"
import * as State from "../../State.js"

const BillFile = Schema.Struct({
  mchid: Schema.String,
  text: Schema.String,
  zipped: Schema.Boolean,
  /** The key has 32 characters, for SM4 16; the nonce 12. */
  encryption: Schema.optional(
    Schema.Struct({
      key: Schema.String,
      nonce: Schema.String,
      algorithm: Schema.optional(Schema.Literal("AEAD_AES_256_GCM", "SM4_GCM"))
    })
  ),
  /** The path of its address. Absent: the path of bills. */
  path: Schema.optional(Schema.String),
  /** Unix time in milliseconds. */
  expires_at: Schema.Number
})
type BillFile = typeof BillFile.Type

export const files = State.table("bill.files", BillFile)

const validity = Duration.toMillis("5 minutes")

/** Where files of a kind are, how long an address of them is valid (in milliseconds), and how they are hashed. */
export interface Place {
  readonly path: string
  readonly validity: number
  readonly hash: "SHA1" | "SHA256" | "SM3"
}

const bills = { path: "/v3/billdownload/file", validity, hash: "SHA1" } satisfies Place

/** The address of a file, of a bill unless another place is given. Each application gets its own address. */
export const linkTo = Effect.fnUntraced(function* (
  text: string,
  { merchant, now, origin }: Pick<Context, "merchant" | "now" | "origin">,
  file: Pick<BillFile, "zipped" | "encryption">,
  place: Place = bills
) {
  const token = randomBytes(24).toString("base64url")
  const { mchid } = merchant
  ;(yield* State.rows(files)).set(token, {
    ...file,
    mchid,
    text,
    path: place.path,
    expires_at: now + place.validity
  })
  const tartype = file.zipped ? "&tartype=gzip" : ""
  return {
    hash_type: place.hash,
    hash_value: createHash(place.hash.toLowerCase()).update(text).digest("hex"),
    download_url: `${origin}${place.path}?token=${token}${tartype}`
  }
})

/** Like `linkTo`, for an encrypted file, with its key. */
export const encryptedLinkTo = Effect.fnUntraced(function* (
  text: string,
  context: Context,
  zipped: boolean,
  algorithm: "AEAD_AES_256_GCM" | "SM4_GCM"
) {
  const key = randomBytes(algorithm === "SM4_GCM" ? 8 : 16).toString("hex")
  const encryption = { key, nonce: randomBytes(6).toString("hex"), algorithm }
  const link = yield* linkTo(text, context, { zipped, encryption })
  return { ...link, encrypt_key: Redacted.make(encryption.key), nonce: encryption.nonce }
})

const encrypted = (
  bytes: Uint8Array,
  { algorithm, key, nonce }: NonNullable<BillFile["encryption"]>
): Uint8Array => {
  if (algorithm === "SM4_GCM") {
    const { output, tag } = sm4.encrypt(bytes, Buffer.from(key), {
      mode: "gcm",
      iv: Buffer.from(nonce),
      associatedData: new Uint8Array(),
      output: "array",
      outputTag: true
    })
    return Buffer.concat([output, tag as Uint8Array])
  }
  const cipher = createCipheriv("aes-256-gcm", key, nonce)
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
}

const pieceBytes = 64 * 1024

const pieces = function* (bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

const contentOf = ({ encryption, text, zipped }: BillFile): Uint8Array => {
  const plain = Buffer.from(text)
  const packed = zipped ? gzipSync(plain) : plain
  return encryption === undefined ? packed : encrypted(packed, encryption)
}

const mediaTypeOf = ({ encryption, text, zipped }: BillFile): string => {
  if (zipped || encryption !== undefined) return "application/octet-stream"
  return text.startsWith("%PDF") ? "application/pdf" : "text/plain"
}

/** Opens a file of a path. */
export const openAt = (path: string) =>
  Effect.fnUntraced(function* (
    { tartype, token }: { readonly token: string; readonly tartype?: "gzip" | undefined },
    { merchant, now }: Context
  ) {
    const file = (yield* State.rows(files)).get(token)
    const isHere = file !== undefined && (file.path ?? bills.path) === path
    if (!isHere || now > file.expires_at || file.zipped !== (tartype === "gzip")) {
      return yield* invalidRequest("下载链接无效或已过期，请重新申请")
    }
    if (file.mchid !== merchant.mchid) return yield* noAuth("申请文件的商户号与下载文件的商户号不一致")
    return {
      content: Stream.suspend(() => Stream.fromIterable(pieces(contentOf(file)))),
      mediaType: mediaTypeOf(file)
    } satisfies File as File
  })

export const open = openAt(bills.path)
