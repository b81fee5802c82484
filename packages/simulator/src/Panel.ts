/**
 * What the page of the simulator shows of a domain: decks of cards, and the buttons by which a person with a phone acts.
 *
 * @since 1.0.0
 */
import type * as Effect from "effect/Effect"
import type { ActionRejected } from "./domains/actionRejected.js"
import type { State } from "./State.js"

export {
  /**
   * Why something cannot be done now.
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
 * What a button asks for before it acts. Everything is text.
 *
 * @since 1.0.0
 * @category models
 */
export interface Input {
  readonly name: string
  readonly label: Text
  /** What it holds at first. */
  readonly value: string
  /** The values to choose from; absent where any text will do. */
  readonly options?: ReadonlyArray<string>
}

/**
 * A button.
 *
 * @since 1.0.0
 * @category models
 */
export interface Action {
  /** Unique on its card. */
  readonly id: string
  readonly label: Text
  /** `main` is what one does next; `danger` ends something. */
  readonly tone: "main" | "plain" | "danger"
  readonly inputs: ReadonlyArray<Input>
  /** Acts, with a value for each of the inputs. */
  readonly run: (values: { readonly [name: string]: string }) => Effect.Effect<void, ActionRejected, State>
}

/**
 * One record of the state.
 *
 * @since 1.0.0
 * @category models
 */
export interface Record {
  /** Unique in its deck. */
  readonly id: string
  readonly title: string
  /** WeChat Pay's word for the state. */
  readonly state: string
  /** `open` waits for somebody, `good` went well, `bad` did not, `over` is neither. */
  readonly tone: "open" | "good" | "bad" | "over"
  readonly facts: ReadonlyArray<{ readonly label: Text; readonly value: string }>
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
  /** Buttons that belong to no card, such as one that makes a new one. */
  readonly actions: ReadonlyArray<Action>
}
