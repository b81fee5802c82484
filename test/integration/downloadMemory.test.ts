import { execFile } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import type { ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { createGzip } from "node:zlib"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { build } from "esbuild"
import { serve } from "../support/fileServer.js"
import { merchant, platform } from "../support/scripted.js"

const mebibyte = 1024 ** 2

/** One mebibyte of a bill; a file is as many of them as it is long. */
const block = Buffer.alloc(
  mebibyte,
  Array.from(
    { length: 4096 },
    (_, row) =>
      `\`2024-05-01 10:00:00,\`wx8888888888888888,\`1900007291,\`0,\`,\`42000${createHash("md5").update(String(row)).digest("hex")},\`0.01,\`\r\n`
  ).join("")
)

const hashOf = (mebibytes: number): string => {
  const hasher = createHash("sha1")
  for (let part = 0; part < mebibytes; part++) hasher.update(block)
  return hasher.digest("hex")
}

const write = async (into: NodeJS.WritableStream, mebibytes: number): Promise<void> => {
  for (let part = 0; part < mebibytes; part++) {
    if (!into.write(block)) await once(into, "drain")
  }
  into.end()
}

const measured = (mebibytes: number, zipped: boolean) =>
  Effect.gen(function* () {
    const folder = yield* Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "effect-wechatpay-download-"))),
      (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
    )
    const program = join(folder, "child.mjs")
    yield* Effect.promise(() =>
      build({
        entryPoints: [fileURLToPath(new URL("./downloadChild.ts", import.meta.url))],
        outfile: program,
        bundle: true,
        platform: "node",
        format: "esm",
        target: "node20",
        banner: {
          js: `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`
        }
      })
    )
    const { origin } = yield* serve((_, response: ServerResponse) => {
      if (!zipped) return write(response, mebibytes)
      const gzip = createGzip({ level: 1 })
      gzip.pipe(response)
      return write(gzip, mebibytes)
    })
    const argument = JSON.stringify({
      origin,
      privateKey: merchant.privateKey,
      publicKey: platform.publicKey,
      hash_value: hashOf(mebibytes)
    })
    const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, [program, argument]))
    return JSON.parse(stdout) as { readonly bytes: number; readonly maxRss: number }
  })

describe("a bill of 1 GiB", () => {
  for (const [name, mebibytes, zipped] of [
    ["plain, 1 GiB", 1024, false],
    ["zipped, 128 MiB", 128, true]
  ] as const) {
    it.scopedLive(
      `is read within 150 MiB of memory: ${name}`,
      () =>
        Effect.gen(function* () {
          const { bytes, maxRss } = yield* measured(mebibytes, zipped)
          assert.strictEqual(bytes, mebibytes * mebibyte)
          assert.isBelow(maxRss / mebibyte, 150)
        }),
      120_000
    )
  }
})
