/** The tree of the commands: names, options and descriptions. What they do is loaded when they run. */
import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Names } from "./arguments.js"
import { descriptions, root } from "./descriptions.js"
import { isRecord, parseJson, readBytes, readText } from "./input.js"
import { argument, file, flag, type Group, isGroup, type Leaf, leaf, type Say, text } from "./options.js"
import { usage } from "./problem.js"
import { shells } from "./shells.js"
import type { Text } from "./text.js"

const doctor = (say: Say) =>
  leaf(
    say,
    "doctor",
    descriptions.doctor,
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
    descriptions.sign,
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
    descriptions.request,
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
  leaf(say, "verify", descriptions.verify, saved(say), async ({ file }) => {
    const [{ verify }, { parseMessage }] = await Promise.all([import("./verify.js"), import("./message.js")])
    return Effect.flatMap(readBytes(file), (bytes) => verify(parseMessage(bytes)))
  })

const decrypt = (say: Say) =>
  leaf(
    say,
    "decrypt",
    descriptions.decrypt,
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

const choice = <const A extends ReadonlyArray<string>>(
  say: Say,
  name: string,
  choices: A,
  fallback: A[number],
  description: Text
) =>
  Options.choice(name, choices).pipe(
    Options.withDefault(fallback),
    Options.withDescription(say(description))
  ) as Options.Options<A[number]>

const explain = (say: Say) =>
  leaf(
    say,
    "explain",
    descriptions.explain,
    {
      code: argument(say, "code-or-request-id", {
        en: "A code such as NO_AUTH, a Request-ID, or its last number.",
        zh: "错误码（如 NO_AUTH）、Request-ID，或其最后的数字。"
      })
    },
    async ({ code }) => (await import("./explain.js")).explain(code)
  )

const certificates = (say: Say): Group => ({
  name: "certificates",
  description: descriptions.certificates,
  children: [
    leaf(
      say,
      "download",
      {
        en: "Downloads, decrypts and verifies the platform certificates and writes them to files.",
        zh: "下载、解密、校验平台证书并写入文件。"
      },
      {
        out: Options.directory("out").pipe(
          Options.withDefault("."),
          Options.withDescription(
            say({ en: "The folder. Default: this one.", zh: "输出目录，默认为当前目录。" })
          )
        )
      },
      async ({ out }) => (await import("./certificates.js")).downloadCertificates(out)
    )
  ]
})

const yesterday = (now: number): string =>
  new Date(now + 8 * 3_600_000 - 86_400_000).toISOString().slice(0, 10)

const bill = (say: Say): Group => ({
  name: "bill",
  description: descriptions.bill,
  children: [
    leaf(
      say,
      "download",
      {
        en: "Downloads the bills of one or more days and verifies their hashes. Run it again to resume: complete files are kept.",
        zh: "下载一天或多天的账单并校验哈希。再次运行即可续传：已完整的文件会保留。"
      },
      {
        kind: Args.choice(
          [
            ["trade", "trade"],
            ["fund-flow", "fund-flow"]
          ] as const,
          { name: "kind" }
        ),
        date: text(say, "date", {
          en: "Day in Beijing, yyyy-MM-dd. Default: yesterday.",
          zh: "北京时间日期 yyyy-MM-dd，默认为昨天。"
        }),
        from: text(say, "from", { en: "First of several days.", zh: "起始日期。" }),
        to: text(say, "to", {
          en: "Last of several days. Default: yesterday.",
          zh: "结束日期，默认为昨天。"
        }),
        format: choice(say, "format", ["file", "csv", "jsonl"], "file", {
          en: "As WeChat Pay serves it, or rows as CSV or JSON lines. Default: file.",
          zh: "原始文件，或按行输出 CSV、JSON Lines。默认为 file。"
        }),
        type: choice(say, "type", ["ALL", "SUCCESS", "REFUND"], "ALL", {
          en: "Rows of a trade bill. Default: ALL.",
          zh: "交易账单的内容，默认为 ALL。"
        }),
        account: choice(say, "account", ["BASIC", "OPERATION", "FEES"], "BASIC", {
          en: "Account of a fund flow bill. Default: BASIC.",
          zh: "资金账单的账户，默认为 BASIC。"
        }),
        out: Options.directory("out").pipe(
          Options.withDefault("."),
          Options.withDescription(
            say({ en: "The folder. Default: this one.", zh: "输出目录，默认为当前目录。" })
          )
        )
      },
      async ({ account, date, format, from, kind, out, to, type }) => {
        const { downloadBills } = await import("./bill.js")
        return Effect.flatMap(Clock.currentTimeMillis, (now) => {
          const one = Option.getOrElse(date, () => yesterday(now))
          const first = Option.getOrElse(from, () => one)
          const last = Option.getOrElse(to, () => (Option.isSome(from) ? yesterday(now) : one))
          return downloadBills({ kind, from: first, to: last, format, folder: out, type, account })
        })
      }
    )
  ]
})

const notify = (say: Say): Group => ({
  name: "notify",
  description: descriptions.notify,
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
        resource: file(say, "resource", {
          en: "A file with the content as JSON. Default: an example.",
          zh: "JSON 内容文件，默认使用示例。"
        }),
        fault: choice(say, "fault", ["none", "wrong", "probe", "old"], "none", {
          en: "An invalid signature, WeChat Pay's probe, or a time 10 minutes ago: the shop must reject it.",
          zh: "错误签名、微信支付的探测签名，或 10 分钟前的时间：本地服务必须拒绝。"
        }),
        anywhere: flag(say, "anywhere", {
          en: "Also to an address that is not on this machine or network.",
          zh: "允许发送到本机与本地网络以外的地址。"
        })
      },
      async ({ anywhere, event, fault, resource, url }) => {
        const { send } = await import("./notify/send.js")
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
        writeEnv: Options.file("write-env").pipe(
          Options.withDescription(say({ en: "Required. The file.", zh: "必填。文件路径。" }))
        ),
        mchid: Options.text("mchid").pipe(
          Options.withDefault("1900007291"),
          Options.withDescription(
            say({ en: "Merchant number. Default: 1900007291.", zh: "商户号，默认为 1900007291。" })
          )
        )
      },
      async ({ mchid, writeEnv }) => (await import("./notify/keys.js")).writeKeys(writeEnv, mchid)
    ),
    leaf(
      say,
      "events",
      { en: "Lists the events.", zh: "列出事件。" },
      {},
      async () => (await import("./notify/keys.js")).events
    )
  ]
})

const migrate = (say: Say) =>
  leaf(say, "migrate", descriptions.migrate, {}, async () => (await import("./migrate.js")).migrate)

/** Its arguments are those of `wechatpay-simulator`: `run.ts` passes them on before they are parsed. */
const simulator = (say: Say) =>
  leaf(say, "simulator", descriptions.simulator, {}, async () =>
    Effect.succeed({ text: "", json: undefined })
  )

/** `completion.ts` needs the whole tree, which this command is a part of. */
const completions = (say: Say) =>
  leaf(
    say,
    "completions",
    descriptions.completions,
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
    description: descriptions.call,
    children: endpoints
  },
  request(say),
  sign(say),
  verify(say),
  decrypt(say),
  explain(say),
  certificates(say),
  bill(say),
  notify(say),
  migrate(say),
  simulator(say),
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
  const command = Command.make("wechatpay").pipe(Command.withDescription(say(root)))
  return (first === undefined
    ? command
    : Command.withSubcommands(command, [first, ...others])) as unknown as Leaf["command"]
}
