/** The URLs of files that WeChat Pay returns. */
import * as Either from "effect/Either"
import type { Issue } from "../../WechatPayError.js"
import { type Hosts, servesV3 } from "../call/hosts.js"
import { parseUrl } from "../codec/url.js"
import { type FilePath, isPathOf } from "./unsignedPaths.js"

const rejected = (problem: string): Either.Either<never, Issue> =>
  Either.left({ path: "download_url", problem })

/** The hosts to which the request is sent: those of the client if they serve the same files. */
const hostsOf = (url: URL, hosts: Hosts): Hosts | undefined => {
  if (url.origin === hosts.primary || url.origin === hosts.backup) return hosts
  return url.protocol === "https:" && servesV3(url.host) ? hosts.at(url.host) : undefined
}

/** Target and hosts of the request. */
export interface Target {
  readonly target: string
  readonly hosts: Hosts
}

/**
 * Path and query of a URL, unchanged, because they are signed and sent so: to the host of the client, or to a host of the
 * region of the URL. A URL with a foreign host or another path is rejected, because a signature would be sent there and
 * the unsigned response would be trusted. The reason does not contain the URL, which has a token.
 */
export const targetOf = (text: string, path: FilePath, own: Hosts): Either.Either<Target, Issue> => {
  const url = parseUrl(text)
  if (url === undefined || url.username !== "" || url.password !== "" || url.hash !== "") {
    return rejected("expected an address such as https://api.mch.weixin.qq.com/v3/billdownload/file?token=…")
  }
  const hosts = hostsOf(url, own)
  if (hosts === undefined) {
    return rejected("is not on a host of WeChat Pay: nothing was sent there")
  }
  // The signed target must be the one that is sent, so a URL that a parser would change is rejected.
  const target = url.pathname + url.search
  if (!text.endsWith(target)) return rejected("is not percent-encoded as it has to be sent")
  if (!isPathOf(path, url.pathname)) return rejected(`is not the address of ${path}`)
  return Either.right({ target, hosts })
}
