/** A client of its own, with node:crypto alone, that makes one mistake after the other when it signs. */
import {
  constants,
  createHash,
  createHmac,
  createSign,
  generateKeyPairSync,
  privateEncrypt,
  randomBytes,
  sign
} from "node:crypto"
import { Samples } from "@effect-wechatpay/simulator"
import type { Merchant } from "@effect-wechatpay/simulator/Merchant"
import { Redacted } from "effect"
import type { Raw } from "./RawRequest.js"

export interface Signer {
  readonly merchant: Merchant
  readonly other: Merchant
  /** WeChat Pay's own private key, PEM text. */
  readonly platformKey: string
  /** Unix time in seconds. */
  readonly now: number
  /** `127.0.0.1:4010`. */
  readonly host: string
}

/** What the client sends, and what it has at hand when it signs. */
interface Sent {
  readonly method: string
  readonly target: string
  readonly timestamp: string
  readonly nonce: string
  readonly body: Buffer
  readonly key: string
  readonly signer: Signer
}

export interface Blunder {
  readonly name: string
  /** The names of the mistakes that the simulator has to find, no more and no less. */
  readonly mistakes: ReadonlyArray<string>
  readonly raw: (signer: Signer) => Raw
}

interface Options {
  readonly method?: string
  readonly target?: string
  readonly body?: string | Buffer
  readonly timestamp?: (now: number) => string
  /** The text that is signed. Default: the right one. */
  readonly text?: (sent: Sent) => string | Buffer
  /** The text of `signature="…"`. Default: as WeChat Pay wants it. */
  readonly signature?: (text: Buffer, sent: Sent) => string
  readonly key?: (signer: Signer) => string
  readonly headers?: Readonly<Record<string, string>>
}

const orderNo = "ORDER*2026|00/1"
const orderPath = `/v3/payscore/serviceorder/${encodeURIComponent(orderNo)}/cancel`
const cancelPath = "/v3/payscore/serviceorder/A1/cancel"
const order = {
  appid: Samples.appid,
  service_id: Samples.serviceId,
  reason: "用户投诉 <退款> a/b"
}
const payload = JSON.stringify(order)
const query = `/v3/payscore/serviceorder?service_id=${Samples.serviceId}&out_order_no=A%7C1%20%E5%8D%95&appid=${Samples.appid}`
const get = { method: "GET", target: query, body: "" }

const join = (...lines: ReadonlyArray<string | Buffer>): Buffer =>
  Buffer.concat(lines.flatMap((line) => [Buffer.from(line), Buffer.from("\n")]))

const right = ({ body, method, nonce, target, timestamp }: Sent): Buffer =>
  join(method, target, timestamp, nonce, body)

const pkcs1 = (text: Buffer, { key }: Sent): string =>
  createSign("RSA-SHA256").update(text).sign(key, "base64")

const blunder = (name: string, mistakes: ReadonlyArray<string> | string, options: Options): Blunder => ({
  name,
  mistakes: typeof mistakes === "string" ? [mistakes] : mistakes,
  raw: (signer) => {
    const { body = payload, method = "POST", target = cancelPath } = options
    const sent: Sent = {
      method,
      target,
      timestamp: (options.timestamp ?? String)(signer.now),
      nonce: randomBytes(12).toString("base64url").replace(/^./, "aB"),
      body: Buffer.from(body),
      key: options.key?.(signer) ?? Redacted.value(signer.merchant.privateKey),
      signer
    }
    const text = Buffer.from((options.text ?? right)(sent))
    const signature = (options.signature ?? pkcs1)(text, sent)
    return {
      method,
      target,
      headers: {
        accept: "*/*",
        "user-agent": "blunder/1",
        ...(body.length === 0 ? {} : { "content-type": "application/json" }),
        authorization:
          `WECHATPAY2-SHA256-RSA2048 mchid="${signer.merchant.mchid}",nonce_str="${sent.nonce}",` +
          `signature="${signature}",timestamp="${sent.timestamp}",serial_no="${signer.merchant.serialNo}"`,
        ...options.headers
      },
      body: sent.body
    }
  }
})

/** One line of the text is another one. */
const line = (index: number, change: (value: string, sent: Sent) => string | Buffer) => (sent: Sent) =>
  join(
    ...[sent.method, sent.target, sent.timestamp, sent.nonce, sent.body].map((value, at) =>
      at === index ? change(value.toString(), sent) : value
    )
  )

const withoutLastLineFeed = (sent: Sent) => right(sent).subarray(0, -1)
const url = (change: (target: string, sent: Sent) => string) => ({ text: line(1, change) })
const body = (change: (text: string) => string | Buffer) => ({ text: line(4, change) })
const time = (change: (seconds: string) => string) => ({ text: line(2, change) })

const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString()

/** 中文 in GBK, by hand: the platform cannot write it. */
const gbk = Buffer.concat([Buffer.from('{"reason":"'), Buffer.of(0xd6, 0xd0, 0xce, 0xc4), Buffer.from('"}')])

const rsa = (text: Buffer, key: string, hash: string) => sign(hash, text, key).toString("base64")

export const blunders: ReadonlyArray<Blunder> = [
  // The list of the issue.
  blunder("last line feed missing", "lastLineFeed", { text: withoutLastLineFeed }),
  blunder("four lines for a POST", "fourLines", {
    text: ({ method, nonce, target, timestamp }) => join(method, target, timestamp, nonce)
  }),
  blunder("four lines for a GET", "fourLines", {
    ...get,
    text: ({ method, nonce, target, timestamp }) => join(method, target, timestamp, nonce)
  }),
  blunder("four lines for a POST without a body", "fourLines", {
    body: "",
    text: ({ method, nonce, target, timestamp }) => join(method, target, timestamp, nonce)
  }),
  blunder("query left out", "queryLeftOut", { ...get, ...url((target) => target.split("?")[0] as string) }),
  blunder("query in another order", "queryReordered", {
    ...get,
    ...url((target) => {
      const [path, parameters = ""] = target.split("?")
      const [first = "", ...rest] = parameters.split("&")
      return `${path}?${[...rest, first].join("&")}`
    })
  }),
  blunder("decoded path", "urlDecoded", { target: orderPath, ...url(decodeURIComponent) }),
  blunder("decoded query", "urlDecoded", { ...get, ...url(decodeURIComponent) }),
  blunder("query decoded as a form", "urlDecoded", {
    ...get,
    target: query.replace("%20", "+"),
    ...url((target) => decodeURIComponent(target.replaceAll("+", " ")))
  }),
  blunder("URL encoded again", "urlEncodedAgain", { target: orderPath, ...url(encodeURI) }),
  blunder("URL encoded in lower case", "urlEncodedOtherwise", {
    target: orderPath,
    ...url((target) => target.replaceAll(/%../g, (one) => one.toLowerCase()))
  }),
  blunder("+ in the place of %20", "urlEncodedOtherwise", {
    ...get,
    ...url((target) => target.replaceAll("%20", "+"))
  }),
  blunder("* encoded only in the text", "urlEncodedOtherwise", {
    target: orderPath,
    ...url((target) => target.replaceAll("*", "%2A"))
  }),
  blunder("| encoded only in the request", "urlEncodedOtherwise", {
    target: "/v3/payscore/serviceorder/A%7C1/cancel",
    ...url(() => encodeURI("/v3/payscore/serviceorder/A|1/cancel").replace("%7C", "%7c"))
  }),
  blunder(
    "body with other blanks",
    "bodyRespaced",
    body((text) => JSON.stringify(JSON.parse(text), null, 2))
  ),
  blunder(
    "body with blanks of Python",
    "bodyRespaced",
    body((text) => {
      const given = JSON.parse(text) as Record<string, string>
      return `{${Object.entries(given)
        .map(([name, value]) => `"${name}": "${value}"`)
        .join(", ")}}`
    })
  ),
  blunder("spaced body sent, tight body signed", "bodyRespaced", {
    body: JSON.stringify(order, null, 4),
    ...body((text) => JSON.stringify(JSON.parse(text)))
  }),
  blunder(
    "members of the body sorted",
    "bodySorted",
    body((text) => {
      const given = JSON.parse(text) as Record<string, string>
      return JSON.stringify(Object.fromEntries(Object.entries(given).sort()))
    })
  ),
  blunder(
    "members of the body in any order",
    "bodyReordered",
    body((text) => {
      const { appid, reason, service_id } = JSON.parse(text) as typeof order
      return JSON.stringify({ service_id, appid, reason })
    })
  ),
  blunder("nested members sorted", "bodySorted", {
    body: JSON.stringify({ z: { b: 1, a: [{ d: 1, c: 2 }] }, y: "中" }),
    ...body(() => JSON.stringify({ y: "中", z: { a: [{ c: 2, d: 1 }], b: 1 } }))
  }),
  blunder("nested members sorted by Python", "bodySorted", {
    body: JSON.stringify({ z: { b: 1, a: [{ d: 1, c: 2 }] }, y: "中" }),
    ...body(() => '{"y": "\\u4e2d", "z": {"a": [{"c": 2, "d": 1}], "b": 1}}')
  }),
  blunder("body sent as a form, signed as JSON", "bodyUrlEncoded", {
    body: new URLSearchParams(order).toString(),
    ...body(() => payload)
  }),
  blunder("body sent as a form with nested JSON, signed as JSON", "bodyUrlEncoded", {
    body: "out_order_no=A1&amount=%7B%22total%22%3A1%7D",
    ...body(() => '{"out_order_no":"A1","amount":{"total":1}}')
  }),
  blunder("percent-encoded body sent, plain body signed", "bodyUrlEncoded", {
    body: encodeURIComponent(payload),
    ...body(() => payload)
  }),
  blunder("plain body sent, percent-encoded body signed", "bodyAsForm", body(encodeURIComponent)),
  blunder("no Authorization header", "noAuthorization", { headers: { authorization: "" } }),
  blunder(
    "body escaped as ASCII",
    "bodyReescaped",
    body((text) =>
      text.replaceAll(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)
    )
  ),
  blunder(
    "body escaped as by PHP",
    "bodyReescaped",
    body((text) =>
      text
        .replaceAll("/", "\\/")
        .replaceAll(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)
    )
  ),
  blunder(
    "body escaped as by Go",
    "bodyReescaped",
    body((text) => text.replaceAll("<", "\\u003c").replaceAll(">", "\\u003e"))
  ),
  blunder("escaped body sent, plain body signed", "bodyReescaped", {
    body: payload.replaceAll("/", "\\/"),
    ...body(() => payload)
  }),
  blunder("body signed in GBK", "bodyEncoding", { body: '{"reason":"中文"}', ...body(() => gbk) }),
  blunder("body sent in GBK", "bodyEncoding", { body: gbk, ...body(() => '{"reason":"中文"}') }),
  blunder(
    "body signed in UTF-16",
    "bodyEncoding",
    body((text) => Buffer.from(text, "utf16le"))
  ),
  blunder("body signed in ISO-8859-1", "bodyEncoding", {
    body: '{"reason":"café"}',
    ...body((text) => Buffer.from(text, "latin1"))
  }),
  blunder(
    "characters lost to ASCII",
    "bodyEncoding",
    body((text) => text.replaceAll(/[\u0080-\uffff]/g, "?"))
  ),
  blunder(
    "body left out",
    "bodyLeftOut",
    body(() => "")
  ),
  blunder("{} signed, nothing sent", "bodyInvented", { ...get, ...body(() => "{}") }),
  blunder("undefined signed, nothing sent", "bodyInvented", { ...get, ...body(() => "undefined") }),
  blunder(
    "body serialised twice",
    "bodyQuoted",
    body((text) => JSON.stringify(text))
  ),
  blunder(
    "body signed as a form",
    "bodyAsForm",
    body((text) => new URLSearchParams(JSON.parse(text) as Record<string, string>).toString())
  ),
  blunder("body that ends with a line feed, without one of its own", "lastLineFeed", {
    body: `${payload}\n`,
    ...body((text) => text.trimEnd())
  }),
  blunder("body with blanks around it, signed without", "bodyTrimmed", {
    body: ` ${payload}  `,
    ...body((text) => text.trim())
  }),
  blunder("question mark without a query", "queryMark", {
    ...get,
    target: cancelPath,
    ...url((target) => `${target}?`)
  }),
  blunder(
    "milliseconds in the text, seconds in the header",
    "milliseconds",
    time((seconds) => `${seconds}417`)
  ),
  blunder("milliseconds in both", "milliseconds", { timestamp: (now) => `${now}417` }),
  blunder(
    "scheme and host in the URL",
    "hostInUrl",
    url((target, { signer }) => `http://${signer.host}${target}`)
  ),
  blunder(
    "the official host in the URL",
    "hostInUrl",
    url((target) => `https://api.mch.weixin.qq.com${target}`)
  ),
  blunder(
    "host without scheme in the URL",
    "hostInUrl",
    url((target, { signer }) => signer.host + target)
  ),
  blunder(
    "the base path left out",
    "urlBase",
    url((target) => target.replace("/v3/payscore", ""))
  ),
  blunder(
    "no slash at the begin",
    "urlSlash",
    url((target) => target.slice(1))
  ),
  blunder(
    "a slash at the end",
    "urlSlash",
    url((target) => `${target}/`)
  ),
  blunder(
    "placeholder in the path",
    "urlTemplate",
    url(() => "/v3/payscore/serviceorder/{out_order_no}/cancel")
  ),
  blunder("URL in lower case", "urlCase", { target: orderPath, ...url((target) => target.toLowerCase()) }),
  blunder("lower-case method", "methodCase", { text: line(0, (method) => method.toLowerCase()) }),
  blunder("another method", "otherMethod", { ...get, text: line(0, () => "POST") }),
  blunder("another certificate of the merchant", "otherCertificate", {
    key: ({ merchant }) => Redacted.value(merchant.otherCertificates[0]?.privateKey as Redacted.Redacted)
  }),
  blunder("the key of another merchant", "otherMerchant", {
    key: ({ other }) => Redacted.value(other.privateKey)
  }),
  blunder("a key that nobody knows", "unknownKey", { key: () => stranger }),
  blunder("the key of WeChat Pay", "platformKey", { key: ({ platformKey }) => platformKey }),
  blunder("PSS", "pss", {
    signature: (text, { key }) =>
      sign("sha256", text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }).toString(
        "base64"
      )
  }),
  blunder("PSS with the longest salt", "pss", {
    signature: (text, { key }) =>
      sign("sha256", text, {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN
      }).toString("base64")
  }),
  blunder("SHA-1", "otherHash", { signature: (text, { key }) => rsa(text, key, "sha1") }),
  blunder("SHA-512", "otherHash", { signature: (text, { key }) => rsa(text, key, "sha512") }),
  blunder("MD5", "otherHash", { signature: (text, { key }) => rsa(text, key, "md5") }),
  blunder("the hash of the text signed", "hashedTwice", {
    signature: (text, { key }) => rsa(createHash("sha256").update(text).digest(), key, "sha256")
  }),
  blunder("the hash in hexadecimal signed", "hashedTwice", {
    signature: (text, { key }) =>
      rsa(Buffer.from(createHash("sha256").update(text).digest("hex")), key, "sha256")
  }),
  blunder("the hash encrypted with the private key", "noDigestInfo", {
    signature: (text, { key }) =>
      privateEncrypt(key, createHash("sha256").update(text).digest()).toString("base64")
  }),
  blunder("hexadecimal", "signatureHex", {
    signature: (text, { key }) => sign("sha256", text, key).toString("hex")
  }),
  blunder("base64url", "signatureBase64Url", {
    signature: (text, { key }) => sign("sha256", text, key).toString("base64url")
  }),
  blunder("percent-encoded base64", "signaturePercentEncoded", {
    signature: (text, sent) => encodeURIComponent(pkcs1(text, sent))
  }),
  blunder("base64 of hexadecimal", "signatureEncodedTwice", {
    signature: (text, { key }) => Buffer.from(sign("sha256", text, key).toString("hex")).toString("base64")
  }),
  blunder("base64 in lines", "signatureSpaced", {
    signature: (text, sent) => pkcs1(text, sent).replaceAll(/.{76}/g, "$& ")
  }),
  blunder("a part of the signature", "signatureLength", {
    signature: (text, sent) => pkcs1(text, sent).slice(0, 200)
  }),
  blunder("HMAC with the APIv3 key", "hmac", {
    signature: (text, { signer }) =>
      createHmac("sha256", Redacted.value(signer.merchant.apiV3Key)).update(text).digest("base64")
  }),
  blunder(
    "times of another zone in the text",
    "timeZone",
    time((seconds) => String(Number(seconds) + 28_800))
  ),
  blunder("times of another zone in both", "timeZone", { timestamp: (now) => String(now + 28_800) }),
  blunder("times of a zone with half an hour", "timeZone", { timestamp: (now) => String(now - 19_800) }),
  blunder("a clock that is 17 minutes late", "clock", { timestamp: (now) => String(now - 1020) }),
  blunder(
    "the clock read twice",
    "clockTwice",
    time((seconds) => String(Number(seconds) + 1))
  ),
  blunder(
    "a date in the text",
    "timeAsDate",
    time((seconds) =>
      new Date((Number(seconds) + 28_800) * 1000).toISOString().slice(0, 19).replace("T", " ")
    )
  ),
  blunder("nonce in upper case in the text", "nonceCase", { text: line(3, (nonce) => nonce.toUpperCase()) }),
  blunder("no nonce in the text", "nonceLeftOut", { text: line(3, () => "") }),
  blunder("another nonce in the text", "otherText", {
    text: line(3, () => randomBytes(16).toString("hex"))
  }),
  blunder("CR LF", "carriageReturns", { text: (sent) => right(sent).toString().replaceAll("\n", "\r\n") }),
  blunder("backslash and n", "escapedLineFeeds", {
    text: (sent) => right(sent).toString().replaceAll("\n", "\\n")
  }),
  blunder("no line feeds", "noLineFeeds", { text: (sent) => right(sent).toString().replaceAll("\n", "") }),
  blunder("a line feed too many", "extraLineFeed", { text: (sent) => `${right(sent)}\n` }),
  blunder("timestamp and nonce swapped", "linesSwapped", {
    text: ({ body, method, nonce, target, timestamp }) => join(method, target, nonce, timestamp, body)
  }),
  blunder("the text of a response", "responseLayout", {
    text: ({ body, nonce, timestamp }) => join(timestamp, nonce, body)
  }),
  // Two at once.
  blunder("re-spaced body without last line feed", ["bodyRespaced", "lastLineFeed"], {
    text: (sent) => line(4, () => JSON.stringify(order, null, 2))(sent).subarray(0, -1)
  }),
  blunder("lower-case method and no query", ["methodCase", "queryLeftOut"], {
    ...get,
    text: ({ nonce, target, timestamp }) => join("get", target.split("?")[0] as string, timestamp, nonce, "")
  }),
  blunder("SHA-1, hexadecimal, decoded URL", ["otherHash", "signatureHex", "urlDecoded"], {
    target: orderPath,
    ...url(decodeURIComponent),
    signature: (text, { key }) => sign("sha1", text, key).toString("hex")
  })
]

/** A client of the XML interface that makes one mistake after the other. */
export interface V2Blunder {
  readonly name: string
  readonly mistakes: ReadonlyArray<string>
  readonly raw: (signer: Signer) => Raw
}

type V2Members = Readonly<Record<string, string>>

interface V2Options {
  readonly members?: V2Members
  /** The text that is hashed, with the key. Default: the right one. */
  readonly text?: (members: V2Members, key: string) => string
  readonly key?: (signer: Signer) => string
  readonly algorithm?: "md5" | "sha256"
  readonly sign?: (sign: string) => string | undefined
}

const byBytes = (members: V2Members): ReadonlyArray<readonly [string, string]> =>
  Object.entries(members)
    .filter(([, value]) => value !== "")
    .sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right)))

const pairs = (entries: ReadonlyArray<readonly [string, string]>) =>
  entries.map(([name, value]) => `${name}=${value}`).join("&")

const v2Text = (members: V2Members, key: string) => `${pairs(byBytes(members))}&key=${key}`

const v2Blunder = (
  name: string,
  mistakes: ReadonlyArray<string> | string,
  options: V2Options
): V2Blunder => ({
  name,
  mistakes: typeof mistakes === "string" ? [mistakes] : mistakes,
  raw: (signer) => {
    const members: V2Members = {
      mch_id: signer.merchant.mchid,
      appid: Samples.appid,
      nonce_str: randomBytes(12).toString("hex"),
      out_trade_no: "V2-1",
      body: "咖啡 & tea",
      attach: "",
      total_fee: "1",
      ...options.members
    }
    const key = options.key?.(signer) ?? Redacted.value(signer.merchant.apiV2Key)
    const text = (options.text ?? v2Text)(members, key)
    const hash = options.algorithm === "sha256" ? createHmac("sha256", key) : createHash("md5")
    const computed = hash.update(text).digest("hex").toUpperCase()
    const sign = options.sign === undefined ? computed : options.sign(computed)
    const all = { ...members, ...(sign === undefined ? {} : { sign }) }
    return {
      method: "POST",
      target: "/pay/facepayquery",
      headers: { "content-type": "text/xml" },
      body: `<xml>${Object.entries(all)
        .map(([member, value]) => `<${member}><![CDATA[${value}]]></${member}>`)
        .join("")}</xml>`
    }
  }
})

export const v2Blunders: ReadonlyArray<V2Blunder> = [
  v2Blunder("no sign", "v2SignMissing", { sign: () => undefined }),
  v2Blunder("an unknown sign_type", "v2SignType", { members: { sign_type: "SHA1" } }),
  v2Blunder("HMAC-SHA256 without a sign_type", "v2OtherAlgorithm", { algorithm: "sha256" }),
  v2Blunder("MD5 in place of HMAC-SHA256", "v2OtherAlgorithm", { members: { sign_type: "HMAC-SHA256" } }),
  v2Blunder("the APIv3 key", "v2OtherKey", { key: ({ merchant }) => Redacted.value(merchant.apiV3Key) }),
  v2Blunder("the key of another merchant", "v2OtherKey", {
    key: ({ other }) => Redacted.value(other.apiV2Key)
  }),
  v2Blunder("sign in lower case", "v2LowerCase", { sign: (sign) => sign.toLowerCase() }),
  v2Blunder("members in their own order", "v2Unsorted", {
    text: (members, key) => `${pairs(Object.entries(members).filter(([, value]) => value !== ""))}&key=${key}`
  }),
  v2Blunder("empty members signed", "v2EmptyMembers", {
    text: (members, key) =>
      `${pairs(Object.entries(members).sort(([left], [right]) => (left < right ? -1 : 1)))}&key=${key}`
  }),
  v2Blunder("percent-encoded values", "v2Encoded", {
    text: (members, key) =>
      `${pairs(byBytes(members).map(([name, value]) => [name, encodeURIComponent(value)]))}&key=${key}`
  }),
  v2Blunder("a member left out", "v2MemberLeftOut", {
    text: (members, key) => v2Text({ ...members, total_fee: "" }, key)
  }),
  v2Blunder("no key in the text", "v2KeyNotJoined", { text: (members) => pairs(byBytes(members)) }),
  v2Blunder("an APIv2 key that nobody knows", "v2Unknown", { key: () => "0".repeat(32) })
]
