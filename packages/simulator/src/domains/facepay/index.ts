/**
 * Face payment by contract: rules, state and user actions.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import * as Samples from "../../Samples.js"
import * as collections from "./collections.js"
import * as contracts from "./contracts.js"
import * as devices from "./devices.js"
import { addFaceUser, signContract } from "./faceUsers.js"
import * as identities from "./identities.js"
import * as offlineTransactions from "./offlineTransactions.js"
import { register } from "./organizations.js"
import * as organizationUsers from "./organizationUsers.js"
import { panels } from "./panels.js"

export { ActionRejected } from "../actionRejected.js"
export { confirmPhoto, requirePhoto, uploadPhoto } from "./collections.js"
export { sign } from "./contracts.js"
export { type AuthCode, authCodes, devices, isOfDevice, recognise, startDevice } from "./devices.js"
export { addFaceUser, findFaceUser, signContract, terminateContract } from "./faceUsers.js"
export { allowRealName, identify, registerCertificate } from "./identities.js"
export {
  DeductionOutcome,
  decideDeduction,
  type OfflineOrder,
  offlineOrderKey,
  offlineOrders,
  repay,
  scriptDeductions
} from "./offlineTransactions.js"
export { type Organization, organizations, register, requireOrganization } from "./organizations.js"
export { registerNotifyUrl } from "./stateChanges.js"
export { type Contract, contracts, type FaceUser, faceUserKey, faceUsers } from "./tables.js"

const seed = Effect.gen(function* () {
  const user = { organization_id: Samples.organizationId, user_id: Samples.faceUserId }
  yield* register({
    organization_id: Samples.organizationId,
    organization_name: "微信支付示范小学",
    sp_mchid: Samples.mchid,
    sub_mchid: Samples.subMchid
  })
  yield* addFaceUser({
    ...user,
    out_user_id: Samples.faceOutUserId,
    user_name: "张小明",
    class_name: "五年级1班",
    phone: "13800138000"
  })
  yield* Effect.orDie(signContract({ ...user, contract_id: Samples.faceContractId }))
})

/**
 * The domain, with the sample values.
 *
 * @since 1.0.0
 * @category domains
 */
export const facepay: Domain.Domain = Domain.make("facepay", {
  handlers: [
    ...organizationUsers.handlers,
    ...contracts.handlers,
    ...devices.handlers,
    ...offlineTransactions.handlers,
    ...collections.handlers,
    ...identities.handlers
  ],
  seed,
  panels
})
