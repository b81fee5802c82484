/** A `KeyValueStore` of texts. */
import * as PlatformError from "@effect/platform/Error"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

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
  ({ isData, problem }: Fault): PlatformError.PlatformError =>
    new PlatformError.SystemError({
      reason: isData ? "InvalidData" : "Unknown",
      module: "KeyValueStore",
      method,
      description: problem
    })

export const keyValueStore = (store: TextStore): KeyValueStore.KeyValueStore =>
  KeyValueStore.makeStringOnly({
    get: (key) =>
      Effect.mapBoth(store.get(key), { onFailure: failed("get"), onSuccess: Option.fromNullable }),
    set: (key, value) => Effect.mapError(store.set(key, value), failed("set")),
    remove: (key) => Effect.mapError(store.remove(key), failed("remove")),
    clear: Effect.mapError(store.clear, failed("clear")),
    size: Effect.mapBoth(store.keys, { onFailure: failed("size"), onSuccess: (keys) => keys.length })
  })
