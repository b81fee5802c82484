/** Runs a program of the XML interface against given responses, and tells what it sent and when. */
import { HttpClient, HttpClientError, HttpClientResponse } from "@effect/platform"
import { ClientCertificate, Timeout, V2Client, V2Key } from "@effect-wechatpay/core"
import { Clock, Duration, Effect, type Exit, Fiber, Layer, Option, TestClock } from "effect"
import { fault } from "./scripted.js"
import * as Server from "./v2Platform.js"

export interface Sent {
  readonly path: string
  readonly members: Server.Members
  /** Test time since the start. */
  readonly second: number
}

export interface Walked<A, E> {
  readonly exit: Exit.Exit<A, E>
  readonly sent: ReadonlyArray<Sent>
  /** Test time until the end. */
  readonly seconds: number
}

/** Signs at once, so that a request is sent at the very test time at which its attempt begins. */
const key = Layer.succeed(
  V2Key.V2Key,
  V2Key.V2Key.of({
    mchid: Server.mchid,
    sign: (members, signType) => Effect.sync(() => Server.signature(members, signType)),
    decrypt: () => Effect.dieMessage("nothing is encrypted")
  })
)

/** Longer sleeps are timeouts. */
const long = 3_600_000

/** Lets the program go on until it sleeps: nothing that it does takes another thread or the network, but a digest. */
const settled = Effect.promise(async () => {
  for (let turns = 0; turns < 6; turns++) await new Promise((resolve) => setImmediate(resolve))
})

/**
 * A clock that begins at the time of the test clock. `next` ends the shortest sleep. The test clock waits 20 ms of real time for each of
 * its steps, and these programs sleep often.
 */
const makeClock = Effect.map(Effect.clock, (test) => {
  const begin = { millis: test.unsafeCurrentTimeMillis(), nanos: test.unsafeCurrentTimeNanos() }
  let elapsed = 0
  const sleeps = new Map<() => void, number>()
  const millis = () => begin.millis + elapsed
  const nanos = () => begin.nanos + BigInt(Math.round(elapsed * 1_000_000))
  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: millis,
    unsafeCurrentTimeNanos: nanos,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.async<void>((resume) => {
        const wake = () => resume(Effect.void)
        sleeps.set(wake, elapsed + Duration.toMillis(duration))
        return Effect.sync(() => sleeps.delete(wake))
      })
  }
  const next = () => {
    const [first] = [...sleeps]
      .filter(([, due]) => due < elapsed + long)
      .sort(([, one], [, other]) => one - other)
    if (first === undefined) return
    const [wake, due] = first
    sleeps.delete(wake)
    elapsed = Math.max(elapsed, due)
    wake()
  }
  return { clock, next, elapsed: () => elapsed / 1000 }
})

/** The last reply is repeated. Test time passes only to what the program, or something that runs beside it, waits for. */
export const walkV2 = <A, E>(
  program: Effect.Effect<A, E, V2Client.V2Client>,
  replies: ReadonlyArray<Server.Reply | Error>
): Effect.Effect<Walked<A, E>> =>
  Effect.gen(function* () {
    const { clock, elapsed, next } = yield* makeClock
    const sent: Array<Sent> = []
    const http = HttpClient.make((request, url) =>
      Effect.gen(function* () {
        const body = request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : ""
        const members = Server.fromXml(body)
        const signType = members.sign_type === "HMAC-SHA256" ? "HMAC-SHA256" : "MD5"
        if (members.sign !== Server.signature(members, signType)) throw new Error("a wrong signature")
        sent.push({ path: url.pathname, members, second: elapsed() })
        const told = replies[Math.min(sent.length, replies.length) - 1] ?? "reset"
        const reply = told === "reset" ? fault("ECONNRESET") : told
        if (reply instanceof Error) {
          return yield* new HttpClientError.RequestError({ request, reason: "Transport", cause: reply })
        }
        return HttpClientResponse.fromWeb(
          request,
          "members" in reply
            ? new Response(Server.toXml(Server.asSent(reply, signType)))
            : new Response(reply.body as BodyInit, { status: reply.status })
        )
      })
    )
    const client = V2Client.layerClientCertificate().pipe(
      Layer.provide([
        key,
        Layer.succeed(HttpClient.HttpClient, http),
        Layer.succeed(ClientCertificate.ClientCertificate, http)
      ]),
      Layer.orDie
    )
    const fiber = yield* program.pipe(
      Timeout.perAttempt("1000 hours"),
      Effect.provide(client),
      Effect.exit,
      Effect.map((exit) => ({ exit, seconds: elapsed() })),
      Effect.withClock(clock),
      Effect.fork
    )
    yield* settled
    while (Option.isNone(yield* Fiber.poll(fiber))) {
      next()
      yield* settled
    }
    const { exit, seconds } = yield* Fiber.join(fiber)
    if (seconds > 0) yield* TestClock.adjust(Duration.seconds(seconds))
    return { exit, sent, seconds }
  })
