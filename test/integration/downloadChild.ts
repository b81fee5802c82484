/** Downloads one file and prints how much memory the process took at most. Run as a process of its own. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Download from "@effect-wechatpay/core/Download"
import * as Signer from "@effect-wechatpay/core/Signer"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"

const given = JSON.parse(process.argv[2] ?? "") as {
  readonly origin: string
  readonly privateKey: string
  readonly publicKey: string
  readonly hash_value: string
}

const bill = Download.make("test.bill", { path: "/v3/billdownload/file", zipped: true })

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

let bytes = 0
bill({
  download_url: `${given.origin}/v3/billdownload/file?token=1`,
  hash_type: "SHA1",
  hash_value: given.hash_value
}).pipe(
  Stream.runForEach((chunk) =>
    Effect.sync(() => {
      bytes += chunk.length
    })
  ),
  Effect.andThen(
    Effect.suspend(() =>
      Console.log(JSON.stringify({ bytes, maxRss: process.resourceUsage().maxRSS * 1024 }))
    )
  ),
  Effect.provide(client),
  NodeRuntime.runMain
)
