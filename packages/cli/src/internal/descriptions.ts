/** What the commands do, in the order of the help. This and `quick.ts` import nothing, so that help is quick. */
import type { Text } from "./text.js"

export const root: Text = {
  en: "WeChat Pay APIv3 on the command line. Keys come from the variables of WechatPayClient.layerConfig, from the environment or from --env-file, and are never printed.",
  zh: "微信支付 APIv3 命令行工具。密钥取自 WechatPayClient.layerConfig 的变量（环境变量或 --env-file），不会被输出。"
}

export const descriptions = {
  doctor: {
    en: "Tests configuration, clock, keys, network and encryption, and says what to do. No money moves. Exit code 1 if something is wrong, 4 if something needs attention soon.",
    zh: "检查配置、时间、密钥、网络与加解密，并说明如何处理。不涉及资金。发现问题时退出码为 1，需尽快处理时为 4。"
  },
  call: {
    en: "Calls an endpoint of any package: wechatpay call <endpoint> --field value. Nested fields have dots (--amount.total 888).",
    zh: "调用任一产品的接口：wechatpay call <endpoint> --字段 值。嵌套字段用点号（--amount.total 888）。"
  },
  request: {
    en: "Sends a signed request to any path, verifies the response and prints it. Exit code 3 if the outcome is unknown.",
    zh: "向任意路径发送签名请求，验签后输出响应。结果未知时退出码为 3。"
  },
  sign: {
    en: "Shows the text that the signature of a request covers, the signature and the Authorization header. Sends nothing.",
    zh: "显示请求的签名串、签名值与 Authorization 头。不发送请求。"
  },
  verify: {
    en: "Verifies a saved response or notification at the time of its signature.",
    zh: "按签名时的时间校验已保存的响应或通知。"
  },
  decrypt: {
    en: "Decrypts a saved notification, response or list of certificates, after it has verified it. The output contains personal data.",
    zh: "验签并解密已保存的通知、响应或证书列表。输出含个人信息。"
  },
  explain: {
    en: "Explains an error code (NO_AUTH), or the internal code of a Request-ID, and says what to do.",
    zh: "解释错误码（如 NO_AUTH）或 Request-ID 中的内部码，并说明如何处理。"
  },
  certificates: { en: "WeChat Pay's platform certificates.", zh: "微信支付平台证书。" },
  bill: { en: "Bills of trades and funds.", zh: "交易账单与资金账单。" },
  notify: {
    en: "Test notifications to a local shop, signed and encrypted with test keys.",
    zh: "向本地服务发送以测试密钥签名、加密的测试通知。"
  },
  migrate: {
    en: "Checks whether everything is ready for WeChat Pay's public key in place of platform certificates, and lists what is left to do.",
    zh: "检查从平台证书切换到微信支付公钥的条件，并列出剩余步骤。"
  },
  simulator: {
    en: "Starts a local WeChat Pay: wechatpay simulator --port 4010 --write-env .env.wechatpay. Options: wechatpay simulator --help.",
    zh: "启动本地微信支付模拟器：wechatpay simulator --port 4010 --write-env .env.wechatpay。选项见 wechatpay simulator --help。"
  },
  completions: {
    en: "Prints a script that completes commands, endpoints and their fields: source <(wechatpay completions bash).",
    zh: "输出补全脚本，可补全命令、接口及其字段：source <(wechatpay completions bash)。"
  }
} as const satisfies Readonly<Record<string, Text>>
