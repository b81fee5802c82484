/** The language of error texts: Chinese, or English if the client prefers it. */
import { SimulatedError } from "../SimulatedError.js"
import { englishTexts } from "./englishTexts.js"
import type { Request } from "./message.js"

/** Texts with values in them. */
const patterns: ReadonlyArray<readonly [pattern: RegExp, english: string]> = [
  [/^请求报文过大，最多(\d+)字节$/, "The request body is too large: at most $1 bytes"],
  [/^Http头Content-Type不是(.*)$/, "The HTTP header Content-Type is not $1"],
  [
    /^请求中含有未在API文档中定义的参数“(.*)”$/,
    'The request has the parameter "$1", which is not documented'
  ],
  [
    /^输入源“(.*)”映射到字段“(.*)”必填性规则校验失败，此字段为必填项$/,
    'The input source "$1" of the field "$2" is missing: the field is required'
  ],
  [
    /^输入源“(.*)”映射到值字段“(.*)”规则校验失败$/,
    'The input source "$1" of the field "$2" breaks a rule of its value'
  ],
  [
    /^无法将 JSON 输入源“(.*)”映射到目标字段“(.*)”中$/,
    'The JSON input source "$1" cannot be mapped to the field "$2"'
  ],
  [/^输入源“(.*)”不是合法的URL编码$/, 'The input source "$1" is not percent-encoded UTF-8'],
  [
    /^输入源“(.*)”含有不支持的字符，仅支持UTF-8编码一至三字节的字符$/,
    'The input source "$1" has an unsupported character: only characters of one to three bytes of UTF-8 are supported'
  ],
  [
    /^输入源“(.*)”不是可公网访问的回调地址$/,
    'The input source "$1" is not an address that can be reached from the internet'
  ],
  [
    /^输入源“(.*)”解密失败，请使用Wechatpay-Serial对应的公钥加密$/,
    'The input source "$1" cannot be decrypted: encrypt it with the public key that Wechatpay-Serial names'
  ],
  [/^无法解析multipart\/form-data请求报文：(.*)$/, "The multipart/form-data body cannot be parsed: $1"]
]

/** A text in English; a text without a translation, such as one of a custom domain, is unchanged. */
export const inEnglish = (text: string): string => {
  if (Object.hasOwn(englishTexts, text)) return englishTexts[text] as string
  const found = patterns.find(([pattern]) => pattern.test(text))
  return found === undefined ? text : text.replace(...found)
}

/** A range of the header, such as `en-US;q=0.8`, with its quality. */
const rangeOf = (text: string): readonly [range: string, quality: number] => {
  const [range = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith("q="))
  const value = quality === undefined ? 1 : Number(quality.slice(2))
  return [range, Number.isNaN(value) ? 0 : value]
}

/**
 * Whether a client prefers English. WeChat Pay documents `en`, `zh-CN` (the default), `zh-HK` and `zh-TW`; the texts in
 * traditional Chinese are not known, so both get `zh-CN`. Other languages, and `*`, mean the default.
 */
const prefersEnglish = (header: string | undefined): boolean => {
  // A longer header is not that of a client.
  if (header === undefined || header.length > 200) return false
  const [preferred] = header
    .split(",")
    .map(rangeOf)
    .filter(([range, quality]) => quality > 0 && /^(?:en|zh)(?:-|$)/.test(range))
    .sort(([, one], [, other]) => other - one)
  return preferred?.[0].startsWith("en") ?? false
}

/** The error in the language that the request asks for by `Accept-Language`. */
export const inLanguageOf = ({ headers }: Pick<Request, "headers">, error: SimulatedError): SimulatedError =>
  prefersEnglish(headers["accept-language"])
    ? new SimulatedError({ ...error, message: inEnglish(error.message) })
    : error
