/**
 * Compares the merchant's own books with a trade bill, in both directions: what the bill does not have, what the books do not
 * have, and what differs.
 *
 * ```ts
 * const differences = (bill_date: string, books: Stream.Stream<Reconciliation.Entry>) =>
 *   Reconciliation.compare({
 *     books,
 *     bill: Stream.flatMap(TradeBill.getDownloadLink({ bill_date }), TradeBill.rows)
 *   })
 * ```
 *
 * Both are streams, read side by side. Only entries whose counterpart has not come yet are held: few, if both have about the same
 * order, and never more than a limit.
 *
 * Tested in `test/bill/reconciliation.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Hash from "effect/Hash"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type * as TradeBill from "./TradeBill.js"

/**
 * A movement of money in the books or in the bill: a payment, a refund, or the reversal of a payment by code.
 *
 * @since 1.0.0
 * @category models
 */
export interface Entry {
  readonly kind: "payment" | "refund" | "reversal"
  /**
   * The number by which it is found on the other side. Of a payment or a reversal the `out_trade_no`, or the `transaction_id`
   * if `by` says so; of a refund the `out_refund_no`, or the `refund_id`.
   */
  readonly number: string
  /** Fen. Of a refund the requested amount. */
  readonly amount: number
  /** The sub-merchant, for service providers. Numbers of different sub-merchants are different. */
  readonly sub_mchid?: string | undefined
}

/**
 * A difference between books and bill.
 *
 * @since 1.0.0
 * @category models
 */
export type Difference = Data.TaggedEnum<{
  /** In the books, not in the bill: it did not happen, or on another day. */
  Missing: { readonly books: Entry }
  /** In the bill, not in the books, or more often than in the books: nobody has recorded the money, or it was paid twice. */
  Unexpected: { readonly bill: Entry; readonly row: TradeBill.Row }
  /** In both, with another amount. */
  Different: { readonly books: Entry; readonly bill: Entry; readonly row: TradeBill.Row }
}>

const differences = Data.taggedEnum<Difference>()

/**
 * Handles every case. The compiler reports a missing case.
 *
 * @since 1.0.0
 * @category combinators
 */
export const match = differences.$match

/**
 * Whether a difference is a given case: `Reconciliation.is("Missing")(difference)`.
 *
 * @since 1.0.0
 * @category guards
 */
export const is = differences.$is

/**
 * More entries than allowed wait for their counterpart, because books and bill have a different order or are of different days. Sort
 * the books as the bill is, by the time of payment, or compare in several `passes`.
 *
 * @since 1.0.0
 * @category errors
 */
export class TooManyPending extends Schema.TaggedError<TooManyPending>(
  "@effect-wechatpay/bill/TooManyPending"
)("TooManyPending", { maxPending: Schema.Number }) {
  override get message(): string {
    return `more than ${this.maxPending} entries have no counterpart yet: sort the books by the time of payment, as the bill is, or compare in several passes.`
  }
}

/**
 * The numbers by which entries are found: those of the merchant, or those of WeChat Pay. Payments of PayScore orders need `wechatpay`,
 * because the bill has another `out_trade_no` for them.
 *
 * @since 1.0.0
 * @category models
 */
export type By = "merchant" | "wechatpay"

/**
 * The entry of a row of a trade bill, in the form in which the books must have it.
 *
 * @since 1.0.0
 * @category constructors
 */
export const fromRow = (row: TradeBill.Row, by: By = "merchant"): Entry => {
  const { out_refund_no, out_trade_no, refund_id, sub_mchid, trade_state, transaction_id } = row
  const of = sub_mchid === undefined ? {} : { sub_mchid }
  const payment = by === "merchant" ? out_trade_no : transaction_id
  const refunded = row.refund_requested ?? row.refund_amount ?? 0
  const refund = by === "merchant" ? out_refund_no : refund_id
  if (trade_state === "REVOKED") return { kind: "reversal", number: payment, amount: refunded, ...of }
  return trade_state === "REFUND" || refund !== undefined
    ? { kind: "refund", number: refund ?? payment, amount: refunded, ...of }
    : { kind: "payment", number: payment, amount: row.total ?? row.settlement_total ?? 0, ...of }
}

/**
 * What is compared, and how.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options<E, R, E2, R2> {
  /** All payments, refunds and reversals that the merchant knows of the day, in Beijing time. */
  readonly books: Stream.Stream<Entry, E, R>
  /** The rows of the bill of the day: `TradeBill.rows`. */
  readonly bill: Stream.Stream<TradeBill.Row, E2, R2>
  /** The numbers that the books have. Default: `merchant`. */
  readonly by?: By | undefined
  /**
   * How many entries may wait for their counterpart, which is the memory that the comparison needs. Default: 100,000. Above it the
   * comparison fails with {@link TooManyPending}.
   */
  readonly maxPending?: number | undefined
  /**
   * How often both streams are read, each time for another part of the numbers: 10 passes hold a tenth of the entries at a time. For
   * books that cannot be sorted; read the bill from a kept file then. Default: 1.
   */
  readonly passes?: number | undefined
}

/** An entry that waits, with its row if it is one of the bill. */
interface Pending {
  readonly entry: Entry
  readonly row: TradeBill.Row | undefined
}

const keyOf = ({ kind, number, sub_mchid }: Entry): string =>
  JSON.stringify([kind, sub_mchid ?? null, number])

/** Entries without a counterpart. Those of one key are all of one side. */
const makePending = (maxPending: number) => {
  const waiting = new Map<string, ReadonlyArray<Pending>>()
  let size = 0

  /** Takes the counterpart, or keeps the entry. */
  const meet = (one: Pending): Pending | undefined => {
    const key = keyOf(one.entry)
    const [first, ...rest] = waiting.get(key) ?? []
    if (first === undefined || (first.row === undefined) === (one.row === undefined)) {
      waiting.set(key, [...(first === undefined ? [] : [first]), ...rest, one])
      size++
      return undefined
    }
    if (rest.length === 0) waiting.delete(key)
    else waiting.set(key, rest)
    size--
    return first
  }

  return {
    meet,
    isFull: () => size > maxPending,
    rest: () => [...waiting.values()].flat()
  }
}

const difference = (one: Pending, other: Pending): ReadonlyArray<Difference> => {
  const [books, bill] = one.row === undefined ? [one, other] : [other, one]
  return bill.row === undefined || books.entry.amount === bill.entry.amount
    ? []
    : [differences.Different({ books: books.entry, bill: bill.entry, row: bill.row })]
}

const unmatched = ({ entry, row }: Pending): Difference =>
  row === undefined ? differences.Missing({ books: entry }) : differences.Unexpected({ bill: entry, row })

/**
 * Compares books and bill in both directions.
 *
 * **Use the differences only if the stream succeeds**, as with the rows of a bill: a bill that was changed on its way fails the
 * stream at its end. Differences of amounts come as soon as both sides have been read, the others at the end. No difference means that every fen of the day is
 * explained. A refund belongs to the day of its application.
 *
 * @since 1.0.0
 * @category combinators
 */
export const compare = <E, R, E2, R2>({
  bill,
  books,
  by = "merchant",
  maxPending = 100_000,
  passes = 1
}: Options<E, R, E2, R2>): Stream.Stream<Difference, E | E2 | TooManyPending, R | R2> => {
  const pass = (part: number) =>
    Stream.suspend(() => {
      const pending = makePending(maxPending)
      const isOfPart = ({ entry }: Pending): boolean =>
        passes === 1 || (Hash.string(keyOf(entry)) >>> 0) % passes === part
      const ours = Stream.filter(
        Stream.map(books, (entry): Pending => ({ entry, row: undefined })),
        isOfPart
      )
      const theirs = Stream.filter(
        Stream.map(bill, (row): Pending => ({ entry: fromRow(row, by), row })),
        isOfPart
      )
      const met = Stream.zipAllWith(ours, {
        other: theirs,
        onSelf: (one): ReadonlyArray<Pending> => [one],
        onOther: (one): ReadonlyArray<Pending> => [one],
        onBoth: (one, other): ReadonlyArray<Pending> => [one, other]
      }).pipe(
        Stream.mapEffect((pair) =>
          Effect.suspend(() => {
            const found = pair.flatMap((one) =>
              Option.match(Option.fromNullable(pending.meet(one)), {
                onNone: (): ReadonlyArray<Difference> => [],
                onSome: (other) => difference(one, other)
              })
            )
            return pending.isFull() ? Effect.fail(new TooManyPending({ maxPending })) : Effect.succeed(found)
          })
        ),
        Stream.mapConcat((found) => found)
      )
      return Stream.concat(
        met,
        Stream.suspend(() => Stream.fromIterable(pending.rest().map(unmatched)))
      )
    })
  return Stream.flatMap(Stream.range(0, passes - 1), pass)
}
