/** Responses before they are signed. */
import { randomBytes } from "node:crypto"
import type * as Stream from "effect/Stream"
import type { Call } from "../Calls.js"
import type { File } from "../Domain.js"
import { internalCode, leavesOpen, paramError, type SimulatedError } from "../SimulatedError.js"
import { emptyBody, type Response } from "./message.js"

export interface Draft {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** A file in place of `body`. Files are not signed. */
  readonly stream?: Stream.Stream<Uint8Array>
  readonly errorCode: string | undefined
  readonly requestId: string
}

const utf8 = new TextEncoder()

export const requestIdOf = (internal: number): string =>
  `${randomBytes(20).toString("hex").toUpperCase()}-${internal}`

const json = (status: number, value: unknown, internal: number, errorCode?: string): Draft => ({
  status,
  headers: { "Content-Type": "application/json; charset=utf-8" },
  body: utf8.encode(JSON.stringify(value)),
  errorCode,
  requestId: requestIdOf(internal)
})

const empty = (status: number, internal: number): Draft => ({
  status,
  headers: {},
  body: emptyBody,
  errorCode: undefined,
  requestId: requestIdOf(internal)
})

export const success = (status: number, value: unknown): Draft =>
  value === undefined ? empty(status, internalCode.ok) : json(status, value, internalCode.ok)

export const file = ({ content, mediaType }: File): Draft => ({
  ...empty(200, internalCode.ok),
  headers: { "Content-Type": mediaType },
  stream: content
})

export const failure = (error: SimulatedError): Draft => {
  const { code, detail, internalCode: internal, message, status } = error
  const draft =
    code === undefined
      ? empty(status, internal)
      : json(status, { code, message, ...(detail === undefined ? {} : { detail }) }, internal, code)
  return { ...draft, headers: { ...draft.headers, ...error.headers } }
}

/** The entry in the log for an error that a handler returned. */
export const ofRules = (error: SimulatedError): Pick<Call, "markUnknown" | "rejectedBy"> =>
  leavesOpen(error) ? { markUnknown: true } : { rejectedBy: "rules" }

export const systemError = json.bind(
  undefined,
  500,
  { code: "SYSTEM_ERROR", message: "系统异常，请用相同参数重试" },
  internalCode.undocumented,
  "SYSTEM_ERROR"
)

export const gatewayPage = (): Draft => ({
  status: 502,
  headers: { "Content-Type": "text/html" },
  body: utf8.encode(
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
  ),
  errorCode: undefined,
  requestId: requestIdOf(internalCode.undocumented)
})

export const notJson = (): Draft => ({
  ...success(200, undefined),
  headers: { "Content-Type": "application/json; charset=utf-8" },
  body: utf8.encode("<result>ok</result>")
})

export const errorEnvelope = (): Draft => ({ ...systemError(), status: 200 })

export const finish = (draft: Draft, headers: Readonly<Record<string, string>>): Response => ({
  _tag: "Response",
  status: draft.status,
  headers: { ...draft.headers, "Request-ID": draft.requestId, ...headers },
  body: draft.body,
  ...(draft.stream === undefined ? {} : { stream: draft.stream }),
  cut: false
})

export const malformedHttp = (problem: string): Response =>
  finish(
    failure(
      paramError("HTTP请求格式错误，请检查请求行（URL须经编码）与请求头", {
        field: "",
        issue: problem,
        location: "header"
      })
    ),
    {}
  )
