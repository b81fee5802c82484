import * as Effect from "effect/Effect"
import { paramError, type SimulatedError } from "../../SimulatedError.js"
import { parseUrl } from "../parseUrl.js"

/** Whether a host is not reachable from the internet. */
const isPrivate = (hostname: string): boolean =>
  /^(?:0|10|127)\.|^169\.254\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\./.test(hostname) ||
  /^\[(?:::1?\]|f[cd]|fe[89ab]|::ffff:)/i.test(hostname) ||
  !/[.:]/.test(hostname) ||
  /\.(?:localhost|local|internal)$/.test(hostname)

const problemOf = (text: string): string | undefined => {
  const url = parseUrl(text)
  if (url === undefined) return undefined
  const { hostname, password, protocol, username } = url
  if (username !== "" || password !== "") return "must not have a user name or a password"
  // WeChat Pay resolves these names itself, for merchants on a leased line.
  if (protocol === "http:" && hostname.endsWith(".wxpay.local")) return undefined
  return isPrivate(hostname)
    ? "must be reachable from the internet: WeChat Pay rejects private and loopback addresses. Give the public address, and deliver it to this machine with --deliver-to"
    : undefined
}

/** All members, at any depth, whose name is that of a notification address. */
const addressesIn = (
  value: unknown,
  pointer = ""
): ReadonlyArray<readonly [pointer: string, text: string]> =>
  typeof value !== "object" || value === null || ArrayBuffer.isView(value)
    ? []
    : Object.entries(value).flatMap(([name, member]) =>
        typeof member === "string"
          ? /notify_url$/.test(name)
            ? [[`${pointer}/${name}`, member] as const]
            : []
          : addressesIn(member, `${pointer}/${name}`)
      )

/** Checks that the notification addresses in a body are public. The endpoint's schema checks their form. */
export const publicNotifyUrls = (json: unknown): Effect.Effect<void, SimulatedError> => {
  for (const [field, value] of addressesIn(json)) {
    const issue = problemOf(value)
    if (issue !== undefined) {
      return Effect.fail(
        paramError(`输入源“/body${field}”不是可公网访问的回调地址`, { field, value, issue, location: "body" })
      )
    }
  }
  return Effect.void
}
