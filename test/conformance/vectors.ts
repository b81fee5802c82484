/** The test vectors, as data; each kind is decoded by the schema of the test that uses it. */
import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto"
import { readFileSync } from "node:fs"
import { Schema } from "effect"

const strict = { onExcessProperty: "error" } as const

const Vector = Schema.Struct({
  id: Schema.String,
  kind: Schema.String,
  origin: Schema.Unknown,
  derived: Schema.optional(Schema.Boolean),
  note: Schema.optional(Schema.String),
  input: Schema.Unknown,
  expect: Schema.Unknown
})

const Key = Schema.Struct({
  type: Schema.String,
  pem: Schema.String,
  certificateSerial: Schema.optional(Schema.String),
  publicKeyId: Schema.optional(Schema.String),
  origin: Schema.Unknown
})

const File = Schema.Struct({
  about: Schema.Struct({
    title: Schema.String,
    purpose: Schema.String,
    origin: Schema.String,
    keys: Schema.String,
    kinds: Schema.Record({ key: Schema.String, value: Schema.String })
  }),
  keys: Schema.Record({ key: Schema.String, value: Key }),
  vectors: Schema.Array(Vector)
})

const file = Schema.decodeUnknownSync(
  Schema.parseJson(File),
  strict
)(readFileSync(new URL("./vectors/vectors.json", import.meta.url), "utf8"))

/** Every kind that the file describes or has vectors of. */
export const kinds: ReadonlyArray<string> = [
  ...new Set([...Object.keys(file.about.kinds), ...file.vectors.map((vector) => vector.kind)])
]

/** Every key of the file. */
export const keys: Readonly<Record<string, typeof Key.Type>> = file.keys

/** PEM text of a key. */
export const pem = (keyId: string): string => {
  const key = keys[keyId]
  if (key === undefined) throw new Error(`no key ${keyId}`)
  return key.pem
}

/** What a public key is configured under: the serial number of a certificate, an id of its form for a bare key. */
export const idOf = (text: string): string =>
  text.includes("BEGIN CERTIFICATE") ? new X509Certificate(text).serialNumber : "PUB_KEY_ID_01"

/** The same private key as PKCS#1. */
export const asPkcs1Private = (text: string): string =>
  createPrivateKey(text).export({ type: "pkcs1", format: "pem" }).toString()

/** The public half of a private key, a public key or a certificate. */
export const asPublic = (text: string, type: "spki" | "pkcs1" = "spki"): string =>
  createPublicKey(text).export({ type, format: "pem" }).toString()

/** The vectors of one kind. A member that the schemas do not name is an error: no part of a vector goes unused. */
export const vectors = <I, IE, E, EE>(
  kind: string,
  schemas: { readonly input: Schema.Schema<I, IE>; readonly expect: Schema.Schema<E, EE> }
): ReadonlyArray<{ readonly id: string; readonly input: I; readonly expect: E }> => {
  const found = file.vectors
    .filter((vector) => vector.kind === kind)
    .map(({ expect, id, input }) => ({
      id,
      input: Schema.decodeUnknownSync(schemas.input, strict)(input),
      expect: Schema.decodeUnknownSync(schemas.expect, strict)(expect)
    }))
  if (found.length === 0) throw new Error(`no vectors of kind ${kind}`)
  return found
}

/** The text with one bit of one of its UTF-16 units changed; `index` counts bits, eight to a unit. */
export const flipBitOfText = (text: string, index: number): string => {
  const unit = Math.floor(index / 8)
  return (
    text.slice(0, unit) +
    String.fromCharCode(text.charCodeAt(unit) ^ (1 << (index % 8))) +
    text.slice(unit + 1)
  )
}

/** The bytes with one bit changed. */
export const flipBit = (bytes: Uint8Array, index: number): Uint8Array => {
  const out = new Uint8Array(bytes)
  out[Math.floor(index / 8)] = (out[Math.floor(index / 8)] as number) ^ (1 << (index % 8))
  return out
}
