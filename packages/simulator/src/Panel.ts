/**
 * What the page and the admin API of the simulator show of a domain: panels of records, with the actions of users and of
 * WeChat Pay.
 *
 * Tested in `test/simulator/admin.test.ts`.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import { ActionRejected } from "./domains/actionRejected.js"
import type { State } from "./State.js"

export {
  /**
   * The action is impossible in the current state; `problem` is the reason.
   *
   * @since 1.0.0
   * @category errors
   */
  ActionRejected
} from "./domains/actionRejected.js"

/**
 * A text in the two languages of the page.
 *
 * @since 1.0.0
 * @category models
 */
export interface Text {
  readonly en: string
  readonly zh: string
}

/**
 * A value that an action needs. All values are text.
 *
 * @since 1.0.0
 * @category models
 */
export interface Input {
  readonly name: string
  readonly label: Text
  /** The default value. */
  readonly value: string
  /** The values to choose from; absent if any text is allowed. */
  readonly options?: ReadonlyArray<string>
}

/**
 * Something that a user or WeChat Pay can do. The page shows it as a button.
 *
 * @since 1.0.0
 * @category models
 */
export interface Action {
  /** Unique within its record. */
  readonly id: string
  readonly label: Text
  /** `main` is the usual next step; `danger` ends something. */
  readonly tone: "main" | "plain" | "danger"
  readonly inputs: ReadonlyArray<Input>
  /**
   * Runs with a value for each input. The admin API returns its result, such as the number of a payment, to the client.
   */
  readonly run: (
    values: Readonly<globalThis.Record<string, string>>
  ) => Effect.Effect<Result | void, ActionRejected, State>
}

/**
 * What an action returns: named texts.
 *
 * @since 1.0.0
 * @category models
 */
export interface Result extends Readonly<globalThis.Record<string, string>> {}

/**
 * A labelled value of a record.
 *
 * @since 1.0.0
 * @category models
 */
export interface Fact {
  readonly label: Text
  readonly value: string
}

/**
 * One record of the state.
 *
 * @since 1.0.0
 * @category models
 */
export interface Record {
  /** Unique within its panel. */
  readonly id: string
  readonly title: string
  /** WeChat Pay's word for the state. */
  readonly state: string
  /** `open` waits for somebody, `good` succeeded, `bad` failed, `over` has ended otherwise. */
  readonly tone: "open" | "good" | "bad" | "over"
  readonly facts: ReadonlyArray<Fact>
  readonly actions: ReadonlyArray<Action>
}

/**
 * The records of one kind.
 *
 * @since 1.0.0
 * @category models
 */
export interface Panel {
  /** Unique among all domains, such as `payscore.orders`. */
  readonly id: string
  readonly title: Text
  /** The newest first. */
  readonly records: Effect.Effect<ReadonlyArray<Record>, never, State>
  /** Actions that belong to no record, such as one that creates a record. */
  readonly actions: ReadonlyArray<Action>
}

/**
 * Creates a text in both languages of the page.
 *
 * @since 1.0.0
 * @category constructors
 */
export const text = (en: string, zh: string): Text => ({ en, zh })

/**
 * An action. A failure of `run` becomes `ActionRejected` with the failure's `problem` or `message`. Texts that `run` returns
 * become the result under the names of `results`; a single text needs a single name.
 *
 * ```ts
 * Panel.action("pay", Panel.text("Pay", "支付"), () => payByUser(order), { tone: "main", result: "transaction_id" })
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const action = (
  id: string,
  label: Text,
  run: (
    values: Readonly<globalThis.Record<string, string>>
  ) => Effect.Effect<unknown, { readonly problem?: string; readonly message: string }, State>,
  options: {
    /** Default: `plain`. */
    readonly tone?: Action["tone"]
    readonly inputs?: ReadonlyArray<Input>
    /** The name under which the text that `run` returns is sent to the client. Default: nothing is sent. */
    readonly result?: string
  } = {}
): Action => ({
  id,
  label,
  tone: options.tone ?? "plain",
  inputs: options.inputs ?? [],
  run: (values) =>
    run(values).pipe(
      Effect.mapError((error) => new ActionRejected({ problem: error.problem ?? error.message })),
      Effect.map(
        (value): Result =>
          options.result === undefined || value === undefined ? {} : { [options.result]: String(value) }
      )
    )
})

/**
 * A labelled value, or nothing if there is no value. Spread it into `facts`.
 *
 * ```ts
 * facts: [...Panel.fact(Panel.text("User", "用户"), order.openid)]
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const fact = (label: Text, value: string | undefined): ReadonlyArray<Fact> =>
  value === undefined || value === "" ? [] : [{ label, value }]

/**
 * An amount in fen as yuan, such as `¥9.90`.
 *
 * @since 1.0.0
 * @category formatting
 */
export const yuan = (fen: number | undefined): string | undefined =>
  fen === undefined ? undefined : `¥${(fen / 100).toFixed(2)}`

/**
 * Unix time in milliseconds as Beijing time, such as `2026-01-31 08:00:00 +08:00`.
 *
 * @since 1.0.0
 * @category formatting
 */
export const beijing = (millis: number): string =>
  `${new Date(millis + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ")} +08:00`
