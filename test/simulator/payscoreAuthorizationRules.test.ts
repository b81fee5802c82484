/** Rule 10 of what a simulator of PayScore must enforce: authorisations, their codes and tokens, and what falls with them. */
import { assert, describe } from "@effect/vitest"
import { AcquiringBankPermission, PartnerPermission, Permission } from "@effect-wechatpay/payscore"
import { Outbox, Payscore, Samples, State } from "@effect-wechatpay/simulator"
import { Effect, TestClock } from "effect"
import { authorised, createFor, holds, type Rule } from "./payscore/rules.js"
import { act, newNumber, outcome } from "./payscore/sides.js"

const { appid, channelId: channel_id, mchid, noConfirmServiceId: service_id, subMchid: sub_mchid } = Samples

const notify_url = "https://shop.example/permissions"
const service = { appid, service_id }
const reason = "user asked"

/** A code of its own, with a token. */
const applied = Effect.suspend(() => {
  const authorization_code = newNumber()
  return Effect.map(
    Permission.apply({ ...service, authorization_code, notify_url }),
    ({ apply_permissions_token }) => ({ authorization_code, token: apply_permissions_token })
  )
})

const opened = (user: string) =>
  Effect.tap(applied, ({ token }) => act(Payscore.authorizeByToken(token, user)))

/** The events of a user, by what became of the service. */
const eventsOf = (user: string) =>
  Effect.map(act(Outbox.all), (all) =>
    all
      .filter(({ resource }) => (resource as { readonly openid?: string }).openid === user)
      .map(({ event_type }) => event_type)
  )

const stateOf = (authorization_code: string) =>
  Effect.map(
    Permission.queryByAuthorizationCode({ authorization_code, service_id }),
    (record) => record.authorization_state
  )

/** In service, for this user. */
const withOrder = (user: string) => Effect.andThen(authorised(user), createFor(user))

const table: ReadonlyArray<Rule> = [
  [
    10,
    "a code again with other parameters",
    Effect.flatMap(applied, ({ authorization_code }) =>
      outcome(Permission.apply({ ...service, authorization_code, notify_url: "https://shop.example/other" }))
    ),
    "400 INVALID_REQUEST"
  ],
  [
    10,
    "a code again with the same parameters gives the same token, and another one after an hour",
    Effect.gen(function* () {
      const { authorization_code, token } = yield* applied
      const again = Permission.apply({ ...service, authorization_code, notify_url })
      const same = (yield* again).apply_permissions_token
      yield* TestClock.adjust("1 hour")
      const other = (yield* again).apply_permissions_token
      return `${same === token} ${other === token}`
    }),
    "true false"
  ],
  [
    10,
    "a token of another service's code cannot be guessed",
    outcome(act(Payscore.authorizeByToken("token", "user"))),
    "ActionRejected"
  ],
  [
    10,
    "a token shortly before an hour",
    Effect.gen(function* () {
      const { token } = yield* applied
      yield* TestClock.adjust(3_599_999)
      return yield* outcome(act(Payscore.authorizeByToken(token, newNumber())))
    }),
    "accepted"
  ],
  [
    10,
    "a token after an hour",
    Effect.gen(function* () {
      const { token } = yield* applied
      yield* TestClock.adjust("1 hour")
      return yield* outcome(act(Payscore.authorizeByToken(token, newNumber())))
    }),
    "ActionRejected"
  ],
  [
    10,
    "a code of another user",
    Effect.suspend(() =>
      Effect.flatMap(opened(newNumber()), ({ token }) =>
        outcome(act(Payscore.authorizeByToken(token, newNumber())))
      )
    ),
    "ActionRejected"
  ],
  [
    10,
    "a user who never authorised",
    outcome(Permission.queryByOpenid({ openid: "nobody", ...service })),
    "404 ORDER_NOT_EXIST 271317510"
  ],
  [
    10,
    "a code that nobody gave out",
    outcome(Permission.queryByAuthorizationCode({ authorization_code: "0", service_id })),
    "404 ORDER_NOT_EXIST 271317510"
  ],
  [
    10,
    "a code goes from UNBINDUSER over AVAILABLE to UNAVAILABLE, and notifies",
    Effect.gen(function* () {
      const user = newNumber()
      const { authorization_code, token } = yield* applied
      const pending = yield* stateOf(authorization_code)
      yield* act(Payscore.authorizeByToken(token, user))
      const open = yield* stateOf(authorization_code)
      yield* Permission.terminateByAuthorizationCode({ authorization_code, service_id, reason })
      const record = yield* Permission.queryByOpenid({ openid: user, ...service })
      assert.strictEqual(record.cancel_authorization_time, "2026-01-01T12:00:00+08:00")
      return [pending, open, record.authorization_state, ...(yield* eventsOf(user))].join(" ")
    }),
    "UNBINDUSER AVAILABLE UNAVAILABLE PAYSCORE.USER_OPEN_SERVICE PAYSCORE.USER_CLOSE_SERVICE"
  ],
  [
    10,
    "a code that was followed by another one is nobody's any more",
    Effect.gen(function* () {
      const user = newNumber()
      const first = yield* opened(user)
      yield* opened(user)
      const state = yield* stateOf(first.authorization_code)
      const ended = yield* outcome(
        Permission.terminateByAuthorizationCode({
          authorization_code: first.authorization_code,
          service_id,
          reason
        })
      )
      return `${state} ${ended}`
    }),
    "UNAVAILABLE 400 INVALID_REQUEST"
  ],
  [
    10,
    "ended with an order in service",
    Effect.suspend(() => {
      const user = newNumber()
      return Effect.andThen(
        withOrder(user),
        outcome(Permission.terminateByOpenid({ openid: user, ...service, reason }))
      )
    }),
    "400 INVALID_REQUEST"
  ],
  [
    10,
    "ended by the user with an order in service",
    Effect.suspend(() => {
      const openid = newNumber()
      return Effect.andThen(
        withOrder(openid),
        outcome(act(Payscore.closeService({ mchid, service_id, openid })))
      )
    }),
    "ActionRejected"
  ],
  [
    10,
    "ended again for another reason",
    Effect.gen(function* () {
      const { authorization_code } = yield* opened(newNumber())
      const end = (reason: string) =>
        outcome(Permission.terminateByAuthorizationCode({ authorization_code, service_id, reason }))
      assert.deepStrictEqual([yield* end("one"), yield* end("one")], ["accepted", "accepted"])
      return yield* end("another")
    }),
    "400 INVALID_ORDER_STATE"
  ],
  [
    10,
    "an order after the end",
    Effect.gen(function* () {
      const user = newNumber()
      yield* authorised(user)
      yield* act(Payscore.closeService({ mchid, service_id, openid: user }))
      return yield* outcome(createFor(user))
    }),
    "403 NO_AUTH"
  ],
  [
    10,
    "a user who is no tester of a service that is not online",
    Effect.gen(function* () {
      const rows = yield* act(State.rows(Payscore.services))
      const found = rows.find((row) => row.role === "merchant" && row.service_id === service_id)
      const { token } = yield* applied
      yield* act(Payscore.register({ ...(found as Payscore.Service), testers: ["tester"] }))
      const got = yield* outcome(act(Payscore.authorizeByToken(token, newNumber())))
      yield* act(Payscore.register(found as Payscore.Service))
      return got
    }),
    "ActionRejected"
  ],
  [
    10,
    "an authorisation for a scene without saying which",
    Effect.suspend(() =>
      outcome(
        PartnerPermission.applyForScene({
          ...service,
          sub_mchid,
          authorization_code: newNumber(),
          scene: "TRANSACTION"
        })
      )
    ),
    "400 PARAM_ERROR"
  ],
  [
    10,
    "a provider's user by either id, and only the one that authorised",
    Effect.gen(function* () {
      const [openid, sub_openid] = [newNumber(), newNumber()]
      const { apply_permissions_token } = yield* PartnerPermission.apply({
        ...service,
        sub_mchid,
        sub_appid: Samples.subAppid,
        authorization_code: newNumber()
      })
      yield* act(Payscore.authorizeByToken(apply_permissions_token, openid, { sub_openid }))
      const asked = { ...service, sub_mchid, sub_appid: Samples.subAppid }
      const byOpenid = yield* PartnerPermission.queryByOpenid({ ...asked, openid })
      const bySubOpenid = yield* PartnerPermission.queryByOpenid({ ...asked, sub_openid })
      assert.deepStrictEqual(byOpenid, bySubOpenid)
      return yield* outcome(PartnerPermission.queryByOpenid({ ...asked, sub_openid: openid }))
    }),
    "404 ORDER_NOT_EXIST"
  ],
  [
    10,
    "an institution's code through another channel",
    Effect.gen(function* () {
      const authorization_code = newNumber()
      const asked = { service_id, sub_mchid, channel_id }
      yield* AcquiringBankPermission.apply({ ...asked, appid, authorization_code })
      const query = (channel_id: string) =>
        outcome(
          AcquiringBankPermission.queryByAuthorizationCode({ ...asked, channel_id, authorization_code })
        )
      assert.strictEqual(yield* query(channel_id), "accepted")
      return yield* query("1")
    }),
    "403 NO_AUTH"
  ],
  [
    10,
    "the level of a user who was judged",
    Effect.gen(function* () {
      const openid = newNumber()
      yield* authorised(openid)
      yield* act(Payscore.judge({ openid, verdict: "PASSED", risk_level: 3 }))
      const { user_label, user_risk_level } = yield* Permission.assessUserRiskLevel({ ...service, openid })
      return `${user_risk_level} ${user_label}`
    }),
    "3 3"
  ]
]

describe("PayScore's rules about authorisations", () => holds(table))
