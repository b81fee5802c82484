/** The page on bills: its examples compile, and do what it says. */

import { FileSystem } from "@effect/platform"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Faults, Samples, Simulator, Transactions } from "@effect-wechatpay/simulator"
import { Chunk, Effect, Layer, Stream, TestClock } from "effect"
import * as Example from "./bills.examples.js"
import { ofModule, ofPage } from "./examples.js"

it("docs/bills.md shows the tested examples", () => {
  assert.deepStrictEqual(ofPage("bills"), ofModule("bills"))
})

const { mchid, subMchid: sub_mchid } = Samples
const bill_date = "2026-05-01"
const [first, second] = ["4200000000000000000000000001", "4200000000000000000000000002"] as const

const given = Effect.gen(function* () {
  const { act } = yield* Simulator.Simulator
  const paid_at = Date.UTC(2026, 4, 1)
  yield* act(
    Effect.forEach([first, second], (transaction_id, index) =>
      Effect.forEach([undefined, sub_mchid], (sub) =>
        Transactions.register({
          transaction_id: sub === undefined ? transaction_id : `${transaction_id}9`,
          out_trade_no: `trade-${index}`,
          mchid,
          sub_mchid: sub,
          total: 100 + index,
          paid_at
        })
      )
    )
  )
  yield* TestClock.setTime(Date.UTC(2026, 4, 2, 2))
})

const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layer()),
  Layer.merge(NodeFileSystem.layer)
)

describe("docs/bills.md", () => {
  it.effect("the example of docs/bills.md finds differences between a bill and the books", () =>
    Effect.gen(function* () {
      yield* given
      const payment = (number: string, amount: number, more = {}) => ({
        kind: "payment" as const,
        number,
        amount,
        ...more
      })
      const books = Stream.make(
        payment("trade-0", 100),
        payment("trade-1", 100),
        payment("trade-0", 100, { sub_mchid }),
        payment("trade-2", 7)
      )
      const found = yield* Example.differences(bill_date, books)
      assert.deepStrictEqual([...found].sort(), [
        "payment trade-1 is not in the books, or happened twice",
        "payment trade-2 did not happen on this day",
        "trade-1: 100 fen in the books, 101 paid"
      ])
      const { faults } = yield* Simulator.Simulator
      yield* faults.inject(Faults.none)
      yield* faults.inject(Faults.corrupted)
      const error = yield* Effect.flip(Effect.asVoid(Example.differences(bill_date, books)))
      assert(error._tag === "WechatPayError")
      assert.strictEqual(error.reason._tag, "InvalidFile")
    }).pipe(Effect.provide(layer))
  )

  it.scoped("the example of docs/bills.md stores the file of a bill", () =>
    Effect.gen(function* () {
      yield* given
      const fs = yield* FileSystem.FileSystem
      const path = `${yield* fs.makeTempDirectoryScoped()}/bill.csv`
      yield* Example.keep(bill_date, path)
      const entries = Chunk.toReadonlyArray(yield* Stream.runCollect(Example.readKept(path)))
      assert.lengthOf(entries, 5)
      assert.deepInclude(entries.at(-1), { _tag: "Summary", count: 4, total: 402 })
    }).pipe(Effect.provide(layer))
  )

  it.effect("the example of docs/bills.md reads the movements of a sub-merchant", () =>
    Effect.gen(function* () {
      yield* given
      const rows = yield* Stream.runCollect(Example.movements(sub_mchid, bill_date))
      assert.deepStrictEqual(
        Chunk.toReadonlyArray(rows).map(({ business_no }) => business_no),
        [`${first}9`, `${second}9`]
      )
    }).pipe(Effect.provide(layer))
  )
})
