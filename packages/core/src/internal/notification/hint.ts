/** Finds out whether a signature is invalid only because the body was parsed and printed again. */
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { SignedMessage, Verifier } from "../../Verifier.js"
import { parseJson } from "../codec/json.js"

const utf8 = new TextEncoder()

const escapeAs = (text: string, characters: RegExp): string =>
  text.replace(characters, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** The ways in which servers print the same JSON. */
const printings: ReadonlyArray<(compact: string) => string> = [
  (compact) => compact,
  (compact) => escapeAs(compact, /[<>&\u2028\u2029]/g),
  (compact) => compact.replaceAll("/", "\\/"),
  (compact) => escapeAs(compact, /[\u007f-\uffff]/g)
]

/** Notifications have a few KiB; larger bodies are not tried, so that forged ones cost little. */
const longest = 16 * 1024

/** Milliseconds between two tries. Every notification of a server that prints bodies again is rejected, so a few hints are enough. */
const interval = 10_000

/** The time of the last try, by the keys of a receiver. */
const lastTries = new WeakMap<object, number>()

const changed =
  "the body was parsed and printed again on its way, by a body parser, a framework or a proxy; hand over the raw bytes"

/**
 * The hint for the message of the error. The delivery is rejected in any case. A receiver tries it once per interval,
 * because anybody can send forgeries.
 */
export const hintOf = (
  verifier: Context.Tag.Service<typeof Verifier>,
  message: SignedMessage,
  receiver: object
): Effect.Effect<Option.Option<string>> =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => {
    const last = lastTries.get(receiver)
    if (message.body.length > longest || (last !== undefined && Math.abs(now - last) < interval)) {
      return Effect.succeedNone
    }
    lastTries.set(receiver, now)
    const json = parseJson(message.body)
    if (Either.isLeft(json)) return Effect.succeedNone
    const compact = JSON.stringify(json.right)
    const candidates = new Set(printings.map((print) => print(compact)))
    return Effect.findFirst(candidates, (text) =>
      Effect.isSuccess(verifier.verify({ ...message, body: utf8.encode(text) }))
    ).pipe(Effect.map(Option.map(() => changed)))
  })
