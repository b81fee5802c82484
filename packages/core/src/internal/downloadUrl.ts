/** Addresses of files, as WeChat Pay gives them out. */
import * as Either from "effect/Either"
import type { Issue } from "../WechatPayError.js"
import type { Hosts } from "./hosts.js"
import { type FilePath, isPathOf } from "./unsignedPaths.js"

/** Where WeChat Pay serves APIv3. */
const officialHosts = new Set([
  "api.mch.weixin.qq.com",
  "api2.mch.weixin.qq.com",
  "api.wechatpay.cn",
  "api2.wechatpay.cn",
  "apihk.mch.weixin.qq.com",
  "apius.mch.weixin.qq.com"
])

const refused = (problem: string): Either.Either<never, Issue> =>
  Either.left({ path: "download_url", problem })

const isOurs = (url: URL, hosts: Hosts): boolean =>
  url.origin === hosts.primary ||
  url.origin === hosts.backup ||
  (url.protocol === "https:" && officialHosts.has(url.host))

/**
 * Path and query of an address, as they stand there: they are signed and sent so, to the client's own host. An address of
 * a foreign host, or of something else than the file that is expected, is refused: a signature goes there, and the answer
 * would be believed. The reason never repeats the address, which holds a token.
 */
export const targetOf = (text: string, path: FilePath, hosts: Hosts): Either.Either<string, Issue> => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.username !== "" || url.password !== "" || url.hash !== "") {
    return refused("expected an address such as https://api.mch.weixin.qq.com/v3/billdownload/file?token=…")
  }
  if (!isOurs(url, hosts)) {
    return refused("is not on a host of WeChat Pay: nothing was sent there")
  }
  // Signed is what is sent: an address that a URL parser would change is refused.
  const target = url.pathname + url.search
  if (!text.endsWith(target)) return refused("is not percent-encoded as it has to be sent")
  if (!isPathOf(path, url.pathname)) return refused(`is not the address of ${path}`)
  return Either.right(target)
}
