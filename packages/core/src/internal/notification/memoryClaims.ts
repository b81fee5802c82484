import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Claims } from "../../NotificationStore.js"

/** Claims in memory. `capacity` limits the completed keys; the number of claims is that of the running handlers. */
export const memoryClaims = (capacity: number): Claims => {
  const claimed = new Map<string, { readonly owner: string; readonly until: number }>()
  /** Completed keys with the time after which they may be forgotten, in the order of completion. */
  const done = new Map<string, number>()

  const forget = (now: number) => {
    for (const [key, until] of done) {
      if (done.size <= capacity && until > now) return
      done.delete(key)
    }
  }

  const now = <A>(f: (millis: number) => A): Effect.Effect<A> => Effect.map(Clock.currentTimeMillis, f)

  return {
    claim: (key, owner, lease) =>
      now((millis) => {
        forget(millis)
        if (done.has(key)) return "Done"
        const claim = claimed.get(key)
        if (claim !== undefined && claim.until > millis && claim.owner !== owner) return "Taken"
        claimed.set(key, { owner, until: millis + Duration.toMillis(lease) })
        return "Granted"
      }),
    complete: (key, retain) =>
      now((millis) => {
        claimed.delete(key)
        done.delete(key)
        done.set(key, millis + Duration.toMillis(retain))
        forget(millis)
      }),
    release: (key, owner) =>
      Effect.sync(() => {
        if (claimed.get(key)?.owner === owner) claimed.delete(key)
      })
  }
}
