/** Parses the `Authorization` header, on purpose without code of the client. */
import type { Scheme } from "@effect-wechatpay/core/Authorization"
import * as Effect from "effect/Effect"
import { internalCode, type SimulatedError, signError } from "../../SimulatedError.js"
import type { Request } from "../message.js"
import type { World } from "../world.js"

export interface Authorization {
  readonly scheme: Scheme
  /** The brand id of a brand. */
  readonly mchid: string
  readonly serialNo: string
  readonly timestamp: number
  /** The timestamp as sent, for the signed text. */
  readonly timestampText: string
  readonly nonce: string
  readonly signature: string
}

const illegal = (issue: string): Effect.Effect<never, SimulatedError> =>
  Effect.fail(
    signError(
      "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》",
      internalCode.authorizationIllegal,
      { field: "authorization", location: "header", issue }
    )
  )

const wrongScheme = (issue: string): Effect.Effect<never, SimulatedError> =>
  Effect.fail(
    signError("Http头Authorization认证类型不正确", internalCode.authorizationIllegal, {
      field: "authorization",
      location: "header",
      issue
    })
  )

const brandPath = "/brand/"

const parameter = /^([a-z_]+)="([^"]*)"$/

/**
 * `<scheme> name="value",…`: five parameters in any order, each once, without blanks between them. Blanks are rejected,
 * as it is unknown whether WeChat Pay accepts them.
 */
export const parseAuthorization = (
  { headers: { authorization: header }, target }: Request,
  { merchants }: World
): Effect.Effect<Authorization, SimulatedError> => {
  if (header === undefined || header === "") {
    return illegal("is missing")
  }
  const space = header.indexOf(" ")
  if (space === -1) return illegal("expected a scheme, one space, and parameters")
  const schemes = [...new Map(merchants.map(({ cipherSuite }) => [cipherSuite.scheme, cipherSuite])).values()]
  const known = schemes.find(({ scheme }) => scheme === header.slice(0, space))
  if (known === undefined) {
    return wrongScheme(`expected the scheme ${schemes.map(({ scheme }) => scheme).join(" or ")}`)
  }
  const { identity, scheme } = known
  if ((identity === "brand_id") !== target.startsWith(brandPath)) {
    return wrongScheme(
      identity === "brand_id"
        ? `${scheme} is for paths that begin with ${brandPath}`
        : `paths that begin with ${brandPath} are only for brands`
    )
  }
  const names = [identity, "nonce_str", "signature", "timestamp", "serial_no"]
  const values = new Map<string, string>()
  for (const part of header.slice(space + 1).split(",")) {
    const match = parameter.exec(part)
    if (match === null)
      return illegal('expected parameters of the form name="value", joined by commas without blanks')
    const [, name, value] = match as unknown as [string, string, string]
    if (!names.includes(name)) return illegal(`unknown parameter ${name}`)
    if (values.has(name)) return illegal(`parameter ${name} is repeated`)
    values.set(name, value)
  }
  const missing = names.filter((name) => !values.get(name))
  if (missing.length > 0) return illegal(`missing: ${missing.join(", ")}`)
  const get = (name: string) => values.get(name) as string
  if (!/^[0-9]{1,13}$/.test(get("timestamp"))) return illegal("timestamp: expected Unix time in seconds")
  if (!/^[0-9]{1,32}$/.test(get(identity))) return illegal(`${identity}: expected digits`)
  return Effect.succeed({
    scheme,
    mchid: get(identity),
    serialNo: get("serial_no"),
    timestamp: Number(get("timestamp")),
    timestampText: get("timestamp"),
    nonce: get("nonce_str"),
    signature: get("signature")
  })
}
