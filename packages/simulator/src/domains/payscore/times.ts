/** Converts times between WeChat Pay's formats and Unix time in milliseconds. */
import * as BeijingTime from "@effect-wechatpay/core/BeijingTime"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import { rfc3339 } from "../../internal/rfc3339.js"

export { rfc3339 }

/** A time with milliseconds, as in one notification. */
export const rfc3339Millis = (millis: number): string =>
  rfc3339(millis).replace("+", `.${String(millis % 1000).padStart(3, "0")}+`)

/** `yyyyMMddHHmmss` */
export const secondOf = (millis: number): string => BeijingTime.fromDateTime(DateTime.unsafeMake(millis))

/** `yyyyMMdd` */
export const dayOf = (millis: number): string => BeijingTime.dateFromDateTime(DateTime.unsafeMake(millis))

export const isDay = (text: string): boolean => text.length === 8

const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/

/** The moment that a text of one of these formats means, the first one for a day; NaN for other texts. */
export const millisOf = (text: string): number =>
  withOffset.test(text)
    ? Date.parse(text)
    : Option.match(BeijingTime.toDateTime(text), { onNone: () => Number.NaN, onSome: DateTime.toEpochMillis })
