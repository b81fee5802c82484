/** The variables that `V2Key.layerConfig` and `V2Client.layerConfig` read. */
import * as Effect from "effect/Effect"
import { baseUrl, joined, named, region } from "./config.js"
import { nonEmpty, secret } from "./variables.js"

export const readV2Config = /* @__PURE__ */ Effect.gen(function* () {
  const all = yield* Effect.all(
    {
      mchid: nonEmpty("WECHATPAY_MCHID"),
      apiV2Key: secret("WECHATPAY_API_V2_KEY"),
      region,
      baseUrl
    },
    { mode: "validate" }
  ).pipe(Effect.mapError(joined))
  return {
    key: { mchid: all.mchid, apiV2Key: all.apiV2Key },
    where: {
      ...(all.region === undefined ? {} : { region: all.region }),
      ...(all.baseUrl === undefined ? {} : { baseUrl: all.baseUrl })
    },
    named: named({ mchid: "WECHATPAY_MCHID", apiV2Key: "WECHATPAY_API_V2_KEY" })
  }
})
