/** A direct merchant's calls about users' authorisations, including those of the first generation. */
import * as LegacyPermission from "@effect-wechatpay/payscore/LegacyPermission"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import * as Authorizations from "./authorizations.js"
import { assessed } from "./risk.js"
import { requireAuthorizableService, requireService } from "./services.js"

const role = "merchant"

export const handlers = [
  Domain.handler(Permission.apply, (input, { merchant }) =>
    Effect.gen(function* () {
      yield* requireAuthorizableService({ ...input, merchant, role })
      const token = yield* Authorizations.apply({ ...input, role, mchid: merchant.mchid })
      return { apply_permissions_token: token }
    })
  ),
  Domain.handler(Permission.queryByOpenid, ({ appid, openid, service_id }, { merchant }) =>
    Effect.gen(function* () {
      yield* requireService({ merchant, role, service_id, appid })
      const scope = { role, mchid: merchant.mchid, sub_mchid: undefined, service_id } as const
      return yield* Effect.flatMap(
        Authorizations.requireAuthorization(scope, { openid }),
        Authorizations.recordOf
      )
    })
  ),
  Domain.handler(Permission.queryByAuthorizationCode, ({ authorization_code, service_id }, { merchant }) =>
    Effect.gen(function* () {
      yield* requireService({ merchant, role, service_id })
      const code = yield* Authorizations.requireCode({
        role,
        mchid: merchant.mchid,
        service_id,
        authorization_code
      })
      return yield* Authorizations.codeRecordOf(code)
    })
  ),
  Domain.handler(Permission.terminateByOpenid, ({ appid, openid, reason, service_id }, { merchant }) =>
    Effect.andThen(
      requireService({ merchant, role, service_id, appid }),
      Authorizations.terminateByOpenid({ role, mchid: merchant.mchid, service_id, openid, reason })
    )
  ),
  Domain.handler(
    Permission.terminateByAuthorizationCode,
    ({ authorization_code, reason, service_id }, { merchant }) =>
      Effect.andThen(
        requireService({ merchant, role, service_id }),
        Authorizations.terminateByCode({
          role,
          mchid: merchant.mchid,
          service_id,
          authorization_code,
          reason
        })
      )
  ),
  Domain.handler(Permission.assessUserRiskLevel, (input, { merchant }) =>
    Effect.andThen(
      requireService({ ...input, merchant, role }),
      assessed({ role, mchid: merchant.mchid, service_id: input.service_id }, input)
    )
  ),
  Domain.handler(LegacyPermission.queryServiceState, ({ appid, openid, service_id }, { merchant }) =>
    Effect.gen(function* () {
      yield* requireService({ merchant, role, service_id, appid })
      const scope = { role, mchid: merchant.mchid, sub_mchid: undefined, service_id } as const
      const authorization = yield* Authorizations.findAuthorization(scope, { openid })
      return { appid, service_id, openid, use_service_state: authorization?.state ?? "UNAVAILABLE" }
    })
  ),
  Domain.handler(LegacyPermission.terminate, ({ appid, openid, reason, service_id }, { merchant }) =>
    Effect.andThen(
      requireService({ merchant, role, service_id, appid }),
      Authorizations.terminateByOpenid({ role, mchid: merchant.mchid, service_id, openid, reason })
    )
  )
]
