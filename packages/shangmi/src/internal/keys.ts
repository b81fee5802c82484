/** SM2 keys from the content of PEM texts. */
import type { Bytes, Pem, PrivateKey, PublicKey } from "@effect-wechatpay/core/CipherSuite"
import * as Der from "@effect-wechatpay/core/Der"
import * as Effect from "effect/Effect"
import { toHex } from "./hex.js"
import { makePrivateKey, makePublicKey } from "./sm2.js"

const ellipticKey = "1.2.840.10045.2.1"
const sm2Curve = "1.2.156.10197.1.301"

/** Whether an `AlgorithmIdentifier` of PKCS#8 or SPKI is that of SM2. */
const isSm2 = (algorithm: Der.Element | undefined): boolean => {
  const [type, curve] = Der.members(algorithm)
  return Der.oid(type) === ellipticKey && Der.oid(curve) === sm2Curve
}

/** The number of an `ECPrivateKey` (RFC 5915), which may name its curve. */
const scalarIn = (key: Der.Element): string | undefined => {
  const [, octets, curve] = Der.members(key)
  if (curve?.tag === 0xa0 && Der.oid(Der.single(curve.content)) !== sm2Curve) return undefined
  return toHex(Der.content(octets, Der.Tag.octetString))
}

const scalarOf = (der: Bytes): string | undefined => Der.read(der, scalarIn)

const scalarOfPkcs8 = (der: Bytes): string | undefined =>
  Der.read(der, (key) => {
    const [, algorithm, octets] = Der.members(key)
    return isSm2(algorithm) ? scalarIn(Der.single(Der.content(octets, Der.Tag.octetString))) : undefined
  })

const pointOf = (der: Bytes): string | undefined =>
  Der.read(der, (key) => {
    const [algorithm, bits] = Der.members(key)
    return isSm2(algorithm) ? toHex(Der.bits(bits)) : undefined
  })

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
