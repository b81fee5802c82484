/** When a request under a number of the merchant is sent again, what is queried before, and when its failure is final. */
import { assert, describe, it } from "@effect/vitest"
import { ApiError, NumberedRequest, OperationRecords, type Outcome } from "@effect-wechatpay/core"
import { Effect, Either, Option, Redacted, Schedule, TestClock } from "effect"
import { advanceUntilDone, turn } from "../support/advance.js"

const failure = (status: number, code: string, outcome: Outcome.Outcome) =>
  new ApiError.ApiError({
    endpoint: "test.send",
    status,
    code,
    text: Redacted.make(""),
    outcome,
    verified: false
  })

const rejected = failure(400, "PARAM_ERROR", "Refused")
const limited = failure(429, "FREQUENCY_LIMITED", "Refused")
const lost = failure(500, "SYSTEM_ERROR", "Unknown")
/** Its outcome is unknown, and not only for a moment. */
const unlisted = failure(400, "NEW_CODE", "Unknown")
const unsent = failure(429, "FREQUENCY_LIMITED", "NotSent")

const key = { kind: "test.send", number: ["N1"] }

interface Given {
  /** The failures of the requests, in order; after them it succeeds. */
  readonly sent: ReadonlyArray<ApiError.ApiError>
  /** What the queries find, in order; the last one is repeated. */
  readonly found?: ReadonlyArray<"missing" | "same" | "open" | ApiError.ApiError>
  readonly isRepeated?: (error: ApiError.ApiError) => boolean
  readonly records?: Effect.Effect.Success<ReturnType<typeof OperationRecords.makeMemory>>
}

const run = ({ found = ["missing"], isRepeated, records = Option.none(), sent }: Given) =>
  Effect.gen(function* () {
    const steps: Array<string> = []
    let sends = 0
    let queries = 0
    const program = Effect.scoped(
      Effect.gen(function* () {
        const held = yield* OperationRecords.hold(key)
        const result = yield* Effect.either(
          NumberedRequest.send<string, string, ApiError.ApiError, "conflict">({
            held,
            request: "send",
            send: Effect.suspend(() => {
              steps.push("send")
              const error = sent[sends++]
              return error === undefined ? Effect.succeed("sent") : Effect.fail(error)
            }),
            find: Effect.suspend(() => {
              steps.push("query")
              const one = found[Math.min(queries++, found.length - 1)]
              if (one === "missing" || one === undefined) return Effect.succeedNone
              return typeof one === "string" ? Effect.succeedSome(one) : Effect.fail(one)
            }),
            judge: (one) => (one === "open" ? Option.none() : Option.some(Either.right(`found ${one}`))),
            schedule: Schedule.recurs(2),
            ...(isRepeated === undefined ? {} : { isRepeated })
          })
        )
        const { open } = yield* held.record
        return { result, open: open.map(({ request }) => request) }
      })
    ).pipe(Effect.provideService(OperationRecords.OperationRecords, records))
    const { open, result } = yield* advanceUntilDone(yield* Effect.fork(program), "1 seconds", turn)
    const told = Either.match(result, {
      onLeft: (error) =>
        error instanceof ApiError.ApiError ? `${error.code} ${error.outcome}` : String(error),
      onRight: (value) => value
    })
    return [told, steps.join(" "), open] as const
  })

describe("NumberedRequest.send", () => {
  it.effect("a request whose outcome is unknown is queried, and repeated if it had no effect", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* run({ sent: [] }), ["sent", "send", ["send"]])
      for (const error of [lost, unlisted]) {
        assert.deepStrictEqual(yield* run({ sent: [error] }), ["sent", "send query send", ["send"]])
        assert.deepStrictEqual(yield* run({ sent: [error], found: ["same"] }), [
          "found same",
          "send query",
          ["send"]
        ])
        assert.deepStrictEqual(yield* run({ sent: [error], found: ["open"] }), [
          "sent",
          "send query send",
          ["send"]
        ])
      }
      assert.deepStrictEqual(yield* run({ sent: [lost, lost, lost] }), [
        "SYSTEM_ERROR Unknown",
        "send query send query send query",
        ["send"]
      ])
      // A failed query leaves everything open.
      assert.deepStrictEqual(yield* run({ sent: [rejected], found: [rejected] }), [
        "PARAM_ERROR Unknown",
        "send query",
        []
      ])
    })
  )

  it.effect(
    "a rejection is queried once, because an earlier request may have caused it, and not repeated",
    () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* run({ sent: [rejected] }), ["PARAM_ERROR Refused", "send query", []])
        assert.deepStrictEqual(yield* run({ sent: [rejected], found: ["same"] }), [
          "found same",
          "send query",
          []
        ])
        assert.deepStrictEqual(yield* run({ sent: [lost, rejected] }), [
          "PARAM_ERROR Unknown",
          "send query send query",
          ["send"]
        ])
      })
  )

  it.effect("what was not sent or not accepted is repeated without a query, unless a request is open", () =>
    Effect.gen(function* () {
      for (const error of [limited, unsent]) {
        assert.deepStrictEqual(yield* run({ sent: [error] }), ["sent", "send send", ["send"]])
        assert.deepStrictEqual(yield* run({ sent: [error, error, error] }), [
          `FREQUENCY_LIMITED ${error.outcome}`,
          "send send send",
          []
        ])
      }
      assert.deepStrictEqual(yield* run({ sent: [lost, limited] }), [
        "sent",
        "send query send query send",
        ["send"]
      ])
      assert.deepStrictEqual(yield* run({ sent: [lost, unsent, unsent] }), [
        "FREQUENCY_LIMITED Unknown",
        "send query send send",
        ["send"]
      ])
    })
  )

  it.effect("isRepeated decides which failures are repeated", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* run({ sent: [lost], isRepeated: () => false }), [
        "SYSTEM_ERROR Unknown",
        "send query",
        ["send"]
      ])
      assert.deepStrictEqual(yield* run({ sent: [rejected], isRepeated: () => true }), [
        "sent",
        "send query send",
        ["send"]
      ])
    })
  )

  it.effect(
    "a request that another run has sent within 10 minutes keeps failures unknown, one of another name does not",
    () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(1_700_000_000_000)
        const records = yield* OperationRecords.makeMemory()
        const hold = Effect.provideService(
          OperationRecords.hold(key),
          OperationRecords.OperationRecords,
          records
        )
        const earlier = (name: string) => Effect.scoped(Effect.flatMap(hold, (held) => held.sending(name)))
        yield* earlier("other")
        assert.deepStrictEqual(yield* run({ sent: [rejected], records }), [
          "PARAM_ERROR Refused",
          "send query",
          ["other"]
        ])
        yield* earlier("send")
        yield* TestClock.adjust("9 minutes")
        assert.deepStrictEqual(yield* run({ sent: [unsent, unsent, unsent], records }), [
          "FREQUENCY_LIMITED Unknown",
          "send send send",
          ["other", "send"]
        ])
        yield* TestClock.adjust("10 minutes")
        assert.deepStrictEqual(yield* run({ sent: [rejected], records }), [
          "PARAM_ERROR Refused",
          "send query",
          ["other"]
        ])
      })
  )
})
