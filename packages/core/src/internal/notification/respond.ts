/** The response to WeChat Pay, and its record in log, metrics and span. */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { NotificationError, Reason } from "../../NotificationError.js"
import type { Outcome } from "../../NotificationHandler.js"
import { recordProbe } from "../call/telemetry.js"
import type { HandlerStopped } from "./handle.js"
import type { Reply } from "./reply.js"
import { recordNotification } from "./telemetry.js"

/** An HTTP response. Only the status matters to WeChat Pay. */
export interface Response {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON text; absent for 204. */
  readonly body: string | undefined
}

const statusOf: { readonly [Tag in Reason["_tag"]]: number } = {
  MethodNotAllowed: 405,
  BodyTooLarge: 413,
  BodyConsumed: 500,
  BodyIncomplete: 400,
  SignatureMissing: 401,
  ClockSkew: 401,
  UnknownSerial: 401,
  KeysUnavailable: 500,
  SignatureInvalid: 401,
  InvalidEnvelope: 400,
  UnsupportedAlgorithm: 500,
  DecryptionFailed: 500,
  InvalidPlaintext: 500,
  InvalidResource: 500,
  InProgress: 503,
  StoreFailure: 500,
  NotFinished: 500,
  InvalidReply: 500
}

/** The texts for unauthenticated senders. */
const texts: Readonly<Record<number, string>> = {
  400: "not a notification",
  401: "signature not accepted",
  405: "POST only",
  413: "too large",
  503: "in progress"
}

export const rejection = (status: number): Response => ({
  status,
  headers: {
    "content-type": "application/json",
    ...(status === 405 ? { allow: "POST" } : {}),
    // The rest of the body is not read, so the connection cannot be used again.
    ...(status === 413 ? { connection: "close" } : {})
  },
  body: JSON.stringify({ code: "FAIL", message: texts[status] ?? "not handled" })
})

const accepted: Response = { status: 204, headers: {}, body: undefined }

const replied = ({ authorization, body }: Reply): Response => ({
  status: 200,
  headers: { "content-type": "application/json", ...(authorization === undefined ? {} : { authorization }) },
  body
})

const isProbe = (reason: Reason): boolean => reason._tag === "SignatureInvalid" && reason.probe

const logError = (error: NotificationError): Effect.Effect<void> => {
  if (isProbe(error.reason) || error.reason._tag === "InProgress") return Effect.logInfo(error.message)
  // A status below 500 is for what unauthenticated senders cause.
  return statusOf[error.reason._tag] < 500 ? Effect.logWarning(error.message) : Effect.logError(error.message)
}

/** The name of a handler's failure. Its message is not logged, because it may contain personal data. */
const nameOf = (value: unknown): string => {
  if (Predicate.hasProperty(value, "_tag") && typeof value._tag === "string") return value._tag
  return value instanceof Error ? value.constructor.name : typeof value
}

const problemOf = (cause: Cause.Cause<unknown>): string => {
  const failed = Cause.failureOption(cause)
  if (Option.isSome(failed)) return `failed with ${nameOf(failed.value)}`
  const died = Cause.dieOption(cause)
  return Option.isSome(died) ? `died with ${nameOf(died.value)}` : "was interrupted"
}

const logStopped = ({ envelope, stopped }: HandlerStopped<unknown>): Effect.Effect<void> =>
  Effect.logError(
    `notification ${envelope.event_type}: its handler ${problemOf(stopped)}: WeChat Pay sends it again. ` +
      `Request-ID ${envelope.requestId ?? "none"}`
  )

/** The results without a failure. */
interface Done extends Omit<Outcome, "_tag"> {
  readonly _tag: Outcome["_tag"] | "Stored"
}

/** The record of a delivery. */
interface Report {
  readonly outcome: string
  /** Absent until the signature is verified. */
  readonly eventType: string | undefined
  readonly requestId: string | undefined
  readonly mchid: string | undefined
  readonly response: Response
}

const reportOutcome = ({ _tag, envelope, reply }: Done): Report => ({
  outcome: _tag,
  eventType: envelope.event_type,
  requestId: envelope.requestId,
  mchid: envelope.mchid,
  response: reply === undefined ? accepted : replied(reply)
})

const reportError = (error: NotificationError): Effect.Effect<Report> => {
  const { eventType, reason, requestId } = error
  const outcome = isProbe(reason) ? "Probe" : reason._tag
  const report = {
    outcome,
    eventType,
    requestId,
    mchid: undefined,
    response: rejection(statusOf[reason._tag])
  }
  return Effect.as(Effect.andThen(logError(error), isProbe(reason) ? recordProbe : Effect.void), report)
}

const reportStopped = (error: HandlerStopped<unknown>): Effect.Effect<Report> => {
  const { event_type, mchid, requestId } = error.envelope
  const outcome = Cause.isFailure(error.stopped) ? "HandlerFailed" : "HandlerDied"
  return Effect.as(logStopped(error), {
    outcome,
    eventType: event_type,
    requestId,
    mchid,
    response: rejection(500)
  })
}

/** The receiver died: a service of the user (keys, verifier, store) or a function of a notification. */
class ReceiverDied {
  readonly _tag = "ReceiverDied"
  constructor(readonly defect: unknown) {}
}

const reportDied = ({ defect }: ReceiverDied): Effect.Effect<Report> =>
  Effect.as(
    Effect.logError(`notification: the receiver died with ${nameOf(defect)}: WeChat Pay sends it again.`),
    {
      outcome: "ReceiverDied",
      eventType: undefined,
      requestId: undefined,
      mchid: undefined,
      response: rejection(500)
    }
  )

const reportFailure = (
  error: NotificationError | HandlerStopped<unknown> | ReceiverDied
): Effect.Effect<Report> => {
  switch (error._tag) {
    case "NotificationError":
      return reportError(error)
    case "HandlerStopped":
      return reportStopped(error)
    case "ReceiverDied":
      return reportDied(error)
  }
}

/** The response to a delivery by its result. Metrics name the event types that `listed` accepts. */
export const respond = <R>(
  handled: Effect.Effect<Done, NotificationError | HandlerStopped<unknown>, R>,
  listed: (eventType: string) => boolean
): Effect.Effect<Response, never, R> =>
  Effect.useSpan("wechatpay.notification", { kind: "server", captureStackTrace: false }, (span) =>
    Effect.gen(function* () {
      const start = yield* Clock.currentTimeMillis
      const { response, eventType, mchid, outcome, requestId } = yield* Effect.matchEffect(
        Effect.withParentSpan(handled, span).pipe(
          Effect.catchAllDefect((defect) => Effect.fail(new ReceiverDied(defect)))
        ),
        { onSuccess: (done) => Effect.succeed(reportOutcome(done)), onFailure: reportFailure }
      )
      span.attribute("wechatpay.notification.outcome", outcome)
      span.attribute("http.response.status_code", response.status)
      if (eventType !== undefined) span.attribute("wechatpay.event_type", eventType)
      if (requestId !== undefined) span.attribute("wechatpay.request_id", requestId)
      if (mchid !== undefined) span.attribute("wechatpay.mchid", mchid)
      const type = eventType === undefined ? "unverified" : listed(eventType) ? eventType : "other"
      const end = yield* Clock.currentTimeMillis
      yield* recordNotification(type, outcome, end - start)
      return response
    })
  )
