/** Commands that download files: platform certificates and bills. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { descriptions } from "../descriptions.js"
import { choice, choiceArgument, optional, type Say, withDefault } from "../flags.js"
import { type Group, leaf } from "../options.js"
import { usage } from "../problem.js"

const folder = (say: Say) =>
  withDefault(say, "directory", "out", ".", {
    en: "The folder. Default: this one.",
    zh: "输出目录，默认为当前目录。"
  })

export const certificates = (say: Say): Group => ({
  name: "certificates",
  description: say(descriptions.certificates),
  children: [
    leaf(
      say,
      "download",
      {
        en: "Downloads, decrypts and verifies the platform certificates and writes them to files.",
        zh: "下载、解密、校验平台证书并写入文件。"
      },
      {
        out: folder(say)
      },
      async ({ out }) => (await import("../certificates.js")).downloadCertificates(out)
    )
  ]
})

const yesterday = (now: number): string =>
  new Date(now + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)

export const bill = (say: Say): Group => ({
  name: "bill",
  description: say(descriptions.bill),
  children: [
    leaf(
      say,
      "download",
      {
        en: "Downloads the bills of one or more days and verifies their hashes. Run it again to resume: complete files are kept.",
        zh: "下载一天或多天的账单并校验哈希。再次运行即可续传：已完整的文件会保留。"
      },
      {
        kind: choiceArgument("kind", ["trade", "fund-flow"]),
        date: optional(say, "text", "date", {
          en: "Day in Beijing, yyyy-MM-dd. Default: yesterday.",
          zh: "北京时间日期 yyyy-MM-dd，默认为昨天。"
        }),
        from: optional(say, "text", "from", { en: "First of several days.", zh: "起始日期。" }),
        to: optional(say, "text", "to", {
          en: "Last of several days. Default: yesterday.",
          zh: "结束日期，默认为昨天。"
        }),
        format: choice(say, "format", ["file", "csv", "jsonl"], "file", {
          en: "As WeChat Pay serves it, or rows as CSV or JSON lines. Default: file.",
          zh: "原始文件，或按行输出 CSV、JSON Lines。默认为 file。"
        }),
        type: choice(say, "type", ["ALL", "SUCCESS", "REFUND"], "ALL", {
          en: "Rows of a trade bill. Default: ALL.",
          zh: "交易账单的内容，默认为 ALL。"
        }),
        account: choice(say, "account", ["BASIC", "OPERATION", "FEES"], "BASIC", {
          en: "Account of a fund flow bill. Default: BASIC.",
          zh: "资金账单的账户，默认为 BASIC。"
        }),
        out: folder(say)
      },
      async ({ account, date, format, from, kind, out, to, type }) => {
        const { downloadBills } = await import("../bill.js")
        if (Option.isSome(date) && (Option.isSome(from) || Option.isSome(to))) {
          return usage({
            en: "--date is one day: give it, or --from and --to",
            zh: "--date 表示单日：请只使用 --date，或使用 --from 与 --to"
          })
        }
        return Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const last = Option.getOrElse(
            Option.orElse(date, () => to),
            () => yesterday(now)
          )
          const first = Option.getOrElse(
            Option.orElse(date, () => from),
            () => last
          )
          return downloadBills({ kind, from: first, to: last, format, folder: out, type, account })
        })
      }
    )
  ]
})
