/** User actions on transfers, and WeChat Pay's processing of them. */
import * as Effect from "effect/Effect"
import type * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import * as Authorizations from "./authorizations.js"
import * as Bills from "./bills.js"
import { type Authorization, type BillKey, saveBill } from "./tables.js"

const rejected = (problem: string) => Effect.fail(new ActionRejected({ problem }))

const require = Effect.fnUntraced(function* (key: BillKey) {
  const bill = yield* Bills.find(key)
  return bill === undefined ? yield* rejected("the transfer does not exist") : bill
})

/**
 * The user confirms a transfer: it is paid out at once, or stays `TRANSFERING` until `payOut`.
 *
 * @since 1.0.0
 * @category user actions
 */
export const confirm = Effect.fnUntraced(function* (
  key: BillKey,
  options: { readonly isSlow?: boolean; readonly authorizes?: boolean } = {}
) {
  const bill = yield* require(key)
  if (bill.state !== "WAIT_USER_CONFIRM")
    return yield* rejected("the transfer does not wait for a confirmation")
  const confirmed = yield* saveBill({ ...bill, state: "TRANSFERING" })
  if (options.authorizes === true && bill.out_authorization_no !== undefined) {
    yield* authorize({ mchid: bill.mchid, out_authorization_no: bill.out_authorization_no })
  }
  return options.isSlow === true ? confirmed : yield* Bills.finish(confirmed, { state: "SUCCESS" })
})

/**
 * WeChat Pay pays out a transfer that is `TRANSFERING`.
 *
 * @since 1.0.0
 * @category user actions
 */
export const payOut = Effect.fnUntraced(function* (key: BillKey) {
  const bill = yield* require(key)
  return bill.state === "TRANSFERING"
    ? yield* Bills.finish(bill, { state: "SUCCESS" })
    : yield* rejected("the transfer is not being paid out")
})

/**
 * A transfer that is not final fails, for a reason such as `NAME_NOT_CORRECT` or `OPENID_INVALID`; the money goes back.
 *
 * @since 1.0.0
 * @category user actions
 */
export const fail = Effect.fnUntraced(function* (key: BillKey, fail_reason: string) {
  const bill = yield* require(key)
  return bill.state === "SUCCESS" || bill.state === "FAIL" || bill.state === "CANCELLED"
    ? yield* rejected("the transfer is final")
    : yield* Bills.finish(bill, { state: "FAIL", fail_reason })
})

interface AuthorizationKey {
  readonly mchid: string
  readonly out_authorization_no: string
}

/**
 * The user authorises transfers without confirmation.
 *
 * @since 1.0.0
 * @category user actions
 */
export const authorize = (key: AuthorizationKey): Effect.Effect<Authorization, ActionRejected, State.State> =>
  Effect.flatMap(Authorizations.find(key), (row) =>
    row?.state === "WAIT_USER_CONFIRM"
      ? Authorizations.agree(row)
      : rejected("the authorisation does not wait for consent")
  )

/**
 * The user revokes the authorisation.
 *
 * @since 1.0.0
 * @category user actions
 */
export const closeAuthorization = (
  key: AuthorizationKey
): Effect.Effect<Authorization, ActionRejected, State.State> =>
  Effect.flatMap(Authorizations.find(key), (row) =>
    row?.state === "TAKING_EFFECT"
      ? Authorizations.end(row, "USER_CLOSE")
      : rejected("the authorisation is not in effect")
  )
