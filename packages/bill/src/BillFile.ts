/**
 * Downloads bill files, verifies them, and splits them into records of strings. `TradeBill` and `FundFlowBill` return
 * typed rows. Use this module for bills of other products.
 *
 * Tested in `test/bill/bills.test.ts`.
 *
 * @since 1.0.0
 */
import * as Download from "@effect-wechatpay/core/Download"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as BillError from "./BillError.js"
import { type Line, lines } from "./internal/lines.js"

/**
 * Downloads a bill as bytes. The client unzips a zipped bill and decrypts an encrypted one. The stream succeeds only
 * if the whole bill arrived and its hash is the one of the link.
 *
 * The address is valid for 5 minutes, so download the bill immediately. The download may be repeated within that
 * time.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791868 page of 2026-07
 * @since 1.0.0
 * @category downloads
 */
export const download = Download.make("bill.billFile.download", {
  path: "/v3/billdownload/file",
  zipped: true,
  errors: BillError.download
})

/**
 * Splits a line of a bill into cells. Each cell begins with a backtick, so a cell may contain commas.
 *
 * ```ts
 * BillFile.cells("`2021-01-28 17:07:11,`tea, green,`0.01,`") // ["2021-01-28 17:07:11", "tea, green", "0.01", ""]
 * ```
 *
 * @since 1.0.0
 * @category combinators
 */
export const cells = (line: string): ReadonlyArray<string> =>
  line.startsWith("`") ? line.slice(1).split(",`") : line.split(",")

/**
 * A line of a bill. `cells` has the text of each cell under the name of its column. The `Row`s come first, the one
 * `Summary` last.
 *
 * @since 1.0.0
 * @category models
 */
export interface Entry {
  readonly _tag: "Row" | "Summary"
  /** Number of the line in the file, from 1. */
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

const fail = (line: number, problem: string) => new BillError.InvalidBill({ line, problem })

/** The state of the parser: the current header, and the kind of the lines that follow it. */
class Reader {
  private header: ReadonlyArray<string> | undefined
  private tag: Entry["_tag"] | undefined
  private isDone = false

  /** Returns an entry, an error, or `undefined` for a header or an empty line. */
  read({ number, text }: Line): Entry | BillError.InvalidBill | undefined {
    if (text === "") return undefined
    const values = cells(text)
    if (!text.startsWith("`")) {
      if (this.tag === "Summary") return fail(number, "expected nothing after the summary")
      this.tag = this.tag === undefined ? "Row" : "Summary"
      const header = values.map((name) => name.replaceAll("（", "(").replaceAll("）", ")").trim())
      this.header = header
      // A cell would hide the other one of its name.
      const isTwice = header.some((name, index) => name !== "" && header.indexOf(name) !== index)
      return isTwice ? fail(number, "expected each column once in the header") : undefined
    }
    const { header, tag } = this
    if (header === undefined || tag === undefined) return fail(number, "expected the names of the columns")
    if (this.isDone) return fail(number, "expected only one line of summary")
    if (values.length !== header.length) {
      return fail(number, `expected ${header.length} cells as in the header, got ${values.length}`)
    }
    this.isDone = tag === "Summary"
    return {
      _tag: tag,
      line: number,
      cells: Object.fromEntries(values.map((value, index) => [header[index], value]))
    }
  }

  /** Returns an error if the file ends too early. */
  end(number: number): BillError.InvalidBill | undefined {
    if (this.header === undefined) return fail(number, "expected a bill, got nothing")
    return this.isDone ? undefined : fail(number, "expected a summary at the end")
  }
}

/**
 * Parses a bill: UTF-8 with or without byte order mark, lines that end with CR LF or LF, a header, rows, the header
 * of the summary, the summary. Columns are identified by name, because their order and number differ. Memory use does
 * not depend on the size of the bill.
 *
 * @since 1.0.0
 * @category combinators
 */
export const entries = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Entry, E | BillError.InvalidBill, R> =>
  Stream.suspend(() => {
    const reader = new Reader()
    let last = 0
    const read = lines(bytes).pipe(
      Stream.mapChunksEffect((chunk) =>
        Effect.suspend(() => {
          const found: Array<Entry> = []
          for (const line of chunk) {
            last = line.number
            const entry = reader.read(line)
            if (entry === undefined) continue
            if (entry._tag === "InvalidBill") return Effect.fail(entry)
            found.push(entry)
          }
          return Effect.succeed(Chunk.unsafeFromArray(found))
        })
      )
    )
    const end = Stream.suspend(() => {
      const problem = reader.end(last + 1)
      return problem === undefined ? Stream.empty : Stream.fail(problem)
    })
    return Stream.concat(read, end)
  })
