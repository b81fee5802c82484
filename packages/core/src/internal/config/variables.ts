/** Single variables. */
import type { PlatformError } from "@effect/platform/Error"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import type * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type * as Redacted from "effect/Redacted"

/** A text that must be set and not be blank. */
export const nonEmpty = (name: string): Effect.Effect<string, ConfigError.ConfigError> =>
  Config.mapOrFail(Config.string(name), (text) =>
    text.trim() === ""
      ? Either.left(ConfigError.MissingData([], `Expected ${name} to be set, but it is empty`))
      : Either.right(text.trim())
  )

/** A secret, as it is set. */
export const secret = (name: string): Effect.Effect<Redacted.Redacted, ConfigError.ConfigError> =>
  Config.redacted(name)

export const unreadable = (variable: string) => (error: PlatformError) =>
  ConfigError.InvalidData(
    [variable],
    `Expected the path of a readable file (${error._tag === "SystemError" ? error.reason : error._tag})`
  )
