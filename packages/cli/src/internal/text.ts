/** Texts in two languages. */

export type Language = "en" | "zh"

export interface Text {
  readonly en: string
  readonly zh: string
}

/** The same in both languages, such as a path or a number. */
export const plain = (text: string): Text => ({ en: text, zh: text })

/** The value of an option in the arguments, before they are parsed: help has to be in the language too. */
const optionIn = (args: ReadonlyArray<string>, name: string): string | undefined => {
  const index = args.indexOf(name)
  if (index >= 0) return args[index + 1]
  return args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** The language of `--lang`, else that of the locale: `LC_ALL`, `LC_MESSAGES`, `LANG`, in this order. */
export const languageOf = (
  args: ReadonlyArray<string>,
  env: Readonly<Record<string, string | undefined>>
): Language => {
  const given = optionIn(args, "--lang")
  if (given === "zh" || given === "en") return given
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || ""
  return /^zh/i.test(locale) ? "zh" : "en"
}
