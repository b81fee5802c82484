/** What has to be the case before the simulator accepts a generated input of complaints: a complaint, or an address. */
import { ComplaintNotificationUrl } from "@effect-wechatpay/merchant-complaint"
import { Complaints, Samples, Simulator, Transactions } from "@effect-wechatpay/simulator"
import { Effect } from "effect"
import type { Input } from "./inputs.js"
import { ours, type Prepare } from "./parties.js"

const { mchid } = Samples
const { act } = Simulator

const complained =
  (more: Complaints.Complaining = {}): Prepare =>
  (input) =>
    Effect.map(act(Complaints.complain({ complainted_mchid: mchid, ...more })), (complaint_id) => ({
      ...named(input),
      complaint_id
    }))

const named = (input: Input): Input => ({
  ...ours(input),
  ...(input.complainted_mchid === undefined ? {} : { complainted_mchid: mchid })
})

const refundDemanded: Prepare = (input) =>
  Effect.gen(function* () {
    const transaction_id = "4200000000000000000000000001"
    yield* act(Transactions.register({ transaction_id, out_trade_no: "1", mchid, total: 888, paid_at: 0 }))
    return yield* complained({ transaction_id, apply_refund_amount: 100 })(input)
  })

const withAddress: Prepare = (input) =>
  Effect.as(ComplaintNotificationUrl.create({ url: "https://merchant.example.com/before" }), input)

/** By the id of the endpoint; the others need nothing. */
export const preparations: Readonly<Record<string, Prepare>> = {
  "merchantComplaint.complaint.list": (input) => Effect.succeed(named(input)),
  "merchantComplaint.complaint.query": complained(),
  "merchantComplaint.complaint.listHistory": complained(),
  "merchantComplaint.complaint.respond": complained(),
  "merchantComplaint.complaint.complete": complained(),
  "merchantComplaint.complaint.updateRefundProgress": refundDemanded,
  "merchantComplaint.complaint.respondToImmediateService": complained({ need_immediate_service: true }),
  "merchantComplaint.complaintNotificationUrl.query": withAddress,
  "merchantComplaint.complaintNotificationUrl.update": withAddress,
  "merchantComplaint.complaintNotificationUrl.remove": withAddress
}
