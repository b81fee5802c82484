// Effect 4 edition of textStore.ts as of 7e38e04754e2b877.
/** A `KeyValueStore` of texts. */
import * as Effect from "effect/Effect"
import * as KeyValueStore from "effect/persistence/KeyValueStore"

/** Why an operation failed. */
export interface Fault {
  readonly isData: boolean
  readonly problem: string
}

export interface TextStore {
  readonly get: (key: string) => Effect.Effect<string | undefined, Fault>
  readonly set: (key: string, value: string) => Effect.Effect<void, Fault>
  readonly remove: (key: string) => Effect.Effect<void, Fault>
  readonly clear: Effect.Effect<void, Fault>
  readonly keys: Effect.Effect<ReadonlyArray<string>, Fault>
}

const failed =
  (method: string) =>
  ({ problem }: Fault): KeyValueStore.KeyValueStoreError =>
    new KeyValueStore.KeyValueStoreError({ method, message: problem })

export const keyValueStore = (store: TextStore): KeyValueStore.KeyValueStore =>
  KeyValueStore.makeStringOnly({
    get: (key) => Effect.mapError(store.get(key), failed("get")),
    set: (key, value) => Effect.mapError(store.set(key, value), failed("set")),
    remove: (key) => Effect.mapError(store.remove(key), failed("remove")),
    clear: Effect.mapError(store.clear, failed("clear")),
    size: Effect.mapBoth(store.keys, { onFailure: failed("size"), onSuccess: (keys) => keys.length }),
    keys: Effect.mapError(store.keys, failed("keys"))
  })
