/** The attempts of a call: which error is retried, when, and at which host. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Tracer from "effect/Tracer"
import * as ApiError from "../../ApiError.js"
import { markUnknown } from "../../Outcome.js"
import type { Policy } from "../../Retry.js"
import { WechatPayError } from "../../WechatPayError.js"
import { withParent } from "../speed/span.js"
import { type Failure, failure } from "./failure.js"
import { type Change, type Hosts, hostOf } from "./hosts.js"
import type { CallContext, Operation } from "./protocol.js"
import type { Limiter } from "./rateLimit.js"
import { recordHost, recordRetry } from "./telemetry.js"
import { isLimited, isTransient, isWithoutResponse } from "./transient.js"

/** One attempt, at the host that is given. */
export type Attempt<A, R = never> = (origin: string) => Effect.Effect<A, Failure, R>

/** The hosts of the attempts, and the rate limit before each of them. */
export interface Route {
  readonly hosts: Hosts
  readonly limiter?: Limiter | undefined
}

const neverSent = (error: unknown): boolean =>
  error instanceof WechatPayError && error.reason._tag === "Transport" && error.reason.sent === "No"

const retryAfterOf = (error: unknown): number => (ApiError.isApiError(error) ? (error.retryAfter ?? 0) : 0)

/** The minimum delay that the operation requires after this error. */
const intervalAfter = (error: unknown, { limitedInterval, retryInterval }: Operation): Duration.Duration => {
  if (neverSent(error)) return Duration.zero
  return limitedInterval !== undefined && isLimited(error)
    ? Duration.max(retryInterval, limitedInterval)
    : retryInterval
}

/** The delays of a policy, extended to those that the operation and the response require. */
const scheduleOf = (policy: Policy, operation: Operation) =>
  Schedule.modifyDelay(Schedule.passthrough(policy.schedule), (error, delay) =>
    Duration.max(Duration.max(delay, Duration.millis(retryAfterOf(error))), intervalAfter(error, operation))
  )

const changes: Readonly<Record<Change, string>> = {
  Away: "cannot be reached: calls go to the backup host until it can",
  BackupAway: "cannot be reached: there is no backup host until it can"
}

/** Records an attempt without a response, and logs if calls change the host because of it. */
const noteFailure = (hosts: Hosts, origin: string, error: Failure): Effect.Effect<void> => {
  if (ApiError.isApiError(error) || !isWithoutResponse(error)) return Effect.void
  return Effect.clockWith((clock) => {
    const change = hosts.failed(origin, neverSent(error), clock.unsafeCurrentTimeMillis())
    if (change === undefined) return Effect.void
    const host = hostOf(origin)
    return Effect.andThen(recordHost(host, "Away"), Effect.logWarning(`${host} ${changes[change]}`))
  })
}

/** Makes the attempts of a call, each after waiting for the rate limit. */
export const retrying = <A, R>(
  { hosts, limiter }: Route,
  operation: Operation,
  span: Tracer.Span,
  attempt: Attempt<A, R>,
  context: CallContext
): Effect.Effect<A, Failure, R> => {
  const now = hosts.isAway ? context.clock.unsafeCurrentTimeMillis() : undefined
  const origin = hosts.begin(operation.idempotent, now)
  const place = limiter?.(operation.id)
  const limited: Attempt<A, R> =
    place === undefined
      ? attempt
      : (origin) =>
          Effect.flatMap(
            Effect.mapError(place, (reason) => failure(operation, reason, "NotSent")),
            () => attempt(origin)
          )
  span.attribute("server.address", hostOf(origin))
  return Effect.catchAll(limited(origin), (error) =>
    withParent(
      span,
      Effect.andThen(
        noteFailure(hosts, origin, error),
        furtherAttempts(hosts, operation, span, limited, context, origin, error)
      )
    )
  )
}

/** The attempts after the first. */
const furtherAttempts = <A, R>(
  hosts: Hosts,
  operation: Operation,
  span: Tracer.Span,
  attempt: Attempt<A, R>,
  { clock, policy }: CallContext,
  firstOrigin: string,
  firstError: Failure
): Effect.Effect<A, Failure, R> => {
  const longestWait = Duration.toMillis(Duration.max(policy.maxRetryAfter, operation.retryInterval))

  const mayRepeat = (error: Failure, count: number): boolean =>
    count < policy.attempts &&
    (operation.idempotent ? isTransient(error) : neverSent(error)) &&
    retryAfterOf(error) <= longestWait

  const nextOrigin = (origin: string, error: Failure): string =>
    !ApiError.isApiError(error) && isWithoutResponse(error) ? hosts.other(origin) : origin

  // The effect `Clock.currentTimeNanos` dies if a test clock is between two milliseconds.
  const note = (origin: string, count: number) =>
    Effect.suspend(() => {
      const host = hostOf(origin)
      span.attribute("server.address", host)
      span.event("retry", clock.unsafeCurrentTimeNanos(), { attempt: count, "server.address": host })
      return recordRetry(operation.id)
    })

  /** Decides after attempt number `count` failed at `origin`. `open`: whether an earlier one may have taken effect. */
  const after = (
    error: Failure,
    origin: string,
    count: number,
    open: boolean,
    driver: Schedule.ScheduleDriver<unknown, unknown>
  ): Effect.Effect<A, Failure, R> => {
    const mayHaveTakenEffect = open || error.outcome === "Unknown"
    const end = Effect.fail(mayHaveTakenEffect ? markUnknown(error) : error)
    if (!mayRepeat(error, count)) return end
    const next = nextOrigin(origin, error)
    return Effect.matchEffect(driver.next(error), {
      onFailure: () => end,
      onSuccess: () =>
        Effect.flatMap(note(next, count + 1), () => attempt(next)).pipe(
          Effect.tapError((error) => noteFailure(hosts, next, error)),
          Effect.catchAll((error) => after(error, next, count + 1, mayHaveTakenEffect, driver))
        )
    })
  }

  return mayRepeat(firstError, 1)
    ? Effect.flatMap(Schedule.driver(scheduleOf(policy, operation)), (driver) =>
        after(firstError, firstOrigin, 1, false, driver)
      )
    : Effect.fail(firstError)
}
