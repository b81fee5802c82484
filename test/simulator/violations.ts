/** Requests that violate one rule of the protocol each, and WeChat Pay's responses. */
import { generateKeyPairSync } from "node:crypto"
import { type Calls, Samples } from "@effect-wechatpay/simulator"
import type { Merchant } from "@effect-wechatpay/simulator/Merchant"
import { type Raw, type Signing, signed } from "./RawRequest.js"

export const target = `/v3/payscore/permissions/openid/${Samples.openid}/terminate`
const payload = { service_id: Samples.serviceId, appid: Samples.appid, reason: "user asked" }
export const body = JSON.stringify(payload)
export const good = { target, body }

const faceTarget = `/v3/offlinefacemch/organizations/${Samples.organizationId}/users/user-id/nobody/terminate-contract`

/** Any RSA key that is not the merchant's. */
export const strangerKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString()

export interface Given {
  readonly merchant: Merchant
  readonly other: Merchant
  readonly now: number
}

export interface Violation {
  readonly name: string
  readonly raw: (given: Given) => Raw
  readonly status: number
  readonly code?: string
  readonly internalCode?: number
  readonly check: Calls.Check
  readonly detail?: Record<string, unknown>
  readonly signature?: Calls.Call["signature"]
}

const headers =
  (changed: Readonly<Record<string, string | undefined>>) =>
  ({ merchant, now }: Given) =>
    signed(merchant, good, { timestamp: now }, changed)

export const signing =
  (changed: (given: Given) => Partial<Signing>) =>
  (given: Given): Raw =>
    signed(given.merchant, good, { timestamp: given.now, ...changed(given) })

/** The header of a good request, changed. */
export const authorization =
  (change: (header: string) => string) =>
  ({ merchant, now }: Given): Raw => {
    const raw = signed(merchant, good, { timestamp: now })
    return { ...raw, headers: { ...raw.headers, authorization: change(raw.headers.authorization as string) } }
  }

const request =
  (
    raw: { readonly method?: string; readonly target?: string; readonly body?: string | Uint8Array },
    changed = {}
  ) =>
  ({ merchant, now }: Given): Raw =>
    signed(merchant, { target, ...raw }, { timestamp: now }, changed)

const withBody = (value: unknown) => request({ body: JSON.stringify(value) })

const illegal = { status: 401, code: "SIGN_ERROR", internalCode: 270924332, check: "authorization" } as const
const notMatching = {
  status: 401,
  code: "SIGN_ERROR",
  internalCode: 270924360,
  check: "signature",
  signature: "invalid"
} as const
const parameter = {
  status: 400,
  code: "PARAM_ERROR",
  internalCode: 268435461,
  check: "input",
  signature: "valid"
} as const
const notJson = { ...parameter, check: "json" } as const

const lines = (change: (lines: ReadonlyArray<string>, body: Uint8Array) => string) =>
  signing(() => ({ message: (all, bytes) => Buffer.from(change(all, bytes), "utf8") }))

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("utf8")

export const violations: ReadonlyArray<Violation> = [
  {
    name: "no Accept",
    raw: headers({ accept: undefined }),
    status: 400,
    code: "INVALID_REQUEST",
    check: "clientHeaders"
  },
  {
    name: "no User-Agent",
    raw: headers({ "user-agent": undefined }),
    status: 400,
    code: "INVALID_REQUEST",
    check: "clientHeaders"
  },

  {
    name: "no Authorization",
    raw: headers({ authorization: undefined }),
    ...illegal,
    detail: { field: "authorization", location: "header" }
  },
  { name: "no parameters", raw: authorization(() => "WECHATPAY2-SHA256-RSA2048"), ...illegal },
  {
    name: "another scheme",
    raw: authorization((header) => header.replace("RSA2048", "RSA4096")),
    ...illegal
  },
  {
    name: "the scheme in lower case",
    raw: authorization((header) => header.replace("WECHATPAY2", "wechatpay2")),
    ...illegal
  },
  { name: "blanks after commas", raw: authorization((header) => header.replaceAll(",", ", ")), ...illegal },
  { name: "single quotes", raw: authorization((header) => header.replaceAll('"', "'")), ...illegal },
  { name: "a parameter twice", raw: authorization((header) => `${header},nonce_str="again"`), ...illegal },
  { name: "a parameter nobody knows", raw: authorization((header) => `${header},foo="bar"`), ...illegal },
  { name: "a comma too many", raw: authorization((header) => `${header},`), ...illegal },
  ...["mchid", "nonce_str", "signature", "timestamp", "serial_no"].flatMap(
    (name): Array<Violation> => [
      {
        name: `no ${name}`,
        raw: authorization((header) => header.replace(new RegExp(`${name}="[^"]*",?`), "").replace(/,$/, "")),
        ...illegal
      },
      {
        name: `an empty ${name}`,
        raw: authorization((header) => header.replace(new RegExp(`${name}="[^"]*"`), `${name}=""`)),
        ...illegal
      }
    ]
  ),
  {
    name: "a timestamp with decimals",
    raw: authorization((header) => header.replace(/timestamp="[0-9]+/, "$&.5")),
    ...illegal
  },
  { name: "a time in words", raw: signing(() => ({ timestamp: "2024-01-01T00:00:00Z" })), ...illegal },

  {
    name: "an unknown mchid",
    raw: signing(() => ({ mchid: "1900009999" })),
    ...notMatching,
    internalCode: 269546538,
    signature: "unchecked",
    check: "merchant",
    detail: { field: "mchid" }
  },
  {
    name: "an unknown serial",
    raw: signing(() => ({ serialNo: "5F1C72E2A8931B72A2E13AF8DEE92471EB397115" })),
    ...notMatching,
    signature: "unchecked",
    check: "merchant",
    internalCode: 269546507,
    detail: { field: "serial_no" }
  },
  {
    name: "a serial in lower case",
    raw: signing(({ merchant }) => ({ serialNo: merchant.serialNo.toLowerCase() })),
    ...notMatching,
    internalCode: 269546507,
    signature: "unchecked",
    check: "merchant"
  },
  {
    name: "the serial in decimal",
    raw: signing(({ merchant }) => ({ serialNo: BigInt(`0x${merchant.serialNo}`).toString() })),
    ...notMatching,
    internalCode: 269546507,
    signature: "unchecked",
    check: "merchant"
  },
  {
    name: "the serial of another merchant",
    raw: signing(({ other }) => ({ serialNo: other.serialNo })),
    ...notMatching,
    internalCode: 269546507,
    check: "merchant",
    signature: "unchecked",
    detail: { field: "serial_no" }
  },

  {
    name: "a time 301 s ago",
    raw: signing(({ now }) => ({ timestamp: now - 301 })),
    ...notMatching,
    internalCode: 270924333,
    signature: "unchecked",
    check: "timestamp",
    detail: { issue: "301 s behind the clock of the server" }
  },
  {
    name: "a time in 301 s",
    raw: signing(({ now }) => ({ timestamp: now + 301 })),
    ...notMatching,
    internalCode: 270924333,
    signature: "unchecked",
    check: "timestamp"
  },
  {
    name: "milliseconds",
    raw: signing(({ now }) => ({ timestamp: now * 1000 })),
    ...notMatching,
    internalCode: 270924333,
    signature: "unchecked",
    check: "timestamp"
  },

  {
    name: "a nonce of 33 characters",
    raw: signing(() => ({ nonce: "a".repeat(33) })),
    ...illegal,
    check: "nonce",
    detail: { field: "nonce_str" }
  },
  { name: "a nonce with blanks", raw: signing(() => ({ nonce: "a b" })), ...illegal, check: "nonce" },

  {
    name: "another key",
    raw: signing(() => ({ privateKey: strangerKey })),
    ...notMatching,
    detail: { field: "signature", location: "authorization", detail: { issue: "sign not match" } }
  },
  {
    name: "a signature in hex",
    raw: authorization((header) =>
      header.replace(
        /signature="([^"]*)"/,
        (_, base64: string) => `signature="${Buffer.from(base64, "base64").toString("hex")}"`
      )
    ),
    ...notMatching
  },
  {
    name: "a signature in base64url",
    raw: authorization((header) =>
      header.replace(
        /signature="([^"]*)"/,
        (_, base64: string) => `signature="${Buffer.from(base64, "base64").toString("base64url")}"`
      )
    ),
    ...notMatching,
    detail: { detail: { issue: "signature is not standard base64" } }
  },
  { name: "no last line feed", raw: lines((all, bytes) => [...all, text(bytes)].join("\n")), ...notMatching },
  { name: "four lines", raw: lines((all) => `${all.join("\n")}\n`), ...notMatching },
  {
    name: "a method in lower case",
    raw: lines(
      ([method = "", ...all], bytes) => `${[method.toLowerCase(), ...all, text(bytes)].join("\n")}\n`
    ),
    ...notMatching
  },
  {
    name: "the host in the target",
    raw: lines(
      ([method, path, ...all], bytes) =>
        `${[method, `https://api.mch.weixin.qq.com${path}`, ...all, text(bytes)].join("\n")}\n`
    ),
    ...notMatching
  },
  {
    name: "a body with other spaces",
    raw: lines((all) => `${[...all, JSON.stringify(payload, null, 1)].join("\n")}\n`),
    ...notMatching
  },
  {
    name: "carriage returns",
    raw: lines((all, bytes) => `${[...all, text(bytes)].join("\r\n")}\r\n`),
    ...notMatching
  },
  {
    name: "no empty fifth line for a POST without a body",
    raw: ({ merchant, now }) =>
      signed(
        merchant,
        { target: faceTarget },
        { timestamp: now, message: (all) => Buffer.from(`${all.join("\n")}\n`) }
      ),
    ...notMatching
  },
  {
    name: "another body than the signed one",
    raw: (given) => ({ ...headers({})(given), body: body.replace("user", "User") }),
    ...notMatching
  },
  {
    name: "another target than the signed one",
    raw: (given) => ({ ...headers({})(given), target: `${target}?a=1` }),
    ...notMatching
  },

  {
    name: "the merchant's own serial in Wechatpay-Serial",
    raw: (given) => headers({ "wechatpay-serial": given.merchant.serialNo })(given),
    status: 400,
    code: "PARAM_ERROR",
    internalCode: 268435461,
    check: "platformSerial",
    signature: "valid"
  },

  {
    name: "an unknown path",
    raw: request({ target: "/v3/payscore/nothing", body }),
    status: 404,
    check: "route",
    signature: "valid"
  },
  {
    name: "a path with a slash at its end",
    raw: request({ target: `${target}/`, body }),
    status: 404,
    check: "route"
  },
  {
    name: "an empty path parameter",
    raw: request({ target: "/v3/payscore/permissions/openid//terminate", body }),
    status: 404,
    check: "route"
  },
  { name: "a wrong method", raw: request({ method: "PUT", body }), status: 405, check: "route" },

  {
    name: "a body without Content-Type",
    raw: request({ body }, { "content-type": undefined }),
    status: 415,
    code: "INVALID_REQUEST",
    check: "contentType"
  },
  {
    name: "a body as form",
    raw: request({ body }, { "content-type": "application/x-www-form-urlencoded" }),
    status: 415,
    code: "INVALID_REQUEST",
    check: "contentType"
  },

  { name: "no JSON", raw: request({ body: "service_id=1" }), ...notJson, detail: { issue: "is not JSON" } },
  { name: "JSON with a byte order mark", raw: request({ body: `\ufeff${body}` }), ...notJson },
  {
    name: "a body that is no UTF-8",
    raw: request({ body: Buffer.from(body.replace("user", "\u00fc"), "latin1") }),
    ...notJson,
    detail: { issue: "is not UTF-8" }
  },
  { name: "a list", raw: withBody([payload]), ...notJson, detail: { issue: "is not an object" } },
  {
    name: "an emoji",
    raw: withBody({ ...payload, reason: "bye 👋" }),
    ...notJson,
    detail: { field: "/reason" }
  },
  {
    name: "an escaped emoji",
    raw: request({ body: body.replace("user", "\\ud83d\\udc4b") }),
    ...notJson,
    detail: { field: "/reason" }
  },

  { name: "no body", raw: request({ body: "" }), ...parameter, detail: { location: "body" } },
  {
    name: "a missing member",
    raw: withBody({ ...payload, reason: undefined }),
    ...parameter,
    detail: { field: "/reason", location: "body" }
  },
  {
    name: "an empty text",
    raw: withBody({ ...payload, reason: "" }),
    ...parameter,
    internalCode: 268435463,
    detail: { field: "/reason", value: "" }
  },
  {
    name: "a text that is too long",
    raw: withBody({ ...payload, reason: "长".repeat(51) }),
    ...parameter,
    internalCode: 268435462,
    detail: { field: "/reason", value: "长".repeat(51) }
  },
  {
    name: "a number in place of a text",
    raw: withBody({ ...payload, reason: 1 }),
    ...parameter,
    detail: { field: "/reason", value: 1 }
  },
  { name: "null", raw: withBody({ ...payload, reason: null }), ...parameter, detail: { field: "/reason" } },
  {
    name: "an unknown member",
    raw: withBody({ ...payload, reasons: "misspelt" }),
    ...parameter,
    internalCode: 270924358,
    detail: { field: "/reasons", value: "misspelt" }
  },
  {
    name: "an unknown member named __proto__",
    raw: request({ body: body.replace("{", '{"__proto__":{},') }),
    ...parameter,
    internalCode: 270924358,
    detail: { field: "/__proto__" }
  },
  {
    name: "an unknown query parameter",
    raw: request({ target: `${target}?debug=1`, body }),
    ...parameter,
    internalCode: 270924358,
    detail: { field: "debug", location: "query" }
  },
  {
    name: "a path parameter that is too long",
    raw: request({ target: target.replace(Samples.openid, "o".repeat(129)), body }),
    ...parameter,
    internalCode: 268435462,
    detail: { field: "openid", location: "uri_template" }
  },
  {
    name: "a path parameter that is no UTF-8",
    raw: request({ target: target.replace(Samples.openid, "%ff"), body }),
    ...parameter,
    detail: { field: "openid", location: "uri_template" }
  },
  {
    name: "a body where the call has none",
    raw: request({ target: faceTarget, body: "{}" }),
    ...parameter,
    internalCode: 270924358,
    detail: { location: "body" }
  }
]
