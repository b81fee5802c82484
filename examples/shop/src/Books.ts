/** Compares the shop's orders with the bill of WeChat Pay, every day. */

import * as Reconciliation from "@effect-wechatpay/bill/Reconciliation"
import * as TradeBill from "@effect-wechatpay/bill/TradeBill"
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as Chunk from "effect/Chunk"
import * as Cron from "effect/Cron"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { type Order, Orders } from "./Orders.js"

/** A movement of money, and when it happened. */
interface Movement extends Reconciliation.Entry {
  readonly at: DateTime.Utc
}

const movementsOf = ({ number, paidAt, refunds, total }: Order): ReadonlyArray<Movement> => [
  ...(paidAt === undefined ? [] : [{ kind: "payment" as const, number, amount: total, at: paidAt }]),
  ...refunds.flatMap(({ acceptedAt, number }) =>
    acceptedAt === undefined ? [] : [{ kind: "refund" as const, number, amount: total, at: acceptedAt }]
  )
]

/** The day in Beijing, such as 2026-05-01. */
export const dayOf = (time: DateTime.DateTime): string =>
  BeijingTime.dateFromDateTime(time).replace(/(....)(..)(..)/, "$1-$2-$3")

export const yesterday = Effect.map(DateTime.now, (now) => dayOf(DateTime.subtract(now, { days: 1 })))

/** The books of a day, sorted as the bill is. */
const booksOf = (day: string) =>
  Effect.map(
    Effect.flatMap(Orders, ({ all }) => all),
    (orders) =>
      orders
        .flatMap(movementsOf)
        .filter(({ at }) => dayOf(at) === day)
        .sort((one, other) => DateTime.Order(one.at, other.at))
  )

/** The bill of a day. A day without payments and refunds has none. */
const billOf = (bill_date: string) =>
  TradeBill.getDownloadLink({ bill_date, tar_type: "GZIP" }).pipe(
    Stream.flatMap(TradeBill.rows),
    Stream.catchTag("NoStatementExist", () => Stream.empty)
  )

export interface Result {
  readonly day: string
  /** Payments and refunds of the day in the books. */
  readonly movements: number
  readonly differences: ReadonlyArray<Reconciliation.Difference>
}

/** Compares a day. No difference means that every fen is explained. The bill is ready at 10:00 of the next day. */
export const compare = (day: string) =>
  Effect.gen(function* () {
    const books = yield* booksOf(day)
    // Differences count only if the whole bill arrived: collected, and used after the end of the stream.
    const differences = yield* Stream.runCollect(
      Reconciliation.compare({ books: Stream.fromIterable(books), bill: billOf(day) })
    )
    return { day, movements: books.length, differences: Chunk.toReadonlyArray(differences) } satisfies Result
  })

const report = ({ day, differences, movements }: Result) =>
  differences.length === 0
    ? Effect.logInfo(`reconciliation of ${day}: ${movements} movements, every fen is explained`)
    : Effect.logError(`reconciliation of ${day}: ${differences.length} differences, see the office`)

const everyDay = Either.getOrThrow(Cron.parse("30 10 * * *", "Asia/Shanghai"))

/** Compares yesterday at half past ten in Beijing, every day. */
export const daily = yesterday.pipe(
  Effect.flatMap(compare),
  Effect.retry({ schedule: Schedule.spaced("10 minutes"), times: 12 }),
  Effect.matchEffect({
    onSuccess: report,
    onFailure: (error) => Effect.logError(`the reconciliation failed: ${error.message}`)
  }),
  Effect.schedule(Schedule.cron(everyDay))
)
