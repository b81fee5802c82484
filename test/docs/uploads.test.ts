/** The page on uploads: its examples compile, and do what it says. */
import { FileSystem } from "@effect/platform"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Domain, Media, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import { ofModule, ofPage } from "./examples.js"
import * as Example from "./uploads.examples.js"

it("docs/uploads.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("uploads"), ofModule("uploads"))
})

/** WeChat Pay looks at the first bytes of an image. */
const content = Uint8Array.of(
  ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  ...new TextEncoder().encode("the example of docs/uploads.md uploads an image")
)

const acme = Domain.make("acme", {
  handlers: [
    Domain.handler(Example.uploadContract, ({ contract_no, filename }) =>
      Effect.succeed({ media_id: `${contract_no} ${filename}` })
    )
  ]
})

const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layer({ domains: [acme] })),
  Layer.merge(NodeFileSystem.layer)
)

const folder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())

describe("docs/uploads.md", () => {
  it.scoped("an image", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = `${yield* folder}/licence.png`
      yield* fs.writeFile(path, content)
      const media_id = yield* Example.uploadLicence(path)
      const { act } = yield* Simulator.Simulator
      const kept = (yield* act(State.rows(Media.files))).get(media_id)
      assert.deepStrictEqual([...(kept?.content ?? [])], [...content])
    }).pipe(Effect.provide(layer))
  )

  it.scoped("the example of docs/uploads.md downloads an image of a complaint", () =>
    Effect.gen(function* () {
      const { act, baseUrl } = yield* Simulator.Simulator
      const media_id = yield* act(Media.addComplaintImage(Samples.mchid, { filename: "a.png", content }))
      const path = `${yield* folder}/a.png`
      yield* Example.saveImage(`${baseUrl}/v3/merchant-service/images/${media_id}`, path)
      const fs = yield* FileSystem.FileSystem
      assert.deepStrictEqual([...(yield* fs.readFile(path))], [...content])
    }).pipe(Effect.provide(layer))
  )

  it.effect("the example of docs/uploads.md defines a custom upload", () =>
    Effect.gen(function* () {
      const { media_id } = yield* Example.uploadContract({ filename: "a.pdf", content, contract_no: "C1" })
      assert.strictEqual(media_id, "C1 a.pdf")
    }).pipe(Effect.provide(layer))
  )
})
