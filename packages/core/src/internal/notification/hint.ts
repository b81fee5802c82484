/** Finds out whether a signature is invalid only because the body was parsed and printed again. */
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

/** Notifications have a few KiB; larger bodies are not tried, so that forged ones cost nothing. */
const longest = 64 * 1024

const changed =
  "the body's bytes were changed on the way: they were parsed and printed again, by a body parser, a framework or a " +
  "proxy, and the content printed compactly does verify; hand over the raw bytes"

/** The hint for the message of the error. The delivery is rejected in any case. */
export const hintOf = (
  verifier: Context.Tag.Service<typeof Verifier>,
  message: SignedMessage
): Effect.Effect<Option.Option<string>> =>
  Effect.suspend(() => {
    if (message.body.length > longest) return Effect.succeedNone
    const json = parseJson(message.body)
    if (Either.isLeft(json)) return Effect.succeedNone
    const compact = JSON.stringify(json.right)
    const candidates = new Set(printings.map((print) => print(compact)))
    return Effect.findFirst(candidates, (text) =>
      Effect.isSuccess(verifier.verify({ ...message, body: utf8.encode(text) }))
    ).pipe(Effect.map(Option.map(() => changed)))
  })
