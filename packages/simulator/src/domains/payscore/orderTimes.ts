/** The rules for the start and end of a service. */
import { internalCode, type ParameterDetail, paramError, type SimulatedError } from "../../SimulatedError.js"
import type { Order, Terms } from "./orders.js"
import { dayOf, isDay, millisOf, secondOf } from "./times.js"

type Range = Terms["time_range"]

/** The times in a call; each is optional. */
export interface GivenRange {
  readonly start_time?: string | undefined
  readonly end_time?: string | undefined
  readonly start_time_remark?: string | undefined
  readonly end_time_remark?: string | undefined
}

/** `OnAccept` becomes the time of the confirmation. */
export const started = (terms: Terms, now: number): Terms =>
  terms.time_range.start_time === "OnAccept"
    ? { ...terms, time_range: { ...terms.time_range, start_time: secondOf(now) } }
    : terms

const otherFormat = (time: string, start_time: string): boolean => {
  const startsOnDay = start_time !== "OnAccept" && isDay(start_time)
  return isDay(time) !== startsOnDay
}

/** Checks the times of an order that is created before its service. */
export const checkPlanned = ({ end_time, start_time }: Range, now: number): SimulatedError | undefined => {
  if (start_time !== "OnAccept") {
    const late = isDay(start_time) ? start_time < dayOf(now) : millisOf(start_time) <= now
    if (late) return paramError("服务开始时间必须晚于当前时间")
  }
  if (end_time === undefined) return undefined
  if (otherFormat(end_time, start_time)) return paramError("服务结束时间的格式必须与服务开始时间一致")
  const start = start_time === "OnAccept" ? now : millisOf(start_time)
  const early = isDay(end_time)
    ? end_time < dayOf(start) || end_time < dayOf(now)
    : millisOf(end_time) <= Math.max(start, now)
  return early ? paramError("服务结束时间必须晚于服务开始时间") : undefined
}

const tooLate = (end_time: string, now: number): boolean =>
  isDay(end_time) ? end_time > dayOf(now) : millisOf(end_time) > now

/**
 * The same second is accepted, because WeChat Pay's error text says that the end is less than the start. A table of its
 * documentation requires a later end, but only tests confirm and complete an order within one second.
 */
const isBefore = (end_time: string, start_time: string): boolean =>
  isDay(end_time) ? end_time < dayOf(millisOf(start_time)) : millisOf(end_time) < millisOf(start_time)

/** The compared values, which WeChat Pay's texts do not contain. */
const comparison = (issue: string, end_time: string): ParameterDetail => ({
  field: "/time_range/end_time",
  value: end_time,
  issue,
  location: "body"
})

const checkEnd = (end_time: string, start_time: string, now: number): SimulatedError | undefined => {
  if (otherFormat(end_time, start_time)) {
    return paramError(
      "服务结束时间的格式必须与服务开始时间一致",
      comparison(`does not have the format of the start of the service, ${start_time}`, end_time),
      internalCode.endBeforeStart
    )
  }
  if (tooLate(end_time, now)) {
    return paramError(
      "实际结束时间不能晚于使用完结接口的时间",
      comparison(`is later than ${secondOf(now)}, the time of this call in Beijing time`, end_time)
    )
  }
  return isBefore(end_time, start_time)
    ? paramError(
        "真实结束时间小于预计开始时间",
        comparison(
          `is earlier than the start of the service, ${start_time}; the same second is allowed`,
          end_time
        ),
        internalCode.endBeforeStart
      )
    : undefined
}

/** Checks the times of an order that is created after its service. */
export const checkPast = ({ end_time, start_time }: Range, now: number): SimulatedError | undefined => {
  const late = isDay(start_time) ? start_time > dayOf(now) : millisOf(start_time) >= now
  if (late) return paramError("服务开始时间必须早于当前时间")
  return end_time === undefined ? undefined : checkEnd(end_time, start_time, now)
}

/** Checks a changed start: it must have the same precision (seconds or days), and lie between the creation and now. */
const checkOtherStart = (other: string, order: Order, now: number): SimulatedError | undefined => {
  if (isDay(other) !== isDay(order.terms.time_range.start_time)) {
    return paramError("服务开始时间的格式必须与创建订单时一致")
  }
  const outside = isDay(other)
    ? other < dayOf(order.created_at) || other > dayOf(now)
    : millisOf(other) < Math.floor(order.created_at / 1000) * 1000 || millisOf(other) > now
  return outside ? paramError("服务开始时间不能早于创建订单的时间，也不能晚于当前时间") : undefined
}

/**
 * The times of a completed order. The end is that of the completion or of the creation; it must be after the start and
 * not after now.
 */
export const completedRange = (
  order: Order,
  given: GivenRange | undefined,
  now: number
): Range | SimulatedError => {
  const planned = order.terms.time_range
  const { end_time = planned.end_time } = given ?? {}
  // One page allows OnAccept as the start in a completion: it means the time of the confirmation.
  const start_time =
    given?.start_time === undefined || given.start_time === "OnAccept" ? planned.start_time : given.start_time
  if (start_time !== planned.start_time) {
    const problem = checkOtherStart(start_time, order, now)
    if (problem !== undefined) return problem
  }
  if (end_time === undefined) return paramError("创建订单未填写服务结束时间，则结束时间必填")
  return checkEnd(end_time, start_time, now) ?? { ...planned, ...given, start_time, end_time }
}

/** Checks the completion time that the merchant states: after the service, and not after the call. */
export const checkCompleteTime = (
  complete_time: string,
  end_time: string,
  now: number
): SimulatedError | undefined => {
  const completed = millisOf(complete_time)
  return completed < millisOf(end_time) || completed > now
    ? paramError("完结时间不能早于服务结束时间，也不能晚于当前时间")
    : undefined
}

/**
 * Whether the payment elsewhere was after the completion and at most 60 seconds after now. A day means its first or its
 * last second.
 */
export const paidInTime = (paid_time: string, order: Order, paidDay: string, now: number): boolean => {
  const paid = millisOf(paid_time) + (isDay(paid_time) && paidDay === "23:59:59" ? 86_399_000 : 0)
  return paid > (order.completed_at ?? order.created_at) && paid <= now + 60_000
}
