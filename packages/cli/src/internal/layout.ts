/** The layout of help. */
import { padTo } from "./style.js"

export const headings = {
  USAGE: { en: "USAGE", zh: "用法" },
  DESCRIPTION: { en: "DESCRIPTION", zh: "说明" },
  ARGUMENTS: { en: "ARGUMENTS", zh: "参数" },
  OPTIONS: { en: "OPTIONS", zh: "选项" },
  COMMANDS: { en: "COMMANDS", zh: "命令" }
} as const

export type Heading = keyof typeof headings

export interface Item {
  readonly name: string
  readonly text: string
}

export const table = (items: ReadonlyArray<Item>): string => {
  const width = Math.min(48, Math.max(...items.map(({ name }) => name.length)))
  return items.map(({ name, text }) => `  ${padTo(name, width)}  ${text}`.trimEnd()).join("\n")
}
