/** The variables that `V2Key.layerConfig` and `V2Client.layerConfig` read. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { joined, named, nonEmpty } from "./config.js"

export const readV2Config = Effect.gen(function* () {
  const all = yield* Effect.all(
    {
      mchid: nonEmpty("WECHATPAY_MCHID"),
      apiV2Key: Config.redacted("WECHATPAY_API_V2_KEY"),
      baseUrl: Config.option(nonEmpty("WECHATPAY_BASE_URL"))
    },
    { mode: "validate" }
  ).pipe(Effect.mapError(joined))
  return {
    key: { mchid: all.mchid, apiV2Key: all.apiV2Key },
    baseUrl: Option.getOrUndefined(all.baseUrl),
    named: named({
      mchid: "WECHATPAY_MCHID",
      apiV2Key: "WECHATPAY_API_V2_KEY",
      baseUrl: "WECHATPAY_BASE_URL"
    })
  }
})
