/** The help of a command. */
import { type Flag, isArgument, isFlag, paramsOf } from "./flags.js"
import { type Heading, headings, type Item, table } from "./layout.js"
import { isGroup, type Tree } from "./options.js"
import type { Style } from "./style.js"
import type { Language } from "./text.js"

const itemOf = ({ description, label, name, presence }: Flag<unknown>): Item => ({
  name: `--${name}${label === "" ? "" : ` ${label}`}${presence._tag === "repeated" ? "..." : ""}`,
  text: description
})

/** The help of the command with this name; of a group, or of one of its commands. */
export const helpOf = (
  tree: Tree,
  path: ReadonlyArray<string>,
  language: Language,
  { bold }: Style
): string => {
  const [first, second] = path
  const named = tree.find(({ name }) => name === first)
  const node =
    named !== undefined && isGroup(named)
      ? (named.children.find(({ name }) => name === second) ?? named)
      : named
  if (node === undefined) return ""
  const commands = isGroup(node) ? node.children.map(({ description: text, name }) => ({ name, text })) : []
  const params = isGroup(node) ? [] : paramsOf(node.config)
  const values = params
    .filter(isArgument)
    .map(({ description: text, name }): Item => ({ name: `<${name}>`, text }))
  const options = params.filter(isFlag).map(itemOf)
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
  const list = (heading: Heading, items: ReadonlyArray<Item>) =>
    part(heading, items.length === 0 ? "" : table(items))
  return [
    ...part("USAGE", `  ${usage}`),
    ...part("DESCRIPTION", `  ${node.description}`),
    ...list("ARGUMENTS", values),
    ...list("OPTIONS", options),
    ...list("COMMANDS", commands)
  ].join("\n\n")
}
