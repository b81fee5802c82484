/**
 * Constrained scalars of the WeChat Pay wire format.
 *
 * Endpoints are written with these, so that a limit is stated once and a value
 * that WeChat Pay would refuse is refused before it is signed or sent.
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"

const surrogate = /[\ud800-\udfff]/

/**
 * Text of `min` to `max` characters (a Chinese character counts one).
 *
 * Characters outside the Basic Multilingual Plane (emoji) are refused, as WeChat Pay
 * restricts its JSON to characters of one to three UTF-8 bytes.
 *
 * @since 1.0.0
 * @category schemas
 */
export const text = (max: number, min = 1): Schema.filter<typeof Schema.String> =>
  Schema.String.pipe(
    Schema.filter((value) => value.length >= min && value.length <= max && !surrogate.test(value), {
      description: `text of ${min} to ${max} characters without emoji`,
      jsonSchema: { minLength: min, maxLength: max },
      arbitrary: () => (fc) =>
        fc
          .string({ minLength: min, maxLength: max, unit: "grapheme-ascii" })
          .filter((value) => value.length <= max && value.length >= min)
    })
  )

/**
 * Text without a documented limit; only emoji and lone surrogates are refused.
 *
 * @since 1.0.0
 * @category schemas
 */
export const anyText: Schema.filter<typeof Schema.String> = Schema.String.pipe(
  Schema.filter((value) => !surrogate.test(value), {
    description: "text without emoji",
    jsonSchema: {},
    arbitrary: () => (fc) => fc.string({ unit: "grapheme-ascii" })
  })
)

/**
 * Text without a documented limit that must not be empty.
 *
 * @since 1.0.0
 * @category schemas
 */
export const nonEmptyText: Schema.filter<typeof Schema.String> = Schema.String.pipe(
  Schema.filter((value) => value !== "" && !surrogate.test(value), {
    description: "text that is not empty, without emoji",
    jsonSchema: { minLength: 1 },
    arbitrary: () => (fc) => fc.string({ minLength: 1, unit: "grapheme-ascii" })
  })
)

/**
 * Text that matches a pattern in whole. The pattern must be anchored.
 *
 * @since 1.0.0
 * @category schemas
 */
export const pattern = (regexp: RegExp, description: string): Schema.filter<typeof Schema.String> =>
  Schema.String.pipe(Schema.pattern(regexp, { description }))

/**
 * One of the given texts in requests.
 *
 * For answers use {@link openEnum}: WeChat Pay adds values at any time.
 *
 * @since 1.0.0
 * @category schemas
 */
export const oneOf = <const Values extends readonly [string, ...Array<string>]>(
  ...values: Values
): Schema.Literal<[...Values]> => Schema.Literal(...values)

/**
 * A text that is usually one of `values`. Values that nobody knows yet decode too; the
 * type keeps the known ones for completion.
 *
 * @since 1.0.0
 * @category schemas
 */
export const openEnum = <const Values extends ReadonlyArray<string>>(
  ...values: Values
): Schema.Schema<Values[number] | (string & {}), string> =>
  Schema.String.annotations({
    description: `text, usually one of ${values.join(", ")}`,
    jsonSchema: { type: "string", examples: [...values] },
    arbitrary: () => (fc) => fc.constantFrom(...values)
  }) as Schema.Schema<Values[number] | (string & {}), string>

/**
 * An integer from `min` to `max`, both included.
 *
 * @since 1.0.0
 * @category schemas
 */
export const integer = (
  min: number,
  max: number = Number.MAX_SAFE_INTEGER
): Schema.filter<typeof Schema.Number> =>
  Schema.Number.pipe(
    Schema.filter((value) => Number.isSafeInteger(value) && value >= min && value <= max, {
      description:
        max === Number.MAX_SAFE_INTEGER
          ? `an integer of at least ${min}`
          : `an integer from ${min} to ${max}`,
      jsonSchema: {
        type: "integer",
        minimum: min,
        ...(max === Number.MAX_SAFE_INTEGER ? {} : { maximum: max })
      },
      arbitrary: () => (fc) => fc.integer({ min, max: Math.min(max, 2_147_483_647) })
    })
  )

/**
 * An amount of money in fen (1/100 yuan), an integer of at least 0.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Amount: Schema.filter<typeof Schema.Number> = integer(0)

/**
 * Application id (`wx…`) of an official account, mini program or app, at most 32 characters.
 *
 * @since 1.0.0
 * @category schemas
 */
export const AppId: Schema.filter<typeof Schema.String> = text(32)

/**
 * Merchant number, at most 32 characters.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Mchid: Schema.filter<typeof Schema.String> = text(32)

/**
 * Number of a WeChat Pay service, given out by WeChat Pay, at most 32 characters.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ServiceId: Schema.filter<typeof Schema.String> = text(32)

/**
 * A user's id under one appid, at most 128 characters. Personal data.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OpenId: Schema.filter<typeof Schema.String> = text(128)

const merchantNumber = (description: string) =>
  pattern(/^[0-9A-Za-z_\-|*]{1,32}$/, `${description}: 1 to 32 of digits, letters, _ - | *`)

/**
 * The merchant's own order number, unique under the merchant: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OutOrderNo: Schema.filter<typeof Schema.String> = merchantNumber("an order number")

/**
 * The merchant's own number of a plan or of a user's sign plan, unique under the merchant: 1 to 32 of digits, letters,
 * `_`, `-`, `*`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const MerchantPlanNo: Schema.filter<typeof Schema.String> = pattern(
  /^[0-9A-Za-z_\-*]{1,32}$/,
  "a plan number: 1 to 32 of digits, letters, _ - *"
)

/**
 * The merchant's own code of an authorisation, unique under the merchant and used for one user only:
 * 1 to 32 of digits, letters, `_`, `-`, `|`, `*`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const AuthorizationCode: Schema.filter<typeof Schema.String> = merchantNumber("an authorization code")

const webAddress = /^https:\/\/[^\s/?#]+(?:\/[^\s?#]*)?$/

/**
 * Address that WeChat Pay notifies: `https`, reachable from the internet, without query and fragment.
 *
 * Leave `max` out where no limit is documented.
 *
 * @since 1.0.0
 * @category schemas
 */
export const notifyUrl = (max: number = Number.POSITIVE_INFINITY): Schema.filter<typeof Schema.String> =>
  Schema.String.pipe(
    Schema.filter((value) => value.length <= max && webAddress.test(value), {
      description: `an https address without query${max === Number.POSITIVE_INFINITY ? "" : ` of at most ${max} characters`}`,
      jsonSchema: max === Number.POSITIVE_INFINITY ? {} : { maxLength: max },
      arbitrary: () => (fc) =>
        fc
          .array(fc.stringMatching(/^[0-9a-z_-]{1,12}$/), { maxLength: 4 })
          .map((steps) => ["https://merchant.example.com", ...steps].join("/"))
    })
  )
