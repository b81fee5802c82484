/** The endpoints of refunds, bills and media against the catalogue, and the vectors of bills. */
import { createHash } from "node:crypto"
import { gunzipSync } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import * as Bill from "@effect-wechatpay/bill"
import { Download, type Endpoint, Upload, type WechatPayError } from "@effect-wechatpay/core"
import * as Media from "@effect-wechatpay/media"
import * as Refund from "@effect-wechatpay/refund"
import { Refunds, Samples, Simulator, State, Transactions } from "@effect-wechatpay/simulator"
import { Cause, Effect, Exit, Layer, Option, Schema, Stream, TestClock } from "effect"
import { clientOf, serve } from "../support/fileServer.js"
import { response, scripted } from "../support/scripted.js"
import { products as catalogue, nameOf } from "../support/walk/catalogue.js"
import { compare } from "../support/walk/compare.js"
import { exported } from "../support/walk/endpoints.js"
import { type Input, samples } from "../support/walk/inputs.js"
import { flipBit, vectors } from "./vectors.js"

const packages = { refund: Refund, bill: Bill, media: Media }

const endpoints = Object.entries(packages).flatMap(([name, barrel]) =>
  exported(barrel, () => ["both"]).map((endpoint) => ({ ...endpoint, package: name }))
)

const downloads = Object.values(packages).flatMap((barrel) =>
  Object.values(barrel).flatMap((module) => Object.values(module).filter(Download.isDownload))
)

const entryOf = (value: { readonly method: string; readonly path: string }) => {
  const entry = catalogue.find((entry) => nameOf(entry) === nameOf(value))
  assert(entry !== undefined, `${nameOf(value)} is not in the catalogue`)
  return entry
}

/** Where the sources leave room, and what is taken. */
const meant: ReadonlyArray<readonly [at: string, what: string, reason: string]> = [
  // The pages of these calls are those of service providers only.
  ["mode", "mode", "the page is that of service providers"]
]

describe("the endpoints of refund, bill and media", () => {
  it("the catalogue and the packages refund, bill and media have the same endpoints", () => {
    const names = [...endpoints.map(({ endpoint }) => endpoint), ...downloads].map(nameOf)
    assert.deepStrictEqual([...names].sort(), catalogue.map(nameOf).sort())
  })

  it("the endpoints of refund, bill and media have the facts of the catalogue", () => {
    const differences = endpoints
      .filter(({ endpoint }) => endpoint.bodyType === "json")
      .flatMap((found) => compare(entryOf(found.endpoint), found))
      .filter(({ at, what }) => !meant.some(([place, kind]) => place === at && kind === what))
    assert.deepStrictEqual(differences, [])
  })

  it("the endpoints of refund, bill and media have files where the catalogue has them", () => {
    const multipart = endpoints.filter(({ endpoint }) => endpoint.bodyType === "multipart")
    assert.lengthOf(multipart, 3)
    for (const { endpoint } of multipart) {
      const { body } = entryOf(endpoint)
      assert.deepStrictEqual(body?.map(({ name }) => name).sort(), ["file", "meta"])
      assert(endpoint.payload !== undefined)
      assert.isDefined(Upload.limits(endpoint.payload))
    }
  })

  const uploads = endpoints
    .filter(({ endpoint }) => endpoint.bodyType === "multipart")
    .map(({ endpoint }) => [endpoint.id, endpoint] as const)

  it.effect.each(uploads)(
    "%s sends the parts and the members of meta that the catalogue has",
    ([, endpoint]) =>
      Effect.gen(function* () {
        const { body, response: promised } = entryOf(endpoint)
        assert(body !== null && promised.body !== null)
        const upload = endpoint as unknown as Endpoint.Endpoint<
          unknown,
          unknown,
          WechatPayError.WechatPayError
        >
        const content = new TextEncoder().encode("BM, and the rest of a file")
        const filename = /video/i.test(endpoint.id) ? "file.mp4" : "file.bmp"
        const uploaded = { media_id: "H1ihR9JUtVj" }
        const { layer, received } = scripted(() => response(promised.status, uploaded))
        assert.deepStrictEqual(yield* Effect.provide(upload({ filename, content }), layer), uploaded)
        assert.sameMembers(
          promised.body.map(({ name }) => name),
          Object.keys(uploaded)
        )

        const [sent] = received
        assert(sent !== undefined)
        const form = yield* Effect.promise(() =>
          new Response(sent.body, { headers: sent.headers }).formData()
        )
        assert.sameMembers(
          [...form.keys()],
          body.map(({ name }) => name)
        )
        const meta = JSON.parse(String(form.get("meta")))
        assert.sameMembers(
          Object.keys(meta),
          body.find(({ name }) => name === "meta")?.fields?.map(({ name }) => name) ?? []
        )
        assert.strictEqual(meta.filename, filename)
        assert.strictEqual(meta.sha256, createHash("sha256").update(content).digest("hex"))

        const incomplete = scripted(() => response(promised.status, {}))
        const error = yield* Effect.flip(
          Effect.asVoid(Effect.provide(upload({ filename, content }), incomplete.layer))
        )
        assert(error._tag === "WechatPayError" && error.reason._tag === "InvalidResponse")
        for (const { name } of promised.body) assert.include(error.message, name)
      })
  )

  it("the ids of the endpoints of refund, bill and media contain package, module and name", () => {
    for (const { endpoint, module, name, package: folder } of endpoints) {
      assert.strictEqual(endpoint.id, `${folder}.${module.charAt(0).toLowerCase()}${module.slice(1)}.${name}`)
    }
  })
})

describe("every input that its schema makes", () => {
  it.effect.each(endpoints.map(({ endpoint }) => [endpoint.id, endpoint] as const))(
    "every input that the schema of %s generates is sent",
    ([, endpoint]) =>
      Effect.gen(function* () {
        const { layer, received } = scripted(() => response(400, { code: "PARAM_ERROR", message: "enough" }))
        for (const input of samples(endpoint, 20)) {
          received.length = 0
          const call = endpoint as unknown as Endpoint.Endpoint<unknown, unknown, { readonly _tag: string }>
          const error = yield* Effect.flip(Effect.asVoid(Effect.provide(call(input), layer)))
          assert.strictEqual(error._tag, "ParamError", String(error))
          assert.lengthOf(received, 1)
          assert.notMatch(received[0]?.target ?? "", /[{}]/)
          const contentType =
            endpoint.payload === undefined ? undefined : received[0]?.headers["content-type"]
          assert.strictEqual(
            contentType?.replace(/;.*/, ""),
            endpoint.payload === undefined
              ? undefined
              : endpoint.bodyType === "multipart"
                ? "multipart/form-data"
                : "application/json"
          )
        }
      })
  )
})

/** The day that bills are asked for, and the moment at which it is done. */
const bill_date = "2026-05-01"
const noon = Date.UTC(2026, 4, 2, 4)

/** What there must be for an input to be more than well-formed. */
const givenFor = (endpoint: Endpoint.Any, input: Input) =>
  Effect.gen(function* () {
    const {
      sub_mchid,
      out_refund_no,
      transaction_id = "4200",
      out_trade_no = "trade"
    } = input as Record<string, string | undefined>
    const owner = { mchid: Samples.mchid, sub_mchid }
    const total = (input.amount as { readonly total: number } | undefined)?.total ?? 1
    const payment = { ...owner, transaction_id, out_trade_no, total, paid_at: noon - 86_400_000 }
    yield* Transactions.register(payment)
    if (endpoint.params === undefined) return
    const refund: Refunds.Refund = {
      ...payment,
      out_refund_no: out_refund_no ?? "",
      refund_id: (input.refund_id as string | undefined) ?? "503",
      status: "ABNORMAL",
      refund: 1,
      channel: "ORIGINAL",
      user_received_account: "支付用户零钱",
      created_at: noon - 60_000,
      application: {}
    }
    ;(yield* State.rows(Refunds.refunds)).set(Refunds.refundKey(refund), refund)
  })

/** Inputs as generated, with the day that there is a bill of, and what only one account or algorithm has. */
const possible = (input: Input): Input => ({
  ...input,
  ...("bill_date" in input ? { bill_date } : {}),
  ...("account_type" in input ? { account_type: "BASIC" } : {}),
  ...("algorithm" in input ? { algorithm: "AEAD_AES_256_GCM" } : {}),
  // Nothing was refunded on that day.
  ...(/REF/.test(String(input.bill_type)) ? { bill_type: "ALL" } : {}),
  // A file begins as a PNG, unless it is a video.
  ...(input.content instanceof Uint8Array && /\.(jpe?g|png|bmp|pdf)$/i.test(String(input.filename))
    ? { content: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, ...input.content) }
    : {})
})

describe("every input that its schema makes", () => {
  it.effect.each(endpoints.map(({ endpoint }) => [endpoint.id, endpoint] as const))(
    "the simulator accepts every input that the schema of %s generates",
    ([, endpoint]) =>
      Effect.forEach(samples(endpoint, 10), (sample) => {
        const input = possible(sample)
        const subMchids = typeof input.sub_mchid === "string" ? [input.sub_mchid] : []
        const call = endpoint as unknown as Endpoint.Endpoint<unknown, unknown, { readonly _tag: string }>
        return Effect.gen(function* () {
          yield* TestClock.setTime(noon)
          const { act, calls } = yield* Simulator.Simulator
          yield* act(givenFor(endpoint, input))
          yield* call(input)
          const [only, ...more] = yield* calls.all
          assert.lengthOf(more, 0)
          assert.deepInclude(only, { endpoint: endpoint.id, status: endpoint.status, signature: "valid" })
        }).pipe(
          Effect.provide(
            Simulator.layerClient().pipe(
              Layer.provideMerge(Simulator.layer({ merchants: [{ mchid: Samples.mchid, subMchids }] }))
            )
          )
        )
      })
  )
})

const Text = Schema.Record({ key: Schema.String, value: Schema.String })

const bills = vectors("bill", {
  input: Schema.Struct({ fileBase64Gzip: Schema.String, hashType: Schema.String }),
  expect: Schema.Struct({
    hashValue: Schema.String,
    rows: Schema.Int,
    firstHeader: Schema.String,
    summary: Text
  })
})

const download_url = "https://api.mch.weixin.qq.com/v3/billdownload/file?token=1"

/** What reading a bill comes to when WeChat Pay hands out these bytes. */
const read = (bytes: Uint8Array, link: { readonly hash_type: string; readonly hash_value: string }) =>
  Effect.gen(function* () {
    const { origin } = yield* serve((_, response) => void response.end(bytes))
    const found: Array<Bill.BillFile.Entry> = []
    const rows: Array<Bill.TradeBill.Row | Bill.TradeBill.Summary> = []
    const exit = yield* Bill.BillFile.entries(Bill.BillFile.download({ download_url, ...link })).pipe(
      Stream.runForEach((entry) => Effect.sync(() => void found.push(entry))),
      Effect.andThen(
        Stream.runForEach(Bill.TradeBill.read({ download_url, ...link }), (row) =>
          Effect.sync(() => void rows.push(row))
        )
      ),
      Effect.provide(clientOf(origin)),
      Effect.exit
    )
    return { exit, found, rows }
  })

describe("the bills of the test vectors", () => {
  for (const { expect, id, input } of bills) {
    const zipped = Buffer.from(input.fileBase64Gzip, "base64")
    const link = { hash_type: input.hashType, hash_value: expect.hashValue }

    it.scopedLive(`the bill vector ${id} is read`, () =>
      Effect.gen(function* () {
        for (const bytes of [zipped, gunzipSync(zipped)]) {
          const { exit, found, rows } = yield* read(bytes, link)
          assert.isTrue(Exit.isSuccess(exit), String(exit))
          assert.lengthOf(
            found.filter(({ _tag }) => _tag === "Row"),
            expect.rows
          )
          assert.strictEqual(Object.keys(found[0]?.cells ?? {})[0], expect.firstHeader)
          assert.deepStrictEqual({ ...found.at(-1)?.cells }, { ...expect.summary })
          const summary = rows.at(-1)
          assert(summary?._tag === "Summary")
          assert.strictEqual(summary.count, expect.rows)
          const total = rows.reduce((sum, row) => sum + (row._tag === "Row" ? (row.total ?? 0) : 0), 0)
          assert.strictEqual(summary.total, total)
        }
      })
    )

    it.scopedLive(`the bill vector ${id} with one changed bit fails`, () =>
      Effect.gen(function* () {
        const plain = gunzipSync(zipped)
        for (let twin = 0; twin < 12; twin++) {
          const bit = Math.floor((plain.length * 8 * (twin + 0.5)) / 12)
          const { exit } = yield* read(flipBit(plain, bit), link)
          assert(Exit.isFailure(exit))
          const error = Option.getOrThrow(Cause.failureOption(exit.cause))
          // A bit in the text of a line may make the line unreadable before the hash tells.
          const reason = error._tag === "WechatPayError" ? error.reason : undefined
          assert.isTrue(error._tag === "InvalidBill" || reason?._tag === "InvalidFile", String(error))
        }
        const other = createHash("sha1").update(flipBit(plain, 0)).digest("hex")
        assert.isTrue(Exit.isFailure((yield* read(zipped, { ...link, hash_value: other })).exit))
      })
    )
  }
})

const linesOf = vectors("bill-line", {
  input: Schema.Struct({ line: Schema.String }),
  expect: Schema.Struct({ cells: Schema.Array(Schema.String) })
})

describe("the lines of the test vectors", () => {
  it.each(linesOf)("the line vector $id is parsed as stated", ({ expect, input }) => {
    assert.deepStrictEqual(Bill.BillFile.cells(input.line), [...expect.cells])
    for (let at = 0; at < input.line.length; at++) {
      const changed = `${input.line.slice(0, at)}#${input.line.slice(at + 1)}`
      assert.notDeepEqual(Bill.BillFile.cells(changed), [...expect.cells])
    }
  })
})

const digests = vectors("digest", {
  input: Schema.Struct({ algorithm: Schema.String, text: Schema.String }),
  expect: Schema.Struct({ hex: Schema.String })
})

describe("the hashes of the test vectors", () => {
  const inFiles = digests.filter(({ input }) => ["sha1", "sha256"].includes(input.algorithm))

  it.scopedLive("a file with a hash of the vectors is checked", () =>
    Effect.gen(function* () {
      assert.lengthOf(inFiles, 2)
      for (const { expect, input } of inFiles) {
        const link = { download_url, hash_type: input.algorithm, hash_value: expect.hex }
        for (const [text, isGood] of [
          [input.text, true],
          [`${input.text} `, false]
        ] as const) {
          const { origin } = yield* serve((_, response) => void response.end(text))
          const exit = yield* Stream.runDrain(Bill.BillFile.download(link)).pipe(
            Effect.provide(clientOf(origin)),
            Effect.exit
          )
          assert.strictEqual(Exit.isSuccess(exit), isGood)
        }
      }
    })
  )
})
