/** No personal data, number, body, signature or key in anything that a program tells the outside. */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import {
  Endpoint,
  Notification,
  NotificationHandler,
  NotificationServer,
  NotificationStore,
  Timeout,
  Wire
} from "@effect-wechatpay/core"
import { Cause, Effect, Exit, Layer, Schema } from "effect"
import { advanceUntilDone } from "../support/advance.js"
import { metrics } from "../support/metrics.js"
import { apiV3Key, bodyOf, headersOf, keysLayer } from "../support/notifications.js"
import {
  fault,
  merchant,
  platform,
  type Received,
  response,
  type Script,
  scripted
} from "../support/scripted.js"
import * as Telemetry from "../support/telemetry.js"

const secrets = {
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  out_order_no: "1234323JKHDFE1243252",
  name: "张三丰",
  phone: "13800138000",
  reason: "the user said so",
  later: "a member of the response"
}

const endpoint = Endpoint.make("test.secret", {
  method: "POST",
  path: "/v3/test/{openid}/orders/{out_order_no}",
  params: { openid: Wire.OpenId, out_order_no: Wire.OutOrderNo },
  query: { phone: Schema.String },
  payload: {
    openid: Wire.OpenId,
    reason: Wire.text(20),
    person: Schema.optional(Schema.Struct({ name: Wire.text(8), phone: Schema.String })),
    amount: Schema.optional(Wire.integer(0, 5))
  },
  success: { later: Schema.String, openid: Schema.String },
  idempotent: true
})

const { later, name, openid, out_order_no, phone, reason } = secrets
const input = { openid, out_order_no, phone, reason, person: { name, phone } }
const good = { later, openid }

const echo = (request: Received) =>
  `${request.target} ${request.body} ${[openid, out_order_no, name, phone, reason].join(" ")}`

const echoing =
  (status: number, code?: string): Script =>
  (request) =>
    response(status, {
      ...(code === undefined ? {} : { code }),
      message: echo(request),
      detail: { value: echo(request) }
    })

/** What can happen to a call, each repeating all that it got. */
const scripts: Readonly<Record<string, Script>> = {
  success: () => response(200, good),
  "business error": echoing(400, "PARAM_ERROR"),
  "error without a code": echoing(400),
  "system error": echoing(500, "SYSTEM_ERROR"),
  "error as 200": echoing(200, "PARAM_ERROR"),
  "page of a gateway": (request) => response(502, `<html>${echo(request)} ${later}</html>`),
  "undecodable response": (request) => response(200, { later: [echo(request)], a: echo(request) }),
  "no JSON": (request) => response(200, echo(request)),
  "wrong signature": (request) =>
    response(200, good, { "wechatpay-signature": "AAAA", "x-echo": encodeURIComponent(echo(request)) }),
  "missing signature": (request) => ({ ...response(200, { ...good, echo: echo(request) }), signed: false }),
  "transport fault": (request) => Object.assign(fault("ECONNRESET"), { message: echo(request), request }),
  "transport fault of fetch": (request) =>
    Object.assign(new Error(echo(request)), { cause: fault("ECONNRESET") }),
  "a fault without a code": (request) => new Error(echo(request)),
  "too long": (request) => response(200, echo(request).repeat(100_000))
}

/** Lines of PEM texts. */
const pemLines = [merchant.privateKey, platform.privateKey].flatMap((text) =>
  text.split("\n").filter((line) => line.length > 20 && !line.startsWith("-----"))
)

/** A failure however it is printed. */
const printed = (exit: Exit.Exit<unknown, unknown>): string => {
  if (Exit.isSuccess(exit)) return ""
  const error = Cause.squash(exit.cause)
  return [
    Cause.pretty(exit.cause),
    Cause.pretty(exit.cause, { renderErrorCause: true }),
    String(error),
    String(exit),
    JSON.stringify(exit),
    JSON.stringify(error),
    inspect(exit, { depth: 20, showHidden: true }),
    inspect(error, { depth: 20, showHidden: true, getters: true })
  ].join("\n")
}

describe("what is told to the outside", () => {
  it.effect.each(Object.keys(scripts))(
    "logs, spans, metrics and errors of a call with %s contain no value of it",
    (kind) =>
      Effect.gen(function* () {
        const into = Telemetry.told()
        const { layer, received } = scripted(scripts[kind] as Script)
        const call = endpoint(input).pipe(
          Effect.tapErrorCause((cause) => Effect.logError("the call failed", cause)),
          Effect.tapError((error) => Effect.logWarning(error, error.message)),
          Effect.asVoid,
          Effect.withSpan("caller"),
          Effect.exit,
          Timeout.perAttempt("1 hour"),
          Effect.provide(Layer.mergeAll(layer, Telemetry.layer(into)))
        )
        const exit = yield* advanceUntilDone(yield* Effect.fork(call))
        assert.strictEqual(Exit.isSuccess(exit), kind === "success")
        assert.isAtLeast(received.length, 1)
        assert.lengthOf(into.spans, 2)
        if (kind !== "success") assert.isAtLeast(into.logs.length, 2)

        const measured = (yield* metrics).map(({ name, tags }) => inspect({ name, tags }, { depth: 5 }))
        const everything = [
          ...into.spans.map(Telemetry.printSpan),
          ...into.logs,
          ...measured,
          printed(exit)
        ].join("\n")
        assert.include(everything, "test.secret")
        const values = [
          ...Object.values(secrets),
          ...Object.values(secrets).map(encodeURIComponent),
          ...received.flatMap(({ authorization, body }) => [
            body,
            authorization.signature ?? "",
            authorization.nonce_str ?? ""
          ]),
          ...pemLines
        ]
        for (const value of values) assert.notInclude(everything, value)
      })
  )

  it.effect("logs, spans, metrics and errors of a rejected input contain no value of it", () =>
    Effect.gen(function* () {
      const into = Telemetry.told()
      const wrong = {
        ...input,
        openid: "",
        out_order_no: `${out_order_no} `,
        person: { name: `${name}${name}${name}`, phone },
        amount: 13800138000
      }
      const exit = yield* endpoint(wrong).pipe(
        Effect.tapErrorCause(Effect.logError),
        Effect.exit,
        Effect.provide(Layer.mergeAll(scripted(() => response(200, good)).layer, Telemetry.layer(into)))
      )
      assert.isTrue(Exit.isFailure(exit))
      const everything = [...into.spans.map(Telemetry.printSpan), ...into.logs, printed(exit)].join("\n")
      for (const field of ["openid", "out_order_no", "person.name", "amount"])
        assert.include(everything, field)
      for (const value of Object.values(secrets)) assert.notInclude(everything, value)
    })
  )

  const notified = { out_trade_no: out_order_no, payer: { openid, name, phone } }
  const at = Math.floor(Date.now() / 1000)
  const key = "another APIv3 key, 32 bytes long"
  const signed = (body: string) => ({ body, headers: headersOf(body, { at }) })
  const deliveries = {
    handled: signed(bodyOf(notified)),
    "the handler fails": signed(bodyOf({ ...notified, behaviour: "fail" })),
    "the handler dies": signed(bodyOf({ ...notified, behaviour: "die" })),
    "not as described": signed(bodyOf({ ...notified, out_trade_no: [phone], more: name })),
    "not JSON": signed(bodyOf(`${openid} ${name}`)),
    "another APIv3 key": signed(bodyOf(notified, { apiV3Key: key })),
    "a wrong signature": { ...signed(bodyOf(notified)), body: `${bodyOf(notified)} ` },
    "an envelope of another form": signed(JSON.stringify({ id: openid, resource: { name, phone } }))
  }

  it.live.each(Object.keys(deliveries))(
    "logs, spans and metrics of a notification contain no value of it and no key: %s",
    (kind) =>
      Effect.gen(function* () {
        const into = Telemetry.told()
        const paid = Notification.make("TRANSACTION.SUCCESS", {
          resource: {
            out_trade_no: Schema.String,
            behaviour: Schema.optional(Schema.String),
            payer: Schema.Struct({ openid: Schema.String })
          }
        })
        const app = NotificationServer.toHttpApp(
          NotificationHandler.make([paid], {
            "TRANSACTION.SUCCESS": ({ resource }) =>
              resource.behaviour === "fail"
                ? // An error of the user, of any kind.
                  // @effect-diagnostics-next-line globalErrorInEffectFailure:off
                  Effect.fail(new Error(JSON.stringify(resource)))
                : resource.behaviour === "die"
                  ? Effect.die(new Error(JSON.stringify(resource)))
                  : Effect.void,
            unknown: () => Effect.void
          })
        )
        const { dispose, handler } = NotificationServer.toWebHandler(
          app,
          Layer.mergeAll(keysLayer, NotificationStore.layerMemory(), Telemetry.layer(into))
        )
        const { body, headers } = deliveries[kind as keyof typeof deliveries]
        const response = yield* Effect.promise(() =>
          handler(new Request("http://localhost/notify", { method: "POST", headers, body }))
        )
        assert.strictEqual(response.status === 204, kind === "handled")
        const text = yield* Effect.promise(() => response.text())
        yield* Effect.promise(dispose)
        if (kind !== "handled") assert.isNotEmpty(into.logs)
        assert.isNotEmpty(into.spans)
        const measured = (yield* metrics).map(({ name, tags }) => inspect({ name, tags }, { depth: 5 }))
        const everything = [...into.spans.map(Telemetry.printSpan), ...into.logs, ...measured, text].join(
          "\n"
        )
        const values = [...Object.values(secrets), apiV3Key, key, ...pemLines]
        for (const value of values) assert.notInclude(everything, value)
      })
  )
})
