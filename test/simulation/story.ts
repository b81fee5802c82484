/** What every kind of order has in a program. */
import type { Outcome } from "@effect-wechatpay/core"
import { Samples, State, Transactions } from "@effect-wechatpay/simulator"
import { Effect, Either } from "effect"
import type { Ledger, Report, View } from "./ledger.js"
import type { Choices } from "./random.js"
import { type Clients, currentProcess, inRun, type Run } from "./world.js"

export type Looks = Effect.Effect<View, never, State.State>

/** Something that a user, or a merchant in the console, does. */
export interface Act {
  readonly name: string
  /** Milliseconds since the beginning. */
  readonly at: number
  readonly act: Effect.Effect<unknown, object, State.State>
}

/** One order of a program, from its beginning to its end. */
export interface Story {
  /** Contained in all requests of the story. */
  readonly subject: string
  readonly look: Looks
  readonly acts: ReadonlyArray<Act>
  /** What a process does for the order. It is run again after the process has died, by the same or by another process. */
  readonly work: Effect.Effect<void, never, Clients>
  /** What the merchant does in the console, without the programs. */
  readonly console?: Effect.Effect<void, never, Clients>
  readonly hasEnded: () => boolean
  /** How long after the last act and disturbance the order ends at the latest, in milliseconds. */
  readonly endsWithin: number
  /** Rules of this kind of order, checked at the end. */
  readonly rules: (final: View) => ReadonlyArray<string>
}

/** What stories share with their program. */
export interface Setting {
  readonly choices: Choices
  readonly ledger: Ledger
  readonly now: () => number
  readonly note: (text: string) => void
  readonly healsAt: number
  readonly hasRecords: boolean
  readonly violate: (text: string) => void
  /** All runs that have begun. */
  readonly runs: Array<Run>
}

export const { appid, mchid, openid, subMchid: sub_mchid } = Samples

export const seconds = (count: number): number => count * 1_000
export const minutes = (count: number): number => count * 60_000

interface Failure {
  readonly _tag: string
  readonly outcome: Outcome.Outcome
}

/**
 * Runs a program of the library and records what it reports. `judge` turns a value into a report, or into the failure that
 * it stands for.
 */
export const attempt = <A, E extends Failure, R>(
  { ledger, note, now, runs }: Setting,
  subject: string,
  name: string,
  program: Effect.Effect<A, E, R>,
  judge: (value: A) => Report | { readonly outcome: Outcome.Outcome; readonly text: string }
): Effect.Effect<{ readonly result: Either.Either<A, E>; readonly run: Run }, never, R> =>
  Effect.gen(function* () {
    const run: Run = { subject, name, process: yield* currentProcess, startedAt: now(), requests: [] }
    runs.push(run)
    note(`${run.process} runs ${name} of ${subject}`)
    const result = yield* Effect.either(inRun(program, run))
    const judged = Either.match(result, {
      onLeft: ({ _tag, outcome }) => ({ outcome, text: _tag }),
      onRight: judge
    })
    if ("outcome" in judged) {
      note(`${run.process} gets ${judged.outcome} (${judged.text}) from ${name} of ${subject}`)
      ledger.fail(run, judged.outcome, judged.text, now())
    } else {
      note(`${run.process} gets ${judged.text} from ${name} of ${subject}`)
      ledger.report(run, judged, now())
    }
    return { result, run }
  })

/** The payments of a number: what users have paid, and how often. */
export const paymentsOf = (
  isMeant: (payment: Transactions.Transaction) => boolean
): Effect.Effect<Pick<View, "charged" | "charges">, never, State.State> =>
  Effect.map(State.rows(Transactions.transactions), (rows) => {
    const kept = rows.filter((payment) => payment.reversed_at === undefined && isMeant(payment))
    return { charged: kept.reduce((sum, { total }) => sum + total, 0), charges: kept.length }
  })

/**
 * A number that is used again for another request is rejected before anything is sent. `again` uses it. Only with records,
 * and only if the number was used at all: a query, a reversal or a cancellation does not tell for what.
 */
export const reuse = <A, E extends Failure, R>(
  setting: Setting,
  subject: string,
  again: Effect.Effect<A, E, R>
): Effect.Effect<void, never, R> => {
  const isUsed = () =>
    setting.runs.some(
      (run) =>
        run.subject === subject && run.requests.some(({ kind }) => !/\.(?:query|reverse|cancel)$/.test(kind))
    )
  const retry: Effect.Effect<void, never, R> = Effect.gen(function* () {
    const { result, run } = yield* attempt(setting, subject, "reuse", again, () => ({
      outcome: "Unknown",
      text: "a result"
    }))
    const tag = Either.isLeft(result) ? result.left._tag : "a result"
    // Another process acts on the number, or the records do not respond: nothing was sent, and later is soon enough.
    if (tag === "OperationInProgress" || tag === "RecordsUnavailable") {
      yield* Effect.sleep("31 seconds")
      return yield* retry
    }
    if (tag !== "NumberReused" || run.requests.length > 0) {
      setting.violate(
        `${subject}: its number was used for another request, which got ${tag} after ${run.requests.length} requests`
      )
    }
  })
  return Effect.suspend(() => (setting.hasRecords && isUsed() ? retry : Effect.void))
}

/** Runs that undo an order on their own account do so only after they have seen it: promise 2. */
export const undoneUnseen = (
  { runs }: Setting,
  subject: string,
  names: ReadonlyArray<string>,
  undoing: { readonly id: string }
): ReadonlyArray<string> =>
  runs.flatMap(({ name, requests, subject: of }) => {
    const first = requests.findIndex(({ kind }) => kind === undoing.id)
    const isSeen = requests
      .slice(0, Math.max(0, first))
      .some(({ isAnswered, kind }) => isAnswered && kind.endsWith(".query"))
    return of === subject && names.includes(name) && first >= 0 && !isSeen
      ? [`${subject}: ${name} sent ${undoing.id} before a query got a response`]
      : []
  })

/** Requests of one run that must be a while apart. */
export const tooFrequent = (
  { runs }: Setting,
  subject: string,
  { id }: { readonly id: string },
  millis: number
): ReadonlyArray<string> =>
  runs.flatMap(({ requests, subject: of }) => {
    const times = requests.filter(({ kind }) => kind === id).map(({ sentAt }) => sentAt)
    return of === subject && times.some((at, index) => index > 0 && at - (times[index - 1] ?? 0) < millis)
      ? [`${subject}: ${id} was sent twice within ${millis} ms`]
      : []
  })
