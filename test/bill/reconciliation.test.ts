/** Every fen is explained: books and bill are compared in both directions, with little memory. */
import { assert, describe, it } from "@effect/vitest"
import { Reconciliation, TradeBill } from "@effect-wechatpay/bill"
import { Refund } from "@effect-wechatpay/refund"
import { Samples, Simulator, Transactions } from "@effect-wechatpay/simulator"
import { Chunk, DateTime, Effect, FastCheck, Layer, Stream, TestClock } from "effect"

const { mchid } = Samples
const day = Date.UTC(2026, 4, 1, 2)
const trade_time = DateTime.unsafeMake(day)

const rowOf = ({ amount, kind, number, sub_mchid }: Reconciliation.Entry): TradeBill.Row => ({
  _tag: "Row",
  trade_time,
  transaction_id: `transaction ${number}`,
  out_trade_no: number,
  cells: {},
  ...(sub_mchid === undefined ? {} : { sub_mchid }),
  ...(kind === "payment"
    ? { trade_state: "SUCCESS", total: amount }
    : kind === "refund"
      ? { trade_state: "REFUND", out_refund_no: number, refund_requested: amount }
      : { trade_state: "REVOKED", refund_requested: amount })
})

type Options = Pick<Reconciliation.Options<never, never, never, never>, "maxPending" | "passes">

const compare = (
  books: Iterable<Reconciliation.Entry>,
  bill: Iterable<Reconciliation.Entry>,
  options: Options = {}
) =>
  Reconciliation.compare({
    books: Stream.fromIterable(books),
    bill: Stream.map(Stream.fromIterable(bill), rowOf),
    ...options
  })

/** A difference as text, with the amounts of books and bill. */
const textOf = Reconciliation.match({
  Missing: ({ books }) => `${books.kind} ${books.number} ${books.sub_mchid ?? ""}: ${books.amount}, none`,
  Unexpected: ({ bill }) => `${bill.kind} ${bill.number} ${bill.sub_mchid ?? ""}: none, ${bill.amount}`,
  Different: ({ books, bill }) =>
    `${bill.kind} ${bill.number} ${bill.sub_mchid ?? ""}: ${books.amount}, ${bill.amount}`
})

const found = <E, R>(stream: Stream.Stream<Reconciliation.Difference, E, R>) =>
  Effect.map(Stream.runCollect(stream), (all) => Chunk.toReadonlyArray(all).map(textOf).sort())

const payment = (number: string, amount: number): Reconciliation.Entry => ({
  kind: "payment",
  number,
  amount
})

describe("the comparison of books and bill", () => {
  it.effect(
    "payments, refunds and reversals that are missing, unexpected, doubled or different are reported",
    () =>
      Effect.gen(function* () {
        const refund = { kind: "refund", number: "1", amount: 4 } as const
        const books = [payment("1", 10), payment("2", 20), payment("3", 30), refund]
        const bill = [
          payment("3", 31),
          payment("1", 10),
          payment("1", 10),
          payment("4", 40),
          { kind: "reversal", number: "1", amount: 10 } as const,
          { ...payment("2", 20), sub_mchid: "1900000110" }
        ]
        assert.deepStrictEqual(yield* found(compare(books, bill)), [
          "payment 1 : none, 10",
          "payment 2 1900000110: none, 20",
          "payment 2 : 20, none",
          "payment 3 : 30, 31",
          "payment 4 : none, 40",
          "refund 1 : 4, none",
          "reversal 1 : none, 10"
        ])
        assert.deepStrictEqual(yield* found(compare(books, books)), [])
      })
  )

  const entry = FastCheck.record({
    kind: FastCheck.constantFrom("payment" as const, "refund" as const, "reversal" as const),
    number: FastCheck.constantFrom("1", "2", "3", "4"),
    amount: FastCheck.integer({ min: 1, max: 2 })
  })
  const list = FastCheck.array(entry, { maxLength: 12 })

  it.effect.prop(
    "the money that is missing, unexpected and different is the difference of books and bill, in any order and any passes",
    [list, list, FastCheck.integer({ min: 1, max: 5 })],
    ([books, bill, passes]) =>
      Effect.gen(function* () {
        const all = Chunk.toReadonlyArray(yield* Stream.runCollect(compare(books, bill, { passes })))
        const sum = (entries: ReadonlyArray<Reconciliation.Entry>) =>
          entries.reduce((total, { amount }) => total + amount, 0)
        const explained = all.reduce(
          (total, difference) =>
            total +
            ("books" in difference ? difference.books.amount : 0) -
            ("bill" in difference ? difference.bill.amount : 0),
          0
        )
        assert.strictEqual(explained, sum(books) - sum(bill))
        const texts = yield* found(compare(books, bill))
        assert.deepStrictEqual(all.map(textOf).sort(), texts)
        assert.deepStrictEqual(yield* found(compare(books, books, { passes })), [])
      }),
    { fastCheck: { numRuns: 50 } }
  )

  it.effect("200,000 rows in about the same order are compared while at most 100 wait", () =>
    Effect.gen(function* () {
      const length = 200_000
      const entries = (step: number) =>
        Array.from({ length }, (_, index) => {
          const number = index ^ step
          return payment(String(number), number === 70_000 ? step + 1 : 5)
        })
      assert.deepStrictEqual(yield* found(compare(entries(0), entries(31), { maxPending: 100 })), [
        "payment 70000 : 1, 32"
      ])
    })
  )

  it.effect(
    "entries of another order than the bill fail beyond the limit, and are compared in several passes",
    () =>
      Effect.gen(function* () {
        const books = Array.from({ length: 1_000 }, (_, index) => payment(String(index), 5))
        const bill = [...books].reverse()
        const error = yield* Effect.flip(found(compare(books, bill, { maxPending: 500 })))
        assert.strictEqual(error._tag, "TooManyPending")
        assert.include(error.message, "500")
        assert.deepStrictEqual(yield* found(compare(books, bill, { maxPending: 500, passes: 4 })), [])
      })
  )

  it.effect("the day of a merchant is compared with the bill that WeChat Pay makes of it", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(day)
      for (const number of [1, 2, 3]) {
        yield* Simulator.act(
          Transactions.register({
            transaction_id: `420000000000000000000000000${number}`,
            out_trade_no: `order-${number}`,
            mchid,
            total: number * 100,
            paid_at: day
          })
        )
      }
      yield* Refund.create({
        out_trade_no: "order-3",
        out_refund_no: "refund-3",
        amount: { refund: 50, total: 300, currency: "CNY" }
      })
      yield* Simulator.act(Transactions.reverse("4200000000000000000000000002"))
      yield* TestClock.setTime(day + 86_400_000)
      const bill = Stream.flatMap(
        Stream.fromEffect(TradeBill.getDownloadLink({ bill_date: "2026-05-01" })),
        TradeBill.rows
      )
      const books: ReadonlyArray<Reconciliation.Entry> = [
        payment("order-1", 100),
        payment("order-2", 200),
        { kind: "refund", number: "refund-3", amount: 50 },
        { kind: "reversal", number: "order-2", amount: 200 }
      ]
      const differences = (more: ReadonlyArray<Reconciliation.Entry>) =>
        found(Reconciliation.compare({ books: Stream.fromIterable([...books, ...more]), bill }))
      assert.deepStrictEqual(yield* differences([]), ["payment order-3 : none, 300"])
      assert.deepStrictEqual(yield* differences([payment("order-3", 300)]), [])
      const byWechatpay = Reconciliation.compare({
        books: Stream.make(payment("4200000000000000000000000001", 100)),
        bill,
        by: "wechatpay"
      })
      const numbers = Chunk.toReadonlyArray(yield* Stream.runCollect(byWechatpay))
        .map((one) => ("bill" in one ? one.bill.kind : one._tag))
        .sort()
      assert.deepStrictEqual(numbers, ["payment", "payment", "refund", "reversal"])
    }).pipe(Effect.provide(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))))
  )
})
