/** What the tables of PayScore's rules are made of. */

import { assert, it } from "@effect/vitest"
import { ServiceOrder } from "@effect-wechatpay/payscore"
import { Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import { terms } from "../../support/serviceOrder.js"
import { fronts, seconds } from "../fronts.js"
import { type Signing, signed } from "../RawRequest.js"
import { act, begin, type Call, newNumber, outcome } from "./sides.js"

const { appid, mchid, noConfirmServiceId, serviceId: service_id, subMchid } = Samples

export const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(
    Simulator.layer({ merchants: [{ mchid, appids: [appid], subMchids: [subMchid, "1900000110"] }] })
  )
)

// --- raw requests: the client rejects these before it sends them -----------------------------------------------

export const byHand = (
  target: string,
  body: object | undefined,
  signing: Partial<Signing> = {}
): Effect.Effect<string, Error, Layer.Layer.Success<typeof layer>> =>
  Effect.gen(function* () {
    const { merchant } = yield* Simulator.Simulator
    const raw = signed(
      merchant,
      {
        method: body === undefined ? "GET" : "POST",
        target,
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
      },
      { timestamp: yield* seconds, ...signing }
    )
    const response = yield* (fronts[0] as (typeof fronts)[number]).send(raw)
    const text = response.body.toString()
    if (response.status === 200) return "accepted"
    if (text === "") return `${response.status}`
    return `${response.status} ${(JSON.parse(text) as { code: string }).code}`
  })

export const orders = "/v3/payscore/serviceorder"

type Terms = Omit<Parameters<typeof ServiceOrder.create>[0], "need_user_confirm" | "openid">

export const newOrder = (changes: object = {}): Terms => ({
  out_order_no: newNumber(),
  appid,
  service_id,
  ...terms,
  ...changes
})

export const createByHand = (changes: object) =>
  Effect.suspend(() => byHand(orders, { ...newOrder(), ...changes }))

export const payments = (count: number, item: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ name: `item ${index}`, amount: 1, ...item }))

// --- the table -------------------------------------------------------------------------------------------------------

export type Rule = readonly [
  rule: number,
  what: string,
  gets: Effect.Effect<string, Error, Layer.Layer.Success<typeof layer>>,
  expected: string
]

export const create = (changes: object = {}) =>
  Effect.suspend(() => outcome(ServiceOrder.create(newOrder(changes))))

export const service = (changes: Partial<Payscore.Service>): Call =>
  act(
    Payscore.register({
      role: "merchant",
      mchid,
      service_id: "500001",
      mode: "CONFIRM",
      appids: [appid],
      sub_mchids: [],
      risk_names: ["DEPOSIT"],
      risk_ceiling: 10_000,
      waivesDeposit: true,
      ...changes
    })
  )

/** An order without confirmation of a user of its own. */
export const createFor = (user: string, changes: object = {}) =>
  Effect.suspend(() =>
    ServiceOrder.create({
      ...newOrder({
        service_id: noConfirmServiceId,
        risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 100 },
        ...changes
      }),
      need_user_confirm: false,
      openid: user
    })
  )

export const authorised = (user: string, more: Partial<Payscore.Authorization> = {}) =>
  act(
    Payscore.authorize({
      role: "merchant",
      mchid,
      service_id: noConfirmServiceId,
      appid,
      openid: user,
      ...more
    })
  )

export const judged = (verdict: Payscore.User["verdict"]) =>
  Effect.suspend(() => {
    const user = newNumber()
    return authorised(user).pipe(
      Effect.andThen(act(Payscore.judge({ openid: user, verdict, risk_level: 9 }))),
      Effect.andThen(outcome(createFor(user)))
    )
  })

/** Runs a table; the number or name of each rule stands first. */
export const holds = <Id extends string | number>(
  table: ReadonlyArray<readonly [id: Id, what: string, gets: Rule[2], expected: string]>
) =>
  it.layer(layer)((it) => {
    it.effect.each(table)("PayScore rule %s: %s", ([, , gets, expected]) =>
      Effect.gen(function* () {
        yield* begin
        const got = yield* gets
        assert.isTrue(got.startsWith(expected), `expected ${expected}, got ${got}`)
      })
    )
  })
