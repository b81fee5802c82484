/** The largest allowed body of a request. */
import * as Upload from "@effect-wechatpay/core/Upload"
import { internalCode, SimulatedError } from "../SimulatedError.js"
import type { Found } from "./routes.js"

const mebibyte = 1024 * 1024

const general = 2 * mebibyte

/** Allowance for boundaries, headers and `meta` of an upload. */
const envelope = 64 * 1024

/** In bytes. The limit of an upload follows from the documented limit of its file. */
export const bodyLimit = (found: Found): number => {
  const payload = found._tag === "Found" ? found.match.handler.endpoint.payload : undefined
  const limits = payload === undefined ? undefined : Upload.limits(payload)
  return limits === undefined
    ? general
    : Math.max(limits.maxBytes, ...Object.values(limits.maxBytesOf ?? {})) + envelope
}

/** The connection is closed, as the rest of the body is not read. */
export const bodyTooLong = (limit: number): SimulatedError =>
  new SimulatedError({
    status: 413,
    code: "PARAM_ERROR",
    message: `请求报文过大，最多${limit}字节`,
    internalCode: internalCode.undocumented,
    detail: { field: "", issue: `the body is longer than ${limit} bytes`, location: "body" },
    headers: { Connection: "close" }
  })
