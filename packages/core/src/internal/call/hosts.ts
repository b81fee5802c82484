/** The two hosts of requests. The backup is called while the primary does not respond. */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { InvalidOptions } from "../../InvalidOptions.js"
import * as Region from "../../Region.js"
import { parseUrl } from "../codec/url.js"

/** How a failed attempt changed the state of the hosts. */
export type Change = "Away" | "BackupAway"

/** How long calls go to the backup before the primary is tried again. */
const tryAgainAfter = Duration.toMillis("30 seconds")

/**
 * How much longer calls that are not idempotent go to the backup: the primary may accept such a call and fail before it
 * responds, and then the outcome is unknown.
 */
const nonIdempotentDelay = Duration.toMillis("5 minutes")

/** Consecutive attempts without a response after which a host counts as away. A single one may be a slow operation. */
const withoutResponseLimit = 3

/**
 * A host and its backup, with their current state.
 *
 * After a connection that cannot be made, or three consecutive attempts without a response, calls go to the backup. Every
 * 30 seconds one call tries the primary again; after any response from it calls go there again.
 */
export class Hosts {
  /** When the primary is tried again; absent while it responds. */
  private againAt: number | undefined
  private withoutResponse = 0
  private backupAway = false
  private begun = 0
  private readonly others = new Map<string, Hosts>()

  constructor(
    readonly primary: string,
    readonly backup: string,
    /** One of this many idempotent calls begins at the backup; 0 for none. */
    private readonly checkEvery: number = 0
  ) {}

  /** Whether the primary is away. Only then does the host of a new call depend on the time. */
  get isAway(): boolean {
    return this.againAt !== undefined
  }

  /** The host of the first attempt of a call. `now` is read only while the primary is away. */
  begin(idempotent: boolean, now = 0): string {
    if (this.againAt !== undefined) {
      if (now < this.againAt + (idempotent ? 0 : nonIdempotentDelay)) return this.backup
      // One call tries the primary; the others stay at the backup, which responds.
      this.againAt = now + tryAgainAfter
      return this.primary
    }
    if (this.checkEvery > 0 && idempotent && ++this.begun % this.checkEvery === 0) return this.backup
    return this.primary
  }

  /** The host of the attempt after one without a response. */
  other(origin: string): string {
    return origin === this.primary ? this.backup : this.primary
  }

  /** Notes an attempt without a response. `unreachable`: no connection could be made. */
  failed(origin: string, unreachable: boolean, now: number): Change | undefined {
    if (this.primary === this.backup) return undefined
    if (origin === this.primary && this.againAt !== undefined) {
      this.againAt = now + tryAgainAfter
      return undefined
    }
    if (origin === this.backup && this.againAt === undefined) {
      if (this.backupAway || !unreachable) return undefined
      this.backupAway = true
      return "BackupAway"
    }
    if (!unreachable && ++this.withoutResponse < withoutResponseLimit) return undefined
    this.withoutResponse = 0
    if (origin === this.primary) {
      this.againAt = now + tryAgainAfter
      return "Away"
    }
    // Neither responds: the primary may recover first.
    this.againAt = now
    return undefined
  }

  /** Notes a response. Gives whether calls return to the primary because of it. */
  responded(origin: string): boolean {
    if (origin === this.primary) {
      this.withoutResponse = 0
      if (this.againAt === undefined) return false
      this.againAt = undefined
      return true
    }
    this.backupAway = false
    if (this.againAt !== undefined) this.withoutResponse = 0
    return false
  }

  /** The hosts of an operation with a host of its own. A simulator serves the operations of all hosts. */
  at(host: string): Hosts {
    const own = new URL(this.primary).host
    if (host === own || !isWechatPay(own)) return this
    const region = regionOf(host)
    if (region !== undefined && regionOf(own) === region) return this
    const known = this.others.get(host)
    if (known !== undefined) return known
    const made =
      region === "mainland" ? ofRegion("mainland") : new Hosts(`https://${host}`, `https://${host}`)
    this.others.set(host, made)
    return made
  }
}

const isWechatPay = (host: string): boolean => /\.(?:weixin\.qq\.com|wechatpay\.cn)$/.test(host)

/** Hosts that serve the same operations; each of them serves APIv3. */
const regions: Readonly<Record<Region.Host, "mainland" | "overseas">> = {
  "api.mch.weixin.qq.com": "mainland",
  "api2.mch.weixin.qq.com": "mainland",
  "api.wechatpay.cn": "mainland",
  "api2.wechatpay.cn": "mainland",
  "apihk.mch.weixin.qq.com": "overseas",
  "apius.mch.weixin.qq.com": "overseas"
}

const regionOf = (host: string): "mainland" | "overseas" | undefined =>
  Object.hasOwn(regions, host) ? regions[host as Region.Host] : undefined

/** Whether WeChat Pay serves APIv3 at a host. */
export const servesV3 = (host: string): boolean => regionOf(host) !== undefined

/** Whether the merchant of a client is overseas. */
export const isOverseas = (hosts: Hosts, { region }: Pick<HostOptions, "region">): boolean =>
  region === undefined ? regionOf(new URL(hosts.primary).host) === "overseas" : region !== "mainland"

const ofRegion = (region: Region.Region): Hosts => {
  const [primary, backup = primary] = Region.hosts[region]
  return new Hosts(`https://${primary}`, `https://${backup}`)
}

interface Problem {
  readonly setting: string
  readonly problem: string
}

/** Accepts scheme and host only: the signature covers the path that is sent, so a prefix would invalidate it. */
const origin = (setting: string, text: string): Either.Either<string, Problem> => {
  const url = parseUrl(text)
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return Either.left({ setting, problem: "expected an address such as https://api.mch.weixin.qq.com" })
  }
  if (
    url.pathname !== "/" ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== "" ||
    url.password !== "" ||
    // The absolute form of a name leads to the same host, but no other check recognises it.
    url.hostname.endsWith(".")
  ) {
    return Either.left({
      setting,
      problem: "expected scheme and host only, without path, query or user"
    })
  }
  if (url.protocol === "http:" && isWechatPay(url.hostname)) {
    return Either.left({ setting, problem: "expected https: for a host of WeChat Pay" })
  }
  return Either.right(url.origin)
}

export interface HostOptions {
  readonly region?: Region.Region
  readonly baseUrl?: string
  readonly backupUrl?: string
  readonly backupShare?: number
}

/** The hosts that several clients share, with their state. */
export class SharedHosts extends Context.Reference<SharedHosts>()("@effect-wechatpay/core/SharedHosts", {
  defaultValue: (): Hosts | undefined => undefined
}) {}

/** The hosts of a client. */
export const hostsOf = (options: HostOptions): Effect.Effect<Hosts, InvalidOptions> =>
  Effect.flatMap(SharedHosts, (shared) =>
    shared !== undefined
      ? Effect.succeed(shared)
      : Either.mapLeft(resolveHosts(options), (problem) => new InvalidOptions(problem))
  )

const resolveHosts = (options: HostOptions): Either.Either<Hosts, Problem> => {
  const { backupShare = 0, region = "mainland" } = options
  if (!Object.hasOwn(Region.hosts, region)) {
    return Either.left({ setting: "region", problem: "expected mainland, hk or us" })
  }
  if (!(backupShare >= 0 && backupShare <= 0.01)) {
    return Either.left({ setting: "backupShare", problem: "expected 0 to 0.01" })
  }
  const primary = origin("baseUrl", options.baseUrl ?? `https://${Region.hosts[region][0]}`)
  if (Either.isLeft(primary)) return Either.left(primary.left)
  const official = Object.values(Region.hosts)
    .map(([first, second = first]) => [`https://${first}`, `https://${second}`] as const)
    .find(([first]) => first === primary.right)
  const backup = origin("backupUrl", options.backupUrl ?? official?.[1] ?? primary.right)
  return Either.map(
    backup,
    (backup) => new Hosts(primary.right, backup, backupShare === 0 ? 0 : Math.round(1 / backupShare))
  )
}

const hostNames = new Map<string, string>()

/** Host of an origin; a process knows few origins. */
export const hostOf = (origin: string): string => {
  const known = hostNames.get(origin)
  if (known !== undefined) return known
  const { host } = new URL(origin)
  hostNames.set(origin, host)
  return host
}
