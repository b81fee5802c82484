/** Devices that recognise faces: raw data, authorisations and auth codes. */
import { randomBytes } from "node:crypto"
import * as OfflineDevice from "@effect-wechatpay/facepay/OfflineDevice"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Domain from "../../Domain.js"
import { internalCode, noAuth, paramError } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { contractInForce } from "./faceUsers.js"
import { requireOrganization } from "./organizations.js"
import { type FaceUser, faceUserKey, faceUsers } from "./tables.js"

/** The raw data of devices' SDKs. */
export const devices = State.table(
  "facepay.devices",
  Schema.Struct({ raw_data: Schema.String, device_id: Schema.String })
)

const Authorisation = Schema.Struct({
  authinfo: Schema.String,
  device_id: Schema.String,
  organization_id: Schema.String,
  /** Unix time in milliseconds. */
  expires_at: Schema.Number
})

export const authorisations = State.table("facepay.authorisations", Authorisation)

const AuthCode = Schema.Struct({
  auth_code: Schema.String,
  organization_id: Schema.String,
  user_id: Schema.String,
  /** The order that it was used for, if any. */
  usedBy: Schema.optional(Schema.String)
})
export interface AuthCode extends Schema.Schema.Type<typeof AuthCode> {}

export const authCodes = State.table("facepay.authCodes", AuthCode)

const lifeMillis = 3_600_000

/** Starts a device: its SDK returns raw data, which is valid for this device only. */
export const startDevice = Effect.fnUntraced(function* (device_id: string) {
  const raw_data = randomBytes(96).toString("base64")
  ;(yield* State.rows(devices)).set(raw_data, { raw_data, device_id })
  return raw_data
})

/** Whether the raw data came from that device. */
export const isOfDevice = (raw_data: string, device_id: string) =>
  Effect.map(State.rows(devices), (rows) => rows.get(raw_data)?.device_id === device_id)

/**
 * A device with an `authinfo` recognises a face. Returns the `auth_code` for one deduction. Fails if the authorisation
 * belongs to another device or has expired, and for unknown faces.
 */
export const recognise = Effect.fnUntraced(function* (options: {
  readonly device_id: string
  readonly authinfo: string
  readonly face: Pick<FaceUser, "organization_id" | "user_id">
}) {
  const { authinfo, device_id, face } = options
  const authorisation = (yield* State.rows(authorisations)).get(authinfo)
  if (authorisation === undefined || authorisation.device_id !== device_id) {
    return yield* new ActionRejected({ problem: "AuthInfo License Error" })
  }
  if (authorisation.expires_at <= (yield* Clock.currentTimeMillis)) {
    return yield* new ActionRejected({ problem: "the authinfo has expired" })
  }
  if (authorisation.organization_id !== face.organization_id) {
    return yield* new ActionRejected({ problem: "organization mismatch" })
  }
  const user = (yield* State.rows(faceUsers)).get(faceUserKey(face))
  if (user === undefined || !user.face_image_ok || (yield* contractInForce(user)) === undefined) {
    return yield* new ActionRejected({ problem: "the face is unknown" })
  }
  const auth_code = randomBytes(192).toString("base64")
  ;(yield* State.rows(authCodes)).set(auth_code, { auth_code, ...face })
  return auth_code
})

export const handlers = [
  Domain.handler(OfflineDevice.authorize, (input, { merchant, now }) =>
    Effect.gen(function* () {
      if (!merchant.appids.includes(input.sp_appid)) {
        return yield* noAuth("sp_appid与服务商商户号未绑定", internalCode.appidMchidMismatch)
      }
      const organization = yield* requireOrganization(input.organization_id, merchant)
      if (organization.sub_mchid !== input.sub_mchid) return yield* noAuth("机构与子商户号不匹配")
      if (!(yield* isOfDevice(input.raw_data, input.device_id))) {
        return yield* paramError("无效的RawData数据", {
          field: "/raw_data",
          issue: "did not come from this device",
          location: "body"
        })
      }
      const authinfo = randomBytes(128).toString("base64")
      ;(yield* State.rows(authorisations)).set(authinfo, {
        authinfo,
        device_id: input.device_id,
        organization_id: input.organization_id,
        expires_at: now + lifeMillis
      })
      return { authinfo }
    })
  )
]
