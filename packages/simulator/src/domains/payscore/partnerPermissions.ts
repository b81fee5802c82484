/** A service provider's calls about users' authorisations. */
import * as PartnerPermission from "@effect-wechatpay/payscore/PartnerPermission"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { terminateByCode } from "./authorizations.js"
import { requireService } from "./services.js"

const role = "partner"

export const handlers = [
  Domain.handler(
    PartnerPermission.terminateByAuthorizationCode,
    ({ authorization_code, reason, service_id, sub_mchid }, { merchant }) =>
      Effect.andThen(
        requireService({ merchant, role, service_id, sub_mchid }),
        terminateByCode({ role, mchid: merchant.mchid, sub_mchid, service_id, authorization_code, reason })
      )
  )
]
