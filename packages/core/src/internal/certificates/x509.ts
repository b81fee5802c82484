/** What a check of a chain needs of a certificate. */
import type { Bytes } from "../../CipherSuite.js"
import * as Der from "../../Der.js"
import { readFields } from "./fields.js"

export interface X509 {
  /** Names as text, for comparison. */
  readonly subject: string
  readonly issuer: string
  /** The common name of the subject, for messages. */
  readonly commonName: string
  /** Unix time in milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
  /** SPKI in DER. */
  readonly publicKey: Bytes
  /** The signed bytes. */
  readonly signed: Bytes
  /** OID of the algorithm of the signature. */
  readonly algorithm: string
  readonly signature: Bytes
  /** Whether it is an authority's: `cA` is set, and its key may sign certificates. */
  readonly isAuthority: boolean
  /** How many authorities may follow it; absent: any number. */
  readonly pathLength: number | undefined
  /** OIDs of critical extensions that are not understood here. */
  readonly unknown: ReadonlyArray<string>
}

const oid = {
  commonName: "2.5.4.3",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19"
}

/** Subject key, alternative name, policies, issuer's key, extended usage: none of them limits what an authority signs here. */
const harmless = new Set(["2.5.29.14", "2.5.29.17", "2.5.29.32", "2.5.29.35", "2.5.29.37"])

/** UTF-8, UTF-16 (`BMPString`), or a text that is ASCII or close to it. */
const textOf = (value: Der.Element | undefined): string => {
  const bytes = value?.content ?? new Uint8Array(0)
  if (value?.tag === 0x0c) return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  if (value?.tag !== 0x1e) return String.fromCharCode(...bytes)
  return String.fromCharCode(
    ...[...bytes].flatMap((byte, at) => (at % 2 === 0 ? [byte * 256 + (bytes[at + 1] ?? 0)] : []))
  )
}

/** The parts of a name, each with its type. */
const partsOf = (name: Der.Element | undefined): ReadonlyArray<readonly [type: string, text: string]> =>
  Der.members(name)
    .flatMap((set) => Der.members(set, Der.Tag.set))
    .map((part) => {
      const [type, value] = Der.members(part)
      return [Der.oid(type), textOf(value)] as const
    })

/** Whether a text is UTF-8 or printable makes no difference. */
const nameOf = (parts: ReturnType<typeof partsOf>): string =>
  parts.map(([type, text]) => `${type}=${text.trim().toLowerCase().replace(/\s+/g, " ")}`).join("\n")

interface Extensions {
  isAuthority: boolean
  signsCertificates: boolean
  pathLength: number | undefined
  readonly unknown: Array<string>
}

/** The bit `keyCertSign`. */
const signsCertificates = 0x04

const isTrue = (element: Der.Element | undefined): boolean =>
  element?.tag === Der.Tag.boolean && element.content[0] !== 0

const extensionsOf = (all: Der.Element | undefined): Extensions => {
  const found: Extensions = {
    isAuthority: false,
    signsCertificates: true,
    pathLength: undefined,
    unknown: []
  }
  if (all === undefined) return found
  for (const extension of Der.members(Der.single(all.content))) {
    const parts = Der.members(extension)
    const id = Der.oid(parts[0])
    const value = Der.content(parts.at(-1), Der.Tag.octetString)
    if (id === oid.keyUsage) {
      const [, usage = 0] = Der.content(Der.single(value), Der.Tag.bitString)
      found.signsCertificates = (usage & signsCertificates) !== 0
    } else if (id === oid.basicConstraints) {
      for (const member of Der.members(Der.single(value))) {
        if (member.tag === Der.Tag.integer) {
          found.pathLength = Der.unsigned(member).reduce((sum, byte) => sum * 256 + byte, 0)
        } else found.isAuthority = isTrue(member)
      }
    } else if (isTrue(parts[1]) && !harmless.has(id)) {
      found.unknown.push(id)
    }
  }
  return found
}

/** `undefined` if the bytes are not exactly one certificate. */
export const readX509 = (der: Bytes): X509 | undefined =>
  readFields(der, ({ algorithm, extensions, issuer, notAfter, notBefore, subject, ...fields }) => {
    const names = partsOf(subject)
    const { isAuthority, pathLength, signsCertificates, unknown } = extensionsOf(extensions)
    return {
      ...fields,
      subject: nameOf(names),
      issuer: nameOf(partsOf(issuer)),
      commonName: names.find(([type]) => type === oid.commonName)?.[1] ?? "",
      notBefore: notBefore.getTime(),
      notAfter: notAfter.getTime(),
      algorithm: Der.oid(Der.members(algorithm)[0]),
      isAuthority: isAuthority && signsCertificates,
      pathLength,
      unknown
    }
  })

/** The certificates of a PKCS#7 file (P7B) in DER; `undefined` for other bytes. */
export const certificatesOfPkcs7 = (der: Bytes): ReadonlyArray<Bytes> | undefined =>
  Der.read(der, (file) => {
    const [type, content] = Der.members(file)
    Der.oid(type)
    const list = Der.members(Der.single(Der.content(content, 0xa0))).find(({ tag }) => tag === 0xa0)
    return list && Der.members(list, 0xa0).map(({ bytes }) => bytes.slice())
  })
