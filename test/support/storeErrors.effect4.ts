// Effect 4 edition of storeErrors.ts as of b28f5ed2ccece3fe.
/** Errors of a `KeyValueStore`, and how a failure of ours names them. */

import * as PlatformError from "effect/PlatformError"
import { KeyValueStoreError } from "effect/persistence/KeyValueStore"

const at = { module: "KeyValueStore", method: "get" } as const

const failed = (cause: unknown) => new KeyValueStoreError({ method: "get", message: "it failed", cause })

export const forbidden = (text: string) => ({
  error: failed(PlatformError.systemError({ _tag: "PermissionDenied", ...at, pathOrDescriptor: text })),
  problem: "KeyValueStore: KeyValueStoreError PermissionDenied"
})

export const badArgument = (text: string) => ({
  error: failed(PlatformError.badArgument({ ...at, description: text })),
  problem: "KeyValueStore: KeyValueStoreError BadArgument"
})
