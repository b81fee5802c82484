/** The error of an operation that the state of the order does not allow. */
import * as Outcome from "@effect-wechatpay/core/Outcome"
import * as Schema from "effect/Schema"
import type * as OrderState from "../OrderState.js"

/**
 * The state of the order does not allow the operation: a paid order cannot be cancelled, the order was completed with
 * another total, the number belongs to an order with other parameters, or WeChat Pay did not create an order without
 * confirmation.
 *
 * Check `snapshot`, query the order, and decide. Repeating the program gives the same result. If `outcome` is
 * `Refused`, this run did not change the order. If it is `Unknown`, a request of this run has changed the order or may still
 * do so, or its state is unknown.
 *
 * @since 1.0.0
 * @category errors
 */
export class UnexpectedOrderState extends Schema.TaggedError<UnexpectedOrderState>(
  "@effect-wechatpay/payscore/UnexpectedOrderState"
)("UnexpectedOrderState", {
  /** The operation that failed. */
  operation: Schema.Literal("create", "complete", "cancel", "sync"),
  /** The case of `OrderState`. */
  snapshot: Schema.String,
  /** Why the operation is impossible. */
  problem: Schema.String,
  /** Recommended action. */
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

/** The same error for an order that a request has changed, or may still change. */
export const stillOpen = (error: UnexpectedOrderState): UnexpectedOrderState =>
  new UnexpectedOrderState({ ...error, outcome: "Unknown" })
