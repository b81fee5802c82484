/** The state of a simulator as JSON, and in a file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { HttpBody, HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Permission, ServiceOrder } from "@effect-wechatpay/payscore"
import {
  Environment,
  Faults,
  Payscore,
  Samples,
  Simulator,
  State,
  StateFileError
} from "@effect-wechatpay/simulator"
import { Effect, Layer, ParseResult, Redacted } from "effect"
import { terms } from "../support/serviceOrder.js"

const { appid, mchid, openid, serviceId: service_id } = Samples

const creation = {
  out_order_no: "STATE_1",
  appid,
  service_id,
  ...terms
} as const

const reference = { out_order_no: creation.out_order_no, appid, service_id }

/** A simulator and its merchant. */
const within = (options: Simulator.Options) =>
  Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer(options)))

const exported = Effect.flatMap(Simulator.Simulator, ({ exportState }) => exportState)

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "wechatpay-state-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

describe("the state as JSON", () => {
  it.live("the state is exported and imported into another simulator, which continues from it", () =>
    Effect.gen(function* () {
      const state = yield* Effect.gen(function* () {
        const created = yield* ServiceOrder.create(creation)
        return { exported: JSON.parse(JSON.stringify(yield* exported)), order_id: created.order_id }
      }).pipe(Effect.provide(within({})))
      assert.isAbove(Object.keys(state.exported).length, 2)

      yield* Effect.gen(function* () {
        const { importState } = yield* Simulator.Simulator
        const missing = yield* Effect.flip(ServiceOrder.query(reference))
        assert.strictEqual(missing._tag, "OrderNotExist")
        yield* importState(state.exported)
        assert.strictEqual((yield* ServiceOrder.query(reference)).order_id, state.order_id)
        // Repeated as it was created: what is compared came along.
        assert.strictEqual((yield* ServiceOrder.create(creation)).order_id, state.order_id)
        assert.deepStrictEqual(JSON.parse(JSON.stringify(yield* exported)), state.exported)
      }).pipe(Effect.provide(within({})))

      const initialState = state.exported as State.Exported
      yield* Effect.gen(function* () {
        assert.strictEqual((yield* ServiceOrder.query(reference)).order_id, state.order_id)
      }).pipe(Effect.provide(within({ initialState })))
      // It is taken as it is: without the sample values.
      const nothing = yield* exported.pipe(Effect.provide(within({ initialState: {} })))
      assert.deepStrictEqual(Object.values(nothing).flat(), [])
    })
  )

  it.live("the exported state contains no key", () =>
    Effect.gen(function* () {
      const { merchant } = yield* Simulator.Simulator
      const text = JSON.stringify(yield* exported)
      assert.notInclude(text, "PRIVATE KEY")
      assert.notInclude(text, merchant.serialNo)
    }).pipe(Effect.provide(within({})))
  )

  it.live("an invalid state changes nothing", () =>
    Effect.gen(function* () {
      const { importState } = yield* Simulator.Simulator
      const before = yield* exported
      for (const wrong of [
        1,
        { "payscore.orders": 1 },
        { "payscore.services": [["key", { role: "king" }]] },
        // Of a table that nothing has used yet.
        { "refund.refunds": [["key", {}]] },
        { "payscore.services": [], "payscore.order": [] }
      ]) {
        const error = yield* Effect.flip(importState(wrong))
        assert.isTrue(ParseResult.isParseError(error))
        const [name] = Object.keys(wrong).slice(-1)
        assert.include(error.message, name ?? "State")
        assert.isBelow(error.message.length, 4000)
        assert.deepStrictEqual(yield* exported, before)
      }
    }).pipe(Effect.provide(within({})))
  )

  it.live("an imported state does not replace keys", () =>
    Effect.gen(function* () {
      const simulator = yield* Simulator.Simulator
      yield* simulator.importState({ "simulator.platform": [["only", {}]] })
      yield* ServiceOrder.create({ ...creation, service_id: "unknown" }).pipe(Effect.flip)
      assert.strictEqual((yield* simulator.calls.all).at(-1)?.signature, "valid")
    }).pipe(Effect.provide(within({})))
  )
})

describe("the state in a file", () => {
  it.scopedLive(
    "the state file is read at the next start, with the keys, and sample values are added once",
    () =>
      Effect.gen(function* () {
        const stateFile = join(yield* folder, "state.sqlite")
        const variables = Effect.map(Simulator.Simulator, (simulator) => Environment.variables(simulator))
        const before = yield* Effect.gen(function* () {
          yield* ServiceOrder.create(creation)
          yield* Permission.terminateByOpenid({ service_id, appid, openid, reason: "user asked" })
          const { platform } = yield* Simulator.Simulator
          yield* platform.setMode("migration")
          yield* platform.signWith((yield* platform.addCertificate()).serialNo)
          return {
            certificates: yield* platform.certificates,
            trust: yield* platform.trust,
            variables: yield* variables,
            state: yield* exported
          }
        }).pipe(Effect.provide(within({ stateFile })))

        yield* Effect.gen(function* () {
          const { platform } = yield* Simulator.Simulator
          assert.deepStrictEqual(yield* variables, before.variables)
          assert.deepStrictEqual(yield* platform.certificates, before.certificates)
          assert.strictEqual(yield* platform.trust, before.trust)
          assert.strictEqual(yield* platform.mode, "migration")
          assert.deepStrictEqual(yield* exported, before.state)
          assert.strictEqual((yield* ServiceOrder.query(reference)).state, "CREATED")
        }).pipe(Effect.provide(within({ stateFile })))
      })
  )

  it.scopedLive(
    "the state file contains the log of calls, and ids continue after a restart, also of a log that was emptied",
    () =>
      Effect.gen(function* () {
        const stateFile = join(yield* folder, "state.sqlite")
        const options = { stateFile, keepCalls: 5 }
        const query = Effect.flip(ServiceOrder.query({ ...reference, out_order_no: "NONE" }))
        const log = Effect.flatMap(Simulator.Simulator, ({ calls }) => calls.all)
        const before = yield* Effect.gen(function* () {
          const { baseUrl, calls, faults } = yield* Simulator.Simulator
          for (let count = 0; count < 5; count++) yield* query
          yield* faults.inject(Faults.delayed("1 millis"))
          yield* query
          const http = yield* HttpClient.HttpClient
          yield* http.post(`${baseUrl}/v3/payscore/serviceorder`, {
            headers: { accept: "*/*", authorization: "none" },
            body: HttpBody.uint8Array(new Uint8Array([0, 255, 128]), "application/json")
          })
          // The simulator ends before the response.
          yield* faults.inject(Faults.hang())
          yield* Effect.fork(query)
          yield* calls.waitFor(({ state }) => state === "open")
          return yield* calls.all
        }).pipe(Effect.provide(within(options)))
        assert.deepStrictEqual(
          before.map(({ id }) => id),
          [4, 5, 6, 7, 8]
        )

        yield* Effect.gen(function* () {
          const { calls } = yield* Simulator.Simulator
          const [first, second, delayed, binary, open] = yield* log
          assert.deepStrictEqual([first, second, delayed, binary], before.slice(0, 4))
          assert.strictEqual(delayed?.fault?._tag, "Delayed")
          assert.deepStrictEqual([...(binary?.body ?? [])], [0, 255, 128])
          assert.deepInclude(open, { id: 8, state: "aborted" })
          yield* query
          assert.strictEqual((yield* log).at(-1)?.id, 9)
          yield* calls.clear
        }).pipe(Effect.provide(within(options)))

        yield* Effect.gen(function* () {
          assert.deepStrictEqual(yield* log, [])
          yield* query
          assert.deepStrictEqual(
            (yield* log).map(({ id }) => id),
            [10]
          )
        }).pipe(Effect.provide(within(options)))
      })
  )

  it.live(
    "an exported log of calls is imported into another simulator, and an invalid one changes nothing",
    () =>
      Effect.gen(function* () {
        const wrong = ServiceOrder.create({ ...creation, service_id: "unknown" }).pipe(Effect.flip)
        const exportedLog = yield* Effect.gen(function* () {
          const { calls } = yield* Simulator.Simulator
          yield* ServiceOrder.create(creation)
          yield* wrong
          return { log: yield* calls.all, text: JSON.stringify(yield* calls.exportAll) }
        }).pipe(Effect.provide(within({})))
        yield* Effect.gen(function* () {
          const { calls, merchant } = yield* Simulator.Simulator
          for (const key of [merchant.privateKey, merchant.apiV3Key])
            assert.notInclude(exportedLog.text, Redacted.value(key))
          yield* wrong
          yield* calls.importAll(JSON.parse(exportedLog.text))
          assert.deepStrictEqual(yield* calls.all, exportedLog.log)
          yield* wrong
          assert.strictEqual((yield* calls.all).at(-1)?.id, (exportedLog.log.at(-1)?.id ?? 0) + 1)
          const known = yield* calls.all
          for (const invalid of [
            1,
            {},
            { format: "wechatpay-simulator.calls", version: 2, calls: [] },
            { format: "wechatpay-simulator.calls", version: 1, calls: [{ id: 1 }] }
          ]) {
            assert.isTrue(ParseResult.isParseError(yield* Effect.flip(calls.importAll(invalid))))
            assert.deepStrictEqual(yield* calls.all, known)
          }
        }).pipe(Effect.provide(within({})))
      })
  )

  it.scopedLive("the state file contains user actions, and removed records stay removed", () =>
    Effect.gen(function* () {
      const stateFile = join(yield* folder, "state.sqlite")
      const rows = State.rows(Payscore.services)
      const { act } = Simulator
      const count = act(Effect.map(rows, (services) => services.filter(() => true).length))
      const some = yield* Effect.zipLeft(
        count,
        act(
          Effect.map(rows, (services) => {
            services.remove(State.key("merchant", mchid, service_id))
          })
        )
      ).pipe(Effect.provide(within({ stateFile })))
      assert.strictEqual(yield* Effect.provide(count, within({ stateFile })), some - 1)
    })
  )

  it.scopedLive(
    "a state file of another running simulator, or of another program, is rejected with an advice",
    () =>
      Effect.gen(function* () {
        const path = yield* folder
        const stateFile = join(path, "state.sqlite")
        yield* Layer.build(Simulator.layer({ stateFile }))
        const foreign = join(path, "foreign")
        writeFileSync(foreign, "This is no database. ".repeat(100))
        for (const wrong of [stateFile, foreign, join(path, "missing", "state.sqlite")]) {
          const error = yield* Effect.flip(Layer.build(Simulator.layer({ stateFile: wrong })))
          assert.instanceOf(error, StateFileError.StateFileError)
          assert.include(error.message, wrong)
          assert.match(error.message, /Use a file that no other simulator has open/)
        }
      })
  )
})
