/** The examples of docs/own-package.md. */
import { ApiError, CommonError, Endpoint, Wire } from "@effect-wechatpay/core"
import { Domain, SimulatedError, Simulator, State } from "@effect-wechatpay/simulator"
import { Effect, Layer, Schema } from "effect"

/** No coupons are left. */
export class NoCouponsLeft extends ApiError.forCode<NoCouponsLeft>("acme/NoCouponsLeft")("NoCouponsLeft", {
  codes: ["NOT_ENOUGH"],
  advice: "add to the budget of the stock, then repeat the identical request;"
}) {}

/** Sends a coupon to a user. The identical request may be repeated: a number is sent once. */
export const send = Endpoint.make("acme.coupon.send", {
  method: "POST",
  path: "/v3/marketing/favor/users/{openid}/coupons",
  params: { openid: Wire.OpenId },
  payload: {
    /** The stock, 1 to 20 characters. */
    stock_id: Wire.text(20),
    /** Your number of this coupon, 1 to 128 characters. Store it before the call. */
    out_request_no: Wire.text(128),
    appid: Wire.AppId,
    stock_creator_mchid: Wire.Mchid
  },
  success: { coupon_id: Schema.String },
  errors: [...CommonError.all, NoCouponsLeft],
  idempotent: true
})

export const welcome = (openid: string, out_request_no: string) =>
  send({
    openid,
    stock_id: "9856000",
    out_request_no,
    appid: "wxd678efh567hg6787",
    stock_creator_mchid: "1230000109"
  }).pipe(Effect.catchTag("NoCouponsLeft", () => Effect.succeed({ coupon_id: undefined })))

const Sent = Schema.Struct({ coupon_id: Schema.String })
const sent = State.table("acme.coupons", Sent)

const coupons = Domain.make("acme", {
  handlers: [
    Domain.handler(send, ({ openid, out_request_no }) =>
      Effect.gen(function* () {
        const rows = yield* State.rows(sent)
        const earlier = rows.get(out_request_no)
        if (earlier !== undefined) return earlier
        if (rows.size() === 2) return yield* SimulatedError.make(403, "NOT_ENOUGH", "批次预算不足")
        const row = { coupon_id: `${openid.slice(0, 4)}${rows.size() + 1}` }
        rows.set(out_request_no, row)
        return row
      })
    )
  ]
})

export const testLayer = Simulator.layerClient().pipe(
  Layer.provideMerge(Simulator.layer({ domains: [coupons] }))
)
