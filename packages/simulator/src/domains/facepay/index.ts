/**
 * Face payment: its rules, its state, and what a user does in WeChat.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import * as Samples from "../../Samples.js"
import { addFaceUser, signContract } from "./faceUsers.js"
import { register } from "./organizations.js"
import * as organizationUsers from "./organizationUsers.js"

export {
  addFaceUser,
  type Contract,
  contracts,
  type FaceUser,
  faceUserKey,
  faceUsers,
  signContract
} from "./faceUsers.js"
export { type Organization, organizations, register, requireOrganization } from "./organizations.js"

const seed = Effect.gen(function* () {
  const user = { organization_id: Samples.organizationId, user_id: Samples.faceUserId }
  yield* register({
    organization_id: Samples.organizationId,
    organization_name: "微信支付示范小学",
    sp_mchid: Samples.mchid,
    sub_mchid: Samples.subMchid
  })
  yield* addFaceUser({ ...user, out_user_id: Samples.faceOutUserId })
  yield* Effect.orDie(signContract({ ...user, contract_id: Samples.faceContractId }))
})

/**
 * The domain, with the sample values.
 *
 * @since 1.0.0
 * @category domains
 */
export const facepay: Domain.Domain = Domain.make("facepay", { handlers: organizationUsers.handlers, seed })
