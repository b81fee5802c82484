/** The mistakes in arguments that the parser finds. */
import type { Language } from "./text.js"

const known: ReadonlyArray<readonly [en: RegExp, zh: string]> = [
  [/^Missing argument <([^>]*)>.*$/gm, "缺少参数 <$1>"],
  [/Received unknown argument: '([^']*)'/g, "未知参数：'$1'"],
  [/Expected to find option: '([^']*)'/g, "缺少选项：'$1'"],
  [/Expected a value following option: '([^']*)'/g, "选项 '$1' 缺少值"]
]

/** The text of a mistake in the language of the session. */
export const mistakeIn = (language: Language, text: string): string =>
  language === "zh" ? known.reduce((translated, [en, zh]) => translated.replace(en, zh), text) : text
