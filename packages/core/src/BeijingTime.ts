/**
 * Times that WeChat Pay writes without an offset: Beijing time, `yyyyMMddHHmmss` or `yyyyMMdd`.
 *
 * @since 1.0.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Wire from "./Wire.js"

const offset = 8 * 60 * 60 * 1000

const digits = (self: DateTime.DateTime): string =>
  DateTime.formatIso(DateTime.unsafeMake(DateTime.toEpochMillis(self) + offset))
    .slice(0, 19)
    .replace(/\D/g, "")

/**
 * The time in Beijing as `yyyyMMddHHmmss`, for a `DateTime` of any time zone. Milliseconds are dropped.
 *
 * ```ts
 * BeijingTime.fromDateTime(DateTime.unsafeMake("2024-01-31T16:00:00Z")) // "20240201000000"
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const fromDateTime: (self: DateTime.DateTime) => string = digits

/**
 * The date in Beijing as `yyyyMMdd`, for a `DateTime` of any time zone.
 *
 * @since 1.0.0
 * @category constructors
 */
export const dateFromDateTime = (self: DateTime.DateTime): string => digits(self).slice(0, 8)

/**
 * The current time in Beijing as `yyyyMMddHHmmss`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const now: Effect.Effect<string> = Effect.map(DateTime.now, fromDateTime)

/**
 * The current date in Beijing as `yyyyMMdd`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const today: Effect.Effect<string> = Effect.map(DateTime.now, dateFromDateTime)

/**
 * The moment that a `yyyyMMddHHmmss` names, or the start of the day in Beijing for a `yyyyMMdd`. `None` for other
 * texts and for dates that do not exist.
 *
 * @since 1.0.0
 * @category combinators
 */
export const toDateTime = (text: string): Option.Option<DateTime.Utc> => {
  if (!Schema.is(Wire.BeijingTimeOrDate)(text)) return Option.none()
  return DateTime.make(
    text.replace(
      /^(....)(..)(..)(..)?(..)?(..)?$/,
      (_, year, month, day, hour = "00", minute = "00", second = "00") =>
        `${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`
    )
  )
}
