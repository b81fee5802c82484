/** What has to be the case before the simulator accepts a generated input of transfers: money, transfers, authorisations. */
import { Samples, Simulator, Transactions, Transfers } from "@effect-wechatpay/simulator"
import {
  CharityBudget,
  CharityDonation,
  CharityReceipt,
  EcommerceTransfer,
  PartnerTransfer,
  PartnerTransferAuthorization,
  PartnerTransferBatch,
  PartnerTransferReceipt,
  QqWalletTransfer,
  Transfer,
  TransferAuthorization,
  TransferBatch,
  TransferBatchReceipt,
  TransferReceipt,
  TransferScene
} from "@effect-wechatpay/transfer"
import { Effect, Redacted, TestClock } from "effect"
import type { Input } from "./inputs.js"
import { ours, type Prepare } from "./parties.js"

const { appid, mchid, openid, subMchid: sub_mchid } = Samples
const { act } = Simulator

/** Generated amounts are large. */
const rich = (owner: string) => act(Transfers.setAccount({ mchid: owner }, 2 ** 52))

const funded: Prepare = (input) => Effect.as(Effect.andThen(rich(mchid), rich(sub_mchid)), ours(input))

const scene = TransferScene.cashMarketing({ activity: "新会员有礼", reward: "一等奖" })

const terms = (input: Input) => ({
  appid,
  openid,
  out_bill_no: String(input.out_bill_no ?? "bill"),
  transfer_amount: 500,
  transfer_remark: "新会员有礼",
  user_name: Redacted.make("张三")
})

const merchantTransfer = (input: Input) => Transfer.create({ ...terms(input), ...scene })
const partnerTransfer = (input: Input) => PartnerTransfer.create({ ...terms(input), ...scene, sub_mchid })
const ecommerceTransfer = (input: Input) =>
  EcommerceTransfer.create({ ...terms(input), transfer_scene_id: "77", sub_mchid })
const qqTransfer = (input: Input) =>
  QqWalletTransfer.create({
    ...terms(input),
    transfer_scene_id: "1401",
    transfer_scene_report_infos: scene.transfer_scene_report_infos
  })

type Created = Effect.Effect<
  { readonly transfer_bill_no: string },
  Effect.Effect.Error<ReturnType<typeof merchantTransfer>>,
  Effect.Effect.Context<ReturnType<typeof merchantTransfer>>
>

/** The transfer of the input exists; WeChat Pay's number is put into the input where it is asked for. */
const created =
  (create: (input: Input) => Created): Prepare =>
  (input) =>
    Effect.map(create(input), ({ transfer_bill_no }) => ({
      ...ours(input),
      ...(input.transfer_bill_no === undefined ? {} : { transfer_bill_no })
    }))

const confirmed =
  (create: (input: Input) => Created, owner: { readonly sub_mchid?: string } = {}): Prepare =>
  (input) =>
    Effect.tap(created(create)(input), () =>
      act(Transfers.confirm({ mchid, ...owner, out_bill_no: String(input.out_bill_no ?? "bill") }))
    )

const wait = TestClock.adjust("3 seconds")

const asked = (input: Input) => ({
  out_authorization_no: String(input.out_authorization_no ?? "authorisation"),
  appid,
  openid,
  transfer_scene_id: (input.transfer_scene_id ?? "1000") as "1000",
  user_display_name: "张"
})

const requested = (input: Input) =>
  TransferAuthorization.request({
    ...asked(input),
    authorization_notify_url: "https://merchant.example.com/notify"
  })

const requestedByPartner = (input: Input) =>
  PartnerTransferAuthorization.request({
    ...asked(input),
    notify_url: "https://merchant.example.com/notify"
  })

const agreed = (input: Input) =>
  act(
    Transfers.authorize({
      mchid,
      out_authorization_no: String(input.out_authorization_no ?? "authorisation")
    })
  )

/** An authorisation that is in effect, under the number of the input. */
const authorized: Prepare = (input) =>
  Effect.gen(function* () {
    yield* funded(input)
    yield* requested(input)
    const { authorization_id } = yield* agreed(input)
    return { ...ours(input), ...(input.authorization_id === undefined ? {} : { authorization_id }) }
  })

const batchOf = (input: Input) => ({
  out_batch_no: String(input.out_batch_no ?? "batch"),
  batch_name: "name",
  batch_remark: "remark",
  total_amount: 500,
  total_num: 1,
  transfer_detail_list: [
    {
      out_detail_no: String(input.out_detail_no ?? "item"),
      transfer_amount: 500,
      transfer_remark: "remark",
      openid
    }
  ] as const
})

const useBatches: Prepare = (input) => Effect.andThen(act(Transfers.useBatches(mchid)), funded(input))

/** A batch that is finished; the numbers of WeChat Pay are put into the input where they are asked for. */
const batched =
  (isPartner: boolean): Prepare =>
  (input) =>
    Effect.gen(function* () {
      yield* useBatches(input)
      const { batch_id } = isPartner
        ? yield* PartnerTransferBatch.create({
            ...batchOf(input),
            sub_mchid,
            authorization_type: "INFORMATION_AUTHORIZATION_TYPE"
          })
        : yield* TransferBatch.create({ ...batchOf(input), appid })
      yield* wait
      const query = { batch_id, need_query_detail: true, detail_status: "ALL" } as const
      const { transfer_detail_list = [] } = isPartner
        ? yield* PartnerTransferBatch.queryByBatchId(query)
        : yield* TransferBatch.queryByBatchId(query)
      return {
        ...ours(input),
        ...(input.batch_id === undefined ? {} : { batch_id }),
        ...(input.detail_id === undefined ? {} : { detail_id: transfer_detail_list[0]?.detail_id }),
        // Rule R25 does not say so, but a query of items needs the state of the items.
        ...(input.need_query_detail === true ? { detail_status: "ALL" } : {})
      }
    })

/** Receipts of payments of APIv2 are not simulated. */
const ofItem = (input: Input): Input => ({
  ...input,
  accept_type: "BATCH_TRANSFER",
  out_batch_no: input.out_batch_no ?? "batch"
})

const budgeted = (input: Input) =>
  Effect.gen(function* () {
    const sponsor_mchid = String(input.sponsor_mchid ?? "1900000001")
    const out_budget_no = String(input.out_budget_no)
    yield* rich(sponsor_mchid)
    yield* CharityBudget.apply({
      out_budget_no,
      sponsor_mchid,
      sponsor_subject_name: "公司",
      activity_name: "活动",
      activity_remark: "备注",
      amount: 2 ** 40
    })
    yield* act(Transfers.confirmBudget({ mchid, out_budget_no }))
    return { out_budget_no, sponsor_mchid }
  })

const withBudget: Prepare = (input) => Effect.as(budgeted(input), input)

const donationOf = (input: Input, budget: { out_budget_no: string; sponsor_mchid: string }) =>
  CharityDonation.create({
    ...budget,
    out_transfer_no: String(input.out_transfer_no),
    receive_mchid: "1900000002",
    amount: 1,
    transfer_remark: "捐赠"
  })

const yesterday = "2026-04-30"

/** By the id of the endpoint; the others need nothing. */
export const preparations: Readonly<Record<string, Prepare>> = {
  "transfer.transfer.create": funded,
  "transfer.transfer.query": created(merchantTransfer),
  "transfer.transfer.queryByTransferBillNo": created(merchantTransfer),
  "transfer.transfer.cancel": created(merchantTransfer),
  "transfer.transfer.createWithAuthorization": funded,
  "transfer.transfer.createAuthorized": authorized,
  "transfer.transferAuthorization.query": (input) => Effect.as(requested(input), input),
  "transfer.transferAuthorization.close": (input) =>
    Effect.as(Effect.andThen(requested(input), agreed(input)), input),
  "transfer.transferReceipt.apply": confirmed(merchantTransfer),
  "transfer.transferReceipt.applyByTransferBillNo": confirmed(merchantTransfer),
  "transfer.transferReceipt.query": (input) =>
    Effect.tap(confirmed(merchantTransfer)(input), () =>
      Effect.andThen(TransferReceipt.apply({ out_bill_no: String(input.out_bill_no) }), wait)
    ),
  "transfer.transferReceipt.queryByTransferBillNo": (input) =>
    Effect.tap(confirmed(merchantTransfer)(input), () =>
      Effect.andThen(TransferReceipt.apply({ out_bill_no: "bill" }), wait)
    ),
  "transfer.qqWalletTransfer.create": funded,
  "transfer.qqWalletTransfer.query": created(qqTransfer),
  "transfer.qqWalletTransfer.cancel": created(qqTransfer),
  "transfer.partnerTransfer.create": funded,
  "transfer.partnerTransfer.query": created(partnerTransfer),
  "transfer.partnerTransfer.cancel": created(partnerTransfer),
  "transfer.partnerTransfer.createWithAuthorization": funded,
  "transfer.partnerTransfer.createAuthorized": authorized,
  "transfer.partnerTransferAuthorization.query": (input) => Effect.as(requestedByPartner(input), input),
  "transfer.partnerTransferAuthorization.close": (input) =>
    Effect.as(Effect.andThen(requestedByPartner(input), agreed(input)), input),
  "transfer.partnerTransferReceipt.apply": confirmed(partnerTransfer, { sub_mchid }),
  "transfer.partnerTransferReceipt.query": (input) =>
    Effect.tap(confirmed(partnerTransfer, { sub_mchid })(input), () =>
      Effect.andThen(
        PartnerTransferReceipt.apply({ out_bill_no: String(input.out_bill_no), sub_mchid }),
        wait
      )
    ),
  "transfer.ecommerceTransfer.create": funded,
  "transfer.ecommerceTransfer.query": created(ecommerceTransfer),
  "transfer.ecommerceTransfer.queryByTransferBillNo": created(ecommerceTransfer),
  "transfer.ecommerceTransfer.cancel": created(ecommerceTransfer),
  "transfer.transferBatch.create": useBatches,
  "transfer.transferBatch.queryByBatchId": batched(false),
  "transfer.transferBatch.queryByOutBatchNo": batched(false),
  "transfer.transferBatch.queryDetailById": batched(false),
  "transfer.transferBatch.queryDetail": batched(false),
  "transfer.partnerTransferBatch.create": useBatches,
  "transfer.partnerTransferBatch.queryByBatchId": batched(true),
  "transfer.partnerTransferBatch.queryByOutBatchNo": batched(true),
  "transfer.partnerTransferBatch.queryDetailById": batched(true),
  "transfer.partnerTransferBatch.queryDetail": batched(true),
  "transfer.transferBatchReceipt.apply": batched(false),
  "transfer.transferBatchReceipt.query": (input) =>
    Effect.tap(batched(false)(input), () =>
      TransferBatchReceipt.apply({ out_batch_no: String(input.out_batch_no) })
    ),
  "transfer.transferBatchReceipt.applyForDetail": (input) => batched(false)(ofItem(input)),
  "transfer.transferBatchReceipt.queryForDetail": (input) =>
    Effect.tap(batched(false)(ofItem(input)), (found) =>
      TransferBatchReceipt.applyForDetail({
        accept_type: "BATCH_TRANSFER",
        out_batch_no: String(found.out_batch_no),
        out_detail_no: String(found.out_detail_no)
      })
    ),
  "transfer.merchantBalance.queryDayEnd": (input) => Effect.succeed({ ...input, date: yesterday }),
  "transfer.charityBudget.query": withBudget,
  "transfer.charityBudget.unlock": withBudget,
  "transfer.charityDonation.create": (input) =>
    Effect.gen(function* () {
      yield* budgeted(input)
      yield* act(
        Transactions.register({
          transaction_id: "4200000000000000000000000001",
          out_trade_no: "1",
          mchid,
          total: 2 ** 40,
          paid_at: 0
        })
      )
      const related = { transaction_type: "WXPAY", transaction_id: "4200000000000000000000000001" }
      return input.transaction_info === undefined ? input : { ...input, transaction_info: related }
    }),
  "transfer.charityDonation.query": (input) =>
    Effect.gen(function* () {
      yield* donationOf(input, yield* budgeted(input))
      return input
    }),
  "transfer.charityReceipt.apply": (input) =>
    Effect.map(budgeted(input), () => ({ ...input, start_date: yesterday, end_date: yesterday })),
  "transfer.charityReceipt.query": (input) =>
    Effect.gen(function* () {
      const { out_budget_no, sponsor_mchid } = yield* budgeted(input)
      const days = { start_date: yesterday, end_date: yesterday }
      const { accept_id } = yield* CharityReceipt.apply({ ...days, out_budget_no, sponsor_mchid })
      return { ...input, accept_id }
    })
}
