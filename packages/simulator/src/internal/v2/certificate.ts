/** The merchant whose API certificate a connection presents. */
import { certificateHeader, type Request } from "../message.js"

/**
 * Over TLS, the merchant number of the client certificate. Without TLS, the value of a header, as a proxy that
 * terminates TLS would send it.
 */
export const presentedBy = (request: Request): string | undefined =>
  request.certificate === undefined
    ? request.headers[certificateHeader]
    : (request.certificate.mchid ?? undefined)
