/** Warnings of the client, such as that of a certificate that is about to expire. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Runtime from "effect/Runtime"
import { Host } from "../Host.js"
import { Session } from "./session.js"

/** Writes warnings and errors to the standard error, and nothing else. */
export const loggerTo = Layer.unwrapEffect(
  Effect.gen(function* () {
    const { err } = yield* Host
    const { errorStyle } = yield* Session
    const runtime = yield* Effect.runtime()
    const logger = Logger.make(({ logLevel, message }) => {
      if (LogLevel.lessThan(logLevel, LogLevel.Warning)) return
      const text = Array.isArray(message) ? message.map(String).join(" ") : String(message)
      Runtime.runFork(runtime)(err(`${errorStyle.warn("warning")}: ${text}\n`))
    })
    return Logger.replace(Logger.defaultLogger, logger)
  })
)

/** Without warnings, where the output has the same in its own words. */
export const silently = Logger.withMinimumLogLevel(LogLevel.None)
