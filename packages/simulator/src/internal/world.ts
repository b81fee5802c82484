/** What one simulator consists of. */
import type { KeyObject } from "node:crypto"
import type { Merchant } from "../Merchant.js"
import type { Certificate } from "../Platform.js"
import type { CipherSuite } from "./cipherSuites.js"

/** A merchant by one of its certificates. */
export interface KnownMerchant {
  readonly merchant: Merchant
  readonly serialNo: string
  readonly publicKey: KeyObject
  readonly cipherSuite: CipherSuite
  /** The keys that WeChat Pay has for merchants of this scheme. */
  readonly platform: PlatformKeys
}

/** A key of WeChat Pay, under the id that `Wechatpay-Serial` names it by. */
export interface PlatformKey {
  readonly serialNo: string
  readonly privateKey: KeyObject
  readonly cipherSuite: CipherSuite
}

/** The keys of WeChat Pay at this moment. */
export interface PlatformKeys {
  /** The key that a request may name, and encrypt to. */
  readonly find: (serialNo: string) => PlatformKey | undefined
  /** All keys that a request may name. */
  readonly known: () => ReadonlyArray<PlatformKey>
  /** The key that signs the response to a request that names this one. */
  readonly signing: (named: string | undefined) => PlatformKey
  /** The key that signs the next notification. */
  readonly signingNotification: () => PlatformKey
  readonly cipherSuite: CipherSuite
  readonly downloadable: () => ReadonlyArray<Certificate>
}

export interface World {
  /** One for each certificate of each merchant. */
  readonly merchants: ReadonlyArray<KnownMerchant>
  /** Of the first merchant, for whoever is not known. */
  readonly platform: PlatformKeys
}
