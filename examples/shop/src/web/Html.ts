/** HTML as a template. Everything that is put into it is escaped, except HTML of this module. */

export class Html {
  constructor(readonly text: string) {}
}

export type Content = Html | string | number | ReadonlyArray<Content>

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

const toText = (content: Content): string => {
  if (content instanceof Html) return content.text
  if (Array.isArray(content)) return content.map(toText).join("")
  return String(content).replaceAll(/[&<>"']/g, (one) => escapes[one] ?? one)
}

export const html = (parts: TemplateStringsArray, ...contents: ReadonlyArray<Content>): Html =>
  new Html(parts.map((part, index) => part + toText(contents[index] ?? "")).join(""))

/** HTML that is known to be safe, such as a drawing. */
export const trusted = (text: string): Html => new Html(text)

/** Fen as `¥12.34`. */
export const yuan = (fen: number): string => `¥${(fen / 100).toFixed(2)}`
