/**
 * The text that the signature of a request covers, and the `Authorization` header that carries the signature.
 *
 * @since 1.0.0
 */

/**
 * The signature scheme of a request, by its name in the `Authorization` header.
 *
 * @since 1.0.0
 * @category models
 */
export type Scheme =
  | "WECHATPAY2-SHA256-RSA2048"
  | "WECHATPAY2-SM2-WITH-SM3"
  | "WECHATPAY-BRAND-SHA256-RSA2048"

/**
 * Path and query of a URL, percent-encoded, as they are sent and signed.
 *
 * @since 1.0.0
 * @category constructors
 */
export const target = (url: URL | string): string => {
  const { pathname, search } = typeof url === "string" ? new URL(url) : url
  return pathname + search
}

/**
 * The five lines that are signed. Each line ends with a line feed, the last one too. The fifth line is empty for a
 * request without a body.
 *
 * @since 1.0.0
 * @category constructors
 */
export const message = (request: {
  readonly method: string
  /** Path and query exactly as sent. */
  readonly target: string
  /** Unix time in seconds. */
  readonly timestamp: number
  readonly nonce: string
  /** The body exactly as sent; empty when there is none. */
  readonly body: string
}): string =>
  `${request.method}\n${request.target}\n${request.timestamp}\n${request.nonce}\n${request.body}\n`

/**
 * The value of the `Authorization` header.
 *
 * @since 1.0.0
 * @category constructors
 */
export const format = (parameters: {
  readonly scheme: Scheme
  /** Merchant number; the brand id under the brand scheme. */
  readonly mchid: string
  /** Serial number of the merchant's certificate. */
  readonly serialNo: string
  readonly timestamp: number
  readonly nonce: string
  readonly signature: string
}): string => {
  const identity = parameters.scheme === "WECHATPAY-BRAND-SHA256-RSA2048" ? "brand_id" : "mchid"
  return (
    `${parameters.scheme} ${identity}="${parameters.mchid}",nonce_str="${parameters.nonce}",` +
    `signature="${parameters.signature}",timestamp="${parameters.timestamp}",serial_no="${parameters.serialNo}"`
  )
}
