/** The page docs/official.md, out of the data. */
import { ends, stated } from "./entries.js"

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")

/** Pages of merchants and service providers have an address that their number makes; others are named only. */
const link = (page: string): string => {
  const [part, id] = page.split("/")
  return part === "merchant" || part === "partner"
    ? `[${id}](https://pay.weixin.qq.com/doc/v3/${page})`
    : `${part} ${id}`
}

const row = ({ about, confidence, had, id, pages, says, severity }: (typeof stated)[number]): string => {
  const ended = ends[id]
  const held = (ended?.held ?? []).map(({ file, text }) => `\`${file}\`: ${text}`).join("; ")
  const what = ended === undefined ? "" : held === "" ? ended.done : `${ended.done} (${held})`
  const cells = [id, about, had, says, pages.map(link).join(", "), `${severity}; ${confidence}`]
  return `| ${[...cells, ended?.end ?? "", what].map(cell).join(" | ")} |`
}

const count = (end: string | undefined): number => stated.filter(({ id }) => ends[id]?.end === end).length

export const page = (): string =>
  [
    "# What the official pages of July 2026 say otherwise",
    "",
    "The catalogue of this project was made from excerpts of the official documentation and from other sources. An archive of",
    `the official pages of July 2026 differs from it in ${stated.length} details. For each: what this project had, what the page`,
    "says, and what was done: **mended** in the library or the simulator, **documented**, or **rejected** with the reason.",
    "",
    `Mended ${count("mended")}, documented ${count("documented")}, rejected ${count("rejected")}.`,
    "",
    "This page is generated from `test/conformance/official/*.json` by `pnpm vitest run test/conformance/official.test.ts -u`.",
    "The same test holds that no entry is without an end, and that the files, tests and sentences that it names exist.",
    "",
    "| id | about | had | the page says | pages | severity; confidence | end | what was done |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...stated.map(row),
    ""
  ].join("\n")
