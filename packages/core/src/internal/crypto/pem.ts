/**
 * Reads PEM texts, and converts the formats that WebCrypto does not read.
 */
import * as asn1 from "asn1js"
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
  const match = armour.exec(text.replaceAll("\\n", "\n").replaceAll("\\r", ""))
  if (match === null) return undefined
  const der = decodeBase64((match[2] as string).replace(/\s+/g, ""))
  return der === undefined || der.length === 0 ? undefined : { label: match[1] as string, der }
}

const rsaAlgorithm = () =>
  new asn1.Sequence({
    value: [new asn1.ObjectIdentifier({ value: "1.2.840.113549.1.1.1" }), new asn1.Null()]
  })

/** A PKCS#1 private key (`RSA PRIVATE KEY`) as PKCS#8. */
export const pkcs1ToPkcs8 = (der: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    new asn1.Sequence({
      value: [new asn1.Integer({ value: 0 }), rsaAlgorithm(), new asn1.OctetString({ valueHex: der.buffer })]
    }).toBER()
  )

/** A PKCS#1 public key (`RSA PUBLIC KEY`) as SPKI. */
export const pkcs1ToSpki = (der: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  new Uint8Array(
    new asn1.Sequence({ value: [rsaAlgorithm(), new asn1.BitString({ valueHex: der.buffer })] }).toBER()
  )
