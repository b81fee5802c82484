/** The merchants and keys of one simulator. */
import type { KeyObject } from "node:crypto"
import type { Merchant } from "../Merchant.js"
import type { Certificate } from "../Platform.js"
import type { CipherSuite } from "./cipherSuites.js"

/** A merchant with one of its certificates. */
export interface KnownMerchant {
  readonly merchant: Merchant
  readonly serialNo: string
  readonly publicKey: KeyObject
  readonly cipherSuite: CipherSuite
  /** The keys that WeChat Pay has for merchants of this scheme. */
  readonly platform: PlatformKeys
}

/** A key of WeChat Pay, with its id in `Wechatpay-Serial`. */
export interface PlatformKey {
  readonly serialNo: string
  readonly privateKey: KeyObject
  readonly cipherSuite: CipherSuite
}

/** The current keys of WeChat Pay. */
export interface PlatformKeys {
  /** The key with this id, if requests may name it and encrypt with it. */
  readonly find: (serialNo: string) => PlatformKey | undefined
  /** All keys that a request may name. */
  readonly known: () => ReadonlyArray<PlatformKey>
  /** The key that signs the response to a request that names `named`. */
  readonly signing: (named: string | undefined) => PlatformKey
  /** The key that signs the next notification. */
  readonly signingNotification: () => PlatformKey
  readonly cipherSuite: CipherSuite
  /** The certificates that are not expired. `now`: the time of the simulator. */
  readonly downloadable: (now: number) => ReadonlyArray<Certificate>
  /** Whether there are certificates for merchants, be they expired. */
  readonly hasCertificates: () => boolean
}

export interface World {
  /** One for each certificate of each merchant. */
  readonly merchants: ReadonlyArray<KnownMerchant>
  /** The keys for the first merchant's scheme; they sign responses to unknown merchants. */
  readonly platform: PlatformKeys
}
