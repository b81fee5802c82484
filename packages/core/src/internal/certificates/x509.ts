/** What a check of a chain needs of a certificate. */
import * as asn1 from "asn1js"
import * as Option from "effect/Option"
import type { Bytes } from "../../CipherSuite.js"

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

/** No certificate has 64 KiB. */
const lengthOf = (length: number): ReadonlyArray<number> =>
  length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]

/** DER of a value whose parts are encoded already. */
const tlv = (tag: number, ...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const content = parts.flatMap((part) => [...part])
  return Uint8Array.from([tag, ...lengthOf(content.length), ...content])
}

const sequence = (parts: ReadonlyArray<Uint8Array>): Uint8Array => tlv(0x30, ...parts)

const bitString = (bits: Uint8Array): Uint8Array => tlv(0x03, Uint8Array.of(0), bits)

const copy = (bytes: Uint8Array): Bytes => new Uint8Array(bytes)

const members = (block: unknown): ReadonlyArray<unknown> =>
  block instanceof asn1.Constructed ? block.valueBlock.value : []

const oidOf = (block: unknown): string =>
  block instanceof asn1.ObjectIdentifier ? block.valueBlock.toString() : ""

const textOf = (value: unknown): string => (value instanceof asn1.BaseStringBlock ? value.getValue() : "")

/** The parts of a name as `oid=text`. Whether a text is UTF-8 or printable makes no difference. */
const partsOf = (name: unknown): ReadonlyArray<readonly [type: string, text: string]> =>
  members(name)
    .flatMap(members)
    .map((part) => {
      const [type, value] = members(part)
      return [oidOf(type), textOf(value).trim().toLowerCase().replace(/\s+/g, " ")] as const
    })

const nameOf = (name: unknown): string =>
  partsOf(name)
    .map(([type, text]) => `${type}=${text}`)
    .join("\n")

const commonNameOf = (name: unknown): string => {
  const part = members(name)
    .flatMap(members)
    .find((one) => oidOf(members(one)[0]) === oid.commonName)
  return textOf(members(part)[1])
}

interface Extensions {
  isAuthority: boolean
  signsCertificates: boolean
  pathLength: number | undefined
  readonly unknown: Array<string>
}

/** The bit `keyCertSign`. */
const signsCertificates = 0x04

/** `undefined` if one of them cannot be read. */
const extensionsOf = (list: ReadonlyArray<unknown>): Extensions | undefined => {
  const found: Extensions = {
    isAuthority: false,
    signsCertificates: true,
    pathLength: undefined,
    unknown: []
  }
  for (const extension of list) {
    const parts = members(extension)
    const id = oidOf(parts[0])
    const content = parts.at(-1)
    if (id === "" || !(content instanceof asn1.OctetString)) return undefined
    if (id === oid.basicConstraints || id === oid.keyUsage) {
      const { offset, result } = asn1.fromBER(copy(content.valueBlock.valueHexView))
      if (offset === -1) return undefined
      if (id === oid.keyUsage) {
        if (!(result instanceof asn1.BitString)) return undefined
        found.signsCertificates = ((result.valueBlock.valueHexView[0] ?? 0) & signsCertificates) !== 0
        continue
      }
      for (const member of members(result)) {
        if (member instanceof asn1.Boolean) found.isAuthority = member.getValue()
        if (member instanceof asn1.Integer) found.pathLength = member.valueBlock.valueDec
      }
    } else if (parts[1] instanceof asn1.Boolean && parts[1].getValue() && !harmless.has(id)) {
      found.unknown.push(id)
    }
  }
  return found
}

const isTagged = (block: unknown, number: number): block is asn1.Constructed =>
  block instanceof asn1.Constructed && block.idBlock.tagClass === 3 && block.idBlock.tagNumber === number

const isTime = (block: unknown): block is asn1.UTCTime =>
  block instanceof asn1.UTCTime || block instanceof asn1.GeneralizedTime

const sameBytes = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index])

const read = (der: Bytes): X509 | undefined => {
  const { offset, result } = asn1.fromBER(der)
  if (offset === -1) return undefined
  const [tbs, algorithm, signature] = members(result)
  if (!(tbs instanceof asn1.Sequence && algorithm instanceof asn1.Sequence)) return undefined
  if (!(signature instanceof asn1.BitString) || signature.valueBlock.unusedBits !== 0) return undefined
  const bits = signature.valueBlock.valueHexView
  // The parser overlooks wrong tags and lengths.
  const exact = sequence([tbs.valueBeforeDecodeView, algorithm.valueBeforeDecodeView, bitString(bits)])
  if (!sameBytes(exact, der)) return undefined
  const all = tbs.valueBlock.value
  const [serial, inner, issuer, validity, subject, spki] = all.slice(all[0] instanceof asn1.Integer ? 0 : 1)
  const [notBefore, notAfter] = members(validity)
  if (!(serial instanceof asn1.Integer && spki instanceof asn1.Sequence)) return undefined
  if (!(isTime(notBefore) && isTime(notAfter)) || !(inner instanceof asn1.Sequence)) return undefined
  // Else the algorithm that is not signed could differ from the signed one.
  if (!sameBytes(inner.valueBeforeDecodeView, algorithm.valueBeforeDecodeView)) return undefined
  const extensions = extensionsOf(members(members(all.find((member) => isTagged(member, 3)))[0]))
  if (extensions === undefined) return undefined
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    commonName: commonNameOf(subject),
    notBefore: notBefore.toDate().getTime(),
    notAfter: notAfter.toDate().getTime(),
    publicKey: copy(spki.valueBeforeDecodeView),
    signed: copy(tbs.valueBeforeDecodeView),
    algorithm: oidOf(members(algorithm)[0]),
    signature: copy(bits),
    isAuthority: extensions.isAuthority && extensions.signsCertificates,
    pathLength: extensions.pathLength,
    unknown: extensions.unknown
  }
}

const readPkcs7 = (der: Bytes): ReadonlyArray<Bytes> | undefined => {
  const { offset, result } = asn1.fromBER(der)
  if (offset === -1) return undefined
  const [type, content] = members(result)
  if (!(type instanceof asn1.ObjectIdentifier && isTagged(content, 0))) return undefined
  const list = members(members(content)[0]).find((member) => isTagged(member, 0))
  return members(list).flatMap((one) =>
    one instanceof asn1.Sequence ? [copy(one.valueBeforeDecodeView)] : []
  )
}

/** The parser throws at some bytes. */
const orUndefined = <A>(read: (der: Bytes) => A | undefined): ((der: Bytes) => A | undefined) => {
  const lifted = Option.liftThrowable(read)
  return (der) => Option.getOrUndefined(lifted(der))
}

/** `undefined` if the bytes are not exactly one certificate. */
export const readX509: (der: Bytes) => X509 | undefined = /* @__PURE__ */ orUndefined(read)

/** The certificates of a PKCS#7 file (P7B) in DER; `undefined` for other bytes. */
export const certificatesOfPkcs7: (der: Bytes) => ReadonlyArray<Bytes> | undefined =
  /* @__PURE__ */ orUndefined(readPkcs7)
