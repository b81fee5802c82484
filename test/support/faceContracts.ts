/** Fixtures of face contracts: face users of a school, their contracts, a device, and deductions. */
import { assert } from "@effect/vitest"
import type { OfflineContractFlow } from "@effect-wechatpay/facepay"
import { OfflineDevice } from "@effect-wechatpay/facepay"
import { Facepay, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect } from "effect"

const { appid, mchid, organizationId: organization_id, subMchid: sub_mchid } = Samples

export const { act } = Simulator

/** The data that a parent enters in the official mini program. */
export const parent = {
  organization_name: "微信支付示范小学",
  class_name: "五年级1班",
  name: "李雷",
  phone: "13900139000"
} as const

export type FaceUser = OfflineContractFlow.FaceUserKey

let users = 0
let orders = 0

/** A face user without a contract. */
export const newFaceUser = (): FaceUser => ({ organization_id, out_user_id: `USER_${++users}` })

/** WeChat Pay's id of a face user. */
export const faceOf = (user: FaceUser) =>
  Effect.map(act(Facepay.findFaceUser(user.organization_id, user.out_user_id)), (user) => {
    assert(user !== undefined)
    return { organization_id: user.organization_id, user_id: user.user_id }
  })

/** Signs a contract with a token. */
export const sign = (token: string) => act(Facepay.sign({ token, ...parent }))

/** A face user with a contract. */
export const signedFaceUser = Effect.gen(function* () {
  const user = newFaceUser()
  const user_id = `user of ${user.out_user_id}`
  yield* act(Facepay.addFaceUser({ ...user, user_id }))
  yield* act(Facepay.signContract({ organization_id, user_id }))
  return user
})

export const device_id = "TILL-1"

/** Authorises a device with the raw data of its SDK; returns its authinfo. */
export const authorize = Effect.fnUntraced(function* (device_id: string) {
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

export const authorizeDevice = authorize(device_id)

/** The device recognises the face user. */
export const recogniseFace = Effect.fnUntraced(function* (user: FaceUser) {
  const authinfo = yield* authorizeDevice
  return yield* act(Facepay.recognise({ device_id, authinfo, face: yield* faceOf(user) }))
})

export const terms = {
  sp_appid: appid,
  sp_mchid: mchid,
  sub_mchid,
  amount: { total: 850, currency: "CNY" },
  business: { business_product_id: 2, business_scene_id: 3 }
} as const

/** An order of a recognised face user. */
export const newOrder = Effect.fnUntraced(function* (user: FaceUser) {
  const out_trade_no = `MEAL_${++orders}`
  return { ...terms, out_trade_no, auth_code: yield* recogniseFace(user) }
})

type Order = Effect.Effect.Success<ReturnType<typeof newOrder>>

export const keyOf = ({
  out_trade_no
}: Order): OfflineContractFlow.OrderKey & { readonly sp_mchid: string } => ({
  out_trade_no,
  sp_mchid: mchid,
  sub_mchid,
  business_product_id: 2
})

/** How many deductions of the order have arrived. */
export const deductionCount = ({ out_trade_no }: Order) =>
  Effect.map(
    Effect.flatMap(Simulator.Simulator, ({ calls }) => calls.all),
    (calls) =>
      calls.filter(
        (call) =>
          call.endpoint === "facepay.offlineTransaction.deduct" &&
          new TextDecoder().decode(call.body).includes(`"${out_trade_no}"`)
      ).length
  )
