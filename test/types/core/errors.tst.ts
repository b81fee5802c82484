/** Every error of an endpoint, a download or a program has a literal `_tag` and an `outcome`. */

import type * as Bill from "@effect-wechatpay/bill"
import type { MerchantClients, Outcome } from "@effect-wechatpay/core"
import type * as Facepay from "@effect-wechatpay/facepay"
import type * as Media from "@effect-wechatpay/media"
import type * as MerchantComplaint from "@effect-wechatpay/merchant-complaint"
import type * as Pay from "@effect-wechatpay/pay"
import type * as Payscore from "@effect-wechatpay/payscore"
import type * as ProfitSharing from "@effect-wechatpay/profit-sharing"
import type * as Refund from "@effect-wechatpay/refund"
import type * as Transfer from "@effect-wechatpay/transfer"
import type { Effect, Option, Stream } from "effect"
import { describe, expect, test } from "tstyche"

/** The errors of the effect or stream that an export is or returns. Those of generic functions are their caller's. */
type ErrorsOf<Export> = Export extends (...args: never) => infer Result ? ErrorOf<Result> : ErrorOf<Export>

type ErrorOf<Result> =
  Result extends Option.Option<unknown>
    ? never
    : Result extends Effect.Effect<unknown, infer E, unknown>
      ? Known<E>
      : Result extends Stream.Stream<unknown, infer E, unknown>
        ? Known<E>
        : never

type Known<E> = unknown extends E ? never : E

/** Errors that cannot be told apart by `_tag`, or do not say whether the operation happened. */
type Bad<E> = E extends { readonly _tag: infer Tag; readonly outcome: Outcome.Outcome }
  ? string extends Tag
    ? E
    : never
  : E

/** The exports with such errors. */
type BadIn<Package> = {
  [Module in keyof Package & string]: {
    [Name in keyof Package[Module] & string]: [Bad<ErrorsOf<Package[Module][Name]>>] extends [never]
      ? never
      : `${Module}.${Name}`
  }[keyof Package[Module] & string]
}[keyof Package & string]

describe("the errors of endpoints and programs", () => {
  test("every error of an endpoint, a download or a program has a literal tag and an outcome", () => {
    expect<BadIn<typeof Bill>>().type.toBe<never>()
    expect<BadIn<typeof Facepay>>().type.toBe<never>()
    expect<BadIn<typeof Media>>().type.toBe<never>()
    expect<BadIn<typeof MerchantComplaint>>().type.toBe<never>()
    expect<BadIn<typeof Pay>>().type.toBe<never>()
    expect<BadIn<typeof Payscore>>().type.toBe<never>()
    expect<BadIn<typeof ProfitSharing>>().type.toBe<never>()
    expect<BadIn<typeof Refund>>().type.toBe<never>()
    expect<BadIn<typeof Transfer>>().type.toBe<never>()
    expect<Bad<MerchantClients.MerchantUnavailable>>().type.toBe<never>()
  })

  test("the check reads the errors of exports, and finds errors without a literal tag", () => {
    type Found = ErrorsOf<typeof Refund.Refund.create>
    expect<Refund.RefundError.TradeOverdue>().type.toBeAssignableTo<Found>()
    expect<Bad<Error>>().type.toBe<Error>()
    expect<Bad<{ readonly _tag: string; readonly outcome: "Unknown" }>>().type.not.toBe<never>()
  })
})
