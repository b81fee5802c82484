/**
 * Uploads and images of complaints: what is accepted and rejected, from the real client and from raw requests, in
 * process and over HTTP.
 */
import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { ComplaintImage, MerchantMedia } from "@effect-wechatpay/media"
import { Faults, Media, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Chunk, Effect, Layer, Stream } from "effect"
import { fronts, lastCall, seconds } from "./fronts.js"
import { signed } from "./RawRequest.js"

/** Bytes that begin as those of a file of that kind do. */
const bytesOf = (beginning: string, length: number) => {
  const bytes = new Uint8Array(length).map((_, index) => index % 251)
  bytes.set(Buffer.from(beginning, "hex"))
  return bytes
}
const content = bytesOf("89504e470d0a1a0a", 100_000)
const clip = bytesOf("0000001866747970", 100_000)
const file = { filename: "shop sign.png", content }
const { mchid } = Samples

const { act } = Simulator

const kept = (media_id: string) => Effect.map(act(State.rows(Media.files)), (rows) => rows.get(media_id))

const target = "/v3/merchant/media/upload"
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

interface Form {
  readonly meta?: unknown
  readonly filename?: string
  readonly bytes?: Uint8Array
}

/** A body as another client writes it. */
const bodyOf = ({ bytes, filename = "a.png", meta }: Form): Buffer =>
  Buffer.concat([
    Buffer.from(
      meta === undefined
        ? ""
        : `--b\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(meta)}\r\n`
    ),
    ...(bytes === undefined
      ? []
      : [
          Buffer.from(
            `--b\r\nContent-Disposition: form-data; name="file"; filename="${filename}"\r\nContent-Type: image/png\r\n\r\n`
          ),
          Buffer.from(bytes),
          Buffer.from("\r\n")
        ]),
    Buffer.from("--b--\r\n")
  ])

for (const front of fronts) {
  const layer = Simulator.layerClient().pipe(
    Layer.provideMerge(front.layer({ merchants: [{ mchid }, { mchid: "1900000001" }] }))
  )

  /** Sends a form that is signed as `signedText` says: by default over `meta`. */
  const sent = (form: Form, signedText = form.meta === undefined ? "" : JSON.stringify(form.meta)) =>
    Effect.gen(function* () {
      const { merchant } = yield* Simulator.Simulator
      const raw = signed(merchant, { target, body: signedText }, { timestamp: yield* seconds })
      const response = yield* front.send({
        ...raw,
        body: bodyOf(form),
        headers: { ...raw.headers, "content-type": "multipart/form-data; boundary=b" }
      })
      return { status: response.status, ...JSON.parse(response.body.toString()) } as {
        readonly status: number
        readonly code?: string
        readonly media_id?: string
        readonly detail?: { readonly field?: string }
      }
    })

  describe(`media, ${front.name}`, () => {
    it.layer(layer)((it) => {
      it.effect("an upload is stored and gets a new id each time", () =>
        Effect.gen(function* () {
          const first = yield* MerchantMedia.uploadImage(file)
          assert.deepInclude(yield* lastCall, { signature: "valid", status: 200 })
          const second = yield* MerchantMedia.uploadImage(file)
          assert.notStrictEqual(first.media_id, second.media_id)
          const medium = yield* kept(first.media_id)
          assert.deepInclude(medium, { mchid, kind: "merchant", filename: file.filename })
          assert.isTrue(Buffer.from(content).equals(medium?.content ?? new Uint8Array()))
          const video = yield* MerchantMedia.uploadVideo({ filename: "clip.mp4", content: clip })
          assert.strictEqual((yield* kept(video.media_id))?.filename, "clip.mp4")
        })
      )

      it.effect(
        "an image upload that is not an image, and a video upload that is an image, are rejected",
        () =>
          Effect.gen(function* () {
            for (const upload of [
              MerchantMedia.uploadImage({ filename: "a.png", content: clip }),
              ComplaintImage.upload({ filename: "a.png", content: clip }),
              MerchantMedia.uploadVideo({ filename: "a.mp4", content })
            ]) {
              const error = yield* Effect.flip(Effect.asVoid(upload))
              assert.deepInclude(error, { status: 400, code: "PARAM_ERROR" })
            }
            for (const beginning of ["ffd8ff", "424d", "25504446"]) {
              yield* MerchantMedia.uploadImage({ filename: "a.png", content: bytesOf(beginning, 9) })
            }
          })
      )

      it.effect("a file of the largest allowed length is accepted", () =>
        Effect.gen(function* () {
          const { media_id } = yield* MerchantMedia.uploadImage({
            filename: "great.jpg",
            content: bytesOf("ffd8ff", 5 * 1024 ** 2)
          })
          assert.lengthOf((yield* kept(media_id))?.content ?? [], 5 * 1024 ** 2)
          const pdf = yield* MerchantMedia.uploadImage({
            filename: "great.pdf",
            content: bytesOf("25504446", 7.5 * 1024 ** 2)
          })
          assert.lengthOf((yield* kept(pdf.media_id))?.content ?? [], 7.5 * 1024 ** 2)
          const small = bytesOf("ffd8ff", 3)
          yield* MerchantMedia.uploadImage({ filename: "photo.jpeg", content: small })
          for (const [filename, mebibytes] of [
            ["great.jpg", 5],
            ["great.pdf", 7.5]
          ] as const) {
            const content = new Uint8Array(mebibytes * 1024 ** 2 + 1)
            const error = yield* Effect.flip(MerchantMedia.uploadImage({ filename, content }))
            assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidInput")
            assert.include(error.message, `${mebibytes} MiB`)
          }
        })
      )

      it.effect("an image of a complaint is downloaded by its merchant", () =>
        Effect.gen(function* () {
          const { baseUrl } = yield* Simulator.Simulator
          const uploaded = yield* ComplaintImage.upload(file)
          const received = yield* act(Media.addComplaintImage(mchid, file))
          const fetched = (media_id: string) =>
            Stream.runCollect(
              ComplaintImage.download({
                download_url: `${baseUrl}/v3/merchant-service/images/${media_id}`
              })
            )
          for (const media_id of [uploaded.media_id, received]) {
            const bytes = Buffer.concat(Chunk.toReadonlyArray(yield* fetched(media_id)))
            assert.isTrue(bytes.equals(content))
          }
          const { media_id: other } = yield* MerchantMedia.uploadImage(file)
          for (const [media_id, mchid] of [
            ["unknown", undefined],
            [other, undefined],
            [received, "1900000001"]
          ] as const) {
            const client = Simulator.layerClient(mchid === undefined ? {} : { mchid })
            const error = yield* Effect.flip(Effect.asVoid(Effect.provide(fetched(media_id), client)))
            assert.deepInclude(error, { status: 400, code: "INVALID_REQUEST" })
          }
        })
      )

      it.effect("only the meta part of an upload is signed", () =>
        Effect.gen(function* () {
          const meta = { filename: "a.png", sha256: sha256(content) }
          assert.strictEqual((yield* sent({ meta, bytes: content })).status, 200)
          const whole = bodyOf({ meta, bytes: content }).toString("latin1")
          assert.strictEqual((yield* sent({ meta, bytes: content }, whole)).code, "SIGN_ERROR")
          assert.strictEqual((yield* sent({ meta, bytes: content }, "")).code, "SIGN_ERROR")
        })
      )

      it.effect("a missing or wrong part of an upload is named", () =>
        Effect.gen(function* () {
          const meta = { filename: "a.png", sha256: sha256(content) }
          const large = new Uint8Array(5 * 1024 ** 2 + 1)
          const other = sha256(new Uint8Array(1))
          for (const [form, field] of [
            [{ bytes: content }, "/meta"],
            [{ meta }, "/file"],
            [{ meta: { ...meta, sha256: other }, bytes: content }, "/meta/sha256"],
            [{ meta: { filename: "a.png" }, bytes: content }, "/meta/sha256"],
            [{ meta, bytes: content, filename: "b.png" }, "/meta/filename"],
            [{ meta: { ...meta, filename: "a.gif" }, bytes: content, filename: "a.gif" }, "/filename"],
            [{ meta: { ...meta, extra: 1 }, bytes: content }, "/extra"],
            [{ meta: { ...meta, sha256: sha256(large) }, bytes: large }, "/file"],
            [{ meta: [], bytes: content }, ""]
          ] as const) {
            const response = yield* sent(form)
            assert.deepInclude(response, { status: 400, code: "PARAM_ERROR" }, JSON.stringify(form.meta))
            assert.strictEqual(response.detail?.field, field)
          }
        })
      )

      it.effect("an upload must be multipart, and other calls must not", () =>
        Effect.gen(function* () {
          const { merchant } = yield* Simulator.Simulator
          const json = signed(merchant, { target, body: "{}" }, { timestamp: yield* seconds })
          assert.strictEqual((yield* front.send(json)).status, 415)
          const raw = signed(
            merchant,
            { target: "/v3/refund/domestic/refunds", body: "{}" },
            { timestamp: yield* seconds }
          )
          const form = {
            ...raw,
            body: bodyOf({ meta: {}, bytes: content }),
            headers: { ...raw.headers, "content-type": "multipart/form-data; boundary=b" }
          }
          assert.strictEqual((yield* front.send(form)).status, 415)
        })
      )

      it.effect("an upload response with a changed last byte does not verify", () =>
        Effect.gen(function* () {
          const { faults } = yield* Simulator.Simulator
          yield* faults.inject(Faults.corrupted)
          const error = yield* Effect.flip(Effect.asVoid(MerchantMedia.uploadImage(file)))
          assert(error._tag === "WechatPayError")
          assert.strictEqual(error.reason._tag, "SignatureInvalid")
        })
      )
    })
  })
}
