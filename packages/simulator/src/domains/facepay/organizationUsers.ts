/** A service provider's calls about organizations and their face users. */
import * as Organization from "@effect-wechatpay/facepay/Organization"
import * as OrganizationUser from "@effect-wechatpay/facepay/OrganizationUser"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Domain from "../../Domain.js"
import { requireOutFaceUser, terminateContract, updateFaceUser } from "./faceUsers.js"
import { requireNamedOrganization, requireOrganization } from "./organizations.js"
import type { FaceUser } from "./tables.js"

const present = <A extends object>(record: A): { [K in keyof A]: Exclude<A[K], undefined> } =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as never

const responseOf = (user: FaceUser) => ({
  user_id: user.user_id,
  out_user_id: user.out_user_id,
  organization_id: user.organization_id,
  user_type: user.user_type,
  status: user.status,
  contract_state: user.contract_state,
  face_image_ok: user.face_image_ok,
  ...(user.user_name === undefined ? {} : { user_name: Redacted.make(user.user_name) }),
  ...(user.user_type === "STUDENT"
    ? { student_info: present({ class_name: user.class_name }) }
    : { staff_info: present({ occupation: user.occupation }) }),
  ...(user.contract_id === undefined ? {} : { contract_id: user.contract_id })
})

export const handlers = [
  Domain.handler(Organization.query, (input, { merchant }) =>
    Effect.map(
      input.organization_id === undefined
        ? requireNamedOrganization(input.organization_name, merchant)
        : requireOrganization(input.organization_id, merchant),
      ({ organization_id, organization_name }) => ({ organization_id, organization_name })
    )
  ),
  Domain.handler(OrganizationUser.query, ({ organization_id, out_user_id }, { merchant }) =>
    Effect.andThen(
      requireOrganization(organization_id, merchant),
      Effect.map(requireOutFaceUser(organization_id, out_user_id), responseOf)
    )
  ),
  Domain.handler(OrganizationUser.update, (input, { merchant }) =>
    Effect.gen(function* () {
      yield* requireOrganization(input.organization_id, merchant)
      const user = yield* requireOutFaceUser(input.organization_id, input.out_user_id)
      yield* updateFaceUser(
        user,
        present({
          user_name: input.user_name && Redacted.value(input.user_name),
          phone: input.phone && Redacted.value(input.phone),
          user_type: input.user_type,
          class_name: input.student_info?.class_name,
          occupation: input.staff_info?.occupation,
          status: input.status
        })
      )
    })
  ),
  Domain.handler(OrganizationUser.terminateContract, ({ organization_id, user_id }, { merchant }) =>
    Effect.andThen(
      requireOrganization(organization_id, merchant),
      terminateContract(organization_id, user_id)
    )
  )
]
