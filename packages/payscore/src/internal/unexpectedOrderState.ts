/** An order from whose state the operation is impossible. */
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Schema from "effect/Schema"
import type * as OrderState from "../OrderState.js"

/**
 * The order is in a state from which the operation is impossible: it is paid and was to be cancelled, it is completed with
 * another total, its number belongs to an order with other parameters, WeChat Pay did not create it without confirmation.
 *
 * Look at `snapshot`, query the order, and decide; repeating the program gives the same. `outcome` is `Refused`: this run did
 * nothing to the order; or `Unknown`: a request of this run may still change it, or its state is not known.
 *
 * @since 1.0.0
 * @category errors
 */
export class UnexpectedOrderState extends Schema.TaggedError<UnexpectedOrderState>(
  "@effect-wechatpay/payscore/UnexpectedOrderState"
)("UnexpectedOrderState", {
  operation: Schema.Literal("create", "complete", "cancel", "sync"),
  /** The case of `OrderState`. */
  snapshot: Schema.String,
  problem: Schema.String,
  /** What to do about it. */
  advice: Schema.String,
  outcome: Outcome.Outcome
}) {
  override get message(): string {
    return `${this.operation}: the order is ${this.snapshot}: ${this.problem}: ${this.advice}.`
  }
}

export const unexpected = (
  operation: UnexpectedOrderState["operation"],
  state: OrderState.OrderState,
  problem: string,
  advice: string
): UnexpectedOrderState =>
  new UnexpectedOrderState({
    operation,
    snapshot: state._tag,
    problem,
    advice,
    outcome: state._tag === "Unknown" ? "Unknown" : "Refused"
  })

/** The same, of an order that a request may still change. */
export const stillOpen = (error: UnexpectedOrderState): UnexpectedOrderState =>
  new UnexpectedOrderState({ ...error, outcome: "Unknown" })
