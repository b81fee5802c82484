/** The admin API, with a client that is derived from its description. */
import { request as httpRequest } from "node:http"
import { FetchHttpClient, HttpApiClient } from "@effect/platform"
import { assert, describe, it, layer } from "@effect/vitest"
import { Endpoint } from "@effect-wechatpay/core"
import { FacePayment } from "@effect-wechatpay/facepay"
import {
  Admin,
  Domain,
  FacepayV2,
  Faults,
  Outbox,
  Panel,
  Payscore,
  Samples,
  SimulatedError,
  Simulator,
  State
} from "@effect-wechatpay/simulator"
import { api as adminApi } from "@effect-wechatpay/simulator/admin/Api"
import { Effect, Layer, Redacted, Schema } from "effect"
import { seconds } from "./fronts.js"
import { send, signed } from "./RawRequest.js"

const coupons = State.table("acme.coupons", Schema.Struct({ id: Schema.String, used: Schema.Boolean }))

const burn = Endpoint.make("acme.burn", { method: "POST", path: "/v3/acme/burn" })

/** A custom domain with a panel, and a call with an unknown outcome. */
const acme = Domain.make("acme", {
  handlers: [Domain.handler(burn, () => SimulatedError.make(500, "SYSTEM_ERROR", "系统异常"))],
  seed: Effect.map(State.rows(coupons), (rows) => rows.set("1", { id: "1", used: false })),
  panels: [
    {
      id: "acme.coupons",
      title: { en: "Coupons", zh: "优惠券" },
      actions: [],
      records: Panel.ofTable(coupons, (coupon) => ({
        title: coupon.id,
        state: coupon.used ? "USED" : "NEW",
        tone: coupon.used ? "over" : "open",
        facts: [],
        actions: [
          {
            id: "use",
            label: { en: "Use", zh: "使用" },
            tone: "main",
            inputs: [],
            run: () =>
              coupon.used
                ? new Panel.ActionRejected({ problem: "used before" })
                : Effect.map(State.rows(coupons), (rows) => rows.set(coupon.id, { ...coupon, used: true }))
          }
        ]
      }))
    }
  ]
})

const simulated = Admin.layer().pipe(
  Layer.provideMerge(
    Simulator.layerServer({ domains: [acme], platform: { mode: "certificates" }, keepCalls: 5 })
  ),
  Layer.merge(FetchHttpClient.layer)
)

const client = Effect.flatMap(Admin.Admin, ({ url }) =>
  Effect.map(HttpApiClient.make(adminApi, { baseUrl: url }), (api) => api.admin)
)

/** With headers that a client of HTTP would not send by itself. */
const raw = (path: string, headers: Readonly<Record<string, string>>, method = "GET") =>
  Effect.flatMap(Admin.Admin, ({ url }) =>
    Effect.promise(
      () =>
        new Promise<number>((resolve, reject) => {
          httpRequest(url + path, { method, headers, agent: false }, (response) => {
            response.resume()
            resolve(response.statusCode ?? 0)
          })
            .on("error", reject)
            .end()
        })
    )
  )

const download = Effect.gen(function* () {
  const { baseUrl, merchant } = yield* Simulator.Simulator
  return yield* send(
    baseUrl,
    signed(merchant, { method: "GET", target: "/v3/certificates" }, { timestamp: yield* seconds })
  )
})

describe("the admin API", () => {
  layer(simulated, { excludeTestServices: true })((it) => {
    it.effect("the admin API describes the simulator without keys", () =>
      Effect.gen(function* () {
        const { baseUrl, endpoints, merchant } = yield* Simulator.Simulator
        const overview = yield* (yield* client).overview()
        assert.strictEqual(overview.baseUrl, baseUrl)
        assert.lengthOf(overview.endpoints, endpoints.length)
        const text = JSON.stringify(overview)
        for (const secret of [merchant.privateKey, merchant.apiV3Key, merchant.apiV2Key])
          assert.notInclude(text, Redacted.value(secret))
      })
    )

    it.effect("the admin API shows a call with its request and response as long as the log contains it", () =>
      Effect.gen(function* () {
        const api = yield* client
        yield* api.clearCalls()
        const response = yield* download
        const [summary] = yield* api.calls({ urlParams: {} })
        assert.deepInclude(summary, {
          method: "GET",
          target: "/v3/certificates",
          status: 200,
          signature: "valid"
        })
        const id = summary?.id ?? 0
        const call = yield* api.call({ path: { id } })
        assert.strictEqual(call.response?.body.text, response.body.toString())
        assert.strictEqual(call.authorization?.scheme, "WECHATPAY2-SHA256-RSA2048")
        const given = new Map(call.authorization?.parameters.map(({ name, value }) => [name, value]))
        assert.sameMembers([...given.keys()], ["mchid", "nonce_str", "signature", "timestamp", "serial_no"])
        assert.strictEqual(
          call.textToSign,
          `GET\n/v3/certificates\n${given.get("timestamp")}\n${given.get("nonce_str")}\n\n`
        )
        for (let count = 0; count < 5; count++) yield* download
        assert.lengthOf(yield* api.calls({ urlParams: {} }), 5)
        assert.include((yield* Effect.flip(api.call({ path: { id } }))).toString(), "no such call")
      })
    )

    it.effect("the admin API pages its lists, the newest first, and tells how much is kept", () =>
      Effect.gen(function* () {
        const api = yield* client
        const { act } = yield* Simulator.Simulator
        for (let count = 0; count < 7; count++) yield* download
        const all = yield* api.calls({ urlParams: {} })
        const [first, second] = [
          yield* api.calls({ urlParams: { limit: 2 } }),
          yield* api.calls({ urlParams: { limit: 200, before: all[1]?.id ?? 0 } })
        ]
        assert.deepStrictEqual([...first, ...second], all)
        assert.lengthOf(yield* api.calls({ urlParams: { before: all[4]?.id ?? 0 } }), 0)
        const { kept } = yield* api.overview()
        assert.deepInclude(kept.calls, { kept: 5, limit: 5 })
        assert.isAtLeast(kept.calls.evicted, 2)
        assert.deepStrictEqual(kept.records, { limit: 10_000 })

        const device = (device_id: string) =>
          api.act({
            path: { panel: "facepay.devices" },
            payload: { action: "start", values: { device_id } }
          })
        for (const name of ["PAGE-1", "PAGE-2", "PAGE-3"]) yield* device(name)
        const page = (before?: string) =>
          api.panel({
            path: { panel: "facepay.devices" },
            urlParams: { limit: 2, ...(before === undefined ? {} : { before }) }
          })
        const newest = yield* page()
        assert.deepStrictEqual(
          newest.records.map(({ title }) => title),
          ["PAGE-3", "PAGE-2"]
        )
        assert.deepInclude(newest, { total: 3, evicted: 0 })
        const older = yield* page(newest.records[1]?.id)
        assert.deepStrictEqual(
          older.records.map(({ title }) => title),
          ["PAGE-1"]
        )
        assert.lengthOf((yield* page("unknown")).records, 0)
        assert.strictEqual(
          (yield* Effect.flip(api.panel({ path: { panel: "unknown" }, urlParams: {} })))._tag,
          "Rejected"
        )
        const short = yield* api.panels({ urlParams: { limit: 1 } })
        for (const { records, total } of short) assert.lengthOf(records, Math.min(1, total))

        const { mchid } = (yield* Simulator.Simulator).merchant
        const message = {
          mchid,
          url: "https://shop.example/notify",
          event_type: "ACME.PAGE",
          summary: "",
          original_type: "acme",
          resource: {}
        }
        for (let count = 0; count < 3; count++) yield* act(Outbox.send(message))
        const known = yield* api.notifications({ urlParams: {} })
        const [one] = yield* api.notifications({ urlParams: { limit: 1 } })
        const rest = yield* api.notifications({ urlParams: { before: one?.id ?? "" } })
        assert.deepStrictEqual(
          [one?.id, ...rest.map(({ id }) => id)],
          known.map(({ id }) => id)
        )
      })
    )

    it.effect("the admin API exports the log of calls and imports it again", () =>
      Effect.gen(function* () {
        const api = yield* client
        for (let count = 0; count < 3; count++) yield* download
        const before = yield* api.calls({ urlParams: {} })
        const log = yield* api.exportCalls()
        yield* api.clearCalls()
        assert.lengthOf(yield* api.calls({ urlParams: {} }), 0)
        yield* api.importCalls({ payload: log })
        assert.deepStrictEqual(yield* api.calls({ urlParams: {} }), before)
        assert.strictEqual((yield* Effect.flip(api.importCalls({ payload: { calls: [] } })))._tag, "Rejected")
        assert.lengthOf(yield* api.calls({ urlParams: {} }), before.length)
      })
    )

    it.effect("the admin API shows that no notification is sent to another machine, and changes that", () =>
      Effect.gen(function* () {
        const api = yield* client
        const initial = { rules: [], anywhere: false }
        assert.deepStrictEqual((yield* api.overview()).routing, initial)
        const malformed = { rules: [{ from: "", to: "shop" }], anywhere: false }
        assert.strictEqual((yield* Effect.flip(api.setRouting({ payload: malformed })))._tag, "Rejected")
        assert.deepStrictEqual(yield* api.routing(), initial)
        const routing = {
          rules: [{ from: "https://shop.example", to: "http://127.0.0.1:8080" }],
          anywhere: false
        }
        yield* api.setRouting({ payload: routing })
        assert.deepStrictEqual(yield* api.routing(), routing)
        yield* api.setRouting({ payload: initial })
      })
    )

    it.effect("the admin API parses a malformed Authorization header", () =>
      Effect.gen(function* () {
        const { baseUrl } = yield* Simulator.Simulator
        yield* send(baseUrl, {
          method: "GET",
          target: "/v3/certificates",
          headers: {
            accept: "*/*",
            "user-agent": "x",
            authorization: "WECHATPAY2-SHA256-RSA2048 mchid='1', serial_no=AB"
          },
          body: ""
        })
        const api = yield* client
        const call = yield* api.call({ path: { id: (yield* api.calls({ urlParams: {} }))[0]?.id ?? 0 } })
        assert.strictEqual(call.rejectedBy, "authorization")
        assert.deepStrictEqual(call.authorization?.parameters, [
          { name: "mchid", value: "'1'" },
          { name: "serial_no", value: "AB" }
        ])
        assert.isUndefined(call.textToSign)
        assert.include(call.verdict.en, "malformed")
      })
    )

    it.effect("the admin API makes a device recognise a face, for clients outside of the process", () =>
      Effect.gen(function* () {
        const api = yield* client
        const show = (values: Readonly<Record<string, string>>) =>
          api.act({ path: { panel: "facepayV2.faceCodes" }, payload: { action: "show", values } })
        yield* show({ out_trade_no: "FACE_7", total_fee: "250", response: "USERPAYING" })
        const records = Effect.map(
          api.panels({ urlParams: {} }),
          (panels) => panels.find(({ id }) => id === "facepayV2.faceCodes")?.records ?? []
        )
        const [record, ...others] = yield* records
        assert.lengthOf(others, 0)
        assert.strictEqual(record?.state, "NEW")
        const { act } = yield* Simulator.Simulator
        const code = yield* act(
          Effect.map(State.rows(FacepayV2.faceCodes), (rows) => rows.get(record?.title ?? ""))
        )
        assert.deepInclude(code, { out_trade_no: "FACE_7", total_fee: 250, openid: Samples.openid })
        assert.strictEqual(code?.userActions.response, "USERPAYING")
        for (const wrong of ["", "0", "1.5", "-1", "x"]) {
          yield* Effect.flip(show({ out_trade_no: "FACE_8", total_fee: wrong }))
        }
        assert.lengthOf(yield* records, 1)
      })
    )

    it.effect("the admin API says whether a call took effect, was rejected or has to be queried", () =>
      Effect.gen(function* () {
        const { act, baseUrl, faults, merchant } = yield* Simulator.Simulator
        const api = yield* client
        const verdict = Effect.gen(function* () {
          const [call] = yield* api.calls({ urlParams: {} })
          const { rejectedBy, verdict } = yield* api.call({ path: { id: call?.id ?? 0 } })
          return [rejectedBy, verdict.en]
        })
        const open = [
          undefined,
          "All checks passed; the response leaves the outcome unknown: the client has to query."
        ]
        const rejected = ["rules", "Well formed and signed, but a business rule rejected it."]
        const { appid, mchid, openid } = Samples
        const paid = Effect.fnUntraced(function* (response: FacepayV2.UserActions["response"]) {
          const order = { appid, out_trade_no: `VERDICT_${response}`, total_fee: 100 }
          const userActions = { response }
          const face_code = yield* act(FacepayV2.giveFaceCode({ ...order, mchid, openid, userActions }))
          yield* FacePayment.pay({
            ...order,
            face_code,
            body: "Coffee",
            fee_type: "CNY",
            spbill_create_ip: "203.0.113.7"
          }).pipe(Effect.ignore, Effect.provide(Simulator.layerV2Client()))
          return yield* verdict
        })
        assert.deepStrictEqual(yield* paid("SUCCESS"), [
          undefined,
          "All checks passed; the operation took effect."
        ])
        for (const response of ["USERPAYING", "BANKERROR", "SYSTEMERROR"] as const) {
          assert.deepStrictEqual(yield* paid(response), open)
        }
        for (const response of ["NOTENOUGH", "NOTSUPORTCARD"] as const) {
          assert.deepStrictEqual(yield* paid(response), rejected)
        }
        yield* send(
          baseUrl,
          signed(merchant, { target: "/v3/acme/burn", body: "" }, { timestamp: yield* seconds })
        )
        assert.deepStrictEqual(yield* verdict, open)
        // A fault that replaces a rejection does not change which check rejected the call.
        yield* faults.inject(Faults.systemError({ effect: true }))
        const [rejectedBy, words] = yield* paid("NOTENOUGH")
        assert.strictEqual(rejectedBy, "rules")
        assert.include(words, "a business rule rejected it. A fault was injected")
      })
    )

    it.effect("the admin API shows the panels of every domain and runs their actions", () =>
      Effect.gen(function* () {
        const api = yield* client
        const recordOf = Effect.map(
          api.panels({ urlParams: {} }),
          (panels) => panels.find(({ id }) => id === "acme.coupons")?.records[0]
        )
        assert.strictEqual((yield* recordOf)?.state, "NEW")
        const use = api.act({ path: { panel: "acme.coupons" }, payload: { record: "1", action: "use" } })
        yield* use
        assert.strictEqual((yield* recordOf)?.state, "USED")
        const rejected = yield* Effect.flip(use)
        assert.strictEqual(rejected._tag, "Rejected")
        assert.include(String("problem" in rejected && rejected.problem), "used before")
        for (const payload of [
          { record: "2", action: "use" },
          { record: "1", action: "burn" },
          { action: "use" }
        ]) {
          assert.strictEqual(
            (yield* Effect.flip(api.act({ path: { panel: "acme.coupons" }, payload })))._tag,
            "Rejected"
          )
        }
      })
    )

    it.effect("the admin API authorises a user with given values and with the default ones", () =>
      Effect.gen(function* () {
        const api = yield* client
        const { act } = yield* Simulator.Simulator
        const authorise = (values: Readonly<Record<string, string>>) =>
          api.act({
            path: { panel: "payscore.authorizations" },
            payload: { action: "authorize", values }
          })
        yield* authorise({ openid: "oSomebody", authorization_code: "A1" })
        const found = yield* act(
          Effect.map(State.rows(Payscore.authorizations), (rows) =>
            rows.find(({ openid }) => openid === "oSomebody")
          )
        )
        assert.deepInclude(found, {
          service_id: Samples.serviceId,
          authorization_code: "A1",
          state: "AVAILABLE"
        })
      })
    )

    it.effect("the admin API injects faults into the named calls and rejects unknown calls", () =>
      Effect.gen(function* () {
        const api = yield* client
        const { kinds } = yield* api.faults()
        for (const { kind } of kinds) yield* api.inject({ payload: { kind: kind as "Reset", times: 2 } })
        const { waiting } = yield* api.faults()
        assert.deepStrictEqual(
          waiting.map(({ kind, left }) => [kind, left]),
          kinds.map(({ kind }) => [kind, 2])
        )
        yield* api.removeFault({ path: { id: waiting[0]?.id ?? 0 } })
        assert.lengthOf((yield* api.faults()).waiting, kinds.length - 1)
        yield* api.clearFaults()
        assert.lengthOf((yield* api.faults()).waiting, 0)
        const rejected = yield* Effect.flip(api.inject({ payload: { kind: "Reset", endpoint: "nobody" } }))
        assert.strictEqual(rejected._tag, "Rejected")
      })
    )

    it.effect("the admin API advances the time, rotates certificates and changes the mode", () =>
      Effect.gen(function* () {
        const api = yield* client
        const before = yield* api.overview()
        yield* api.advance({ payload: { millis: 3_600_000 } })
        const added = yield* api.addCertificate()
        const signing = Effect.map(api.overview(), ({ platform }) =>
          platform.certificates.filter(({ signs }) => signs).map(({ serialNo }) => serialNo)
        )
        const [old = "", ...others] = yield* signing
        assert.lengthOf(others, 0)
        assert.notStrictEqual(old, added.serialNo)
        assert.include(
          String(yield* Effect.flip(api.removeCertificate({ path: { serialNo: old } }))),
          "in force"
        )
        yield* api.signWithCertificate({ path: { serialNo: added.serialNo } })
        assert.deepStrictEqual(yield* signing, [added.serialNo])
        yield* api.setMode({ payload: { mode: "migration" } })
        const after = yield* api.overview()
        assert.isAtLeast(after.now - before.now, 3_600_000)
        assert.lengthOf(after.platform.certificates, before.platform.certificates.length + 1)
        assert.strictEqual(after.platform.mode, "migration")
      })
    )

    it.effect("the admin API exports the state and imports it, unless it is malformed", () =>
      Effect.gen(function* () {
        const api = yield* client
        const state = yield* api.exportState()
        yield* api.importState({ payload: state })
        assert.deepStrictEqual(yield* api.exportState(), state)
        assert.strictEqual(
          (yield* Effect.flip(api.importState({ payload: { "acme.coupons": 1 } })))._tag,
          "Rejected"
        )
      })
    )

    it.effect("the admin API sends events when something happens", () =>
      Effect.gen(function* () {
        const { url } = yield* Admin.Admin
        const response = yield* Effect.promise(() => fetch(`${url}/api/events`))
        const reader = (response.body as ReadableStream<Uint8Array>).getReader()
        let text = ""
        const until = (pattern: RegExp) =>
          Effect.promise(async () => {
            while (!pattern.test(text)) text += new TextDecoder().decode((await reader.read()).value)
          }).pipe(Effect.timeout("10 seconds"))
        yield* until(/event: changed/)
        text = ""
        yield* download
        yield* until(/event: calls\ndata: \[.*"status":200.*\]\n\n/)
        text = ""
        const api = yield* client
        yield* api.act({
          path: { panel: "payscore.authorizations" },
          payload: { action: "authorize", values: { openid: "oAnother" } }
        })
        yield* until(/event: changed/)
        yield* Effect.promise(() => reader.cancel())
      })
    )

    it.effect("the admin API rejects other host names and other sites", () =>
      Effect.gen(function* () {
        const { url } = yield* Admin.Admin
        const { host, hostname, port } = new URL(url)
        assert.strictEqual(hostname, "127.0.0.1")
        assert.strictEqual(yield* raw("/api/overview", { host }), 200)
        assert.strictEqual(yield* raw("/api/overview", { host: `localhost:${port}` }), 200)
        assert.strictEqual(yield* raw("/api/overview", { host: "evil.example" }), 403)
        assert.strictEqual(yield* raw("/api/faults", { host, origin: "http://evil.example" }, "DELETE"), 403)
        assert.strictEqual(yield* raw("/api/faults", { host, origin: url }, "DELETE"), 204)
        for (const path of ["/assets/..%2f..%2fpackage.json", "/assets/nothing.js", "/nothing"])
          assert.strictEqual(yield* raw(path, { host }), 404, path)
        assert.strictEqual(yield* raw("/", { host }), 200)
      })
    )
  })

  it.scopedLive("the admin API can be called from another container with an allowed host and the token", () =>
    Effect.gen(function* () {
      const failed = yield* Effect.flip(
        Layer.build(Admin.layer({ host: "0.0.0.0" }).pipe(Layer.provide(Simulator.layerServer())))
      )
      assert.strictEqual(failed._tag, "InvalidOptions")
      const guarded = Admin.layer({
        host: "0.0.0.0",
        allowedHosts: ["wechat"],
        token: Redacted.make("secret 1")
      }).pipe(Layer.provide(Simulator.layerServer()))
      yield* Effect.gen(function* () {
        const host = `wechat:${new URL((yield* Admin.Admin).url).port}`
        const bearer = { host, authorization: "Bearer secret 1" }
        assert.strictEqual(yield* raw("/api/overview", { host }), 401)
        assert.strictEqual(yield* raw("/api/overview", { host, authorization: "Bearer other" }), 401)
        assert.strictEqual(yield* raw("/api/overview", bearer), 200)
        assert.strictEqual(yield* raw("/api/overview", { ...bearer, host: "evil.example" }), 403)
        assert.strictEqual(yield* raw("/?token=other", { host }), 401)
        assert.strictEqual(yield* raw("/?token=secret%201", { host }), 303)
        const cookie = "wechatpay_simulator_token=secret%201"
        assert.strictEqual(yield* raw("/api/overview", { host, cookie }), 200)
      }).pipe(Effect.provide(guarded))
    })
  )
})
