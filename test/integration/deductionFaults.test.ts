/** Whatever gets lost between a till and WeChat Pay: no order is paid twice, and none is reported as what it is not. */
import { assert, describe, layer } from "@effect/vitest"
import { Retry } from "@effect-wechatpay/core"
import { OfflineContractFlow, OfflineTransaction } from "@effect-wechatpay/facepay"
import { Facepay, Simulator, State, Transactions } from "@effect-wechatpay/simulator"
import { Cause, Effect, Exit, FastCheck, Layer, Option, Schedule } from "effect"
import { act, faceOf, keyOf, newOrder, signedFaceUser } from "../support/faceContracts.js"
import { faults } from "../support/faults.js"
import { runs } from "../support/long.js"

const list = FastCheck.array(FastCheck.constantFrom(...faults), { maxLength: 6 })

const stories = FastCheck.sample(
  FastCheck.record({
    deductions: list,
    queries: list,
    outcomes: FastCheck.array(FastCheck.constantFrom(...Facepay.DeductionOutcome.literals), { maxLength: 3 }),
    ends: FastCheck.boolean()
  }),
  runs("deductions under faults", { ci: 60, long: 5_000, seed: 20_260_101 })
)

const paidTimes = (out_trade_no: string) =>
  Effect.map(
    act(State.rows(Transactions.transactions)),
    (rows) => rows.filter((transaction) => transaction.out_trade_no === out_trade_no).length
  )

const simulated = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layer({ keepCalls: 10 })),
  Layer.provideMerge(
    Layer.succeed(OfflineContractFlow.ContractSchedules, {
      polling: Schedule.spaced("1 millis"),
      repeating: Schedule.fromDelays("1 millis", "1 millis", "1 millis")
    })
  )
)

const quick = Retry.policy({ schedule: Schedule.spaced("1 millis") })

describe("deductions under faults", () => {
  layer(simulated, { excludeTestServices: true })((it) => {
    it.effect(
      "deductions under faults are paid at most once, and reported as what they are",
      () =>
        Effect.gen(function* () {
          const { faults } = yield* Simulator.Simulator
          const seen = new Set<string>()
          for (const { deductions, ends, outcomes, queries } of stories) {
            const pupil = yield* signedFaceUser
            const face = yield* faceOf(pupil)
            const order = yield* newOrder(pupil)
            yield* act(Facepay.scriptDeductions(face, ...outcomes))
            for (const fault of deductions)
              yield* faults.inject(fault, { endpoint: OfflineTransaction.deduct })
            for (const fault of queries) yield* faults.inject(fault, { endpoint: OfflineTransaction.query })
            const exit = yield* Effect.exit(quick(OfflineContractFlow.deduct(order)))
            const times = yield* paidTimes(order.out_trade_no)
            assert.isAtMost(times, 1)
            const result = Exit.isSuccess(exit)
              ? exit.value.state._tag
              : Option.match(Cause.failureOption(exit.cause), {
                  onNone: () => "died",
                  onSome: ({ _tag }) => _tag
                })
            seen.add(result)
            if (result !== "DeductionUnknown") assert.strictEqual(times, result === "Paid" ? 1 : 0, result)

            // Nothing is lost any more; a process that remembers the order alone takes it up again.
            yield* faults.clear
            if (ends) yield* act(Facepay.terminateContract(face.organization_id, face.user_id))
            yield* Effect.ignore(act(Facepay.decideDeduction(keyOf(order), "success")))
            const again = yield* Effect.exit(OfflineContractFlow.deduct(order))
            const state = Exit.isSuccess(again) ? again.value.state._tag : "rejected"
            const final = yield* paidTimes(order.out_trade_no)
            assert.isAtMost(final, 1)
            assert.strictEqual(state === "Paid", final === 1, state)
            if (result === "Paid") assert.strictEqual(state, "Paid")
          }
          assert.includeMembers([...seen], ["Paid", "Declined", "DeductionUnknown"])
        }),
      60_000
    )
  })
})
