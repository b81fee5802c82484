/** Help and the mistakes of arguments: `@effect/cli` makes them, this gives them a short layout and the language. */
import type * as Console from "effect/Console"
import type * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Host } from "../Host.js"
import { type Heading, headings, type Item, table } from "./layout.js"
import { type Style, styleOf, withoutColours } from "./style.js"
import type { Language } from "./text.js"

const isHeading = (line: string): line is Heading => Object.hasOwn(headings, line)

/** The sections of a help text, with their lines that are not empty. */
const sectionsOf = (text: string): ReadonlyMap<Heading, ReadonlyArray<string>> => {
  const sections = new Map<Heading, Array<string>>()
  let current: Array<string> | undefined
  for (const line of withoutColours(text).split("\n")) {
    if (isHeading(line)) {
      current = []
      sections.set(line, current)
    } else if (line.trim() !== "") current?.push(line)
  }
  return sections
}

/** What `@effect/cli` says of each option by itself. */
const generic =
  /^(?:A true or false value\.|A user-defined piece of text\.|An integer\.|A file\.|This (?:setting|option) (?:is optional|may be repeated zero or more times)\.)$/

/** The name of the option has them already. */
const choices = /^One of the following: /

/** Options and arguments: a line with the name, then indented lines. */
const itemsOf = (lines: ReadonlyArray<string>): ReadonlyArray<Item> => {
  const items: Array<{ name: string; texts: Array<string> }> = []
  for (const line of lines) {
    if (!line.startsWith(" ")) items.push({ name: line, texts: [] })
    else if (!generic.test(line.trim()) && !choices.test(line.trim())) items.at(-1)?.texts.push(line.trim())
  }
  return items.map(({ name, texts }) => ({ name, text: texts.join(" ") }))
}

/** `  - name [options] <arguments>   description` of the list of commands. */
const listed = /^ {2}- (.+?)(?: {2,}(\S.*))?$/

/** The names of a command without its options and arguments, which its own help has. */
const nameOf = (usage: string): string => {
  const words = usage.split(" ")
  const end = words.findIndex((word) => /^[[<(-]/.test(word))
  return (end < 0 ? words : words.slice(0, end)).join(" ")
}

const commandsOf = (lines: ReadonlyArray<string>): ReadonlyArray<Item> =>
  lines.flatMap((line) => {
    const [, usage, description = ""] = listed.exec(line) ?? []
    return usage === undefined ? [] : [{ name: nameOf(usage), text: description.trim() }]
  })

const layout = (text: string, path: ReadonlyArray<string>, language: Language, { bold }: Style): string => {
  const sections = sectionsOf(text)
  const commands = commandsOf(sections.get("COMMANDS") ?? [])
  const values = itemsOf(sections.get("ARGUMENTS") ?? [])
  const options = itemsOf(sections.get("OPTIONS") ?? [])
  const word = (en: string, zh: string) => (language === "zh" ? zh : en)
  const usage = [
    "wechatpay",
    ...path,
    ...(commands.length > 0 ? [word("<command>", "<命令>")] : []),
    ...(options.length > 0 ? [word("[options]", "[选项]")] : []),
    ...values.map(({ name }) => name)
  ].join(" ")
  const part = (heading: Heading, body: string) =>
    body === "" ? [] : [`${bold(headings[heading][language])}\n${body}`]
  return [
    ...part("USAGE", `  ${usage}`),
    ...part("DESCRIPTION", (sections.get("DESCRIPTION") ?? []).map((line) => `  ${line.trim()}`).join("\n")),
    ...part("ARGUMENTS", values.length === 0 ? "" : table(values)),
    ...part("OPTIONS", options.length === 0 ? "" : table(options)),
    ...part("COMMANDS", commands.length === 0 ? "" : table(commands))
  ].join("\n\n")
}

/** The mistakes that `@effect/cli` reports. */
const mistakes: ReadonlyArray<readonly [en: RegExp, zh: string]> = [
  [/^Missing argument <([^>]*)>.*$/gm, "缺少参数 <$1>"],
  [/Received unknown argument: '([^']*)'/g, "未知参数：'$1'"],
  [/Expected to find option: '([^']*)'/g, "缺少选项：'$1'"],
  [/Expected a value following option: '([^']*)'/g, "选项 '$1' 缺少值"]
]

const translate = (text: string): string =>
  mistakes.reduce((translated, [en, zh]) => translated.replace(en, zh), text)

export const helpConsole = (
  host: Context.Tag.Service<typeof Host>,
  coloured: { readonly out: boolean; readonly err: boolean },
  language: Language,
  /** The command whose help is shown. */
  path: ReadonlyArray<string>,
  console: Console.Console
): Console.Console => {
  const write =
    (to: "out" | "err") =>
    (...texts: ReadonlyArray<unknown>): Effect.Effect<void> => {
      const text = texts.map(String).join(" ").trimEnd()
      if (/^USAGE$/m.test(withoutColours(text))) {
        return host[to](`${layout(text, path, language, styleOf(coloured[to]))}\n`)
      }
      const plain = coloured[to] ? text : withoutColours(text)
      return host[to](`${language === "zh" ? translate(plain) : plain}\n`)
    }
  return { ...console, log: write("out"), error: write("err") }
}
