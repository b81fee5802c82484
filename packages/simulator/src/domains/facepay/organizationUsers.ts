/** A service provider's calls about the face users of an organization. */
import * as OrganizationUser from "@effect-wechatpay/facepay/OrganizationUser"
import * as Effect from "effect/Effect"
import * as Domain from "../../Domain.js"
import { terminateContract } from "./faceUsers.js"
import { requireOrganization } from "./organizations.js"

export const handlers = [
  Domain.handler(OrganizationUser.terminateContract, ({ organization_id, user_id }, { merchant }) =>
    Effect.andThen(
      requireOrganization(organization_id, merchant),
      terminateContract(organization_id, user_id)
    )
  )
]
