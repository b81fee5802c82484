/**
 * Images and videos: uploads of merchants, and images that users send with complaints.
 *
 * @since 1.0.0
 */
import { randomBytes } from "node:crypto"
import type { File as UploadedFile } from "@effect-wechatpay/core/Upload"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as ComplaintImage from "@effect-wechatpay/media/ComplaintImage"
import * as MerchantMedia from "@effect-wechatpay/media/MerchantMedia"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Domain from "../../Domain.js"
import * as SimulatedError from "../../SimulatedError.js"
import * as State from "../../State.js"

export const Medium = Schema.Struct({
  media_id: Schema.String,
  mchid: Schema.String,
  /** `complaint` images can be downloaded; `merchant` media are only referred to by other calls. */
  kind: Schema.Literal("merchant", "complaint"),
  filename: Schema.String,
  content: Schema.Uint8ArrayFromBase64
})

/**
 * An uploaded file.
 *
 * @since 1.0.0
 * @category models
 */
export interface Medium extends Schema.Schema.Type<typeof Medium> {}

/**
 * Every uploaded file, by its `media_id`.
 *
 * @since 1.0.0
 * @category tables
 */
export const files: State.Table<Medium> = State.table("media.files", Medium)

/** Stores a file. The same file gets a new id each time. */
const keep = Effect.fnUntraced(function* (medium: Omit<Medium, "media_id">) {
  const media_id = randomBytes(48).toString("base64url")
  ;(yield* State.rows(files)).set(media_id, { ...medium, media_id })
  return { media_id }
})

/**
 * A user sends an image with a complaint against a merchant. Returns its `media_id`; the merchant downloads it from
 * `/v3/merchant-service/images/{media_id}`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const addComplaintImage = (
  mchid: string,
  { content, filename }: UploadedFile
): Effect.Effect<string, never, State.State> =>
  Effect.map(keep({ mchid, kind: "complaint", filename, content }), ({ media_id }) => media_id)

/** The first bytes of image and PDF files. */
const imageBeginnings = ["ffd8ff", "89504e47", "424d", "25504446"]

const beginsAsImage = (content: Uint8Array): boolean => {
  const start = Buffer.from(content.subarray(0, 4)).toString("hex")
  return imageBeginnings.some((beginning) => start.startsWith(beginning))
}

/** WeChat Pay checks the first bytes. Those of videos are not documented: only images are rejected as videos. */
const uploaded =
  (kind: Medium["kind"], media: "image" | "video") =>
  ({ content, filename }: UploadedFile, { merchant }: Domain.Context) =>
    beginsAsImage(content) === (media === "image")
      ? keep({ mchid: merchant.mchid, kind, filename, content })
      : SimulatedError.paramError("文件内容与文件类型不符", {
          field: "/file",
          issue: `does not begin as ${media === "image" ? "an image (JPEG, PNG, BMP) or a PDF file" : "a video"}`,
          location: "body"
        })

const mediaTypes: Readonly<Record<string, string>> = {
  jpg: "image/jpeg",
  bmp: "image/bmp",
  png: "image/png"
}

const imageOf = Effect.fnUntraced(function* (
  { media_id }: { readonly media_id: string },
  { merchant }: Domain.Context
) {
  const medium = (yield* State.rows(files)).get(media_id)
  const owners = [merchant.mchid, ...merchant.subMchids]
  if (medium === undefined || medium.kind !== "complaint" || !owners.includes(medium.mchid)) {
    return yield* SimulatedError.invalidRequest("图片不存在")
  }
  const extension = medium.filename.slice(medium.filename.lastIndexOf(".") + 1).toLowerCase()
  return {
    content: Stream.make(medium.content),
    mediaType: mediaTypes[extension] ?? "application/octet-stream"
  }
})

/**
 * The domain.
 *
 * @since 1.0.0
 * @category domains
 */
export const media: Domain.Domain = Domain.make("media", {
  handlers: [
    Domain.handler(MerchantMedia.uploadImage, uploaded("merchant", "image")),
    Domain.handler(MerchantMedia.uploadVideo, uploaded("merchant", "video")),
    Domain.handler(ComplaintImage.upload, uploaded("complaint", "image")),
    Domain.file(ComplaintImage.download, { params: { media_id: Wire.text(512) } }, imageOf)
  ]
})
