/** The simulator's own tables, besides those of its domains: keys, time, routing and seeded domains. */
import type { Scheme } from "@effect-wechatpay/core/Authorization"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Merchant from "../Merchant.js"
import * as State from "../State.js"
import { ownTables as prefix } from "./ownTables.js"

const Certificate = Schema.Struct({ serialNo: Schema.String, privateKey: Schema.String })

const MerchantRow = Schema.Struct({
  ...Certificate.fields,
  mchid: Schema.String,
  otherCertificates: Schema.Array(Certificate),
  apiV3Key: Schema.String,
  apiV2Key: Schema.String
})
interface MerchantRow extends Schema.Schema.Type<typeof MerchantRow> {}

const PlatformRow = Schema.Struct({
  mode: Schema.Literal("publicKey", "certificates", "migration"),
  publicKeyId: Schema.String,
  privateKey: Schema.String,
  /** How many certificates were issued in total. */
  issued: Schema.Number,
  /** Empty while there is no certificate. */
  inForce: Schema.String,
  /** Absent while there is no certificate, and of simulators whose certificates signed themselves. */
  authorities: Schema.optional(
    Schema.Struct({ certificates: Schema.Array(Schema.String), privateKey: Schema.String })
  ),
  certificates: Schema.Array(
    Schema.Struct({
      ...Certificate.fields,
      certificate: Schema.String,
      notBefore: Schema.Number,
      notAfter: Schema.Number,
      advanced: Schema.Number
    })
  )
})
export interface PlatformRow extends Schema.Schema.Type<typeof PlatformRow> {}

const TimeRow = Schema.Struct({ offset: Schema.Number, stoppedAt: Schema.optional(Schema.Number) })
export interface TimeRow extends Schema.Schema.Type<typeof TimeRow> {}

const Routing = Schema.Struct({
  rules: Schema.Array(Schema.Struct({ from: Schema.String, to: Schema.String })),
  anywhere: Schema.Boolean
})

export const merchantRows = State.table(`${prefix}merchants`, MerchantRow)
export const platformRows = State.table(`${prefix}platform`, PlatformRow)
export const timeRows = State.table(`${prefix}time`, TimeRow)
/** Where notifications are delivered, if that was changed on the page. */
export const routingRows = State.table(`${prefix}routing`, Routing)
/** The domains whose seed is in the state already. */
export const seeded = State.table(`${prefix}seeded`, Schema.Boolean)

/** The key of the row in tables with one row. */
export const only = "only"

/** Each scheme has a platform. */
export const platformKey = (scheme: Scheme): string =>
  scheme === "WECHATPAY2-SHA256-RSA2048" ? only : scheme

const optionsOf = ({ privateKey, serialNo }: typeof Certificate.Type): Merchant.CertificateOptions => ({
  serialNo,
  privateKey: Redacted.make(privateKey)
})

/** A merchant may have several schemes, with a key for each. */
export const merchantKey = ({ mchid, scheme = "WECHATPAY2-SHA256-RSA2048" }: Merchant.Options): string =>
  scheme === "WECHATPAY2-SHA256-RSA2048" ? mchid : `${scheme} ${mchid}`

/** Options that are absent have their stored values. */
export const withRemembered = (given: Merchant.Options, row: MerchantRow | undefined): Merchant.Options =>
  row === undefined
    ? given
    : {
        ...optionsOf(row),
        apiV3Key: Redacted.make(row.apiV3Key),
        apiV2Key: Redacted.make(row.apiV2Key),
        ...given,
        otherCertificates: (given.otherCertificates ?? []).map((other, index) => {
          const before = row.otherCertificates[index]
          return before === undefined ? other : { ...optionsOf(before), ...other }
        })
      }

const certificateRow = ({ privateKey, serialNo }: Merchant.Certificate) => ({
  serialNo,
  privateKey: Redacted.value(privateKey)
})

export const rememberMerchant = (merchant: Merchant.Merchant): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(merchantRows), (rows) =>
    rows.set(merchantKey(merchant), {
      ...certificateRow(merchant),
      mchid: merchant.mchid,
      otherCertificates: merchant.otherCertificates.map(certificateRow),
      apiV3Key: Redacted.value(merchant.apiV3Key),
      apiV2Key: Redacted.value(merchant.apiV2Key)
    })
  )
