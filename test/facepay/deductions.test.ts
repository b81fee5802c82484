/** Deductions from face contracts, request by request: which request follows which response, what is reported, and when it is final. */
import { assert, describe, it } from "@effect/vitest"
import { OperationRecords, Retry, type WechatPayClient } from "@effect-wechatpay/core"
import { OfflineContractFlow } from "@effect-wechatpay/facepay"
import { DateTime, type Duration, Effect, Exit, Option, Redacted, Schedule, TestClock } from "effect"
import { errorOf, valueOf } from "../support/exits.js"
import { walk } from "../support/requests.js"
import { fault, merchant, type Response, response } from "../support/scripted.js"

const { mchid: sp_mchid } = merchant
const sub_mchid = "1900000109"
const key = { out_trade_no: "MEAL1", sp_mchid, sub_mchid, business_product_id: 2 } as const
const input = {
  auth_code: "code",
  out_trade_no: "MEAL1",
  sp_appid: "wxd678efh567hg6787",
  sp_mchid,
  sub_mchid,
  amount: { total: 850, currency: "CNY" },
  description: "午餐",
  attach: "canteen",
  business: { business_product_id: 2, business_scene_id: 3 }
} as const

const transaction = (trade_state: string | undefined, changes: object = {}) =>
  response(200, {
    sp_appid: "wxd678efh567hg6787",
    sp_mchid,
    sub_mchid,
    out_trade_no: "MEAL1",
    amount: { total: 850, currency: "CNY" },
    description: "午餐",
    attach: "canteen",
    trade_state,
    ...changes
  })
const paid = transaction("SUCCESS", { transaction_id: "42" })
const declined = transaction("PAYERROR", { error_type: "NOTENOUGH" })
const pending = transaction("USERPAYING")
const strange = transaction("NEW")
/** It says nothing, and not only for a moment. */
const unverifiable = { ...response(200, {}, { "request-id": "REQUEST-2" }), signed: false }
const missing = response(404, { code: "ORDER_NOT_EXIST", message: "m" })
const broken = response(500, { code: "SYSTEM_ERROR", message: "m" }, { "request-id": "REQUEST-1" })
const limited = response(429, { code: "FREQUENCY_LIMITED", message: "m" })
const rejected = response(400, { code: "PARAM_ERROR", message: "m" })
const forbidden = response(403, { code: "NO_AUTH", message: "m" })
const notSent = fault("ECONNREFUSED", "connect")

const times = <A extends ReadonlyArray<unknown>>(count: number, ...values: A): Array<A[number]> =>
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
    requests: requests.map((each) => (each.startsWith("GET") ? "query" : "send"))
  }))

const deduct = OfflineContractFlow.deduct(input)

const stateOf = <E>(exit: Exit.Exit<OfflineContractFlow.Snapshot, E>) => valueOf(exit).state._tag

/** The failure of a deduction whose result is open. */
const unknownOf = <A, E>(exit: Exit.Exit<A, E>) => {
  const error = errorOf(exit)
  assert(error instanceof OfflineContractFlow.DeductionUnknown, String(error))
  assert.strictEqual(error.outcome, "Unknown")
  assert.include(error.message, error.problem)
  return error
}

describe("a deduction, request by request", () => {
  it.effect("OfflineContractFlow.deduct queries after a lost response, and repeats what no query shows", () =>
    Effect.gen(function* () {
      const once = yield* run(deduct, [paid])
      assert.deepStrictEqual(once.requests, ["send"])
      assert.strictEqual(stateOf(once.exit), "Paid")
      const lost = yield* run(deduct, [broken, paid])
      assert.deepStrictEqual(lost.requests, ["send", "query"])
      const target = new URL(`http://host${lost.targets[1]?.slice(4)}`)
      assert.deepStrictEqual(Object.fromEntries(target.searchParams), {
        sp_mchid,
        sub_mchid,
        business_product_id: "2"
      })
      const again = yield* run(deduct, [broken, missing, paid])
      assert.deepStrictEqual(again.requests, ["send", "query", "send"])
      for (const first of [limited, notSent]) {
        const { requests } = yield* run(deduct, [first, paid])
        assert.deepStrictEqual(requests, ["send", "send"])
      }
      const moment = yield* run(deduct, [broken, broken, limited, paid])
      assert.deepStrictEqual(moment.requests, ["send", "query", "query", "query"])
    })
  )

  it.effect("a deduction that never shows is Unknown, with the last request and when it was sent", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      const never = yield* run(deduct, times(6, broken, missing))
      assert.deepStrictEqual(never.requests, times(6, "send", "query"))
      assert.isAtLeast(never.seconds, 38)
      const error = unknownOf(never.exit)
      assert.include(error.message, "no such order shows yet (SystemError)")
      assert.include(error.message, "REQUEST-1")
      const sentAt = error.sentAt === undefined ? 0 : DateTime.toEpochMillis(error.sentAt)
      assert.isAtLeast(sentAt, 1_700_000_038_000)
      assert.isAtMost(sentAt, 1_700_000_000_000 + never.seconds * 1000)
      const limits = unknownOf((yield* run(deduct, [broken, missing, ...times(5, limited)])).exit)
      assert.include(limits.problem, "repeating failed (FrequencyLimited)")
      assert.isDefined(limits.sentAt)
      const unsent = yield* run(deduct, [notSent])
      assert.deepStrictEqual(unsent.requests, times(6, "send"))
      assert.deepInclude(errorOf(unsent.exit), { outcome: "NotSent" })
      const hidden = unknownOf((yield* run(deduct, [broken, forbidden])).exit)
      assert.include(hidden.problem, "a response was lost, and it could not be queried (NoAuth)")
      const unverified = unknownOf((yield* run(deduct, [broken, unverifiable])).exit)
      assert.strictEqual(unverified.requestId, "REQUEST-2")
      assert.include(unverified.problem, "it could not be queried (SignatureMissing)")
      const unreadable = yield* run(OfflineContractFlow.deduct({ ...input, auth_code: "" }), [paid])
      assert.deepStrictEqual(unreadable.requests, [])
      assert.deepInclude(errorOf(unreadable.exit), { outcome: "NotSent" })
    })
  )

  it.effect(
    "a rejected deduction took no money unless an earlier one did, and is Unknown if that may still arrive",
    () =>
      Effect.gen(function* () {
        const none = yield* run(deduct, [rejected, missing])
        assert.deepStrictEqual(none.requests, ["send", "query"])
        assert.deepInclude(errorOf(none.exit), { _tag: "ParamError", outcome: "Refused" })
        assert.strictEqual(stateOf((yield* run(deduct, [rejected, paid])).exit), "Paid")
        const before = yield* run(deduct, [rejected, declined])
        assert.deepInclude(errorOf(before.exit), { _tag: "ParamError", outcome: "Refused" })
        const hidden = unknownOf((yield* run(deduct, [rejected, forbidden])).exit)
        assert.include(hidden.problem, "it was rejected, and could not be queried (NoAuth)")
        assert.isUndefined(hidden.sentAt)
        // The request whose response was lost may have caused the rejection, and may not be visible yet.
        const later = yield* run(deduct, [broken, missing, rejected, missing, missing, paid])
        assert.deepStrictEqual(later.requests, ["send", "query", "send", "query", "query", "query"])
        assert.strictEqual(stateOf(later.exit), "Paid")
        const never = yield* run(deduct, [broken, missing, rejected, missing])
        assert.lengthOf(never.requests, 3 + 6)
        assert.include(unknownOf(never.exit).problem, "the repetition was rejected (ParamError)")
        const open = yield* run(deduct, [broken, missing, rejected, declined])
        assert.include(unknownOf(open.exit).problem, "it was declined, and an earlier request may still")
      })
  )

  it.effect(
    "a deduction is reported when it is decided: declined only if no request may still take effect",
    () =>
      Effect.gen(function* () {
        for (const [state, tag] of [
          ["PAYERROR", "Declined"],
          ["REFUND", "Refunded"],
          ["CLOSED", "Closed"]
        ] as const) {
          const { exit, requests } = yield* run(deduct, [transaction(state)])
          assert.deepStrictEqual(requests, ["send"])
          assert.strictEqual(stateOf(exit), tag)
        }
        const waited = yield* run(deduct, [pending, pending, missing, paid])
        assert.deepStrictEqual(waited.requests, ["send", "query", "query", "query"])
        assert.strictEqual(stateOf(waited.exit), "Paid")
        const slow = yield* run(deduct, [pending])
        assert.lengthOf(slow.requests, 6)
        const undecided = unknownOf(slow.exit)
        assert.include(undecided.problem, "WeChat Pay has not decided yet")
        assert.isUndefined(undecided.sentAt)
        assert.isUndefined(undecided.requestId)
        assert.include(undecided.message, "Request-ID none")
        assert.include(unknownOf((yield* run(deduct, [strange])).exit).problem, "undocumented state (NEW)")
        const stateless = unknownOf((yield* run(deduct, [transaction(undefined), strange])).exit)
        assert.include(stateless.problem, "(NEW)")
        const none = unknownOf((yield* run(deduct, [transaction(undefined), ...times(5, missing)])).exit)
        assert.include(none.problem, "undocumented state (none)")
        const hidden = unknownOf((yield* run(deduct, [pending, forbidden])).exit)
        assert.include(hidden.problem, "it could not be queried (NoAuth)")
        // The lost request may pay what this one could not.
        const open = yield* run(deduct, [broken, missing, declined, ...times(4, declined), paid])
        assert.strictEqual(stateOf(open.exit), "Paid")
        const still = unknownOf((yield* run(deduct, [broken, missing, declined])).exit)
        assert.include(still.problem, "it was declined, and an earlier request may still take effect")
        assert.isDefined(still.sentAt)
      })
  )

  it.effect("a deduction of another amount, currency, description or attach is another order", () =>
    Effect.gen(function* () {
      const cases: ReadonlyArray<readonly [string, object]> = [
        ["amount", { amount: { total: 851, currency: "CNY" } }],
        ["currency", { amount: { total: 850, currency: "USD" } }],
        ["description", { description: "晚餐" }],
        ["attach", { attach: "shop" }]
      ]
      for (const [field, changes] of cases) {
        const { exit } = yield* run(deduct, [broken, transaction("SUCCESS", changes)])
        const error = errorOf(exit)
        assert.deepInclude(error, {
          _tag: "UnexpectedDeduction",
          field,
          snapshot: "Paid",
          outcome: "Refused"
        })
        assert.include(error.message, `another ${field}, which is Paid`)
      }
      const silent = transaction("SUCCESS", { amount: undefined, description: undefined, attach: undefined })
      assert.strictEqual(stateOf((yield* run(deduct, [broken, silent])).exit), "Paid")
      const { attach: _, description: __, ...bare } = input
      const unasked = yield* run(OfflineContractFlow.deduct(bare), [broken, paid])
      assert.strictEqual(stateOf(unasked.exit), "Paid")
    })
  )

  it.effect(
    "OfflineContractFlow.reconcile waits until no request may still take effect, unless the result is final",
    () =>
      Effect.gen(function* () {
        const reconcile = OfflineContractFlow.reconcile(key)
        const tagOf = <E>(exit: Exit.Exit<Option.Option<OfflineContractFlow.Snapshot>, E>) =>
          Option.match(valueOf(exit), { onNone: () => "None", onSome: ({ state }) => state._tag })
        for (const [state, tag] of [
          ["SUCCESS", "Paid"],
          ["REFUND", "Refunded"],
          ["CLOSED", "Closed"]
        ] as const) {
          const { exit, requests } = yield* run(reconcile, [transaction(state)])
          assert.deepStrictEqual(requests, ["query"])
          assert.strictEqual(tagOf(exit), tag)
        }
        for (const [seen, tag] of [
          [missing, "None"],
          [declined, "Declined"]
        ] as const) {
          const { exit, requests, seconds } = yield* run(reconcile, [seen], "20 seconds")
          assert.strictEqual(tagOf(exit), tag)
          assert.isAtLeast(seconds, 600)
          assert.isAtMost(seconds, 640)
          // After 3, 5, 10 and 30 seconds, then every minute, and once when nothing can arrive any more.
          assert.isAtLeast(requests.length, 12)
          assert.isAtMost(requests.length, 15)
          const paidLater = yield* run(reconcile, [seen, seen, broken, paid], "20 seconds")
          assert.strictEqual(tagOf(paidLater.exit), "Paid")
          assert.isBelow(paidLater.seconds, 100)
        }
        const now = yield* DateTime.now
        const since = (ago: Duration.DurationInput) =>
          OfflineContractFlow.reconcile({ ...key, sentAt: DateTime.subtractDuration(now, ago) })
        yield* TestClock.setTime(DateTime.toEpochMillis(now))
        const over = OfflineContractFlow.reconcile({ ...key, sentAt: DateTime.unsafeMake(-700_000) })
        const past = yield* run(over, [missing])
        assert.deepStrictEqual(past.requests, ["query"])
        assert.strictEqual(tagOf(past.exit), "None")
        const decided = yield* run(over, [pending, pending, declined])
        assert.strictEqual(tagOf(decided.exit), "Declined")
        const refused = yield* run(over, [forbidden])
        assert.deepInclude(errorOf(refused.exit), { _tag: "NoAuth" })
        // A clock that is behind does not lengthen the wait.
        const future = yield* run(since("-1 hour"), [missing], "20 seconds")
        assert.isAtMost(future.seconds, 640)
        const undecided = unknownOf((yield* run(reconcile, [pending])).exit)
        assert.include(undecided.problem, "WeChat Pay has not decided yet")
        assert.isDefined(undecided.sentAt)
        const wrong = yield* run(reconcile, [missing, forbidden])
        assert.deepInclude(errorOf(wrong.exit), { _tag: "NoAuth" })
        // The queries had ended before: one more decides.
        const patient = Effect.provideService(reconcile, OfflineContractFlow.ContractSchedules, {
          polling: Schedule.stop,
          repeating: Schedule.stop
        })
        for (const seen of [missing, declined]) {
          const last = yield* run(patient, [seen, paid], "60 seconds")
          assert.deepStrictEqual(last.requests, ["query", "query"])
          assert.strictEqual(tagOf(last.exit), "Paid")
          assert.isAtLeast(last.seconds, 600)
        }
      })
  )

  it.effect("the record of a deduction tells the next process what may still take effect", () =>
    Effect.gen(function* () {
      const records = yield* OperationRecords.makeMemory()
      const kept = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
        Effect.provideService(effect, OperationRecords.OperationRecords, records)
      const hold = kept(
        OperationRecords.hold({ kind: "facepay.deduction", number: [sp_mchid, sub_mchid, "MEAL1"] })
      )
      const record = Effect.scoped(Effect.flatMap(hold, (held) => held.record))
      const reconcile = kept(OfflineContractFlow.reconcile(key))
      // Nothing is known: a request of a process without records may be open.
      assert.isAtLeast((yield* run(reconcile, [missing], "20 seconds")).seconds, 600)
      assert.deepInclude(yield* record, { open: [], result: "NotExist" })

      yield* run(kept(deduct), [rejected, missing])
      assert.deepInclude(yield* record, { open: [] })
      const closed = yield* run(reconcile, [missing])
      assert.deepStrictEqual(closed.requests, ["query"])

      yield* run(kept(deduct), times(6, broken, missing))
      assert.deepStrictEqual(
        (yield* record).open.map(({ request }) => request),
        ["deduct"]
      )
      const still = unknownOf((yield* run(kept(deduct), [declined])).exit)
      assert.isDefined(still.sentAt)
      yield* TestClock.adjust("5 minutes")
      const waited = yield* run(reconcile, [missing], "20 seconds")
      assert.isAtLeast(waited.seconds, 200)
      assert.isAtMost(waited.seconds, 320)

      yield* run(kept(deduct), times(6, broken, missing))
      yield* run(kept(deduct), [broken, missing, rejected, missing])
      assert.lengthOf((yield* record).open, 1)
      yield* TestClock.adjust("11 minutes")
      assert.strictEqual(stateOf((yield* run(kept(deduct), [declined])).exit), "Declined")
      assert.deepInclude(yield* record, { open: [], result: "Declined" })
      // Without a merchant the record is that of the client's.
      const { sp_mchid: _, ...unnamed } = key
      yield* run(kept(OfflineContractFlow.reconcile(unnamed)), [paid])
      assert.deepInclude(yield* record, { result: "Paid" })

      // A request is open, and the repetition cannot be sent.
      const second = { ...input, out_trade_no: "MEAL2", auth_code: "" }
      yield* Effect.scoped(
        Effect.flatMap(
          kept(OperationRecords.hold({ kind: "facepay.deduction", number: [sp_mchid, sub_mchid, "MEAL2"] })),
          (held) => held.sending("deduct")
        )
      )
      const unsent = unknownOf((yield* run(kept(OfflineContractFlow.deduct(second)), [paid])).exit)
      assert.include(unsent.problem, "a response was lost (InvalidInput)")
      const reused = yield* run(kept(OfflineContractFlow.deduct({ ...input, attach: "shop" })), [paid])
      assert.deepInclude(errorOf(reused.exit), { _tag: "NumberReused" })
      assert.deepStrictEqual(reused.requests, [])
    })
  )

  it.effect("OfflineContractFlow.awaitRepaid queries until an advance is repaid", () =>
    Effect.gen(function* () {
      const owed = transaction("SUCCESS", { debt_state: "DEBT" })
      const wait = OfflineContractFlow.awaitRepaid(key)
      const repaid = yield* run(wait, [
        owed,
        broken,
        owed,
        transaction("SUCCESS", { debt_state: "REPAYMENT" })
      ])
      assert.deepStrictEqual(repaid.requests, times(4, "query"))
      const target = new URL(`http://host${repaid.targets[0]?.slice(4)}`)
      assert.strictEqual(
        target.search,
        new URL(`http://host?sp_mchid=${sp_mchid}&sub_mchid=${sub_mchid}&business_product_id=2`).search
      )
      for (const seen of [paid, declined, pending]) {
        assert.deepStrictEqual((yield* run(wait, [seen])).requests, ["query"])
      }
      assert.deepInclude(errorOf((yield* run(wait, [forbidden])).exit), { _tag: "NoAuth" })
    })
  )
})

describe("a face contract, request by request", () => {
  const who = { organization_id: "SCHOOL", out_user_id: "PUPIL" }
  const user = (contract_state: string, changes: object = {}) =>
    response(200, { ...who, user_id: "user", contract_state, contract_id: "C1", ...changes })
  const signed = user("CONTRACTED")
  const unsigned = user("NOT_CONTRACTED")
  const terminated = user("TERMINATED")
  const newer = user("CONTRACTED", { contract_id: "C2" })
  const done = response(204)
  const contract = response(200, {
    contract_id: "C1",
    mchid: sub_mchid,
    organization_id: "SCHOOL",
    contract_state: "CONTRACTED",
    contract_signed_time: "2026-05-01T10:00:00+08:00",
    contract_mode: "LIMIT_NONE",
    contract_bank_card_from: "USER_SELECT_FREE"
  })
  const noUser = response(404, { code: "RESOURCE_NOT_EXISTS", message: "m" })

  it.effect(
    "OfflineContractFlow gets tokens and links again after transient errors, and no token is an error",
    () =>
      Effect.gen(function* () {
        const presigned = yield* run(
          OfflineContractFlow.presign({
            business_name: "K12",
            facepay_user: { ...who, identification_name: Redacted.make("李雷") },
            contract_mode: "LIMIT_NONE"
          }),
          [broken, response(200, { presign_token: "p" })]
        )
        assert.strictEqual(valueOf(presigned.exit), "p")
        const token = OfflineContractFlow.token(who)
        const got = yield* run(token, [broken, limited, response(200, { token: "t" })])
        assert.strictEqual(valueOf(got.exit), "t")
        assert.lengthOf(got.requests, 3)
        for (const body of [{}, { token: "" }]) {
          const error = errorOf((yield* run(token, [response(200, body)])).exit)
          assert.deepInclude(error, {
            _tag: "UnexpectedContractState",
            operation: "token",
            outcome: "Refused"
          })
          assert.include(error.message, "token: the response of WeChat Pay has no token: ask again")
        }
        assert.lengthOf((yield* run(token, [forbidden])).requests, 1)
        const link = { repayment_url: "https://example.com/pay", expire_at: "x" }
        const repayment = yield* run(OfflineContractFlow.repaymentUrl(who), [broken, response(200, link)])
        assert.deepStrictEqual(valueOf(repayment.exit), link)
      })
  )

  it.effect("OfflineContractFlow.awaitSigned waits for the contract of a user who may not exist yet", () =>
    Effect.gen(function* () {
      const wait = OfflineContractFlow.awaitSigned(who, { appid: "wxd678efh567hg6787" })
      const { exit, targets } = yield* run(wait, [noUser, unsigned, broken, signed, contract])
      assert.lengthOf(targets, 5)
      assert.strictEqual(targets[4], "GET /v3/offlineface/contracts/C1?appid=wxd678efh567hg6787")
      assert.deepInclude(valueOf(exit).contract, { contract_id: "C1" })
      assert.deepInclude(valueOf(exit).user, { contract_state: "CONTRACTED" })
      const unnumbered = yield* run(wait, [user("CONTRACTED", { contract_id: undefined })])
      assert.lengthOf(unnumbered.requests, 1)
      assert.isUndefined(valueOf(unnumbered.exit).contract)
      const short = Effect.provideService(wait, OfflineContractFlow.ContractSchedules, {
        polling: Schedule.recurs(1),
        repeating: Schedule.stop
      })
      for (const seen of [noUser, unsigned, terminated]) {
        const never = yield* run(short, [seen])
        assert.lengthOf(never.requests, 2)
        const error = errorOf(never.exit)
        assert.deepInclude(error, { _tag: "UnexpectedContractState", operation: "awaitSigned" })
        assert.include(error.message, "had no contract when the schedule completed: get another token")
      }
      assert.deepInclude(errorOf((yield* run(wait, [forbidden])).exit), { _tag: "NoAuth" })
      const plain = yield* run(OfflineContractFlow.awaitSigned(who), [signed, contract])
      assert.strictEqual(plain.targets[1], "GET /v3/offlineface/contracts/C1")
    })
  )

  it.effect("OfflineContractFlow.terminate ends the contract that it found, and no newer one", () =>
    Effect.gen(function* () {
      const terminate = OfflineContractFlow.terminate(who)
      const walked = (...responses: ReadonlyArray<Response | Error>) => run(terminate, responses)
      for (const seen of [unsigned, terminated]) {
        const { exit, requests } = yield* walked(seen)
        assert.deepStrictEqual(requests, ["query"])
        assert.isTrue(Exit.isSuccess(exit))
      }
      const unnamed = errorOf((yield* walked(user("CONTRACTED", { user_id: undefined }))).exit)
      assert.deepInclude(unnamed, { _tag: "UnexpectedContractState", operation: "terminate" })
      assert.include(unnamed.message, "has no `user_id`: call `OrganizationUser.terminateContract`")
      for (const first of [done, broken, rejected]) {
        const { exit, requests, targets } = yield* walked(signed, first, terminated)
        assert.deepStrictEqual(requests, ["query", "send", "query"])
        assert.include(targets[1], "/organizations/SCHOOL/users/user-id/user/terminate-contract")
        assert.strictEqual(valueOf(exit).contract_state, "TERMINATED")
      }
      for (const first of [broken, limited, notSent, unverifiable]) {
        const { exit, requests } = yield* walked(signed, first, signed, signed, done, terminated)
        assert.deepStrictEqual(requests, ["query", "send", "query", "query", "send", "query"])
        assert.strictEqual(valueOf(exit).contract_state, "TERMINATED")
      }
      // The user signed again: an open request may still terminate the new contract.
      const outcomeOf = (...responses: ReadonlyArray<Response | Error>) =>
        Effect.map(walked(...responses), ({ exit, requests }) => ({
          outcome: errorOf(exit).outcome,
          sent: requests.filter((each) => each === "send").length
        }))
      assert.deepStrictEqual(yield* outcomeOf(signed, broken, newer), { outcome: "Unknown", sent: 1 })
      assert.deepStrictEqual(yield* outcomeOf(signed, broken, signed, newer), {
        outcome: "Unknown",
        sent: 1
      })
      for (const responses of [
        [signed, rejected, newer],
        [signed, limited, signed, newer],
        [signed, broken, signed, terminated]
      ]) {
        const { exit, requests } = yield* walked(...responses)
        assert.isTrue(Exit.isSuccess(exit))
        assert.lengthOf(requests, responses.length)
      }
      assert.deepStrictEqual(yield* outcomeOf(signed, rejected, signed), { outcome: "Refused", sent: 1 })
      assert.deepStrictEqual(yield* outcomeOf(signed, broken, signed, signed, rejected, signed), {
        outcome: "Unknown",
        sent: 2
      })
      assert.deepStrictEqual(yield* outcomeOf(forbidden), { outcome: "Refused", sent: 0 })
      for (const first of [done, rejected, notSent]) {
        assert.deepStrictEqual(yield* outcomeOf(signed, first, forbidden), { outcome: "Unknown", sent: 1 })
      }
      assert.deepStrictEqual(yield* outcomeOf(...times(6, signed, broken, signed)), {
        outcome: "Unknown",
        sent: 6
      })
      assert.deepStrictEqual(yield* outcomeOf(...times(6, signed, notSent, signed)), {
        outcome: "NotSent",
        sent: 6
      })
      const invalid = yield* walked(user("CONTRACTED", { user_id: "" }))
      assert.deepInclude(errorOf(invalid.exit), { outcome: "NotSent" })
      assert.deepStrictEqual(invalid.requests, ["query"])
    })
  )
})
