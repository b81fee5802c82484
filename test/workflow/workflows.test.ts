/** What workflows store: names that must not change, no personal data, failures that tell what happened. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { SqlClient } from "@effect/sql"
import { assert, describe, it, layer } from "@effect/vitest"
import type { WorkflowEngine } from "@effect/workflow"
import { FacePayment, OfflineContractFlow, OfflineTransaction } from "@effect-wechatpay/facepay"
import { ServiceOrder } from "@effect-wechatpay/payscore"
import { Faults, Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { SqlMigrations, SqlOperationRecords } from "@effect-wechatpay/sql"
import { UndiciHttpClient } from "@effect-wechatpay/undici"
import {
  ActivityFailure,
  Deduction,
  PayscoreOrder,
  ProfitSharing,
  Runners,
  WorkflowDelays
} from "@effect-wechatpay/workflow"
import { Cause, Effect, Exit, Layer, Option, Schedule } from "effect"
import * as Sqlite from "../support/sqlite.js"
import * as Orders from "./orders.js"
import { execute } from "./processes/execute.js"
import type { Command, Details } from "./processes/protocol.js"
import { App, services, workflows } from "./processes/services.js"

const { appid, mchid, openid, serviceId: service_id, subMchid: sub_mchid } = Samples
const { act } = Simulator

const details = new Map<string, Details>()
const results = new Map<string, string>()

/** How often the application fails before it responds, by number. */
const failures = new Map<string, number>()

const app = Layer.succeed(App, {
  find: (no) =>
    Effect.suspend(() => {
      const left = failures.get(no) ?? 0
      failures.set(no, left - 1)
      return left > 0 ? Effect.die("the database does not respond") : Effect.fromNullable(details.get(no))
    }),
  slow: () => Effect.void,
  ended: (no, result) => Effect.sync(() => results.set(no, JSON.stringify(result)))
})

const quick = Layer.mergeAll(
  Layer.succeed(WorkflowDelays.WorkflowDelays, {
    retry: () => "50 millis",
    polling: () => "200 millis",
    inService: () => "1 minute",
    busy: Schedule.compose(Schedule.spaced("50 millis"), Schedule.recurs(40))
  }),
  Layer.succeed(OfflineContractFlow.ContractSchedules, {
    polling: Schedule.spaced("20 millis"),
    repeating: Schedule.fromDelays("10 millis")
  })
)

const records = SqlOperationRecords.layer().pipe(Layer.provide(SqlMigrations.layer))

const runner = workflows.pipe(
  Layer.provide([services.pipe(Layer.provide(app)), quick, records]),
  Layer.provideMerge(Runners.layerSingle({ entityMessagePollInterval: "100 millis" })),
  Layer.provideMerge(Sqlite.layerSqlite),
  Layer.provideMerge(Layer.merge(Simulator.layerClient(), Simulator.layerV2Client())),
  Layer.provideMerge(Simulator.layerServer({ keepCalls: 5_000 })),
  Layer.provideMerge(UndiciHttpClient.layer())
)

/** Carries an order to its end. */
const run = (order: Orders.Order) =>
  Effect.gen(function* () {
    const { actions, no, result, start } = order
    const engine = yield* Effect.context<WorkflowEngine.WorkflowEngine>()
    const send = (command: Command) =>
      command._tag === "Store" ? Effect.void : Effect.asVoid(Effect.provide(execute(command), engine))
    details.set(no, order.details)
    yield* send(start)
    yield* Effect.gen(function* () {
      for (const action of actions) {
        yield* Effect.sleep("600 millis")
        yield* Effect.retry(action(send), Schedule.spaced("100 millis"))
      }
    }).pipe(Effect.forkDaemon)
    const stored = yield* Effect.suspend(() => Effect.fromNullable(results.get(no))).pipe(
      Effect.retry(Schedule.spaced("50 millis")),
      Effect.timeoutFail({ duration: "15 seconds", onTimeout: () => ({ _tag: "TooLate", no }) as const })
    )
    assert.include(stored, result, no)
  })

interface Row {
  readonly entity_type: string
  readonly tag: string
  readonly payload: string
}

const messages = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql<Row>`SELECT entity_type, tag, payload FROM cluster_messages`
)

const nameOf = ({ payload }: Row): string => (JSON.parse(payload) as { readonly name: string }).name

/** Names of activities and of deferreds, by workflow. */
const storedNames = Effect.map(messages, (rows) => {
  const found = new Map<string, { activities: Set<string>; deferreds: Set<string> }>()
  for (const row of rows) {
    const [, workflow = ""] = row.entity_type.split("Workflow/")
    if (!workflow.startsWith("wechatpay.")) continue
    const names = found.get(workflow) ?? { activities: new Set(), deferreds: new Set() }
    found.set(workflow, names)
    if (row.tag === "activity") names.activities.add(nameOf(row))
    if (row.tag === "deferred" && !nameOf(row).startsWith("DurableClock/")) names.deferreds.add(nameOf(row))
  }
  return Object.fromEntries(
    [...found]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([workflow, { activities, deferreds }]) => [
        workflow,
        // The activity of a failure is one for all workflows; another test has one.
        [[...activities, "failed"].sort(), [...deferreds].sort()]
      ])
  )
})

/** The schema of what is stored: a name that changes here is an order that is carried out twice. */
const names = {
  "wechatpay.Deduction": [["ended", "facepay.deduct", "facepay.reconcile", "failed"], []],
  "wechatpay.FaceSale": [["ended", "facepay.aboutToPay", "facepay.pay", "failed"], []],
  "wechatpay.Payment": [
    ["ended", "failed", "pay.close", "pay.end"],
    ["closed", "paid"]
  ],
  "wechatpay.PayscoreOrder": [
    [
      "ended",
      "failed",
      "payscore.cancel",
      "payscore.cancelUnconfirmed",
      "payscore.complete",
      "payscore.confirmation",
      "payscore.create",
      "payscore.end",
      "payscore.rejected",
      "payscore.service"
    ],
    ["confirmed", "decided", "ended"]
  ],
  "wechatpay.ProfitSharing": [
    [
      "failed",
      "profitSharing.create",
      "profitSharing.end",
      "profitSharing.unfreeze",
      "profitSharing.unfrozen"
    ],
    ["ended"]
  ],
  "wechatpay.Refund": [["ended", "failed", "refund.create", "refund.end"], ["ended"]],
  "wechatpay.Transfer": [
    ["ended", "failed", "transfer.cancel", "transfer.create", "transfer.end"],
    ["cancelled", "ended"]
  ]
}

const payscoreKey = (out_order_no: string) => ({ mchid, appid, service_id, out_order_no })

describe("workflows", () => {
  layer(runner, { excludeTestServices: true, timeout: "30 seconds" })((it) => {
    it.effect(
      "the names of activities and deferreds are a schema, and no personal data is stored",
      () =>
        Effect.gen(function* () {
          yield* Orders.given
          const sql = yield* SqlClient.SqlClient
          /** Waits until the workflow of a service order has begun a wait. */
          const waiting = (out_order_no: string, name: string) =>
            Effect.flatMap(PayscoreOrder.workflow.executionId(payscoreKey(out_order_no)), (id) =>
              Effect.retry(
                Effect.filterOrFail(
                  sql`SELECT id FROM cluster_messages WHERE entity_id = ${id} AND payload LIKE ${`%"${name}"%`}`,
                  (rows) => rows.length > 0
                ),
                Schedule.spaced("50 millis")
              )
            )
          const order = Orders.payscoreOrder("ORDER_1")
          const made = yield* Effect.all([
            Effect.succeed({
              ...order,
              // The user pays when the workflow waits for it.
              actions: order.actions.map(
                (action, index): Orders.Action =>
                  index === 3
                    ? (send) => Effect.andThen(waiting("ORDER_1", "payscore.end/0"), action(send))
                    : action
              )
            }),
            Effect.succeed(Orders.payscoreOrder("ORDER_2", {}, "cancel")),
            Orders.faceSale("SALE_01"),
            Orders.deduction("MEAL_01"),
            Orders.deduction("MEAL_02"),
            Orders.refund("REFUND_1"),
            Orders.payment("PAYMENT_1"),
            Orders.payment("PAYMENT_2", {}, true),
            Effect.succeed(Orders.transfer("TRANSFER1")),
            Effect.succeed(Orders.transfer("TRANSFER2", {}, true)),
            Orders.share("SHARE_1")
          ])
          // A deduction whose responses get lost is queried by another activity.
          const { faults } = yield* Simulator.Simulator
          yield* faults.inject(Faults.accepted({ effect: true }), {
            endpoint: OfflineTransaction.deduct,
            when: ({ body }) => new TextDecoder().decode(body).includes("MEAL_02"),
            times: 2
          })
          yield* faults.inject(Faults.systemError(), {
            endpoint: OfflineTransaction.query,
            when: ({ target }) => target.includes("MEAL_02"),
            times: 10
          })
          yield* Effect.forEach(made, run, { concurrency: 4 })
          // The application has the result of a share before the rest is unfrozen.
          const share = made.find(({ no }) => no === "SHARE_1")?.start
          assert(share?._tag === "Share")
          yield* ProfitSharing.workflow.execute(share.payload)

          // Nobody confirms the third order in time, and somebody cancels the fourth one in the merchant platform.
          const late = { ...payscoreKey("ORDER_3"), confirm_within: 0 }
          assert.strictEqual((yield* PayscoreOrder.workflow.execute(late)).state, "Cancelled")
          const cancelled = payscoreKey("ORDER_4")
          yield* PayscoreOrder.start(cancelled)
          yield* Effect.retry(
            act(Payscore.confirm({ mchid, out_order_no: "ORDER_4" }, openid)),
            Schedule.spaced("50 millis")
          )
          yield* PayscoreOrder.notify({ ...cancelled, state: "DOING" })
          yield* waiting("ORDER_4", "payscore.service/0")
          yield* ServiceOrder.cancel({ out_order_no: "ORDER_4", appid, service_id, reason: "by hand" })
          yield* PayscoreOrder.decide(cancelled, "complete")
          assert.strictEqual((yield* PayscoreOrder.workflow.execute(cancelled)).state, "Cancelled")
          yield* PayscoreOrder.notify({ ...cancelled, state: "DONE" })
          // And the fifth one is ended there, of which a notification tells.
          const byHand = payscoreKey("ORDER_5")
          yield* PayscoreOrder.start(byHand)
          yield* Effect.retry(
            act(Payscore.confirm({ mchid, out_order_no: "ORDER_5" }, openid)),
            Schedule.spaced("50 millis")
          )
          yield* PayscoreOrder.notify({ ...byHand, state: "DOING" })
          yield* waiting("ORDER_5", "payscore.service/0")
          yield* ServiceOrder.cancel({ out_order_no: "ORDER_5", appid, service_id, reason: "by hand" })
          yield* PayscoreOrder.notify({ ...byHand, state: "REVOKED" })
          assert.strictEqual((yield* PayscoreOrder.workflow.execute(byHand)).state, "Cancelled")

          const stored = yield* storedNames
          assert.deepStrictEqual(stored, names as never)
          const page = readFileSync(fileURLToPath(new URL("../../docs/workflow.md", import.meta.url)), "utf8")
          for (const [workflow, [activities, deferreds]] of Object.entries(names)) {
            const row = page.split("\n").find((line) => line.startsWith(`| \`${workflow}\` |`)) ?? ""
            const [, , first = "", second = ""] = row.split("|")
            const namesIn = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name).sort()
            assert.deepStrictEqual(
              [namesIn(first), namesIn(second)],
              [activities, deferreds] as never,
              workflow
            )
          }

          const everything = JSON.stringify([
            yield* sql`SELECT * FROM cluster_messages`,
            yield* sql`SELECT * FROM cluster_replies`
          ])
          const personal = [openid, "1900000001", ...made.flatMap(({ details: { code } }) => code ?? [])]
          // Numbers of payments begin with 42, and are stored.
          const secret = personal.filter((text) => !/^42\d+$/.test(text))
          assert.isAbove(secret.length, 5)
          for (const text of secret) assert.notInclude(everything, text)
        }),
      60_000
    )

    it.effect(
      "a rejection ends a workflow with a failure that tells what happened, also when it is asked again",
      () =>
        Effect.gen(function* () {
          details.set("MEAL_03", { code: "WRONG" })
          const order = { mchid, sub_mchid, out_trade_no: "MEAL_03", business_product_id: 2 } as const
          for (const _ of [1, 2]) {
            const exit = yield* Effect.exit(Deduction.workflow.execute(order))
            const failure = Exit.isFailure(exit) ? Cause.failureOption(exit.cause) : Option.none()
            assert(Option.isSome(failure))
            assert.instanceOf(failure.value, ActivityFailure.ActivityFailure)
            const { activity, isRetried, outcome } = failure.value
            assert.deepStrictEqual(
              { activity, isRetried, outcome },
              { activity: "facepay.deduct", isRetried: false, outcome: "Refused" }
            )
          }
          assert.strictEqual(yield* Orders.callCount(OfflineTransaction.deduct, "MEAL_03"), 1)
          assert.include(results.get("MEAL_03"), "the operation did not happen")
          const stored = (yield* messages).filter((row) => row.tag === "activity" && nameOf(row) === "failed")
          assert.strictEqual(stored.length, 1)
        })
    )

    it.effect("an application that fails is asked again, and a sale that it cannot load is not paid", () =>
      Effect.gen(function* () {
        const refund = yield* Orders.refund("REFUND_2")
        failures.set("REFUND_2", 2)
        yield* run(refund)
        const [first, second] = yield* Effect.all([Orders.faceSale("SALE_02"), Orders.faceSale("SALE_03")])
        failures.set("SALE_02", 2)
        yield* run(first)
        failures.set("SALE_03", 4)
        yield* run({ ...second, result: '"NotSent"' })
        assert.strictEqual(yield* Orders.callCount(FacePayment.pay, "SALE_03"), 0)
      })
    )

    it.effect(
      "a notification inside a transaction wakes the workflow, and does not wait for the commit",
      () =>
        Effect.gen(function* () {
          const order = payscoreKey("ORDER_7")
          const sql = yield* SqlClient.SqlClient
          yield* PayscoreOrder.start(order)
          yield* Effect.retry(
            act(Payscore.confirm({ mchid, out_order_no: "ORDER_7" }, openid)),
            Schedule.spaced("50 millis")
          )
          yield* sql.withTransaction(PayscoreOrder.notify({ ...order, state: "DOING" }))
          yield* sql.withTransaction(PayscoreOrder.decide(order, "cancel"))
          assert.strictEqual((yield* PayscoreOrder.workflow.execute(order)).state, "Cancelled")
        })
    )
  })

  it.scopedLive("a workflow without operation records does not start", () =>
    Effect.gen(function* () {
      const without = PayscoreOrder.layer.pipe(
        Layer.provide(services.pipe(Layer.provide(app))),
        Layer.provide(Runners.layerSingle()),
        Layer.provide(Sqlite.layerSqlite),
        Layer.provide(Simulator.layerClient()),
        Layer.provide(Simulator.layer())
      )
      const error = yield* Effect.flip(Layer.build(without))
      assert.include(String(error), "OperationRecords")
    })
  )
})
