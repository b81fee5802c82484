/** Responses of the XML interface: members, signature and faults. */
import { randomBytes } from "node:crypto"
import type { Description } from "@effect-wechatpay/core/V2Endpoint"
import type { SignType } from "@effect-wechatpay/core/V2Signature"
import type { Fault } from "../../Faults.js"
import type { Merchant } from "../../Merchant.js"
import { internalCode } from "../../SimulatedError.js"
import { type Draft, requestIdOf } from "../responses.js"
import { sign } from "./sign.js"
import { formatXml, type Members } from "./xml.js"

/** How a response is signed: with the caller's key, and the signature type of the request. */
export interface Signing {
  readonly merchant: Merchant
  readonly signType: SignType
}

export interface Response {
  readonly members: Members
  /** Absent for a response that is not signed. */
  readonly signing: Signing | undefined
  /** Absent for a success. */
  readonly errorCode: string | undefined
}

const nonce = (): Members => ({ nonce_str: randomBytes(16).toString("hex") })

const identityOf = ({ appid, mch_id, sub_appid, sub_mch_id }: Members): Members =>
  Object.fromEntries(
    Object.entries({ appid, mch_id, sub_appid, sub_mch_id }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ""
    )
  )

/** The response to a rejected request: two members, no signature. */
export const returned = (endpoint: Description, message: string): Response => {
  const code = endpoint.withoutResultCode ? "PARAM_ERROR" : "FAIL"
  return {
    members: { return_code: code, return_msg: message },
    signing: undefined,
    errorCode: code
  }
}

/** The response to a request that a rule rejected. */
export const rejected = (
  endpoint: Description,
  request: Members,
  signing: Signing,
  error: { readonly code: string; readonly message: string }
): Response => ({
  members: endpoint.withoutResultCode
    ? { return_code: error.code, return_msg: error.message, ...nonce() }
    : {
        return_code: "SUCCESS",
        return_msg: "OK",
        ...identityOf(request),
        ...nonce(),
        result_code: "FAIL",
        err_code: error.code,
        err_code_des: error.message
      },
  signing,
  errorCode: error.code
})

/** A list becomes members with an index. */
const flat = (name: string, value: unknown): ReadonlyArray<readonly [string, string]> =>
  Array.isArray(value)
    ? value.flatMap((item: Readonly<Record<string, unknown>>, index) =>
        Object.entries(item).flatMap(([inner, member]) => flat(`${inner}_${index}`, member))
      )
    : value === undefined
      ? []
      : [[name, String(value)]]

export const succeeded = (
  endpoint: Description,
  request: Members,
  signing: Signing,
  encoded: unknown
): Response => ({
  members: {
    return_code: "SUCCESS",
    return_msg: "OK",
    ...identityOf(request),
    ...nonce(),
    ...(endpoint.withoutResultCode ? {} : { result_code: "SUCCESS" }),
    ...Object.fromEntries(Object.entries(encoded ?? {}).flatMap(([name, value]) => flat(name, value)))
  },
  signing: endpoint.unsignedResponse ? undefined : signing,
  errorCode: undefined
})

const systemError = { code: "SYSTEMERROR", message: "系统错误，请用相同参数重新调用" }
const frequencyLimited = { code: "FREQUENCY_LIMITED", message: "频率限制，请降低请求接口频率" }

/** The response that a fault puts in place of the correct one. */
export const replaced = (
  fault: Fault,
  endpoint: Description,
  request: Members,
  response: Response
): Response => {
  if (response.signing === undefined && !endpoint.unsignedResponse) return response
  const instead = (error: typeof systemError): Response =>
    response.signing === undefined ? response : rejected(endpoint, request, response.signing, error)
  switch (fault._tag) {
    case "SystemError":
      return instead(systemError)
    case "ErrorEnvelope":
      return response.errorCode === undefined ? instead(systemError) : response
    case "FrequencyLimited":
      return instead(frequencyLimited)
    default:
      return response
  }
}

const signature = (fault: Fault, { members, signing }: Response): Members => {
  if (signing === undefined) return {}
  switch (fault._tag) {
    case "SignatureMissing":
      return {}
    // XML signatures have neither time nor serial number: each of these is an invalid signature.
    case "SignatureWrong":
    case "SignatureStale":
    case "SignatureUnknownSerial":
    case "SignatureProbe":
      return { sign: sign({ ...members, nonce_str: "other" }, signing.signType, signing.merchant) }
    default:
      return { sign: sign(members, signing.signType, signing.merchant) }
  }
}

const utf8 = new TextEncoder()

/** The bytes of a response. All have the status 200. */
export const toDraft = (fault: Fault, response: Response): Draft => ({
  status: 200,
  headers: {
    "Content-Type": "text/plain",
    ...(fault._tag === "FrequencyLimited" && fault.retryAfter !== undefined
      ? { "Retry-After": fault.retryAfter }
      : {})
  },
  body: utf8.encode(
    fault._tag === "NotJson" && response.errorCode === undefined
      ? '{"return_code":"SUCCESS"}'
      : formatXml({ ...response.members, ...signature(fault, response) })
  ),
  errorCode: response.errorCode,
  requestId: requestIdOf(response.errorCode === undefined ? internalCode.ok : internalCode.undocumented)
})

/** The gateway's response to a connection without a certificate. */
export const certificateRequired = (): Draft => ({
  status: 400,
  headers: { "Content-Type": "text/html" },
  body: utf8.encode(
    "<html>\r\n<head><title>400 No required SSL certificate was sent</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n<center>No required SSL certificate was sent</center>\r\n</body>\r\n</html>\r\n"
  ),
  errorCode: undefined,
  requestId: requestIdOf(internalCode.undocumented)
})
