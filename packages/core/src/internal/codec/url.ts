/**
 * Parses a URL. `URL.canParse` is not asked: after V8 has optimised it, it can accept what `new URL` then throws on, with the text in the
 * error.
 */
export const parseUrl = (text: string, base?: string): URL | undefined => {
  try {
    return new URL(text, base)
  } catch {
    return undefined
  }
}
