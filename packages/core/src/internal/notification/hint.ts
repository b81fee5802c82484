/** Finds out whether a signature fails only because somebody parsed the body and printed it again. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type { SignedMessage, Verifier } from "../../Verifier.js"
import { parseJson } from "../codec/json.js"

const utf8 = new TextEncoder()

const escapeAs = (text: string, characters: RegExp): string =>
  text.replace(characters, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** How servers print the same JSON. */
const printings: ReadonlyArray<(compact: string) => string> = [
  (compact) => compact,
  (compact) => escapeAs(compact, /[<>&\u2028\u2029]/g),
  (compact) => compact.replaceAll("/", "\\/"),
  (compact) => escapeAs(compact, /[\u007f-\uffff]/g)
]

/** Notifications are a few KiB; a forger shall not make us try on more. */
const longest = 64 * 1024

const changed =
  "the body's bytes were changed on the way: they were parsed and printed again, by a body parser, a framework or a " +
  "proxy, and the content printed compactly does verify; hand over the raw bytes"

/** Only a text for people: what is found here is never accepted. */
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
