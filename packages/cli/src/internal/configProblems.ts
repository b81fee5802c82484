/** The problems of the configuration, each with its variable and what to do. */
import * as ConfigError from "effect/ConfigError"
import { exitCode, Problem } from "./problem.js"
import { plain, type Text } from "./text.js"

export interface ConfigProblem {
  readonly variable: string
  readonly kind: "missing" | "invalid"
  readonly text: Text
  readonly todo: Text
}

type Problems = ReadonlyArray<ConfigProblem>

interface Known {
  readonly pattern: RegExp
  readonly text: (match: RegExpExecArray, variable: string) => Text
  readonly todo: Text
}

const downloadKey: Text = {
  en: "download the public key (pub_key.pem) and its id in the merchant console: Account > API security > WeChat Pay public key",
  zh: "请在商户平台 账户中心 > API安全 > 微信支付公钥 下载公钥（pub_key.pem）并复制公钥ID"
}

const readSerial: Text = {
  en: "read it from the certificate: openssl x509 -in apiclient_cert.pem -noout -serial",
  zh: "可从证书读取：openssl x509 -in apiclient_cert.pem -noout -serial"
}

const samePair: Text = {
  en: "take apiclient_key.pem and apiclient_cert.pem from the same download, and the serial number of that certificate",
  zh: "请使用同一次申请得到的 apiclient_key.pem 与 apiclient_cert.pem，并填写该证书的序列号"
}

/** The texts of core, by what they say. `test/cli/doctor.test.ts` gets each from core itself. */
const known: ReadonlyArray<Known> = [
  {
    pattern: /is not the certificate of the private key/,
    text: () => ({
      en: "the private key does not match the certificate",
      zh: "商户私钥与证书不匹配"
    }),
    todo: samePair
  },
  {
    pattern: /has the serial number (\w+), not that of serialNo/,
    text: ([, serialNo]) => ({
      en: `the serial number is wrong: WECHATPAY_SERIAL_NO is not that of the certificate, which is ${serialNo}`,
      zh: `证书序列号错误：WECHATPAY_SERIAL_NO 与证书不符，证书的序列号为 ${serialNo}`
    }),
    todo: {
      en: "set WECHATPAY_SERIAL_NO to the serial number of the certificate",
      zh: "请将 WECHATPAY_SERIAL_NO 设为该证书的序列号"
    }
  },
  {
    pattern: /is not the serial number of the certificate given with it/,
    text: () => ({
      en: "the file is a certificate, not WeChat Pay's public key: probably a platform certificate, or the merchant's own certificate",
      zh: "该文件是证书，而不是微信支付公钥：可能误用了平台证书或商户证书"
    }),
    todo: {
      en: `use the file that begins with BEGIN PUBLIC KEY: ${downloadKey.en}`,
      zh: `请使用以 BEGIN PUBLIC KEY 开头的文件：${downloadKey.zh}`
    }
  },
  {
    pattern: /got the serial number of a certificate|serial number of the merchant's own certificate/,
    text: () => ({
      en: "is the serial number of a certificate, not the id of WeChat Pay's public key (PUB_KEY_ID_…)",
      zh: "是证书序列号，而不是微信支付公钥ID（PUB_KEY_ID_…）"
    }),
    todo: downloadKey
  },
  {
    pattern: /is the id of WeChat Pay's public key/,
    text: () => ({
      en: "is the id of WeChat Pay's public key, not the serial number of the merchant's certificate",
      zh: "填写的是微信支付公钥ID，应为商户API证书的序列号"
    }),
    todo: readSerial
  },
  {
    pattern: /looks decimal/,
    text: () => ({ en: "is decimal; expected hexadecimal", zh: "是十进制，应为十六进制" }),
    todo: readSerial
  },
  {
    pattern: /serial number in hexadecimal/,
    text: () => ({ en: "is not a serial number in hexadecimal", zh: "不是十六进制的证书序列号" }),
    todo: readSerial
  },
  {
    pattern: /expected PUB_KEY_ID_/,
    text: () => ({ en: "is not an id of WeChat Pay's public key", zh: "不是微信支付公钥ID" }),
    todo: downloadKey
  },
  {
    pattern: /exactly (\d+) bytes; got (\d+)/,
    text: ([, expected, got]) => ({
      en: `has ${got} bytes; an APIv3 key has exactly ${expected}`,
      zh: `长度为 ${got} 字节，APIv3密钥必须为 ${expected} 字节`
    }),
    todo: {
      en: "set a key of 32 characters in the merchant console: Account > API security > APIv3 key",
      zh: "请在商户平台 账户中心 > API安全 > APIv3密钥 设置 32 位密钥"
    }
  },
  {
    pattern: /path of a readable file \((\w+)\)/,
    text: ([, reason]) => ({
      en: `the file cannot be read (${reason})`,
      zh: `文件无法读取（${reason}）`
    }),
    todo: {
      en: "check the path, and that this user may read the file",
      zh: "请检查路径以及当前用户的读取权限"
    }
  },
  {
    pattern: /private key is encrypted/,
    text: () => ({ en: "the private key is encrypted", zh: "私钥已加密" }),
    todo: {
      en: "decrypt it first: openssl pkey -in encrypted.pem -out apiclient_key.pem",
      zh: "请先解密：openssl pkey -in encrypted.pem -out apiclient_key.pem"
    }
  },
  {
    pattern: /BEGIN PRIVATE KEY/,
    text: () => ({
      en: "is not a private key in PEM format",
      zh: "不是 PEM 格式的私钥"
    }),
    todo: {
      en: "use apiclient_key.pem of the merchant's certificate, unchanged",
      zh: "请使用商户证书的 apiclient_key.pem 原文件"
    }
  },
  {
    pattern: /BEGIN PUBLIC KEY/,
    text: () => ({ en: "is not a public key in PEM format", zh: "不是 PEM 格式的公钥" }),
    todo: downloadKey
  },
  {
    pattern: /merchant number, digits only/,
    text: () => ({ en: "is not a merchant number (digits only)", zh: "不是商户号（只含数字）" }),
    todo: {
      en: "copy the merchant number from the merchant console",
      zh: "请从商户平台复制商户号"
    }
  }
]

const general: Text = {
  en: "correct the variable; the table of all variables is in the README of @effect-wechatpay/cli",
  zh: "请更正该变量；全部变量见 @effect-wechatpay/cli 的 README"
}

const describe = (variable: string, message: string): Pick<ConfigProblem, "text" | "todo"> => {
  for (const { pattern, text, todo } of known) {
    const match = pattern.exec(message)
    if (match !== null) return { text: text(match, variable), todo }
  }
  return { text: plain(message), todo: general }
}

const missing = (path: ReadonlyArray<string>, message: string): Problems => {
  const variable = path.join(".") || (/WECHATPAY_\w+/.exec(message)?.[0] ?? "")
  const names = [...new Set(message.match(/WECHATPAY_\w+/g) ?? [variable])]
  return [
    {
      variable,
      kind: "missing",
      text: { en: `is missing: set ${names.join(" / ")}`, zh: `缺少变量：请设置 ${names.join(" / ")}` },
      todo: variable === "WECHATPAY_PUBLIC_KEY_ID" ? downloadKey : general
    }
  ]
}

const invalid = (path: ReadonlyArray<string>, message: string): Problems => {
  const variable = path.join(".")
  return [{ variable, kind: "invalid", ...describe(variable, message) }]
}

const reducer: ConfigError.ConfigErrorReducer<undefined, Problems> = {
  andCase: (_, left, right) => [...left, ...right],
  orCase: (_, left, right) => [...left, ...right],
  missingDataCase: (_, path, message) => missing(path, message),
  invalidDataCase: (_, path, message) => invalid(path, message),
  sourceUnavailableCase: (_, path, message) => invalid(path, message),
  unsupportedCase: (_, path, message) => invalid(path, message)
}

/** Each missing and each invalid variable of the error. */
export const configProblems = (error: ConfigError.ConfigError): Problems =>
  ConfigError.reduceWithContext(error, undefined, reducer)

/** One problem of all variables. */
export const configProblem = (error: ConfigError.ConfigError): Problem => {
  const all = configProblems(error)
  const join = (language: "en" | "zh") =>
    all.map(({ text, variable }) => `${variable} ${text[language]}`).join("; ")
  const [first] = all
  return new Problem({
    what: { en: "the configuration is not complete or not valid", zh: "配置不完整或无效" },
    why: { en: join("en"), zh: join("zh") },
    todo:
      all.length === 1 && first !== undefined
        ? first.todo
        : {
            en: "set the variables in the environment or in a file (--env-file); wechatpay doctor explains each of them",
            zh: "请在环境变量或文件（--env-file）中设置；wechatpay doctor 会逐项说明"
          },
    code: exitCode.usage,
    fields: { variables: all.map(({ kind, variable }) => ({ variable, kind })) }
  })
}
