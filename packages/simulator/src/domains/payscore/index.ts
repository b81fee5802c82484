/**
 * WeChat Pay Score: rules, state and user actions.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import * as Samples from "../../Samples.js"
import * as acquiringBankServiceOrders from "./acquiringBankServiceOrders.js"
import { authorize } from "./authorizations.js"
import * as bills from "./bills.js"
import * as legacyOrders from "./legacyOrders.js"
import * as overseasServiceOrders from "./overseasServiceOrders.js"
import { panels } from "./panels.js"
import * as parking from "./parking.js"
import * as partnerPermissions from "./partnerPermissions.js"
import * as partnerServiceOrders from "./partnerServiceOrders.js"
import * as payOnDeliveryOrders from "./payOnDeliveryOrders.js"
import * as permissions from "./permissions.js"
import * as planCalls from "./planCalls.js"
import * as risk from "./risk.js"
import * as serviceAccounts from "./serviceAccounts.js"
import * as serviceOrders from "./serviceOrders.js"
import { type Role, register } from "./services.js"

export { ActionRejected } from "../actionRejected.js"
export {
  type Authorization,
  authorizationKey,
  authorizations,
  authorize,
  type Code,
  codeKey,
  codes
} from "./authorizations.js"
export { type Choices, choices, choose, defaultChoices } from "./choices.js"
export { type Kind, type Order, orderKey, orders, save } from "./orders.js"
export { changePlate, failParking, openPlate, payParking, repayParking } from "./parking.js"
export { type Parking, type Payment, type Plate, parkings, payments, plates } from "./parkingRecords.js"
export { authorizeByToken, cancelSignPlan, closeService, signPlan } from "./permissionActions.js"
export { type Plan, plans } from "./planRecords.js"
export { decideApplication } from "./serviceAccounts.js"
export { type Access, type Role, register, requireService, type Service, services } from "./services.js"
export { type SignPlan, signPlans } from "./signPlanRecords.js"
export {
  closeCashier,
  closeDeduction,
  closePackage,
  confirm,
  failDeduction,
  failToPay,
  openCashier,
  openPackage,
  payByUser,
  setInFlight,
  type Who
} from "./userActions.js"
export { judge, type User } from "./users.js"

const { appid, channelId, mchid, openid, subAppid, subMchid } = Samples

const roles: ReadonlyArray<Role> = ["merchant", "partner", "acquiringBank", "overseas"]

const modes = [
  {
    service_id: Samples.serviceId,
    mode: "CONFIRM",
    risk_names: ["DEPOSIT", "ADVANCE", "CASH_DEPOSIT"],
    waivesDeposit: true
  },
  {
    service_id: Samples.noConfirmServiceId,
    mode: "NO_CONFIRM",
    risk_names: ["ESTIMATE_ORDER_COST"],
    waivesDeposit: false
  }
] as const

const seed = Effect.gen(function* () {
  for (const role of roles) {
    const side = role === "merchant" ? { role, mchid } : { role, mchid, sub_mchid: subMchid }
    const channel = role === "acquiringBank" ? { channel_id: channelId } : {}
    for (const service of modes) {
      yield* register({
        role,
        mchid,
        ...service,
        risk_ceiling: Samples.riskCeiling,
        appids: [appid],
        sub_mchids: role === "merchant" ? [] : [subMchid],
        sub_appids: role === "merchant" ? [] : [subAppid],
        channel_ids: role === "acquiringBank" ? [channelId] : [],
        plans: { duration: 365, deductions: 12 },
        takesApplications: role === "partner"
      })
      yield* authorize({ ...side, ...channel, service_id: service.service_id, appid, openid })
    }
    yield* authorize({
      ...side,
      ...channel,
      service_id: Samples.serviceId,
      appid,
      openid: Samples.authorizationCodeOpenid,
      authorization_code: Samples.authorizationCode
    })
  }
  yield* parking.openPlate({ plate_number: Samples.plateNumber, plate_color: "BLUE" }, openid)
})

/**
 * The domain, with the sample values.
 *
 * @since 1.0.0
 * @category domains
 */
export const payscore: Domain.Domain = Domain.make("payscore", {
  handlers: [
    ...permissions.handlers,
    ...partnerPermissions.handlers,
    ...serviceOrders.handlers,
    ...partnerServiceOrders.handlers,
    ...acquiringBankServiceOrders.handlers,
    ...overseasServiceOrders.handlers,
    ...payOnDeliveryOrders.handlers,
    ...legacyOrders.handlers,
    ...planCalls.handlers,
    ...risk.handlers,
    ...serviceAccounts.handlers,
    ...bills.handlers,
    ...parking.handlers
  ],
  seed,
  panels
})
