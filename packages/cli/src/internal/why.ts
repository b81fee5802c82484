/** Why a call failed, in plain words, and what to do about it. */
import type * as ApiError from "@effect-wechatpay/core/ApiError"
import type { Reason } from "@effect-wechatpay/core/WechatPayError"
import * as Redacted from "effect/Redacted"
import { adviceOf } from "./codes.js"
import { plain, type Text } from "./text.js"

export const proxy: Text = {
  en: "look for a proxy, a gateway or a firewall between this machine and WeChat Pay, and exclude api.mch.weixin.qq.com from it",
  zh: "请检查本机与微信支付之间的代理、网关或防火墙，并将 api.mch.weixin.qq.com 排除在外"
}

export const setClock: Text = {
  en: "set the clock of this machine and keep it by NTP, such as: timedatectl set-ntp true",
  zh: "请校准本机时间并启用 NTP，例如：timedatectl set-ntp true"
}

export const copyPublicKey: Text = {
  en: "copy both again from the merchant console: WECHATPAY_PUBLIC_KEY_ID and pub_key.pem (Account > API security > WeChat Pay public key)",
  zh: "请在商户平台 账户中心 > API安全 > 微信支付公钥 重新复制公钥ID与 pub_key.pem"
}

export interface Why {
  /** Names the cause, for programs. */
  readonly cause: string
  readonly why: Text
  readonly todo: Text
}

const member = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined

/** Which of the values of the `Authorization` header WeChat Pay rejected. */
const rejectedField = (error: ApiError.Any): string | undefined => {
  const detail = error.detail === undefined ? undefined : Redacted.value(error.detail)
  const field = member(detail, "field")
  if (typeof field === "string" && field !== "signature") return field
  const said = error.wechatMessage ?? ""
  if (/序列号/.test(said)) return "serial_no"
  if (/商户号/.test(said)) return "mchid"
  if (/timestamp|时间/.test(said)) return "timestamp"
  return undefined
}

/** Why WeChat Pay rejected the signature of a request (401). */
const whyUnsigned = (error: ApiError.Any): Why => {
  const hint = error.hint ?? ""
  const clock = /clock is (\d+) s (ahead of|behind)/.exec(hint)
  if (clock !== null) {
    return {
      cause: "clock",
      why: {
        en: `this machine's clock is ${clock[1]} s ${clock[2]} WeChat Pay's`,
        zh: `本机时间比微信支付${clock[2] === "behind" ? "慢" : "快"} ${clock[1]} 秒`
      },
      todo: setClock
    }
  }
  const changed = /saw another (\w+) than was signed/.exec(hint)
  if (changed !== null) {
    return {
      cause: "proxy",
      why: {
        en: `WeChat Pay received another ${changed[1]} than was signed: something changes requests on their way, probably a proxy`,
        zh: `微信支付收到的 ${changed[1]} 与签名时不同：请求在途中被修改，可能是代理所致`
      },
      todo: proxy
    }
  }
  switch (rejectedField(error)) {
    case "serial_no":
      return {
        cause: "serialNo",
        why: {
          en: "WECHATPAY_SERIAL_NO is not the serial number of a certificate of this merchant",
          zh: "WECHATPAY_SERIAL_NO 不是该商户任何API证书的序列号"
        },
        todo: {
          en: "read it from the certificate (openssl x509 -in apiclient_cert.pem -noout -serial), and check in the merchant console that this certificate is in force",
          zh: "请从证书读取序列号（openssl x509 -in apiclient_cert.pem -noout -serial），并在商户平台确认该证书有效"
        }
      }
    case "mchid":
      return {
        cause: "mchid",
        why: {
          en: "WeChat Pay does not know the merchant number WECHATPAY_MCHID",
          zh: "微信支付不存在商户号 WECHATPAY_MCHID"
        },
        todo: { en: "copy it from the merchant console", zh: "请从商户平台复制商户号" }
      }
    case "timestamp":
      return {
        cause: "clock",
        why: {
          en: "the time of the request differs by more than 5 minutes from WeChat Pay's clock",
          zh: "请求时间与微信支付相差超过 5 分钟"
        },
        todo: setClock
      }
    default:
      return {
        cause: "privateKey",
        why: {
          en: "the private key does not belong to the certificate of WECHATPAY_SERIAL_NO",
          zh: "私钥与 WECHATPAY_SERIAL_NO 对应的证书不匹配"
        },
        todo: {
          en: "use apiclient_key.pem from the same download as the certificate of this serial number; WECHATPAY_CERTIFICATE_FILE lets the command compare them",
          zh: "请使用与该证书同一次申请得到的 apiclient_key.pem；设置 WECHATPAY_CERTIFICATE_FILE 后可在本地比对"
        }
      }
  }
}

/** Why WeChat Pay rejected a request. */
export const whyRejected = (error: ApiError.Any): Why => {
  if (error.status === 401) return whyUnsigned(error)
  const said = error.wechatMessage === undefined ? "" : `: ${error.wechatMessage}`
  const { en, zh } = adviceOf(error)
  return {
    cause: error.code ?? String(error.status),
    why: plain(`${error.code ?? error.status}${said}`),
    todo: { en, zh }
  }
}

/** Why a call failed before or after WeChat Pay did its part. */
export const whyFailed = (reason: Reason): Why => {
  switch (reason._tag) {
    case "Transport": {
      const code = reason.code ?? ""
      return {
        cause: "network",
        why: {
          en: `the connection to ${reason.host} failed${code === "" ? "" : ` with ${code}`}`,
          zh: `连接 ${reason.host} 失败${code === "" ? "" : `（${code}）`}`
        },
        todo: networkAdvice(code)
      }
    }
    case "Timeout":
      return {
        cause: "network",
        why: { en: `no response within ${reason.millis} ms`, zh: `${reason.millis} 毫秒内无响应` },
        todo: networkAdvice("ETIMEDOUT")
      }
    case "SignatureInvalid":
      return reason.unproven === true
        ? {
            cause: "publicKey",
            why: {
              en: "the response does not match its signature: the configured public key is probably not the one of its id, or a proxy changed the response",
              zh: "响应与签名不符：所配置的公钥可能与公钥ID不对应，或响应被代理修改"
            },
            todo: copyPublicKey
          }
        : {
            cause: "proxy",
            why: {
              en: "the response does not match its signature: it was changed on its way, or forged",
              zh: "响应与签名不符：响应在途中被修改或系伪造"
            },
            todo: proxy
          }
    case "SignatureMissing":
      return {
        cause: "proxy",
        why: {
          en: `the response has no signature (${reason.headers.join(", ")})`,
          zh: `响应缺少签名（${reason.headers.join(", ")}）`
        },
        todo: proxy
      }
    case "ClockSkew":
      return {
        cause: "clock",
        why: {
          en: `the message is ${Math.abs(reason.seconds)} s ${reason.seconds < 0 ? "ahead of" : "behind"} this machine's clock`,
          zh: `消息时间比本机${reason.seconds < 0 ? "快" : "慢"} ${Math.abs(reason.seconds)} 秒`
        },
        todo: setClock
      }
    case "UnknownSerial":
      return {
        cause: "publicKey",
        why: {
          en: `signed with the key ${reason.serialNo.slice(0, 64)}, which is not configured (known: ${reason.known.slice(0, 10).join(", ") || "none"})${reason.problem === undefined ? "" : `; ${reason.problem}`}`,
          zh: `签名所用密钥 ${reason.serialNo.slice(0, 64)} 未配置（已知：${reason.known.slice(0, 10).join(", ") || "无"}）${reason.problem === undefined ? "" : `；${reason.problem}`}`
        },
        todo: copyPublicKey
      }
    case "InvalidInput":
      return {
        cause: "input",
        why: plain(
          reason.issues.map(({ path, problem }) => (path === "" ? problem : `${path}: ${problem}`)).join("; ")
        ),
        todo: { en: "correct these fields", zh: "请更正这些字段" }
      }
    default:
      return {
        cause: reason._tag,
        why: plain(reason.message),
        todo: {
          en: "run wechatpay doctor, which tests keys, clock and network",
          zh: "请运行 wechatpay doctor 检查密钥、时间与网络"
        }
      }
  }
}

/** What to do about a connection that fails with this code. */
export const networkAdvice = (code: string): Text => {
  if (/ENOTFOUND|EAI_AGAIN/.test(code)) {
    return {
      en: "the name cannot be resolved: check the DNS of this machine or container, and WECHATPAY_BASE_URL",
      zh: "域名无法解析：请检查本机或容器的 DNS 以及 WECHATPAY_BASE_URL"
    }
  }
  if (/CERT|SSL|TLS|SELF_SIGNED/.test(code)) {
    return {
      en: "the TLS certificate is not accepted: a proxy probably replaces it; exclude WeChat Pay from the proxy",
      zh: "TLS 证书不被信任：可能被代理替换，请将微信支付排除在代理之外"
    }
  }
  if (/ECONNREFUSED/.test(code)) {
    return {
      en: "nothing listens at this address: check WECHATPAY_BASE_URL, and that the simulator runs if it is one",
      zh: "该地址无服务：请检查 WECHATPAY_BASE_URL；若为模拟器，请确认其已启动"
    }
  }
  return {
    en: "allow outgoing https (port 443) to api.mch.weixin.qq.com and api2.mch.weixin.qq.com",
    zh: "请放行到 api.mch.weixin.qq.com 与 api2.mch.weixin.qq.com 的出站 https（443 端口）"
  }
}

export const copyApiV3Key: Text = {
  en: "set WECHATPAY_API_V3_KEY to the APIv3 key of this merchant (merchant console: Account > API security > APIv3 key); a forgotten key must be set anew there",
  zh: "请将 WECHATPAY_API_V3_KEY 设为该商户的 APIv3密钥（商户平台 账户中心 > API安全 > APIv3密钥）；遗忘后需重新设置"
}
