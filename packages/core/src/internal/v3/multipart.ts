/** Uploads: the body has two parts, and only the first of them is signed. */
import * as Effect from "effect/Effect"
import { Nonce } from "../../Nonce.js"
import { concatBytes, toHex } from "../codec/bytes.js"

/** A file that passed its checks. */
export interface FilePart {
  readonly filename: string
  readonly mediaType: string
  readonly content: Uint8Array<ArrayBuffer>
  /** Further members of `meta`. */
  readonly meta: Readonly<Record<string, unknown>>
}

const utf8 = new TextEncoder()

/** The signed text, and the body. */
export const multipart = ({ content, filename, mediaType, meta }: FilePart) =>
  Effect.flatMap(Nonce, (makeNonce) =>
    Effect.map(
      Effect.promise(() => crypto.subtle.digest("SHA-256", content)),
      (digest) => {
        const signed = JSON.stringify({ filename, sha256: toHex(new Uint8Array(digest)), ...meta })
        const boundary = `effect-wechatpay-${makeNonce()}`
        const before = [
          `--${boundary}`,
          'Content-Disposition: form-data; name="meta"',
          "Content-Type: application/json",
          "",
          signed,
          `--${boundary}`,
          `Content-Disposition: form-data; name="file"; filename="${filename}"`,
          `Content-Type: ${mediaType}`,
          "",
          ""
        ].join("\r\n")
        const bytes = concatBytes([utf8.encode(before), content, utf8.encode(`\r\n--${boundary}--\r\n`)])
        return { signed, bytes, type: `multipart/form-data; boundary=${boundary}` }
      }
    )
  )
