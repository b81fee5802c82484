/** X.509 certificates like the platform certificates of WeChat Pay. */
import { type KeyObject, randomBytes } from "node:crypto"
import { AsnConvert } from "@peculiar/asn1-schema"
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  Certificate,
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

/** 40 digits. The first one is zero only on request: clients that parse serial numbers as numbers lose it. */
export const randomSerialNo = (leadingZero: boolean): string => {
  const bytes = randomBytes(20)
  const [first = 0] = bytes
  bytes[0] = leadingZero ? 1 + (first % 15) : 0x10 + (first % 0x70)
  return bytes.toString("hex").toUpperCase()
}

export interface CertificateOptions {
  readonly serialNo: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  /** Unix time in milliseconds. */
  readonly notBefore: number
  readonly notAfter: number
  /** Default: RSA. */
  readonly cipherSuite?: CipherSuite
}

/** PEM text of a certificate that its own key signed. */
export const makeCertificate = (options: CertificateOptions): string => {
  const cipherSuite = options.cipherSuite ?? cipherSuiteOf["WECHATPAY2-SHA256-RSA2048"]
  const name = commonName("WeChat Pay simulator")
  const content = new TBSCertificate({
    version: Version.v3,
    serialNumber: toArrayBuffer(Buffer.from(options.serialNo, "hex")),
    signature: signatureBy(cipherSuite),
    issuer: name,
    subject: name,
    validity: new Validity({ notBefore: new Date(options.notBefore), notAfter: new Date(options.notAfter) }),
    subjectPublicKeyInfo: AsnConvert.parse(
      options.publicKey.export({ type: "spki", format: "der" }),
      SubjectPublicKeyInfo
    )
  })
  const signature = cipherSuite.signNow(Buffer.from(AsnConvert.serialize(content)), options.privateKey)
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
