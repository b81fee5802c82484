/** A canteen where pupils pay by face: its devices, its parents, and what is charged. */
import { assert } from "@effect/vitest"
import type { OfflineContractFlow } from "@effect-wechatpay/facepay"
import { OfflineDevice } from "@effect-wechatpay/facepay"
import { Facepay, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"

const { appid, mchid, organizationId: organization_id, subMchid: sub_mchid } = Samples

export const { act } = Simulator

/** What a parent types into the official mini program. */
export const parent = {
  organization_name: "微信支付示范小学",
  class_name: "五年级1班",
  name: "李雷",
  phone: "13900139000"
} as const

export type Pupil = OfflineContractFlow.FaceUserKey

let pupils = 0
let orders = 0

/** A pupil whom nobody has signed for. */
export const newPupil = (): Pupil => ({ organization_id, out_user_id: `PUPIL_${++pupils}` })

/** WeChat Pay's id of a pupil. */
export const faceOf = (pupil: Pupil) =>
  Effect.map(act(Facepay.findFaceUser(pupil.organization_id, pupil.out_user_id)), (user) => {
    assert(user !== undefined)
    return { organization_id: user.organization_id, user_id: user.user_id }
  })

/** The parent signs with a token. */
export const sign = (token: string) => act(Facepay.sign({ token, ...parent }))

/** A pupil with a contract. */
export const signedPupil = Effect.gen(function* () {
  const pupil = newPupil()
  const user_id = `user of ${pupil.out_user_id}`
  yield* act(Facepay.addFaceUser({ ...pupil, user_id }))
  yield* act(Facepay.signContract({ organization_id, user_id }))
  return pupil
})

export const device_id = "TILL-1"

/** The device gets its authorisation, for the raw data of its SDK. */
export const startedDevice = Effect.gen(function* () {
  const raw_data = yield* act(Facepay.startDevice(device_id))
  const { authinfo } = yield* OfflineDevice.authorize({
    sp_appid: appid,
    sub_mchid,
    device_id,
    organization_id,
    raw_data
  })
  return authinfo
})

/** The pupil looks into the device. */
export const showFace = Effect.fnUntraced(function* (pupil: Pupil) {
  const authinfo = yield* startedDevice
  return yield* act(Facepay.recognise({ device_id, authinfo, face: yield* faceOf(pupil) }))
})

export const terms = {
  sp_appid: appid,
  sp_mchid: mchid,
  sub_mchid,
  amount: { total: 850, currency: "CNY" },
  business: { business_product_id: 2, business_scene_id: 3 }
} as const

/** An order for a pupil who looks into the device. */
export const newOrder = Effect.fnUntraced(function* (pupil: Pupil) {
  const out_trade_no = `MEAL_${++orders}`
  return { ...terms, out_trade_no, auth_code: yield* showFace(pupil) }
})

type Order = Effect.Effect.Success<ReturnType<typeof newOrder>>

export const keyOf = ({ out_trade_no }: Order): OfflineContractFlow.OrderKey => ({
  out_trade_no,
  sp_mchid: mchid,
  sub_mchid,
  business_product_id: 2
})

/** How often a deduction of the order arrived. */
export const arrivals = ({ out_trade_no }: Order) =>
  Effect.map(
    Effect.flatMap(Simulator.Simulator, ({ calls }) => calls.all),
    (calls) =>
      calls.filter(
        (call) =>
          call.endpoint === "facepay.offlineTransaction.deduct" &&
          new TextDecoder().decode(call.body).includes(`"${out_trade_no}"`)
      ).length
  )
