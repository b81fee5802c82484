/** Imports RSA keys from PEM blocks, and rejects weak ones. */
import * as Effect from "effect/Effect"
import type { Bytes, Pem, PrivateKey, PublicKey } from "../../CipherSuite.js"
import { CryptoProvider } from "../../CryptoProvider.js"
import * as Der from "../../Der.js"

const rsaEncryption = "1.2.840.113549.1.1.1"

const bytes = (...values: ReadonlyArray<number>): Bytes => Uint8Array.from(values)

const algorithm = Der.write(
  Der.Tag.sequence,
  bytes(0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01),
  bytes(Der.Tag.null, 0)
)

/** A PKCS#1 private key (`RSA PRIVATE KEY`) as PKCS#8, which WebCrypto reads. */
const pkcs1ToPkcs8 = (der: Bytes): Bytes =>
  Der.write(Der.Tag.sequence, bytes(Der.Tag.integer, 1, 0), algorithm, Der.write(Der.Tag.octetString, der))

/** A PKCS#1 public key (`RSA PUBLIC KEY`) as SPKI, which WebCrypto reads. */
const pkcs1ToSpki = (der: Bytes): Bytes =>
  Der.write(Der.Tag.sequence, algorithm, Der.write(Der.Tag.bitString, bytes(0), der))

const least = { bits: 2048, exponent: 65_537 }

const bitsOf = (number: Bytes): number =>
  number.length === 0 ? 0 : number.length * 8 - Math.clz32(number[0] as number) + 24

const strengthProblem = (modulus: Der.Element | undefined, exponent: Der.Element | undefined): string => {
  const size = bitsOf(Der.unsigned(modulus))
  if (size < least.bits) return `the RSA key has ${size} bits; expected at least ${least.bits}`
  const value = Der.unsigned(exponent).reduce((sum, byte) => sum * 256 + byte, 0)
  return value < least.exponent ? `the RSA key has an exponent below ${least.exponent}` : ""
}

const noRsaKey = "the PEM block does not hold an RSA key"

/** The problem of a key in PKCS#8 or SPKI; empty if there is none. */
const problemOf = (der: Bytes, isPrivate: boolean): string =>
  Der.read(der, (key) => {
    const [first, second, third] = Der.members(key)
    const [type] = Der.members(isPrivate ? second : first)
    if (Der.oid(type) !== rsaEncryption) return undefined
    const numbers = isPrivate ? Der.content(third, Der.Tag.octetString) : Der.bits(second)
    const [modulus, exponent] = Der.members(Der.single(numbers)).slice(isPrivate ? 1 : 0)
    return strengthProblem(modulus, exponent)
  }) ?? noRsaKey

/** The problem of a public key (SPKI); empty if there is none. With an exponent of 1, every signature can be forged. */
export const publicKeyProblem = (spki: Bytes): string => problemOf(spki, false)

const privateKey = (pkcs8: Bytes): Effect.Effect<PrivateKey, string> => {
  const problem = problemOf(pkcs8, true)
  return problem === ""
    ? Effect.flatMap(CryptoProvider, (use) => use.importPrivateKey(pkcs8))
    : Effect.fail(problem)
}

const publicKey = (spki: Bytes): Effect.Effect<PublicKey, string> => {
  const problem = publicKeyProblem(spki)
  return problem === ""
    ? Effect.flatMap(CryptoProvider, (use) => use.importPublicKey(spki))
    : Effect.fail(problem)
}

export const importPrivateKey = ({ der, label }: Pem): Effect.Effect<PrivateKey, string> => {
  switch (label) {
    case "PRIVATE KEY":
      return privateKey(der)
    case "RSA PRIVATE KEY":
      return privateKey(pkcs1ToPkcs8(der))
    default:
      return Effect.fail(`expected PEM text with BEGIN PRIVATE KEY, got BEGIN ${label}`)
  }
}

export const importPublicKey = ({ der, label }: Pem): Effect.Effect<PublicKey, string> => {
  switch (label) {
    case "PUBLIC KEY":
      return publicKey(der)
    case "RSA PUBLIC KEY":
      return publicKey(pkcs1ToSpki(der))
    default:
      return Effect.fail(`expected PEM text with BEGIN PUBLIC KEY, got BEGIN ${label}`)
  }
}
