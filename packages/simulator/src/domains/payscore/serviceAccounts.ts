/** Applications to bind a sub-merchant to a service. */
import { isDeepStrictEqual } from "node:util"
import * as PartnerServiceAccount from "@effect-wechatpay/payscore/PartnerServiceAccount"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Domain from "../../Domain.js"
import * as Outbox from "../../Outbox.js"
import { internalCode, make, noAuth } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { reentry } from "./orderErrors.js"
import { findService, register, requireOwnService } from "./services.js"
import { present } from "./values.js"

const role = "partner"

const Application = Schema.Struct({
  mchid: Schema.String,
  sub_mchid: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  service_id: Schema.String,
  appid: Schema.String,
  out_apply_no: Schema.String,
  result_notify_url: Schema.optional(Schema.String),
  apply_state: Schema.Literal("PROCESSING", "APPROVED", "REJECTED"),
  reject_reason: Schema.optional(Schema.String),
  /** The application as received, for comparison with repetitions. */
  creation: Schema.Unknown
})
interface Application extends Schema.Schema.Type<typeof Application> {}

export const applications = State.table("payscore.serviceAccountApplications", Application)

const responseOf = ({ creation: _, ...application }: Application) => ({
  ...application,
  apply_state: application.apply_state as string
})

export const handlers = [
  Domain.handler(PartnerServiceAccount.apply, (input, { merchant }) =>
    Effect.gen(function* () {
      const service = yield* requireOwnService({ ...input, merchant, role })
      if (!service.takesApplications) return yield* noAuth("商户暂无权限，绑定失败")
      const rows = yield* State.rows(applications)
      const key = State.key(merchant.mchid, input.out_apply_no)
      const known = rows.get(key)
      if (known !== undefined) {
        return isDeepStrictEqual(known.creation, input) ? responseOf(known) : yield* reentry()
      }
      const application: Application = {
        ...input,
        mchid: merchant.mchid,
        apply_state: "PROCESSING",
        creation: input
      }
      rows.set(key, application)
      return responseOf(application)
    })
  ),
  Domain.handler(PartnerServiceAccount.query, ({ out_apply_no }, { merchant }) =>
    Effect.gen(function* () {
      const application = (yield* State.rows(applications)).get(State.key(merchant.mchid, out_apply_no))
      return application === undefined
        ? yield* make(404, "ORDER_NOT_EXIST", "申请单不存在", internalCode.orderNotExist)
        : responseOf(application)
    })
  )
]

/** WeChat Pay approves or rejects an application. After an approval the sub-merchant can use the service. */
export const decideApplication = Effect.fnUntraced(function* (
  mchid: string,
  out_apply_no: string,
  decision: { readonly rejected?: string } = {}
) {
  const rows = yield* State.rows(applications)
  const key = State.key(mchid, out_apply_no)
  const application = rows.get(key)
  if (application?.apply_state !== "PROCESSING") {
    return yield* new ActionRejected({ problem: "no pending application has this number" })
  }
  const { rejected } = decision
  const decided: Application = {
    ...application,
    ...(rejected === undefined
      ? { apply_state: "APPROVED" }
      : { apply_state: "REJECTED", reject_reason: rejected })
  }
  rows.set(key, decided)
  const { result_notify_url, service_id, sub_appid, sub_mchid } = decided
  const service = yield* findService({ role, mchid, service_id })
  if (service !== undefined && rejected === undefined) {
    yield* register({
      ...service,
      sub_mchids: [...service.sub_mchids, sub_mchid],
      sub_appids: [...(service.sub_appids ?? []), ...(sub_appid === undefined ? [] : [sub_appid])]
    })
  }
  if (result_notify_url === undefined) return
  yield* Outbox.send({
    mchid,
    url: result_notify_url,
    event_type: "PAYSCORE.BIND_SERVICE_ACCOUNT",
    summary: "服务绑定结果通知",
    original_type: "payscore",
    resource: present({
      service_id,
      appid: decided.appid,
      mchid,
      sub_appid,
      sub_mchid,
      out_apply_no,
      apply_state: decided.apply_state,
      reject_reason: decided.reject_reason
    })
  })
})
