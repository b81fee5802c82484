/**
 * Donations from a budget (`CharityBudget`) to the merchant number of a charity.
 *
 * Tested in `test/conformance/endpoints.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Rule from "@effect-wechatpay/core/Rule"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as Request from "./schemas/Request.js"
import * as TransferError from "./TransferError.js"

const budget = {
  /** Budget number assigned by the provider. */
  out_budget_no: Request.MerchantNo
}

const sponsor = {
  /** The merchant that donates, at most 32 characters. */
  sponsor_mchid: Wire.Mchid
}

const donation = {
  /** Budget number assigned by the provider. */
  out_budget_no: Schema.String,
  /** Budget number assigned by WeChat Pay. */
  budget_id: Schema.String,
  /** Donation number assigned by the provider. */
  out_transfer_no: Schema.String,
  /** Donation number assigned by WeChat Pay. */
  transfer_id: Schema.String,
  /** Amount in fen. */
  amount: Schema.Int,
  /** Remark of the donation. */
  transfer_remark: Schema.String,
  /** Merchant number of the charity. */
  receive_mchid: Schema.String,
  /** `ACCEPTED`: query again. `SUCCESS`: paid, final. `CLOSE`: closed, final. */
  state: Wire.openEnum("ACCEPTED", "SUCCESS", "CLOSE"),
  /** RFC 3339. */
  create_time: Schema.String,
  /** Time of the payment, RFC 3339. */
  success_time: Schema.optional(Schema.String)
}

/** Amount in fen above which a donation needs a related payment. */
const withoutPayment = 100_000

interface Donated {
  readonly amount: number
  readonly transaction_info?: unknown
}

const related: Rule.FieldRule<Donated> = {
  check: ({ amount, transaction_info }) =>
    amount > withoutPayment && transaction_info === undefined
      ? [
          {
            path: ["transaction_info"],
            message: `is missing: donations of more than ${withoutPayment} fen need it`
          }
        ]
      : [],
  repair: ({ amount, transaction_info }) => ({
    transaction_info:
      amount > withoutPayment
        ? (transaction_info ?? { transaction_type: "WXPAY", transaction_id: "4200000000000000000000000001" })
        : transaction_info
  })
}

/**
 * Donates from a budget.
 *
 * A donation of more than 100,000 fen needs a related payment of at least a tenth of its amount. It is safe to repeat
 * the identical request: the same `out_transfer_no` donates once. The client retries it. After an `Unknown` outcome,
 * query the number. If the query fails with `NotFound`, repeat the identical request. Never use a new number. Limit:
 * 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015554841 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("transfer.charityDonation.create", {
  method: "POST",
  path: "/v3/fund-app/mch-transfer/partner/charity-transfer-bills",
  payload: Rule.check(
    {
      ...budget,
      /** Donation number: 1 to 32 digits and letters. Store it before the call. */
      out_transfer_no: Request.MerchantNo,
      /**
       * The payment that caused the donation; required above 100,000 fen. The donation is at most ten times the
       * payment.
       */
      transaction_info: Schema.optional(
        Schema.Struct({
          /** `WXPAY`: a payment of WeChat Pay. */
          transaction_type: Wire.oneOf("WXPAY"),
          /** Payment number assigned by WeChat Pay, at most 32 characters. */
          transaction_id: Wire.text(32)
        })
      ),
      ...sponsor,
      /** The merchant number of the charity, at most 32 characters. */
      receive_mchid: Wire.Mchid,
      /** Amount in fen, at least 1. */
      amount: Wire.amount(1),
      /** At most 32 characters. */
      transfer_remark: Wire.text(32)
    },
    related
  ),
  success: donation,
  errors: TransferError.apply,
  idempotent: true
})

/**
 * Queries a donation. A number that was never accepted gives `NotFound`. May be repeated. Limit: 100 a second.
 *
 * @see https://pay.weixin.qq.com/doc/v3/partner/4015554859 page of 2025
 * @since 1.0.0
 * @category endpoints
 */
export const query = Endpoint.make("transfer.charityDonation.query", {
  method: "GET",
  path: "/v3/fund-app/mch-transfer/partner/charity-transfer-bills/out-transfer-no/{out_transfer_no}",
  params: {
    /** Donation number assigned by the provider. */
    out_transfer_no: Request.MerchantNo
  },
  query: { ...sponsor, ...budget },
  success: donation,
  errors: TransferError.query
})
