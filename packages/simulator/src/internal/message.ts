/** Requests and responses as bytes, the same for both fronts. */
import type * as Stream from "effect/Stream"

export interface Request {
  readonly method: string
  /** The request target exactly as received; one character per byte. */
  readonly target: string
  /** Where the client sent it, such as `http://127.0.0.1:4010`. */
  readonly origin: string
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Whether the body was cut off, as it is longer than allowed. */
  readonly cutOff?: boolean
  /** The merchant number in the client's certificate, if it presented one. Absent where there is no TLS. */
  readonly certificate?: { readonly mchid: string | undefined }
}

/** Without TLS it says which merchant's API certificate the connection would present. Its value is the merchant number. */
export const certificateHeader = "x-simulator-client-certificate"

export interface Response {
  readonly _tag: "Response"
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** The body in place of `body`, for files of any length. */
  readonly stream?: Stream.Stream<Uint8Array>
  /** Whether the connection breaks before the body is complete. */
  readonly cut: boolean
}

/** The connection is reset instead of a response. */
export interface Reset {
  readonly _tag: "Reset"
}

export type Reply = Response | Reset

export const emptyBody = new Uint8Array(0)
