/** Where help, completion and the mistakes of arguments go: to the host, in its language, with colours only on a terminal. */
import type * as Console from "effect/Console"
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Host } from "../Host.js"
import { withoutColours } from "./style.js"
import type { Language } from "./text.js"

/** A heading at the beginning of a line, which may be coloured. */
const heading = (word: string): RegExp => new RegExp(`^((?:\\u001b\\[[0-9;]*m)*)${word}`, "gm")

/** The words of `@effect/cli`. */
const words: ReadonlyArray<readonly [en: RegExp, zh: string]> = [
  [heading("USAGE"), "$1用法"],
  [heading("DESCRIPTION"), "$1说明"],
  [heading("ARGUMENTS"), "$1参数"],
  [heading("OPTIONS"), "$1选项"],
  [heading("COMMANDS"), "$1命令"],
  [/A true or false value\./g, "开关。"],
  [/A user-defined piece of text\./g, "文本。"],
  [/An integer\./g, "整数。"],
  [/A file\./g, "文件。"],
  [/One of the following: /g, "可选值："],
  [/This setting is optional\./g, "可省略。"],
  [/This option may be repeated zero or more times\./g, "可重复。"],
  [/This option can be set from environment variables\./g, "可由环境变量设置。"],
  [/^Missing argument <([^>]*)>.*$/gm, "缺少参数 <$1>"],
  [/Received unknown argument: '([^']*)'/g, "未知参数：'$1'"],
  [/Expected to find option: '([^']*)'/g, "缺少选项：'$1'"],
  [/Invalid subcommand for (\S+) - use one of/g, "$1 没有该命令，可用："],
  [/Expected a value following option: '([^']*)'/g, "选项 '$1' 缺少值"]
]

const translate = (text: string): string =>
  words.reduce((translated, [en, zh]) => translated.replace(en, zh), text)

/** `  - name [options] <arguments>   description` of the list of commands. */
const listed = /^ {2}- (.+?)(?: {2,}(\S.*))?$/

/** The names of a command without its options and arguments, which its own help has. */
const nameOf = (usage: string): string => {
  const words = withoutColours(usage).split(" ")
  const end = words.findIndex((word) => /^[[<(-]/.test(word))
  return (end < 0 ? words : words.slice(0, end)).join(" ")
}

/** The list of commands with names and descriptions only. */
const shorten = (text: string): string => {
  const lines = text.split("\n")
  const start = lines.findIndex((line) => withoutColours(line) === "COMMANDS")
  if (start < 0) return text
  const commands = lines.slice(start + 1).flatMap((line) => {
    const [, usage, description = ""] = listed.exec(line) ?? []
    return usage === undefined ? [] : [{ name: nameOf(usage), description: description.trim() }]
  })
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    ...lines.slice(0, start + 1),
    "",
    ...commands.map(({ description, name }) => `  ${name.padEnd(width)}  ${description}`)
  ].join("\n")
}

export const helpConsole = (
  host: Context.Tag.Service<typeof Host>,
  coloured: { readonly out: boolean; readonly err: boolean },
  language: Language,
  console: Console.Console
): Console.Console => {
  const write =
    (to: "out" | "err") =>
    (...texts: ReadonlyArray<unknown>): Effect.Effect<void> => {
      const text = shorten(texts.map(String).join(" ").trimEnd())
      const plain = coloured[to] ? text : withoutColours(text)
      return host[to](`${language === "zh" ? translate(plain) : plain}\n`)
    }
  return { ...console, log: write("out"), error: write("err") }
}
