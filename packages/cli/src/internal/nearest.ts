/** The name that was probably meant. */

/** How many characters have to be inserted, removed or replaced. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [index, character] of [...from].entries()) {
    const next = [index + 1]
    for (let at = 1; at <= to.length; at++) {
      const replaced = (row[at - 1] ?? 0) + (character === to[at - 1] ? 0 : 1)
      next.push(Math.min((row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1, replaced))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

const farthest = 3

export const nearest = (word: string, names: ReadonlyArray<string>): string | undefined =>
  names
    .map((name) => [distance(word.toLowerCase(), name.toLowerCase()), name] as const)
    .filter(([steps]) => steps <= farthest)
    .sort(([a], [b]) => a - b)[0]?.[1]
