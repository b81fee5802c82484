/** Colours, which only a terminal gets, and none with `NO_COLOR`. */

export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
}

const escape = String.fromCharCode(27)

const wrap = (start: number, end: number) => (text: string) => `${escape}[${start}m${text}${escape}[${end}m`

const same = (text: string): string => text

const colours: Style = {
  bold: wrap(1, 22),
  dim: wrap(2, 22),
  good: wrap(32, 39),
  bad: wrap(31, 39),
  warn: wrap(33, 39)
}

const none: Style = { bold: same, dim: same, good: same, bad: same, warn: same }

/** https://no-color.org: any value that is not empty disables colours. */
export const hasColours = (isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean =>
  isTerminal && !env.NO_COLOR && env.TERM !== "dumb"

export const styleOf = (coloured: boolean): Style => (coloured ? colours : none)

const escapes = new RegExp(`${escape}\\[[0-9;]*m`, "g")

export const withoutColours = (text: string): string => text.replace(escapes, "")

/** The columns that a text takes: characters of Chinese take two. */
export const widthOf = (text: string): number => {
  let width = 0
  for (const character of withoutColours(text))
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character
      )
        ? 2
        : 1
  return width
}

export const padTo = (text: string, width: number): string =>
  text + " ".repeat(Math.max(0, width - widthOf(text)))
