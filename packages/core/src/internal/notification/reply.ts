/** The response of a webhook that needs one: its body and the merchant's signature. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Authorization from "../../Authorization.js"
import { Nonce } from "../../Nonce.js"
import type { Envelope, ResponseDescription } from "../../Notification.js"
import { InvalidReply, type NotificationError } from "../../NotificationError.js"
import type { Delivery } from "../../NotificationReceiver.js"
import { Signer } from "../../Signer.js"
import type { Issue } from "../../WechatPayError.js"
import { fromParseIssue } from "../codec/issues.js"
import { encoder } from "../speed/parser.js"
import { aboutEvent } from "./open.js"

export interface Reply {
  /** JSON text, as it is signed and sent. */
  readonly body: string
  /** Value of the `Authorization` header. */
  readonly authorization: string | undefined
}

export const makeReply = (
  description: ResponseDescription,
  response: unknown,
  envelope: Envelope,
  delivery: Delivery
): Effect.Effect<Reply, NotificationError> => {
  const fail = (issues: ReadonlyArray<Issue>) => aboutEvent(new InvalidReply({ issues }), envelope)
  const reject = (problem: string) => fail([{ path: "", problem }])

  const sign = Effect.fnUntraced(function* (body: string) {
    // The handler of a notification with a signed response requires a `Signer`.
    const found = yield* Effect.serviceOption(Signer)
    if (Option.isNone(found)) return yield* reject("its signature needs a Signer, and there is none")
    const signer = found.value
    if (signer.mchid !== envelope.mchid) {
      return yield* reject(
        `the notification is for merchant ${envelope.mchid}, the signer signs for ${signer.mchid}`
      )
    }
    const nonce = (yield* Nonce)()
    const timestamp = Math.floor((yield* Clock.currentTimeMillis) / 1000)
    const { target } = delivery
    if (description.signature === "request" && target === undefined) {
      return yield* reject("its signature covers the path that was called, which the delivery does not have")
    }
    const message =
      description.signature === "request" && target !== undefined
        ? Authorization.message({ method: "POST", target, timestamp, nonce, body })
        : `${timestamp}\n${nonce}\n${body}\n`
    const signature = yield* Effect.mapError(signer.sign(message), ({ problem }) => reject(problem))
    return Authorization.format({
      scheme: signer.scheme,
      mchid: signer.mchid,
      serialNo: signature.serialNo,
      timestamp,
      nonce,
      signature: signature.value
    })
  })

  return Effect.suspend((): Effect.Effect<Reply, NotificationError> => {
    const encoded = encoder(description.schema)(response)
    if (Either.isLeft(encoded)) return fail(fromParseIssue(encoded.left))
    const body = JSON.stringify(encoded.right)
    return description.signature === "none"
      ? Effect.succeed({ body, authorization: undefined })
      : Effect.map(sign(body), (authorization) => ({ body, authorization }))
  })
}
