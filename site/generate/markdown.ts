/** Markdown of the repository as pages: sections, and links that fit the site. */
import { posix } from "node:path"
import { exists, read, repository } from "./files.js"
import type { Guide } from "./guides.js"
import { withBothLines } from "./lines.js"
import type { Language } from "./text.js"

/** The anchor of a heading, as GitHub makes it, so that the links of the files fit. */
export const slug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/`/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
    .replace(/ /g, "-")

const fence = /^(```|~~~)/

/** Lines with whether they are code. */
const linesOf = (text: string): ReadonlyArray<{ readonly line: string; readonly code: boolean }> => {
  let inside = false
  return text.split("\n").map((line) => {
    const marks = fence.test(line)
    if (marks) inside = !inside
    return { line, code: inside || marks }
  })
}

export interface Heading {
  readonly level: number
  readonly text: string
  readonly anchor: string
}

export const headingsOf = (text: string): ReadonlyArray<Heading> => {
  const seen = new Map<string, number>()
  return linesOf(text).flatMap(({ code, line }) => {
    const [, marks, title] = code ? [] : (/^(#{1,6}) (.*)$/.exec(line) ?? [])
    if (marks === undefined || title === undefined) return []
    const base = slug(title)
    const count = seen.get(base) ?? 0
    seen.set(base, count + 1)
    return [{ level: marks.length, text: title.trim(), anchor: count === 0 ? base : `${base}-${count}` }]
  })
}

/** The parts of a file that begin with a second-level heading. */
const partsOf = (text: string): ReadonlyArray<string> => {
  const parts: Array<Array<string>> = []
  for (const { code, line } of linesOf(text)) {
    if (!code && line.startsWith("## ")) parts.push([])
    parts.at(-1)?.push(line)
  }
  return parts.map((part) => part.join("\n"))
}

/** `docs/pay.md` or, if there is one and it is wanted, `docs/pay.zh-CN.md`. */
export const edition = (source: string, language: Language): string => {
  const chinese = source.replace(/\.md$/, ".zh-CN.md")
  return language === "zh" && exists(chinese) ? chinese : source
}

/** A file, with the code of both lines if `pnpm effect4` has made the edition. */
const readInBothLines = (file: string): string => {
  const ofEdition = `.effect4/${file}`
  return exists(ofEdition) ? withBothLines(read(file), read(ofEdition)) : read(file)
}

/** The text of a guide before its links are changed. */
export const textOf = ({ sections, source, title }: Guide, language: Language): string => {
  const text = readInBothLines(edition(source, language))
  if (sections === undefined) return text
  const parts = partsOf(text)
  return `# ${title[language]}\n\n${sections.map((section) => parts[section] ?? "").join("\n")}`
}

/** What a link of the site can lead to. */
export interface Site {
  /** The page of a file of the repository, of the guide that has an anchor if the file is several pages. */
  readonly routeOf: (
    source: string,
    anchor: string,
    language: Language
  ) => { readonly route: string; readonly anchor: string } | undefined
}

const prefix = (language: Language): string => (language === "zh" ? "/" : "/en/")

/** The target of a link in a file, on the site. */
const target = (href: string, file: string, language: Language, site: Site): string => {
  if (/^[a-z]+:/.test(href)) return href
  const [path = "", anchor = ""] = href.split("#")
  const resolved =
    path === "" ? file : posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, "")
  const source = resolved.replace(/\.zh-CN\.md$/, ".md")
  // A link to the other edition of a page changes the language.
  const wanted: Language = resolved.endsWith(".zh-CN.md")
    ? "zh"
    : source === file.replace(/\.zh-CN\.md$/, ".md") && path !== ""
      ? "en"
      : language
  const found = site.routeOf(source, anchor, wanted)
  if (found !== undefined) {
    return `${prefix(wanted)}${found.route}${found.anchor === "" ? "" : `#${found.anchor}`}`
  }
  if (!exists(resolved)) throw new Error(`${file} links to ${href}, which does not exist`)
  const kind = /\.\w+$/.test(resolved) ? "blob" : "tree"
  return `${repository}/${kind}/main/${resolved}${anchor === "" ? "" : `#${anchor}`}`
}

const image = /^(.*\/)?([^/]+\.(?:png|svg))$/

/** Expressions of Vue and elements of HTML in a text are neither. */
const inert = (line: string): string =>
  line
    .split(/(`+[^`]*`+)/)
    .map((part, index) =>
      index % 2 === 1
        ? part.includes("{{")
          ? `<code v-pre>${part.replace(/`/g, "").replace(/</g, "&lt;")}</code>`
          : part
        : part.replace(/\{\{/g, "&#123;&#123;").replace(/<(?=[A-Za-z/](?!ttps?:))/g, "&lt;")
    )
    .join("")

const linkPattern = /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g

const linked = (text: string, file: string, language: Language, site: Site): string =>
  text.replace(linkPattern, (all, mark: string, label: string, href: string) => {
    const [, , name] = image.exec(href) ?? []
    if (mark === "!") return name === undefined ? all : `![${label}](/images/${name})`
    // The label may contain an image.
    return `[${linked(label, file, language, site)}](${target(href, file, language, site)})`
  })

/** An indented block as a fenced one, which readers can scroll and copy. */
const fenced = (lines: ReadonlyArray<string>): string => {
  const code = lines
    .map((line) => line.replace(/^ {4}/, ""))
    .join("\n")
    .trimEnd()
  const language =
    /^(npm|npx|pnpm|node|curl|wechatpay|source|docker|openssl|PICTURES|WECHATPAY\w*=|#)\b/.test(code)
      ? "sh"
      : "text"
  return `\`\`\`${language}\n${code}\n\`\`\`\n`
}

type Kind = "prose" | "fence" | "indented"

/** A page of the site from a text of the repository. */
export const toPage = (text: string, file: string, language: Language, site: Site): string => {
  const parts: Array<{ readonly kind: Kind; readonly lines: Array<string> }> = []
  let afterBlank = true
  for (const { code, line } of linesOf(text)) {
    const last = parts.at(-1)
    const isIndented =
      !code && (line.startsWith("    ") || line === "") && (last?.kind === "indented" || afterBlank)
    const kind: Kind = code
      ? "fence"
      : isIndented && (last?.kind === "indented" || line !== "")
        ? "indented"
        : "prose"
    if (last?.kind === kind) last.lines.push(line)
    else parts.push({ kind, lines: [line] })
    afterBlank = line === ""
  }
  return parts
    .map(({ kind, lines }) =>
      kind === "fence"
        ? lines.join("\n")
        : kind === "indented"
          ? fenced(lines)
          : linked(lines.map(inert).join("\n"), file, language, site)
    )
    .join("\n")
}
