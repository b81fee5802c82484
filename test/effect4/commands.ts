/**
 * What a user of the command `wechatpay` sees: help, mistakes in arguments, problems, results. It is run by Effect 3, and by
 * Effect 4 as the rules make it; both must print the same (`pnpm effect4:compare`).
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as Cli from "@effect-wechatpay/cli/Cli"
import { Host } from "@effect-wechatpay/cli/Host"
import * as Effect from "effect/Effect"

/** Those of the simulator. */
const variables = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => name.startsWith("WECHATPAY_"))
)
const { WECHATPAY_MCHID: mchid = "" } = variables

const folder = mkdtempSync(join(tmpdir(), "commands-"))

/** Lines of keys, which nothing may print. */
const secrets = Object.entries(variables)
  .filter(([name]) => /PRIVATE_KEY|API_V\d_KEY/.test(name))
  .flatMap(([, value = ""]) => value.split(/\s+|\\n/).filter((line) => /^[^-].{20}/.test(line)))

let output = ""

/** Without what differs between two runs. */
const same = (text: string): string =>
  text
    .replaceAll(folder, "…")
    .replace(/"\d+\.0\.0\\n"/, '"<version>"')
    .replace(/Request-ID \S+/g, "Request-ID …")
    .replace(/requestId\\": \\"[^\\]+/g, 'requestId\\": \\"…')
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:…")
    .replace(/\b1[67]\d{8}\b/g, "…")
    .replace(/\b\d+ ms\b/g, "… ms")
    .replace(/\/pay\/wx\d+/g, "/pay/wx…")
    .replace(/\d+ 毫秒/g, "… 毫秒")
    .replace(/[A-Za-z\d+/]{340,}={0,2}/g, "<signature>")
    .replace(/serial_?no(\W+)[A-F\d]{40}/gi, "serialNo$1…")

interface Given {
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  /** Whether the output is a terminal. */
  readonly terminal?: boolean
}

const run = (line: string, { env = {}, stdin = "", terminal = false }: Given = {}) =>
  Effect.suspend(() => {
    const printed = { out: "", err: "" }
    const write = (to: "out" | "err") => (text: string) =>
      Effect.sync(() => {
        printed[to] += text
      })
    const host = Host.of({
      env,
      isTerminal: { out: terminal, err: terminal },
      columns: 100,
      out: write("out"),
      err: write("err"),
      stdin: Effect.sync(() => new TextEncoder().encode(stdin))
    })
    return Cli.run(line === "" ? [] : line.split(" ")).pipe(
      Effect.provideService(Host, host),
      Effect.provide(NodeContext.layer),
      Effect.flatMap((code) =>
        Effect.sync(() => {
          output += printed.out + printed.err
          console.log(same(JSON.stringify([line, code, printed.out, printed.err])))
        })
      )
    )
  })

/** Arguments that the parser accepts or rejects by itself. */
const parsed: ReadonlyArray<string> = [
  "",
  "--help",
  "-h",
  "--help --lang zh",
  "--version",
  "--version --json",
  "--json --help",
  "--json --version",
  "--help --json",
  "--nonsense",
  "-x",
  "docter",
  "docter --lang zh",
  "xyzzy",
  "call",
  "call pay.native.creat",
  "call nonsense.of.mine",
  "bill",
  "bill downlod",
  "bill --help",
  "notify",
  "notify --help --lang zh",
  "certificates --help",
  ...["doctor", "request", "sign", "verify", "decrypt", "explain", "migrate", "completions"].flatMap(
    (name) => [`${name} --help`, `${name} --help --lang zh`]
  ),
  ...["certificates download", "bill download", "notify send", "notify keys", "notify events"].flatMap(
    (name) => [`${name} --help`, `${name} -h --lang zh`]
  ),
  "bill download trade --help",
  "call pay.native.create --help",
  "call pay.native.create --help --lang zh",
  "call media.merchantMedia.uploadImage --help",
  "call selfTest.echo --help",
  "sign",
  "sign GET",
  "sign GET --lang zh",
  "sign GET /a --nonsense",
  "sign GET /a --nonsense --lang zh",
  "sign GET /a --timestmp 1",
  "sign GET /a --timestmp 1 --lang zh",
  "sign GET /a --timestamp",
  "sign GET /a --timestamp --lang zh",
  "sign GET /a --timestamp --json",
  "sign GET /a --timestamp soon",
  "sign GET /a --timestamp 1.5",
  "sign GET /a --timestamp=soon",
  "sign GET /a --timestamp 1 --timestamp 2",
  "sign GET /a b c",
  "sign GET /a b c --lang zh",
  "sign GET /a -x",
  "sign GET /a --data",
  "sign GET /a --data= --json",
  "sign GET /a --jsn",
  "sign GET /a --no-json",
  "sign GET /a --lang fr",
  "verify",
  "verify /nonexistent",
  "sign GET /a --body nonexistent",
  "sign GET /a --body /tmp",
  "certificates download --out package.json",
  "verify -- --nonsense",
  "decrypt /nonexistent --unverified",
  "decrypt /nonexistent --unverified --json",
  "decrypt /nonexistent --unverified=false --json",
  "decrypt --unverified true /nonexistent",
  "explain",
  "explain NO_AUTH",
  "explain --json NO_AUTH",
  "--json explain NO_AUTH",
  "explain NO_AUTH --json=true",
  "explain NO_AUTH --lang=zh",
  "explain A-268435999 --json",
  "bill download",
  "bill download --lang zh",
  "bill download rubbish",
  "bill download rubbish --lang zh",
  "bill download trade --format xml",
  "bill download trade --format xml --lang zh",
  "bill download trade --format",
  "bill download trade --formt csv",
  "bill download trade --date 2026-11-20 --from 2026-11-01",
  "bill download trade --date yesterday",
  "bill download trade --from 2026-11-20 --to 2026-11-01",
  "notify send",
  "notify send http://127.0.0.1:1/",
  "notify send http://127.0.0.1:1/ SOME.EVENT --fault x",
  "notify send https://shop.example/x TRANSACTION.SUCCESS",
  "notify keys",
  "notify keys --lang zh",
  "notify keys --write-env",
  "notify events",
  "notify events extra",
  "completions",
  "completions tcsh",
  "completions bash",
  "completions zsh --json",
  "completions fish",
  "doctor --notify-port many",
  "doctor --notify-prt 1",
  "doctor extra",
  "migrate extra",
  "migrate --json",
  "request GET /v3/x --query mchid",
  "request FETCH /v3/x",
  "request POST /v3/x --data {",
  "request POST /v3/x --data []",
  "request POST /v3/x --body /nonexistent",
  "request GET",
  "request GET /v3/certificates --json",
  "request GET /v3/certificates --env-file /nonexistent",
  "call pay.native.create --colour red",
  "call pay.native.create --amount.total 8.88",
  "call pay.native.create --amount.total",
  "call pay.native.create --out_trade_no x",
  "call pay.native.create --out_trade_n x",
  "call pay.native.create --out_trade_no -1",
  "call pay.native.create --input /nonexistent",
  "call pay.native.create extra",
  "call transfer.transfer.create --json",
  "simulator --help",
  "simulator --prot 1"
]

/** What commands do, with the variables of the simulator. */
const done: ReadonlyArray<readonly [line: string, stdin?: object]> = [
  ["doctor"],
  ["doctor --json --lang zh"],
  ["migrate"],
  ["sign POST /v3/pay?x=1 --data {} --timestamp 1234567890 --nonce abc"],
  ["sign POST /v3/pay?x=1 --data {} --timestamp 1234567890 --nonce abc --json"],
  [`request GET /v3/pay/transactions/out-trade-no/none --query mchid=${mchid}`],
  [`request GET /v3/pay/transactions/out-trade-no/none --query mchid=${mchid} --json --lang zh`],
  [
    "call pay.native.create --input - --amount.total 888 --json",
    {
      appid: variables.WECHATPAY_SIMULATOR_APPID,
      description: "tea",
      out_trade_no: "commands-1024",
      notify_url: "https://shop.example/wechatpay"
    }
  ],
  ["call pay.payment.query --out_trade_no commands-1024"],
  ["call pay.payment.query --out_trade_no commands-1025 --lang zh"],
  ["call selfTest.echo --echo_message a --input -", { encrypted_echo_message: "张三" }],
  ["call transfer.transfer.create --input -", { transfer_amount: "1", openid: 1, user_name: "张三" }],
  ["call facepay.facePayment.query --out_trade_no face-1024 --appid wxd678efh567hg6787 --json"],
  ["verify -", {}],
  [`bill download trade --date 2020-01-01 --out ${folder} --json`],
  [`notify keys --write-env ${folder}/keys`],
  [`notify send http://127.0.0.1:1/ TRANSACTION.SUCCESS --env-file ${folder}/keys`],
  [`notify send http://127.0.0.1:1/ NO.SUCH_EVENT --env-file ${folder}/keys`]
]

const program = Effect.gen(function* () {
  for (const line of parsed) yield* run(line)
  yield* run("sign --help", { terminal: true })
  yield* run("sign GET", { terminal: true })
  yield* run("sign --help", { env: { LANG: "zh_CN.UTF-8" } })
  for (const [line, stdin] of done)
    yield* run(line, { env: variables, stdin: stdin === undefined ? "" : JSON.stringify(stdin) })
  const wrong = { ...variables, WECHATPAY_MCHID: "shop", WECHATPAY_SERIAL_NO: undefined }
  yield* run("doctor", { env: wrong })
  yield* run("doctor --json --lang zh", { env: { ...variables, WECHATPAY_API_V3_KEY: "0".repeat(32) } })
  yield* run("request GET /v3/certificates --json", { env: wrong })
})

await Effect.runPromise(program)
console.log(`private keys in the output: ${secrets.filter((secret) => output.includes(secret)).length}`)
rmSync(folder, { recursive: true, force: true })
