/**
 * Complaints of consumers: rules, state and user actions.
 *
 * @since 1.0.0
 */
import * as Complaint from "@effect-wechatpay/merchant-complaint/Complaint"
import * as ComplaintNotificationUrl from "@effect-wechatpay/merchant-complaint/ComplaintNotificationUrl"
import * as Domain from "../../Domain.js"
import { panels } from "./panels.js"
import * as Rules from "./rules.js"

export { type Address, addresses, type Complaint, complaints, type Entry } from "./tables.js"
export {
  type Click,
  type Complaining,
  click,
  complain,
  complainAgain,
  requestImmediateService,
  respondByPlatform,
  setPlatformService,
  withdraw,
  write
} from "./userActions.js"

/**
 * The domain. Images of complaints are in the domain `media`.
 *
 * @since 1.0.0
 * @category domains
 */
export const merchantComplaint: Domain.Domain = Domain.make("merchantComplaint", {
  handlers: [
    Domain.handler(Complaint.list, Rules.list),
    Domain.handler(Complaint.query, Rules.query),
    Domain.handler(Complaint.listHistory, Rules.listHistory),
    Domain.handler(Complaint.respond, Rules.respond),
    Domain.handler(Complaint.complete, Rules.complete),
    Domain.handler(Complaint.updateRefundProgress, Rules.updateRefundProgress),
    Domain.handler(Complaint.respondToImmediateService, Rules.respondToImmediateService),
    Domain.handler(ComplaintNotificationUrl.create, Rules.createAddress),
    Domain.handler(ComplaintNotificationUrl.query, (_, context) => Rules.queryAddress(context)),
    Domain.handler(ComplaintNotificationUrl.update, Rules.updateAddress),
    Domain.handler(ComplaintNotificationUrl.remove, (_, context) => Rules.removeAddress(context))
  ],
  panels
})
