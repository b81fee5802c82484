/** Which merchant's API certificate a connection presents. */
import { certificateHeader, type Request } from "../message.js"

/**
 * Over TLS that is known. Without TLS a header stands in for it, which names the merchant number of the certificate, as a
 * proxy that ends TLS would pass it on.
 */
export const presentedBy = (request: Request): string | undefined =>
  request.certificate === undefined
    ? request.headers[certificateHeader]
    : (request.certificate.mchid ?? undefined)
