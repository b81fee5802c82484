// Effect 4 edition of storeError.ts as of 80322d821e40f171.
import { isPlatformError } from "effect/PlatformError"

/** The kind of an error of a store, without the values that it contains. */
export const kindOf = (error: { readonly _tag: string; readonly cause?: unknown }): string =>
  isPlatformError(error.cause) ? `${error._tag} ${error.cause.reason._tag}` : error._tag
