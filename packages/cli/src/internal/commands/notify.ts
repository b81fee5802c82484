/** Commands that send test notifications. */
import * as Option from "effect/Option"
import { descriptions } from "../descriptions.js"
import { argument, choice, optional, required, type Say, withDefault } from "../flags.js"
import { type Group, leaf } from "../options.js"

export const notify = (say: Say): Group => ({
  name: "notify",
  description: say(descriptions.notify),
  children: [
    leaf(
      say,
      "send",
      {
        en: "Sends a signed and encrypted test notification, and shows the response.",
        zh: "发送已签名、加密的测试通知并显示响应。"
      },
      {
        url: argument(say, "url", {
          en: "The address of the shop, such as http://127.0.0.1:8080/wechatpay.",
          zh: "本地服务地址，如 http://127.0.0.1:8080/wechatpay。"
        }),
        event: argument(say, "event", {
          en: "Such as TRANSACTION.SUCCESS; wechatpay notify events lists all.",
          zh: "如 TRANSACTION.SUCCESS；wechatpay notify events 会列出全部。"
        }),
        resource: optional(say, "file", "resource", {
          en: "A file with the content as JSON. Default: an example.",
          zh: "JSON 内容文件，默认使用示例。"
        }),
        fault: choice(say, "fault", ["none", "wrong", "probe", "old"], "none", {
          en: "An invalid signature, WeChat Pay's probe, or a time 10 minutes ago: the shop must reject it.",
          zh: "错误签名、微信支付的探测签名，或 10 分钟前的时间：本地服务必须拒绝。"
        }),
        anywhere: required(say, "boolean", "anywhere", {
          en: "Also to an address that is not on this machine or network.",
          zh: "允许发送到本机与本地网络以外的地址。"
        })
      },
      async ({ anywhere, event, fault, resource, url }) => {
        const { send } = await import("../notify/send.js")
        return send({ url, event, fault, anywhere, resource: Option.getOrUndefined(resource) })
      }
    ),
    leaf(
      say,
      "keys",
      {
        en: "Writes test keys: variables for the shop, and the private key that stands for WeChat Pay's.",
        zh: "写出测试密钥：供本地服务使用的变量，以及代表微信支付的私钥。"
      },
      {
        writeEnv: required(say, "file", "write-env", {
          en: "Required. The file.",
          zh: "必填。文件路径。"
        }),
        mchid: withDefault(say, "text", "mchid", "1900007291", {
          en: "Merchant number. Default: 1900007291.",
          zh: "商户号，默认为 1900007291。"
        })
      },
      async ({ mchid, writeEnv }) => (await import("../notify/keys.js")).writeKeys(writeEnv, mchid)
    ),
    leaf(
      say,
      "events",
      { en: "Lists the events.", zh: "列出事件。" },
      {},
      async () => (await import("../notify/keys.js")).events
    )
  ]
})
