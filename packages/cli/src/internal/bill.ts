/** `wechatpay bill download`. */
import { createHash } from "node:crypto"
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import type { InvalidBill } from "@effect-wechatpay/bill/BillError"
import * as BillFile from "@effect-wechatpay/bill/BillFile"
import * as FundFlowBill from "@effect-wechatpay/bill/FundFlowBill"
import * as TradeBill from "@effect-wechatpay/bill/TradeBill"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as BigDecimal from "effect/BigDecimal"
import * as Chunk from "effect/Chunk"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Host } from "../Host.js"
import { withClient } from "./connection.js"
import { callProblem } from "./failures.js"
import { cannotWrite } from "./output.js"
import { exitCode, Problem, usage } from "./problem.js"
import { progressBar } from "./progress.js"
import { type Result, Session } from "./session.js"
import { plain } from "./text.js"

export type Kind = "trade" | "fund-flow"

/** `file`: as WeChat Pay serves it, unzipped. */
export type Format = "file" | "csv" | "jsonl"

export interface Options {
  readonly kind: Kind
  /** Days in Beijing, `yyyy-MM-dd`, both included. */
  readonly from: string
  readonly to: string
  readonly format: Format
  readonly folder: string
  readonly type: "ALL" | "SUCCESS" | "REFUND"
  readonly account: "BASIC" | "OPERATION" | "FEES"
}

interface Link {
  readonly download_url: string
  readonly hash_type: string
  readonly hash_value: string
}

const mostDays = 100

const daysOf = (from: string, to: string): Effect.Effect<ReadonlyArray<string>, Problem> => {
  const parse = (text: string) =>
    /^\d{4}-\d\d-\d\d$/.test(text) ? DateTime.make(`${text}T00:00:00Z`) : Option.none()
  const first = parse(from)
  const last = parse(to)
  if (Option.isNone(first) || Option.isNone(last)) {
    return usage({
      en: `${from} to ${to}: expected days such as 2026-11-20`,
      zh: `${from} 至 ${to}：应为 2026-11-20 这样的日期`
    })
  }
  const count = 1 + Math.round(DateTime.distance(first.value, last.value) / 86_400_000)
  if (count < 1) return usage({ en: "--from is after --to", zh: "--from 晚于 --to" })
  return count > mostDays
    ? usage({
        en: `${from} to ${to} is ${count} days: give at most ${mostDays} days at a time`,
        zh: `${from} 至 ${to} 共 ${count} 天：一次最多 ${mostDays} 天`
      })
    : Effect.succeed(
        Array.from({ length: count }, (_, index) =>
          DateTime.formatIsoDateUtc(DateTime.add(first.value, { days: index }))
        )
      )
}

const linkOf = ({ account, kind, type }: Options, bill_date: string) =>
  Effect.mapError(
    kind === "trade"
      ? TradeBill.getDownloadLink({ bill_date, bill_type: type, tar_type: "GZIP" })
      : FundFlowBill.getDownloadLink({ bill_date, account_type: account, tar_type: "GZIP" }),
    callProblem
  )

/** Numbers as JSON has them; times as RFC 3339. */
const valueOf = (value: unknown): unknown => {
  if (BigDecimal.isBigDecimal(value)) return BigDecimal.format(value)
  if (DateTime.isDateTime(value)) return DateTime.formatIso(value)
  return value
}

const jsonLine = (row: Readonly<Record<string, unknown>>): string => {
  const { _tag, cells: _, ...members } = row
  return `${JSON.stringify({ _tag, ...Object.fromEntries(Object.entries(members).map(([name, value]) => [name, valueOf(value)])) })}\n`
}

/** RFC 4180, and no formula: spreadsheets run a cell that begins with one of these characters. */
const csvCell = (text: string): string => {
  const harmless = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** A row of a bill, and those of its texts that the bill has escaped. */
interface Row {
  readonly _tag: "Row" | "Summary"
  readonly cells: Readonly<Record<string, string>>
  readonly device_info?: string
  readonly description?: string
  readonly attach?: string
}

/** The cells with the texts of the merchant as the merchant sent them. */
const readable = ({ attach, cells, description, device_info }: Row): Readonly<Record<string, string>> => {
  const texts: Readonly<Record<string, string | undefined>> = {
    设备号: device_info,
    商品名称: description,
    商户数据包: attach
  }
  return Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, texts[name] ?? cell]))
}

/** Rows only, with the columns of the bill; the summary has other columns. */
const csvLines = <E, R>(rows: Stream.Stream<Row, E, R>) => {
  let isFirst = true
  return rows.pipe(
    Stream.filter(({ _tag }) => _tag === "Row"),
    Stream.map((row) => {
      const cells = readable(row)
      const header = isFirst ? `\ufeff${Object.keys(cells).map(csvCell).join(",")}\r\n` : ""
      isFirst = false
      return `${header}${Object.values(cells).map(csvCell).join(",")}\r\n`
    })
  )
}

const encode = <E, R>(text: Stream.Stream<string, E, R>) => Stream.encodeText(text)

const rowsOf = <E, R>(
  kind: Kind,
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Row, E | InvalidBill, R> =>
  kind === "trade" ? TradeBill.parse(bytes) : FundFlowBill.parse(bytes)

const converted = <E, R>(
  { format, kind }: Options,
  bytes: Stream.Stream<Uint8Array, E, R>
): Stream.Stream<Uint8Array, E | InvalidBill, R> => {
  switch (format) {
    case "file":
      return bytes
    case "csv":
      return encode(csvLines(rowsOf(kind, bytes)))
    default:
      return encode(Stream.map(rowsOf(kind, bytes), (row) => jsonLine({ ...row })))
  }
}

const extensions = { file: "txt", csv: "csv", jsonl: "jsonl" } as const

const nameOf = ({ account, format, kind, type }: Options, day: string): string => {
  const variant =
    kind === "trade"
      ? type === "ALL"
        ? ""
        : `-${type.toLowerCase()}`
      : account === "BASIC"
        ? ""
        : `-${account.toLowerCase()}`
  return `${kind}${variant}-${day}.${extensions[format]}`
}

/** The hash of a file that an earlier run has written; only of the bill as it is, because converted files have none. */
const hashOf = (path: string, { hash_type }: Link) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    if (!(yield* fs.exists(path))) return undefined
    const hash = createHash(hash_type.toLowerCase() === "sha256" ? "sha256" : "sha1")
    yield* Stream.runForEach(fs.stream(path), (bytes) => Effect.sync(() => hash.update(bytes)))
    return hash.digest("hex")
  }).pipe(Effect.orElseSucceed(() => undefined))

type State = "downloaded" | "kept" | "empty"

interface Day {
  readonly day: string
  readonly state: State
  readonly path?: string
  readonly bytes?: number
}

const billProblem = (error: { readonly message: string }): Problem => {
  const text = error.message
  return new Problem({
    what: { en: "the bill could not be downloaded completely", zh: "账单未能完整下载" },
    why: plain(text),
    todo: {
      en: "run the command again: complete files are kept, the others are downloaded anew",
      zh: "请重新运行：完整的文件会保留，其余会重新下载"
    },
    code: exitCode.failed
  })
}

const hasCode = (problem: Problem, code: string): boolean => problem.fields?.code === code

const downloadDay = (
  options: Options,
  day: string
): Effect.Effect<Day, Problem, WechatPayClient | FileSystem.FileSystem | Path.Path | Host | Session> =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const { join } = yield* Path.Path
    const path = join(options.folder, nameOf(options, day))
    // A converted file is renamed when it is complete, so its existence is enough.
    if (options.format !== "file" && (yield* Effect.orElseSucceed(fs.exists(path), () => false))) {
      return { day, state: "kept", path }
    }
    const link = yield* Effect.either(linkOf(options, day))
    if (Either.isLeft(link)) {
      if (hasCode(link.left, "NO_STATEMENT_EXIST")) return { day, state: "empty" }
      return yield* link.left
    }
    const known = options.format === "file" ? yield* hashOf(path, link.right) : undefined
    if (known !== undefined && known === link.right.hash_value.toLowerCase())
      return { day, state: "kept", path }
    const part = `${path}.part`
    const { add, end } = yield* progressBar(day)
    let bytes = 0
    const arriving = BillFile.download(link.right).pipe(
      Stream.mapChunksEffect((chunk) => {
        for (const each of Chunk.toReadonlyArray(chunk)) bytes += each.length
        return Effect.as(add(bytes), chunk)
      })
    )
    yield* Effect.mapError(fs.makeDirectory(options.folder, { recursive: true }), cannotWrite(options.folder))
    yield* Stream.run(converted(options, arriving), fs.sink(part)).pipe(
      Effect.mapError(billProblem),
      Effect.onError(() => Effect.ignore(fs.remove(part))),
      Effect.ensuring(end)
    )
    // The stream has succeeded, so the whole file arrived and matches its hash.
    yield* Effect.mapError(fs.rename(part, path), cannotWrite(path))
    return { day, state: "downloaded", path, bytes }
  })

/** Downloads the bills of some days, one after another. What an earlier run has completed is kept. */
export const downloadBills = (
  options: Options
): Effect.Effect<Result, Problem, Session | Host | FileSystem.FileSystem | Path.Path> =>
  Effect.gen(function* () {
    const { say } = yield* Session
    const days = yield* daysOf(options.from, options.to)
    const done = yield* withClient(Effect.forEach(days, (day) => downloadDay(options, day)))
    const line = ({ bytes = 0, day, path, state }: Day) => {
      switch (state) {
        case "downloaded":
          return say({
            en: `${day}  ${path} (${bytes} bytes, verified)`,
            zh: `${day}  ${path}（${bytes} 字节，已校验）`
          })
        case "kept":
          return say({ en: `${day}  ${path} (already complete)`, zh: `${day}  ${path}（已存在且完整）` })
        default:
          return say({ en: `${day}  no transactions, so there is no bill`, zh: `${day}  当日无交易，无账单` })
      }
    }
    return { text: done.map(line).join("\n"), json: done }
  })
