import { createCipheriv, createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import {
  NotificationHandler,
  NotificationReceiver,
  NotificationServer,
  NotificationStore,
  V2Endpoint,
  V2EventKey,
  V2Key,
  V2Notification,
  Wire
} from "@effect-wechatpay/core"
import { ConfigProvider, Data, Duration, Effect, Layer, Logger, Redacted, Ref, Schema } from "effect"
import { apiV2Key, type Members, mchid, signature, toXml } from "../support/v2Platform.js"

const apiV3Key = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb"

const keys = Layer.merge(
  V2Key.layer({ mchid, apiV2Key: Redacted.make(apiV2Key) }),
  V2EventKey.layer({ mchid, apiV3Key: Redacted.make(apiV3Key) })
)

class NotStored extends Data.TaggedError("NotStored")<{ readonly orderNo: string }> {}

const paid = V2Notification.signed("test.paid", {
  content: {
    result_code: Schema.String,
    out_trade_no: Schema.String,
    total_fee: Wire.AmountFromText,
    attach: Schema.optional(Schema.String),
    coupons: V2Endpoint.indexed({ coupon_id: Schema.String })
  },
  businessKey: (content) => content.out_trade_no
})

const refunded = V2Notification.encrypted("test.refunded", {
  content: { out_refund_no: Schema.String, refund_fee: Wire.AmountFromText },
  businessKey: (content) => content.out_refund_no
})

const signedUp = V2Notification.event("TEST.SIGNED_UP", {
  content: { contract_id: Schema.String },
  businessKey: (content) => content.contract_id
})

const payment: Members = {
  return_code: "SUCCESS",
  result_code: "SUCCESS",
  appid: "wx2421b1c4370ec43b",
  mch_id: mchid,
  nonce_str: "5d2b6c2a8db53831",
  out_trade_no: "1409811653",
  total_fee: "100",
  attach: "",
  coupon_id_0: "a",
  coupon_id_1: "b"
}

const sign = (members: Members, signType: "MD5" | "HMAC-SHA256" = "MD5") =>
  toXml({ ...members, sign: signature(members, signType) })

const ecb = (plain: string, key = apiV2Key) => {
  const cipher = createCipheriv("aes-256-ecb", createHash("md5").update(key).digest("hex"), null)
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString("base64")
}

const refund = (reqInfo: string, extra: Members = {}) =>
  toXml({ return_code: "SUCCESS", mch_id: mchid, req_info: reqInfo, ...extra })

const refundText = toXml({ out_refund_no: "R1", refund_fee: "5" }).replaceAll("xml>", "root>")

const gcm = (plain: string, associated = "contract", key = apiV3Key) => {
  const cipher = createCipheriv("aes-256-gcm", key, "0123456789ab")
  cipher.setAAD(Buffer.from(associated))
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64")
}

const event = (ciphertext: string, extra: Members = {}) =>
  toXml({
    event_type: "TEST.SIGNED_UP",
    event_algorithm: "AES-GCM",
    event_nonce: "0123456789ab",
    event_associated_data: "contract",
    event_ciphertext: ciphertext,
    ...extra
  })

const read = <A, R extends V2Key.V2Key | V2EventKey.V2EventKey>(
  notification: V2Notification.V2Notification<A, R>,
  body: string | Uint8Array
) =>
  NotificationReceiver.delivery({
    headers: {},
    body: typeof body === "string" ? new TextEncoder().encode(body) : body
  }).pipe(
    Effect.flatMap((delivery) => V2Notification.read(notification, delivery)),
    Effect.provide(Layer.orDie(keys))
  )

const reason = <A, R extends V2Key.V2Key | V2EventKey.V2EventKey>(
  notification: V2Notification.V2Notification<A, R>,
  body: string | Uint8Array
) => Effect.map(Effect.flip(read(notification, body)), (error) => error.reason._tag)

it("a notification of the XML interface is a value with its description, which can be piped", () => {
  assert.strictEqual(
    paid.pipe(({ name }) => name),
    "test.paid"
  )
})

describe("a signed notification", () => {
  it.effect("a link of the front end, signed with the same key, is not accepted as a notification", () =>
    Effect.gen(function* () {
      const { return_code: _, ...link } = payment
      assert.strictEqual(yield* reason(paid, sign(link)), "InvalidEnvelope")
    })
  )

  it.effect(
    "a signed XML notification is accepted with MD5 and HMAC-SHA256, with and without sign_type",
    () =>
      Effect.gen(function* () {
        const expected = {
          result_code: "SUCCESS",
          out_trade_no: "1409811653",
          total_fee: 100,
          coupons: [{ coupon_id: "a" }, { coupon_id: "b" }]
        }
        assert.deepStrictEqual(yield* read(paid, sign(payment)), expected)
        assert.deepStrictEqual(yield* read(paid, sign(payment, "HMAC-SHA256")), expected)
        for (const sign_type of ["MD5", "HMAC-SHA256"] as const) {
          assert.deepStrictEqual(yield* read(paid, sign({ ...payment, sign_type }, sign_type)), expected)
        }
      })
  )

  it.effect(
    "an XML notification that is forged, changed, unsigned, for another merchant or without content is rejected",
    () =>
      Effect.gen(function* () {
        const good = sign(payment)
        assert.strictEqual(yield* reason(paid, good.replace("100", "1")), "SignatureInvalid")
        assert.strictEqual(
          yield* reason(paid, toXml({ ...payment, sign: "0".repeat(32) })),
          "SignatureInvalid"
        )
        assert.strictEqual(yield* reason(paid, toXml(payment)), "SignatureMissing")
        assert.strictEqual(
          yield* reason(paid, sign({ ...payment, sign_type: "HMAC-SHA256" })),
          "SignatureInvalid"
        )
        assert.strictEqual(yield* reason(paid, sign({ ...payment, mch_id: "2" })), "InvalidEnvelope")
        assert.strictEqual(
          yield* reason(paid, toXml({ return_code: "FAIL", return_msg: "x" })),
          "InvalidEnvelope"
        )
        assert.strictEqual(yield* reason(paid, sign({ ...payment, total_fee: "x" })), "InvalidResource")
        const { out_trade_no: _, ...incomplete } = payment
        assert.strictEqual(yield* reason(paid, sign({ ...incomplete })), "InvalidResource")
      })
  )

  it.effect.each([
    ["nothing", ""],
    ["JSON", "{}"],
    ["another root", "<root></root>"],
    ["an entity", '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><a>&a;</a></xml>'],
    ["a member twice", `${sign(payment).slice(0, -6)}<total_fee>1</total_fee></xml>`],
    ["nesting", "<xml><a><b>1</b></a></xml>"]
  ] as const)("an XML notification whose body is %s is rejected", ([, body]) =>
    Effect.gen(function* () {
      assert.strictEqual(yield* reason(paid, body), "InvalidEnvelope")
    })
  )

  it.effect(
    "an XML notification with more than 512 members is rejected before its signature is verified",
    () =>
      Effect.gen(function* () {
        const many = Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`m${index}`, "1"]))
        const error = yield* Effect.flip(read(paid, sign({ ...payment, ...many })))
        assert.include(error.message, "more than 512 members")
      })
  )

  it.effect("an XML notification whose bytes are not UTF-8 is rejected", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* reason(paid, Uint8Array.of(0x3c, 0xff, 0xfe)), "InvalidEnvelope")
    })
  )
})

describe("a notification with req_info", () => {
  it.effect("req_info of every length is decrypted", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* read(refunded, refund(ecb(refundText))), {
        out_refund_no: "R1",
        refund_fee: 5
      })
      for (let length = 0; length < 40; length++) {
        const no = "x".repeat(length + 1)
        const text = `<root><out_refund_no>${no}</out_refund_no><refund_fee>5</refund_fee></root>`
        assert.strictEqual((yield* read(refunded, refund(ecb(text)))).out_refund_no, no)
      }
    })
  )

  it.effect("a req_info that does not match the key is rejected", () =>
    Effect.gen(function* () {
      const good = ecb(refundText)
      assert.strictEqual(yield* reason(refunded, refund(ecb(refundText, "0".repeat(32)))), "DecryptionFailed")
      assert.strictEqual(yield* reason(refunded, refund(good.slice(0, -4))), "DecryptionFailed")
      assert.strictEqual(yield* reason(refunded, refund("")), "InvalidEnvelope")
      assert.strictEqual(yield* reason(refunded, refund(good, { mch_id: "2" })), "InvalidEnvelope")
      assert.strictEqual(yield* reason(refunded, refund(ecb("<root><a>"))), "InvalidPlaintext")
      assert.strictEqual(
        yield* reason(refunded, refund(ecb('<!DOCTYPE r [<!ENTITY e "">]><root/>'))),
        "InvalidPlaintext"
      )
      assert.strictEqual(yield* reason(refunded, refund(ecb("<root><a>1</a></root>"))), "InvalidResource")
    })
  )

  it.effect("the error of req_info names the key that may be wrong", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(read(refunded, refund(ecb(refundText, "0".repeat(32)))))
      assert.include(error.message, "does not fit the APIv2 key")
    })
  )
})

describe("an event under the APIv3 key", () => {
  it.effect("an event under the APIv3 key is decrypted from XML or JSON", () =>
    Effect.gen(function* () {
      for (const plain of ["<xml><contract_id>C1</contract_id></xml>", '{"contract_id":"C1"}']) {
        assert.deepStrictEqual(yield* read(signedUp, event(gcm(plain))), { contract_id: "C1" })
      }
      const none = event(gcm('{"contract_id":"C1"}', ""), { event_associated_data: "" })
      assert.deepStrictEqual(yield* read(signedUp, none), { contract_id: "C1" })
    })
  )

  it.effect("an event that does not match the APIv3 key is rejected", () =>
    Effect.gen(function* () {
      const plain = '{"contract_id":"C1"}'
      assert.strictEqual(yield* reason(signedUp, event(gcm(plain, "other"))), "DecryptionFailed")
      assert.strictEqual(
        yield* reason(signedUp, event(gcm(plain, "contract", "0".repeat(32)))),
        "DecryptionFailed"
      )
      assert.strictEqual(
        yield* reason(signedUp, event(gcm(plain), { event_algorithm: "AES-ECB" })),
        "UnsupportedAlgorithm"
      )
      assert.strictEqual(
        yield* reason(signedUp, event(gcm(plain), { event_type: "OTHER" })),
        "InvalidEnvelope"
      )
      assert.strictEqual(yield* reason(signedUp, event(gcm(plain), { event_nonce: "" })), "InvalidEnvelope")
      assert.strictEqual(yield* reason(signedUp, event(gcm(plain), { mch_id: "2" })), "InvalidEnvelope")
      assert.strictEqual(yield* reason(signedUp, event(gcm("{"))), "InvalidPlaintext")
      assert.strictEqual(yield* reason(signedUp, event(gcm("{}"))), "InvalidResource")
    })
  )

  it.effect("the receiver of XML events takes its key from configuration", () =>
    Effect.gen(function* () {
      const build = (variables: Readonly<Record<string, string>>) =>
        Effect.scoped(Layer.build(V2EventKey.layerConfig)).pipe(
          Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
        )
      yield* build({ WECHATPAY_MCHID: `${mchid}\n`, WECHATPAY_API_V3_KEY: apiV3Key })
      const missing = yield* Effect.flip(build({}))
      for (const name of ["WECHATPAY_MCHID", "WECHATPAY_API_V3_KEY"]) assert.include(String(missing), name)
      const short = yield* Effect.flip(
        build({ WECHATPAY_MCHID: mchid, WECHATPAY_API_V3_KEY: "short-secret" })
      )
      assert.include(String(short), "WECHATPAY_API_V3_KEY")
      assert.notInclude(String(short), "short-secret")
      const word = yield* Effect.flip(build({ WECHATPAY_MCHID: "me", WECHATPAY_API_V3_KEY: apiV3Key }))
      assert.include(String(word), "WECHATPAY_MCHID")
    })
  )

  it.effect("an XML event that is replayed under another merchant number, or none, is handled once", () =>
    Effect.gen(function* () {
      const calls = yield* Ref.make(0)
      const { dispose, handler } = NotificationServer.toWebHandler(
        V2Notification.toHttpApp(signedUp, () => Ref.update(calls, (count) => count + 1)),
        Layer.merge(keys, NotificationStore.layerMemory())
      )
      const ciphertext = gcm('{"contract_id":"C1"}')
      const statuses: Array<number> = []
      for (const extra of [{ mch_id: mchid }, { mch_id: "2" }, {}, { mch_id: "" }]) {
        const request = new Request("https://merchant.example/notify", {
          method: "POST",
          body: event(ciphertext, extra),
          headers: { "content-type": "text/xml" }
        })
        statuses.push((yield* Effect.promise(() => handler(request))).status)
      }
      yield* Effect.promise(dispose)
      assert.deepStrictEqual(statuses, [200, 400, 200, 200])
      assert.strictEqual(yield* Ref.get(calls), 1)
    })
  )
})

describe("the app for one URL", () => {
  const post = (body: string | undefined, method = "POST") =>
    new Request("https://merchant.example/notify", {
      method,
      ...(body === undefined ? {} : { body, headers: { "content-type": "text/xml" } })
    })

  /** Sends requests to an app whose handler does `handle`; gives status and body of the responses. */
  const send = <E>(
    handle: (orderNo: string) => Effect.Effect<unknown, E>,
    requests: ReadonlyArray<Request>,
    messages: Array<string> = [],
    timeout: Duration.DurationInput = "5 seconds"
  ) =>
    Effect.gen(function* () {
      const app = V2Notification.toHttpApp(paid, (content) => handle(content.out_trade_no), {
        maxBytes: 4096
      })
      const logger = Logger.replace(
        Logger.defaultLogger,
        Logger.make(({ message }) => {
          messages.push(String(message))
        })
      )
      const { dispose, handler } = NotificationServer.toWebHandler(
        app,
        Layer.mergeAll(
          keys,
          NotificationStore.layerMemory(),
          logger,
          Layer.succeed(NotificationHandler.Timeout, Duration.decode(timeout))
        )
      )
      const responses: Array<readonly [number, string]> = []
      for (const request of requests) {
        const response = yield* Effect.promise(() => handler(request))
        assert.strictEqual(response.headers.get("content-type"), "text/xml; charset=utf-8")
        responses.push([response.status, yield* Effect.promise(() => response.text())])
      }
      yield* Effect.promise(dispose)
      return responses
    })

  const accepted = "<xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg></xml>"
  const rejected = "<xml><return_code>FAIL</return_code><return_msg>not handled</return_msg></xml>"

  it.effect(
    "the app for XML notifications passes a payment to its handler once, for any number of deliveries",
    () =>
      Effect.gen(function* () {
        const seen = yield* Ref.make<ReadonlyArray<string>>([])
        const responses = yield* send(
          (orderNo) => Ref.update(seen, (all) => [...all, orderNo]),
          [
            post(sign(payment)),
            post(sign({ ...payment, nonce_str: "another" })),
            post(sign({ ...payment, out_trade_no: "2" }))
          ]
        )
        assert.deepStrictEqual(responses, [
          [200, accepted],
          [200, accepted],
          [200, accepted]
        ])
        assert.deepStrictEqual(yield* Ref.get(seen), ["1409811653", "2"])
      })
  )

  it.effect(
    "the app for XML notifications requests another delivery if the handler failed or died, and responds without private data",
    () =>
      Effect.gen(function* () {
        const calls = yield* Ref.make(0)
        const messages: Array<string> = []
        const responses = yield* send(
          (orderNo) =>
            Effect.flatMap(
              Ref.updateAndGet(calls, (count) => count + 1),
              (count) =>
                count === 1
                  ? new NotStored({ orderNo })
                  : count === 2
                    ? Effect.die(new TypeError(`no ${orderNo}`))
                    : Effect.void
            ),
          [post(sign(payment)), post(sign(payment)), post(sign(payment)), post(sign(payment))],
          messages
        )
        assert.deepStrictEqual(responses, [
          [500, rejected],
          [500, rejected],
          [200, accepted],
          [200, accepted]
        ])
        assert.strictEqual(yield* Ref.get(calls), 3)
        assert.isAtLeast(messages.length, 2)
        for (const message of messages) assert.notInclude(message, "1409811653")
      })
  )

  it.effect(
    "the app for XML notifications does not call the handler for a message that is not from WeChat Pay",
    () =>
      Effect.gen(function* () {
        const responses = yield* send(
          () => Effect.dieMessage("must not be called"),
          [
            post(toXml(payment)),
            post(sign(payment).replace("100", "1")),
            post("<xml>"),
            post("x".repeat(5000)),
            post(undefined, "GET"),
            post(sign({ ...payment, total_fee: "x" }))
          ]
        )
        assert.deepStrictEqual(
          responses.map(([status]) => status),
          [401, 401, 400, 413, 405, 500]
        )
        for (const [, body] of responses) assert.strictEqual(body, rejected)
      })
  )

  it.live("the app for XML notifications interrupts a slow handler and requests another delivery", () =>
    Effect.gen(function* () {
      const interrupted = yield* Ref.make(0)
      const responses = yield* send(
        () => Effect.onInterrupt(Effect.never, () => Ref.update(interrupted, (count) => count + 1)),
        [post(sign(payment)), post(sign(payment))],
        [],
        "50 millis"
      )
      assert.deepStrictEqual(responses, [
        [500, rejected],
        [500, rejected]
      ])
      assert.strictEqual(yield* Ref.get(interrupted), 2)
    })
  )
})
