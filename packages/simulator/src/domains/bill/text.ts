/** The text format of bills. */
import * as Effect from "effect/Effect"
import { make, type SimulatedError } from "../../SimulatedError.js"

/** A column: its name, and its value for a record. */
export type Column<A> = readonly [name: string, cell: (record: A) => string]

export const yuan = (fen: number): string => (fen / 100).toFixed(2)

const common: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  ",": "\\ ",
  "\ue000": "\\ ",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\u001a": "\\Z"
}

const escapesOf = {
  payment: { ...common, "'": "\\'", "`": "\\`" },
  refund: { ...common, "`": "\\140" }
} satisfies Readonly<Record<string, Readonly<Record<string, string>>>>

/** The merchant's texts of a trade bill: rows of payments and of refunds escape two characters in different ways. */
export const tradeText = (kind: keyof typeof escapesOf, text: string): string => {
  const escapes: Readonly<Record<string, string>> = escapesOf[kind]
  return Array.from(text, (character) => escapes[character] ?? character).join("")
}

/** The merchant's texts of a fund flow bill. */
export const flowText = (text: string): string =>
  text.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\u0001", " ")

const lineOf = (cells: ReadonlyArray<string>): string => cells.map((cell) => `\`${cell}`).join(",")

export const sum = <A>(records: ReadonlyArray<A>, fen: (record: A) => number): number =>
  records.reduce((total, record) => total + fen(record), 0)

/** A bill of these records. Without records there is no bill. */
export const billOf = <A>(
  columns: ReadonlyArray<Column<A>>,
  records: ReadonlyArray<A>,
  summary: Readonly<Record<string, string>>
): Effect.Effect<string, SimulatedError> =>
  records.length === 0
    ? Effect.fail(make(400, "NO_STATEMENT_EXIST", "账单文件不存在，请检查当前商户号在指定日期是否有交易"))
    : Effect.succeed(
        [
          columns.map(([name]) => name).join(","),
          ...records.map((record) => lineOf(columns.map(([, cell]) => cell(record)))),
          Object.keys(summary).join(","),
          lineOf(Object.values(summary)),
          ""
        ].join("\r\n")
      )
