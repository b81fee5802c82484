/** `llms.txt`: the pages of the site for language models, with their Markdown. */
import { read } from "./files.js"
import type { Page } from "./pages.js"

const introduction = (): string => {
  const [, text = ""] = /^# .*\n\n([\s\S]*?)\n\n/.exec(read("README.md")) ?? []
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ")
}

const line = ({ file, summary, title }: Page): string =>
  `- [${title}](/${file})${summary === "" ? "" : `: ${summary}`}`

export const llms = (pages: ReadonlyArray<Page>): string => {
  const of = (language: Page["language"], begin: string) =>
    pages.filter((page) => page.language === language && page.route.startsWith(begin)).map(line)
  return [
    "# effect-wechatpay",
    "",
    `> ${introduction()}`,
    "",
    'Import modules: `import { Native } from "@effect-wechatpay/pay"` or `import * as Native from "@effect-wechatpay/pay/Native"`.',
    "Every call is a function that returns an `Effect`; its errors have an `outcome`. Amounts are in fen, times are Beijing time.",
    "",
    "## Guides",
    "",
    ...of("en", "guide/"),
    "",
    "## Reference",
    "",
    ...of("en", "reference/"),
    "",
    "## 中文",
    "",
    ...of("zh", "guide/"),
    "",
    "## Optional",
    "",
    ...of("en", "decisions/"),
    ""
  ].join("\n")
}
