/**
 * Trade bills and fund flow bills of merchants and sub-merchants, made from the simulator's own records.
 *
 * @since 1.0.0
 */
import * as BillFile from "@effect-wechatpay/bill/BillFile"
import * as FundFlowBill from "@effect-wechatpay/bill/FundFlowBill"
import * as SubMerchantFundFlowBill from "@effect-wechatpay/bill/SubMerchantFundFlowBill"
import * as TradeBill from "@effect-wechatpay/bill/TradeBill"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Domain from "../../Domain.js"
import * as State from "../../State.js"
import { requireSubMerchant } from "../subMerchants.js"
import { requireDay } from "./days.js"
import { encryptedLinkTo, linkTo, open } from "./files.js"
import { fundFlowBill } from "./fundFlowBill.js"
import { tradeBill } from "./tradeBill.js"

/** Lines per file of a sub-merchant's bill, by the number of the sub-merchant. */
const partLines = State.table("bill.partLines", Schema.Number)

/**
 * Sets how many lines each file of a sub-merchant's fund flow bill has. WeChat Pay begins another file at about 16 GB;
 * without this call there is one file.
 *
 * @since 1.0.0
 * @category combinators
 */
export const splitAfter = (sub_mchid: string, lines: number): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(partLines), (rows) => rows.set(sub_mchid, lines))

const partsOf = (text: string, lines: number | undefined): ReadonlyArray<string> => {
  if (lines === undefined) return [text]
  const all = text.split(/(?<=\n)/)
  return Array.from({ length: Math.ceil(all.length / lines) }, (_, part) =>
    all.slice(part * lines, (part + 1) * lines).join("")
  )
}

/**
 * The domain. Bills are made of `Transactions` and `Refunds`.
 *
 * @since 1.0.0
 * @category domains
 */
export const bill: Domain.Domain = Domain.make("bill", {
  handlers: [
    Domain.handler(TradeBill.getDownloadLink, (input, context) =>
      Effect.gen(function* () {
        const { merchant, now } = context
        yield* requireSubMerchant(merchant, input.sub_mchid)
        const text = yield* tradeBill(merchant.mchid, input, yield* requireDay(input.bill_date, now))
        return yield* linkTo(text, context, { zipped: input.tar_type === "GZIP" })
      })
    ),
    Domain.handler(FundFlowBill.getDownloadLink, (input, context) =>
      Effect.gen(function* () {
        const { merchant, now } = context
        const { account_type = "BASIC", bill_date } = input
        const day = yield* requireDay(bill_date, now)
        const text = yield* fundFlowBill({ mchid: merchant.mchid }, account_type, day)
        return yield* linkTo(text, context, { zipped: input.tar_type === "GZIP" })
      })
    ),
    Domain.handler(SubMerchantFundFlowBill.getDownloadLinks, (input, context) =>
      Effect.gen(function* () {
        const { merchant, now } = context
        const { account_type, algorithm, bill_date, sub_mchid, tar_type } = input
        yield* requireSubMerchant(merchant, sub_mchid)
        const day = yield* requireDay(bill_date, now)
        const text = yield* fundFlowBill({ mchid: merchant.mchid, sub_mchid }, account_type, day)
        const parts = partsOf(text, (yield* State.rows(partLines)).get(sub_mchid))
        const list = yield* Effect.forEach(parts, (part, index) =>
          Effect.map(encryptedLinkTo(part, context, tar_type === "GZIP", algorithm), (link) => ({
            bill_sequence: index + 1,
            ...link
          }))
        )
        return { download_bill_count: list.length, download_bill_list: list }
      })
    ),
    Domain.file(
      BillFile.download,
      { query: { token: Wire.text(128), tartype: Schema.optional(Wire.oneOf("gzip")) } },
      open
    )
  ]
})
