/**
 * Runs calls of an operation: one span and its metrics, one deadline per attempt, and the attempts with their hosts and rate
 * limit (`retry.ts`). What is said is the protocol's, what carries it is the transport's.
 */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Tracer from "effect/Tracer"
import * as ApiError from "../../ApiError.js"
import type * as HttpExchange from "../../HttpExchange.js"
import { type Reason, Timeout } from "../../WechatPayError.js"
import { noteCall } from "../speed/noteCall.js"
import { inSpan, type Running, withParent } from "../speed/span.js"
import { match } from "../speed/steps.js"
import { type Failure, failure, fromTransportError, type Head, requestIdOf, timedOut } from "./failure.js"
import { hostOf } from "./hosts.js"
import { CallContext, InFlight, type Operation, type Protocol, type SignedRequest } from "./protocol.js"
import { type Attempt, type Route, retrying } from "./retry.js"
import { recordHost } from "./telemetry.js"
import type { Transport } from "./transport.js"

/** Where calls of a client go, and how. */
export interface Connection<out Received = HttpExchange.Response, out R = never> extends Route {
  readonly transport: Transport<Received, R>
  /** Merchant that the requests are sent for. */
  readonly mchid: string
  readonly maxResponseBytes: number
}

/** The time of one attempt, from its signature to the last byte of its response. It begins when it is made. */
class Deadline {
  readonly millis: number
  private readonly start: bigint

  constructor(private readonly context: CallContext) {
    this.millis = Duration.toMillis(context.timeout)
    this.start = context.clock.unsafeCurrentTimeNanos()
  }

  /** Milliseconds. */
  left(): number {
    return this.millis - Number(this.context.clock.unsafeCurrentTimeNanos() - this.start) / 1e6
  }
}

/** An instance, since it lives across the wait for the response. */
class Limits implements HttpExchange.Limits {
  constructor(
    readonly millis: number,
    readonly maxBytes: number
  ) {}
}

const annotateResponse = (span: Tracer.Span, response: Head): void => {
  const requestId = requestIdOf(response)
  span.attribute("http.response.status_code", response.status)
  if (requestId !== undefined) span.attribute("wechatpay.request_id", requestId)
}

/** Says that calls go to the primary host again. */
const noteBack = (origin: string): Effect.Effect<void> => {
  const host = hostOf(origin)
  return Effect.andThen(recordHost(host, "Back"), Effect.logInfo(`${host} responds again`))
}

/** One attempt: sign, send, interpret. */
const attempt =
  <Message, A, Received extends Head, R, R2>(
    { hosts, maxResponseBytes, transport }: Connection<Received, R>,
    protocol: Protocol<never, Message, A, Received, R2>,
    message: Message,
    span: Tracer.Span,
    context: CallContext,
    inFlight: InFlight
  ): Attempt<A, R | R2> =>
  (origin) => {
    const { operation } = protocol
    const deadline = new Deadline(context)
    const { millis } = deadline
    const signing = protocol.sign(message, origin, context)
    const signed: Effect.Effect<SignedRequest, Reason> = protocol.local
      ? signing
      : withParent(
          span,
          Effect.timeoutFail(signing, {
            duration: Duration.millis(millis),
            onTimeout: () => new Timeout({ millis })
          })
        )
    return match(
      signed,
      (reason) => Effect.fail(failure(operation, reason, "NotSent")),
      (request) => {
        const left = deadline.left()
        if (left <= 0) return Effect.fail(timedOut(operation, millis, false))
        const sending = transport.send(request, new Limits(left, maxResponseBytes), inFlight)
        return match(
          transport.local ? sending : withParent(span, sending),
          (error) =>
            Effect.fail(
              fromTransportError(operation, hostOf(origin), { millis, maxBytes: maxResponseBytes }, error)
            ),
          (response) => {
            annotateResponse(span, response)
            const interpreted = protocol.interpret(message, request, response, context)
            return withParent(
              span,
              hosts.responded(origin) ? Effect.andThen(noteBack(origin), interpreted) : interpreted
            )
          }
        )
      }
    )
  }

/** The attempts of a call whose message is ready. */
export const runAttempts = <Message, A, Received extends Head, R, R2>(
  connection: Connection<Received, R>,
  protocol: Protocol<never, Message, A, Received, R2>,
  message: Message,
  span: Tracer.Span,
  context: CallContext,
  inFlight: InFlight
): Effect.Effect<A, Failure, R | R2> =>
  retrying(
    connection,
    protocol.operation,
    span,
    attempt(connection, protocol, message, span, context, inFlight),
    context
  )

const errorCode = (error: Failure): string =>
  ApiError.isApiError(error) ? (error.code ?? String(error.status)) : error.reason._tag

/** The span of a call: its name is the endpoint's, and nothing in it is a value of the caller. */
export const spanOptions = (
  { mchid }: Pick<Connection, "mchid">,
  operation: Operation
): Tracer.SpanOptions => ({
  kind: "client",
  captureStackTrace: false,
  attributes: {
    "http.request.method": operation.method,
    "wechatpay.mchid": mchid,
    ...(operation.template === undefined ? {} : { "url.template": operation.template })
  }
})

/** Records in span and metrics how a call ended that began at `start`. */
const noteEnd = (
  fiber: Running,
  operation: Operation,
  span: Tracer.Span,
  clock: Clock.Clock,
  start: number,
  error: Failure | undefined
): void => {
  if (error !== undefined) {
    span.attribute("wechatpay.error.code", errorCode(error))
    // The transport fails where a response breaks off: its status is known from the error only.
    if (error.status !== undefined) {
      span.attribute("http.response.status_code", error.status)
      if (error.requestId !== undefined) span.attribute("wechatpay.request_id", error.requestId)
    }
  }
  noteCall(fiber, operation.id, error?.outcome ?? "Success", clock.unsafeCurrentTimeMillis() - start)
}

/** The same as an effect, for a call that is not run by {@link runner}. */
export const recordEnd = (
  operation: Operation,
  span: Tracer.Span,
  clock: Clock.Clock,
  start: number,
  error: Failure | undefined
): Effect.Effect<void> =>
  Effect.withFiberRuntime((fiber) => {
    noteEnd(fiber, operation, span, clock, start, error)
    return Effect.void
  })

/** Runs calls of an operation. */
export const runner = <Input, Message, A>(
  connection: Connection,
  protocol: Protocol<Input, Message, A>
): ((input: Input) => Effect.Effect<A, Failure>) => {
  const { operation } = protocol
  const options = spanOptions(connection, operation)
  return (input) =>
    Effect.withFiberRuntime<A, Failure>((fiber) => {
      const context = new CallContext(fiber)
      const { clock } = context
      const start = clock.unsafeCurrentTimeMillis()
      const inFlight = new InFlight()
      return inSpan(fiber, operation.id, options, {
        run: (span) =>
          match(
            withParent(span, protocol.encode(input)),
            (reason) => Effect.fail(failure(operation, reason, "NotSent")),
            (message) => runAttempts(connection, protocol, message, span, context, inFlight)
          ),
        interrupted: () => inFlight.giveUp?.(),
        succeeded: (span) => noteEnd(fiber, operation, span, clock, start, undefined),
        failed: (span, error) => noteEnd(fiber, operation, span, clock, start, error)
      })
    })
}
