/** Uploads: `multipart/form-data` with the parts `meta` and `file`. */
import { createHash } from "node:crypto"
import type { Description } from "@effect-wechatpay/core/Endpoint"
import * as Upload from "@effect-wechatpay/core/Upload"
import * as Effect from "effect/Effect"
import { paramError, type SimulatedError } from "../SimulatedError.js"
import { jsonBody } from "./checks/json.js"
import type { Request } from "./message.js"
import { isUnreadable, parseMultipart } from "./multipart.js"

/** The parts of an upload; missing parts are undefined. */
export interface Parts {
  /** The exact bytes of the part: they are signed. */
  readonly meta: Uint8Array
  readonly file: { readonly name: string; readonly content: Uint8Array } | undefined
}

/** The parts of the body of an upload. */
export const readUpload = ({ body, headers }: Request): Effect.Effect<Parts | undefined, SimulatedError> =>
  Effect.suspend(() => {
    const type = headers["content-type"] ?? ""
    if (!/^multipart\/form-data\b/i.test(type)) return Effect.succeed(undefined)
    const parts = parseMultipart(type, body)
    if (isUnreadable(parts)) {
      return Effect.fail(
        paramError(`无法解析multipart/form-data请求报文：${parts.problem}`, {
          field: "",
          issue: `the multipart body is malformed: ${parts.problem}`,
          location: "body"
        })
      )
    }
    const file = parts.get("file")
    return Effect.succeed({
      meta: parts.get("meta")?.content ?? new Uint8Array(0),
      file: file?.filename === undefined ? undefined : { name: file.filename, content: file.content }
    })
  })

const rejected = (field: string, message: string, issue: string): Effect.Effect<never, SimulatedError> =>
  Effect.fail(paramError(message, { field, issue, location: "body" }))

/** The input of the endpoint: the file, and the members of `meta` other than name and hash. */
export const uploadInput = (
  { payload }: Description,
  { file, meta }: Parts
): Effect.Effect<unknown, SimulatedError> =>
  Effect.gen(function* () {
    if (meta.length === 0) return yield* rejected("/meta", "缺少meta信息", "the part meta is missing")
    const given = (yield* jsonBody(meta)) as Readonly<Record<string, unknown>>
    if (file === undefined) return yield* rejected("/file", "缺少文件", "the part file is missing")
    const { content, name } = file
    const { filename, sha256, ...others } = given
    if (filename !== name) {
      return yield* rejected(
        "/meta/filename",
        "文件名与meta中的filename不一致",
        "is not the name of the file"
      )
    }
    if (sha256 !== createHash("sha256").update(content).digest("hex")) {
      return yield* rejected("/meta/sha256", "文件的sha256与meta中的不一致", "is not the hash of the file")
    }
    const limits = payload === undefined ? undefined : Upload.limits(payload)
    const most = limits === undefined ? Number.POSITIVE_INFINITY : Upload.maxBytes(limits, name)
    if (content.length === 0 || content.length > most) {
      return yield* rejected("/file", "文件为空或超过大小限制", `expected 1 to ${most} bytes`)
    }
    return { filename, content, ...others }
  })

const ascii = (name: string): string => name.replaceAll(/[^\x20-\x7e]/g, "_")

/**
 * Endpoints require ASCII file names, as other names are not known to work with every server of WeChat Pay. Official
 * clients send other names, so only the ASCII characters of the name are checked.
 */
export const withAsciiName = (json: unknown): unknown =>
  typeof json === "object" && json !== null && "filename" in json && typeof json.filename === "string"
    ? { ...json, filename: ascii(json.filename) }
    : json
