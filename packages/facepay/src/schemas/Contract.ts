/**
 * Wire shapes of face contracts.
 *
 * @since 1.0.0
 */
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const identification = Schema.Struct({
  /** `IDCARD`; real clients also send `PASSPORT_NO` and `EEP_HK_MACAU`. */
  identification_type: Wire.oneOf("IDCARD", "PASSPORT_NO", "EEP_HK_MACAU"),
  /** Number of the document, sent encrypted. */
  identification_number: Sensitive.text
})

/**
 * An identity document.
 *
 * @since 1.0.0
 * @category models
 */
export interface Identification extends Schema.Schema.Type<typeof identification> {}

/**
 * Schema of {@link Identification}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Identification: Schema.Schema<
  Identification,
  Schema.Schema.Encoded<typeof identification>
> = identification

const facepayUser = Schema.Struct({
  /** The provider's own id of the face user, unique within the organization. No length is documented. */
  out_user_id: Wire.nonEmptyText,
  /** The face user's name, sent encrypted. */
  identification_name: Schema.optional(Sensitive.text),
  /** The school or company, assigned by WeChat Pay. No length is documented. */
  organization_id: Wire.nonEmptyText,
  /** The face user's identity document; optional. */
  identification: Schema.optional(Identification),
  /** Phone number, 11 digits, sent encrypted. */
  phone: Schema.optional(Sensitive.text)
})

/**
 * The future face user.
 *
 * @since 1.0.0
 * @category models
 */
export interface FacepayUser extends Schema.Schema.Type<typeof facepayUser> {}

/**
 * Schema of {@link FacepayUser}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const FacepayUser: Schema.Schema<FacepayUser, Schema.Schema.Encoded<typeof facepayUser>> = facepayUser

const limitBankCard = Schema.Struct({
  /** Card number, sent encrypted. */
  bank_card_number: Sensitive.text,
  /** The holder's name, sent encrypted. Real clients always send it. */
  identification_name: Schema.optional(Sensitive.text),
  /** The holder's identity document. Real clients always send it. */
  identification: Schema.optional(Identification),
  /** Expiry of the card; only some banks require it. The format is not documented. */
  valid_thru: Schema.optional(Wire.nonEmptyText),
  /** The bank, as WeChat Pay's code such as `CMB_DEBIT`. */
  bank_type: Schema.optional(Wire.nonEmptyText),
  /** The holder's phone number at the bank, sent encrypted. */
  phone: Schema.optional(Sensitive.text)
})

/**
 * A bank card to which the contract is bound. Not every bank supports it.
 *
 * @since 1.0.0
 * @category models
 */
export interface LimitBankCard extends Schema.Schema.Type<typeof limitBankCard> {}

/**
 * Schema of {@link LimitBankCard}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const LimitBankCard: Schema.Schema<
  LimitBankCard,
  Schema.Schema.Encoded<typeof limitBankCard>
> = limitBankCard

const presignFields = Schema.Struct({
  /** The business; `K12` for schools. No other value is documented. */
  business_name: Wire.nonEmptyText,
  /** The future face user. */
  facepay_user: FacepayUser,
  /** The card to which the contract is bound; required for `LIMIT_BANK_CARD` and `PRIORITY_BANK_CARD`. */
  limit_bank_card: Schema.optional(LimitBankCard),
  /**
   * `LIMIT_BANK_CARD`: only that card pays; `PRIORITY_BANK_CARD`: that card first; `LIMIT_NONE`: any payment method.
   */
  contract_mode: Schema.optional(Wire.oneOf("LIMIT_BANK_CARD", "PRIORITY_BANK_CARD", "LIMIT_NONE"))
})

const presign = presignFields.pipe(
  Schema.filter(
    ({ contract_mode, limit_bank_card }): ReadonlyArray<Schema.FilterIssue> =>
      limit_bank_card === undefined && contract_mode !== undefined && contract_mode !== "LIMIT_NONE"
        ? [{ path: ["limit_bank_card"], message: `is missing: ${contract_mode} needs it` }]
        : [],
    { description: "a bank card if the contract is bound to one" }
  )
)

/**
 * The terms of a contract to prepare.
 *
 * @since 1.0.0
 * @category models
 */
export interface Presign extends Schema.Schema.Type<typeof presignFields> {}

/**
 * Schema of {@link Presign}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Presign: Schema.Schema<Presign, Schema.Schema.Encoded<typeof presignFields>> = presign
