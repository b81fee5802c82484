/** WeChat Pay's trust in a user, for merchants with this permission. */
import * as PartnerServiceQuota from "@effect-wechatpay/payscore/PartnerServiceQuota"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import {
  type Authorization,
  codeRecordOf,
  findAuthorization,
  type Openids,
  recordOf,
  requireAuthorization,
  requireCode
} from "./authorizations.js"
import { requireService } from "./services.js"

/** By openid or by code; the openid takes precedence. */
export const assessed = Effect.fnUntraced(function* (
  scope: Pick<Authorization, "role" | "mchid" | "sub_mchid" | "service_id">,
  who: Openids & { readonly authorization_code?: string | undefined }
) {
  const { authorization_code, openid, sub_openid } = who
  const byUser = openid !== undefined || sub_openid !== undefined
  if (byUser) {
    const record = yield* recordOf(yield* requireAuthorization(scope, who))
    return { ...record, user_label: `${record.user_risk_level}` }
  }
  const code = yield* requireCode({ ...scope, authorization_code: authorization_code ?? "" })
  const known =
    code.openid === undefined ? undefined : yield* findAuthorization(scope, { openid: code.openid })
  if (known === undefined) return yield* codeRecordOf(code)
  const record = yield* recordOf(known)
  return { ...record, user_label: `${record.user_risk_level}` }
})

/**
 * The number of levels is not documented. Here there are four, and the suggested amount decreases by a quarter of the
 * ceiling.
 */
const layers = [1, 2, 3, 4]

export const handlers = [
  Domain.handler(PartnerServiceQuota.query, (input, { merchant }) =>
    Effect.map(requireService({ ...input, merchant, role: "partner" }), ({ risk_ceiling }) => {
      const { appid, risk_level_version, service_id, sub_appid, sub_mchid } = input
      return {
        service_id,
        appid,
        mchid: merchant.mchid,
        sub_mchid,
        ...(sub_appid === undefined ? {} : { sub_appid }),
        risk_level_version,
        quotas: layers.map((risk_level) => ({
          risk_level,
          suggested_quota: Math.floor((risk_ceiling * (layers.length - risk_level + 1)) / layers.length)
        }))
      }
    })
  )
]
