/** Code of a guide for both lines of Effect, where it is not the same. */

const block = /^```ts\n[\s\S]*?^```$/gm

const named = (code: string, name: string): string => code.replace("```ts\n", `\`\`\`ts [${name}]\n`)

/** The names of the tabs, the usual line first. */
export const lineNames = ["Effect 4", "Effect 3"] as const

/**
 * A text whose blocks of code are followed by those of the Effect 4 edition, as tabs, where the two differ. The edition of the
 * text has the same blocks in the same order.
 */
export const withBothLines = (text: string, inEffect4: string): string => {
  const theirs = inEffect4.match(block) ?? []
  const own = text.match(block) ?? []
  if (own.length !== theirs.length) {
    throw new Error(
      `a page has ${own.length} blocks of code, and ${theirs.length} in the Effect 4 edition: run \`pnpm effect4\``
    )
  }
  const [effect4, effect3] = lineNames
  let at = 0
  return text.replace(block, (code) => {
    const other = theirs[at++] ?? code
    return other === code ? code : `::: code-group\n${named(other, effect4)}\n${named(code, effect3)}\n:::`
  })
}
