/** The identities of users who agreed to be identified by face. */
import { createPublicKey, randomBytes } from "node:crypto"
import * as FaceUser from "@effect-wechatpay/facepay/FaceUser"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Domain from "../../Domain.js"
import { cipherSuiteOf } from "../../internal/cipherSuites.js"
import { encryptFor } from "../../internal/sensitive.js"
import { noAuth, paramError, resourceNotExists } from "../../SimulatedError.js"
import * as State from "../../State.js"

const text = Schema.optional(Schema.String)

const Identity = Schema.Struct({
  face_sid: Schema.String,
  /** The owner of the device: a direct merchant, or a provider for a sub-merchant. */
  mchid: Schema.String,
  sub_mchid: text,
  appid: Schema.String,
  union_id: Schema.String,
  openid: text,
  real_name: text,
  credential_type: Schema.optional(Schema.Int),
  credential_id: text
})
interface Identity extends Schema.Schema.Type<typeof Identity> {}

const identities = State.table("facepay.identities", Identity)

/** Merchants that may ask for real names. */
const realNamePermissions = State.table(
  "facepay.realNamePermissions",
  Schema.Struct({ mchid: Schema.String })
)

const Certificate = Schema.Struct({
  sub_mchid: Schema.String,
  serial_no: Schema.String,
  /** SPKI PEM text. */
  public_key: Schema.String
})

/** API certificates of sub-merchants. */
const certificates = State.table("facepay.certificates", Certificate)

/** A device recognises a user, who agrees to be identified. Returns the `face_sid` that the device gets. */
export const identify = Effect.fnUntraced(function* (
  person: Omit<Identity, "face_sid"> & { readonly face_sid?: string }
) {
  const { face_sid = randomBytes(24).toString("base64url") } = person
  ;(yield* State.rows(identities)).set(face_sid, { ...person, face_sid })
  return face_sid
})

/** Permits a merchant, or a sub-merchant, to query real names. */
export const allowRealName = (mchid: string): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(realNamePermissions), (rows) => rows.set(mchid, { mchid }))

/** Registers the API certificate of a sub-merchant. */
export const registerCertificate = (
  certificate: Schema.Schema.Type<typeof Certificate>
): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(certificates), (rows) =>
    rows.set(State.key(certificate.sub_mchid, certificate.serial_no), certificate)
  )

export const handlers = [
  Domain.handler(FaceUser.query, (input, { merchant }) =>
    Effect.gen(function* () {
      const person = (yield* State.rows(identities)).get(input.face_sid)
      if (person === undefined || person.mchid !== merchant.mchid) {
        return yield* resourceNotExists("face_sid不存在或已失效")
      }
      if (person.sub_mchid !== input.sub_mchid || person.appid !== input.appid) {
        return yield* noAuth("face_sid与appid或商户号不匹配")
      }
      if (input.info_type === "ASK_UNIONID") {
        return {
          union_id: person.union_id,
          ...(person.openid === undefined ? {} : { openid: person.openid })
        }
      }
      const permitted = (yield* State.rows(realNamePermissions)).get(person.sub_mchid ?? merchant.mchid)
      if (permitted === undefined) return yield* noAuth("商户没有获取实名信息的权限")
      const { credential_id = "", credential_type = 1, real_name = "", sub_mchid } = person
      if (sub_mchid === undefined) return realNameInfo(real_name, credential_type, credential_id)
      const certificate = (yield* State.rows(certificates)).get(State.key(sub_mchid, input.sub_serial_no))
      if (certificate === undefined) {
        return yield* paramError("子商户证书序列号不正确", {
          field: "sub_serial_no",
          issue: "is not a certificate of the sub-merchant",
          location: "query"
        })
      }
      const publicKey = createPublicKey(certificate.public_key)
      const sealed = (plain: string) => encryptFor(cipherSuiteOf[merchant.scheme], publicKey, plain)
      return realNameInfo(sealed(real_name), credential_type, sealed(credential_id))
    })
  )
]

const realNameInfo = (name: string, credential_type: number, id: string) => ({
  real_name_info: {
    encrypted_real_name: Redacted.make(name),
    credential_type,
    encrypted_credential_id: Redacted.make(id)
  }
})
