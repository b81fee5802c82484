/** What a call is told to have become, for every kind of fault, over real sockets and with every client. */

import type { Socket } from "node:net"
import type { HttpClient } from "@effect/platform"
import { assert, describe, it, layer } from "@effect/vitest"
import {
  ApiError,
  CommonError,
  Endpoint,
  Retry,
  Signer,
  Timeout,
  Verifier,
  WechatPayClient,
  type WechatPayError
} from "@effect-wechatpay/core"
import { PayscoreError, Permission } from "@effect-wechatpay/payscore"
import { Faults, Samples, Simulator } from "@effect-wechatpay/simulator"
import { Cause, Duration, Effect, Exit, Fiber, Layer, Queue, Redacted, type Scope } from "effect"
import { pem } from "../conformance/vectors.js"
import { look, ping, put } from "../support/endpoints.js"
import { clients, setup } from "./clients.js"
import { closedPort, rawServer } from "./rawServer.js"

const calls = {
  ping: ping({}),
  look: look({ out_order_no: "1234" }),
  put: put({ openid: "oUpF8uMuAJO", reason: "r" }),
  terminate: Permission.terminateByOpenid({
    openid: "nobody-knows-me",
    service_id: Samples.serviceId,
    appid: Samples.appid,
    reason: "r"
  })
}

interface Expected {
  /** Tag of the error, or of the reason of a `WechatPayError`. */
  readonly tag: string
  readonly outcome: "NotSent" | "Refused" | "Unknown"
  readonly status?: number
  readonly code?: string
  /** Whether the response had a Request-ID. */
  readonly requestId?: boolean
  readonly probe?: boolean
}

type Call = Effect.Effect<
  unknown,
  ApiError.Any | { readonly _tag: "WechatPayError" },
  WechatPayClient.WechatPayClient
>

const check = (exit: Exit.Exit<unknown, unknown>, expected: Expected) => {
  assert(Exit.isFailure(exit), "succeeded")
  const error = Cause.squash(exit.cause) as Readonly<Record<string, unknown>> & {
    reason?: Record<string, unknown>
  }
  const tag = error._tag === "WechatPayError" ? error.reason?._tag : error._tag
  assert.deepStrictEqual(
    {
      tag,
      outcome: error.outcome,
      status: error.status,
      code: error.code ?? error.reason?.code,
      requestId: error.requestId !== undefined,
      probe: error.reason?.probe ?? false
    },
    { status: undefined, code: undefined, requestId: false, probe: false, ...expected }
  )
  assert.notInclude(String(error.message), "\n")
}

const responded = { requestId: true } as const

/** What is injected, and what the call has to say about it. */
type Case = readonly [name: string, call: keyof typeof calls, fault: Faults.Fault, expected: Expected]

/** Correct responses that must not be trusted, with a body and without. */
const unbelievable = (
  [
    ["without signature", Faults.signatureMissing, "SignatureMissing"],
    ["with a wrong signature", Faults.signatureWrong, "SignatureInvalid"],
    ["with a stale signature", Faults.signatureStale, "ClockSkew"],
    ["signed by an unknown key", Faults.signatureUnknownSerial, "UnknownSerial"],
    ["with a probe", Faults.signatureProbe, "SignatureInvalid"]
  ] as const
).flatMap(([what, fault, tag]) =>
  (
    [
      ["ping", 204],
      ["look", 200]
    ] as const
  ).map(
    ([call, status]): Case => [
      `${status} ${what}`,
      call,
      fault,
      { tag, outcome: "Unknown", status, probe: fault === Faults.signatureProbe, ...responded }
    ]
  )
)

const faults: ReadonlyArray<Case> = [
  [
    "429",
    "ping",
    Faults.frequencyLimited({ retryAfter: 3 }),
    { tag: "FrequencyLimited", outcome: "Refused", status: 429, code: "FREQUENCY_LIMITED", ...responded }
  ],
  [
    "500",
    "ping",
    Faults.systemError(),
    { tag: "SystemError", outcome: "Unknown", status: 500, code: "SYSTEM_ERROR", ...responded }
  ],
  ["202", "ping", Faults.accepted(), { tag: "ApiError", outcome: "Unknown", status: 202, ...responded }],
  [
    "502 of a gateway, in HTML",
    "ping",
    Faults.badGateway(),
    { tag: "ApiError", outcome: "Unknown", status: 502, ...responded }
  ],
  ...unbelievable,
  [
    "a response that is no JSON",
    "look",
    Faults.notJson,
    { tag: "InvalidResponse", outcome: "Unknown", status: 200, ...responded }
  ],
  [
    "an error that came as 200",
    "look",
    Faults.errorEnvelope,
    { tag: "SystemError", outcome: "Unknown", status: 200, code: "SYSTEM_ERROR", ...responded }
  ]
]

describe.each(clients)("$name", (client) => {
  layer(setup(client), { excludeTestServices: true })((it) => {
    const run = (call: Call, change: (call: Call) => Call = (same) => same) =>
      change(call).pipe(Retry.none, Timeout.perAttempt("5 seconds"), Effect.exit)

    it.effect("a correct response succeeds", () =>
      Effect.gen(function* () {
        assert.isUndefined(yield* calls.ping)
        assert.deepStrictEqual(yield* calls.look, { state: "state of 1234" })
        assert.isUndefined(yield* calls.put)
      })
    )

    it.effect.each(faults)("the call has the stated error and outcome: %s", ([, call, fault, expected]) =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.Simulator
        yield* simulator.calls.clear
        yield* simulator.faults.inject(fault)
        check(yield* run(calls[call] as Call), expected)
        const all = yield* simulator.calls.all
        assert.lengthOf(all, 1)
        assert.strictEqual(all[0]?.signature, "valid")
        assert.strictEqual(yield* simulator.faults.pending, 0)
      })
    )

    it.effect("a 404 of a business rule becomes its class", () =>
      Effect.gen(function* () {
        const exit = yield* run(calls.terminate as Call)
        check(exit, {
          tag: "OrderNotExist",
          outcome: "Refused",
          status: 404,
          code: "ORDER_NOT_EXIST",
          ...responded
        })
        assert.instanceOf(Exit.isFailure(exit) && Cause.squash(exit.cause), PayscoreError.OrderNotExist)
      })
    )

    it.effect("a 404 without a body of an unknown path is an ApiError without a code", () =>
      Effect.gen(function* () {
        const nowhere = Endpoint.make("test.nowhere", {
          method: "POST",
          path: "/v3/nowhere",
          errors: CommonError.all
        })
        const exit = yield* run(nowhere({}) as Call)
        assert(Exit.isFailure(exit))
        const error = Cause.squash(exit.cause)
        assert(ApiError.isApiError(error))
        assert.strictEqual(error.status, 404)
        assert.strictEqual(error.outcome, "Refused")
      })
    )

    it.effect("a 401 for a wrong key becomes SignError", () =>
      Effect.gen(function* () {
        const { baseUrl, merchant } = yield* Simulator.Simulator
        const other = WechatPayClient.layer({ baseUrl }).pipe(
          Layer.provide(
            Signer.layer({
              mchid: merchant.mchid,
              serialNo: merchant.serialNo,
              privateKey: Redacted.make(pem("go-testing-private"))
            })
          ),
          Layer.orDie
        )
        const exit = yield* run(calls.ping as Call).pipe(Effect.provide(other))
        check(exit, { tag: "SignError", outcome: "Refused", status: 401, code: "SIGN_ERROR", ...responded })
      })
    )

    it.effect("a 429 keeps Retry-After, and a gateway page keeps its text", () =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.Simulator
        yield* simulator.faults.inject(Faults.frequencyLimited({ retryAfter: 3 }))
        const limited = yield* Effect.flip(calls.ping)
        assert.strictEqual(limited._tag === "FrequencyLimited" && limited.retryAfter, 3000)
        yield* simulator.faults.inject(Faults.badGateway())
        const page = yield* Effect.flip(calls.ping)
        assert(page._tag === "ApiError")
        assert.include(Redacted.value(page.text), "<html>")
      })
    )

    it.effect("a body that is cut off has an unknown outcome", () =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.Simulator
        yield* simulator.faults.inject(Faults.truncated)
        const exit = yield* run(calls.look as Call)
        assert(Exit.isFailure(exit))
        const error = Cause.squash(exit.cause) as {
          reason: { _tag: string; sent: string }
          outcome: string
          status: number
          requestId?: string
        }
        assert.strictEqual(error.reason._tag, "Transport")
        assert.strictEqual(error.reason.sent, "Maybe")
        assert.strictEqual(error.outcome, "Unknown")
      })
    )

    it.effect("a reset after the request was read has an unknown outcome", () =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.Simulator
        for (const effect of [true, false]) {
          yield* simulator.calls.clear
          yield* simulator.faults.inject(Faults.reset({ effect }))
          const exit = yield* run(calls.ping as Call)
          assert(Exit.isFailure(exit))
          const error = Cause.squash(exit.cause) as {
            reason: { _tag: string; sent: string }
            outcome: string
          }
          assert.strictEqual(error.reason._tag, "Transport")
          assert.strictEqual(error.reason.sent, "Maybe")
          assert.strictEqual(error.outcome, "Unknown")
          assert.strictEqual((yield* simulator.calls.all)[0]?.handled, effect)
        }
      })
    )

    it.effect("an attempt without a response in time closes the connection, as the server sees", () =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.Simulator
        for (const fault of [Faults.hang(), Faults.hang({ effect: true }), Faults.delayed("1 minute")]) {
          yield* simulator.calls.clear
          yield* simulator.faults.inject(fault)
          check(yield* run(calls.ping as Call, Timeout.perAttempt("200 millis")), {
            tag: "Timeout",
            outcome: "Unknown"
          })
          yield* simulator.calls.waitFor(({ state }) => state === "aborted")
        }
      })
    )

    it.effect("an attempt has one deadline, signing included", () =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.Simulator
        const signer = yield* Signer.Signer
        const slow = WechatPayClient.layer({ baseUrl: simulator.baseUrl }).pipe(
          Layer.provide(
            Layer.succeed(
              Signer.Signer,
              Signer.Signer.of({
                scheme: signer.scheme,
                mchid: signer.mchid,
                sign: (message) => Effect.delay(signer.sign(message), "350 millis")
              })
            )
          )
        )
        yield* simulator.faults.inject(Faults.delayed("350 millis"))
        const [took, exit] = yield* Effect.timed(
          run(calls.ping as Call, Timeout.perAttempt("500 millis")).pipe(Effect.provide(Layer.orDie(slow)))
        )
        check(exit, { tag: "Timeout", outcome: "Unknown" })
        assert.isBelow(Duration.toMillis(took), 840)
        const error = Exit.isFailure(exit)
          ? (Cause.squash(exit.cause) as WechatPayError.WechatPayError)
          : undefined
        assert.include(error?.message ?? "", "no response within 500 ms")
        yield* simulator.faults.clear
      })
    )

    it.effect.each(["25 days", Duration.infinity])("a timeout of %s is not a short one", (timeout) =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.Simulator
        yield* simulator.faults.inject(Faults.delayed("50 millis"))
        const exit = yield* run(calls.ping as Call, Timeout.perAttempt(timeout as Duration.DurationInput))
        assert.isTrue(Exit.isSuccess(exit), String(exit))
      })
    )

    it.effect("an interruption closes the connection, as the server sees", () =>
      Effect.gen(function* () {
        const simulator = yield* Simulator.Simulator
        yield* simulator.calls.clear
        yield* simulator.faults.inject(Faults.hang())
        const fiber = yield* Effect.fork(calls.ping)
        yield* simulator.calls.waitFor(({ state }) => state === "open")
        yield* Effect.fork(Fiber.interrupt(fiber))
        yield* simulator.calls.waitFor(({ state }) => state === "aborted")
        const exit = yield* Fiber.await(fiber)
        assert.isTrue(Exit.isInterrupted(exit))
      })
    )
  })

  /** A call of this client to an address. */
  const callAt = (baseUrl: string, options: WechatPayClient.Options = {}, call: Call = calls.ping as Call) =>
    call.pipe(
      Retry.none,
      Effect.exit,
      Effect.provide(
        WechatPayClient.layer({ ...options, baseUrl }).pipe(
          Layer.provide([
            Signer.layer({
              mchid: "1900007291",
              serialNo: "5F1C72E2A8931B72A2E13AF8DEE92471EB397115",
              privateKey: Redacted.make(pem("java-merchant-private"))
            }),
            Verifier.layerPublicKey({
              keys: [{ id: "PUB_KEY_ID_01", publicKey: pem("official-wechatpay-public") }]
            })
          ]),
          Layer.orDie
        )
      )
    )

  /** The client is open longer than its calls: a closed connection was closed by the call. */
  const live = <A, E>(name: string, test: () => Effect.Effect<A, E, HttpClient.HttpClient | Scope.Scope>) =>
    it.scopedLive(name, () => Effect.provide(test(), client.layer))

  live("a rejected connection means that nothing was sent", () =>
    Effect.gen(function* () {
      check(yield* callAt(yield* closedPort), { tag: "Transport", outcome: "NotSent", code: "ECONNREFUSED" })
    })
  )

  live("a host without an address means that nothing was sent", () =>
    Effect.gen(function* () {
      const exit = yield* callAt("http://nobody.invalid")
      assert(Exit.isFailure(exit))
      const error = Cause.squash(exit.cause) as {
        reason: { _tag: string; sent: string; code: string }
        outcome: string
      }
      assert.strictEqual(error.reason._tag, "Transport")
      assert.include(["ENOTFOUND", "EAI_AGAIN"], error.reason.code)
      assert.strictEqual(error.outcome, "NotSent")
    })
  )

  live("a reset before the request was sent or read has the outcome of its point in time", () =>
    Effect.gen(function* () {
      const servers = [
        (socket: Socket) => socket.resetAndDestroy(),
        (socket: Socket) => socket.once("data", () => socket.resetAndDestroy())
      ]
      const outcomes: Array<string> = []
      for (const connected of servers) {
        const { baseUrl } = yield* rawServer({ connected })
        const exit = yield* callAt(baseUrl)
        assert(Exit.isFailure(exit))
        const error = Cause.squash(exit.cause) as { reason: { _tag: string; sent: string }; outcome: string }
        assert.strictEqual(error.reason._tag, "Transport")
        assert.strictEqual(error.outcome, error.reason.sent === "No" ? "NotSent" : "Unknown")
        outcomes.push(error.outcome)
      }
      // The first may be seen while connecting or right after it.
      assert.strictEqual(outcomes[1], "Unknown")
    })
  )

  live("a connection that is closed without a response has an unknown outcome", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* rawServer({ requested: (socket) => socket.end() })
      const exit = yield* callAt(baseUrl)
      assert(Exit.isFailure(exit))
      const error = Cause.squash(exit.cause) as { reason: { _tag: string }; outcome: string }
      assert.strictEqual(error.reason._tag, "Transport")
      assert.strictEqual(error.outcome, "Unknown")
    })
  )

  live("a response that is not HTTP has an unknown outcome", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* rawServer({ requested: (socket) => socket.end("SSH-2.0-OpenSSH\r\n\r\n") })
      const exit = yield* callAt(baseUrl)
      assert(Exit.isFailure(exit))
      const error = Cause.squash(exit.cause) as { reason: { _tag: string }; outcome: string }
      assert.strictEqual(error.reason._tag, "Transport")
      assert.strictEqual(error.outcome, "Unknown")
    })
  )

  live("a redirect is not followed", () =>
    Effect.gen(function* () {
      const target = yield* rawServer({
        requested: (socket) => socket.end("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
      })
      for (const status of [301, 302, 303, 307, 308]) {
        for (const location of [`${target.baseUrl}/v3/elsewhere`, "/v3/elsewhere"]) {
          const source = yield* rawServer({
            requested: (socket) =>
              socket.end(
                `HTTP/1.1 ${status} Moved\r\nlocation: ${location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`
              )
          })
          check(yield* callAt(source.baseUrl, {}, calls.put as Call), {
            tag: "ApiError",
            outcome: "Unknown",
            status
          })
          assert.strictEqual(yield* source.connections, 1)
        }
      }
      assert.strictEqual(yield* target.connections, 0)
    })
  )

  live("a body that arrives slowly without end is cut off by the timeout", () =>
    Effect.gen(function* () {
      for (const head of ["content-length: 100000", "transfer-encoding: chunked"]) {
        const { baseUrl, closed } = yield* rawServer({
          requested: (socket) => {
            socket.write(
              `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nrequest-id: 08-0\r\n${head}\r\n\r\n`
            )
            const timer = setInterval(() => socket.write(head.startsWith("t") ? "1\r\n \r\n" : " "), 20)
            socket.on("close", () => clearInterval(timer))
          }
        })
        const exit = yield* callAt(baseUrl, {}, calls.look.pipe(Timeout.perAttempt("250 millis")) as Call)
        check(exit, { tag: "Timeout", outcome: "Unknown" })
        yield* Effect.timeout(Queue.take(closed), "2 seconds")
      }
    })
  )

  live("a body that is longer than allowed is not read to its end", () =>
    Effect.gen(function* () {
      const total = 64 * 1024 * 1024
      const part = Buffer.alloc(64 * 1024, "a")
      for (const chunked of [false, true]) {
        const { baseUrl, closed } = yield* rawServer({
          requested: (socket) => {
            const length = chunked ? "transfer-encoding: chunked" : `content-length: ${total}`
            socket.write(`HTTP/1.1 200 OK\r\nrequest-id: 08-0\r\n${length}\r\n\r\n`)
            const chunk = chunked
              ? Buffer.concat([Buffer.from("10000\r\n"), part, Buffer.from("\r\n")])
              : part
            let written = 0
            const more = () => {
              while (written < total && !socket.destroyed) {
                written += part.length
                if (!socket.write(chunk)) return socket.once("drain", more)
              }
              return undefined
            }
            more()
          }
        })
        const exit = yield* callAt(baseUrl, { maxResponseBytes: 100_000 }, calls.look as Call)
        check(exit, { tag: "InvalidResponse", outcome: "Unknown", status: 200, requestId: true })
        const written = yield* Effect.timeout(Queue.take(closed), "5 seconds")
        assert.isBelow(written, total / 2)
      }
    })
  )
})
