/** The simulator that the samples of the official pages are sent to: it knows their parties. */
import { FetchHttpClient } from "@effect/platform"
import type { ApiError, WechatPayError } from "@effect-wechatpay/core"
import { type Payscore, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
import type { Input } from "../../../support/walk/inputs.js"
import type { Sample } from "../data.js"

const { mchid, subMchid } = Samples

/** The parties of the samples. */
export const receiver = "86693852"
export const complained = "1900000001"
const billed = "19000000001"
const appids = [
  Samples.appid,
  "wxcbda96de0b165486",
  "wx8888888888888888",
  "wx8888888888888889",
  "wxf636efh567hg4356",
  "102022609",
  "wx416b02c1dd71u132"
]

const world = Simulator.layerServer({
  merchants: [
    { mchid, appids, subMchids: [subMchid, complained, "1900012181", billed] },
    { mchid: receiver, appids: [], subMchids: [] }
  ]
})

export const layer = Simulator.layerClient().pipe(
  Layer.provideMerge(Layer.merge(world, FetchHttpClient.layer))
)

export type Services = Layer.Layer.Success<typeof layer>

export const millis = (at: string): number => Date.parse(at)
export const subMerchantOf = ({ body, query }: Pick<Sample, "body" | "query">) =>
  (body?.sub_mchid ?? query?.sub_mchid) === undefined ? {} : { sub_mchid: subMchid }

export type Prepared = Effect.Effect<
  /** What of the sample only WeChat Pay can know, as this simulator knows it. */
  Input,
  ApiError.Any | WechatPayError.WechatPayError | Payscore.ActionRejected,
  Services
>

export const given = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<Input, E, R> =>
  Effect.as(effect, {})

/** What has to be the case before a sample is accepted, by the id of its endpoint. */
export type Preparations = Readonly<Record<string, (sample: Sample) => Prepared>>
