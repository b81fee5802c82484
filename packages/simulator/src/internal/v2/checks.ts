/** The checks of a request of the XML interface, in the order in which they run. */
import type { SignType } from "@effect-wechatpay/core/V2Signature"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import type { Merchant } from "../../Merchant.js"
import type { Handler } from "../../V2Domain.js"
import { coerceTexts } from "../coerceTexts.js"
import type { Diagnosis } from "../diagnosis/diagnose.js"
import { findings } from "../findings.js"
import type { Request } from "../message.js"
import type { World } from "../world.js"
import { diagnoseV2 } from "./diagnose.js"
import { isSignedBy } from "./sign.js"
import { type Members, parseXml } from "./xml.js"

export interface Signed {
  readonly members: Members
  readonly merchant: Merchant
  readonly signType: SignType
}

/** Why a request was rejected before it was authenticated: WeChat Pay's text, and the check. */
export interface Returned {
  readonly check: "xml" | "merchant" | "signature" | "certificate"
  readonly message: string
  readonly diagnosis?: Diagnosis
}

const signTypes: Readonly<Record<string, SignType>> = { MD5: "MD5", "HMAC-SHA256": "HMAC-SHA256" }

/** Checks that the request is XML, names a known merchant, and is signed with that merchant's key. */
export const checkSignature = (
  { merchants }: World,
  handler: Handler,
  request: Request
): Either.Either<Signed, Returned> => {
  const returned = (check: Returned["check"], message: string, diagnosis?: Diagnosis) =>
    Either.left({ check, message, ...(diagnosis === undefined ? {} : { diagnosis }) })
  if (request.method !== "POST") return returned("xml", "请使用POST方法")
  const parsed = parseXml(request.body)
  if (Either.isLeft(parsed)) return returned("xml", parsed.left)
  const members = parsed.right
  const mchid = members[handler.endpoint.merchantMember]
  if (!mchid) return returned("merchant", `缺少参数${handler.endpoint.merchantMember}`)
  const merchant = merchants.find((known) => known.merchant.mchid === mchid)?.merchant
  if (merchant === undefined) return returned("merchant", "商户号不存在")
  const signType = signTypes[members.sign_type || "MD5"]
  return signType !== undefined &&
    handler.signTypes.includes(signType) &&
    isSignedBy(merchant, signType, members)
    ? Either.right({ members, merchant, signType })
    : returned(
        "signature",
        "签名错误",
        diagnoseV2({
          members,
          merchant,
          merchants: [...new Set(merchants.map((known) => known.merchant))],
          signTypes: handler.signTypes
        })
      )
}

/** The error for a rejected member. */
export interface Rejection {
  readonly code: "LACK_PARAMS" | "PARAM_ERROR"
  readonly message: string
}

/** Members that the client adds to calls that have them. */
const ofClient = ["nonce_str"] as const

/** Decodes the input with the endpoint's schema. Unknown members are ignored. */
export const decodeInput = (
  { endpoint, firstOf }: Handler,
  members: Members
): Either.Either<unknown, Rejection> => {
  const lacking = (name: string): Either.Either<never, Rejection> =>
    Either.left({ code: "LACK_PARAMS", message: `缺少参数${name}` })
  for (const name of [...ofClient, ...(endpoint.timeMember === undefined ? [] : [endpoint.timeMember])]) {
    if (!members[name]) return lacking(name)
  }
  if ((members.nonce_str ?? "").length > 32) {
    return Either.left({ code: "PARAM_ERROR", message: "nonce_str参数长度有误" })
  }
  const [counted, ...others] = firstOf.filter((name) => members[name])
  const given = Object.fromEntries(
    Object.entries(members).filter(([name, value]) => value !== "" && !others.includes(name))
  )
  const decoded = ParseResult.decodeUnknownEither(endpoint.payload, { onExcessProperty: "ignore" })(
    coerceTexts(endpoint.payload, given)
  )
  if (Either.isRight(decoded)) return Either.right(decoded.right)
  const [issue] = findings(decoded.left)
  const name = String(issue?.path[0] ?? "")
  if (issue?._tag === "Missing" || (counted === undefined && firstOf.includes(name))) return lacking(name)
  return Either.left({ code: "PARAM_ERROR", message: `请求参数错误：${name}` })
}
