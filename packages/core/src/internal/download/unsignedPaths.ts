/**
 * The paths of files that WeChat Pay does not sign, each requested with `GET`. Any other path is rejected before anything is
 * sent. The decision depends only on the path of the request, never on a response.
 */

/** Paths whose responses have no signature. */
const unsigned = [
  "/v3/billdownload/file",
  "/v3/merchant-service/images/{media_id}",
  "/v3/global/merchant-service/images/{media_id}",
  "/v3/new-tax-control-fapiao/download",
  "/v3/transferdownload/elecvoucherfile",
  "/v3/transferdownload/signfile",
  "/v3/statements"
] as const

/** Paths whose responses have a signature of the SHA-1 of the file, which `Wechatpay-Statement-Sha1` states. */
const signedByHash = ["/v3/global/statements"] as const

export type FilePath = (typeof unsigned)[number] | (typeof signedByHash)[number]

/** Whether the response of a path states its hash in a signed header. */
export const isSignedByHash = (path: FilePath): boolean =>
  (signedByHash as ReadonlyArray<string>).includes(path)

/** `upload` is not a media id but the path of another call. */
const toPattern = (template: string): RegExp =>
  new RegExp(`^${template.replace(/\{[^}]*\}/g, "(?!upload$)[^/]+")}$`)

const patterns = new Map<string, RegExp>(
  [...unsigned, ...signedByHash].map((path) => [path, toPattern(path)])
)

/** Whether a percent-encoded path matches a template. */
export const isPathOf = (template: FilePath, path: string): boolean =>
  patterns.get(template)?.test(path) ?? false
