/** Calls about users' authorisations of service providers and of acquiring institutions. */
import * as AcquiringBankPermission from "@effect-wechatpay/payscore/AcquiringBankPermission"
import * as PartnerPermission from "@effect-wechatpay/payscore/PartnerPermission"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { paramError } from "../../SimulatedError.js"
import * as Authorizations from "./authorizations.js"
import { assessed } from "./risk.js"
import { requireAuthorizableService, requireService } from "./services.js"

const partner = "partner"
const bank = "acquiringBank"

const codeRecord = Effect.fnUntraced(function* (
  given: Parameters<typeof Authorizations.requireCode>[0] & { readonly sub_mchid: string }
) {
  const record = yield* Effect.flatMap(Authorizations.requireCode(given), Authorizations.codeRecordOf)
  return { ...record, sub_mchid: given.sub_mchid }
})

const apply = (application: Parameters<typeof Authorizations.apply>[0]) =>
  Effect.map(Authorizations.apply(application), (token) => ({ apply_permissions_token: token }))

const infoIsMissing = paramError("场景为TRANSACTION时，交易场景信息必填", {
  field: "/transaction_scene_info",
  issue: "is missing: the scene TRANSACTION needs it",
  location: "body"
})

export const handlers = [
  Domain.handler(PartnerPermission.apply, (input, { merchant }) =>
    Effect.andThen(
      requireAuthorizableService({ ...input, merchant, role: partner }),
      apply({ ...input, role: partner, mchid: merchant.mchid })
    )
  ),
  Domain.handler(PartnerPermission.applyForScene, ({ transaction_scene_info, ...input }, { merchant }) =>
    Effect.gen(function* () {
      if (transaction_scene_info === undefined) return yield* infoIsMissing
      const { scene, ...application } = input
      yield* requireAuthorizableService({ ...input, merchant, role: partner })
      const token = yield* Authorizations.apply({ ...application, role: partner, mchid: merchant.mchid })
      return { scene: scene as string, transaction_permissions_token: token }
    })
  ),
  Domain.handler(PartnerPermission.queryByOpenid, (input, { merchant }) =>
    Effect.gen(function* () {
      yield* requireService({ ...input, merchant, role: partner })
      const { service_id, sub_mchid } = input
      const scope = { role: partner, mchid: merchant.mchid, sub_mchid, service_id } as const
      const record = yield* Effect.flatMap(
        Authorizations.requireAuthorization(scope, input),
        Authorizations.recordOf
      )
      return { ...record, sub_mchid }
    })
  ),
  Domain.handler(PartnerPermission.queryByAuthorizationCode, (input, { merchant }) =>
    Effect.andThen(
      requireService({ ...input, merchant, role: partner }),
      codeRecord({ ...input, role: partner, mchid: merchant.mchid })
    )
  ),
  Domain.handler(PartnerPermission.terminateByOpenid, (input, { merchant }) =>
    Effect.andThen(
      requireService({ ...input, merchant, role: partner }),
      Authorizations.terminateByOpenid({ ...input, role: partner, mchid: merchant.mchid })
    )
  ),
  Domain.handler(PartnerPermission.terminateByAuthorizationCode, (input, { merchant }) =>
    Effect.andThen(
      requireService({ ...input, merchant, role: partner }),
      Authorizations.terminateByCode({ ...input, role: partner, mchid: merchant.mchid })
    )
  ),
  Domain.handler(PartnerPermission.assessUserRiskLevel, (input, { merchant }) =>
    Effect.gen(function* () {
      const { service_id, sub_mchid } = input
      yield* requireService({ ...input, merchant, role: partner })
      return yield* assessed({ role: partner, mchid: merchant.mchid, sub_mchid, service_id }, input)
    })
  ),
  Domain.handler(AcquiringBankPermission.apply, (input, { merchant }) =>
    Effect.andThen(
      requireAuthorizableService({ ...input, merchant, role: bank }),
      apply({ ...input, role: bank, mchid: merchant.mchid })
    )
  ),
  Domain.handler(AcquiringBankPermission.queryByAuthorizationCode, (input, { merchant }) =>
    Effect.andThen(
      requireService({ ...input, merchant, role: bank }),
      codeRecord({ ...input, role: bank, mchid: merchant.mchid })
    )
  ),
  Domain.handler(AcquiringBankPermission.terminateByAuthorizationCode, (input, { merchant }) =>
    Effect.andThen(
      requireService({ ...input, merchant, role: bank }),
      Authorizations.terminateByCode({ ...input, role: bank, mchid: merchant.mchid })
    )
  )
]
