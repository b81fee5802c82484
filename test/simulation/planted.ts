/**
 * Planted bugs: guards of the library that are removed, to show that the simulation finds what it is for. A bug is a text of
 * a source file and what replaces it while `pnpm planted` runs; the file itself stays.
 */
import type { Kind } from "./program.js"

export interface Planted {
  readonly name: string
  /** The kinds of orders that it concerns: programs of others need not run. */
  readonly kinds: ReadonlyArray<Kind>
  /** What is wrong with it. */
  readonly bug: string
  /** Path from the root of the repository. */
  readonly file: string
  readonly text: string
  readonly replacement: string
}

const order = "packages/payscore/src/OrderFlow.ts"
const sending = "packages/payscore/src/internal/sendUntilKnown.ts"
const till = "packages/core/src/TillPayment.ts"
const face = "packages/facepay/src/FacePaymentFlow.ts"
const deduction = "packages/facepay/src/internal/deduction.ts"
const records = "packages/core/src/OperationRecords.ts"

export const planted: ReadonlyArray<Planted> = [
  {
    name: "reverse-unseen",
    bug: "a payment is reversed although no query got a response (V1)",
    kinds: ["face payments"],
    file: till,
    text: "!known.isQueried || (run.rejection !== undefined && !known.isShown)",
    replacement: "run.rejection !== undefined && !known.isShown"
  },
  {
    name: "failed-too-early",
    bug: "a payment that WeChat Pay does not know yet has failed at once (V3)",
    kinds: ["face payments"],
    file: till,
    text: "(yield* run.isExpired) ? ended(",
    replacement: "true ? ended("
  },
  {
    name: "recall-ignored",
    bug: "a reversal that has to be called again counts as done",
    kinds: ["face payments"],
    file: face,
    text: 'return response.right.recall === "N"',
    replacement: "return true"
  },
  {
    name: "open-is-failed",
    bug: "a payment that waits for the password, or is not paid yet, has failed",
    kinds: ["face payments"],
    file: face,
    text: 'case "Unknown":\n      return undefined',
    replacement: 'case "Unknown":\n      return failed(openState(state))'
  },
  {
    name: "declined-while-open",
    bug: "a declined deduction is final although an earlier request is open (V5)",
    kinds: ["deductions"],
    file: deduction,
    text: "const isEnough = (yield* isOpen(open)) ? isFinal : isDecided",
    replacement: "const isEnough = isDecided"
  },
  {
    name: "missing-while-open",
    bug: "a deduction that does not exist is not paid, although its request is open",
    kinds: ["deductions"],
    file: deduction,
    text: "waits && open !== undefined ? awaitFinal(key, open) : find(key)",
    replacement: "find(key)"
  },
  {
    name: "deduction-denied",
    bug: "after a lost response a deduction fails as if nothing was sent",
    kinds: ["deductions"],
    file: deduction,
    text: 'return again(open === undefined ? error : lost("a response was lost, and repeating failed", error))',
    replacement: "return again(error)"
  },
  {
    name: "cancellation-in-flight",
    bug: "an order is in service although its own cancellation is in flight (V4)",
    kinds: ["service orders"],
    file: order,
    text: "until === undefined || OrderState.isFinal(seen.state)\n        ?",
    replacement: "true\n        ?"
  },
  {
    name: "cancel-unseen",
    bug: "an order that is not confirmed in time is cancelled without a query",
    kinds: ["service orders"],
    file: order,
    text: 'const snapshot = yield* attempt(yield* leftOpenUntil(held, "cancel"))',
    replacement: 'const snapshot = yield* send(yield* leftOpenUntil(held, "cancel"))'
  },
  {
    name: "order-denied",
    bug: "after a lost response an operation of an order fails as rejected or not sent",
    kinds: ["service orders"],
    file: sending,
    text: "const failed = Effect.fail(isOpen ? Outcome.markUnknown(error) : error)",
    replacement: "const failed = Effect.fail(error)"
  },
  {
    name: "two-actors",
    bug: "a second process acts on an order while the first one does (V2)",
    kinds: ["service orders", "face payments", "deductions"],
    file: records,
    text: "row?.owner !== undefined && row.owner !== owner && row.until > now",
    replacement: "false"
  },
  {
    name: "number-reused",
    bug: "a number is used for two requests",
    kinds: ["service orders", "face payments", "deductions"],
    file: records,
    text: "wanted !== undefined && found.value.digest !== undefined && found.value.digest !== wanted",
    replacement: "false"
  }
]
