/** Hashes of files over a stream. WebCrypto hashes only data that is completely in memory. */
import { sha1 } from "@noble/hashes/legacy"
import { sha256, sha512 } from "@noble/hashes/sha2"
import * as Effect from "effect/Effect"
import type { Response } from "../../Download.js"
import { InvalidFile, type Issue, type WechatPayError } from "../../WechatPayError.js"
import { toHex } from "../codec/bytes.js"
import { sm3 } from "../crypto/sm3.js"
import { inspect, type Pull } from "./pull.js"

const hashes = { SHA1: sha1, SHA256: sha256, SHA512: sha512, SM3: sm3 } as const

/** `SHA-256` and `sha256` are the same. */
const algorithmOf = (type: string | undefined) =>
  hashes[(type ?? "").toUpperCase().replace("-", "") as keyof typeof hashes] as
    | (typeof hashes)[keyof typeof hashes]
    | undefined

/** The hash that an earlier response gave for the file. */
export interface Declared {
  readonly hash_type?: string | undefined
  readonly hash_value?: string | undefined
}

/** The problems of a hash. A file that could not be checked is not requested. */
export const hashIssues = ({ hash_type, hash_value }: Declared): ReadonlyArray<Issue> => {
  const algorithm = algorithmOf(hash_type)
  if (algorithm === undefined) {
    return [{ path: "hash_type", problem: `expected one of ${Object.keys(hashes).join(", ")}` }]
  }
  const digits = algorithm.outputLen * 2
  return new RegExp(`^[0-9a-fA-F]{${digits}}$`).test(hash_value ?? "")
    ? []
    : [{ path: "hash_value", problem: `expected ${digits} hexadecimal digits` }]
}

/** Fails at the end if the bytes do not have the expected hash. Without an expected hash nothing is checked. */
export const checkHash = <E>(
  pull: Pull<E>,
  opened: Response,
  declared: Declared
): Pull<E | WechatPayError> => {
  const hasher = algorithmOf(declared.hash_type)?.create()
  if (hasher === undefined) return pull
  return inspect(
    pull,
    (bytes) => {
      hasher.update(bytes)
      return undefined
    },
    Effect.suspend(() =>
      toHex(hasher.digest()) === declared.hash_value?.toLowerCase()
        ? Effect.void
        : opened.fail(new InvalidFile({ problem: "Hash" }))
    )
  )
}

/** Fails after more than `maxBytes`. */
export const checkSize = <E>(pull: Pull<E>, opened: Response, maxBytes: number): Pull<E | WechatPayError> => {
  let size = 0
  return inspect(pull, (bytes) => {
    size += bytes.length
    return size > maxBytes ? opened.fail(new InvalidFile({ problem: "Size" })) : undefined
  })
}
