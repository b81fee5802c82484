/** The number of arguments that every runtime accepts. */
const chunk = 8192

export const encodeBase64 = (bytes: Uint8Array): string => {
  let binary = ""
  for (let from = 0; from < bytes.length; from += chunk) {
    binary += String.fromCharCode.apply(undefined, bytes.subarray(from, from + chunk) as never)
  }
  return btoa(binary)
}

/** One class without a group, as a group that repeats a million times fills the stack. */
const letters = /^[A-Za-z0-9+/]*={0,2}$/

/** The unused bits before the padding must be zero, so that a signature has exactly one encoding. */
const ending = /(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)$/

const isBase64 = (text: string): boolean =>
  text === "" || (text.length % 4 === 0 && letters.test(text) && ending.test(text.slice(-4)))

/** `undefined` if the text is not standard base64. */
export const decodeBase64 = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  if (!isBase64(text)) return undefined
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}
