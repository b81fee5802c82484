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
import { Console, Effect } from "effect"
import { build } from "esbuild"
import { serve } from "../support/fileServer.js"
import { times } from "../support/long.js"
import { merchant, platform } from "../support/scripted.js"

const mebibyte = 1024 ** 2

const columns =
  "交易时间,公众账号ID,商户号,特约商户号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,商品名称,商户数据包,手续费,费率,订单金额"

const rowBytes = 256

/** A row of one fen, as long as every other one. */
const rowOf = (row: number): string => {
  const number = createHash("md5").update(String(row)).digest("hex")
  const start = `\`2024-05-01 10:00:00,\`wx8888888888888888,\`1900007291,\`0,\`42000${number.slice(9)},\`${number},\`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,\`AUTH,\`SUCCESS,\`OTHERS,\`CNY,\`0.01,\`tea,\``
  const end = ",`0.00000,`0.00%,`0.01\r\n"
  return `${start.padEnd(rowBytes - end.length, "x")}${end}`
}

const rowsPerBlock = mebibyte / rowBytes

/** One mebibyte of rows; a bill has as many of them as it is long. */
const block = Buffer.from(Array.from({ length: rowsPerBlock }, (_, row) => rowOf(row)).join(""))

const piecesOf = function* (mebibytes: number): Generator<Buffer> {
  yield Buffer.from(`${columns}\r\n`)
  for (let part = 0; part < mebibytes; part++) yield block
  const rows = mebibytes * rowsPerBlock
  yield Buffer.from(`总交易单数,订单总金额\r\n\`${rows},\`${(rows / 100).toFixed(2)}\r\n`)
}

const measureOf = (mebibytes: number) => {
  const hasher = createHash("sha1")
  let bytes = 0
  for (const piece of piecesOf(mebibytes)) {
    hasher.update(piece)
    bytes += piece.length
  }
  return { bytes, hash: hasher.digest("hex") }
}

const write = async (into: NodeJS.WritableStream, mebibytes: number, isChanged: boolean): Promise<void> => {
  let part = 0
  for (const piece of piecesOf(mebibytes)) {
    const sent = Buffer.from(piece)
    // One digit within the last row.
    if (isChanged && part++ === mebibytes) sent[rowBytes * rowsPerBlock - 3] = "2".charCodeAt(0)
    if (!into.write(sent)) await once(into, "drain")
  }
  into.end()
}

interface Asked {
  readonly mebibytes: number
  readonly rows?: boolean
  readonly zipped?: boolean
  /** Whether one byte of it is another. */
  readonly changed?: boolean
}

const bundled = Effect.gen(function* () {
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
        js: `import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);`
      }
    })
  )
  return program
})

const measured = ({ changed = false, mebibytes, rows = false, zipped = false }: Asked) =>
  Effect.gen(function* () {
    const program = yield* bundled
    const { origin } = yield* serve((_, response: ServerResponse) => {
      if (!zipped) return write(response, mebibytes, changed)
      const gzip = createGzip({ level: 1 })
      gzip.pipe(response)
      return write(gzip, mebibytes, changed)
    })
    const { bytes, hash } = measureOf(mebibytes)
    const argument = JSON.stringify({
      origin,
      privateKey: merchant.privateKey,
      publicKey: platform.publicKey,
      hash_value: hash,
      rows
    })
    const startedAt = performance.now()
    const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, [program, argument]))
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    const result = JSON.parse(stdout) as {
      readonly end: string
      readonly count: number
      readonly maxRss: number
    }
    const memory = result.maxRss / mebibyte
    yield* Console.log(
      `${mebibytes} MiB${zipped ? " zipped" : ""} as ${rows ? "rows" : "bytes"}: ${memory.toFixed(0)} MiB of memory, ${seconds} s`
    )
    return { ...result, memory, bytes }
  })

/** Less would fit into the memory as a whole. */
const sampled = times("MiB of a bill, read in each way", { ci: 128, long: 1024 })

describe("a long bill", () => {
  const test = (
    name: string,
    asked: Asked,
    check: (found: Effect.Effect.Success<ReturnType<typeof measured>>) => void
  ) => it.scopedLive(name, () => Effect.map(measured(asked), check), 600_000)

  test(`a bill of ${sampled} MiB is downloaded within 150 MiB of memory`, { mebibytes: sampled }, ({
    bytes,
    count,
    end,
    memory
  }) => {
    assert.deepStrictEqual([end, count], ["read", bytes])
    assert.isBelow(memory, 150)
  })

  test(`a bill of ${sampled} MiB with one changed byte fails within the same memory`, {
    mebibytes: sampled,
    changed: true
  }, ({ count, end, bytes, memory }) => {
    assert.deepStrictEqual([end, count], ["InvalidFile", bytes])
    assert.isBelow(memory, 150)
  })

  test(`a bill of ${sampled} MiB is unzipped within 150 MiB of memory`, {
    mebibytes: sampled,
    zipped: true
  }, ({ bytes, count, end, memory }) => {
    assert.deepStrictEqual([end, count], ["read", bytes])
    assert.isBelow(memory, 150)
  })

  test(// Rows are garbage soon, of which V8 lets some tens of MiB gather.
  `a bill of ${sampled} MiB is read as rows within 200 MiB of memory`, {
    mebibytes: sampled,
    zipped: true,
    rows: true
  }, ({ count, end, memory }) => {
    assert.deepStrictEqual([end, count], ["read", sampled * rowsPerBlock])
    assert.isBelow(memory, 200)
  })
})
