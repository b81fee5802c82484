/** The tree of the commands: names, options and descriptions. What they do is loaded when they run. */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Names } from "./arguments.js"
import { isRecord, parseJson, readBytes, readText } from "./input.js"
import { argument, file, flag, type Group, isGroup, type Leaf, leaf, type Say, text } from "./options.js"
import { usage } from "./problem.js"
import { shells } from "./shells.js"

const doctor = (say: Say) =>
  leaf(
    say,
    "doctor",
    {
      en: "Tests configuration, clock, keys, network and encryption, and says what to do. No money moves. Exit code 1 if something is wrong, 4 if something needs attention soon.",
      zh: "检查配置、时间、密钥、网络与加解密，并说明如何处理。不涉及资金。发现问题时退出码为 1，需尽快处理时为 4。"
    },
    {
      notifyUrl: text(say, "notify-url", {
        en: "Also test a notification: public https address that leads to --notify-port of this machine.",
        zh: "同时检验通知：指向本机 --notify-port 的公网 https 地址。"
      }),
      notifyPort: Options.integer("notify-port").pipe(
        Options.withDefault(8080),
        Options.withDescription(say({ en: "Port that receives the notification.", zh: "接收通知的端口。" }))
      ),
      notifyWithin: Options.integer("notify-within").pipe(
        Options.withDefault(30),
        Options.withDescription(say({ en: "Seconds to wait for it.", zh: "等待通知的秒数。" }))
      )
    },
    async ({ notifyPort, notifyUrl, notifyWithin }) => {
      const { doctor } = await import("./doctor/run.js")
      return doctor(
        Option.getOrUndefined(
          Option.map(notifyUrl, (url) => ({ url, port: notifyPort, seconds: notifyWithin }))
        )
      )
    }
  )

const methodAndPath = (say: Say) => ({
  method: argument(say, "method", {
    en: "GET, POST, PUT, PATCH or DELETE.",
    zh: "GET、POST、PUT、PATCH 或 DELETE。"
  }),
  path: argument(say, "path", {
    en: "Path with its query, percent-encoded, such as /v3/certificates; or a whole URL.",
    zh: "路径与查询串（已百分号编码），如 /v3/certificates；或完整 URL。"
  })
})

const body = (say: Say) => ({
  data: text(say, "data", { en: "The body as text.", zh: "请求体文本。" }),
  body: file(say, "body", {
    en: "A file with the body; - is the standard input.",
    zh: "请求体文件；- 表示标准输入。"
  })
})

const bodyOf = (given: { readonly data: Option.Option<string>; readonly body: Option.Option<string> }) =>
  Option.isSome(given.data)
    ? Effect.succeed(given.data.value)
    : Option.isSome(given.body)
      ? readText(given.body.value)
      : Effect.succeed(undefined)

const sign = (say: Say) =>
  leaf(
    say,
    "sign",
    {
      en: "Shows the text that the signature of a request covers, the signature and the Authorization header. Sends nothing.",
      zh: "显示请求的签名串、签名值与 Authorization 头。不发送请求。"
    },
    {
      ...methodAndPath(say),
      ...body(say),
      timestamp: Options.integer("timestamp").pipe(
        Options.withDescription(
          say({ en: "Unix time in seconds. Default: now.", zh: "Unix 时间（秒）。默认为当前时间。" })
        ),
        Options.optional
      ),
      nonce: text(say, "nonce", { en: "Default: a random one.", zh: "默认随机生成。" })
    },
    async (given) => {
      const { sign } = await import("./sign.js")
      return Effect.flatMap(bodyOf(given), (body = "") =>
        sign({
          method: given.method,
          path: given.path,
          body,
          timestamp: Option.getOrUndefined(given.timestamp),
          nonce: Option.getOrUndefined(given.nonce)
        })
      )
    }
  )

const request = (say: Say) =>
  leaf(
    say,
    "request",
    {
      en: "Sends a signed request to any path, verifies the response and prints it. Exit code 3 if the outcome is unknown.",
      zh: "向任意路径发送签名请求，验签后输出响应。结果未知时退出码为 3。"
    },
    {
      ...methodAndPath(say),
      ...body(say),
      query: Options.text("query").pipe(
        Options.withDescription(
          say({
            en: "A parameter, name=value, not encoded. May be repeated.",
            zh: "查询参数 name=value（无需编码），可重复。"
          })
        ),
        Options.repeated
      )
    },
    async (given) => {
      const { request } = await import("./request.js")
      return Effect.gen(function* () {
        const text = yield* bodyOf(given)
        const query: Record<string, string> = {}
        for (const pair of given.query) {
          const index = pair.indexOf("=")
          if (index < 1) {
            return yield* usage({
              en: `--query ${pair}: expected name=value`,
              zh: `--query ${pair}：应为 name=value`
            })
          }
          query[pair.slice(0, index)] = pair.slice(index + 1)
        }
        const body = text === undefined ? undefined : yield* parseJson(text, "--data / --body")
        if (body !== undefined && !isRecord(body)) {
          return yield* usage({ en: "the body is not a JSON object", zh: "请求体不是 JSON 对象" })
        }
        return yield* request({ method: given.method, path: given.path, query, body })
      })
    }
  )

const saved = (say: Say) => ({
  file: argument(say, "file", {
    en: "The message with its headers as curl -i prints it, or a stored delivery as JSON; - is the standard input.",
    zh: "含响应头的消息（curl -i 的输出），或 JSON 形式的通知；- 表示标准输入。"
  })
})

const verify = (say: Say) =>
  leaf(
    say,
    "verify",
    {
      en: "Verifies a saved response or notification at the time of its signature.",
      zh: "按签名时的时间校验已保存的响应或通知。"
    },
    saved(say),
    async ({ file }) => {
      const [{ verify }, { parseMessage }] = await Promise.all([
        import("./verify.js"),
        import("./message.js")
      ])
      return Effect.flatMap(readBytes(file), (bytes) => verify(parseMessage(bytes)))
    }
  )

const decrypt = (say: Say) =>
  leaf(
    say,
    "decrypt",
    {
      en: "Decrypts a saved notification, response or list of certificates, after it has verified it. The output contains personal data.",
      zh: "验签并解密已保存的通知、响应或证书列表。输出含个人信息。"
    },
    {
      ...saved(say),
      unverified: flag(say, "unverified", {
        en: "Decrypt although the signature does not match or is missing.",
        zh: "即使签名不符或缺失也解密。"
      })
    },
    async ({ file, unverified }) => {
      const [{ decrypt }, { parseMessage }] = await Promise.all([
        import("./decrypt.js"),
        import("./message.js")
      ])
      return Effect.flatMap(readBytes(file), (bytes) => decrypt(parseMessage(bytes), unverified))
    }
  )

/** All commands, for the mistakes of a user. */
export const names: Names = {
  call: [],
  completions: undefined,
  doctor: undefined,
  request: undefined,
  sign: undefined,
  verify: undefined,
  decrypt: undefined
}

/** `completion.ts` needs the whole tree, which this command is a part of. */
const completions = (say: Say) =>
  leaf(
    say,
    "completions",
    {
      en: "Prints a script that completes commands, endpoints and their fields: source <(wechatpay completions bash).",
      zh: "输出补全脚本，可补全命令、接口及其字段：source <(wechatpay completions bash)。"
    },
    {
      shell: Args.choice(
        shells.map((shell) => [shell, shell] as const),
        { name: "shell" }
      )
    },
    async ({ shell }) => {
      const [{ completionScript }, { endpointCommands }] = await Promise.all([
        import("./completion.js"),
        import("./endpoints/command.js")
      ])
      const text = completionScript(shell, makeTree(say, await endpointCommands(say)))
      return Effect.succeed({ text, json: text })
    }
  )

/** Commands in the order of the help. `endpoints`: those of `call`, which are loaded only where they are used. */
export const makeTree = (say: Say, endpoints: ReadonlyArray<Leaf> = []): ReadonlyArray<Leaf | Group> => [
  doctor(say),
  {
    name: "call",
    description: {
      en: "Calls an endpoint of any package: wechatpay call <endpoint> --field value. Nested fields have dots (--amount.total 888).",
      zh: "调用任一产品的接口：wechatpay call <endpoint> --字段 值。嵌套字段用点号（--amount.total 888）。"
    },
    children: endpoints
  },
  request(say),
  sign(say),
  verify(say),
  decrypt(say),
  completions(say)
]

/** The names of all commands, for the mistakes of a user. */
export const namesOf = (tree: ReadonlyArray<Leaf | Group>): Names =>
  Object.fromEntries(
    tree.map((node) => [node.name, isGroup(node) ? node.children.map(({ name }) => name) : undefined])
  )

const commandOf = (say: Say, node: Leaf | Group) => {
  if (!isGroup(node)) return node.command
  const [first, ...others] = node.children.map(({ command }) => command)
  const group = Command.make(node.name).pipe(Command.withDescription(say(node.description)))
  const whole = first === undefined ? group : Command.withSubcommands(group, [first, ...others])
  return whole as unknown as Leaf["command"]
}

/** The whole command, in the language of the session. */
export const makeCommand = (say: Say, tree: ReadonlyArray<Leaf | Group>) => {
  const [first, ...others] = tree.map((node) => commandOf(say, node))
  const command = Command.make("wechatpay").pipe(
    Command.withDescription(
      say({
        en: "WeChat Pay APIv3 on the command line. Keys come from the variables of WechatPayClient.layerConfig, from the environment or from --env-file, and are never printed.",
        zh: "微信支付 APIv3 命令行工具。密钥取自 WechatPayClient.layerConfig 的变量（环境变量或 --env-file），不会被输出。"
      })
    )
  )
  return (first === undefined
    ? command
    : Command.withSubcommands(command, [first, ...others])) as unknown as Leaf["command"]
}
