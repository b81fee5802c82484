/** Devices for online face payment: raw data, authinfo, face codes. */
import { randomBytes, randomUUID } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

/** The payee. It must be the same in authinfo, at the device and in the payment. */
export const Payee = Schema.Struct({
  mchid: Schema.String,
  appid: Schema.String,
  sub_appid: Schema.optional(Schema.String),
  sub_mch_id: Schema.optional(Schema.String)
})
export interface Payee extends Schema.Schema.Type<typeof Payee> {}

export const RawData = Schema.Struct({ rawdata: Schema.String, device_id: Schema.String })
export interface RawData extends Schema.Schema.Type<typeof RawData> {}

export const Authinfo = Schema.Struct({
  ...Payee.fields,
  authinfo: Schema.String,
  device_id: Schema.String,
  /** Unix time in milliseconds. */
  expires_at: Schema.Number
})
export interface Authinfo extends Schema.Schema.Type<typeof Authinfo> {}

/** What happens when a face code is used for a payment. */
export const UserActions = Schema.Struct({
  /** The immediate response to the till. `USERPAYING`: the user has to enter a password. */
  response: Schema.Literal("SUCCESS", "USERPAYING", "BANKERROR", "SYSTEMERROR", "NOTENOUGH", "NOTSUPORTCARD"),
  /** How and when a payment ends that is open after that. Absent: it stays open. */
  becomes: Schema.optional(
    Schema.Struct({
      state: Schema.Literal("SUCCESS", "PAYERROR"),
      /** The time after the call; 0 for at once, hidden from the till. */
      afterMillis: Schema.Number
    })
  ),
  /** How many reversals return `recall` `Y` before one is executed. Default: 0. */
  recalls: Schema.optional(Schema.Number)
})
export interface UserActions extends Schema.Schema.Type<typeof UserActions> {}

export const FaceCode = Schema.Struct({
  ...Payee.fields,
  face_code: Schema.String,
  out_trade_no: Schema.String,
  total_fee: Schema.Number,
  openid: Schema.String,
  used: Schema.Boolean,
  userActions: UserActions
})
export interface FaceCode extends Schema.Schema.Type<typeof FaceCode> {}

export const rawData = State.table("facepayV2.rawData", RawData)
export const authinfos = State.table("facepayV2.authinfos", Authinfo)
export const faceCodes = State.table("facepayV2.faceCodes", FaceCode)

/** Makes raw data of a device, like `getWxpayfaceRawdata`. `authinfo` accepts them for this device only. */
export const makeRawData = (device_id: string): Effect.Effect<string, never, State.State> =>
  Effect.map(State.rows(rawData), (rows) => {
    const rawdata = randomBytes(48).toString("base64")
    rows.set(rawdata, { rawdata, device_id })
    return rawdata
  })

/** How long an authinfo is valid, in seconds. */
export const authinfoLife = 3600

export const issueAuthinfo = (
  payee: Payee,
  device_id: string,
  now: number
): Effect.Effect<string, never, State.State> =>
  Effect.map(State.rows(authinfos), (rows) => {
    const authinfo = randomBytes(48).toString("base64")
    const expires_at = now + Duration.toMillis(Duration.seconds(authinfoLife))
    rows.set(authinfo, { ...payee, authinfo, device_id, expires_at })
    return authinfo
  })

/** The device recognises nobody: its authinfo is unknown, has expired, or belongs to another device. */
export class DeviceRejected extends Data.TaggedError("DeviceRejected")<{
  readonly problem: "authinfo unknown" | "authinfo expired" | "authinfo of another device"
}> {}

const makeFaceCode = (
  code: Omit<FaceCode, "face_code" | "used">
): Effect.Effect<string, never, State.State> =>
  Effect.map(State.rows(faceCodes), (rows) => {
    const face_code = randomUUID()
    rows.set(face_code, { ...code, face_code, used: false })
    return face_code
  })

/**
 * A device recognises a user, like `getWxpayfaceCode` with `face_code_type` 0. The face code pays this order once.
 * `userActions` says what happens then; by default the payment succeeds.
 */
export const recognise = Effect.fnUntraced(function* (options: {
  readonly authinfo: string
  readonly device_id: string
  readonly out_trade_no: string
  readonly total_fee: number
  readonly openid: string
  readonly userActions?: UserActions
}) {
  const known = (yield* State.rows(authinfos)).get(options.authinfo)
  if (known === undefined) return yield* new DeviceRejected({ problem: "authinfo unknown" })
  if (known.device_id !== options.device_id) {
    return yield* new DeviceRejected({ problem: "authinfo of another device" })
  }
  if ((yield* Clock.currentTimeMillis) >= known.expires_at) {
    return yield* new DeviceRejected({ problem: "authinfo expired" })
  }
  const { appid, mchid, sub_appid, sub_mch_id } = known
  const { openid, out_trade_no, userActions = { response: "SUCCESS" }, total_fee } = options
  return yield* makeFaceCode({
    ...{ appid, mchid, sub_appid, sub_mch_id },
    ...{ out_trade_no, total_fee, openid, userActions }
  })
})

/** Makes a face code without device and authinfo, as a fixture. */
export const giveFaceCode = (
  options: Payee &
    Pick<FaceCode, "out_trade_no" | "total_fee" | "openid"> & { readonly userActions?: UserActions }
): Effect.Effect<string, never, State.State> => {
  const { userActions = { response: "SUCCESS" }, ...code } = options
  return makeFaceCode({ ...code, userActions })
}
