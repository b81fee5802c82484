/**
 * What the program of a user sees: successes, typed errors, faults, timeouts, retries, interruption, wrong configuration. It is
 * run by Effect 3, and by Effect 4 as the rules make it; both must print the same (`pnpm effect4:compare`).
 */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NotificationReceiver from "@effect-wechatpay/core/NotificationReceiver"
import * as Retry from "@effect-wechatpay/core/Retry"
import * as Timeout from "@effect-wechatpay/core/Timeout"
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as ServiceOrder from "@effect-wechatpay/payscore/ServiceOrder"
import * as UndiciHttpClient from "@effect-wechatpay/undici/UndiciHttpClient"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

interface Failed {
  readonly _tag: string
  readonly message: string
  readonly reason?: { readonly _tag: string }
  readonly outcome?: string
  readonly status?: number
  readonly code?: string
}

const variables = process.env as Record<string, string>
const admin = variables.WECHATPAY_SIMULATOR_ADMIN ?? ""

const request = (method: string, body?: object) =>
  Effect.promise(() =>
    fetch(`${admin}/api/faults`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
    })
  )
const inject = (fault: object) => request("POST", fault)
const clear = request("DELETE")

const input = {
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  service_id: "2002000000000558128851361561536",
  appid: "wxd678efh567hg6787",
  reason: "user asked"
}

const who = { service_id: input.service_id, appid: input.appid, openid: input.openid }

/** Without what differs between two runs. */
const same = (text: string): string =>
  text
    .replace(/Request-ID \S+/g, "Request-ID …")
    .replace(/key \S+ does/g, "key … does")
    .replace(/unknown key \S+;/, "unknown key …;")
    .replace(/\d+ s (behind|ahead)/, "N s $1")
    .replace(/ at 127\.0\.0\.1:\d+/, " at 127.0.0.1:…")

const show =
  (name: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<void, never, R> =>
    Effect.matchEffect(effect, {
      onSuccess: (value) => Console.log(`${name}: OK ${JSON.stringify(value)}`),
      onFailure: (error) => {
        const { _tag, code, message, outcome, reason, status } = error as Failed
        const kind = reason === undefined ? _tag : `${_tag}/${reason._tag}`
        return Console.log(
          `${name}: ${kind} ${outcome} status=${status} code=${code} error=${error instanceof Error} | ${same(message)}`
        )
      }
    })

const faults = [
  "SignatureWrong",
  "SignatureMissing",
  "SignatureStale",
  "SignatureUnknownSerial",
  "BadGateway",
  "SystemError",
  "FrequencyLimited",
  "Reset",
  "Accepted",
  "ErrorEnvelope",
  "Changed"
]

const delivery = {
  body: "{}",
  headers: {
    "wechatpay-nonce": "n",
    "wechatpay-serial": "PUB_KEY_ID_0",
    "wechatpay-signature": "AAAA",
    "wechatpay-timestamp": "1"
  }
}

const program = Effect.gen(function* () {
  yield* clear
  yield* show("terminate")(Permission.terminateByOpenid(input))
  yield* show("query")(Effect.map(Permission.queryByOpenid(who), (found) => Object.keys(found).sort()))
  yield* show("nobody")(Permission.terminateByOpenid({ ...input, openid: "nobody" }))
  yield* show("catchTag")(
    Permission.terminateByOpenid({ ...input, openid: "nobody" }).pipe(
      Effect.catchTag("ApiError", (error) =>
        Effect.succeed(["caught", error._tag, error.status, error.code])
      ),
      Effect.catchAll((error) => Effect.succeed(["other", error._tag]))
    )
  )
  yield* show("misspelt")(Permission.terminateByOpenid({ ...input, resaon: "x" } as never))
  yield* show("too long")(Permission.terminateByOpenid({ ...input, reason: "x".repeat(300), openid: "" }))
  yield* show("wrong types")(
    Permission.terminateByOpenid({ openid: 5, service_id: null, appid: undefined, reason: ["a"] } as never)
  )
  yield* show("emoji")(Permission.terminateByOpenid({ ...input, reason: "😀" }))
  yield* show("a union")(
    ServiceOrder.create({
      out_order_no: "effect4-1",
      appid: input.appid,
      service_id: input.service_id,
      service_introduction: "x".repeat(40),
      time_range: { start_time: "20250101", end_time: "20240101" },
      risk_fund: { name: "NONE", amount: -1 },
      notify_url: "http://shop.example?a"
    } as never)
  )
  yield* show("no such order")(
    ServiceOrder.query({
      out_order_no: "effect4-none",
      service_id: input.service_id,
      appid: input.appid
    } as never)
  )
  for (const kind of faults) {
    yield* inject({ kind })
    yield* show(kind)(Permission.terminateByOpenid(input).pipe(Retry.none))
    yield* clear
  }
  yield* inject({ kind: "Hang" })
  yield* show("Hang")(Permission.terminateByOpenid(input).pipe(Retry.none, Timeout.perAttempt("300 millis")))
  yield* clear
  yield* inject({ kind: "SystemError", times: 2 })
  yield* show("retried")(Effect.as(Permission.queryByOpenid(who), "after 2 faults"))
  yield* clear
  yield* inject({ kind: "Hang" })
  yield* show("interrupted")(
    Permission.terminateByOpenid(input).pipe(
      Retry.none,
      Effect.timeoutOption("200 millis"),
      Effect.map((found) => found._tag)
    )
  )
  yield* clear
  const client = yield* WechatPayClient.WechatPayClient
  yield* show("raw")(
    Effect.map(client.request("GET", "/v3/certificates", { query: { algorithm_type: "RSA" } }), (body) =>
      Object.keys(body as object)
    )
  )
  yield* show("raw, rejected")(client.request("GET", "/v3/../x"))
  const received = yield* NotificationReceiver.delivery(delivery as never)
  yield* Console.log(`delivery: ${JSON.stringify(Object.keys(received).sort())}`)
})

const configured = (given: Record<string, string>) =>
  WechatPayClient.layerConfig().pipe(
    Layer.provide([UndiciHttpClient.layer(), NodeContext.layer]),
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(given)))))
  )

const configFails = (name: string, given: Record<string, string>) =>
  Effect.matchEffect(Effect.provide(Effect.void, configured(given)), {
    onSuccess: () => Console.log(`${name}: OK`),
    // The texts differ: Effect 4 has no error of several faults.
    onFailure: (error) => {
      const text = String(error)
      const named = Object.keys(variables).filter(
        (variable) => variable.startsWith("WECHATPAY_") && text.includes(variable)
      )
      const secret = variables.WECHATPAY_API_V3_KEY ?? ""
      return Console.log(`${name}: ${[...new Set(named)].sort().join(" ")} ${text.includes(secret)}`)
    }
  })

await Effect.runPromise(Effect.provide(program, configured(variables)))
await Effect.runPromise(configFails("config: nothing set", {}))
await Effect.runPromise(configFails("config: wrong serial", { ...variables, WECHATPAY_SERIAL_NO: "not hex" }))
await Effect.runPromise(
  Effect.provide(
    show("refused connection")(Permission.terminateByOpenid(input).pipe(Retry.none)),
    configured({ ...variables, WECHATPAY_BASE_URL: "http://127.0.0.1:1" })
  )
)
