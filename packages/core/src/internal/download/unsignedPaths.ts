/**
 * What WeChat Pay does not sign: exactly these paths, each fetched with `GET`. A file from anywhere else is refused before
 * it is asked for. The decision is made from the path that is built here, never from anything in a response.
 */

/** Paths whose answers carry no signature at all. */
const unsigned = [
  "/v3/billdownload/file",
  "/v3/merchant-service/images/{media_id}",
  "/v3/global/merchant-service/images/{media_id}",
  "/v3/new-tax-control-fapiao/download",
  "/v3/transferdownload/elecvoucherfile",
  "/v3/transferdownload/signfile",
  "/v3/statements"
] as const

/** Paths whose answers carry a signature of the SHA-1 of the file, named by `Wechatpay-Statement-Sha1`. */
const signedByHash = ["/v3/global/statements"] as const

export type FilePath = (typeof unsigned)[number] | (typeof signedByHash)[number]

/** Whether the response of a path says its hash in a signed header. */
export const isSignedByHash = (path: FilePath): boolean =>
  (signedByHash as ReadonlyArray<string>).includes(path)

/** `upload` is no media id, but the path of another call. */
const toPattern = (template: string): RegExp =>
  new RegExp(`^${template.replace(/\{[^}]*\}/g, "(?!upload$)[^/]+")}$`)

const patterns = new Map<string, RegExp>(
  [...unsigned, ...signedByHash].map((path) => [path, toPattern(path)])
)

/** Whether a path, percent-encoded as it is sent, is the one that a template describes. */
export const isPathOf = (template: FilePath, path: string): boolean =>
  patterns.get(template)?.test(path) ?? false
