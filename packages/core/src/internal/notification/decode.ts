/** Finds the notification that describes an event, and decodes its resource. */
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { AnySchema } from "../../Endpoint.js"
import type { Any, Event, UnknownEvent } from "../../Notification.js"
import { InvalidResource, type NotificationError } from "../../NotificationError.js"
import type { Issue } from "../../WechatPayError.js"
import { fromParseIssue } from "../codec/issues.js"
import { withoutNulls } from "../codec/nulls.js"
import { decoder } from "../speed/parser.js"
import { aboutEvent, type Opened } from "./open.js"

export type Decoded =
  | { readonly _tag: "Known"; readonly notification: Any; readonly event: Event<string, unknown, string> }
  | { readonly _tag: "Unknown"; readonly event: UnknownEvent }

const decodeAs = (schema: AnySchema, value: unknown) => {
  const decode = decoder(schema)
  return Either.orElse(decode(value), () => decode(withoutNulls(value)))
}

/** Notifications with a matching `original_type` come first. */
const candidatesFor = (
  notifications: ReadonlyArray<Any>,
  envelope: Opened["envelope"]
): ReadonlyArray<Any> => {
  const sameType = notifications.filter(({ eventType }) => eventType === envelope.event_type)
  const fits = ({ originalType }: Any) => originalType === envelope.original_type
  return sameType.length < 2
    ? sameType
    : [...sameType.filter(fits), ...sameType.filter((each) => !fits(each))]
}

export const decodeEvent = (
  notifications: ReadonlyArray<Any>,
  opened: Opened
): Effect.Effect<Decoded, NotificationError> => {
  const { envelope, resource } = opened
  const candidates = candidatesFor(notifications, envelope)
  if (candidates.length === 0) return Effect.succeed({ _tag: "Unknown", event: { ...envelope, resource } })
  const issues: Array<Issue> = []
  for (const notification of candidates) {
    for (const { name, schema } of notification.shapes) {
      const decoded = decodeAs(schema, resource)
      if (Either.isRight(decoded)) {
        const event = {
          id: envelope.id,
          create_time: envelope.create_time,
          event_type: envelope.event_type,
          resource_type: envelope.resource_type,
          summary: envelope.summary,
          original_type: envelope.original_type,
          requestId: envelope.requestId,
          mchid: envelope.mchid,
          shape: name,
          resource: decoded.right
        }
        return Effect.succeed({ _tag: "Known", notification, event })
      }
      const place = name === "default" ? "" : `${name}.`
      for (const issue of fromParseIssue(decoded.left)) issues.push({ ...issue, path: place + issue.path })
    }
  }
  return aboutEvent(new InvalidResource({ issues, text: opened.text() }), envelope)
}
