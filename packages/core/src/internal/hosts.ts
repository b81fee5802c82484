import * as Either from "effect/Either"

export interface Hosts {
  readonly primary: string
  readonly backup: string
}

const official: Hosts = { primary: "https://api.mch.weixin.qq.com", backup: "https://api2.mch.weixin.qq.com" }

interface Problem {
  readonly setting: string
  readonly problem: string
}

/** Only scheme and host: the path is signed as it is sent, a prefix would break every signature. */
const origin = (setting: string, text: string): Either.Either<string, Problem> => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return Either.left({ setting, problem: "expected an address such as https://api.mch.weixin.qq.com" })
  }
  if (
    url.pathname !== "/" ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== "" ||
    url.password !== ""
  ) {
    return Either.left({ setting, problem: "expected scheme and host only, without path, query or user" })
  }
  return Either.right(url.origin)
}

export const resolveHosts = (options: {
  readonly baseUrl?: string
  readonly backupUrl?: string
}): Either.Either<Hosts, Problem> => {
  const primary = origin("baseUrl", options.baseUrl ?? official.primary)
  if (Either.isLeft(primary)) return Either.left(primary.left)
  const isOfficial = primary.right === official.primary
  const backup = origin("backupUrl", options.backupUrl ?? (isOfficial ? official.backup : primary.right))
  return Either.map(backup, (backup) => ({ primary: primary.right, backup }))
}

const isWechatPay = (origin: string): boolean =>
  /\.(?:weixin\.qq\.com|wechatpay\.cn)$/.test(new URL(origin).hostname)

/** Some calls of the XML interface have a host of their own; a simulator stands for all of them. */
export const v2HostsOf =
  (hosts: Hosts) =>
  (host: string | undefined): Hosts => {
    if (host === undefined || !isWechatPay(hosts.primary)) return hosts
    const own = `https://${host}`
    return { primary: own, backup: own }
  }
