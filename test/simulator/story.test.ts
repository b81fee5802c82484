/**
 * A backend over plain HTTP, as in any language: the command, `fetch`, a signature of node:crypto, and the admin API. Nothing
 * of the library takes part.
 */
import { createDecipheriv, createSign, createVerify, randomBytes } from "node:crypto"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { serve } from "../support/fileServer.js"
import { start } from "./commandProcess.js"

const folder = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "story-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

/** The command as a process of its own; returns the base URL and the address of the admin API. */
const started = (...args: ReadonlyArray<string>) =>
  Effect.flatMap(start(...args), ({ line }) =>
    Effect.promise(async () => {
      const lines = [await line(/^WeChat Pay simulator: http:/), await line(/^Watch and act: http:/)]
      return lines.map((text) => text.replace(/^.*: (?=http)/, ""))
    })
  )

type Json = Readonly<Record<string, never>>

/** `WECHATPAY_X=value`, where a value with blanks is quoted. */
const variablesOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/^([A-Z0-9_]+)=("?)(.*)\2$/gm)].map(([, name = "", , value = ""]) => [
      name,
      value.replaceAll("\\n", "\n")
    ])
  )

interface Panel {
  readonly id: string
  readonly records: ReadonlyArray<{ readonly id: string; readonly title: string; readonly state: string }>
}

const now = () => new Date(Date.now() + 8 * 3_600_000).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)

describe("a backend in any language", () => {
  it.scopedLive(
    "an order up to its refund, an authorisation and parking can be tested over HTTP only",
    () =>
      Effect.gen(function* () {
        const backend = yield* serve((_, response) => void response.writeHead(204).end())
        const file = join(yield* folder, ".env")
        const [baseUrl = "", admin = ""] = yield* started(
          ...["--port", "0", "--write-env", file, "--deliver-to", backend.origin]
        )
        const variables = variablesOf(yield* Effect.promise(() => readFile(file, "utf8")))
        const {
          WECHATPAY_API_V3_KEY: apiKey = "",
          WECHATPAY_SIMULATOR_APPID: appid,
          WECHATPAY_SIMULATOR_NO_CONFIRM_SERVICE_ID: noConfirm,
          WECHATPAY_SIMULATOR_OPENID: openid = "",
          WECHATPAY_SIMULATOR_SERVICE_ID: service_id
        } = variables
        const notify_url = "https://shop.example/wechat/notify"

        const call = (method: string, target: string, value?: unknown) =>
          Effect.promise(async () => {
            const body = value === undefined ? "" : JSON.stringify(value)
            const [timestamp, nonce] = [Math.floor(Date.now() / 1000), randomBytes(16).toString("hex")]
            const signature = createSign("RSA-SHA256")
              .update(`${method}\n${target}\n${timestamp}\n${nonce}\n${body}\n`)
              .sign(variables.WECHATPAY_PRIVATE_KEY ?? "", "base64")
            const response = await fetch(baseUrl + target, {
              method,
              headers: {
                accept: "application/json",
                authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${variables.WECHATPAY_MCHID}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${variables.WECHATPAY_SERIAL_NO}"`,
                ...(body === "" ? {} : { "content-type": "application/json" })
              },
              ...(body === "" ? {} : { body })
            })
            const text = await response.text()
            assert.isBelow(response.status, 300, text)
            return (text === "" ? {} : JSON.parse(text)) as Json
          })

        const api = <A>(method: string, path: string, body?: unknown) =>
          Effect.promise(async () => {
            const response = await fetch(admin + path, {
              method,
              ...(body === undefined
                ? {}
                : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
            })
            const text = await response.text()
            assert.isBelow(response.status, 300, text)
            return (text === "" ? {} : JSON.parse(text)) as A
          })
        const record = (panel: string, title: string) =>
          Effect.map(api<ReadonlyArray<Panel>>("GET", "/api/panels"), (panels) =>
            panels.find(({ id }) => id === panel)?.records.find((one) => one.title === title)
          )
        /** A button of the page. */
        const act = (
          panel: string,
          title: string,
          action: string,
          values: Readonly<Record<string, string>> = {}
        ) =>
          Effect.flatMap(record(panel, title), (found) =>
            api("POST", `/api/panels/${panel}/act`, { record: found?.id, action, values })
          ) as Effect.Effect<Readonly<Record<string, string>>>

        /** The notification of that type, decrypted. */
        const notified = Effect.fnUntraced(function* (type: string) {
          for (let left = 250; left > 0; left--) {
            const found = backend.received.find(({ body }) => JSON.parse(body.toString()).event_type === type)
            if (found === undefined) {
              yield* Effect.sleep("20 millis")
              continue
            }
            assert.strictEqual(found.target, "/wechat/notify")
            const header = (name: string) => String(found.headers[`wechatpay-${name}`])
            assert.isTrue(
              createVerify("RSA-SHA256")
                .update(`${header("timestamp")}\n${header("nonce")}\n${found.body}\n`)
                .verify(variables.WECHATPAY_PUBLIC_KEY ?? "", header("signature"), "base64"),
              type
            )
            const { associated_data, ciphertext, nonce } = JSON.parse(found.body.toString()).resource
            const bytes = Buffer.from(ciphertext, "base64")
            const decipher = createDecipheriv("aes-256-gcm", apiKey, nonce)
              .setAAD(Buffer.from(associated_data))
              .setAuthTag(bytes.subarray(-16))
            const text = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString()
            return JSON.parse(text) as Readonly<Record<string, unknown>>
          }
          return yield* Effect.dieMessage(`no ${type} arrived`)
        })

        // An order, from its creation to its refund, all within a second or two.
        const out_order_no = "STORY_1"
        const order = { appid, service_id, out_order_no }
        yield* call("POST", "/v3/payscore/serviceorder", {
          ...order,
          service_introduction: "充电宝租借",
          time_range: { start_time: "OnAccept" },
          risk_fund: { name: "DEPOSIT", amount: 10_000 },
          notify_url
        })
        const { query_id } = yield* act("payscore.orders", out_order_no, "confirm", { openid })
        assert.isString(query_id)
        yield* notified("PAYSCORE.USER_CONFIRM")
        yield* call("POST", `/v3/payscore/serviceorder/${out_order_no}/complete`, {
          appid,
          service_id,
          post_payments: [{ name: "租金", amount: 500 }],
          total_amount: 500,
          time_range: { end_time: now() }
        })
        const { transaction_id } = yield* act("payscore.orders", out_order_no, "pay")
        assert.match(transaction_id ?? "", /^4200/)
        const paidOrder = yield* notified("PAYSCORE.USER_PAID")
        assert.deepInclude(paidOrder, { out_order_no, state: "DONE", total_amount: 500 })
        const query = `?service_id=${service_id}&out_order_no=${out_order_no}&appid=${appid}`
        const done = yield* call("GET", `/v3/payscore/serviceorder${query}`)
        assert.strictEqual(done.state, "DONE")
        const refund = { transaction_id, notify_url, amount: { refund: 200, total: 500, currency: "CNY" } }
        const created = yield* call("POST", "/v3/refund/domestic/refunds", {
          ...refund,
          out_refund_no: "STORY_REFUND_1"
        })
        assert.strictEqual(created.status, "PROCESSING")
        assert.strictEqual((yield* record("refund.refunds", "STORY_REFUND_1"))?.state, "PROCESSING")
        yield* api("POST", "/api/time/advance", { millis: 60_000 })
        const arrived = yield* notified("REFUND.SUCCESS")
        assert.strictEqual(arrived.out_refund_no, "STORY_REFUND_1")
        const refunded = yield* call("GET", "/v3/refund/domestic/refunds/STORY_REFUND_1")
        assert.strictEqual(refunded.status, "SUCCESS")

        // A service that is authorised once, by the token of a pre-authorisation, and closed again.
        yield* call("POST", "/v3/payscore/permissions", {
          appid,
          service_id: noConfirm,
          authorization_code: "STORY_CODE",
          notify_url
        })
        yield* act("payscore.authorizationCodes", "STORY_CODE", "authorize", { openid: "oStory" })
        const opened = yield* notified("PAYSCORE.USER_OPEN_SERVICE")
        assert.strictEqual(opened.authorization_code, "STORY_CODE")
        yield* act("payscore.authorizations", "oStory", "close")
        const closed = yield* notified("PAYSCORE.USER_CLOSE_SERVICE")
        assert.strictEqual(closed.openid, "oStory")

        // Parking.
        const plate = { plate_number: "粤B888888", plate_color: "BLUE" }
        const start = new Date(Date.now() - 3_600_000).toISOString().replace(/\.\d+Z/, "Z")
        const parking = yield* call("POST", "/v3/vehicle/parking/parkings", {
          ...plate,
          out_parking_no: "STORY_P1",
          notify_url,
          start_time: start,
          parking_name: "示范停车场",
          free_duration: 0
        })
        yield* call("POST", "/v3/vehicle/transactions/parking", {
          appid,
          description: "停车费",
          out_trade_no: "STORY_T1",
          trade_scene: "PARKING",
          notify_url,
          amount: { total: 800, currency: "CNY" },
          parking_info: {
            ...plate,
            parking_id: parking.id,
            start_time: start,
            end_time: new Date().toISOString().replace(/\.\d+Z/, "Z"),
            parking_name: "示范停车场",
            charging_duration: 3600,
            device_id: "GATE-1"
          }
        })
        yield* act("parking.payments", "STORY_T1", "pay")
        const paid = yield* notified("TRANSACTION.SUCCESS")
        assert.strictEqual(paid.out_trade_no, "STORY_T1")
      }),
    { timeout: 90_000 }
  )
})
