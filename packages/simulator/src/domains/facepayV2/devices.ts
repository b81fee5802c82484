/** Devices that recognise faces online: raw data, authinfo, face codes. */
import { randomBytes, randomUUID } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as State from "../../State.js"

/** Who is paid, as it has to be the same in authinfo, at the device and in the payment. */
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

/** What is going to happen when a face code is paid with. */
export const Person = Schema.Struct({
  /** What the till is told at once. `USERPAYING`: the user is asked for a password. */
  response: Schema.Literal("SUCCESS", "USERPAYING", "BANKERROR", "SYSTEMERROR", "NOTENOUGH", "NOTSUPORTCARD"),
  /** What becomes of a payment that is open after that, and when. Without it nothing does. */
  becomes: Schema.optional(
    Schema.Struct({
      state: Schema.Literal("SUCCESS", "PAYERROR"),
      /** After the payment; 0 for at once, hidden from the till. */
      afterMillis: Schema.Number
    })
  ),
  /** How many reversals are answered with `recall` `Y` before one is carried out. Default: 0. */
  recalls: Schema.optional(Schema.Number)
})
export interface Person extends Schema.Schema.Type<typeof Person> {}

export const FaceCode = Schema.Struct({
  ...Payee.fields,
  face_code: Schema.String,
  out_trade_no: Schema.String,
  total_fee: Schema.Number,
  openid: Schema.String,
  used: Schema.Boolean,
  person: Person
})
export interface FaceCode extends Schema.Schema.Type<typeof FaceCode> {}

export const rawData = State.table("facepayV2.rawData", RawData)
export const authinfos = State.table("facepayV2.authinfos", Authinfo)
export const faceCodes = State.table("facepayV2.faceCodes", FaceCode)

/** Raw data of a device, as `getWxpayfaceRawdata` gives them; `authinfo` takes them for this device only. */
export const makeRawData = (device_id: string): Effect.Effect<string, never, State.State> =>
  Effect.map(State.rows(rawData), (rows) => {
    const rawdata = randomBytes(48).toString("base64")
    rows.set(rawdata, { rawdata, device_id })
    return rawdata
  })

/** Seconds. */
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

/** The device does not recognise anybody: its authinfo is of another device, or expired, or none. */
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
 * A person before a device is recognised, as by `getWxpayfaceCode` with `face_code_type` 0: the face code pays this
 * order once. `person` says what is going to happen when it does; by default the payment succeeds.
 */
export const recognise = Effect.fnUntraced(function* (options: {
  readonly authinfo: string
  readonly device_id: string
  readonly out_trade_no: string
  readonly total_fee: number
  readonly openid: string
  readonly person?: Person
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
  const { openid, out_trade_no, person = { response: "SUCCESS" }, total_fee } = options
  return yield* makeFaceCode({
    ...{ appid, mchid, sub_appid, sub_mch_id },
    ...{ out_trade_no, total_fee, openid, person }
  })
})

/** A face code without device and authinfo, for tests of what comes after. */
export const giveFaceCode = (
  options: Payee & Pick<FaceCode, "out_trade_no" | "total_fee" | "openid"> & { readonly person?: Person }
): Effect.Effect<string, never, State.State> => {
  const { person = { response: "SUCCESS" }, ...code } = options
  return makeFaceCode({ ...code, person })
}
