/** Addresses of files, as WeChat Pay gives them out. */
import * as Either from "effect/Either"
import type { Issue } from "../../WechatPayError.js"
import { type Hosts, servesV3 } from "../call/hosts.js"
import { type FilePath, isPathOf } from "./unsignedPaths.js"

const rejected = (problem: string): Either.Either<never, Issue> =>
  Either.left({ path: "download_url", problem })

/** The hosts that an address is asked of: the client's own where they serve the same files. */
const hostsOf = (url: URL, hosts: Hosts): Hosts | undefined => {
  if (url.origin === hosts.primary || url.origin === hosts.backup) return hosts
  return url.protocol === "https:" && servesV3(url.host) ? hosts.at(url.host) : undefined
}

/** What is asked for, and where. */
export interface Target {
  readonly target: string
  readonly hosts: Hosts
}

/**
 * Path and query of an address, as they stand there: they are signed and sent so, to the client's own host, or to one of the
 * region of the address. An address of a foreign host, or of something else than the file that is expected, is refused: a signature goes there, and the response
 * would be believed. The reason never repeats the address, which holds a token.
 */
export const targetOf = (text: string, path: FilePath, own: Hosts): Either.Either<Target, Issue> => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== "" || url.password !== "" || url.hash !== "") {
    return rejected("expected an address such as https://api.mch.weixin.qq.com/v3/billdownload/file?token=…")
  }
  const hosts = hostsOf(url, own)
  if (hosts === undefined) {
    return rejected("is not on a host of WeChat Pay: nothing was sent there")
  }
  // Signed is what is sent: an address that a URL parser would change is refused.
  const target = url.pathname + url.search
  if (!text.endsWith(target)) return rejected("is not percent-encoded as it has to be sent")
  if (!isPathOf(path, url.pathname)) return rejected(`is not the address of ${path}`)
  return Either.right({ target, hosts })
}
