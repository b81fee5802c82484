/**
 * Runs calls of an operation: one span and its metrics, one deadline per attempt, and the attempts with their hosts and rate
 * limit (`retry.ts`). The protocol makes and reads the messages; the transport sends them.
 */
import type * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Tracer from "effect/Tracer"
import * as ApiError from "../../ApiError.js"
import type * as HttpExchange from "../../HttpExchange.js"
import { type Reason, Timeout } from "../../WechatPayError.js"
import type { Running } from "../speed/fiber.js"
import { noteCall } from "../speed/noteCall.js"
import { inSpan, withParent } from "../speed/span.js"
import { match } from "../speed/steps.js"
import { type Failure, failure, fromTransportError, type Head, requestIdOf, timedOut } from "./failure.js"
import { hostOf } from "./hosts.js"
import { CallContext, InFlight, type Operation, type Protocol, type SignedRequest } from "./protocol.js"
import { type Attempt, type Route, retrying } from "./retry.js"
import { recordHost } from "./telemetry.js"
import type { Transport } from "./transport.js"

/** The connection of a client: its hosts, rate limit and transport. */
export interface Connection<out Received = HttpExchange.Response, out R = never> extends Route {
  readonly transport: Transport<Received, R>
  /** Merchant of the requests. */
  readonly mchid: string
  readonly maxResponseBytes: number
}

/** The deadline of one attempt, from its signature to the last byte of its response. It begins when the instance is made. */
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

/** A class instance, because it is held across the await. */
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

/** Logs that calls go to the primary host again. */
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

/** Makes the attempts of an encoded call. */
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

/** The span of a call, named by the endpoint. It contains no request data. */
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

/** Records the result of a call that began at `start` in span and metrics. */
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
    // If a response breaks off, the transport fails, and only the error has the status.
    if (error.status !== undefined) {
      span.attribute("http.response.status_code", error.status)
      if (error.requestId !== undefined) span.attribute("wechatpay.request_id", error.requestId)
    }
  }
  noteCall(fiber, operation.id, error?.outcome ?? "Success", clock.unsafeCurrentTimeMillis() - start)
}

/** The same as an effect, for a call without {@link runner}. */
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
