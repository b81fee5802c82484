/** Fetches one bill by the public functions and prints how much memory the process took at most. Run as a process of its own. */
import { existsSync, readFileSync } from "node:fs"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as BillFile from "@effect-wechatpay/bill/BillFile"
import * as TradeBill from "@effect-wechatpay/bill/TradeBill"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

/**
 * The most memory that this program had, in bytes. `resourceUsage` also counts the memory of the process that started it,
 * so Linux is asked for the mark of the program alone.
 */
const mostMemory = (): number => {
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : ""
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? []
  return (kibibytes === undefined ? process.resourceUsage().maxRSS : Number(kibibytes)) * 1024
}

const given = JSON.parse(process.argv[2] ?? "") as {
  readonly origin: string
  readonly privateKey: string
  readonly publicKey: string
  readonly hash_value: string
  /** Whether the bill is read as rows, or taken as bytes. */
  readonly rows: boolean
}

const client = WechatPayClient.layer({ baseUrl: given.origin }).pipe(
  Layer.provide([
    Signer.layer({
      mchid: "1900007291",
      serialNo: "5F1C72E2A8931B72A2E13AF8DEE92471EB397115",
      privateKey: Redacted.make(given.privateKey)
    }),
    Verifier.layerPublicKey({
      keys: [{ id: "PUB_KEY_ID_0000000000000024101100397200000006", publicKey: given.publicKey }]
    }),
    NodeHttpClient.layerUndici
  ])
)

const link = {
  download_url: `${given.origin}/v3/billdownload/file?token=1`,
  hash_type: "SHA1",
  hash_value: given.hash_value
}

let count = 0
const add = (more: number) =>
  Effect.sync(() => {
    count += more
  })

const read = given.rows
  ? Stream.runForEach(TradeBill.rows(link), ({ total = 0 }) => add(total))
  : Stream.runForEach(BillFile.download(link), (chunk) => add(chunk.length))

read.pipe(
  Effect.as("read"),
  Effect.catchTag("WechatPayError", (error) => Effect.succeed(error.reason._tag)),
  Effect.flatMap((end) =>
    Effect.suspend(() => Console.log(JSON.stringify({ end, count, maxRss: mostMemory() })))
  ),
  Effect.provide(client),
  NodeRuntime.runMain
)
