/** The examples of docs/facepay.md, as they stand there. */
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as ContractSignals from "@effect-wechatpay/facepay/ContractSignals"
import * as FacepayNotification from "@effect-wechatpay/facepay/FacepayNotification"
import * as OfflineContractFlow from "@effect-wechatpay/facepay/OfflineContractFlow"
import * as OfflineDevice from "@effect-wechatpay/facepay/OfflineDevice"
import * as OfflineTransactionState from "@effect-wechatpay/facepay/OfflineTransactionState"
import * as OrganizationUser from "@effect-wechatpay/facepay/OrganizationUser"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"

const pupil = { organization_id: "O1234567890123456789", out_user_id: "20260901001" }

export const signing = (openMiniProgram: (token: string) => Effect.Effect<void>) =>
  Effect.gen(function* () {
    yield* openMiniProgram(yield* OfflineContractFlow.token(pupil))
    const { contract } = yield* OfflineContractFlow.awaitSigned(pupil)
    return contract?.contract_id
  }).pipe(Effect.timeout("5 minutes"))

export const handler = NotificationHandler.make([FacepayNotification.userStateChanged], {
  "FACEPAY.USER_STATE_CHANGE": FacepayNotification.withContract(({ resource }, { contract, user }) =>
    Effect.andThen(
      Effect.logInfo("face user changed", contract?.contract_state, user.status),
      ContractSignals.publish(resource)
    )
  ),
  unknown: () => Effect.void
})

export const authorised = (device: { readonly device_id: string; readonly raw_data: string }) =>
  OfflineDevice.authorize({
    ...device,
    sp_appid: "wxd678efh567hg6787",
    sub_mchid: "1900000109",
    organization_id: pupil.organization_id
  })

export const meal = (out_trade_no: string, auth_code: string) =>
  OfflineContractFlow.deduct({
    out_trade_no,
    auth_code,
    sp_appid: "wxd678efh567hg6787",
    sp_mchid: "1230000109",
    sub_mchid: "1900000109",
    description: "lunch",
    amount: { total: 850, currency: "CNY" },
    business: { business_product_id: 2, business_scene_id: 3 }
  }).pipe(
    Effect.map(({ state }) =>
      OfflineTransactionState.match(state, {
        Paid: ({ debt }) => (debt === "Owed" ? "paid, WeChat Pay advanced it" : "paid"),
        Declined: ({ insufficient }) => (insufficient ? "too little money" : "declined"),
        Refunded: () => "refunded",
        Closed: () => "closed",
        Pending: () => "under way",
        Unknown: () => "ask WeChat Pay"
      })
    ),
    Effect.catchTag("DeductionUnknown", () => Effect.succeed("nobody knows yet: ask again later"))
  )

const order = { sp_mchid: "1230000109", sub_mchid: "1900000109", business_product_id: 2 } as const

export const whatBecameOf = (out_trade_no: string) =>
  Effect.map(
    OfflineContractFlow.reconcile({ ...order, out_trade_no }),
    Option.match({ onNone: () => "not paid", onSome: ({ state }) => state._tag })
  )

export const leave = (out_trade_no: string, forward: (url: string) => Effect.Effect<void>) =>
  Effect.gen(function* () {
    const { repayment_url } = yield* OfflineContractFlow.repaymentUrl(pupil)
    yield* forward(repayment_url)
    yield* OfflineContractFlow.awaitRepaid({ ...order, out_trade_no })
    return yield* OfflineContractFlow.terminate(pupil)
  })

export const moveUp = OrganizationUser.update({
  ...pupil,
  student_info: { class_name: "六年级1班" },
  phone: Redacted.make("13900139000")
})
