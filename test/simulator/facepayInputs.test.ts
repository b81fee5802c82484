/** Whatever the schemas of offline face payment let through, the simulator accepts, given that what it names exists. */
import { assert, describe, it } from "@effect/vitest"
import type { Endpoint } from "@effect-wechatpay/core"
import {
  Contract,
  FaceCollection,
  FaceUser,
  OfflineDevice,
  OfflineTransaction,
  Organization,
  OrganizationUser,
  Repayment,
  SignToken
} from "@effect-wechatpay/facepay"
import { Facepay, Samples, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import { familyOf } from "../support/walk/families.js"
import { type Input, samples } from "../support/walk/inputs.js"

const facepay = familyOf("facepay")

const { appid, mchid, subMchid: sub_mchid } = Samples
const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))

const { act } = Simulator

const call = (endpoint: Endpoint.Any, input: unknown) =>
  (endpoint as Endpoint.Endpoint<unknown, unknown, never>)(input)

const organization = (organization_id: string, organization_name = organization_id) =>
  Facepay.register({ organization_id, organization_name, sp_mchid: mchid, sub_mchid })

const contracted = Effect.fnUntraced(function* (
  organization_id: string,
  out_user_id: string,
  user_id: string
) {
  yield* organization(organization_id)
  yield* Facepay.addFaceUser({ organization_id, out_user_id, user_id })
  return yield* Facepay.signContract({ organization_id, user_id })
})

type Given = (input: Input) => Effect.Effect<Input, Error, Layer.Layer.Success<typeof layer>>

/** Makes what the input names exist; gives the input, with the numbers that only WeChat Pay or the merchant can give. */
const given: Readonly<Record<string, Given>> = {
  [Organization.query.id]: (input) =>
    act(
      organization(String(input.organization_id ?? "O1"), String(input.organization_name ?? "a school"))
    ).pipe(Effect.as(input)),
  [OrganizationUser.query.id]: (input) =>
    Effect.as(act(contracted(String(input.organization_id), String(input.out_user_id), "u")), input),
  [OrganizationUser.update.id]: (input) =>
    Effect.as(act(contracted(String(input.organization_id), String(input.out_user_id), "u")), input),
  [OrganizationUser.terminateContract.id]: (input) =>
    Effect.as(act(contracted(String(input.organization_id), "o", String(input.user_id))), input),
  [SignToken.create.id]: (input) => {
    const { organization_id } = input.web_init_data as { readonly organization_id: string }
    return Effect.as(act(organization(organization_id)), input)
  },
  [Contract.presign.id]: (input) => {
    const { organization_id } = input.facepay_user as { readonly organization_id: string }
    return Effect.as(act(organization(organization_id)), input)
  },
  [Contract.query.id]: (input) =>
    Effect.gen(function* () {
      const contract = yield* act(contracted("O1", "o", "u"))
      const contract_id = String(input.contract_id)
      yield* act(
        Effect.map(State.rows(Facepay.contracts), (rows) =>
          rows.set(contract_id, { ...contract, contract_id })
        )
      )
      return input
    }),
  [FaceCollection.list.id]: (input) =>
    Effect.gen(function* () {
      const organization_id = String(input.organization_id)
      yield* act(contracted(organization_id, "o", "u"))
      yield* act(Facepay.requirePhoto(organization_id, "u"))
      return input
    }),
  [FaceCollection.query.id]: (input) =>
    Effect.gen(function* () {
      yield* act(contracted("O1", "o", "u"))
      return { ...input, collection_id: yield* act(Facepay.requirePhoto("O1", "u")) }
    }),
  [OfflineDevice.authorize.id]: (input) =>
    Effect.gen(function* () {
      yield* act(organization(String(input.organization_id)))
      const raw_data = yield* act(Facepay.startDevice(String(input.device_id)))
      return { ...input, raw_data, sp_appid: appid, sub_mchid }
    }),
  [OfflineTransaction.deduct.id]: (input) =>
    Effect.gen(function* () {
      yield* act(contracted("O1", "o", "u"))
      const auth_code = Buffer.from(String(input.auth_code)).toString("base64")
      yield* act(
        Effect.map(State.rows(Facepay.authCodes), (rows) =>
          rows.set(auth_code, { auth_code, organization_id: "O1", user_id: "u" })
        )
      )
      const sides = { sp_mchid: mchid, sub_mchid, ...("sp_appid" in input ? { sp_appid: appid } : {}) }
      return { ...input, ...sides, auth_code }
    }),
  [OfflineTransaction.query.id]: (input) =>
    Effect.gen(function* () {
      const own = { ...input, sp_mchid: mchid, sub_mchid }
      yield* act(contracted("O1", "o", "u"))
      yield* act(
        Effect.map(State.rows(Facepay.offlineOrders), (rows) => {
          const order = {
            out_trade_no: String(input.out_trade_no),
            sp_mchid: mchid,
            sub_mchid,
            request: {},
            sp_appid: appid,
            total: 1,
            business_product_id: Number(input.business_product_id),
            organization_id: "O1",
            user_id: "u",
            openid: Samples.openid,
            attempts: [],
            trade_state: "SUCCESS",
            debt_state: "NOT_DEBT"
          } as const
          rows.set(Facepay.offlineOrderKey(order), order)
        })
      )
      return own
    }),
  [Repayment.getUrl.id]: (input) =>
    Effect.gen(function* () {
      const [organization_id, out_user_id] = [String(input.organization_id), String(input.out_user_id)]
      yield* act(contracted(organization_id, out_user_id, "u"))
      const auth_code = "Y29kZQ=="
      yield* act(
        Effect.map(State.rows(Facepay.authCodes), (rows) =>
          rows.set(auth_code, { auth_code, organization_id, user_id: "u" })
        )
      )
      yield* act(Facepay.scriptDeductions({ organization_id, user_id: "u" }, "advance"))
      yield* OfflineTransaction.deduct({
        auth_code,
        sp_mchid: mchid,
        sub_mchid,
        out_trade_no: "1",
        amount: { total: 1, currency: "CNY" },
        business: { business_product_id: 11, business_scene_id: 125 }
      })
      return input
    }),
  [FaceUser.query.id]: (input) =>
    Effect.gen(function* () {
      const sub = input.sub_mchid === undefined ? {} : { sub_mchid: String(input.sub_mchid) }
      yield* act(
        Facepay.identify({
          face_sid: String(input.face_sid),
          mchid,
          ...sub,
          appid: String(input.appid),
          union_id: "u",
          real_name: "张三",
          credential_id: "1"
        })
      )
      yield* act(Facepay.allowRealName(sub.sub_mchid ?? mchid))
      if (sub.sub_mchid !== undefined && input.sub_serial_no !== undefined) {
        const { merchant } = yield* Simulator.Simulator
        const certificate = { serial_no: String(input.sub_serial_no), public_key: merchant.publicKey }
        yield* act(Facepay.registerCertificate({ sub_mchid: sub.sub_mchid, ...certificate }))
      }
      return input
    })
}

describe("generated inputs", () => {
  it.effect.each(facepay.endpoints.map(({ endpoint }) => [endpoint.id, endpoint] as const))(
    "%s accepts generated inputs",
    ([id, endpoint]) =>
      Effect.forEach(
        samples(endpoint, 20),
        (sample) =>
          Effect.gen(function* () {
            const prepare = given[id]
            assert(prepare !== undefined, `nothing is given for ${id}`)
            yield* call(endpoint, yield* prepare(sample))
          }).pipe(Effect.provide(layer)),
        { discard: true }
      ),
    60_000
  )
})
