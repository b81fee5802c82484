/**
 * Applies a public key to a signature. The result shows whether this key made the signature, with which padding and
 * which hash; then each candidate text costs one hash only.
 */
import { constants, createHash, type KeyObject, publicDecrypt } from "node:crypto"
import { type Mistake, mistake } from "./mistakes.js"

export interface Opened {
  /** The mistakes in the algorithm. */
  readonly mistakes: ReadonlyArray<Mistake>
  /** The mistakes in the hash if this text was signed; `undefined` if another one was signed. */
  readonly matches: (text: Uint8Array) => ReadonlyArray<Mistake> | undefined
}

const hashes = {
  sha256: { name: "SHA-256", prefix: "3031300d060960864801650304020105000420" },
  sha1: { name: "SHA-1", prefix: "3021300906052b0e03021a05000414" },
  md5: { name: "MD5", prefix: "3020300c06082a864886f70d020505000410" },
  sha384: { name: "SHA-384", prefix: "3041300d060960864801650304020205000430" },
  sha512: { name: "SHA-512", prefix: "3051300d060960864801650304020305000440" }
} as const
type Hash = keyof typeof hashes
const hashNames = Object.keys(hashes) as ReadonlyArray<Hash>

const digestOf = (hash: Hash, ...parts: ReadonlyArray<Uint8Array>): Buffer => {
  const state = createHash(hash)
  for (const part of parts) state.update(part)
  return state.digest()
}

const otherHash = (hash: Hash): ReadonlyArray<Mistake> =>
  hash === "sha256" ? [] : [mistake("otherHash", hashes[hash].name)]

const matchDigest =
  (digest: (text: Uint8Array) => Buffer, expected: Buffer) =>
  (text: Uint8Array): ReadonlyArray<Mistake> | undefined =>
    digest(text).equals(expected) ? [] : undefined

const openPkcs1 = (block: Buffer): Opened | undefined => {
  const end = block.indexOf(0, 2)
  if (block[0] !== 0 || block[1] !== 1 || end < 10 || !block.subarray(2, end).every((byte) => byte === 0xff))
    return undefined
  const content = block.subarray(end + 1)
  for (const hash of hashNames) {
    const prefix = Buffer.from(hashes[hash].prefix, "hex")
    if (!content.subarray(0, prefix.length).equals(prefix)) continue
    const expected = content.subarray(prefix.length)
    return {
      mistakes: otherHash(hash),
      matches: matchDigest((text) => digestOf(hash, text), expected)
    }
  }
  const written = content.toString("latin1").toLowerCase()
  return {
    mistakes: [mistake("noDigestInfo")],
    matches: (text) => {
      for (const hash of hashNames) {
        const digest = digestOf(hash, text)
        if (content.equals(digest) || written === digest.toString("hex")) return otherHash(hash)
      }
      return content.equals(text) ? [] : undefined
    }
  }
}

const mask = (hash: Hash, seed: Buffer, length: number): Buffer => {
  const blocks: Array<Buffer> = []
  const counter = Buffer.alloc(4)
  for (let index = 0, made = 0; made < length; index++) {
    counter.writeUInt32BE(index)
    const block = digestOf(hash, seed, counter)
    blocks.push(block)
    made += block.length
  }
  return Buffer.concat(blocks).subarray(0, length)
}

/** EMSA-PSS of RFC 8017, 9.1: the structure of the block is visible after unmasking. */
const openPss = (block: Buffer): Opened | undefined => {
  if (block.at(-1) !== 0xbc) return undefined
  for (const hash of hashNames) {
    const { length } = digestOf(hash)
    const masked = block.subarray(0, block.length - length - 1)
    const seed = block.subarray(masked.length, -1)
    const covering = mask(hash, seed, masked.length)
    const data = Buffer.from(masked.map((byte, index) => byte ^ (covering[index] as number)))
    // The highest bit is cleared, as the block must be less than the modulus.
    data.writeUInt8((data[0] as number) & 0x7f)
    const one = data.indexOf(1)
    if (one === -1 || !data.subarray(0, one).every((byte) => byte === 0)) continue
    const salt = data.subarray(one + 1)
    const zeros = Buffer.alloc(8)
    return {
      mistakes: [mistake("pss"), ...otherHash(hash)],
      matches: matchDigest((text) => digestOf(hash, zeros, digestOf(hash, text), salt), Buffer.from(seed))
    }
  }
  return undefined
}

/** The content of the signature, if this key made it. */
export const open = (publicKey: KeyObject, signature: Buffer): Opened | undefined => {
  let block: Buffer
  try {
    block = publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature)
  } catch {
    // The signature has another length than the key, or exceeds its modulus.
    return undefined
  }
  return openPkcs1(block) ?? openPss(block)
}
