/**
 * Certificates in a store that several processes share. A store that fails, dies or does not respond counts as empty.
 */
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { CipherSuite } from "../../CipherSuite.js"

const Stored = Schema.parseJson(
  Schema.Struct({
    pems: Schema.Array(Schema.String),
    /** Unix time in milliseconds. */
    fetchedAt: Schema.Number
  })
)

type Stored = typeof Stored.Type

/** The owner of certificates: merchants may have different ones, and one merchant those of two schemes. */
export interface Owner {
  readonly mchid: string
  readonly cipherSuite: CipherSuite
}

const keyOf = ({ mchid, cipherSuite }: Owner) =>
  `wechatpay-platform-certificates-${mchid}${cipherSuite.certificates === "RSA" ? "" : `-${cipherSuite.certificates}`}`

/** Callers wait for the store at most this long. */
const limit = "2 seconds"

/** A name for the log. The text of a defect is left out, because it may contain the password of the store. */
const nameOf = (cause: Cause.Cause<{ readonly _tag: string }>): string =>
  Option.match(Cause.failureOption(cause), { onNone: () => "it died", onSome: ({ _tag }) => _tag })

/** Adds the timeout; an uninterruptible operation continues in the background. */
const within = <A, E>(effect: Effect.Effect<A, E>): Effect.Effect<A, E | Cause.TimeoutException> =>
  Effect.timeout(Effect.disconnect(effect), limit)

export const readStore = (
  store: KeyValueStore.KeyValueStore,
  owner: Owner
): Effect.Effect<Stored | undefined> =>
  within(store.get(keyOf(owner))).pipe(
    Effect.flatMap(
      Option.match({
        onNone: () => Effect.succeed(undefined),
        onSome: (text) => Schema.decodeUnknown(Stored)(text)
      })
    ),
    Effect.catchAllCause((cause) =>
      Effect.as(
        Effect.logWarning(`stored platform certificates cannot be read (${nameOf(cause)})`),
        undefined
      )
    )
  )

export const writeStore = (
  store: KeyValueStore.KeyValueStore,
  owner: Owner,
  stored: Stored
): Effect.Effect<void> =>
  Schema.encode(Stored)(stored).pipe(
    Effect.flatMap((text) => within(store.set(keyOf(owner), text))),
    Effect.catchAllCause((cause) =>
      Effect.logWarning(`platform certificates cannot be stored (${nameOf(cause)})`)
    )
  )
