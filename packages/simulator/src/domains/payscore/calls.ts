/** Common code of all calls about orders: the role of the caller, and the order. */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import type { SimulatedError } from "../../SimulatedError.js"
import type { State } from "../../State.js"
import * as Rules from "./orderRules.js"
import type { Kind, Order, Scope, Terms } from "./orders.js"
import { type Access, type Role, requireBinding, requireService, type Service } from "./services.js"

/** The terms of an order, from the input that creates it. */
export const termsOf = (input: Terms): Terms => {
  const { attach, location, notify_url, post_discounts, post_payments, risk_fund } = input
  const { service_introduction, shopping_info, time_range } = input
  return {
    service_introduction,
    time_range,
    ...(notify_url === undefined ? {} : { notify_url }),
    ...(risk_fund === undefined ? {} : { risk_fund }),
    ...(attach === undefined ? {} : { attach }),
    ...(post_payments === undefined ? {} : { post_payments }),
    ...(post_discounts === undefined ? {} : { post_discounts }),
    ...(location === undefined ? {} : { location }),
    ...(shopping_info === undefined ? {} : { shopping_info })
  }
}

interface About {
  readonly service_id?: string | undefined
  readonly appid?: string | undefined
  readonly sub_mchid?: string | undefined
  readonly sub_appid?: string | undefined
  readonly channel_id?: string | undefined
}

const scopeOf = (role: Role, kind: Kind, { merchant }: Domain.Context, { sub_mchid }: About): Scope => ({
  kind,
  role,
  mchid: merchant.mchid,
  sub_mchid
})

/** The service that the call names. A call that names none must still have a bound sub-merchant. */
const access = (role: Role, { merchant }: Domain.Context, about: About) => {
  const { service_id } = about
  return service_id === undefined
    ? Effect.asVoid(requireBinding({ merchant, role, ...about }))
    : Effect.asVoid(requireService({ merchant, role, ...about, service_id } satisfies Access))
}

/** A call about an order that exists, by the merchant's number in its path. */
export const onOrder =
  (role: Role, kind: Kind = "service") =>
  <Input extends About & { readonly out_order_no: string }, Success, Failure>(
    endpoint: Endpoint.Endpoint<Input, Success, Failure>,
    run: (
      order: Order,
      input: Input,
      service: Service
    ) => Effect.Effect<NoInfer<Success>, SimulatedError, State>
  ): Domain.Handler =>
    Domain.handler(endpoint, (input: Input, context) =>
      Effect.gen(function* () {
        yield* access(role, context, input)
        const scope = scopeOf(role, kind, context, input)
        const order = yield* Rules.require({ ...scope, out_order_no: input.out_order_no }, input)
        const { merchant } = context
        const { channel_id, service_id, sub_mchid } = order
        const service = yield* requireService({ merchant, role, service_id, sub_mchid, channel_id })
        return yield* run(order, input, service)
      })
    )

/** A query by exactly one of two numbers. */
export const onQuery =
  (role: Role, kind: Kind = "service") =>
  <
    Input extends About & {
      readonly out_order_no?: string | undefined
      readonly query_id?: string | undefined
    },
    Success,
    Failure
  >(
    endpoint: Endpoint.Endpoint<Input, Success, Failure>,
    response: (order: Order, input: Input) => NoInfer<Success>
  ): Domain.Handler =>
    Domain.handler(endpoint, (input: Input, context) =>
      Effect.gen(function* () {
        yield* access(role, context, input)
        const scope = scopeOf(role, kind, context, input)
        const { out_order_no, query_id } = input
        const order =
          out_order_no === undefined
            ? yield* Rules.queryById(scope, query_id ?? "", input)
            : yield* Rules.require({ ...scope, out_order_no }, input)
        return response(order, input)
      })
    )
