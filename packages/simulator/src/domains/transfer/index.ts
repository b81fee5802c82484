/**
 * Transfers to users: rules, state, the merchant's operation account, and user actions.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as CharityBudget from "@effect-wechatpay/transfer/CharityBudget"
import * as CharityDonation from "@effect-wechatpay/transfer/CharityDonation"
import * as CharityReceipt from "@effect-wechatpay/transfer/CharityReceipt"
import * as EcommerceTransfer from "@effect-wechatpay/transfer/EcommerceTransfer"
import * as EcommerceTransferPermission from "@effect-wechatpay/transfer/EcommerceTransferPermission"
import * as MerchantBalance from "@effect-wechatpay/transfer/MerchantBalance"
import * as PartnerTransfer from "@effect-wechatpay/transfer/PartnerTransfer"
import * as PartnerTransferAuthorization from "@effect-wechatpay/transfer/PartnerTransferAuthorization"
import * as PartnerTransferBatch from "@effect-wechatpay/transfer/PartnerTransferBatch"
import * as PartnerTransferPermission from "@effect-wechatpay/transfer/PartnerTransferPermission"
import * as PartnerTransferReceipt from "@effect-wechatpay/transfer/PartnerTransferReceipt"
import * as QqWalletTransfer from "@effect-wechatpay/transfer/QqWalletTransfer"
import * as Transfer from "@effect-wechatpay/transfer/Transfer"
import * as TransferAuthorization from "@effect-wechatpay/transfer/TransferAuthorization"
import * as TransferBatch from "@effect-wechatpay/transfer/TransferBatch"
import * as TransferBatchReceipt from "@effect-wechatpay/transfer/TransferBatchReceipt"
import * as TransferReceipt from "@effect-wechatpay/transfer/TransferReceipt"
import * as Effect from "effect/Effect"
import type { Context } from "../../Domain.js"
import * as Domain from "../../Domain.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import * as Authorizations from "./authorizations.js"
import * as Balances from "./balances.js"
import * as Batches from "./batches.js"
import * as Bills from "./bills.js"
import * as Charity from "./charity.js"
import { panels } from "./panels.js"
import * as Permissions from "./permissions.js"
import * as Receipts from "./receipts.js"
import * as responses from "./responses.js"
import { timers } from "./timers.js"

export { type Account, account, type Owner, setAccount, setScenes } from "./accounts.js"
export { type BatchKey, failBatchItem, useBatches } from "./batches.js"
export { type BudgetKey, closeBudget, confirmBudget } from "./charity.js"
export { endInvitation, setPermission } from "./permissions.js"
export {
  type Authorization,
  authorizations,
  type Bill,
  type BillKey,
  bills,
  type Variant
} from "./tables.js"
export { authorize, closeAuthorization, confirm, fail, payOut } from "./userActions.js"

interface WithAuthorization extends Bills.Request {
  readonly authorization_info?:
    | {
        readonly user_display_name: string
        readonly out_authorization_no: string
        readonly authorization_notify_url: string
      }
    | undefined
}

/**
 * Creates a transfer whose confirmation page also asks for an authorisation: R19. The user is known when the page is
 * opened. A rejected authorisation creates no transfer.
 */
const createAsking = Effect.fnUntraced(function* (
  variant: "merchant" | "partner",
  input: WithAuthorization,
  context: Context
) {
  const { authorization_info: asked, out_bill_no, sub_mchid } = input
  const known = yield* Bills.find({ mchid: context.merchant.mchid, sub_mchid, out_bill_no })
  const wanted = (openid: string) => ({
    out_authorization_no: asked?.out_authorization_no ?? "",
    appid: input.appid,
    openid,
    transfer_scene_id: input.transfer_scene_id,
    user_display_name: asked?.user_display_name ?? ""
  })
  const isNew = known === undefined && asked !== undefined
  if (isNew) yield* Authorizations.check(wanted(input.openid ?? ""), context)
  const bill = yield* Bills.create(variant, input, context, {
    out_authorization_no: asked?.out_authorization_no
  })
  if (isNew) {
    yield* Authorizations.request(
      wanted(input.openid ?? `o${bill.transfer_bill_no.slice(-20)}`),
      asked.authorization_notify_url,
      context
    )
  }
  return bill
})

/** Creates a transfer to a user who authorised it in advance: R20, R21. */
const createAuthorized = Effect.fnUntraced(function* (
  variant: "merchant" | "partner",
  input: Bills.Request & {
    readonly authorization_id?: string | undefined
    readonly out_authorization_no?: string | undefined
  },
  context: Context
) {
  const { openid } = yield* Authorizations.requireUsable(input, context)
  return yield* Bills.create(variant, { ...input, openid }, context, { isAuthorized: true })
})

const closed = (row: Parameters<typeof responses.authorization>[0]) => ({
  ...responses.authorization(row),
  authorization_id: row.authorization_id,
  authorize_time: rfc3339(row.authorized_at ?? row.created_at)
})

const token = { query: { token: Wire.text(128) } }

const receiptHandlers = [
  Domain.handler(TransferReceipt.apply, (input, context) =>
    Effect.flatMap(Bills.requireByNumber("merchant", input, context), (bill) =>
      Receipts.applyFor(bill, context)
    )
  ),
  Domain.handler(TransferReceipt.query, (input, context) =>
    Effect.flatMap(Bills.requireByNumber("merchant", input, context), (bill) =>
      Receipts.queryOf(bill, context)
    )
  ),
  Domain.handler(TransferReceipt.applyByTransferBillNo, (input, context) =>
    Effect.flatMap(Bills.requireByTransferBillNo("merchant", input, context), (bill) =>
      Receipts.applyFor(bill, context)
    )
  ),
  Domain.handler(TransferReceipt.queryByTransferBillNo, (input, context) =>
    Effect.flatMap(Bills.requireByTransferBillNo("merchant", input, context), (bill) =>
      Receipts.queryOf(bill, context)
    )
  ),
  Domain.file(TransferReceipt.download, token, Receipts.openElecsign),
  Domain.handler(PartnerTransferReceipt.apply, Receipts.applyByPartner),
  Domain.handler(PartnerTransferReceipt.query, Receipts.queryByPartner)
]

const batchHandlers = [
  Domain.handler(TransferBatch.create, (input, context) =>
    Effect.map(Batches.create(input, context), (batch) => ({
      ...Batches.accepted(batch),
      batch_status: batch.state
    }))
  ),
  Domain.handler(TransferBatch.queryByBatchId, Batches.query),
  Domain.handler(TransferBatch.queryByOutBatchNo, Batches.query),
  Domain.handler(TransferBatch.queryDetailById, Batches.queryItem),
  Domain.handler(TransferBatch.queryDetail, Batches.queryItem),
  Domain.handler(TransferBatchReceipt.apply, Batches.applyForReceipt),
  Domain.handler(TransferBatchReceipt.query, Batches.queryReceipt),
  Domain.handler(TransferBatchReceipt.applyForDetail, Batches.applyForItemReceipt),
  Domain.handler(TransferBatchReceipt.queryForDetail, Batches.queryItemReceipt),
  Domain.file(TransferBatchReceipt.download, token, Receipts.openOfBatches),
  Domain.handler(PartnerTransferBatch.create, (input, context) =>
    Effect.map(Batches.create(input, context), Batches.accepted)
  ),
  Domain.handler(PartnerTransferBatch.queryByBatchId, Batches.queryOfPartner),
  Domain.handler(PartnerTransferBatch.queryByOutBatchNo, Batches.queryOfPartner),
  Domain.handler(PartnerTransferBatch.queryDetailById, Batches.queryItemOfPartner),
  Domain.handler(PartnerTransferBatch.queryDetail, Batches.queryItemOfPartner)
]

const charityHandlers = [
  Domain.handler(CharityBudget.apply, Charity.applyForBudget),
  Domain.handler(CharityBudget.query, Charity.queryBudget),
  Domain.handler(CharityBudget.unlock, Charity.unlock),
  Domain.handler(CharityDonation.create, Charity.donate),
  Domain.handler(CharityDonation.query, Charity.queryDonation),
  Domain.handler(CharityReceipt.apply, Charity.applyForReceipt),
  Domain.handler(CharityReceipt.query, Charity.queryReceipt)
]

const merchantHandlers = [
  Domain.handler(MerchantBalance.query, Balances.query),
  Domain.handler(MerchantBalance.queryDayEnd, Balances.queryDayEnd),
  Domain.handler(PartnerTransferPermission.request, Permissions.invite),
  Domain.handler(PartnerTransferPermission.query, Permissions.query),
  Domain.handler(EcommerceTransferPermission.request, Permissions.grant),
  Domain.handler(EcommerceTransferPermission.query, Permissions.queryGranted)
]

/**
 * The domain.
 *
 * @since 1.0.0
 * @category domains
 */
export const transfer: Domain.Domain = Domain.make("transfer", {
  handlers: [
    ...receiptHandlers,
    ...batchHandlers,
    ...charityHandlers,
    ...merchantHandlers,
    Domain.handler(Transfer.create, (input, context) =>
      Effect.map(Bills.create("merchant", input, context), responses.created)
    ),
    Domain.handler(Transfer.query, (input, context) =>
      Effect.map(Bills.requireByNumber("merchant", input, context), responses.ofMerchant)
    ),
    Domain.handler(Transfer.queryByTransferBillNo, (input, context) =>
      Effect.map(Bills.requireByTransferBillNo("merchant", input, context), responses.ofMerchant)
    ),
    // The body is empty or {}: R13.
    Domain.allowEmptyObject(
      Domain.handler(Transfer.cancel, (input, context) =>
        Effect.map(Bills.cancel("merchant", input, context), responses.cancelled)
      )
    ),
    Domain.handler(Transfer.createWithAuthorization, (input, context) =>
      Effect.map(createAsking("merchant", input, context), (bill) => ({
        ...responses.created(bill),
        ...(input.authorization_info === undefined
          ? {}
          : {
              user_display_name: input.authorization_info.user_display_name,
              out_authorization_no: input.authorization_info.out_authorization_no
            })
      }))
    ),
    Domain.handler(Transfer.createAuthorized, (input, context) =>
      Effect.map(createAuthorized("merchant", input, context), responses.ofMerchant)
    ),
    Domain.handler(TransferAuthorization.request, (input, context) =>
      Effect.map(Authorizations.request(input, input.authorization_notify_url, context), responses.requested)
    ),
    Domain.handler(TransferAuthorization.query, (input, context) =>
      Effect.map(Authorizations.require(input.out_authorization_no, context), (row) => ({
        ...responses.authorization(row),
        ...(input.is_display_authorization === true && row.state === "TAKING_EFFECT"
          ? { package_info: row.package_info }
          : {})
      }))
    ),
    Domain.handler(TransferAuthorization.close, (input, context) =>
      Effect.map(Authorizations.close(input.out_authorization_no, context), closed)
    ),
    Domain.handler(QqWalletTransfer.create, (input, context) =>
      Effect.map(Bills.create("qqWallet", input, context), responses.ofQqWallet)
    ),
    Domain.handler(QqWalletTransfer.query, (input, context) =>
      Effect.map(Bills.requireByNumber("qqWallet", input, context), responses.ofQqWallet)
    ),
    // The body is empty or {}: R13.
    Domain.allowEmptyObject(
      Domain.handler(QqWalletTransfer.cancel, (input, context) =>
        Effect.map(Bills.cancel("qqWallet", input, context), responses.ofQqWallet)
      )
    ),
    Domain.handler(PartnerTransfer.create, (input, context) =>
      Effect.map(Bills.create("partner", input, context), responses.partnerCreated)
    ),
    Domain.handler(PartnerTransfer.query, (input, context) =>
      Effect.map(Bills.requireByNumber("partner", input, context), responses.ofSubMerchant)
    ),
    // The body is empty or {}: R13.
    Domain.allowEmptyObject(
      Domain.handler(PartnerTransfer.cancel, (input, context) =>
        Effect.map(Bills.cancel("partner", input, context), (bill) => ({
          sub_mchid: input.sub_mchid,
          ...responses.described(bill)
        }))
      )
    ),
    Domain.handler(PartnerTransfer.createWithAuthorization, (input, context) =>
      Effect.map(createAsking("partner", input, context), responses.partnerCreated)
    ),
    Domain.handler(PartnerTransfer.createAuthorized, (input, context) =>
      Effect.map(createAuthorized("partner", input, context), responses.ofSubMerchant)
    ),
    Domain.handler(PartnerTransferAuthorization.request, (input, context) =>
      Effect.map(Authorizations.request(input, input.notify_url, context), responses.requested)
    ),
    Domain.handler(PartnerTransferAuthorization.query, (input, context) =>
      Effect.map(Authorizations.require(input.out_authorization_no, context), responses.authorization)
    ),
    Domain.handler(PartnerTransferAuthorization.close, (input, context) =>
      Effect.map(Authorizations.close(input.out_authorization_no, context), closed)
    ),
    Domain.handler(EcommerceTransfer.create, (input, context) =>
      Effect.map(Bills.create("ecommerce", input, context), (bill) => ({
        sub_mchid: input.sub_mchid,
        ...responses.created(bill)
      }))
    ),
    Domain.handler(EcommerceTransfer.query, (input, context) =>
      Effect.map(Bills.requireByNumber("ecommerce", input, context), (bill) => ({
        ...responses.ofSubMerchant(bill),
        transfer_scene_id: bill.transfer_scene_id
      }))
    ),
    Domain.handler(EcommerceTransfer.queryByTransferBillNo, (input, context) =>
      Effect.map(Bills.requireByTransferBillNo("ecommerce", input, context), (bill) => ({
        ...responses.ofSubMerchant(bill),
        transfer_scene_id: bill.transfer_scene_id
      }))
    ),
    // The body is empty or {}: R13.
    Domain.allowEmptyObject(
      Domain.handler(EcommerceTransfer.cancel, (input, context) =>
        Effect.map(Bills.cancel("ecommerce", input, context), (bill) => ({
          sub_mchid: input.sub_mchid,
          ...responses.cancelled(bill)
        }))
      )
    )
  ],
  panels,
  timers
})
