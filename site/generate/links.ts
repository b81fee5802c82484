/** Links between the pages of the site. */
import { exists } from "./files.js"
import { headingsOf } from "./markdown.js"
import type { Page } from "./pages.js"

const withoutCode = (text: string): string =>
  text.replace(/^(```|~~~)[\s\S]*?^\1$/gm, "").replace(/`[^`\n]*`/g, "")

/** Links that lead to no page, no heading, or no picture. */
export const brokenLinks = (pages: ReadonlyArray<Page>): ReadonlyArray<string> => {
  const anchors = new Map(
    pages.map(({ file, text }) => [
      `/${file.replace(/\.md$/, "").replace(/(^|\/)index$/, "$1")}`,
      new Set(headingsOf(text).map(({ anchor }) => anchor))
    ])
  )
  return pages.flatMap(({ file, text }) => {
    const links = [
      ...[...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, href = ""]) => href),
      ...[...text.matchAll(/"link":"([^"]+)"/g)].map(([, href = ""]) => href)
    ]
    return links.flatMap((href) => {
      if (/^https?:/.test(href)) return []
      if (href.startsWith("/images/")) return exists(`docs${href}`) ? [] : [`${file}: ${href}`]
      const [path = "", anchor] = href.split("#")
      const known = anchors.get(path)
      return known !== undefined && (anchor === undefined || known.has(decodeURIComponent(anchor)))
        ? []
        : [`${file}: ${href}`]
    })
  })
}
