/** Reads PEM texts. */
import { decodeBase64 } from "./base64.js"

export interface Pem {
  readonly label: string
  readonly der: Uint8Array<ArrayBuffer>
}

const armour = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/

/**
 * Reads the first PEM block. Line feeds may be missing or written as `\n`, which is common in environment variables.
 */
export const parsePem = (text: string): Pem | undefined => {
  const match = armour.exec(text)
  if (match === null) return undefined
  const der = decodeBase64((match[2] as string).replace(/\s|\\[nr]/g, ""))
  return der === undefined || der.length === 0 ? undefined : { label: match[1] as string, der }
}
