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
import { rows, type State, type Table } from "./State.js"

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
  /** The merchant's number of the order that the record is, or belongs to. */
  readonly order?: string
  /** WeChat Pay's word for the state. */
  readonly state: string
  /** `open` waits for somebody, `good` succeeded, `bad` failed, `over` has ended otherwise. */
  readonly tone: "open" | "good" | "bad" | "over"
  readonly facts: ReadonlyArray<Fact>
  readonly actions: ReadonlyArray<Action>
}

/**
 * A part of the records of a panel.
 *
 * @since 1.0.0
 * @category models
 */
export interface Page {
  /** The newest first. */
  readonly records: ReadonlyArray<Record>
  /** The number of all records. */
  readonly total: number
  /** How many records were removed to save memory, since the start. */
  readonly evicted: number
}

/**
 * The records of a panel, read in pages.
 *
 * @since 1.0.0
 * @category models
 */
export interface Records {
  /**
   * The newest records, or those that follow the record `before`: the older ones. No records if there is no such
   * record.
   */
  readonly page: (range: {
    readonly before?: string | undefined
    readonly limit: number
  }) => Effect.Effect<Page, never, State>
  /** A record by its id. */
  readonly find: (id: string) => Effect.Effect<Record | undefined, never, State>
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
  readonly records: Records
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
 * The part of a list, the newest first, that begins after `before`.
 *
 * @since 1.0.0
 * @category combinators
 */
export const pageOf = <A>(
  newestFirst: ReadonlyArray<A>,
  idOf: (value: A) => string | number,
  { before, limit }: { readonly before?: string | number | undefined; readonly limit: number }
): ReadonlyArray<A> => {
  const index = before === undefined ? -1 : newestFirst.findIndex((value) => idOf(value) === before)
  return before !== undefined && index === -1 ? [] : newestFirst.slice(index + 1, index + 1 + limit)
}

/**
 * The records of a table; their ids are the keys of the table. Only the records of the page are made: `recordOf` may be
 * expensive, and return `undefined` for a row that is not shown.
 *
 * ```ts
 * records: Panel.ofTable(coupons, ({ name, state }) => ({ title: name, state, tone: "open", facts: [], actions: [] }))
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const ofTable = <A>(
  table: Table<A>,
  recordOf: (row: A) => Omit<Record, "id"> | Effect.Effect<Omit<Record, "id"> | undefined, never, State>
): Records => {
  const find = (id: string): Effect.Effect<Record | undefined, never, State> =>
    Effect.flatMap(rows(table), (known) => {
      const row = known.get(id)
      const made = row === undefined ? undefined : recordOf(row)
      const details = Effect.isEffect(made) ? made : Effect.succeed(made)
      return Effect.map(details, (record) => record && { id, ...record })
    })
  return {
    find,
    page: (range) =>
      Effect.flatMap(rows(table), (known) => {
        const keys = pageOf([...known.keys()].reverse(), (key) => key, range)
        return Effect.map(Effect.forEach(keys, find), (records) => ({
          records: records.filter((record) => record !== undefined),
          total: known.size(),
          evicted: known.evicted()
        }))
      })
  }
}

/**
 * The records that an effect makes, all of them each time. For short lists.
 *
 * @since 1.0.0
 * @category constructors
 */
export const ofList = (list: Effect.Effect<ReadonlyArray<Record>, never, State>): Records => ({
  find: (id) => Effect.map(list, (records) => records.find((record) => record.id === id)),
  page: (range) =>
    Effect.map(list, (records) => ({
      records: pageOf(records, ({ id }) => id, range),
      total: records.length,
      evicted: 0
    }))
})

/**
 * Every record of a panel, the newest first.
 *
 * @since 1.0.0
 * @category accessors
 */
export const all = ({ records }: Panel): Effect.Effect<ReadonlyArray<Record>, never, State> =>
  Effect.map(records.page({ limit: Number.POSITIVE_INFINITY }), (page) => page.records)

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
