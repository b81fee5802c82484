/** Service orders, request by request: which request follows which response, what is reported, and what is known of it. */
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords, Retry, type WechatPayClient } from "@effect-wechatpay/core"
import { OrderFlow, PartnerServiceOrderFlow, ServiceOrderFlow } from "@effect-wechatpay/payscore"
import { DateTime, Effect, Exit, Fiber, Schedule, TestClock } from "effect"
import { agree } from "../../packages/payscore/src/internal/orderTerms.js"
import { errorOf, valueOf } from "../support/exits.js"
import { walk } from "../support/requests.js"
import { fault, merchant, type Response, response } from "../support/scripted.js"

const key = {
  out_order_no: "ORDER1",
  appid: "wxd678efh567hg6787",
  service_id: "2002000000000558128851361561536"
}
const notify_url = "https://merchant.example.com/notify"
const terms = {
  service_introduction: "power bank",
  time_range: { start_time: "OnAccept" },
  risk_fund: { name: "DEPOSIT", amount: 10_000 },
  notify_url
} as const
const input = { ...key, ...terms }
const items = { post_payments: [{ name: "rental", amount: 400 }] } as const
const completion = { ...key, ...items, time_range: { end_time: "20301231120000" } }
const cancellation = { ...key, reason: "waived" }
const report = {
  ...key,
  type: "Order_Paid",
  detail: { paid_time: "20240102120000" }
} as const

const fields = {
  ...key,
  mchid: merchant.mchid,
  service_introduction: "power bank",
  notify_url,
  order_id: "1"
}
const order = (state: string, changes: object = {}) =>
  response(200, {
    ...fields,
    time_range: { start_time: "OnAccept" },
    risk_fund: terms.risk_fund,
    state,
    ...changes
  })
const awaiting = order("CREATED")
const created = order("CREATED", { package: "package" })
const inService = order("DOING", { state_description: "USER_CONFIRM", openid: "user" })
const collectingTotal = (total_amount: number) =>
  order("DOING", {
    state_description: "MCH_COMPLETE",
    total_amount,
    openid: "user",
    collection: { state: "USER_PAYING", total_amount, paying_amount: total_amount, paid_amount: 0 }
  })
const collecting = collectingTotal(400)
const paidBy = (...paid_types: ReadonlyArray<string>) =>
  order("DONE", {
    total_amount: 400,
    openid: "user",
    collection: {
      state: "USER_PAID",
      total_amount: 400,
      paying_amount: 0,
      paid_amount: 400,
      details: paid_types.map((paid_type, index) => ({
        seq: index + 1,
        amount: 400,
        paid_type,
        paid_time: "20240102120000"
      }))
    }
  })
const paid = paidBy("NEWTON")
const undetailed = order("DONE", {
  total_amount: 400,
  openid: "user",
  collection: { state: "USER_PAID", total_amount: 400, paying_amount: 0, paid_amount: 400 }
})
const free = order("DONE", { need_collection: false, openid: "user" })
const cancelled = order("REVOKED")
const expired = order("EXPIRED")
const strange = order("NEW")
const accepted = response(200, { ...fields })
const completed = collecting

/** It says nothing, and not only for a moment. */
const unsigned = { ...response(200, {}), signed: false }
const missing = response(404, { code: "ORDER_NOT_EXIST", message: "m" })
const broken = response(500, { code: "SYSTEM_ERROR", message: "m" })
const limited = response(429, { code: "FREQUENCY_LIMITED", message: "m" })
const rejected = response(400, { code: "PARAM_ERROR", message: "m" })
const mismatch = response(400, { code: "INVALID_REQUEST", message: "m" })
const charging = response(
  400,
  { code: "INVALID_ORDER_STATE", message: "m" },
  { "request-id": "08F5B8C2-0-271316754" }
)
const notSent = fault("ECONNREFUSED", "connect")

const repeated = <A extends ReadonlyArray<unknown>>(count: number, ...values: A): Array<A[number]> =>
  Array.from({ length: count }, () => values).flat()

/** Requests by their names; the client sends nothing a second time by itself. */
const run = <A, E>(
  program: Effect.Effect<A, E, WechatPayClient.WechatPayClient>,
  responses: ReadonlyArray<Response | Error>,
  step?: `${number} seconds`
) =>
  Effect.map(walk(Retry.none(program), responses, step), ({ requests, ...rest }) => ({
    ...rest,
    targets: requests,
    requests: requests.map((each) =>
      each.startsWith("GET") ? "query" : /\/([a-z]+)$/.exec(each)?.[1]?.replace("serviceorder", "create")
    )
  }))

const tagOf = <A extends { readonly state: { readonly _tag: string } }, E>(exit: Exit.Exit<A, E>) =>
  valueOf(exit).state._tag

describe("a service order, request by request", () => {
  it.effect(
    "ServiceOrderFlow.create repeats the request for its package while the order awaits its user",
    () =>
      Effect.gen(function* () {
        const create = ServiceOrderFlow.create(input)
        const once = yield* run(create, [created])
        assert.deepStrictEqual(once.requests, ["create"])
        assert.strictEqual(valueOf(once.exit).package, "package")
        for (const [first, seen] of [
          [broken, awaiting],
          [broken, missing],
          [unsigned, awaiting]
        ] as const) {
          const { exit, requests } = yield* run(create, [first, seen, created])
          assert.deepStrictEqual(requests, ["create", "query", "create"])
          assert.strictEqual(valueOf(exit).package, "package")
        }
        const unsent = yield* run(create, [notSent, limited, created])
        assert.deepStrictEqual(unsent.requests, ["create", "create", "create"])
        const final = yield* run(create, [rejected, missing])
        assert.deepStrictEqual(final.requests, ["create", "query"])
        assert.deepInclude(errorOf(final.exit), { _tag: "ParamError", outcome: "Refused" })
        const waits = yield* run(create, [rejected, awaiting])
        assert.deepStrictEqual(waits.requests, ["create", "query"])
        assert.deepInclude(errorOf(waits.exit), { _tag: "ParamError", outcome: "Refused" })
        const six = yield* run(create, repeated(6, broken, missing))
        assert.deepStrictEqual(six.requests, repeated(6, "create", "query"))
        assert.deepInclude(errorOf(six.exit), { _tag: "SystemError", outcome: "Unknown" })
        assert.isAtLeast(six.seconds, 48)
        const never = yield* run(create, [notSent])
        assert.deepStrictEqual(never.requests, repeated(6, "create"))
        assert.deepInclude(errorOf(never.exit), { outcome: "NotSent" })
        const later = yield* run(create, [broken, missing, rejected, missing])
        assert.deepInclude(errorOf(later.exit), { _tag: "ParamError", outcome: "Unknown" })
        const unseen = yield* run(create, [rejected, rejected])
        assert.deepInclude(errorOf(unseen.exit), { _tag: "ParamError", outcome: "Unknown" })
      })
  )

  it.effect(
    "ServiceOrderFlow.create takes an order of its number for its own only if nothing contradicts",
    () =>
      Effect.gen(function* () {
        const create = ServiceOrderFlow.create(input)
        // The order of another user may look the same: the repetition tells.
        const resumed = yield* run(create, [broken, inService, rejected, inService])
        assert.deepStrictEqual(resumed.requests, ["create", "query", "create", "query"])
        assert.strictEqual(tagOf(resumed.exit), "InService")
        assert.isUndefined(valueOf(resumed.exit).package)
        const taken = yield* run(create, [order("CREATED"), inService])
        assert.deepStrictEqual(taken.requests, ["create", "query"])
        assert.strictEqual(tagOf(taken.exit), "InService")
        const conflict = (
          outcome: "Refused" | "Unknown",
          responses: ReadonlyArray<Response>,
          program = create
        ) =>
          Effect.map(run(program, responses), ({ exit }) =>
            assert.deepInclude(errorOf(exit), { _tag: "UnexpectedOrderState", operation: "create", outcome })
          )
        yield* conflict("Refused", [mismatch, inService])
        yield* conflict("Unknown", [broken, inService, mismatch, inService])
        yield* conflict("Refused", [order("CREATED", { package: "p", service_introduction: "scooter" })])
        const scooter = { state_description: "USER_CONFIRM", service_introduction: "scooter" }
        yield* conflict("Refused", [rejected, order("DOING", scooter)])
        const without = ServiceOrderFlow.create({
          ...input,
          risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 10_000 },
          need_user_confirm: false,
          openid: "user"
        })
        const risk_fund = { name: "ESTIMATE_ORDER_COST", amount: 10_000 }
        const own = order("DOING", { state_description: "USER_CONFIRM", openid: "user", risk_fund })
        const lost = yield* run(without, [broken, own])
        assert.deepStrictEqual(lost.requests, ["create", "query"])
        assert.strictEqual(tagOf(lost.exit), "InService")
        yield* conflict("Unknown", [broken, order("DOING", { openid: "other", risk_fund })], without)
        const still = yield* run(without, [order("CREATED", { package: "p", risk_fund })])
        const error = errorOf(still.exit)
        assert.deepInclude(error, { _tag: "UnexpectedOrderState", snapshot: "AwaitingConfirmation" })
        assert.include(error.message, "without confirmation")
      })
  )

  it("two orders agree unless a member of both differs; items only before the completion", () => {
    const said = {
      service_introduction: "a",
      openid: "u",
      sub_openid: "s",
      attach: "t",
      risk_fund: { name: "DEPOSIT", amount: 1 },
      location: { start_location: "l" },
      time_range: { start_time: "20240102" },
      post_payments: [
        { name: "p", amount: 1, count: 1 },
        { name: "q", amount: 2 }
      ],
      post_discounts: [{ name: "d", amount: 1, count: 1 }]
    }
    const found = { ...said, state: "CREATED" }
    assert.isTrue(agree(said, found))
    assert.isTrue(agree({}, found))
    assert.isTrue(agree(said, { state: "CREATED" }))
    const head = said.post_payments.slice(0, 1)
    const differences: ReadonlyArray<object> = [
      { service_introduction: "b" },
      { openid: "v" },
      { sub_openid: "v" },
      { attach: "v" },
      { risk_fund: { name: "ADVANCE", amount: 1 } },
      { risk_fund: { name: "DEPOSIT", amount: 2 } },
      { location: { start_location: "m" } },
      { time_range: { start_time: "20240103" } }
    ]
    const ofItems: ReadonlyArray<object> = [
      { post_payments: head },
      { post_payments: [...head, { name: "r", amount: 2 }] },
      { post_payments: [...head, { name: "q", amount: 3 }] },
      { post_payments: [{ name: "p", amount: 1, count: 2 }, said.post_payments[1]] },
      { post_discounts: [{ name: "e", amount: 1, count: 1 }] },
      { post_discounts: [] }
    ]
    for (const change of [...differences, ...ofItems]) {
      assert.isFalse(agree(said, { ...found, ...change }), JSON.stringify(change))
      const confirmed = { ...found, ...change, state: "DOING", state_description: "USER_CONFIRM" }
      assert.isFalse(agree(said, confirmed), JSON.stringify(change))
    }
    for (const change of ofItems) assert.isTrue(agree(said, { ...found, ...change, state: "REVOKED" }))
    for (const change of differences) assert.isFalse(agree(said, { ...found, ...change, state: "REVOKED" }))
    // It becomes the time of the confirmation.
    const onAccept = { ...said, time_range: { start_time: "OnAccept" } }
    assert.isTrue(agree(onAccept, found))
    assert.isFalse(agree(said, { ...found, time_range: { start_time: "OnAccept" } }))
  })

  it.effect(
    "ServiceOrderFlow.cancel reports the order after the request, and waits while the user is charged",
    () =>
      Effect.gen(function* () {
        const cancel = ServiceOrderFlow.cancel(cancellation)
        for (const [seen, tag] of [
          [cancelled, "Cancelled"],
          [expired, "Expired"],
          [free, "FinishedWithoutCollection"]
        ] as const) {
          const { exit, requests } = yield* run(cancel, [accepted, seen])
          assert.deepStrictEqual(requests, ["cancel", "query"])
          assert.strictEqual(tagOf(exit), tag)
        }
        const lost = yield* run(cancel, [broken, cancelled])
        assert.deepStrictEqual(lost.requests, ["cancel", "query", "query"])
        const again = yield* run(cancel, [broken, inService, accepted, cancelled])
        assert.deepStrictEqual(again.requests, ["cancel", "query", "cancel", "query"])
        const charged = yield* run(cancel, [charging, collecting, accepted, cancelled], "60 seconds")
        assert.deepStrictEqual(charged.requests, ["cancel", "query", "cancel", "query"])
        assert.isAtLeast(charged.seconds, 180)
        assert.isBelow(charged.seconds, 300)
        const always = yield* run(cancel, repeated(4, charging, collecting), "60 seconds")
        assert.deepStrictEqual(always.requests, repeated(4, "cancel", "query"))
        assert.deepInclude(errorOf(always.exit), { _tag: "InvalidOrderState", outcome: "Refused" })
        assert.isAtLeast(always.seconds, 540)
        const invalid = yield* run(ServiceOrderFlow.cancel({ ...key, reason: "" }), [accepted])
        assert.deepStrictEqual(invalid.requests, [])
        assert.deepInclude(errorOf(invalid.exit), { outcome: "NotSent" })
        const unknownNumber = yield* run(cancel, [missing])
        assert.deepInclude(errorOf(unknownNumber.exit), { _tag: "OrderNotExist", outcome: "Refused" })
      })
  )

  it.effect(
    "an operation that the state of the order forbids says so, and is Unknown if a request is open",
    () =>
      Effect.gen(function* () {
        const unexpected = (
          program: ReturnType<typeof ServiceOrderFlow.cancel>,
          responses: ReadonlyArray<Response>,
          expected: Pick<OrderFlow.UnexpectedOrderState, "operation" | "snapshot" | "outcome">,
          text: string
        ) =>
          Effect.map(run(program, responses), ({ exit }) => {
            const error = errorOf(exit)
            assert.deepInclude(error, { _tag: "UnexpectedOrderState", ...expected })
            assert.include(error.message, text)
          })
        const cancel = ServiceOrderFlow.cancel(cancellation)
        const cancelling = { operation: "cancel" } as const
        for (const first of [accepted, rejected]) {
          yield* unexpected(
            cancel,
            [first, paid],
            { ...cancelling, snapshot: "Paid", outcome: "Refused" },
            "it is paid: refund it instead"
          )
        }
        yield* unexpected(
          cancel,
          [broken, paid],
          { ...cancelling, snapshot: "Paid", outcome: "Unknown" },
          "it is paid"
        )
        yield* unexpected(
          cancel,
          [accepted, strange],
          { ...cancelling, snapshot: "Unknown", outcome: "Unknown" },
          "its state is unknown: query the order first"
        )
        yield* unexpected(
          cancel,
          [accepted, inService],
          { ...cancelling, snapshot: "InService", outcome: "Unknown" },
          "does not show it: query the order later"
        )
        const complete = ServiceOrderFlow.complete(completion)
        const completing = { operation: "complete" } as const
        yield* unexpected(
          complete,
          [rejected, collectingTotal(500)],
          { ...completing, snapshot: "Collecting", outcome: "Refused" },
          "completed with another total: modify the order"
        )
        yield* unexpected(
          complete,
          [rejected, free],
          { ...completing, snapshot: "FinishedWithoutCollection", outcome: "Refused" },
          "completed with another total"
        )
        // The completion was accepted: somebody may have modified the order since.
        yield* unexpected(
          complete,
          [accepted, collectingTotal(500)],
          { ...completing, snapshot: "Collecting", outcome: "Unknown" },
          "completed with another total: modify the order"
        )
        for (const [seen, snapshot] of [
          [cancelled, "Cancelled"],
          [expired, "Expired"]
        ] as const) {
          yield* unexpected(
            complete,
            [rejected, seen],
            { ...completing, snapshot, outcome: "Refused" },
            "nothing can be collected for the order: query the order first"
          )
        }
        for (const seen of [inService, awaiting]) {
          const { exit } = yield* run(complete, [rejected, seen])
          assert.deepInclude(errorOf(exit), { _tag: "ParamError", outcome: "Refused" })
        }
        const sync = ServiceOrderFlow.sync(report)
        const syncing = { operation: "sync", snapshot: "Paid", outcome: "Refused" } as const
        for (const seen of [paid, paidBy("MCH", "NEWTON")]) {
          yield* unexpected(sync, [rejected, seen], syncing, "collected it: refund one of the two payments")
        }
        for (const seen of [paidBy(), undetailed]) {
          yield* unexpected(sync, [rejected, seen], syncing, "does not say where it was paid: look for the")
        }
        yield* unexpected(
          sync,
          [rejected, cancelled],
          { ...syncing, snapshot: "Cancelled" },
          "nothing is collected for the order: query the order first"
        )
        for (const seen of [collecting, inService, awaiting]) {
          const { exit } = yield* run(sync, [rejected, seen])
          assert.deepInclude(errorOf(exit), { _tag: "ParamError", outcome: "Refused" })
        }
      })
  )

  it.effect(
    "ServiceOrderFlow.complete and sync report the order after the request, or after a lost response",
    () =>
      Effect.gen(function* () {
        const complete = ServiceOrderFlow.complete(completion)
        for (const seen of [collecting, paid]) {
          const once = yield* run(complete, [completed, seen])
          assert.deepStrictEqual(once.requests, ["complete", "query"])
          assert.isTrue(Exit.isSuccess(once.exit))
          const lost = yield* run(complete, [broken, seen])
          assert.deepStrictEqual(lost.requests, ["complete", "query", "query"])
          assert.isTrue(Exit.isSuccess(lost.exit))
        }
        const nothing = { ...completion, post_payments: [{ name: "rental", amount: 0 }] }
        const done = yield* run(ServiceOrderFlow.complete(nothing), [broken, free])
        assert.strictEqual(tagOf(done.exit), "FinishedWithoutCollection")
        // A given total stands, because an item without an amount makes the sum too low.
        const unpriced = [{ name: "rental", description: "1元/1小时" }]
        const priced = { ...completion, post_payments: unpriced, total_amount: 400 }
        const given = yield* run(ServiceOrderFlow.complete(priced), [broken, collecting])
        assert.strictEqual(tagOf(given.exit), "Collecting")
        const synced = yield* run(ServiceOrderFlow.sync(report), [
          broken,
          collecting,
          paidBy("MCH"),
          paidBy("MCH")
        ])
        assert.deepStrictEqual(synced.requests, ["sync", "query", "sync", "query"])
        assert.strictEqual(tagOf(synced.exit), "Paid")
      })
  )

  it.effect(
    "a query that fails after a request leaves its outcome unknown; one that failed for a moment is repeated",
    () =>
      Effect.gen(function* () {
        const cancel = ServiceOrderFlow.cancel(cancellation)
        for (const first of [accepted, broken, rejected]) {
          const { exit, requests } = yield* run(cancel, [first, rejected])
          assert.deepStrictEqual(requests, ["cancel", "query"])
          assert.deepInclude(errorOf(exit), { _tag: "ParamError", outcome: "Unknown" })
        }
        const later = yield* run(cancel, [accepted, broken, limited, cancelled])
        assert.deepStrictEqual(later.requests, ["cancel", "query", "query", "query"])
        const never = yield* run(cancel, [accepted, broken])
        assert.deepStrictEqual(never.requests, ["cancel", ...repeated(6, "query")])
        assert.isAtLeast(never.seconds, 48)
      })
  )

  it.effect(
    "ServiceOrderFlow queries by the number and its scope, at the advised times, until what it waits for",
    () =>
      Effect.gen(function* () {
        const confirmed = yield* run(ServiceOrderFlow.awaitConfirmation(input as typeof key), [
          awaiting,
          inService
        ])
        const query = new URL(`http://host${confirmed.targets[0]?.slice(4)}`).searchParams
        assert.deepStrictEqual(Object.fromEntries(query), key)
        assert.deepStrictEqual(confirmed.requests, ["query", "query"])
        assert.strictEqual(tagOf(confirmed.exit), "InService")
        const revoked = yield* run(ServiceOrderFlow.awaitConfirmation(key), [awaiting, cancelled])
        assert.strictEqual(tagOf(revoked.exit), "Cancelled")
        const slow = yield* run(
          ServiceOrderFlow.awaitFinal(key),
          [...repeated(7, collecting), paid],
          "60 seconds"
        )
        assert.lengthOf(slow.requests, 8)
        // 5 and 30 seconds, 1, 3, 5 and 10 minutes, and then every 30.
        assert.isAtLeast(slow.seconds, 1175 + 1800)
        assert.isAtMost(slow.seconds, 1175 + 1800 + 120)
        for (const seen of [paid, free, cancelled, expired, strange]) {
          const { requests } = yield* run(ServiceOrderFlow.awaitFinal(key), [inService, broken, seen])
          assert.lengthOf(requests, 3)
        }
        const wrong = yield* run(ServiceOrderFlow.awaitFinal(key), [rejected])
        assert.deepInclude(errorOf(wrong.exit), { _tag: "ParamError" })
        const partner = { out_order_no: "ORDER1", service_id: key.service_id, sub_mchid: "1900000109" }
        const { targets } = yield* run(PartnerServiceOrderFlow.awaitFinal(partner), [
          order("REVOKED", { sub_mchid: "1900000109" })
        ])
        const sent = new URL(`http://host${targets[0]?.slice(4)}`)
        assert.deepStrictEqual(Object.fromEntries(sent.searchParams), partner)
      })
  )

  const inMinutes = (minutes: number) =>
    Effect.flatMap(DateTime.now, (now) =>
      ServiceOrderFlow.awaitConfirmationOrCancel(cancellation, DateTime.add(now, { minutes }))
    )

  it.effect(
    "awaitConfirmationOrCancel reports what was confirmed in time, also if its queries had ended before",
    () =>
      Effect.gen(function* () {
        const early = yield* run(inMinutes(1), [awaiting, inService])
        assert.deepStrictEqual(early.requests, ["query", "query"])
        assert.strictEqual(tagOf(early.exit), "InService")
        const patient = Effect.provideService(inMinutes(1), OrderFlow.OrderSchedules, {
          polling: Schedule.stop,
          repeating: Schedule.stop,
          deduction: Schedule.stop
        })
        const last = yield* run(patient, [awaiting, inService])
        assert.deepStrictEqual(last.requests, ["query", "query"])
        assert.isAtLeast(last.seconds, 60)
        assert.isBelow(last.seconds, 80)
      })
  )

  const giveUp = Effect.provideService(inMinutes(1), OrderFlow.OrderSchedules, {
    polling: Schedule.stop,
    repeating: Schedule.fromDelays("1 second", "2 seconds", "5 seconds", "10 seconds", "30 seconds"),
    deduction: Schedule.fromDelays("3 minutes", "3 minutes", "3 minutes")
  })
  /** The first query waits for the user; the time passes; the rest is the cancellation. */
  const cancelling = (responses: ReadonlyArray<Response | Error>, program = giveUp) =>
    Effect.map(run(program, [awaiting, ...responses], "20 seconds"), ({ requests, seconds, ...rest }) => ({
      ...rest,
      requests: requests.slice(1),
      seconds: seconds - 60
    }))

  it.effect(
    "a cancellation whose response is lost is repeated while nobody confirmed, and waited out otherwise",
    () =>
      Effect.gen(function* () {
        for (const first of [broken, limited, notSent]) {
          const { exit, requests } = yield* cancelling([awaiting, first, awaiting, accepted, cancelled])
          assert.deepStrictEqual(requests, ["query", "cancel", "query", "cancel", "query"])
          assert.strictEqual(tagOf(exit), "Cancelled")
        }
        const gone = yield* cancelling([awaiting, broken, cancelled])
        assert.deepStrictEqual(gone.requests, ["query", "cancel", "query"])
        assert.strictEqual(tagOf(gone.exit), "Cancelled")
        assert.isBelow(gone.seconds, 60)
        // The user confirmed; the cancellation may still arrive, and WeChat Pay cancels confirmed orders too.
        const open = yield* cancelling([awaiting, broken, inService, inService])
        assert.strictEqual(tagOf(open.exit), "InService")
        assert.isAtLeast(open.seconds, 600)
        assert.isBelow(open.seconds, 700)
        assert.lengthOf(open.requests, 5)
        const confirmed = yield* cancelling([awaiting, rejected, inService])
        assert.strictEqual(tagOf(confirmed.exit), "InService")
        assert.isBelow(confirmed.seconds, 60)
        const charged = yield* cancelling([awaiting, charging, awaiting, accepted, cancelled])
        assert.deepStrictEqual(charged.requests, ["query", "cancel", "query", "cancel", "query"])
        assert.isAtLeast(charged.seconds, 180)
      })
  )

  it.effect("a cancellation that fails is Unknown after a request that may take effect, and only then", () =>
    Effect.gen(function* () {
      const outcomeOf = (...responses: ReadonlyArray<Response | Error>) =>
        Effect.map(cancelling(responses), ({ exit, requests }) => ({
          outcome: errorOf(exit).outcome,
          cancels: requests.filter((each) => each === "cancel").length
        }))
      assert.deepStrictEqual(yield* outcomeOf(rejected), { outcome: "Refused", cancels: 0 })
      assert.deepStrictEqual(yield* outcomeOf(awaiting, rejected, awaiting), {
        outcome: "Refused",
        cancels: 1
      })
      assert.deepStrictEqual(yield* outcomeOf(awaiting, rejected, rejected), {
        outcome: "Unknown",
        cancels: 1
      })
      assert.deepStrictEqual(yield* outcomeOf(awaiting, accepted, rejected), {
        outcome: "Unknown",
        cancels: 1
      })
      assert.deepStrictEqual(yield* outcomeOf(awaiting, broken, rejected), { outcome: "Unknown", cancels: 1 })
      assert.deepStrictEqual(yield* outcomeOf(awaiting, broken, awaiting, rejected, awaiting), {
        outcome: "Unknown",
        cancels: 2
      })
      assert.deepStrictEqual(yield* outcomeOf(...repeated(6, awaiting, broken), awaiting), {
        outcome: "Unknown",
        cancels: 6
      })
      assert.deepStrictEqual(yield* outcomeOf(...repeated(6, awaiting, notSent)), {
        outcome: "NotSent",
        cancels: 6
      })
      assert.deepStrictEqual(yield* outcomeOf(awaiting, broken, ...repeated(5, awaiting, notSent)), {
        outcome: "Unknown",
        cancels: 6
      })
      // The user confirmed, and the order cannot be queried after the cancellation can no longer arrive.
      const lost = yield* cancelling([awaiting, broken, inService, inService, rejected])
      assert.deepInclude(errorOf(lost.exit), { _tag: "ParamError", outcome: "Unknown" })
    })
  )

  it.effect("a cancellation that another process has sent is waited out before an order is reported", () =>
    Effect.gen(function* () {
      const records = yield* OperationRecords.makeMemory()
      const kept = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      const { appid, out_order_no, service_id } = key
      const hold = kept(
        OperationRecords.hold({ kind: "payscore.serviceOrder", number: [appid, service_id, out_order_no] })
      )
      const record = Effect.scoped(Effect.flatMap(hold, (held) => held.record))
      const sentCancel = Effect.scoped(Effect.flatMap(hold, (held) => held.sending("cancel")))
      const noneOpen = Effect.scoped(Effect.flatMap(hold, (held) => held.responded()))
      const waited = <A, E>(
        program: Effect.Effect<A, E, WechatPayClient.WechatPayClient>,
        responses: ReadonlyArray<Response>
      ) =>
        Effect.gen(function* () {
          yield* sentCancel
          yield* TestClock.adjust("4 minutes")
          const walked = yield* run(kept(program), responses, "20 seconds")
          yield* noneOpen
          return walked
        })

      const confirmed = yield* waited(ServiceOrderFlow.awaitConfirmation(key), [inService])
      assert.strictEqual(tagOf(confirmed.exit), "InService")
      assert.isAtLeast(confirmed.seconds, 360)
      assert.isBelow(confirmed.seconds, 420)
      const gone = yield* waited(ServiceOrderFlow.awaitConfirmation(key), [inService, inService, cancelled])
      assert.strictEqual(tagOf(gone.exit), "Cancelled")
      assert.isBelow(gone.seconds, 100)
      const made = yield* waited(ServiceOrderFlow.create(input), [created, awaiting, inService])
      assert.strictEqual(tagOf(made.exit), "InService")
      assert.strictEqual(valueOf(made.exit).package, "package")
      assert.isAtLeast(made.seconds, 360)
      const done = yield* waited(ServiceOrderFlow.complete(completion), [completed, collecting])
      assert.isAtLeast(done.seconds, 360)
      assert.deepInclude(yield* record, { open: [], result: "Collecting" })
      const own = yield* waited(ServiceOrderFlow.cancel(cancellation), [accepted, cancelled])
      assert.isBelow(own.seconds, 60)
      assert.deepInclude(yield* record, { open: [], result: "Cancelled" })
      const before = yield* waited(giveUp, [awaiting, inService, inService])
      assert.strictEqual(tagOf(before.exit), "InService")
      assert.isAtLeast(before.seconds, 360)
      assert.deepInclude(yield* record, { open: [], result: "InService" })

      // Another request that is open changes nothing of this.
      yield* Effect.scoped(Effect.flatMap(hold, (held) => held.sending("complete")))
      const other = yield* run(kept(ServiceOrderFlow.awaitConfirmation(key)), [inService])
      assert.isBelow(other.seconds, 30)
      yield* noneOpen

      // The queries have ended, and the order still awaits its user.
      const ended = Effect.provideService(ServiceOrderFlow.awaitConfirmation(key), OrderFlow.OrderSchedules, {
        polling: Schedule.stop,
        repeating: Schedule.stop,
        deduction: Schedule.stop
      })
      const still = yield* run(kept(ended), [awaiting])
      assert.deepStrictEqual(still.requests, ["query"])
      assert.strictEqual(tagOf(still.exit), "AwaitingConfirmation")

      // Nothing is open: one query more, for a cancellation of another process that has just ended.
      const none = yield* run(kept(ServiceOrderFlow.awaitConfirmation(key)), [inService, cancelled])
      assert.deepStrictEqual(none.requests, ["query", "query"])
      assert.strictEqual(tagOf(none.exit), "Cancelled")
      const final = yield* run(kept(ServiceOrderFlow.awaitConfirmation(key)), [cancelled])
      assert.deepStrictEqual(final.requests, ["query"])
    })
  )

  it.effect("an order that another process acts on is reported when that process has ended", () =>
    Effect.gen(function* () {
      const records = yield* OperationRecords.makeMemory()
      const kept = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      const { appid, out_order_no, service_id } = key
      const hold = kept(
        OperationRecords.hold({ kind: "payscore.serviceOrder", number: [appid, service_id, out_order_no] })
      )
      const acting = yield* Effect.fork(Effect.scoped(Effect.andThen(hold, Effect.sleep("15 seconds"))))
      yield* TestClock.adjust("1 seconds")
      const busy = yield* run(kept(ServiceOrderFlow.cancel(cancellation)), [accepted])
      assert.deepInclude(errorOf(busy.exit), { _tag: "OperationInProgress", outcome: "NotSent" })
      assert.deepStrictEqual(busy.requests, [])
      const { exit, requests } = yield* run(kept(ServiceOrderFlow.awaitConfirmation(key)), [inService])
      assert.strictEqual(tagOf(exit), "InService")
      assert.deepStrictEqual(requests, ["query", "query"])
      yield* Fiber.join(acting)
      const endless = yield* Effect.fork(Effect.scoped(Effect.andThen(hold, Effect.sleep("1 hour"))))
      yield* TestClock.adjust("1 seconds")
      const never = yield* run(kept(ServiceOrderFlow.awaitConfirmation(key)), [inService])
      assert.deepInclude(errorOf(never.exit), { _tag: "OperationInProgress" })
      assert.isAtLeast(never.seconds, 48)
      assert.isAtMost(never.seconds, 120)
      yield* Fiber.interrupt(endless)
      let reads = 0
      const unreadable = OperationRecords.make({
        acquire: () =>
          Effect.suspend(() => {
            reads++
            return new OperationRecords.StoreError({ problem: "down" })
          }),
        save: () => Effect.succeed(true),
        release: () => Effect.void
      })
      const down = yield* run(
        Effect.provideService(
          ServiceOrderFlow.awaitConfirmation(key),
          OperationRecords.OperationRecords,
          unreadable
        ),
        [inService]
      )
      assert.deepInclude(errorOf(down.exit), { _tag: "RecordsUnavailable", outcome: "NotSent" })
      assert.strictEqual(reads, 1)
      // What was rejected is not open; what may take effect stays so.
      const openAfter = (responses: ReadonlyArray<Response>) =>
        Effect.gen(function* () {
          yield* run(kept(ServiceOrderFlow.cancel(cancellation)), responses)
          const { open } = yield* Effect.scoped(Effect.flatMap(hold, (held) => held.record))
          return open.map(({ request }) => request)
        })
      assert.deepStrictEqual(yield* openAfter([rejected, inService]), [])
      assert.deepStrictEqual(yield* openAfter([broken, inService, rejected, inService]), ["cancel"])
      assert.deepStrictEqual(yield* openAfter([accepted, cancelled]), [])
      // The second cancellation was rejected, and the first one may still arrive.
      yield* run(kept(giveUp), [awaiting, awaiting, broken, awaiting, rejected, awaiting], "20 seconds")
      const lost = yield* Effect.scoped(Effect.flatMap(hold, (held) => held.record))
      assert.deepStrictEqual(
        lost.open.map(({ request }) => request),
        ["cancel"]
      )
      yield* Effect.scoped(Effect.flatMap(hold, (held) => held.responded()))
      yield* run(kept(ServiceOrderFlow.create(input)), repeated(6, broken, missing))
      yield* run(kept(ServiceOrderFlow.complete(completion)), repeated(6, broken, inService))
      yield* run(kept(ServiceOrderFlow.sync(report)), repeated(6, broken, collecting))
      const left = yield* Effect.scoped(Effect.flatMap(hold, (held) => held.record))
      assert.sameMembers(
        left.open.map(({ request }) => request),
        ["create", "complete", "sync"]
      )
      yield* Effect.scoped(Effect.flatMap(hold, (held) => held.responded()))
      yield* run(kept(giveUp), [awaiting, awaiting, rejected, awaiting], "20 seconds")
      const { open } = yield* Effect.scoped(Effect.flatMap(hold, (held) => held.record))
      assert.deepStrictEqual(open, [])
    })
  )
})
