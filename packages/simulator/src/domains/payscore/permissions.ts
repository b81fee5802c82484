/** A direct merchant's calls about users' authorisations. */
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { terminateByCode, terminateByOpenid } from "./authorizations.js"
import { requireService } from "./services.js"

const role = "merchant"

export const handlers = [
  Domain.handler(Permission.terminateByOpenid, ({ appid, openid, reason, service_id }, { merchant }) =>
    Effect.andThen(
      requireService({ merchant, role, service_id, appid }),
      terminateByOpenid({ role, mchid: merchant.mchid, service_id, openid, reason })
    )
  ),
  Domain.handler(
    Permission.terminateByAuthorizationCode,
    ({ authorization_code, reason, service_id }, { merchant }) =>
      Effect.andThen(
        requireService({ merchant, role, service_id }),
        terminateByCode({ role, mchid: merchant.mchid, service_id, authorization_code, reason })
      )
  )
]
