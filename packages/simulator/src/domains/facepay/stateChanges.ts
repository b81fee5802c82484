/** `FACEPAY.USER_STATE_CHANGE`: says that a face user changed, but not how. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { rfc3339 } from "../../internal/rfc3339.js"
import * as Outbox from "../../Outbox.js"
import * as State from "../../State.js"
import { organizations } from "./organizations.js"
import { type Contract, contracts, type FaceUser } from "./tables.js"

/** WeChat Pay registers the address for the provider; no call contains it. */
const notifyUrls = State.table(
  "facepay.notifyUrls",
  Schema.Struct({ sp_mchid: Schema.String, url: Schema.String })
)

/** Registers the notification address of a provider. Without it nothing is sent. */
export const registerNotifyUrl = (sp_mchid: string, url: string): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(notifyUrls), (rows) => rows.set(sp_mchid, { sp_mchid, url }))

const resourceOf = (user: FaceUser, contract: Contract, sp_mchid: string, now: number) => ({
  user_id: user.user_id,
  out_user_id: user.out_user_id,
  organization_id: user.organization_id,
  mch_id: sp_mchid,
  notify_create_time: rfc3339(now),
  appid: contract.appid,
  openid: contract.openid,
  contract_id: contract.contract_id
})

/**
 * Notifies the provider that the contract or the status of a face user changed. Nothing is sent for a user without a
 * contract.
 */
export const notifyStateChange = Effect.fnUntraced(function* (user: FaceUser) {
  const contract = (yield* State.rows(contracts)).get(user.contract_id ?? "")
  const organization = (yield* State.rows(organizations)).get(user.organization_id)
  const registered = (yield* State.rows(notifyUrls)).get(organization?.sp_mchid ?? "")
  if (contract === undefined || organization === undefined || registered === undefined) return
  const now = yield* Clock.currentTimeMillis
  yield* Outbox.send({
    mchid: organization.sp_mchid,
    url: registered.url,
    event_type: "FACEPAY.USER_STATE_CHANGE",
    summary: "刷脸用户签约状态变更",
    original_type: "facepay",
    associated_data: "facepay",
    resource: resourceOf(user, contract, organization.sp_mchid, now)
  })
})
