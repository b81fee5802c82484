/** SM2 keys from the content of PEM texts. */
import type { Bytes, Pem, PrivateKey, PublicKey } from "@effect-wechatpay/core/CipherSuite"
import * as asn1 from "asn1js"
import * as Effect from "effect/Effect"
import { read } from "./der.js"
import { toHex } from "./hex.js"
import { makePrivateKey, makePublicKey } from "./sm2.js"

const ellipticKey = "1.2.840.10045.2.1"
const sm2Curve = "1.2.156.10197.1.301"

const isOid = (block: unknown, oid: string): boolean =>
  block instanceof asn1.ObjectIdentifier && block.valueBlock.toString() === oid

/** `AlgorithmIdentifier` of PKCS#8 and SPKI. */
const isSm2 = (block: unknown): boolean =>
  block instanceof asn1.Sequence &&
  isOid(block.valueBlock.value[0], ellipticKey) &&
  isOid(block.valueBlock.value[1], sm2Curve)

/** The number of an `ECPrivateKey` (RFC 5915), which may name its curve. */
const scalarOf = (der: Uint8Array): string | undefined => {
  const key = read(der)
  if (!(key instanceof asn1.Sequence)) return undefined
  const [, octets, curve] = key.valueBlock.value
  const named = curve instanceof asn1.Constructed && curve.idBlock.tagNumber === 0
  if (named && !isOid(curve.valueBlock.value[0], sm2Curve)) return undefined
  return octets instanceof asn1.OctetString ? toHex(octets.valueBlock.valueHexView) : undefined
}

const scalarOfPkcs8 = (der: Uint8Array): string | undefined => {
  const frame = read(der)
  if (!(frame instanceof asn1.Sequence)) return undefined
  const [, algorithm, octets] = frame.valueBlock.value
  return isSm2(algorithm) && octets instanceof asn1.OctetString
    ? scalarOf(octets.valueBlock.valueHexView)
    : undefined
}

const pointOf = (der: Bytes): string | undefined => {
  const frame = read(der)
  if (!(frame instanceof asn1.Sequence)) return undefined
  const [algorithm, bits] = frame.valueBlock.value
  return isSm2(algorithm) && bits instanceof asn1.BitString ? toHex(bits.valueBlock.valueHexView) : undefined
}

const noSm2Key = "the PEM block does not hold an SM2 key"

const reading = <A>(text: string | undefined, make: (text: string) => A): Effect.Effect<A, string> =>
  text === undefined
    ? Effect.fail(noSm2Key)
    : // The library's message may repeat parts of the key.
      Effect.try({ try: () => make(text), catch: () => noSm2Key })

export const importPrivateKey = ({ der, label }: Pem): Effect.Effect<PrivateKey, string> => {
  switch (label) {
    case "PRIVATE KEY":
      return Effect.suspend(() => reading(scalarOfPkcs8(der), makePrivateKey))
    case "EC PRIVATE KEY":
    case "SM2 PRIVATE KEY":
      return Effect.suspend(() => reading(scalarOf(der), makePrivateKey))
    default:
      return Effect.fail(`expected PEM text with BEGIN PRIVATE KEY, got BEGIN ${label}`)
  }
}

export const importPublicKey = ({ der, label }: Pem): Effect.Effect<PublicKey, string> =>
  label === "PUBLIC KEY"
    ? Effect.suspend(() => reading(pointOf(der), makePublicKey))
    : Effect.fail(`expected PEM text with BEGIN PUBLIC KEY, got BEGIN ${label}`)
