/**
 * Compares a day of the books with the bill of WeChat Pay, fen by fen, in both directions. Run it every day after 10:00 in
 * Beijing, when the bill of the day before is ready.
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as BillFile from "@effect-wechatpay/bill/BillFile"
import * as Reconciliation from "@effect-wechatpay/bill/Reconciliation"
import * as TradeBill from "@effect-wechatpay/bill/TradeBill"
import * as Chunk from "effect/Chunk"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** The books: a query of your database, sorted by time as the bill is. */
export class Books extends Context.Tag("reconciliation/Books")<
  Books,
  {
    /** Payments and refunds of a day in Beijing, such as `2026-05-01`. */
    readonly entries: (day: string) => Stream.Stream<Reconciliation.Entry>
  }
>() {}

/**
 * Downloads the bill and keeps the file, which auditors ask for. It gets its name only when all of it has arrived and its
 * digest is right. False if the day has no bill, because nothing was paid or refunded.
 */
export const keep = (day: string, path: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    if (yield* fs.exists(path)) return true
    const link = yield* TradeBill.getDownloadLink({ bill_date: day })
    yield* Stream.run(BillFile.download(link), fs.sink(`${path}.part`))
    yield* fs.rename(`${path}.part`, path)
    return true
  }).pipe(Effect.catchTag("NoStatementExist", () => Effect.succeed(false)))

/** The payments and refunds of a kept bill, without the summary at its end. */
const rowsOf = (path: string) =>
  Stream.unwrap(Effect.map(FileSystem.FileSystem, (fs) => TradeBill.parse(fs.stream(path)))).pipe(
    Stream.filter((line): line is TradeBill.Row => line._tag === "Row")
  )

const yuan = (fen: number) => `¥${(fen / 100).toFixed(2)}`

/** What a person has to look at. */
export const describe = Reconciliation.match({
  Missing: ({ books: { amount, kind, number } }) =>
    `in the books, not in the bill: ${kind} ${number}, ${yuan(amount)}. Query it: it was paid on another day, or never.`,
  Unexpected: ({ bill: { amount, kind, number } }) =>
    `in the bill, not in the books: ${kind} ${number}, ${yuan(amount)}. Money moved that this shop does not know of.`,
  Different: ({ bill, books }) =>
    `${bill.kind} ${bill.number}: ${yuan(books.amount)} in the books, ${yuan(bill.amount)} in the bill.`
})

/** The differences of a day; none means that every fen is explained. */
export const compare = (day: string, folder: string) =>
  Effect.gen(function* () {
    const books = yield* Books
    const path = `${folder}/${day}.csv`
    const hasBill = yield* keep(day, path)
    const differences = Reconciliation.compare({
      books: books.entries(day),
      bill: hasBill ? rowsOf(path) : Stream.empty
    })
    // Used only when the stream has ended well: a bill that breaks off would look like missing payments.
    return Chunk.toReadonlyArray(yield* Stream.runCollect(differences)).map((difference) =>
      describe(difference)
    )
  })
