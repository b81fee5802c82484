/** Activities whose failures can be stored. */
import * as Activity from "@effect/workflow/Activity"
import * as MerchantClients from "@effect-wechatpay/core/MerchantClients"
import * as MonotonicClock from "@effect-wechatpay/core/MonotonicClock"
import { WechatPayClient } from "@effect-wechatpay/core/WechatPayClient"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as ActivityFailure from "../ActivityFailure.js"
import { WorkflowDelays } from "../WorkflowDelays.js"

/** An activity that fails with an `ActivityFailure`. */
export type Step<A, I, R> = Activity.Activity<Schema.Schema<A, I>, typeof ActivityFailure.ActivityFailure, R>

/**
 * An error of the application, such as a database that does not respond. Nothing was sent, and the activity is run again.
 */
export class ServiceFailed extends Schema.TaggedError<ServiceFailed>(
  "@effect-wechatpay/workflow/ServiceFailed"
)("ServiceFailed", { problem: Schema.String }) {
  readonly outcome = "NotSent"
  override get message(): string {
    return `the service of the application failed: ${this.problem}`
  }
}

/** Calls a method of the application's service. Whatever its failure is, the activity is run again. */
export const asked = <A, R>(
  effect: Effect.Effect<A, Cause.YieldableError, R>
): Effect.Effect<A, ServiceFailed, R> =>
  Effect.catchAllCause(effect, (cause) =>
    Cause.isInterruptedOnly(cause)
      ? Effect.interrupt
      : Effect.fail(new ServiceFailed({ problem: nameOf(Cause.squash(cause)) }))
  )

const nameOf = (error: unknown): string => {
  if (Predicate.hasProperty(error, "_tag") && typeof error._tag === "string") return error._tag
  return error instanceof Error ? error.name : "Error"
}

const isBusy = (error: unknown): boolean => Predicate.isTagged(error, "OperationInProgress")

/**
 * An activity: its effect is repeated while another process acts on the number, and its failure is stored as an
 * `ActivityFailure`. `isRetried` adds failures after which it is run again.
 */
export const make = <A, I, E, R>(options: {
  readonly name: string
  readonly success: Schema.Schema<A, I>
  readonly execute: Effect.Effect<A, E, R>
  readonly isRetried?: ((error: E) => boolean) | undefined
}): Step<A, I, R> =>
  Activity.make({
    name: options.name,
    success: options.success,
    error: ActivityFailure.ActivityFailure,
    execute: Effect.flatMap(WorkflowDelays, ({ busy }) =>
      Effect.retry(options.execute, { while: isBusy, schedule: MonotonicClock.schedule(busy) })
    ).pipe(
      Effect.catchAllCause((cause) => {
        if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
        const failure = ActivityFailure.fromCause(
          options.name,
          cause,
          options.isRetried as ((error: unknown) => boolean) | undefined
        )
        return Effect.andThen(
          failure.isRetried ? Effect.logWarning(`${failure.message}`) : Effect.logError(`${failure.message}`),
          Effect.fail(failure)
        )
      })
    )
  }) as Step<A, I, R>

/** Runs calls with the client of a merchant: the client of the context, or that of `MerchantClients`. */
export const withMerchant =
  (mchid: string) =>
  <A, E, R>(
    effect: Effect.Effect<A, E, R>
  ): Effect.Effect<A, E | MerchantClients.MerchantUnavailable, R | WechatPayClient> =>
    Effect.gen(function* () {
      const client = yield* WechatPayClient
      if (client.mchid === mchid) return yield* effect
      const clients = yield* Effect.serviceOption(MerchantClients.MerchantClients)
      if (Option.isNone(clients)) {
        return yield* new MerchantClients.MerchantUnavailable({
          mchid,
          problem: "the client belongs to another merchant, and there are no MerchantClients"
        })
      }
      return yield* Effect.scoped(
        Effect.flatMap(clients.value.get(mchid), (services) => Effect.provide(effect, services))
      )
    })

/** The last activity of each workflow: the application receives the result. */
export const ended = <R>(effect: Effect.Effect<void, Cause.YieldableError, R>) =>
  make({ name: "ended", success: Schema.Void, execute: asked(effect) })

/** The last activity of a workflow that fails: the application receives the failure. */
export const failed = <R>(effect: Effect.Effect<void, Cause.YieldableError, R>) =>
  make({ name: "failed", success: Schema.Void, execute: asked(effect) })
