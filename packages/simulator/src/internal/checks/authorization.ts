/** Takes the `Authorization` header apart, on purpose without the code that the client writes it with. */
import * as Effect from "effect/Effect"
import { internalCode, type SimulatedError, signError } from "../../SimulatedError.js"

export interface Authorization {
  readonly mchid: string
  readonly serialNo: string
  readonly timestamp: number
  /** As sent, for the signed text. */
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

const scheme = "WECHATPAY2-SHA256-RSA2048"

const names = ["mchid", "nonce_str", "signature", "timestamp", "serial_no"]

const parameter = /^([a-z_]+)="([^"]*)"$/

/**
 * `<scheme> name="value",…`: five parameters in any order, each once, no blanks between them. Whether WeChat Pay
 * tolerates blanks is not known, so they are refused.
 */
export const parseAuthorization = (
  header: string | undefined
): Effect.Effect<Authorization, SimulatedError> => {
  if (header === undefined || header === "") {
    return Effect.fail(signError("Http头缺少Authorization", internalCode.authorizationIllegal))
  }
  const space = header.indexOf(" ")
  if (space === -1) return illegal("expected a scheme, one space, and parameters")
  if (header.slice(0, space) !== scheme) {
    return Effect.fail(
      signError("Http头Authorization认证类型不正确", internalCode.authorizationIllegal, {
        field: "authorization",
        location: "header",
        issue: `expected the scheme ${scheme}`
      })
    )
  }
  const values = new Map<string, string>()
  for (const part of header.slice(space + 1).split(",")) {
    const match = parameter.exec(part)
    if (match === null)
      return illegal('expected parameters of the form name="value", joined by commas without blanks')
    const [, name, value] = match as unknown as [string, string, string]
    if (!names.includes(name)) return illegal(`unknown parameter ${name}`)
    if (values.has(name)) return illegal(`parameter ${name} stands twice`)
    values.set(name, value)
  }
  const missing = names.filter((name) => !values.get(name))
  if (missing.length > 0) return illegal(`missing: ${missing.join(", ")}`)
  const get = (name: string) => values.get(name) as string
  if (!/^[0-9]{1,13}$/.test(get("timestamp"))) return illegal("timestamp: expected Unix time in seconds")
  if (!/^[0-9]{1,32}$/.test(get("mchid"))) return illegal("mchid: expected digits")
  return Effect.succeed({
    mchid: get("mchid"),
    serialNo: get("serial_no"),
    timestamp: Number(get("timestamp")),
    timestampText: get("timestamp"),
    nonce: get("nonce_str"),
    signature: get("signature")
  })
}
