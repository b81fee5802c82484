/**
 * Constrained scalars of the WeChat Pay wire format.
 *
 * Endpoints are written with these, so that each limit is stated once and a value that WeChat Pay would reject is
 * rejected before it is signed or sent.
 *
 * @since 1.0.0
 */
import type * as Arbitrary from "effect/Arbitrary"
import * as Schema from "effect/Schema"
import { parseUrl } from "./internal/codec/url.js"

const surrogate = /[\ud800-\udfff]/

/**
 * Text of `min` to `max` characters (a Chinese character counts one).
 *
 * Characters outside the Basic Multilingual Plane (emoji) are rejected, because WeChat Pay restricts its JSON to
 * characters of one to three UTF-8 bytes.
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

const utf8 = new TextEncoder()

/**
 * Text of 1 to `max` bytes of UTF-8 (a Chinese character counts three), without emoji. For fields whose limit WeChat
 * Pay documents in bytes.
 *
 * @since 1.0.0
 * @category schemas
 */
export const textBytes = (max: number): Schema.filter<typeof Schema.String> =>
  Schema.String.pipe(
    Schema.filter((value) => value !== "" && !surrogate.test(value) && utf8.encode(value).length <= max, {
      description: `text of 1 to ${max} bytes of UTF-8 without emoji`,
      jsonSchema: { minLength: 1, maxLength: max },
      arbitrary: () => (fc) => fc.string({ minLength: 1, maxLength: max, unit: "grapheme-ascii" })
    })
  )

/**
 * Text without a documented limit; only emoji and lone surrogates are rejected.
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
 * Non-empty text without a documented limit.
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
 * Text that matches a pattern. The pattern must be anchored.
 *
 * @since 1.0.0
 * @category schemas
 */
export const pattern = (regexp: RegExp, description: string): Schema.filter<typeof Schema.String> =>
  Schema.String.pipe(Schema.pattern(regexp, { description }))

/**
 * One of the given texts in requests.
 *
 * For responses use {@link openEnum}: WeChat Pay adds values at any time.
 *
 * @since 1.0.0
 * @category schemas
 */
export const oneOf = <const Values extends readonly [string, ...Array<string>]>(
  ...values: Values
): Schema.Literal<[...Values]> => Schema.Literal(...values)

/**
 * A text that is usually one of `values`. Unknown values decode too; the type keeps the known ones for completion.
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
 * An integer that is usually one of `values`. Unknown values decode too; the type keeps the known ones for
 * completion.
 *
 * @since 1.0.0
 * @category schemas
 */
export const openInteger = <const Values extends ReadonlyArray<number>>(
  ...values: Values
): Schema.Schema<Values[number] | (number & {}), number> =>
  Schema.Int.annotations({
    description: `an integer, usually one of ${values.join(", ")}`,
    jsonSchema: { type: "integer", examples: [...values] },
    arbitrary: () => (fc) => fc.constantFrom(...values)
  }) as Schema.Schema<Values[number] | (number & {}), number>

const rangeOf = (min: number, max: number): string =>
  max === Number.MAX_SAFE_INTEGER ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`

const ranged = (min: number, max: number, description: string): Schema.filter<typeof Schema.Number> =>
  Schema.Number.pipe(
    Schema.filter((value) => Number.isSafeInteger(value) && value >= min && value <= max, {
      description,
      jsonSchema: {
        type: "integer",
        minimum: min,
        ...(max === Number.MAX_SAFE_INTEGER ? {} : { maximum: max })
      },
      arbitrary: () => (fc) => fc.integer({ min, max: Math.min(max, 2_147_483_647) })
    })
  )

/**
 * An integer from `min` to `max`, both included.
 *
 * @since 1.0.0
 * @category schemas
 */
export const integer = (
  min: number,
  max: number = Number.MAX_SAFE_INTEGER
): Schema.filter<typeof Schema.Number> => ranged(min, max, rangeOf(min, max))

const daysIn = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31

/** Whether the digits are an existing date (`yyyyMMdd`) or time (`yyyyMMddHHmmss`). */
const isOnCalendar = (digits: string): boolean => {
  const part = (from: number, to: number) => Number(digits.slice(from, to))
  const [year, month, day] = [part(0, 4), part(4, 6), part(6, 8)]
  return (
    /^\d{8}(?:\d{6})?$/.test(digits) &&
    year > 0 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    part(8, 10) < 24 &&
    part(10, 12) < 60 &&
    part(12, 14) < 60
  )
}

const digitsArbitrary =
  (length: 8 | 14): Arbitrary.LazyArbitrary<string> =>
  (fc) =>
    fc
      .tuple(
        fc.integer({ min: 2020, max: 2039 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 59 })
      )
      .map((parts) =>
        parts
          .map((part) => String(part).padStart(2, "0"))
          .join("")
          .slice(0, length)
      )

/**
 * A time in Beijing as 14 digits, `yyyyMMddHHmmss`, such as `20091225091010`. The date must exist.
 *
 * `BeijingTime.fromDateTime` makes one from a `DateTime`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const BeijingTime: Schema.filter<typeof Schema.String> = Schema.String.pipe(
  Schema.filter((value) => value.length === 14 && isOnCalendar(value), {
    description: "a Beijing time as yyyyMMddHHmmss",
    jsonSchema: { format: "yyyyMMddHHmmss", maxLength: 14 },
    arbitrary: () => digitsArbitrary(14)
  })
)

/**
 * A date in Beijing as 8 digits, `yyyyMMdd`, such as `20091225`. The date must exist.
 *
 * `BeijingTime.dateFromDateTime` makes one from a `DateTime`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const BeijingDate: Schema.filter<typeof Schema.String> = Schema.String.pipe(
  Schema.filter((value) => value.length === 8 && isOnCalendar(value), {
    description: "a day in Beijing as yyyyMMdd",
    jsonSchema: { format: "yyyyMMdd", maxLength: 8 },
    arbitrary: () => digitsArbitrary(8)
  })
)

/**
 * A time or a date in Beijing, `yyyyMMddHHmmss` or `yyyyMMdd`. The date must exist.
 *
 * @since 1.0.0
 * @category schemas
 */
export const BeijingTimeOrDate: Schema.filter<typeof Schema.String> = Schema.String.pipe(
  Schema.filter(isOnCalendar, {
    description: "a Beijing time as yyyyMMddHHmmss or yyyyMMdd",
    jsonSchema: { format: "yyyyMMddHHmmss|yyyyMMdd", maxLength: 14 },
    arbitrary: () => (fc) => fc.oneof(digitsArbitrary(14)(fc), digitsArbitrary(8)(fc))
  })
)

/**
 * A date with hyphens, `yyyy-MM-dd`, such as `2009-12-25`. The date must exist.
 *
 * @since 1.0.0
 * @category schemas
 */
export const IsoDate: Schema.filter<typeof Schema.String> = Schema.String.pipe(
  Schema.filter((value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && isOnCalendar(value.replaceAll("-", "")), {
    description: "a day as yyyy-MM-dd",
    jsonSchema: { format: "yyyy-MM-dd" },
    arbitrary: () => (fc) =>
      digitsArbitrary(8)(fc).map((digits) => digits.replace(/^(....)(..)(..)$/, "$1-$2-$3"))
  })
)

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/**
 * A time with offset, `2015-05-20T13:29:35+08:00` or `…Z`, with or without a fraction of a second (RFC 3339). The
 * date must exist.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Rfc3339: Schema.filter<typeof Schema.String> = Schema.String.pipe(
  Schema.filter((value) => isOnCalendar(rfc3339.exec(value)?.slice(1, 7).join("") ?? ""), {
    description: "a time with offset as 2015-05-20T13:29:35+08:00",
    jsonSchema: { format: "date-time" },
    arbitrary: () => (fc) =>
      digitsArbitrary(14)(fc).map((digits) =>
        digits.replace(/^(....)(..)(..)(..)(..)(..)$/, "$1-$2-$3T$4:$5:$6+08:00")
      )
  })
)

/**
 * A list of `min` to `max` items. `Infinity` where no page limits it.
 *
 * @since 1.0.0
 * @category schemas
 */
export const list = <Item extends Schema.Schema.Any>(
  item: Item,
  max: number,
  min = 0
): Schema.filter<Schema.Array$<Item>> =>
  Schema.Array(item).pipe(
    Schema.filter((items) => items.length >= min && items.length <= max, {
      description:
        min === 0
          ? `at most ${max} items`
          : max === Number.POSITIVE_INFINITY
            ? `at least ${min} items`
            : `${min} to ${max} items`,
      jsonSchema: {
        ...(min === 0 ? {} : { minItems: min }),
        ...(max === Number.POSITIVE_INFINITY ? {} : { maxItems: max })
      }
    })
  )

/**
 * An amount of money in fen (1/100 yuan), an integer from `min` to `max`, both included.
 *
 * @since 1.0.0
 * @category schemas
 */
export const amount = (
  min: number,
  max: number = Number.MAX_SAFE_INTEGER
): Schema.filter<typeof Schema.Number> => ranged(min, max, `${rangeOf(min, max)}, in fen`)

/**
 * An amount of money in fen (1/100 yuan), an integer of at least 0.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Amount: Schema.filter<typeof Schema.Number> = amount(0)

/**
 * An integer that is decimal text on the wire, like all values of the XML interface.
 *
 * @since 1.0.0
 * @category schemas
 */
export const integerFromText = (
  min: number,
  max: number = Number.MAX_SAFE_INTEGER
): Schema.Schema<number, string> =>
  Schema.transform(
    Schema.String.pipe(
      Schema.filter((value) => /^(?:0|[1-9][0-9]{0,15})$/.test(value), {
        description: "an integer in decimal digits"
      })
    ),
    integer(min, max),
    { strict: true, decode: Number, encode: String }
  )

/**
 * An amount of money in fen (1/100 yuan), an integer of at least 0, as decimal text on the wire.
 *
 * @since 1.0.0
 * @category schemas
 */
export const AmountFromText: Schema.Schema<number, string> = integerFromText(0)

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
 * Id of a WeChat Pay service, assigned by WeChat Pay, at most 32 characters.
 *
 * @since 1.0.0
 * @category schemas
 */
export const ServiceId: Schema.filter<typeof Schema.String> = text(32)

/**
 * The id of a user under one appid, at most 128 characters. Personal data.
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
 * The merchant's own number of an application, unique under the merchant: 1 to 32 of digits, letters, `_`, `-`, `|`, `*`.
 *
 * @since 1.0.0
 * @category schemas
 */
export const OutApplyNo: Schema.filter<typeof Schema.String> = merchantNumber("an application number")

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

const webAddress = /^https:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/

/** Of merchants on a leased line (专线), whose names WeChat Pay resolves itself. */
const leasedLine = /^http:\/\/[^\s/?#@:]+\.wxpay\.local(?::\d{1,5})?(?:\/[^\s?#]*)?$/

/** `localhost`, and private, loopback and link-local addresses. */
const internal =
  /^(?:localhost|0\..*|10\..*|127\..*|169\.254\..*|192\.168\..*|172\.(?:1[6-9]|2\d|3[01])\..*|\[(?:::1?|f[cd].*|fe[89ab].*|::ffff:.*)\])$/

const isNotifyUrl = (value: string): boolean => {
  const url = parseUrl(value)
  if (url === undefined) return false
  return leasedLine.test(value) || (webAddress.test(value) && !internal.test(url.hostname))
}

/**
 * The URL of notifications: `https`, without query, fragment and login, not `localhost` and no private or loopback
 * address. Omit `max` if no limit is documented.
 *
 * Give it a path: WeChat Pay's rules name an address that is a domain alone among the frequent mistakes. It is accepted
 * here, because an official sample has none.
 *
 * Merchants on a leased line (专线) use `http://<name>.wxpay.local:<port>/<path>`, which is accepted too.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012075420
 * @since 1.0.0
 * @category schemas
 */
export const notifyUrl = (max: number = Number.POSITIVE_INFINITY): Schema.filter<typeof Schema.String> =>
  Schema.String.pipe(
    Schema.filter((value) => value.length <= max && isNotifyUrl(value), {
      description: `a public https address without query${max === Number.POSITIVE_INFINITY ? "" : ` of at most ${max} characters`}`,
      jsonSchema: max === Number.POSITIVE_INFINITY ? {} : { maxLength: max },
      arbitrary: () => (fc) =>
        fc
          .array(fc.stringMatching(/^[0-9a-z_-]{1,12}$/), { maxLength: 4 })
          .map((steps) => ["https://merchant.example.com", ...steps].join("/"))
    })
  )

const ipv4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/

/** Only what can stand in an IPv6 address, so that nothing else of an address's syntax reaches the parser. */
const isIpv6 = (value: string): boolean =>
  /^[0-9a-fA-F:.]{2,45}$/.test(value) && parseUrl(`http://[${value}]/`) !== undefined

/**
 * An IPv4 or IPv6 address, such as `14.23.150.211`, at most 45 characters.
 *
 * @since 1.0.0
 * @category schemas
 */
export const IpAddress: Schema.filter<typeof Schema.String> = Schema.String.pipe(
  Schema.filter((value) => ipv4.test(value) || isIpv6(value), {
    description: "an IPv4 or IPv6 address",
    jsonSchema: { format: "ip", maxLength: 45 },
    arbitrary: () => (fc) => fc.oneof(fc.ipV4(), fc.ipV6())
  })
)
