import * as Effect from "effect/Effect"
import type { Merchant } from "../Merchant.js"
import { noAuth, type SimulatedError } from "../SimulatedError.js"

/** Only its own service provider may act for a sub-merchant. */
export const requireSubMerchant = (
  merchant: Merchant,
  sub_mchid: string | undefined
): Effect.Effect<void, SimulatedError> =>
  sub_mchid === undefined || merchant.subMchids.includes(sub_mchid)
    ? Effect.void
    : Effect.fail(noAuth("商户号与子商户号的绑定关系不存在"))
