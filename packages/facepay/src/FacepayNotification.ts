/**
 * The notification of face payment: something changed for a face user.
 *
 * ```ts
 * const handler = NotificationHandler.make([FacepayNotification.userStateChanged], {
 *   "FACEPAY.USER_STATE_CHANGE": FacepayNotification.withContract(({ resource }, { contract, user }) =>
 *     FaceUsers.store(resource.out_user_id, contract?.contract_state, user.status)
 *   ),
 *   unknown: () => Effect.void
 * })
 * ```
 *
 * Tested in `test/facepay/contracts.test.ts`.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Notification from "@effect-wechatpay/core/Notification"
import type { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Contract from "./Contract.js"
import * as OrganizationUser from "./OrganizationUser.js"

/**
 * A face user signed, the contract ended, or the user was disabled or enabled. The event does not say which: query,
 * or use {@link withContract}.
 *
 * It is sent to the URL that WeChat Pay registered for the provider, not to one from a call. WeChat Pay resends it
 * until it gets a 2xx within 5 seconds; the number of attempts is not documented. Delivery is not guaranteed. A
 * duplicate causes another query, which is harmless; only the same id counts as a duplicate, because two changes of a
 * user look alike.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/offline-brushing.html page of 2022-04
 * @since 1.0.0
 * @category notifications
 */
export const userStateChanged = Notification.make("FACEPAY.USER_STATE_CHANGE", {
  originalType: "facepay",
  resource: {
    /** WeChat Pay's id of the face user. */
    user_id: Schema.String,
    /** The provider's own id. */
    out_user_id: Schema.String,
    organization_id: Schema.String,
    /** Merchant number. */
    mch_id: Schema.String,
    /** Time of the event; the format is not documented. */
    notify_create_time: Schema.String,
    /** The application in which the contract was signed. */
    appid: Schema.String,
    /** The payer, under `appid`. Personal data. */
    openid: Schema.String,
    /** The contract that changed; not every source contains it. */
    contract_id: Schema.optional(Schema.String)
  }
})

/**
 * The event of {@link userStateChanged}.
 *
 * @since 1.0.0
 * @category models
 */
export type UserStateChanged = Notification.EventOf<typeof userStateChanged>

/**
 * A face user and the contract, as they were queried.
 *
 * @since 1.0.0
 * @category models
 */
export interface Snapshot {
  readonly user: Endpoint.Success<typeof OrganizationUser.query>
  /** The contract of the event, or the latest one of the user if the event names none; absent if there is none. */
  readonly contract: Endpoint.Success<typeof Contract.query> | undefined
}

/**
 * A handler of {@link userStateChanged} that also receives the face user and the contract, queried when the event
 * arrived: `CONTRACTED` and `TERMINATED` for signing and termination, the user's `status` for disabling.
 *
 * Events may arrive late and in any order, so the queried state is never older than the event. If a query fails, the
 * handler fails and WeChat Pay resends the event.
 *
 * @since 1.0.0
 * @category combinators
 */
export const withContract =
  <A, E, R>(handler: (event: UserStateChanged, snapshot: Snapshot) => Effect.Effect<A, E, R>) =>
  (
    event: UserStateChanged
  ): Effect.Effect<
    A,
    E | Endpoint.Failure<typeof OrganizationUser.query> | Endpoint.Failure<typeof Contract.query>,
    R | WechatPayClient
  > =>
    Effect.gen(function* () {
      const { appid, organization_id, out_user_id } = event.resource
      const user = yield* OrganizationUser.query({ organization_id, out_user_id })
      const contract_id = event.resource.contract_id ?? user.contract_id
      const contract = contract_id === undefined ? undefined : yield* Contract.query({ contract_id, appid })
      return yield* handler(event, { user, contract })
    })
