/** Typed columns of bills: the names that a column has in files, and the parser of its cells. */
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as BigDecimal from "effect/BigDecimal"
import * as Chunk from "effect/Chunk"
import type * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { InvalidBill, type ReadError } from "../BillError.js"
import * as BillFile from "../BillFile.js"
import type { Link } from "../schemas/Link.js"

export interface Column<out A> {
  /** All names that the column has had. */
  readonly names: ReadonlyArray<string>
  /** Description of a valid cell, for the error. */
  readonly expected: string
  /** Returns `None` for an invalid cell. */
  readonly read: (cell: string) => Option.Option<A>
  readonly required: boolean
}

type Columns = Readonly<Record<string, Column<unknown>>>

const column = <A>(
  names: ReadonlyArray<string>,
  expected: string,
  read: (cell: string) => Option.Option<A>
): Column<A | undefined> => ({
  names,
  expected,
  read: (cell) => (cell === "" ? Option.some(undefined) : read(cell)),
  required: false
})

/** A column that a bill must have. */
export const required = <A>(column: Column<A | undefined>): Column<A> => ({
  ...column,
  required: true,
  read: (cell) => Option.filter(column.read(cell), (value): value is A => value !== undefined)
})

/** Texts; an empty cell is `undefined`. */
export const text = (...names: ReadonlyArray<string>): Column<string | undefined> =>
  column(names, "text", Option.some)

const unescapedAs: Readonly<Record<string, string>> = {
  " ": ",",
  n: "\n",
  r: "\r",
  t: "\t",
  Z: "\u001a",
  "140": "`"
}

/**
 * Texts of the merchant. A backslash starts an escape of one character, or `\140`, which is a backtick in rows of
 * refunds. Any other escaped character is the character itself: WeChat Pay escapes the backslash, both quotes and the
 * backtick in this way.
 */
export const escaped = (...names: ReadonlyArray<string>): Column<string | undefined> =>
  column<string | undefined>(names, "text", (cell) =>
    Option.some(cell.replace(/\\(140|.)/gsu, (_, code: string) => unescapedAs[code] ?? code))
  )

/** Order, refund and merchant numbers. Bills write `0` if there is none. */
export const number = (...names: ReadonlyArray<string>): Column<string | undefined> =>
  column<string | undefined>(names, "a number", (cell) => Option.some(cell === "0" ? undefined : cell))

/** `2024-05-01 10:00:00`, Beijing time. */
export const time = (...names: ReadonlyArray<string>): Column<DateTime.Utc | undefined> =>
  column(names, "a time such as 2024-05-01 10:00:00", (cell) =>
    /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(cell)
      ? BeijingTime.toDateTime(cell.replace(/\D/g, ""))
      : Option.none()
  )

/** `3` or `3.0`. */
export const count = (...names: ReadonlyArray<string>): Column<number | undefined> =>
  column(names, "a count", (cell) => {
    const digits = /^(\d{1,15})(?:\.0+)?$/.exec(cell)?.[1]
    return digits === undefined ? Option.none() : Option.some(Number(digits))
  })

const yuan = /^(-?)(\d{1,13})(?:\.(\d+))?$/

/** Yuan in the file, as an integer in fen. */
export const fen = (...names: ReadonlyArray<string>): Column<number | undefined> =>
  column(names, "an amount such as 12.34", (cell) => {
    const [, sign = "", whole, fraction = ""] = yuan.exec(cell) ?? []
    if (whole === undefined || !/^\d{0,2}0*$/.test(fraction)) return Option.none()
    const value = Number(whole + fraction.slice(0, 2).padEnd(2, "0"))
    return Option.some(sign === "-" && value !== 0 ? -value : value)
  })

/** Yuan with up to five decimal places in the file, as fen with a fraction. */
export const partsOfFen = (...names: ReadonlyArray<string>): Column<BigDecimal.BigDecimal | undefined> =>
  column(names, "an amount such as 0.00540", (cell) => {
    const [, sign, whole, fraction = ""] = yuan.exec(cell) ?? []
    if (whole === undefined) return Option.none()
    return Option.some(BigDecimal.make(BigInt(`${sign}${whole}${fraction}`), fraction.length - 2))
  })

type Reading = (entry: BillFile.Entry) => Record<string, unknown> | InvalidBill

/** Parses the entries of one kind. The columns are looked up by name in each entry. */
const reading = (columns: Columns): Reading => {
  const fields = Object.entries(columns)
  return ({ cells, line }) => {
    const values: Record<string, unknown> = {}
    for (const [field, column] of fields) {
      const name = column.names.find((known) => Object.hasOwn(cells, known))
      if (name === undefined) {
        if (column.required) return new InvalidBill({ line, problem: `expected a column ${column.names[0]}` })
        continue
      }
      const value = column.read(cells[name] as string)
      if (Option.isNone(value)) {
        return new InvalidBill({ line, column: name, problem: `expected ${column.expected}` })
      }
      if (value.value !== undefined) values[field] = value.value
    }
    return values
  }
}

/** The columns of a row or summary. The cells of an optional field may be empty. */
type ColumnsOf<T> = {
  readonly [Name in Exclude<keyof T, "_tag" | "cells">]-?: Column<
    T[Name] | (undefined extends T[Name] ? undefined : never)
  >
}

interface AnyRow {
  readonly _tag: "Row"
}

interface AnySummary {
  readonly _tag: "Summary"
}

/** Converts entries into typed rows and a typed summary. */
const typed =
  <Row extends AnyRow, Summary extends AnySummary>(row: ColumnsOf<Row>, summary: ColumnsOf<Summary>) =>
  <E, R>(entries: Stream.Stream<BillFile.Entry, E, R>): Stream.Stream<Row | Summary, E | InvalidBill, R> => {
    const read = { Row: reading(row as Columns), Summary: reading(summary as Columns) }
    return Stream.mapChunksEffect(entries, (chunk) =>
      Effect.suspend(() => {
        const found: Array<Row | Summary> = []
        for (const entry of chunk) {
          const values = read[entry._tag](entry)
          if (values instanceof InvalidBill) return Effect.fail(values)
          found.push({ _tag: entry._tag, ...values, cells: entry.cells } as unknown as Row | Summary)
        }
        return Effect.succeed(Chunk.unsafeFromArray(found))
      })
    )
  }

/** Removes the summary. */
export const rowsOf = <Row extends AnyRow, E, R>(
  entries: Stream.Stream<Row | AnySummary, E, R>
): Stream.Stream<Row, E, R> => Stream.filter(entries, (entry): entry is Row => entry._tag === "Row")

/** The functions that read a bill. */
export interface Bill<out Row, out Summary> {
  readonly parse: <E, R>(
    bytes: Stream.Stream<Uint8Array, E, R>
  ) => Stream.Stream<Row | Summary, E | InvalidBill, R>
  readonly read: (link: Link) => Stream.Stream<Row | Summary, ReadError, WechatPayClient>
  readonly rows: (link: Link) => Stream.Stream<Row, ReadError, WechatPayClient>
}

/** Creates the functions that read a bill with these columns. */
export const bill = <Row extends AnyRow, Summary extends AnySummary>(
  row: ColumnsOf<Row>,
  summary: ColumnsOf<Summary>
): Bill<Row, Summary> => {
  const entriesTo = typed<Row, Summary>(row, summary)
  const parse: Bill<Row, Summary>["parse"] = (bytes) => entriesTo(BillFile.entries(bytes))
  const read = (link: Link) => parse(BillFile.download(link))
  return { parse, read, rows: (link) => rowsOf<Row, ReadError, WechatPayClient>(read(link)) }
}
