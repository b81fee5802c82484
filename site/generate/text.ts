/** The two languages of the site. */
export type Language = "zh" | "en"

export const languages: ReadonlyArray<Language> = ["zh", "en"]

/** A text in both languages. */
export type Text = Readonly<Record<Language, string>>

/** Chinese is the root. */
export const prefixOf: Text = { zh: "", en: "en/" }

/** Safe inside a cell of a Markdown table, outside of code. */
export const cell = (text: string): string => prose(text).replace(/\|/g, "\\|").replace(/\n+/g, " ")

/** Markdown whose text is neither HTML nor an expression of Vue; code stays as it is. */
export const prose = (text: string): string =>
  text
    .split(/(`[^`\n]*`)/)
    .map((part, index) =>
      index % 2 === 1
        ? part.includes("{{")
          ? `<code v-pre>${escaped(part.slice(1, -1))}</code>`
          : part
        : part.replace(/<(?!https?:)/g, "&lt;").replace(/\{\{/g, "&#123;&#123;")
    )
    .join("")

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;")

/** Code in a cell, which may be broken where its parts meet. */
export const breakable = (text: string): string =>
  `<code v-pre>${escaped(text).replace(/(?<=[/._-])(?=[\w{])|(?<=[a-z])(?=[A-Z])/g, "<wbr>")}</code>`
