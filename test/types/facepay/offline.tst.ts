import type { Endpoint, WechatPayClient } from "@effect-wechatpay/core"
import {
  type Contract,
  FacepayNotification,
  type FaceUser,
  type OfflineContractFlow,
  type OfflineTransaction,
  type Organization,
  type OrganizationUser
} from "@effect-wechatpay/facepay"
import { Effect, type Redacted } from "effect"
import { expect, test } from "tstyche"

test("an organization is queried by one of two", () => {
  type Query = Endpoint.Input<typeof Organization.query>
  expect<Query>().type.toBeAssignableFrom<{ organization_id: string }>()
  expect<Query>().type.toBeAssignableFrom<{ organization_name: string }>()
  expect<Query>().type.not.toBeAssignableFrom<{}>()
  expect<Query>().type.not.toBeAssignableFrom<{ organization_id: string; organization_name: string }>()
})

test("names, documents, phones and cards are Redacted in both directions", () => {
  type Presign = Endpoint.Input<typeof Contract.presign>
  type Update = Endpoint.Input<typeof OrganizationUser.update>
  type Secret = Redacted.Redacted | undefined
  expect<Presign["facepay_user"]["phone"]>().type.toBe<Secret>()
  expect<NonNullable<Presign["limit_bank_card"]>["bank_card_number"]>().type.toBe<Redacted.Redacted>()
  expect<Update["user_name"]>().type.toBe<Secret>()
  expect<Endpoint.Success<typeof OrganizationUser.query>["user_name"]>().type.toBe<Secret>()
  type Name = NonNullable<Endpoint.Success<typeof FaceUser.query>["real_name_info"]>["encrypted_real_name"]
  expect<Name>().type.toBe<Secret>()
})

test("a deduction is in fen of CNY, in a known business", () => {
  type Deduct = Endpoint.Input<typeof OfflineTransaction.deduct>
  expect<Deduct["amount"]>().type.toBe<OfflineAmount>()
  expect<Deduct["business"]["business_product_id"]>().type.toBe<2 | 11>()
})

interface OfflineAmount {
  readonly total: number
  readonly currency: "CNY"
}

test("the result of a deduction is never only a failure", () => {
  type Failure = Effect.Effect.Error<ReturnType<typeof OfflineContractFlow.deduct>>
  expect<Failure>().type.toBeAssignableFrom<OfflineContractFlow.DeductionUnknown>()
  expect<OfflineContractFlow.DeductionUnknown["outcome"]>().type.toBe<"Unknown">()
})

test("a handler with the queried contract needs a client", () => {
  const handler = FacepayNotification.withContract((_, { contract }) =>
    Effect.succeed(contract?.contract_state)
  )
  expect<Effect.Effect.Context<ReturnType<typeof handler>>>().type.toBe<WechatPayClient.WechatPayClient>()
})
