/** Fetches one bill by the public functions and prints how much memory the process took at most. Run as a process of its own. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient";
import * as NodeRuntime from "@effect/platform-node/NodeRuntime";
import * as BillFile from "@effect-wechatpay/bill/BillFile";
import * as TradeBill from "@effect-wechatpay/bill/TradeBill";
import * as Signer from "@effect-wechatpay/core/Signer";
import * as Verifier from "@effect-wechatpay/core/Verifier";
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient";
import * as Console from "effect/Console";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
import * as Redacted from "effect/Redacted";
import * as Stream from "effect/Stream";
const given = JSON.parse(process.argv[2] ?? "");
const client = WechatPayClient.layer({ baseUrl: given.origin }).pipe(Layer.provide([
    Signer.layer({
        mchid: "1900007291",
        serialNo: "5F1C72E2A8931B72A2E13AF8DEE92471EB397115",
        privateKey: Redacted.make(given.privateKey)
    }),
    Verifier.layerPublicKey({
        keys: [{ id: "PUB_KEY_ID_0000000000000024101100397200000006", publicKey: given.publicKey }]
    }),
    NodeHttpClient.layerUndici
]));
const link = {
    download_url: `${given.origin}/v3/billdownload/file?token=1`,
    hash_type: "SHA1",
    hash_value: given.hash_value
};
let count = 0;
const add = (more) => Effect.sync(() => {
    count += more;
});
const read = given.rows
    ? Stream.runForEach(TradeBill.rows(link), ({ total = 0 }) => add(total))
    : Stream.runForEach(BillFile.download(link), (chunk) => add(chunk.length));
read.pipe(Effect.as("read"), Effect.catchTag("WechatPayError", (error) => Effect.succeed(error.reason._tag)), Effect.flatMap((end) => Effect.suspend(() => Console.log(JSON.stringify({ end, count, maxRss: process.resourceUsage().maxRSS * 1024 })))), Effect.provide(client), NodeRuntime.runMain);
