/** Determines which known mistake explains a wrong signature of the parameters that a front end opens a payment with. */
import { type KeyObject, verify } from "node:crypto"
import { decodings } from "./encodings.js"
import type { Text } from "./mistakes.js"
import { open } from "./opened.js"

/** The parameters whose signature is checked. */
export interface Signed {
  /** The appids that may be right; the first is the order's. */
  readonly appids: readonly [string, ...ReadonlyArray<string>]
  readonly timestamp: string
  readonly nonce: string
  readonly prepay_id: string
  /** The fourth line: with `prepay_id=` in WeChat, without it in apps. */
  readonly isApp: boolean
  readonly signature: string
}

/** An RSA key that may have signed. */
export interface PayKey {
  readonly mchid: string
  readonly publicKey: KeyObject
}

const text = (en: string, zh: string): Text => ({ en, zh })

const mistakes = {
  bare: text(
    "The text has the bare prepay_id in its fourth line; in WeChat it has to be prepay_id=<id>, as in package.",
    "签名串第四行只有 prepay_id 的值；JSAPI 与小程序须为 prepay_id=<值>，与 package 相同。"
  ),
  prefixed: text(
    "The text has prepay_id= in its fourth line; for apps it has to be the bare prepay_id.",
    "签名串第四行带有 prepay_id=；APP 支付须为不带前缀的 prepay_id。"
  ),
  packageValue: text(
    "The text has Sign=WXPay in its fourth line; it has to be the bare prepay_id.",
    "签名串第四行用了 Sign=WXPay，应为 prepay_id 的值。"
  ),
  appid: text(
    "The text has another appid in its first line than the parameters or the order.",
    "签名串第一行的 appid 与参数或订单中的不同。"
  ),
  milliseconds: text(
    "The text has the time in milliseconds; it has to be in seconds, as in timeStamp.",
    "签名串中的时间用了毫秒，应为秒，与 timeStamp 相同。"
  ),
  lastLineFeed: text(
    "The line feed after the last line is missing: each of the four lines ends with one.",
    "缺少最后一行之后的换行：四行中每一行都要以换行符结尾。"
  ),
  fifthLine: text("The text has a fifth line; it has four.", "签名串多了第五行，应只有四行。"),
  carriageReturns: text("The lines end with CR LF; they have to end with LF.", "换行用了 CR LF，应只用 LF。"),
  noLineFeeds: text("The four values are joined without line feeds.", "四个值之间没有换行符。"),
  swapped: text(
    "The nonce comes before the time; the order is appid, time, nonce, package.",
    "随机串在时间之前；顺序为 appid、时间戳、随机串、package。"
  ),
  apiV2: text(
    "The signature has the length of an APIv2 signature (MD5 or HMAC-SHA256); orders of APIv3 are signed with the RSA key of the merchant.",
    "签名长度与 APIv2（MD5 或 HMAC-SHA256）相同；APIv3 订单须用商户 API 证书的 RSA 私钥签名。"
  ),
  otherText: text(
    "The key is right, but another text was signed. Sign the values that the front end gets.",
    "密钥正确，但签名串不同。请对前端实际收到的值签名。"
  ),
  unknownKey: text(
    "None of the known keys made this signature. Sign with the key of the merchant that created the order.",
    "这不是已知密钥做的签名。请使用下单商户的私钥。"
  )
}

const otherMerchant = (mchid: string): Text =>
  text(
    `Signed with the key of another merchant, ${mchid}; it has to be that of the merchant that created the order.`,
    `用了另一个商户（${mchid}）的私钥，应使用下单商户的私钥。`
  )

type Lines = readonly [appid: string, timestamp: string, nonce: string, fourth: string]

const join = (lines: ReadonlyArray<string>): string => `${lines.join("\n")}\n`

const linesOf = ({ appids, isApp, nonce, prepay_id, timestamp }: Signed, appid = appids[0]): Lines => [
  appid,
  timestamp,
  nonce,
  isApp ? prepay_id : `prepay_id=${prepay_id}`
]

const layouts: ReadonlyArray<readonly [join: (lines: Lines) => string, mistake: Text | undefined]> = [
  [join, undefined],
  [(lines) => lines.join("\n"), mistakes.lastLineFeed],
  [(lines) => join([...lines, ""]), mistakes.fifthLine],
  [(lines) => join(lines).replaceAll("\n", "\r\n"), mistakes.carriageReturns],
  [(lines) => lines.join(""), mistakes.noLineFeeds],
  [([appid, time, nonce, fourth]) => join([appid, nonce, time, fourth]), mistakes.swapped]
]

/** Texts that may have been signed, with their mistakes. */
const candidates = (signed: Signed, known: ReadonlyArray<string>) => {
  const { isApp, prepay_id } = signed
  const [appid, time, nonce, right] = linesOf(signed)
  const ids = [appid, ...known.filter((other) => other !== appid)]
  const fourths: ReadonlyArray<readonly [string, Text | undefined]> = [
    [right, undefined],
    isApp ? [`prepay_id=${prepay_id}`, mistakes.prefixed] : [prepay_id, mistakes.bare],
    ["Sign=WXPay", mistakes.packageValue]
  ]
  const times: ReadonlyArray<readonly [string, Text | undefined]> = [
    [time, undefined],
    [`${time}000`, mistakes.milliseconds]
  ]
  return ids.flatMap((id) =>
    fourths.flatMap(([fourth, one]) =>
      times.flatMap(([at, two]) =>
        layouts.map(([layout, three]) => ({
          text: layout([id, at, nonce, fourth]),
          mistakes: [id === appid ? undefined : mistakes.appid, one, two, three].filter(
            (mistake) => mistake !== undefined
          )
        }))
      )
    )
  )
}

/** Whether one of these keys made the signature. */
export const isValid = (signed: Signed, keys: ReadonlyArray<PayKey>): boolean =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(signed.signature) &&
  signed.appids.some((appid) =>
    keys.some(({ publicKey }) =>
      verify(
        "sha256",
        Buffer.from(join(linesOf(signed, appid))),
        publicKey,
        Buffer.from(signed.signature, "base64")
      )
    )
  )

/** The mistakes that explain a wrong signature; `known` are further appids that may have been signed. */
export const explainPaySign = (
  signed: Signed,
  mchid: string,
  keys: ReadonlyArray<PayKey>,
  known: ReadonlyArray<string>
): ReadonlyArray<Text> => {
  if (/^(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{64})$/.test(signed.signature)) return [mistakes.apiV2]
  for (const { bytes, mistakes: encoding } of decodings(signed.signature)) {
    for (const key of keys) {
      const opened = open(key.publicKey, bytes)
      if (opened === undefined) continue
      const about = [
        ...(key.mchid === mchid ? [] : [otherMerchant(key.mchid)]),
        ...opened.mistakes,
        ...encoding
      ]
      for (const candidate of candidates(signed, known)) {
        const match = opened.matches(Buffer.from(candidate.text))
        if (match !== undefined) return [...about, ...candidate.mistakes, ...match]
      }
      return [...about, mistakes.otherText]
    }
  }
  return [mistakes.unknownKey]
}
