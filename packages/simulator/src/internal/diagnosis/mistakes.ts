/** Descriptions of the mistakes that clients make when they sign. `{}` is replaced by the details. */

/** A text for people, in the two languages of the page. */
export interface Text {
  readonly en: string
  readonly zh: string
}

const texts = {
  // The Authorization header.
  noAuthorization: {
    en: "There is no Authorization header: every request is signed. A client that follows a redirection, or a proxy, may have removed it.",
    zh: "没有 Authorization 请求头：每个请求都要签名。跟随重定向的客户端或代理也可能会删掉它。"
  },
  signatureHex: {
    en: "The signature is written as hexadecimal; it has to be standard base64.",
    zh: "签名值用了十六进制，应为标准 Base64。"
  },
  signatureBase64Url: {
    en: "The signature is written as base64url (- and _, or without =); it has to be standard base64.",
    zh: "签名值用了 URL 安全的 Base64（含 - 或 _，或缺少 =），应为标准 Base64。"
  },
  signaturePercentEncoded: {
    en: "The base64 of the signature was percent-encoded once more; a header is not a URL.",
    zh: "签名值的 Base64 又做了 URL 编码，请求头中无需编码。"
  },
  signatureSpaced: {
    en: "The base64 of the signature contains blanks, line breaks, or a blank in place of each +.",
    zh: "签名值的 Base64 中有空格或换行，或 + 变成了空格。"
  },
  signatureEncodedTwice: {
    en: "The signature was encoded twice ({}); it has to be base64, once.",
    zh: "签名值被编码了两次（{}），只需做一次 Base64。"
  },
  hmac: {
    en: "This is an HMAC-SHA256 with the {}; APIv3 requests are signed with the RSA key of the merchant certificate.",
    zh: "这是用{}做的 HMAC-SHA256；APIv3 请求须用商户证书的 RSA 私钥签名。"
  },
  signatureLength: {
    en: "The signature has {}, which none of the known RSA keys can make.",
    zh: "签名长度为{}，这里已知的 RSA 密钥都不会产生这样的长度。"
  },

  // The key and the algorithm.
  otherCertificate: {
    en: "Signed with the key of another certificate of this merchant, {}: serial_no has to name the certificate whose key signs.",
    zh: "用了该商户另一张证书（{}）的私钥：serial_no 必须是签名私钥对应的证书序列号。"
  },
  otherMerchant: {
    en: "Signed with the key of another merchant, {}.",
    zh: "用了另一个商户（{}）的私钥。"
  },
  platformKey: {
    en: "Signed with a key of WeChat Pay, {}, which only WeChat Pay signs with.",
    zh: "用了微信支付的密钥（{}），它只由微信支付使用。"
  },
  unknownKey: {
    en: "None of the known keys made this signature. Use the private key of the certificate that serial_no names, and check that the header contains the whole signature.",
    zh: "这不是已知密钥做的签名。请使用 serial_no 所指证书的私钥，并确认请求头中的签名是完整的。"
  },
  pss: {
    en: "Signed with RSASSA-PSS; the padding has to be PKCS#1 v1.5.",
    zh: "用了 RSASSA-PSS 填充，应为 PKCS#1 v1.5。"
  },
  noDigestInfo: {
    en: "The hash was encrypted with the private key without its DigestInfo: sign the text (RSASSA-PKCS1-v1_5), instead of encrypting its hash.",
    zh: "对摘要做了私钥加密而缺少 DigestInfo：应直接对签名串做 RSASSA-PKCS1-v1_5 签名。"
  },
  otherHash: {
    en: "The hash is {}; it has to be SHA-256.",
    zh: "摘要算法是 {}，应为 SHA-256。"
  },
  hashedTwice: {
    en: "The text was hashed before signing, and the signer hashes it again.",
    zh: "签名串先做了一次摘要，而签名函数又做了一次。"
  },

  // The text.
  lastLineFeed: {
    en: "The line feed after the last line is missing: each of the five lines ends with one, even if the body itself ends with one.",
    zh: "缺少最后一行之后的换行：五行中每一行都要以换行符结尾，主体自带换行时也不例外。"
  },
  fourLines: {
    en: "The text has four lines: the fifth, the body, is missing. Without a body it is an empty line, also for GET.",
    zh: "签名串只有四行，缺少第五行请求报文主体。没有主体时（包括 GET）也要有一个空行。"
  },
  extraLineFeed: {
    en: "There is one line feed too many at the end.",
    zh: "末尾多了一个换行。"
  },
  carriageReturns: {
    en: "The lines end with CR LF; they have to end with LF.",
    zh: "换行用了 CR LF，应只用 LF。"
  },
  escapedLineFeeds: {
    en: "The lines are joined by a backslash and an n instead of line feeds.",
    zh: "各行用了反斜杠加 n 两个字符连接，应为换行符。"
  },
  noLineFeeds: {
    en: "The five values are joined without line feeds.",
    zh: "五个值之间没有换行符。"
  },
  linesSwapped: {
    en: "Two lines are swapped: {}. The order is method, URL, timestamp, nonce, body.",
    zh: "有两行的顺序颠倒了：{}。顺序为请求方法、URL、时间戳、随机串、主体。"
  },
  responseLayout: {
    en: "The text has the three lines of a response (timestamp, nonce, body); a request has five.",
    zh: "签名串用了应答的三行格式（时间戳、随机串、主体），请求是五行。"
  },
  methodCase: {
    en: "The method is not in upper case in the text: {}.",
    zh: "签名串中的请求方法不是大写：{}。"
  },
  otherMethod: {
    en: "The text has the method {}, but another one was sent.",
    zh: "签名串中的请求方法是 {}，与实际发送的不同。"
  },
  hostInUrl: {
    en: "The URL in the text contains scheme or host; it has to begin with the path.",
    zh: "签名串的 URL 含有协议或域名，应从路径开始。"
  },
  queryLeftOut: {
    en: "The query is missing in the text: the URL is the path, followed by ? and the query if there is one.",
    zh: "签名串的 URL 缺少查询参数：有查询参数时应为路径加 ? 和查询串。"
  },
  queryReordered: {
    en: "The parameters of the query have another order in the text than in the request.",
    zh: "签名串中查询参数的顺序与实际发送的不同。"
  },
  queryMark: {
    en: "The URL in the text ends with a question mark that was not sent, or lacks one that was sent.",
    zh: "签名串的 URL 末尾多了或少了问号。"
  },
  urlDecoded: {
    en: "The URL in the text is decoded; sign it percent-encoded, exactly as it is sent.",
    zh: "签名串中的 URL 是解码后的，应与实际发送的（已编码的）完全一致。"
  },
  urlEncodedAgain: {
    en: "The URL in the text is percent-encoded once more than the one that was sent.",
    zh: "签名串中的 URL 比实际发送的多做了一次编码。"
  },
  urlEncodedOtherwise: {
    en: "The URL in the text is percent-encoded in another way than the one that was sent ({}).",
    zh: "签名串中的 URL 与实际发送的编码方式不同（{}）。"
  },
  urlCase: {
    en: "The URL in the text is in lower case; sign it as it is sent.",
    zh: "签名串中的 URL 变成了小写，应与实际发送的一致。"
  },
  urlBase: {
    en: "The beginning of the path is missing in the text: it has {}.",
    zh: "签名串的 URL 缺少路径的开头部分，只有 {}。"
  },
  urlSlash: {
    en: "A slash at the start or end of the path differs between the text and the request.",
    zh: "签名串与实际请求的路径在开头或末尾差一个斜杠。"
  },
  urlTemplate: {
    en: "The path in the text still has its placeholders: {}.",
    zh: "签名串的路径中还有未替换的占位符：{}。"
  },
  milliseconds: {
    en: "The timestamp is in milliseconds; it has to be seconds.",
    zh: "时间戳用了毫秒，应为秒。"
  },
  timeZone: {
    en: "The timestamp is off by {}, as if a local time were UTC. Unix time does not depend on the time zone.",
    zh: "时间戳相差 {}，像是把其他时区的当地时间当成了 UTC。Unix 时间与时区无关。"
  },
  clockTwice: {
    en: "The text has another second ({}) than the header: take the time once and use it for both.",
    zh: "签名串中的时间（{}）与请求头中的不同：应只取一次时间，两处共用。"
  },
  timeAsDate: {
    en: "The timestamp in the text is a date ({}); it has to be Unix time in seconds, as in the header.",
    zh: "签名串中的时间是日期格式（{}），应与请求头一样为以秒计的 Unix 时间。"
  },
  nonceCase: {
    en: "The nonce in the text is in {}, the one in the header is not.",
    zh: "签名串中的随机串是{}，与请求头中的不同。"
  },
  nonceLeftOut: {
    en: "The nonce is missing in the text.",
    zh: "签名串中缺少随机串。"
  },
  bodyLeftOut: {
    en: "The body is missing in the text: its fifth line is empty, but a body was sent.",
    zh: "签名串中缺少请求报文主体：第五行为空，而实际发送了主体。"
  },
  bodyInvented: {
    en: "The text has the body {}, but none was sent.",
    zh: "签名串中有主体 {}，而实际没有发送主体。"
  },
  bodyRespaced: {
    en: "The body in the text has other blanks or line breaks than the one that was sent: sign exactly the text that is sent.",
    zh: "签名串中主体的空格或换行与实际发送的不同：应对实际发送的文本签名。"
  },
  bodyReordered: {
    en: "The members of the body have another order in the text: serialise once, sign and send the same text.",
    zh: "签名串中主体的字段顺序与实际发送的不同：只序列化一次，签名与发送用同一文本。"
  },
  bodySorted: {
    en: "The members of the body are sorted by name at every depth in the text, but were sent in another order: serialise once, sign and send the same text.",
    zh: "签名串中主体的字段在每一层都按名称排序，而实际发送的顺序不同：只序列化一次，签名与发送用同一文本。"
  },
  bodyUrlEncoded: {
    en: "The body is percent-encoded or form-encoded (name=value&…) where it was sent, but not in the text; send the JSON text itself.",
    zh: "实际发送的主体做了 URL 编码（或为 name=value&… 的表单格式），而签名串中没有：应直接发送 JSON 文本。"
  },
  bodyReescaped: {
    en: "The body in the text has its characters escaped in another way ({}): serialise once, sign and send the same text.",
    zh: "签名串中主体的字符转义方式与实际发送的不同（{}）：只序列化一次，签名与发送用同一文本。"
  },
  bodyEncoding: {
    en: "The encoding of the body in the text is {}, in the request it is another one; both have to be the same UTF-8 bytes.",
    zh: "签名串中主体的编码是 {}，与实际发送的不同；两者应为相同的 UTF-8 字节。"
  },
  bodyQuoted: {
    en: "The body in the text was serialised twice, to a JSON text in quotes.",
    zh: "签名串中的主体被序列化了两次，成了带引号的 JSON 字符串。"
  },
  bodyAsForm: {
    en: "The body in the text is form-encoded (name=value&…), but JSON was sent.",
    zh: "签名串中的主体是表单格式（name=value&…），而实际发送的是 JSON。"
  },
  bodyTrimmed: {
    en: "The blanks around the body are missing in the text; sign every byte that is sent.",
    zh: "签名串中去掉了主体首尾的空白；应对实际发送的每个字节签名。"
  },
  multipartBody: {
    en: "The text has the whole multipart body; for an upload only the text of the meta part is signed.",
    zh: "签名串用了整个 multipart 主体；上传文件时只对 meta 部分的文本签名。"
  },
  otherText: {
    en: "The key and the algorithm are right; the signed text differs in an unknown way. Compare your text with the server's, line by line.",
    zh: "密钥与算法正确，但签名串不同，且不属于已知的错误。请逐行对照服务端的签名串。"
  },

  // APIv2.
  v2SignMissing: {
    en: "The member sign is missing: every request of the XML interface is signed.",
    zh: "缺少 sign 字段：XML 接口的每个请求都要签名。"
  },
  v2SignType: {
    en: "sign_type is {}, which this interface does not accept.",
    zh: "sign_type 为 {}，该接口不支持。"
  },
  v2OtherAlgorithm: {
    en: "sign was computed with {}, but sign_type names the other algorithm (without sign_type it is MD5).",
    zh: "sign 是用 {} 计算的，与 sign_type 不符（没有 sign_type 时为 MD5）。"
  },
  v2OtherKey: {
    en: "sign was computed with {}; the XML interface needs the APIv2 key of the merchant that the request names.",
    zh: "sign 用了{}；XML 接口须用请求中商户的 APIv2 密钥。"
  },
  v2LowerCase: {
    en: "sign is in lower case; it has to be upper-case hexadecimal.",
    zh: "sign 是小写，应为大写的十六进制。"
  },
  v2Unsorted: {
    en: "The members were not sorted by the bytes of their names before they were joined ({}).",
    zh: "拼接前没有按字段名的字节顺序排序（{}）。"
  },
  v2EmptyMembers: {
    en: "Empty members were included in the signed text; they are left out.",
    zh: "签名串包含了空值字段；空值不参与签名。"
  },
  v2Encoded: {
    en: "The values were percent-encoded in the signed text; they have to be raw.",
    zh: "签名串中的值做了 URL 编码，应使用原始值。"
  },
  v2MemberLeftOut: {
    en: "{} is missing in the signed text: every member with a value is signed, except sign.",
    zh: "签名串中缺少 {}：除 sign 外，所有非空字段都参与签名。"
  },
  v2KeyNotJoined: {
    en: "&key= with the APIv2 key is missing at the end of the signed text.",
    zh: "签名串末尾缺少 &key= 与 APIv2 密钥。"
  },
  v2Unknown: {
    en: "sign was computed with an unknown key or from another text. Check the APIv2 key, then compare your text with the server's.",
    zh: "sign 用了未知的密钥，或签名串不同。请先核对 APIv2 密钥，再与服务端的签名串对照。"
  },

  // The time in the header.
  clock: {
    en: "The clock of the client is off by {}.",
    zh: "客户端的时钟相差 {}。"
  }
} as const satisfies Record<string, Text>

/** Names a mistake; the same name from version to version. */
export type MistakeId = keyof typeof texts

export interface Mistake extends Text {
  readonly id: MistakeId
}

export const mistakeIds = Object.keys(texts) as ReadonlyArray<MistakeId>

export const mistake = (id: MistakeId, found: string | Text = ""): Mistake => {
  const { en, zh } = typeof found === "string" ? { en: found, zh: found } : found
  return { id, en: texts[id].en.replace("{}", () => en), zh: texts[id].zh.replace("{}", () => zh) }
}
