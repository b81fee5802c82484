/** The parties that the simulator knows, in generated inputs. */
import type { ApiError, WechatPayClient, WechatPayError } from "@effect-wechatpay/core"
import { type Refunds, Samples, type Simulator } from "@effect-wechatpay/simulator"
import type { Effect } from "effect"
import type { Input } from "./inputs.js"

const { appid, mchid, subAppid: sub_appid, subMchid: sub_mchid } = Samples

export type Prepare = (
  input: Input
) => Effect.Effect<
  Input,
  ApiError.Any | WechatPayError.WechatPayError | Refunds.ActionRejected,
  Simulator.Simulator | WechatPayClient.WechatPayClient
>

const bound: Input = {
  appid,
  mchid,
  sp_appid: appid,
  sp_mchid: mchid,
  sub_appid,
  sub_mchid,
  combine_appid: appid,
  combine_mchid: mchid
}

export interface SubOrder {
  readonly sub_mchid?: string
  readonly mchid: string
  readonly out_trade_no: string
}

/** The input with the parties that the simulator knows, where it names any. */
export const ours = (input: Input): Input =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (value === undefined) return [name, value]
      if (name !== "sub_orders") return [name, bound[name] ?? value]
      const isPartner = (value as ReadonlyArray<SubOrder>).some((sub) => sub.sub_mchid !== undefined)
      return [
        name,
        (value as ReadonlyArray<SubOrder>).map((sub) =>
          isPartner ? { ...sub, mchid, ...(sub.sub_mchid === undefined ? {} : { sub_mchid }) } : sub
        )
      ]
    })
  )
