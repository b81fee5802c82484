/** What is done with the arguments before `@effect/cli` parses them. */
import { levensteinDistance } from "@effect/cli/AutoCorrect"
import * as CliConfig from "@effect/cli/CliConfig"
import { standardInput } from "./input.js"
import { type Problem, usage } from "./problem.js"

/** The commands, and those that have commands of their own. */
export interface Names {
  readonly [name: string]: ReadonlyArray<string> | undefined
}

/** `--lang` is read before, because help needs it too; it may be anywhere. */
const withoutLanguage = (args: ReadonlyArray<string>): ReadonlyArray<string> =>
  args.filter(
    (arg, index) =>
      !(
        arg.startsWith("--lang=") ||
        (arg === "--lang" && ["en", "zh"].includes(args[index + 1] ?? "")) ||
        (args[index - 1] === "--lang" && ["en", "zh"].includes(arg))
      )
  )

const isHelp = (arg: string): boolean => arg === "--help" || arg === "-h"

/** The command that is meant: its name, and that of its own command. */
const pathOf = (args: ReadonlyArray<string>, names: Names): ReadonlyArray<string> => {
  const [first, second] = args.filter((arg) => !arg.startsWith("-"))
  if (first === undefined || !Object.hasOwn(names, first)) return []
  return second !== undefined && names[first]?.includes(second) === true ? [first, second] : [first]
}

const nearest = (word: string, names: ReadonlyArray<string>): string | undefined =>
  names
    .map((name) => [levensteinDistance(word, name, CliConfig.defaultConfig), name] as const)
    .filter(([distance]) => distance <= 3)
    .sort(([a], [b]) => a - b)[0]?.[1]

const unknown = (word: string, names: ReadonlyArray<string>, group = ""): Problem => {
  const near = nearest(word, names)
  const all = group === "" ? "wechatpay --help" : `wechatpay ${group}`
  return usage(
    { en: `there is no command ${word}`, zh: `没有命令 ${word}` },
    near === undefined
      ? { en: `${all} lists all`, zh: `${all} 会列出全部` }
      : { en: `did you mean ${near}?`, zh: `是否想输入 ${near}？` }
  )
}

/** Options that every command has may be written before the command. */
export const inOrder = (
  args: ReadonlyArray<string>,
  commands: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const start = args[0]?.startsWith("--") === true ? args.findIndex((arg) => commands.includes(arg)) : 0
  return start > 0 ? [...args.slice(start), ...args.slice(0, start)] : args
}

/** The arguments for the parser; or the mistake, if they name no command. */
export const prepare = (args: ReadonlyArray<string>, names: Names): ReadonlyArray<string> | Problem => {
  // The parser takes a lone "-" for the beginning of an option.
  const given = withoutLanguage(args).map((arg) => (arg === "-" ? standardInput : arg))
  const [first] = given
  if (first === undefined) return ["--help"]
  if (first.startsWith("-")) return given
  const second = given[1]
  const children = names[first]
  if (!Object.hasOwn(names, first)) return unknown(first, Object.keys(names))
  // Help is that of the command, whatever else is given.
  const end = given.indexOf("--")
  const own = end < 0 ? given : given.slice(0, end)
  if (own.some(isHelp)) return [...pathOf(given, names), "--help"]
  if (children === undefined) return given
  if (second === undefined) return [first, "--help"]
  return second.startsWith("-") || children.includes(second) ? given : unknown(second, children, first)
}
