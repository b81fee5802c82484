/**
 * WeChat Pay Score: its rules, its state, and what a user does in WeChat.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import * as Samples from "../../Samples.js"
import { authorize } from "./authorizations.js"
import * as partnerPermissions from "./partnerPermissions.js"
import * as partnerServiceOrders from "./partnerServiceOrders.js"
import * as permissions from "./permissions.js"
import * as serviceOrders from "./serviceOrders.js"
import { register } from "./services.js"

export { NotPossible } from "../notPossible.js"
export {
  type Authorization,
  authorizationKey,
  authorizations,
  authorize,
  type Code,
  codeKey,
  codes
} from "./authorizations.js"
export { type Order, orderKey, orders, save } from "./orders.js"
export { confirm, failToPay, payByUser, setInFlight, type Who } from "./person.js"
export { type Access, type Role, register, requireService, type Service, services } from "./services.js"

const { appid, mchid, subMchid } = Samples

const sides = [
  { role: "merchant", mchid },
  { role: "partner", mchid, sub_mchid: subMchid }
] as const

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
  for (const side of sides) {
    for (const service of modes) {
      yield* register({
        role: side.role,
        mchid,
        ...service,
        risk_ceiling: Samples.riskCeiling,
        appids: [appid],
        sub_mchids: side.role === "partner" ? [subMchid] : []
      })
      yield* authorize({ ...side, service_id: service.service_id, appid, openid: Samples.openid })
    }
    yield* authorize({
      ...side,
      service_id: Samples.serviceId,
      appid,
      openid: Samples.authorizationCodeOpenid,
      authorization_code: Samples.authorizationCode
    })
  }
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
    ...partnerServiceOrders.handlers
  ],
  seed
})
