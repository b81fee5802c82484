/** Certificates in a store that several processes share. A store that fails is as good as an empty one. */
import type * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Suite } from "../Suite.js"

const Stored = Schema.parseJson(
  Schema.Struct({
    pems: Schema.Array(Schema.String),
    /** Unix time in milliseconds. */
    fetchedAt: Schema.Number
  })
)

type Stored = typeof Stored.Type

/** Whose certificates they are: merchants may have different ones, and one may have those of two schemes. */
export interface Owner {
  readonly mchid: string
  readonly suite: Suite
}

const keyOf = ({ mchid, suite }: Owner) =>
  `wechatpay-platform-certificates-${mchid}${suite.certificates === "RSA" ? "" : `-${suite.certificates}`}`

export const readStore = (
  store: KeyValueStore.KeyValueStore,
  owner: Owner
): Effect.Effect<Stored | undefined> =>
  store.get(keyOf(owner)).pipe(
    Effect.flatMap(
      Option.match({
        onNone: () => Effect.succeed(undefined),
        onSome: (text) => Schema.decodeUnknown(Stored)(text)
      })
    ),
    Effect.catchAll((error) =>
      Effect.as(Effect.logWarning(`stored platform certificates cannot be read (${error._tag})`), undefined)
    )
  )

export const writeStore = (
  store: KeyValueStore.KeyValueStore,
  owner: Owner,
  stored: Stored
): Effect.Effect<void> =>
  Schema.encode(Stored)(stored).pipe(
    Effect.flatMap((text) => store.set(keyOf(owner), text)),
    Effect.catchAll((error) => Effect.logWarning(`platform certificates cannot be stored (${error._tag})`))
  )
