/** The help of all commands, and the version: printed without loading the commands, which takes ten times as long. */
import { descriptions, root } from "./descriptions.js"
import { headings, table } from "./layout.js"
import { hasColours, type Style, styleOf } from "./style.js"
import { type Language, languageOf, type Text } from "./text.js"
import { version } from "./version.js"

type Env = Readonly<Record<string, string | undefined>>

const withoutLanguage = (args: ReadonlyArray<string>): ReadonlyArray<string> =>
  args.filter((arg, index) => !/^--lang(?:=|$)/.test(arg) && args[index - 1] !== "--lang")

/** The help of all commands. */
export const rootHelp = (language: Language, { bold }: Style): string => {
  const say = (text: Text) => text[language]
  const items = Object.entries(descriptions).map(([name, text]) => ({ name, text: say(text) }))
  const usage = say({ en: "wechatpay <command> [options]", zh: "wechatpay <命令> [选项]" })
  const more = say({
    en: "wechatpay <command> --help explains a command. Every command has --json, --lang and --env-file.",
    zh: "wechatpay <命令> --help 说明各命令。所有命令均支持 --json、--lang 与 --env-file。"
  })
  return `${[
    `${bold(headings.USAGE[language])}\n  ${usage}`,
    `${bold(headings.DESCRIPTION[language])}\n  ${say(root)}`,
    `${bold(headings.COMMANDS[language])}\n${table(items)}`,
    more
  ].join("\n\n")}\n`
}

/** The text, if the arguments ask for nothing else. */
export const quickText = (args: ReadonlyArray<string>, env: Env, isTerminal: boolean): string | undefined => {
  const [first, ...others] = withoutLanguage(args)
  if (others.length > 0) return undefined
  if (first === "--version") return `${version}\n`
  if (first !== undefined && first !== "--help" && first !== "-h") return undefined
  return rootHelp(languageOf(args, env), styleOf(hasColours(isTerminal, env)))
}
