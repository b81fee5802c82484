import { createVerify } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import {
  Nonce,
  Notification,
  NotificationError,
  NotificationHandler,
  NotificationReceiver,
  NotificationStore,
  Signer
} from "@effect-wechatpay/core"
import {
  Cause,
  Context,
  Data,
  Deferred,
  Duration,
  Effect,
  Exit,
  Fiber,
  Layer,
  Option,
  Queue,
  Redacted,
  Ref,
  Schema,
  TestClock
} from "effect"
import { bodyOf, deliveryOf, type Envelope, keysLayer, merchant } from "../support/notifications.js"

const at = 1_611_368_330

class Full extends Data.TaggedError("Full")<{ readonly order: string }> {}

class Orders extends Context.Tag("test/Orders")<
  Orders,
  { readonly paid: Ref.Ref<ReadonlyArray<string>>; readonly others: Ref.Ref<ReadonlyArray<unknown>> }
>() {}

const paid = Notification.make("TRANSACTION.SUCCESS", {
  resource: { out_trade_no: Schema.String },
  businessKey: ({ out_trade_no }) => out_trade_no
})

const opened = Notification.make("SERVICE.OPEN", {
  resource: { openid: Schema.String, time: Schema.optional(Schema.String) },
  businessKey: ({ openid, time }) => time && `${openid} ${time}`
})

const remember = (order: string) =>
  Effect.flatMap(Orders, ({ paid }) => Ref.update(paid, (all) => [...all, order]))

const handler = NotificationHandler.make([paid, opened], {
  "TRANSACTION.SUCCESS": (event) => remember(event.resource.out_trade_no),
  "SERVICE.OPEN": (event) => remember(`${event.resource.openid} ${event.resource.time}`),
  unknown: (event) =>
    Effect.flatMap(Orders, ({ others }) => Ref.update(others, (all) => [...all, event.resource]))
})

const layer = Layer.mergeAll(
  keysLayer,
  NotificationStore.layerMemory(),
  Layer.effect(
    Orders,
    Effect.all({ paid: Ref.make<ReadonlyArray<string>>([]), others: Ref.make<ReadonlyArray<unknown>>([]) })
  )
)

const deliver = (plaintext: unknown, envelope?: Envelope) => deliveryOf(bodyOf(plaintext, envelope), at)

const order = (no: string, id = "id-1") => deliver({ out_trade_no: no }, { id })

const handle = (delivery: NotificationReceiver.Delivery) =>
  Effect.map(NotificationHandler.handle(handler, delivery), ({ _tag }) => _tag)

const paidOrders = Effect.flatMap(Orders, ({ paid }) => Ref.get(paid))

describe("NotificationHandler.handle", () => {
  it.effect("NotificationHandler.handle runs the handler of the event", () =>
    Effect.gen(function* () {
      const outcome = yield* NotificationHandler.handle(handler, order("1"))
      assert.strictEqual(outcome._tag, "Handled")
      assert.strictEqual(outcome.envelope.event_type, "TRANSACTION.SUCCESS")
      assert.strictEqual(outcome.envelope.mchid, merchant.mchid)
      assert.strictEqual(outcome.reply, undefined)
      assert.deepStrictEqual(yield* paidOrders, ["1"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("NotificationHandler.handle runs the handler of unknown events with the decrypted content", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* handle(deliver({ a: 1 }, { eventType: "NEW.EVENT" })), "Handled")
      assert.strictEqual(yield* handle(deliver({ a: 1 }, { eventType: "NEW.EVENT" })), "Duplicate")
      const { others } = yield* Orders
      assert.deepStrictEqual(yield* Ref.get(others), [{ a: 1 }])
      assert.deepStrictEqual(yield* paidOrders, [])
    }).pipe(Effect.provide(layer))
  )

  it.effect("NotificationHandler.handle handles a resend once, by its id", () =>
    Effect.gen(function* () {
      assert.strictEqual(
        yield* handle(deliver({ openid: "o" }, { id: "i", eventType: "SERVICE.OPEN" })),
        "Handled"
      )
      assert.strictEqual(
        yield* handle(deliver({ openid: "o" }, { id: "i", eventType: "SERVICE.OPEN" })),
        "Duplicate"
      )
      assert.strictEqual(
        yield* handle(deliver({ openid: "o" }, { id: "j", eventType: "SERVICE.OPEN" })),
        "Handled"
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("NotificationHandler.handle handles an occurrence once, by its business key and type", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* handle(order("1", "id-1")), "Handled")
      assert.strictEqual(yield* handle(order("1", "id-2")), "Duplicate")
      assert.strictEqual(yield* handle(order("2", "id-3")), "Handled")
      const open = (time: string, id: string) =>
        handle(deliver({ openid: "1", time }, { id, eventType: "SERVICE.OPEN" }))
      // The same key under another event type is something else, and so is the same user at another time.
      assert.strictEqual(yield* open("", "id-4"), "Handled")
      assert.strictEqual(yield* open("20260101", "id-5"), "Handled")
      assert.strictEqual(yield* open("20260102", "id-6"), "Handled")
      assert.strictEqual(yield* open("20260102", "id-7"), "Duplicate")
      assert.deepStrictEqual(yield* paidOrders, ["1", "2", "1 ", "1 20260101", "1 20260102"])
    }).pipe(Effect.provide(layer))
  )

  it.effect("NotificationHandler.handle lets one of many simultaneous deliveries be handled", () =>
    Effect.gen(function* () {
      const go = yield* Deferred.make<void>()
      const slow = NotificationHandler.make([paid], {
        "TRANSACTION.SUCCESS": (event) =>
          Effect.andThen(Deferred.await(go), remember(event.resource.out_trade_no)),
        unknown: () => Effect.void
      })
      // Which of them is the first to have its signature verified is not known.
      const exits = yield* Queue.unbounded<Exit.Exit<NotificationHandler.Outcome, unknown>>()
      yield* Effect.forEach(["a", "a", "b", "c"], (id) =>
        NotificationHandler.handle(slow, order("1", id)).pipe(
          Effect.exit,
          Effect.andThen((exit) => exits.offer(exit)),
          Effect.fork
        )
      )
      for (const exit of yield* Queue.takeN(exits, 3)) {
        const error = Exit.isFailure(exit) ? Option.getOrNull(Cause.failureOption(exit.cause)) : undefined
        assert.isTrue(error instanceof NotificationError.NotificationError)
        assert.strictEqual((error as NotificationError.NotificationError).reason._tag, "InProgress")
      }
      yield* Deferred.succeed(go, undefined)
      const handled = yield* Queue.take(exits)
      assert.isTrue(Exit.isSuccess(handled) && handled.value._tag === "Handled")
      assert.deepStrictEqual(yield* paidOrders, ["1"])
      assert.strictEqual(yield* handle(order("1", "b")), "Duplicate")
    }).pipe(Effect.provide(layer))
  )

  it.effect("NotificationHandler.handle fails like the handler, and handles the next delivery", () =>
    Effect.gen(function* () {
      const full = yield* Ref.make(true)
      const failing = NotificationHandler.make([paid], {
        "TRANSACTION.SUCCESS": ({ resource }) =>
          Effect.flatMap(Ref.getAndSet(full, false), (isFull) =>
            isFull ? new Full({ order: resource.out_trade_no }) : remember(resource.out_trade_no)
          ),
        unknown: () => Effect.void
      })
      const error = yield* Effect.flip(NotificationHandler.handle(failing, order("1")))
      assert.deepStrictEqual(error, new Full({ order: "1" }))
      assert.strictEqual((yield* NotificationHandler.handle(failing, order("1")))._tag, "Handled")
      assert.strictEqual((yield* NotificationHandler.handle(failing, order("1")))._tag, "Duplicate")
    }).pipe(Effect.provide(layer))
  )

  it.effect("NotificationHandler.handle dies like the handler, and handles the next delivery", () =>
    Effect.gen(function* () {
      const crashes = yield* Ref.make(3)
      const crashing = NotificationHandler.make([paid], {
        "TRANSACTION.SUCCESS": ({ resource }) =>
          Effect.flatMap(
            Ref.getAndUpdate(crashes, (n) => n - 1),
            (n) => {
              if (n === 3) throw new TypeError("thrown while the effect is made")
              return n === 2
                ? Effect.die("a defect")
                : n === 1
                  ? Effect.interrupt
                  : remember(resource.out_trade_no)
            }
          ),
        unknown: () => Effect.void
      })
      const exits = yield* Effect.replicateEffect(
        Effect.exit(NotificationHandler.handle(crashing, order("1"))),
        4
      )
      assert.deepStrictEqual(exits.map(Exit.isSuccess), [false, false, false, true])
      assert.deepStrictEqual(yield* paidOrders, ["1"])
    }).pipe(Effect.provide(layer))
  )

  it.effect(
    "NotificationHandler.handle interrupts a handler after 5 seconds, and handles the next delivery",
    () =>
      Effect.gen(function* () {
        const started = yield* Deferred.make<void>()
        const interrupted = yield* Deferred.make<void>()
        const hanging = NotificationHandler.make([paid], {
          "TRANSACTION.SUCCESS": () =>
            Effect.andThen(Deferred.succeed(started, undefined), Effect.never).pipe(
              Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined))
            ),
          unknown: () => Effect.void
        })
        const fiber = yield* Effect.fork(Effect.flip(NotificationHandler.handle(hanging, order("1"))))
        yield* Deferred.await(started)
        yield* TestClock.adjust("4999 millis")
        assert.isFalse(yield* Deferred.isDone(interrupted))
        yield* TestClock.adjust("1 millis")
        const error = yield* Fiber.join(fiber)
        assert.deepStrictEqual(error.reason, new NotificationError.NotFinished({ millis: 5000 }))
        assert.strictEqual(error.eventType, "TRANSACTION.SUCCESS")
        yield* Deferred.await(interrupted)
        yield* Effect.yieldNow()
        assert.strictEqual(yield* handle(order("1")), "Handled")
      }).pipe(Effect.provide(layer))
  )

  it.effect(
    "NotificationHandler.handle does not wait for an uninterruptible handler, nor lets another one handle the event meanwhile",
    () =>
      Effect.gen(function* () {
        const started = yield* Deferred.make<void>()
        const go = yield* Deferred.make<void>()
        const done = yield* Deferred.make<void>()
        const stubborn = NotificationHandler.make([paid], {
          "TRANSACTION.SUCCESS": () =>
            Effect.uninterruptible(
              Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(go))
            ).pipe(Effect.ensuring(Deferred.succeed(done, undefined))),
          unknown: () => Effect.void
        })
        const fiber = yield* Effect.fork(Effect.flip(NotificationHandler.handle(stubborn, order("1"))))
        yield* Deferred.await(started)
        yield* TestClock.adjust("5 seconds")
        const error = yield* Fiber.join(fiber)
        assert.strictEqual(error._tag === "NotificationError" && error.reason._tag, "NotFinished")
        for (let seconds = 5; seconds < 60; seconds += 5) {
          const second = yield* Effect.flip(handle(order("1")))
          assert.strictEqual(second.reason._tag, "InProgress")
          yield* TestClock.adjust("5 seconds")
        }
        yield* Deferred.succeed(go, undefined)
        yield* Deferred.await(done)
        yield* Effect.yieldNow()
        assert.strictEqual(yield* handle(order("1")), "Handled")
      }).pipe(Effect.provide(layer))
  )

  it.effect(
    "NotificationHandler.handle interrupts a handler in time even inside an uninterruptible region",
    () =>
      Effect.gen(function* () {
        const started = yield* Deferred.make<void>()
        const hanging = NotificationHandler.make([paid], {
          "TRANSACTION.SUCCESS": () => Effect.andThen(Deferred.succeed(started, undefined), Effect.never),
          unknown: () => Effect.void
        })
        const fiber = yield* Effect.fork(
          Effect.uninterruptible(Effect.flip(NotificationHandler.handle(hanging, order("1"))))
        )
        yield* Deferred.await(started)
        yield* TestClock.adjust("5 seconds")
        assert.strictEqual((yield* Fiber.join(fiber)).reason._tag, "NotFinished")
      }).pipe(Effect.provide(layer))
  )

  it.effect("NotificationHandler.handle distinguishes a timeout of the handler itself from its own", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const own = NotificationHandler.make([paid], {
        "TRANSACTION.SUCCESS": () =>
          Effect.andThen(Deferred.succeed(started, undefined), Effect.timeout(Effect.never, "1 seconds")),
        unknown: () => Effect.void
      })
      const fiber = yield* Effect.fork(Effect.flip(NotificationHandler.handle(own, order("1"))))
      yield* Deferred.await(started)
      yield* TestClock.adjust("1 seconds")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "TimeoutException")
    }).pipe(Effect.provide(layer))
  )

  it.effect("NotificationHandler.handle uses a configured timeout", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const hanging = NotificationHandler.make([paid], {
        "TRANSACTION.SUCCESS": () => Effect.andThen(Deferred.succeed(started, undefined), Effect.never),
        unknown: () => Effect.void
      })
      const fiber = yield* NotificationHandler.handle(hanging, order("1")).pipe(
        Effect.provideService(NotificationHandler.Timeout, Duration.seconds(2)),
        Effect.flip,
        Effect.fork
      )
      yield* Deferred.await(started)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(
        (yield* Fiber.join(fiber)).reason,
        new NotificationError.NotFinished({ millis: 2000 })
      )
    }).pipe(Effect.provide(layer))
  )
})

describe("synchronous webhooks", () => {
  const Fee = { code: Schema.Literal("SUCCESS", "FAIL"), payable_amount: Schema.Number }

  const fee = Notification.synchronous("PARKING_FEE.QUERY_TRANS_INFO", {
    originalType: "parking_fee",
    resource: { out_serial_number: Schema.String },
    response: Fee,
    signature: "none"
  })
  const signedAs = <const Signature extends "response" | "request">(signature: Signature) =>
    Notification.synchronous("CROSS_BORDER_PAY.GET_MCH_INFO", {
      originalType: "cross_border_pay",
      resource: { acq_tid: Schema.String },
      response: { code: Schema.String, acq_tid: Schema.String },
      signature
    })

  const ask = deliver({ out_serial_number: "p-1" }, { eventType: "PARKING_FEE.QUERY_TRANS_INFO" })

  it.effect("a webhook that needs a response gets the handler's result, for each delivery", () =>
    Effect.gen(function* () {
      const count = yield* Ref.make(0)
      const parking = NotificationHandler.make([fee], {
        "PARKING_FEE.QUERY_TRANS_INFO": ({ resource }) =>
          Effect.map(
            Ref.updateAndGet(count, (n) => n + 1),
            (n) => ({ code: "SUCCESS", payable_amount: resource.out_serial_number.length * n }) as const
          ),
        unknown: () => Effect.void
      })
      for (const amount of [3, 6]) {
        const outcome = yield* NotificationHandler.handle(parking, ask)
        assert.deepStrictEqual(outcome.reply, {
          body: `{"code":"SUCCESS","payable_amount":${amount}}`,
          authorization: undefined
        })
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("a webhook that needs a response is interrupted after 3 seconds", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const hanging = NotificationHandler.make([fee], {
        "PARKING_FEE.QUERY_TRANS_INFO": () =>
          Effect.andThen(Deferred.succeed(started, undefined), Effect.never),
        unknown: () => Effect.void
      })
      const fiber = yield* Effect.fork(Effect.flip(NotificationHandler.handle(hanging, ask)))
      yield* Deferred.await(started)
      yield* TestClock.adjust("3 seconds")
      assert.deepStrictEqual(
        (yield* Fiber.join(fiber)).reason,
        new NotificationError.NotFinished({ millis: 3000 })
      )
    }).pipe(Effect.provide(layer))
  )

  it.effect("a webhook that needs a response rejects an invalid one, and the error does not contain it", () =>
    Effect.gen(function* () {
      const wrong = NotificationHandler.make([fee], {
        "PARKING_FEE.QUERY_TRANS_INFO": () =>
          Effect.succeed({ code: "SUCCESS", payable_amount: "15 yuan", extra: 1 } as never),
        unknown: () => Effect.void
      })
      const error = yield* Effect.flip(NotificationHandler.handle(wrong, ask))
      assert.isTrue(error.reason._tag === "InvalidReply")
      assert.match(error.message, /payable_amount: expected (?:a )?number, got text/)
      assert.include(error.message, "extra:")
      assert.notInclude(error.message, "15 yuan")
    }).pipe(Effect.provide(layer))
  )

  const signerLayer = Layer.orDie(
    Signer.layer({
      mchid: merchant.mchid,
      serialNo: merchant.serialNo,
      privateKey: Redacted.make(merchant.privateKey)
    })
  )

  const responding = <const Signature extends "response" | "request">(signature: Signature) =>
    NotificationHandler.make([signedAs(signature)], {
      "CROSS_BORDER_PAY.GET_MCH_INFO": ({ resource }) =>
        Effect.succeed({ code: "SUCCESS", acq_tid: `${resource.acq_tid} 商户` }),
      unknown: () => Effect.void
    })

  const askSigned = (target?: string) =>
    NotificationReceiver.Delivery.make({
      ...deliver({ acq_tid: "t-1" }, { eventType: "CROSS_BORDER_PAY.GET_MCH_INFO" }),
      ...(target === undefined ? {} : { target })
    })

  it.effect.each([
    ["response", '1611368333\nNONCE\n{"code":"SUCCESS","acq_tid":"t-1 商户"}\n'],
    ["request", 'POST\n/notify?a=%20b\n1611368333\nNONCE\n{"code":"SUCCESS","acq_tid":"t-1 商户"}\n']
  ] as const)("the response to a webhook has the merchant's signature over the %s", ([signature, text]) =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_611_368_333_999)
      const { reply } = yield* NotificationHandler.handle(responding(signature), askSigned("/notify?a=%20b"))
      assert.strictEqual(reply?.body, '{"code":"SUCCESS","acq_tid":"t-1 商户"}')
      const parts =
        /^WECHATPAY2-SHA256-RSA2048 mchid="(.*)",nonce_str="(.*)",signature="(.*)",timestamp="(.*)",serial_no="(.*)"$/.exec(
          reply?.authorization ?? ""
        )
      assert.deepStrictEqual(
        [parts?.[1], parts?.[2], parts?.[4], parts?.[5]],
        [merchant.mchid, "NONCE", "1611368333", merchant.serialNo]
      )
      assert.isTrue(
        createVerify("RSA-SHA256")
          .update(text)
          .verify(merchant.publicKey, parts?.[3] ?? "", "base64")
      )
    }).pipe(
      Effect.provide(Layer.merge(layer, signerLayer)),
      Effect.provideService(Nonce.Nonce, () => "NONCE")
    )
  )

  it.effect("the response to a webhook cannot be signed without a known path", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(NotificationHandler.handle(responding("request"), askSigned()))
      assert.strictEqual(error.reason._tag, "InvalidReply")
    }).pipe(Effect.provide(Layer.merge(layer, signerLayer)))
  )

  it.effect("the response to a webhook is not signed for another merchant, nor if the signer fails", () =>
    Effect.gen(function* () {
      const signed = NotificationHandler.handle(responding("response"), askSigned())
      const other = Signer.Signer.of({
        scheme: "WECHATPAY2-SHA256-RSA2048",
        mchid: "1900000002",
        sign: () => Effect.succeed({ serialNo: "1", value: "x" })
      })
      const error = yield* Effect.flip(Effect.provideService(signed, Signer.Signer, other))
      assert.include(
        error.message,
        `the notification is for merchant ${merchant.mchid}, the signer signs for 1900000002`
      )
    }).pipe(Effect.provide(layer))
  )
})
