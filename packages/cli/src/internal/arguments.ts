/** What is done with the arguments before they are parsed. */
import { standardInput } from "./input.js"
import { nearest } from "./nearest.js"
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

/** What the arguments ask for, before they are parsed. */
export type Asked =
  | { readonly _tag: "Help"; readonly path: ReadonlyArray<string> }
  | { readonly _tag: "Version" }
  | { readonly _tag: "Run"; readonly args: ReadonlyArray<string> }

const help = (...path: ReadonlyArray<string>): Asked => ({ _tag: "Help", path })

/** What is asked for; or the mistake, if the arguments name no command. */
export const prepare = (written: ReadonlyArray<string>, names: Names): Asked | Problem => {
  // The parser takes a lone "-" for the beginning of an option.
  const args = withoutLanguage(written).map((arg) => (arg === "-" ? standardInput : arg))
  const [first, second] = args
  if (first === undefined) return help()
  // Help is that of the command, whatever else is given.
  const end = args.indexOf("--")
  const asksForHelp = (end < 0 ? args : args.slice(0, end)).some(isHelp)
  if (first.startsWith("-")) {
    if (asksForHelp) return help()
    return args.includes("--version") ? { _tag: "Version" } : { _tag: "Run", args }
  }
  const children = names[first]
  if (!Object.hasOwn(names, first)) return unknown(first, Object.keys(names))
  if (asksForHelp) return help(...pathOf(args, names))
  if (children !== undefined) {
    if (second === undefined) return help(first)
    if (!second.startsWith("-") && !children.includes(second)) return unknown(second, children, first)
  }
  return { _tag: "Run", args }
}
