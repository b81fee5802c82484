/** What one simulator consists of. */
import type { KeyObject } from "node:crypto"
import type { Merchant } from "../Merchant.js"

export interface KnownMerchant {
  readonly merchant: Merchant
  readonly publicKey: KeyObject
}

/** A key of WeChat Pay, under the id that `Wechatpay-Serial` names it by. */
export interface PlatformKey {
  readonly serialNo: string
  readonly privateKey: KeyObject
}

export interface World {
  readonly merchants: ReadonlyArray<KnownMerchant>
  readonly platform: {
    /** Signs where the request names no key. */
    readonly signing: PlatformKey
    readonly keys: ReadonlyMap<string, PlatformKey>
  }
}
