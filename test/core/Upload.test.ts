import { createHash } from "node:crypto"
import type { ServerResponse } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { ApiError, CommonError, Endpoint, Nonce, Upload, WechatPayError, Wire } from "@effect-wechatpay/core"
import { Arbitrary, Effect, FastCheck, Schema } from "effect"
import { clientOf, isSigned, type Received, serve, transports } from "../support/fileServer.js"
import { sign } from "../support/scripted.js"

const upload = Endpoint.make("test.upload", {
  method: "POST",
  path: "/v3/test/upload",
  payload: Upload.file({ mediaTypes: { jpg: "image/jpeg", png: "image/png" }, maxBytes: 2 * 1024 * 1024 }),
  success: { media_id: Schema.String },
  errors: CommonError.all
})

const described = Endpoint.make("test.described", {
  method: "POST",
  path: "/v3/test/described",
  payload: Upload.file(
    { mediaTypes: { mp4: "video/mp4" }, maxBytes: 100, maxNameLength: 20 },
    { bucket_name: Wire.text(10), note: Schema.optional(Schema.String) }
  ),
  success: { media_id: Schema.String }
})

const content = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256)

const accept = (_: Received, response: ServerResponse) => {
  const body = JSON.stringify({ media_id: "H1ihR9JUtVj-J7CJqBUY5ZOrG_Je75H-rKhTG7FUmg9sxNTbRN54dfiUnnhg" })
  response.writeHead(200, sign(body, Math.floor(Date.now() / 1000))).end(body)
}

/** The parts of a body, taken apart by the runtime's own parser. */
const partsOf = async ({ body, headers }: Received) => {
  const form = await new Response(new Uint8Array(body), {
    headers: { "content-type": headers["content-type"] ?? "" }
  }).formData()
  const file = form.get("file")
  assert(file instanceof File)
  const meta = form.get("meta")
  return {
    names: [...form.keys()],
    meta: typeof meta === "string" ? meta : await (meta as unknown as File).text(),
    file: { name: file.name, type: file.type, bytes: Buffer.from(await file.arrayBuffer()) }
  }
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

const issuesOf = <I, A, F>(endpoint: Endpoint.Endpoint<I, A, F>, input: unknown) =>
  Effect.gen(function* () {
    const { origin, received } = yield* serve(accept)
    const error = yield* endpoint(input as I).pipe(Effect.provide(clientOf(origin)), Effect.flip)
    assert(error instanceof WechatPayError.WechatPayError)
    assert.strictEqual(error.outcome, "NotSent")
    assert(error.reason._tag === "InvalidInput")
    assert.lengthOf(received, 0)
    return error.reason.issues
  })

describe.each(Object.entries(transports))("an upload over %s", (_, http) => {
  it.scopedLive("an upload has two parts, of which the first is signed", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(accept)
      const response = yield* upload({ filename: "shop front.JPG", content }).pipe(
        Effect.provide(clientOf(origin, http))
      )
      assert.match(response.media_id, /^H1ihR9JU/)
      assert.lengthOf(received, 1)
      const [request] = received as [Received]
      const { file, meta, names } = yield* Effect.promise(() => partsOf(request))
      assert.deepStrictEqual(names, ["meta", "file"])
      assert.strictEqual(meta, `{"filename":"shop front.JPG","sha256":"${sha256(content)}"}`)
      assert.strictEqual(file.name, "shop front.JPG")
      assert.strictEqual(file.type, "image/jpeg")
      assert.isTrue(file.bytes.equals(content))
      assert.isTrue(isSigned(request, meta))
      assert.isFalse(isSigned(request, request.body.toString()))
      assert.isFalse(isSigned(request, ""))
      assert.match(
        request.headers["content-type"] ?? "",
        /^multipart\/form-data; boundary=[0-9A-Za-z-]{1,70}$/
      )
      assert.strictEqual(request.headers.accept, "application/json")
    })
  )
})

describe("an upload", () => {
  it.scopedLive("each upload has a new boundary, and a repetition has the same body", () =>
    Effect.gen(function* () {
      let count = 0
      const { origin, received } = yield* serve((request, response) => {
        count++
        if (count % 2 === 1) response.writeHead(503).end()
        else accept(request, response)
      })
      const repeated = Endpoint.make("test.repeated", {
        method: "POST",
        path: "/v3/test/upload",
        payload: Upload.file({ mediaTypes: { png: "image/png" }, maxBytes: 1024 }),
        success: { media_id: Schema.String },
        idempotent: true
      })
      const call = repeated({ filename: "a.png", content: content.subarray(0, 10) })
      yield* Effect.provide(Effect.zip(call, call), clientOf(origin))
      assert.lengthOf(received, 4)
      const bodies = received.map(({ body }) => body.toString("latin1"))
      assert.strictEqual(bodies[0], bodies[1])
      assert.strictEqual(bodies[2], bodies[3])
      assert.notStrictEqual(bodies[0], bodies[2])
      for (const request of received) {
        const { meta } = yield* Effect.promise(() => partsOf(request))
        assert.isTrue(isSigned(request, meta))
      }
      assert.strictEqual(new Set(received.map(({ authorization }) => authorization.nonce_str)).size, 4)
    })
  )

  it.scopedLive("the boundary of an upload comes from the nonce source", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(accept)
      yield* upload({ filename: "a.png", content }).pipe(
        Effect.provideService(Nonce.Nonce, () => "0123456789ABCDEF"),
        Effect.provide(clientOf(origin))
      )
      assert.strictEqual(
        received[0]?.headers["content-type"],
        "multipart/form-data; boundary=effect-wechatpay-0123456789ABCDEF"
      )
    })
  )

  it.scopedLive("an upload has further members in meta", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(accept)
      const bytes = content.subarray(0, 100)
      yield* described({ filename: "clip.mp4", content: bytes, bucket_name: "shop", note: undefined }).pipe(
        Effect.provide(clientOf(origin))
      )
      const { file, meta } = yield* Effect.promise(() => partsOf(received[0] as Received))
      assert.strictEqual(meta, `{"filename":"clip.mp4","sha256":"${sha256(bytes)}","bucket_name":"shop"}`)
      assert.strictEqual(file.type, "video/mp4")
      assert.isTrue(isSigned(received[0] as Received, meta))
    })
  )

  it.scopedLive("an upload has the members of an extension in meta", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(accept)
      const wider = Endpoint.extend(upload, { payload: { bucket_name: Wire.text(10) } })
      assert.strictEqual(wider.bodyType, "multipart")
      yield* wider({ filename: "a.png", content, bucket_name: "shop" }).pipe(Effect.provide(clientOf(origin)))
      const { meta } = yield* Effect.promise(() => partsOf(received[0] as Received))
      assert.deepStrictEqual(JSON.parse(meta), {
        filename: "a.png",
        sha256: sha256(content),
        bucket_name: "shop"
      })
      assert.isTrue(isSigned(received[0] as Received, meta))
    })
  )

  it.scopedLive(
    "an upload with a wrong name, extension, length or member is rejected before anything is sent",
    () =>
      Effect.gen(function* () {
        for (const filename of [
          "",
          "noextension",
          "a.gif",
          "a.jpg.exe",
          ".jpg",
          "图片.jpg",
          'a".jpg',
          "a\r\nX: y.jpg",
          "../a.jpg",
          "a\\b.jpg",
          `${"a".repeat(125)}.jpg`,
          "a.constructor",
          undefined,
          7
        ]) {
          assert.deepStrictEqual(
            (yield* issuesOf(upload, { filename, content })).map(({ path }) => path),
            ["filename"],
            String(filename)
          )
        }
        for (const wrong of [
          new Uint8Array(0),
          new Uint8Array(2 * 1024 * 1024 + 1),
          "text",
          [1, 2],
          content.buffer,
          undefined
        ]) {
          const issues = yield* issuesOf(upload, { filename: "a.jpg", content: wrong })
          assert.deepStrictEqual(
            issues.map(({ path }) => path),
            ["content"]
          )
        }
        const [tooLong] = yield* issuesOf(upload, {
          filename: "a.jpg",
          content: new Uint8Array(2 * 1024 * 1024 + 1)
        })
        assert.strictEqual(
          tooLong?.problem,
          "expected the bytes of a file, 1 byte to 2 MiB, got 2097153 bytes"
        )
        assert.deepStrictEqual(
          (yield* issuesOf(upload, { filename: "a.jpg", content, sha256: "x" })).map(({ path }) => path),
          ["sha256"]
        )
        assert.deepStrictEqual(
          (yield* issuesOf(described, { filename: "this-name-is-too-long.mp4", content })).map(
            ({ path }) => path
          ),
          ["filename", "content", "bucket_name"]
        )
      })
  )

  it.scopedLive("an upload exactly at the limits is sent", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(accept)
      const bytes = new Uint8Array(2 * 1024 * 1024)
      yield* upload({ filename: `${"a".repeat(124)}.jpg`, content: bytes }).pipe(
        Effect.provide(clientOf(origin))
      )
      const { file } = yield* Effect.promise(() => partsOf(received[0] as Received))
      assert.strictEqual(file.bytes.length, bytes.length)
    })
  )

  it.scopedLive("every upload that its schema generates can be parsed again", () =>
    Effect.gen(function* () {
      const { origin, received } = yield* serve(accept)
      const schema = upload.payload as Schema.Schema<Upload.File>
      for (const input of FastCheck.sample(Arbitrary.make(schema), 30)) {
        yield* upload(input).pipe(Effect.provide(clientOf(origin)))
        const { file, meta } = yield* Effect.promise(() => partsOf(received.at(-1) as Received))
        assert.strictEqual(file.name, input.filename)
        assert.isTrue(file.bytes.equals(input.content))
        assert.deepStrictEqual(JSON.parse(meta), { filename: input.filename, sha256: sha256(input.content) })
      }
    })
  )

  it.scopedLive("an upload fails like other calls", () =>
    Effect.gen(function* () {
      const { origin } = yield* serve((_, response) => {
        response
          .writeHead(400, { "content-type": "application/json" })
          .end(JSON.stringify({ code: "PARAM_ERROR", message: "shop.jpg 格式错误" }))
      })
      const error = yield* upload({ filename: "shop.jpg", content }).pipe(
        Effect.provide(clientOf(origin)),
        Effect.flip
      )
      assert(ApiError.isApiError(error))
      assert.strictEqual(error._tag, "ParamError")
      assert.notInclude(error.message, "shop.jpg")

      const unsigned = yield* serve((_, response) => {
        response.writeHead(200).end(`{"media_id":"1"}`)
      })
      const forged = yield* upload({ filename: "shop.jpg", content }).pipe(
        Effect.provide(clientOf(unsigned.origin)),
        Effect.flip
      )
      assert(forged instanceof WechatPayError.WechatPayError)
      assert.strictEqual(forged.reason._tag, "SignatureMissing")
    })
  )

  it("the description of an upload contains its limits", () => {
    assert.strictEqual(upload.bodyType, "multipart")
    assert(upload.payload !== undefined)
    const limits = Upload.limits(upload.payload)
    assert.strictEqual(limits?.maxBytes, 2 * 1024 * 1024)
    assert(limits !== undefined)
    assert.strictEqual(Upload.mediaType(limits, "a.PNG"), "image/png")
    assert.isUndefined(Upload.mediaType(limits, "a.gif"))
    const plain = Endpoint.make("test.plain", {
      method: "POST",
      path: "/v3/test",
      payload: { a: Schema.String }
    })
    assert.strictEqual(plain.bodyType, "json")
    assert(plain.payload !== undefined)
    assert.isUndefined(Upload.limits(plain.payload))
  })
})
