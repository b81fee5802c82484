/** The arguments of the command `wechatpay-simulator`. */
import { parseArgs } from "node:util"
import type { Scheme } from "@effect-wechatpay/core/Authorization"
import * as Config from "effect/Config"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Mode } from "../Platform.js"
import type * as Time from "../Time.js"

export const usage = `Usage: wechatpay-simulator [options]

A local WeChat Pay (APIv3) to develop and test against.

  --port <number>      port of the server (default 4010; 0: any free port)
  --host <address>     address of the server (default 127.0.0.1)
  --admin-port <n>     port of the page and the admin API (default: the port after --port; 0: any free port)

  --public-url <url>   base URL that clients use, if it differs from --host and --port
  --admin-host <addr>  address of the page and the admin API (default 127.0.0.1); another one needs --admin-token
  --admin-token <text> token that every call of the admin API must carry; WECHATPAY_SIMULATOR_ADMIN_TOKEN keeps it
                       out of the list of processes
  --allowed-host <name>
                       further host name that requests to the page may name; may be repeated

Memory:
  --keep-calls <n>     number of calls in the log (default 1000)
  --keep-records <n>   number of records of each kind, such as orders and refunds (default 10000)
  --keep-deliveries <n>
                       number of notifications, and of attempts to deliver them (default 1000)
                       What is in progress is kept in any case: an open order, a notification that is still due

Notifications:
  --deliver-to <url>   deliver all notifications to this address, such as http://127.0.0.1:8080; the path is kept
  --deliver-to <prefix>=<url>
                       deliver notifications for addresses with this prefix there; may be repeated:
                       --deliver-to https://shop.example=http://127.0.0.1:8080
                       WECHATPAY_SIMULATOR_DELIVER_TO has the same values, separated by blanks
  --deliver-anywhere   also deliver to other machines; without it a production system
                       whose address is in a test order is not notified

Clients:
  --write-env <path>   write the variables of a merchant that the simulator knows to this file
  --env-file <path>    the same; but Node.js handles this option itself and exits if the file does not exist yet
  --public-key         WeChat Pay signs with its public key (default at the first start)
  --certificates       WeChat Pay signs with a certificate that clients download; the file has no public key then
  --leading-zeros      serial numbers of platform certificates begin with a zero, which some clients lose
  --sm2                the merchant and WeChat Pay sign by the Chinese national algorithms (SM2, SM3, SM4)

State:
  --state <path>       store the state, the keys and the log of calls in this SQLite file, and continue from it
  --virtual-time       time changes only when it is advanced
  --refund-after <t>   complete refunds after this time, such as 3s or 2m (default 3s); never: only by actions

  --openapi            print the OpenAPI document of the simulated endpoints and exit
  --help               print this text`

/** A mistake that the user of the command can correct. */
export class CommandError extends Data.TaggedError("CommandError")<{ readonly message: string }> {}

export interface Arguments {
  readonly port: number
  readonly adminPort: number
  readonly host: string
  readonly publicUrl: string | undefined
  readonly adminHost: string
  readonly adminToken: Redacted.Redacted | undefined
  readonly allowedHosts: ReadonlyArray<string>
  readonly keepCalls: number
  readonly keepRecords: number
  readonly keepDeliveries: number
  readonly deliverTo: Readonly<Record<string, string>> | undefined
  readonly deliverAnywhere: boolean
  readonly envFile: string | undefined
  readonly mode: Mode | undefined
  readonly leadingZeros: boolean
  readonly stateFile: string | undefined
  readonly time: Time.Mode
  readonly refundAfter: Duration.Duration | undefined
  readonly scheme: Scheme
  readonly openapi: boolean
  readonly help: boolean
}

const wrong = (message: string) => new CommandError({ message: `${message}\n\n${usage}` })

const readPort = (option: string, text: string): Effect.Effect<number, CommandError> =>
  /^[0-9]{1,5}$/.test(text) && Number(text) <= 65_535
    ? Effect.succeed(Number(text))
    : wrong(`${option}: expected a number from 0 to 65535`)

const readCount = (option: string, text: string): Effect.Effect<number, CommandError> =>
  /^[1-9][0-9]{0,6}$/.test(text)
    ? Effect.succeed(Number(text))
    : wrong(`${option}: expected a number from 1 to 9999999`)

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

const readDuration = (
  option: string,
  text: string
): Effect.Effect<Duration.Duration | undefined, CommandError> => {
  if (text === "never") return Effect.succeed(undefined)
  const [, amount, unit] = /^([0-9]{1,6})(ms|s|m|h|d)$/.exec(text) ?? []
  return amount === undefined
    ? wrong(`${option}: expected a time such as 500ms, 3s, 2m, 1h or never`)
    : Effect.succeed(Duration.millis(Number(amount) * units[unit as keyof typeof units]))
}

const parse = (args: ReadonlyArray<string>) =>
  parseArgs({
    // pnpm passes on the "--" that separates the arguments of a script from its own.
    args: args[0] === "--" ? args.slice(1) : [...args],
    options: {
      port: { type: "string", default: "4010" },
      host: { type: "string", default: "127.0.0.1" },
      "admin-port": { type: "string" },
      "public-url": { type: "string" },
      "admin-host": { type: "string", default: "127.0.0.1" },
      "admin-token": { type: "string" },
      "allowed-host": { type: "string", multiple: true, default: [] },
      "keep-calls": { type: "string", default: "1000" },
      "keep-records": { type: "string", default: "10000" },
      "keep-deliveries": { type: "string", default: "1000" },
      "deliver-to": { type: "string", multiple: true, default: [] },
      "deliver-anywhere": { type: "boolean", default: false },
      "write-env": { type: "string" },
      "env-file": { type: "string" },
      "public-key": { type: "boolean", default: false },
      certificates: { type: "boolean", default: false },
      "leading-zeros": { type: "boolean", default: false },
      state: { type: "string" },
      "virtual-time": { type: "boolean", default: false },
      "refund-after": { type: "string", default: "3s" },
      sm2: { type: "boolean", default: false },
      openapi: { type: "boolean", default: false },
      help: { type: "boolean", default: false }
    }
  }).values

/** `prefix=url`, or `url` for all addresses. */
const ruleOf = (text: string): readonly [from: string, to: string] => {
  const pair = /^(https?:\/\/.+?)=(https?:\/\/.*)$/.exec(text)
  return pair === null ? ["", text] : [pair[1] as string, pair[2] as string]
}

const deliverToOf = (texts: ReadonlyArray<string>) =>
  texts.length === 0 ? undefined : Object.fromEntries(texts.map(ruleOf))

/** A variable of the environment; an empty text if it is not set. */
const textOf = (name: string): Effect.Effect<string> =>
  Config.string(name).pipe(Effect.orElseSucceed(() => ""))

const deliverToVariable = Effect.map(textOf("WECHATPAY_SIMULATOR_DELIVER_TO"), (text) =>
  text.split(/[\s,]+/).filter((part) => part !== "")
)

export const readArguments = (args: ReadonlyArray<string>): Effect.Effect<Arguments, CommandError> =>
  Effect.gen(function* () {
    const values = yield* Effect.try({
      try: () => parse(args),
      catch: (error) => wrong(error instanceof Error ? error.message : String(error))
    })
    const port = yield* readPort("--port", values.port)
    const adminPort =
      values["admin-port"] === undefined
        ? port === 0 || port === 65_535
          ? 0
          : port + 1
        : yield* readPort("--admin-port", values["admin-port"])
    if (values["public-key"] && values.certificates) {
      return yield* wrong("--public-key and --certificates: expected one of them")
    }
    if (values["public-url"] !== undefined && !/^https?:\/\/[^\s?#]+$/.test(values["public-url"])) {
      return yield* wrong("--public-url: expected an address such as http://wechat:4010")
    }
    const adminToken = values["admin-token"] ?? (yield* textOf("WECHATPAY_SIMULATOR_ADMIN_TOKEN"))
    const given = values["deliver-to"]
    return {
      port,
      adminPort,
      host: values.host,
      publicUrl: values["public-url"]?.replace(/\/+$/, ""),
      adminHost: values["admin-host"],
      adminToken: adminToken === undefined || adminToken === "" ? undefined : Redacted.make(adminToken),
      allowedHosts: values["allowed-host"],
      keepCalls: yield* readCount("--keep-calls", values["keep-calls"]),
      keepRecords: yield* readCount("--keep-records", values["keep-records"]),
      keepDeliveries: yield* readCount("--keep-deliveries", values["keep-deliveries"]),
      deliverTo: deliverToOf(given.length === 0 ? yield* deliverToVariable : given),
      deliverAnywhere: values["deliver-anywhere"],
      envFile: values["write-env"] ?? values["env-file"],
      mode: values.certificates ? "certificates" : values["public-key"] ? "publicKey" : undefined,
      leadingZeros: values["leading-zeros"],
      stateFile: values.state,
      refundAfter: yield* readDuration("--refund-after", values["refund-after"]),
      time: values["virtual-time"] ? "virtual" : "real",
      scheme: values.sm2 ? "WECHATPAY2-SM2-WITH-SM3" : "WECHATPAY2-SHA256-RSA2048",
      openapi: values.openapi,
      help: values.help
    } satisfies Arguments as Arguments
  })
