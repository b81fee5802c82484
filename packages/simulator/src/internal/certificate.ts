/** X.509 certificates like the platform certificates of WeChat Pay. */
import { type KeyObject, randomBytes } from "node:crypto"
import { AsnConvert, OctetString } from "@peculiar/asn1-schema"
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version
} from "@peculiar/asn1-x509"
import { type CipherSuite, cipherSuiteOf } from "./cipherSuites.js"

const toArrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer

const signatureBy = ({ algorithmType, signatureOid }: CipherSuite) =>
  new AlgorithmIdentifier(
    algorithmType === "SM2" ? { algorithm: signatureOid } : { algorithm: signatureOid, parameters: null }
  )

const commonName = (text: string) =>
  new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: "2.5.4.3", value: new AttributeValue({ utf8String: text }) })
    ])
  ])

/** A DER integer whose first bit is set is negative, unless a zero byte comes before it. */
const positive = (bytes: Buffer): Buffer =>
  (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.alloc(1), bytes])

/** 40 digits. The first one is zero only on request: clients that parse serial numbers as numbers lose it. */
export const randomSerialNo = (leadingZero: boolean): string => {
  const bytes = randomBytes(20)
  const [first = 0] = bytes
  bytes[0] = leadingZero ? 1 + (first % 15) : 0x10 + (first % 0x70)
  return bytes.toString("hex").toUpperCase()
}

/** Who signs a certificate. */
export interface Issuer {
  /** Its common name. */
  readonly name: string
  readonly privateKey: KeyObject
}

export interface CertificateOptions {
  readonly serialNo: string
  readonly publicKey: KeyObject
  /** Signs, unless there is an `issuer`. */
  readonly privateKey: KeyObject
  /** Unix time in milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
  /** Default: RSA. */
  readonly cipherSuite?: CipherSuite
  /** The common name. Default: `WeChat Pay simulator`. */
  readonly name?: string
  /** Default: its own key. */
  readonly issuer?: Issuer
  /** Of an authority: how many authorities may follow it. */
  readonly authority?: { readonly pathLength?: number }
}

const extension = (extnID: string, value: unknown) =>
  new Extension({ extnID, critical: true, extnValue: new OctetString(AsnConvert.serialize(value)) })

const extensionsOf = ({ authority }: CertificateOptions): ReadonlyArray<Extension> =>
  authority === undefined
    ? []
    : [
        extension(
          id_ce_basicConstraints,
          new BasicConstraints({
            cA: true,
            ...(authority.pathLength === undefined ? {} : { pathLenConstraint: authority.pathLength })
          })
        ),
        extension(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign))
      ]

/** PEM text of a certificate. */
export const makeCertificate = (options: CertificateOptions): string => {
  const cipherSuite = options.cipherSuite ?? cipherSuiteOf["WECHATPAY2-SHA256-RSA2048"]
  const { issuer, name = "WeChat Pay simulator" } = options
  const extensions = extensionsOf(options)
  const content = new TBSCertificate({
    version: Version.v3,
    serialNumber: toArrayBuffer(positive(Buffer.from(options.serialNo, "hex"))),
    signature: signatureBy(cipherSuite),
    issuer: commonName(issuer?.name ?? name),
    subject: commonName(name),
    validity: new Validity({ notBefore: new Date(options.notBefore), notAfter: new Date(options.notAfter) }),
    subjectPublicKeyInfo: AsnConvert.parse(
      options.publicKey.export({ type: "spki", format: "der" }),
      SubjectPublicKeyInfo
    ),
    ...(extensions.length === 0 ? {} : { extensions: new Extensions([...extensions]) })
  })
  const signature = cipherSuite.signNow(
    Buffer.from(AsnConvert.serialize(content)),
    issuer?.privateKey ?? options.privateKey
  )
  const der = AsnConvert.serialize(
    new Certificate({
      tbsCertificate: content,
      signatureAlgorithm: signatureBy(cipherSuite),
      signatureValue: toArrayBuffer(signature)
    })
  )
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`
}

const lengthOf = (length: number): Buffer => {
  if (length < 0x80) return Buffer.from([length])
  const bytes = Buffer.from(
    length.toString(16).padStart(length > 0xffff ? 6 : length > 0xff ? 4 : 2, "0"),
    "hex"
  )
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes])
}

const tlv = (tag: number, ...content: ReadonlyArray<Buffer>): Buffer => {
  const bytes = Buffer.concat(content)
  return Buffer.concat([Buffer.from([tag]), lengthOf(bytes.length), bytes])
}

const derOf = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64")

/** A P7B file with certificates (PEM text) and no signature, as `openssl crl2pkcs7 -nocrl -outform der` writes it. */
export const toP7b = (pems: ReadonlyArray<string>): Buffer =>
  tlv(
    0x30,
    tlv(0x06, Buffer.from("2a864886f70d010702", "hex")),
    tlv(
      0xa0,
      tlv(
        0x30,
        tlv(0x02, Buffer.from([1])),
        tlv(0x31),
        tlv(0x30, tlv(0x06, Buffer.from("2a864886f70d010701", "hex"))),
        tlv(0xa0, ...pems.map(derOf)),
        tlv(0x31)
      )
    )
  )
