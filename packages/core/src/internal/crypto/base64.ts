/** The number of arguments that every runtime accepts. */
const chunk = 8192

export const encodeBase64 = (bytes: Uint8Array): string => {
  let binary = ""
  for (let from = 0; from < bytes.length; from += chunk) {
    binary += String.fromCharCode.apply(undefined, bytes.subarray(from, from + chunk) as never)
  }
  return btoa(binary)
}

// The unused bits before the padding must be zero, so that a signature has exactly one encoding.
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/

/** `undefined` if the text is not standard base64. */
export const decodeBase64 = (text: string): Uint8Array<ArrayBuffer> | undefined => {
  if (!base64.test(text)) return undefined
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}
