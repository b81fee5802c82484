/** Reports of PostgreSQL, where the client can listen: `@effect/sql-pg`. */
import type * as SqlClient from "@effect/sql/SqlClient"
import { Nonce } from "@effect-wechatpay/core/Nonce"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberHandle from "effect/FiberHandle"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { reportsOf } from "./reports.js"

export interface Listener {
  /** Whether reports arrive: sends one to itself. If it does not arrive in time, the connection is replaced. */
  readonly check: (timeout: Duration.DurationInput) => Effect.Effect<boolean>
}

/** Calls `heard` with each report on a channel. `undefined` if the database or its client has no reports. */
export const makeListener = /* @__PURE__ */ Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  channel: string,
  heard: (payload: string) => Effect.Effect<void>
): Effect.fn.Return<Listener | undefined, never, Scope.Scope> {
  const reports = reportsOf(sql, channel)
  if (reports === undefined) return undefined
  const self = (yield* Nonce)()
  let echo: Deferred.Deferred<void> | undefined

  const listen = reports.pipe(
    Stream.runForEach((payload) => {
      if (!payload.startsWith("check ")) return heard(payload)
      return echo !== undefined && payload === `check ${self}`
        ? Deferred.succeed(echo, undefined)
        : Effect.void
    }),
    // A stream that ended or failed is a connection that broke.
    Effect.sandbox,
    Effect.ignore,
    Effect.repeat(Schedule.jittered(Schedule.spaced("1 second")))
  )
  const handle = yield* FiberHandle.make<unknown>()
  // The former one must not end after the new one has begun, because they may share a connection. If that connection does not
  // respond any more, nobody waits for it.
  const start = FiberHandle.clear(handle).pipe(
    Effect.disconnect,
    Effect.timeoutOption("1 second"),
    Effect.andThen(FiberHandle.run(handle, listen))
  )
  yield* start

  return {
    check: (timeout) =>
      Effect.gen(function* () {
        echo = yield* Deferred.make<void>()
        const isHeard = yield* sql`SELECT pg_notify(${channel}, ${`check ${self}`})`.pipe(
          Effect.andThen(Deferred.await(echo)),
          Effect.timeoutOption(timeout),
          Effect.orElseSucceed(() => Option.none<void>())
        )
        if (Option.isNone(isHeard)) yield* start
        return Option.isSome(isHeard)
      })
  }
})
