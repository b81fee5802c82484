/** The last of many tokens that were seen. */

export interface Seen {
  /** `true` if it was not seen before. */
  readonly add: (token: string) => boolean
}

export const makeSeen = (capacity: number): Seen => {
  const tokens = new Set<string>()
  return {
    add: (token) => {
      if (tokens.has(token)) return false
      tokens.add(token)
      if (tokens.size > capacity) {
        const [oldest] = tokens
        if (oldest !== undefined) tokens.delete(oldest)
      }
      return true
    }
  }
}
