/** Requests and responses as bytes, for the server and the in-process client. */
import type * as Stream from "effect/Stream"

export interface Request {
  readonly method: string
  /** The request target exactly as received; one character per byte. */
  readonly target: string
  /** The origin that the client sent it to, such as `http://127.0.0.1:4010`. */
  readonly origin: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Whether the body is longer than allowed and was truncated. */
  readonly cutOff?: boolean
  /** The merchant number in the client's certificate, if it presented one. Absent without TLS. */
  readonly certificate?: { readonly mchid: string | undefined }
}

/** Without TLS, this header replaces the client certificate. Its value is the merchant number of the certificate. */
export const certificateHeader = "x-simulator-client-certificate"

export interface Response {
  readonly _tag: "Response"
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** The body in place of `body`, for files of any length. */
  readonly stream?: Stream.Stream<Uint8Array>
  /** Whether the connection is closed before the body is complete. */
  readonly cut: boolean
}

/** The connection is reset; no response is sent. */
export interface Reset {
  readonly _tag: "Reset"
}

export type Reply = Response | Reset

export const emptyBody = new Uint8Array(0)
