/**
 * The ledger of a program: what every order was at WeChat Pay at each time and what changed it, and what the library
 * reported. It knows nothing of the library's own state.
 */
import type { Outcome } from "@effect-wechatpay/core"
import type { Cause, Run } from "./world.js"

/** An order at WeChat Pay. */
export interface View {
  /** The state, by names of the simulated WeChat Pay. */
  readonly state: string
  /** What users have paid and did not get back, in fen. */
  readonly charged: number
  /** How many payments were taken and not returned. */
  readonly charges: number
}

interface Change {
  readonly at: number
  readonly from: View
  readonly to: View
  readonly cause: Cause
}

/** A result that the library reported. */
export interface Report {
  readonly text: string
  /** Whether requests that were sent before may still change it, as the library documents for this report. */
  readonly mayChange?: boolean
  /** What the order is at WeChat Pay at the end, if the report is final. */
  readonly final?: { readonly states: ReadonlyArray<string>; readonly charged: number }
}

interface Reported extends Report {
  readonly at: number
  readonly run: Run
}

interface Failed {
  readonly at: number
  readonly run: Run
  readonly outcome: Outcome.Outcome
  readonly text: string
}

export interface Ledger {
  readonly observe: (subject: string, view: View, cause: Cause, at: number) => void
  readonly report: (run: Run, report: Report, at: number) => void
  readonly fail: (run: Run, outcome: Outcome.Outcome, text: string, at: number) => void
  readonly view: (subject: string) => View | undefined
  /** What contradicts the rules. */
  readonly violations: () => ReadonlyArray<string>
}

const seconds = (at: number) => `${(at / 1000).toFixed(3)} s`

export const makeLedger = (): Ledger => {
  const views = new Map<string, View>()
  const changes = new Map<string, Array<Change>>()
  const reports: Array<Reported> = []
  const failures: Array<Failed> = []

  const changesOf = (subject: string) => changes.get(subject) ?? []

  /** Nothing is reported while a request that was sent before may still change it. */
  const unsettled = ({ at, final, mayChange, run, text }: Reported): ReadonlyArray<string> =>
    changesOf(run.subject).flatMap(({ at: changedAt, cause, from, to }) =>
      mayChange !== true &&
      cause._tag === "Request" &&
      cause.sent.process !== "console" &&
      // Another state in which nothing is paid either, as of a failed payment that is reversed.
      !(final?.states.includes(to.state) && final.charged === to.charged) &&
      changedAt > at &&
      cause.sent.sentAt < at
        ? [
            `${run.subject}: ${text} was reported at ${seconds(at)}, and a request of ${seconds(cause.sent.sentAt)} (${cause.sent.kind}) changed ${from.state} to ${to.state} at ${seconds(changedAt)}`
          ]
        : []
    )

  /** A final result agrees with the end. */
  const contradicted = ({ final, run, text, at }: Reported): ReadonlyArray<string> => {
    const end = views.get(run.subject)
    if (final === undefined || end === undefined) return []
    return final.states.includes(end.state) && final.charged === end.charged
      ? []
      : [
          `${run.subject}: ${text} was reported at ${seconds(at)}, and it is ${end.state} with ${end.charged} fen at the end`
        ]
  }

  /** A run that failed with `NotSent` or `Refused` changed nothing. */
  const denied = ({ at, outcome, run, text }: Failed): ReadonlyArray<string> =>
    outcome === "Unknown"
      ? []
      : changesOf(run.subject).flatMap(({ cause, from, to }) =>
          cause._tag === "Request" && cause.sent.run === run
            ? [
                `${run.subject}: ${run.name} failed with ${text} (${outcome}) at ${seconds(at)}, and changed ${from.state} to ${to.state}`
              ]
            : []
        )

  const chargedTwice = (): ReadonlyArray<string> =>
    [...changes].flatMap(([subject, all]) =>
      all.some(({ to }) => to.charges > 1) ? [`${subject}: somebody was charged twice`] : []
    )

  return {
    observe: (subject, view, cause, at) => {
      const before = views.get(subject)
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(view)) return
      views.set(subject, view)
      if (before === undefined) return
      const known = changes.get(subject) ?? []
      changes.set(subject, [...known, { at, from: before, to: view, cause }])
    },
    report: (run, report, at) => reports.push({ ...report, run, at }),
    fail: (run, outcome, text, at) => failures.push({ run, outcome, text, at }),
    view: (subject) => views.get(subject),
    violations: () => [
      ...reports.flatMap(unsettled),
      ...reports.flatMap(contradicted),
      ...failures.flatMap(denied),
      ...chargedTwice()
    ]
  }
}
