/**
 * Refunds: rules, state, and the actions that end them.
 *
 * @since 1.0.0
 */
import * as Refund from "@effect-wechatpay/refund/Refund"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import * as State from "../../State.js"
import { requireSubMerchant } from "../subMerchants.js"
import { bounce, close, succeed } from "./endings.js"
import { panels } from "./panels.js"
import { refunds, toResponse } from "./refunds.js"
import * as Rules from "./rules.js"

export { ActionRejected } from "../actionRejected.js"
export { closeUserAccount, type Owner, setBalance } from "./accounts.js"
export { type Refund, refundKey, refunds, type Who } from "./refunds.js"
export { bounce, close, succeed }

/**
 * The domain. `Transactions` contains the payments that can be refunded.
 *
 * @since 1.0.0
 * @category domains
 */
export const refund: Domain.Domain = Domain.make("refund", {
  handlers: [
    Domain.handler(Refund.create, (input, context) => Effect.map(Rules.create(input, context), toResponse)),
    Domain.handler(Refund.query, ({ out_refund_no, sub_mchid }, { merchant }) =>
      Effect.andThen(
        requireSubMerchant(merchant, sub_mchid),
        Effect.map(Rules.require({ mchid: merchant.mchid, sub_mchid, out_refund_no }), toResponse)
      )
    ),
    Domain.handler(Refund.applyAbnormal, (input, context) =>
      Effect.map(Rules.redirect(input, context), toResponse)
    )
  ],
  panels
})

/**
 * Completes each refund this long after its creation.
 *
 * @since 1.0.0
 * @category constructors
 */
export const arrivals = (after: Duration.DurationInput): Domain.Timer => {
  // Rows are in order of creation.
  const oldest = Effect.map(State.rows(refunds), (rows) => rows.find(({ status }) => status === "PROCESSING"))
  return {
    next: Effect.map(oldest, (refund) => refund && refund.created_at + Duration.toMillis(after)),
    run: Effect.flatMap(oldest, (refund) =>
      refund === undefined ? Effect.void : Effect.ignore(succeed(refund))
    )
  }
}
