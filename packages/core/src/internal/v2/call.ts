/** Calls of the XML interface: how a request is signed, and what its response means. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as HttpExchange from "../../HttpExchange.js"
import type { Outcome } from "../../Outcome.js"
import type { V2Key } from "../../V2Key.js"
import type { Fields, SignType } from "../../V2Signature.js"
import {
  ClientCertificateMissing,
  InvalidInput,
  type Issue,
  type Reason,
  type SignerFailure
} from "../../WechatPayError.js"
import * as Exchange from "../call/exchange.js"
import type { Hosts } from "../call/hosts.js"
import { type Envelope, envelopeOf } from "../call/response.js"
import { openCodes } from "../call/transient.js"
import { userAgent } from "../call/userAgent.js"
import { verifyFields } from "./verify.js"
import { formatXml, parseXml } from "./xml.js"

/** What a client of the XML interface is made of. */
export interface Connection {
  readonly http: HttpClient.HttpClient
  /** Presents the merchant's API certificate. */
  readonly certificate: HttpClient.HttpClient | undefined
  readonly key: Context.Tag.Service<typeof V2Key>
  readonly hosts: Hosts
  readonly maxResponseBytes: number
}

export interface V2Call extends Exchange.Operation {
  readonly path: string
  readonly host: string | undefined
  readonly signType: SignType
  readonly clientCertificate: boolean
  readonly unsignedResponse: boolean
  readonly withoutResultCode: boolean
  readonly merchantMember: string
  readonly timeMember: string | undefined
  readonly members: Either.Either<Fields, ReadonlyArray<Issue>>
  /** Absent for a call whose response says no more than that it went well. */
  readonly decode: ((members: Fields) => Either.Either<unknown, ReadonlyArray<Issue>>) | undefined
}

const utf8 = new TextEncoder()

const buildRequest = (
  connection: Connection,
  call: V2Call,
  own: Fields,
  origin: string,
  { clock, makeNonce }: Exchange.CallContext
): Effect.Effect<HttpExchange.Request, SignerFailure> =>
  Effect.suspend(() => {
    const members: Record<string, string> = {
      ...own,
      [call.merchantMember]: connection.key.mchid,
      nonce_str: makeNonce()
    }
    if (call.signType !== "MD5") members.sign_type = call.signType
    if (call.timeMember !== undefined) {
      members[call.timeMember] = String(Math.floor(clock.unsafeCurrentTimeMillis() / 1000))
    }
    return Effect.map(connection.key.sign(members, call.signType), (sign) => ({
      method: "POST",
      origin,
      target: call.path,
      headers: {
        accept: "text/xml, text/plain",
        "user-agent": userAgent,
        "content-type": "text/xml; charset=utf-8"
      },
      body: utf8.encode(formatXml({ ...members, sign }))
    }))
  })

/** WeChat Pay could not say yes or no. `USERPAYING`: the user is still asked for a password. */
const isOpen = (code: string | undefined): boolean =>
  code === undefined || code === "USERPAYING" || openCodes.has(code)

/**
 * `return_code` is about the request, which was not carried out: not signed well, not complete, not allowed. It has no
 * code for a fault of WeChat Pay's own, only the text tells.
 */
const outcomeOfReturn = ({ code, message }: Envelope): Outcome =>
  isOpen(code) || /system ?error|系统|超时/i.test(message ?? "") ? "Unknown" : "Refused"

/** Which members of a request its response repeats. */
const identities = ["appid", "mch_id", "sub_appid", "sub_mch_id"] as const

/** Members that say that the response is for somebody else. */
const foreign = (sent: Fields, members: Fields): ReadonlyArray<Issue> =>
  identities
    .filter((name) => sent[name] && members[name] && sent[name] !== members[name])
    .map((path) => ({ path, problem: "is not the one that was sent: the response is for somebody else" }))

const some = (text: string | undefined): string | undefined => (text ? text : undefined)

/** A gateway's page, or an empty 404 or 405, which WeChat Pay gives for an unknown path. */
const outcomeOfStatus = ({ body, status }: Exchange.Response): Outcome =>
  (status === 404 || status === 405) && body.length === 0 ? "Refused" : "Unknown"

const interpret = Effect.fnUntraced(function* (
  connection: Connection,
  call: V2Call,
  own: Fields,
  response: Exchange.Response
) {
  const texts = Object.values(own)
  if (response.status < 200 || response.status >= 300) {
    return yield* Exchange.businessError(
      call,
      response,
      {},
      {
        verified: false,
        outcome: outcomeOfStatus(response),
        texts
      }
    )
  }
  const invalid = (path: string, problem: string) =>
    Exchange.invalidResponse(call, response, [{ path, problem }])
  const parsed = parseXml(response.body)
  if (Either.isLeft(parsed)) return yield* invalid("", `the body ${parsed.left}`)
  const { members, root } = parsed.right
  if (root !== "xml") return yield* invalid("", "the body is not the XML of WeChat Pay")

  const returnCode = some(members.return_code)
  if (returnCode === undefined) return yield* invalid("return_code", "is missing")
  const verification = verifyFields(connection.key, members, call.signType)
  if (returnCode !== "SUCCESS") {
    const envelope = envelopeOf({ code: returnCode, message: members.return_msg })
    return yield* Exchange.businessError(call, response, envelope, {
      verified: yield* Effect.isSuccess(verification),
      outcome: outcomeOfReturn(envelope),
      texts
    })
  }
  if (!call.unsignedResponse) {
    yield* Effect.mapError(verification, (reason) => Exchange.failure(call, reason, "Unknown", response))
  }
  const notOurs = foreign({ ...own, [call.merchantMember]: connection.key.mchid }, members)
  if (notOurs.length > 0) return yield* Exchange.invalidResponse(call, response, notOurs)

  const resultCode = some(members.result_code)
  if (resultCode === undefined && !call.withoutResultCode) return yield* invalid("result_code", "is missing")
  if (resultCode !== undefined && resultCode !== "SUCCESS") {
    const envelope = envelopeOf({ code: members.err_code, message: members.err_code_des })
    return yield* Exchange.businessError(call, response, envelope, {
      verified: !call.unsignedResponse,
      outcome: isOpen(envelope.code) ? "Unknown" : "Refused",
      texts
    })
  }
  if (call.decode === undefined) return undefined
  const decoded = call.decode(members)
  return Either.isRight(decoded)
    ? decoded.right
    : yield* Exchange.invalidResponse(call, response, decoded.left)
})

/** Runs calls of the XML interface over a connection. */
export const runV2Call =
  (connection: Connection) =>
  (call: V2Call): Effect.Effect<unknown, Exchange.Failure> => {
    const http = call.clientCertificate ? connection.certificate : connection.http
    const exchange = Either.flatMap(
      Either.mapLeft(call.members, (issues): Reason => new InvalidInput({ issues })),
      (own): Either.Either<Exchange.Exchange, Reason> =>
        http === undefined
          ? Either.left(new ClientCertificateMissing())
          : Either.right({
              local: false,
              request: (origin, around) => buildRequest(connection, call, own, origin, around),
              interpret: (response) => interpret(connection, call, own, response)
            })
    )
    return Exchange.run(
      {
        http: http ?? connection.http,
        mchid: connection.key.mchid,
        hosts: call.host === undefined ? connection.hosts : connection.hosts.at(call.host),
        maxResponseBytes: connection.maxResponseBytes
      },
      call,
      exchange
    )
  }
