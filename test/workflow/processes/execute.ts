/** Executes what the tests tell a runner about its workflows. */
import {
  Deduction,
  FaceSale,
  Payment,
  PayscoreOrder,
  ProfitSharing,
  RefundWorkflow,
  Transfer
} from "@effect-wechatpay/workflow"
import type { Command } from "./protocol.js"

export const execute = (command: Exclude<Command, { readonly _tag: "Store" }>) => {
  switch (command._tag) {
    case "Order":
      return PayscoreOrder.start(command.payload)
    case "Confirmed":
      return PayscoreOrder.notify({ ...command.payload, state: "DOING" })
    case "Ended":
      return PayscoreOrder.notify({ ...command.payload, state: "DONE" })
    case "Decide":
      return PayscoreOrder.decide(command.payload, command.decision)
    case "Sale":
      return FaceSale.start(command.payload)
    case "Deduct":
      return Deduction.start(command.payload)
    case "Refund":
      return RefundWorkflow.start(command.payload)
    case "Refunded":
      return RefundWorkflow.notify(command.payload)
    case "Payment":
      return Payment.start(command.payload)
    case "Paid":
      return Payment.notify(command.payload)
    case "Close":
      return Payment.close(command.payload)
    case "Transfer":
      return Transfer.start(command.payload)
    case "Transferred":
      return Transfer.notify(command.payload)
    case "CancelTransfer":
      return Transfer.cancel(command.payload)
    case "Share":
      return ProfitSharing.start(command.payload)
    case "Shared":
      return ProfitSharing.notify(command.payload)
  }
}
