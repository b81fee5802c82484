/**
 * WeChat Pay's side of a scheme, on purpose without code of the client: node:crypto, and a library for the Chinese
 * national algorithms with its own ASN.1.
 */
import {
  constants,
  createCipheriv,
  createHash,
  generateKeyPair,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  sign,
  verify
} from "node:crypto"
import { promisify } from "node:util"
import type { Scheme } from "@effect-wechatpay/core/Authorization"
import { sm2, sm4 } from "sm-crypto-v2"

export interface CipherSuite {
  readonly scheme: Scheme
  /** The parameter of `Authorization` that names the caller. */
  readonly identity: "mchid" | "brand_id"
  /** The `algorithm_type` of its certificates; undefined if the scheme has no certificates. */
  readonly algorithmType: "RSA" | "SM2" | undefined
  /** The algorithm that encrypts notifications and certificates. */
  readonly aead: string
  /** The object identifier of a certificate's signature algorithm. */
  readonly signatureOid: string
  readonly generate: () => Promise<KeyObject>
  /** Whether a key is of the right type and size. */
  readonly isKey: (key: KeyObject) => boolean
  readonly keyName: string
  readonly signNow: (content: Buffer, privateKey: KeyObject) => Buffer
  /** Signs, outside of the main thread if possible. */
  readonly sign: (content: Buffer, privateKey: KeyObject) => Promise<Buffer>
  readonly verify: (content: Buffer, publicKey: KeyObject, signature: Buffer) => boolean
  readonly encrypt: (text: Buffer, publicKey: KeyObject) => Buffer
  /** Throws if the ciphertext does not match the key. */
  readonly decrypt: (bytes: Buffer, privateKey: KeyObject) => Buffer
  /** The encrypted text followed by its tag. */
  readonly seal: (text: Buffer, apiV3Key: string, nonce: string, associatedData: string) => Buffer
}

const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha1" } as const

const rsa: CipherSuite = {
  scheme: "WECHATPAY2-SHA256-RSA2048",
  identity: "mchid",
  algorithmType: "RSA",
  aead: "AEAD_AES_256_GCM",
  signatureOid: "1.2.840.113549.1.1.11",
  generate: async () => (await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })).privateKey,
  isKey: (key) => key.asymmetricKeyType === "rsa",
  keyName: "RSA",
  signNow: (content, privateKey) => sign("RSA-SHA256", content, privateKey),
  sign: (content, privateKey) =>
    new Promise((resolve, reject) => {
      sign("RSA-SHA256", content, privateKey, (error, signature) =>
        error === null ? resolve(signature) : reject(error)
      )
    }),
  verify: (content, publicKey, signature) => verify("RSA-SHA256", content, publicKey, signature),
  encrypt: (text, publicKey) => publicEncrypt({ key: publicKey, ...oaep }, text),
  decrypt: (bytes, privateKey) => privateDecrypt({ key: privateKey, ...oaep }, bytes),
  seal: (text, apiV3Key, nonce, associatedData) => {
    const cipher = createCipheriv("aes-256-gcm", apiV3Key, nonce)
    cipher.setAAD(Buffer.from(associatedData))
    return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
  }
}

const brand: CipherSuite = {
  ...rsa,
  scheme: "WECHATPAY-BRAND-SHA256-RSA2048",
  identity: "brand_id",
  algorithmType: undefined
}

const sm2Curve = "06082a811ccf5501822d"

/** `04`, x and y: the last bytes of Node.js's export. */
const pointOf = (publicKey: KeyObject): string =>
  publicKey.export({ type: "spki", format: "der" }).subarray(-65).toString("hex")

/** The first bytes of an `ECPrivateKey`, up to its number of 32 bytes. */
const beforeScalar = "0201010420"

const scalarOf = (privateKey: KeyObject): string => {
  const hex = privateKey.export({ type: "pkcs8", format: "der" }).toString("hex")
  const start = hex.indexOf(beforeScalar) + beforeScalar.length
  return hex.slice(start, start + 64)
}

const signBySm2 = (content: Buffer, privateKey: KeyObject): Buffer =>
  Buffer.from(sm2.doSignature(content, scalarOf(privateKey), { der: true, hash: true }), "hex")

const shangmi: CipherSuite = {
  scheme: "WECHATPAY2-SM2-WITH-SM3",
  identity: "mchid",
  algorithmType: "SM2",
  aead: "AEAD_SM4_GCM",
  signatureOid: "1.2.156.10197.1.501",
  generate: async () => (await promisify(generateKeyPair)("ec", { namedCurve: "SM2" })).privateKey,
  isKey: (key) =>
    key.type === "private" &&
    key.asymmetricKeyType !== "rsa" &&
    key.export({ type: "pkcs8", format: "der" }).toString("hex").includes(sm2Curve),
  keyName: "SM2",
  signNow: signBySm2,
  sign: async (content, privateKey) => signBySm2(content, privateKey),
  verify: (content, publicKey, signature) => {
    try {
      const text = signature.toString("hex")
      return sm2.doVerifySignature(content, text, pointOf(publicKey), { der: true, hash: true })
    } catch {
      return false
    }
  },
  encrypt: (text, publicKey) =>
    Buffer.from(sm2.doEncrypt(text, pointOf(publicKey), 1, { asn1: true }), "hex"),
  decrypt: (bytes, privateKey) => {
    const options = { output: "array", asn1: true } as const
    const text: unknown = sm2.doDecrypt(bytes.toString("hex"), scalarOf(privateKey), 1, options)
    if (!(text instanceof Uint8Array)) throw new Error("does not match")
    return Buffer.from(text)
  },
  seal: (text, apiV3Key, nonce, associatedData) => {
    const key = createHash("sm3").update(apiV3Key).digest().subarray(0, 16)
    const { output, tag } = sm4.encrypt(text, key, {
      mode: "gcm",
      iv: Buffer.from(nonce),
      associatedData: Buffer.from(associatedData),
      output: "array",
      outputTag: true
    })
    return Buffer.concat([output, tag as Uint8Array])
  }
}

export const cipherSuiteOf: Readonly<Record<Scheme, CipherSuite>> = {
  "WECHATPAY2-SHA256-RSA2048": rsa,
  "WECHATPAY2-SM2-WITH-SM3": shangmi,
  "WECHATPAY-BRAND-SHA256-RSA2048": brand
}
