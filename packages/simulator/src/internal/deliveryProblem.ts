/** Explains why a notification did not reach the merchant, and what to do. */
import { connect } from "node:tls"
import * as Effect from "effect/Effect"
import type { DeliveryProblem, Reason } from "../Deliveries.js"
import { parseUrl } from "./parseUrl.js"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** The codes of an error and of all its causes. */
const codesOf = (error: unknown, depth = 0): ReadonlyArray<string> =>
  !isRecord(error) || depth > 8
    ? []
    : [
        ...(typeof error.code === "string" ? [error.code] : []),
        ...(Array.isArray(error.errors) ? error.errors.flatMap((one) => codesOf(one, depth + 1)) : []),
        ...codesOf(error.cause, depth + 1)
      ]

const deepestMessage = (error: unknown, depth = 0): string =>
  isRecord(error) && isRecord(error.cause) && depth < 8
    ? deepestMessage(error.cause, depth + 1)
    : isRecord(error) && typeof error.message === "string"
      ? error.message
      : String(error)

const is = (codes: ReadonlyArray<string>, pattern: RegExp) => codes.find((code) => pattern.test(code))

const say = (reason: Reason, problem: string): DeliveryProblem => ({ reason, problem })

const option =
  "--deliver-to URL (deliverTo in code, or the notifications page) names the address of your backend"

export const blocked = (host: string): DeliveryProblem =>
  say(
    "blocked",
    `not sent: ${host} is not this machine, and a test must not notify a production system. ${option}; --deliver-anywhere sends it to ${host}`
  )

export const timedOut = (seconds: number): DeliveryProblem =>
  say("timeout", `no response within ${seconds} s`)

/** Who issued the certificate that the server presents. */
const issuerOf = (host: string, port: number): Effect.Effect<string | undefined> =>
  Effect.async<string | undefined>((resume) => {
    const socket = connect({ host, port, servername: host, rejectUnauthorized: false }, () => {
      const { issuer } = socket.getPeerCertificate()
      const name = issuer?.CN ?? issuer?.O
      resume(Effect.succeed(name === undefined ? undefined : String(name)))
      socket.destroy()
    })
    socket.on("error", () => resume(Effect.succeed(undefined)))
    return Effect.sync(() => socket.destroy())
  }).pipe(
    Effect.timeout("1 second"),
    Effect.catchAll(() => Effect.succeed(undefined))
  )

const tlsProblem = Effect.fnUntraced(function* (url: URL, code: string) {
  if (/WRONG_VERSION_NUMBER|EPROTO|PACKET_LENGTH|HTTP_REQUEST/.test(code)) {
    return say("tls", `${url.host} does not speak https (${code}): deliver to http:// instead`)
  }
  const issuer = yield* issuerOf(url.hostname, url.port === "" ? 443 : Number(url.port))
  return say(
    "tls",
    `the certificate of ${url.host} is not trusted (${code}${issuer === undefined ? "" : `, issued by "${issuer}"`}): ` +
      "start the simulator with NODE_EXTRA_CA_CERTS=<file of that authority>, or deliver to http://"
  )
})

/** Explains a failed request. */
export const problemOf = (url: string, error: unknown): Effect.Effect<DeliveryProblem> => {
  const codes = codesOf(error)
  const parsed = parseUrl(url)
  const host = parsed?.host ?? url
  const notListening = is(codes, /^ECONNREFUSED$/)
  if (notListening !== undefined) {
    return Effect.succeed(say("connectionRefused", `nothing listens on ${host} (ECONNREFUSED). ${option}`))
  }
  const dns = is(codes, /^(?:ENOTFOUND|EAI_\w+)$/)
  if (dns !== undefined)
    return Effect.succeed(say("dns", `the host name ${host} cannot be resolved (${dns}). ${option}`))
  const tls = is(codes, /CERT|SELF_SIGNED|VERIFY|^ERR_SSL|^ERR_TLS|^EPROTO$|CA_/)
  if (tls !== undefined && parsed !== undefined) return tlsProblem(parsed, tls)
  const malformed =
    is(codes, /^HPE_/) ??
    (/HTTP\/1\.1 protocol|Expected HTTP|Parse Error/i.test(deepestMessage(error)) ? "no HTTP" : undefined)
  if (malformed !== undefined) {
    return Effect.succeed(
      say(
        "notHttp",
        `${host} does not speak plain HTTP (${malformed}): is it an https port, or another protocol?`
      )
    )
  }
  const closed = is(codes, /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/)
  if (closed !== undefined) {
    return Effect.succeed(say("closed", `${host} closed the connection without a response (${closed})`))
  }
  const unreachable = is(codes, /^(?:EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/)
  if (unreachable !== undefined) {
    return Effect.succeed(say("unreachable", `${host} cannot be reached (${unreachable}). ${option}`))
  }
  return Effect.succeed(say("unsendable", deepestMessage(error)))
}
