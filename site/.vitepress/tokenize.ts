/**
 * How texts become words for the search. Each function is sent to the browser as text, so it uses nothing outside of itself.
 */

/**
 * Words of a page. Chinese has no spaces, so each two neighbouring characters are a word. Names of code are words, and so are
 * their parts.
 */
export const tokenize = (text: string): Array<string> => {
  const found: Array<string> = []
  for (const [run] of text.matchAll(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}_])+/gu)) {
    if (/^\p{Script=Han}/u.test(run)) {
      if (run.length === 1) found.push(run)
      for (let index = 0; index < run.length - 1; index++) found.push(run.slice(index, index + 2))
      continue
    }
    found.push(run)
    const parts = run.split(/_|(?<=[a-z0-9])(?=[A-Z])/)
    if (parts.length > 1) for (const part of parts) if (part !== "") found.push(part)
  }
  return found
}

/** Words of a query: names of code whole, and Chinese in pairs of characters. */
export const words = (text: string): Array<string> => {
  const found: Array<string> = []
  for (const [run] of text.matchAll(/[\p{Script=Han}]+|[^\p{Script=Han}\s.,;:/{}()[\]"'`，。；：（）]+/gu)) {
    if (!/^\p{Script=Han}/u.test(run) || run.length === 1) found.push(run)
    else for (let index = 0; index < run.length - 1; index++) found.push(run.slice(index, index + 2))
  }
  return found
}
