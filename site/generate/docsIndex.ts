/** docs/README.md: the index of the guides for readers of the repository, in the order of the site. */
import { posix } from "node:path"
import { exists, read } from "./files.js"
import { type Guide, groups } from "./guides.js"
import { edition, headingsOf } from "./markdown.js"
import type { Language } from "./text.js"

const linkOf = (guide: Guide, language: Language): string => {
  const source = edition(guide.source, language)
  // A page that is a part of README begins with one of its sections.
  const [section] = guide.sections ?? []
  const sections = headingsOf(read(source)).filter(({ level }) => level === 2)
  const first = section === undefined ? undefined : sections[section]
  return `[${guide.title[language]}](${posix.relative("docs", source)}${first === undefined ? "" : `#${first.anchor}`})`
}

const hasChinese = ({ source }: Guide): boolean => exists(source.replace(/\.md$/, ".zh-CN.md"))

export const docsIndex = (): string =>
  [
    "# Documentation",
    "",
    "`pnpm site:serve` shows all of it as a site, with a page for every endpoint and notification, and a search",
    "([decision 24](decisions/0024-documentation-site.md)). `pnpm site` writes this list.",
    "",
    ...groups.flatMap(({ guides, title }) => [
      `## ${title.en}`,
      "",
      "| | 中文 |",
      "| --- | --- |",
      ...guides.map(
        (guide) => `| ${linkOf(guide, "en")} | ${hasChinese(guide) ? linkOf(guide, "zh") : ""} |`
      ),
      ""
    ]),
    "## Decisions",
    "",
    "[decisions/](decisions/) records what was decided, why, and what was considered.",
    ""
  ].join("\n")
