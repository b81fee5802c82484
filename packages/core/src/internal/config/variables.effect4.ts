// Effect 4 edition of variables.ts as of 45c5bdab52c248a0.
/** Single variables. */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { PlatformError } from "effect/PlatformError"
import type * as Redacted from "effect/Redacted"
import * as ConfigError from "../effect4/ConfigError.js"

const required = <A>(name: string, config: Config.Config<A>): Effect.Effect<A, Config.ConfigError> =>
  Effect.flatMap(Config.option(config), (found) =>
    Option.isNone(found)
      ? Effect.fail(ConfigError.MissingData([name], `Expected ${name} to be set`))
      : Effect.succeed(found.value)
  )

/** A text that must be set and not be blank. */
export const nonEmpty = (name: string): Effect.Effect<string, Config.ConfigError> =>
  Effect.flatMap(required(name, Config.String(name)), (text) =>
    text.trim() === ""
      ? Effect.fail(ConfigError.MissingData([name], `Expected ${name} to be set, but it is empty`))
      : Effect.succeed(text.trim())
  )

/** A secret, as it is set. */
export const secret = (name: string): Effect.Effect<Redacted.Redacted, Config.ConfigError> =>
  required(name, Config.Redacted(name))

export const unreadable = (variable: string) => (error: PlatformError) =>
  ConfigError.InvalidData([variable], `Expected the path of a readable file (${error.reason._tag})`)
