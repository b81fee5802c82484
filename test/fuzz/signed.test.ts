/** No change of a signed message is accepted, and no signed content is a defect, whatever it is. */
// Endpoints of all kinds are called, so their errors have no common type.
// @effect-diagnostics anyUnknownInErrorContext:off
import { createCipheriv } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { TradeBill } from "@effect-wechatpay/bill"
import {
  Decrypter,
  Notification,
  NotificationHandler,
  NotificationReceiver,
  NotificationServer,
  NotificationStore,
  V2Key,
  V2Notification,
  Verifier
} from "@effect-wechatpay/core"
import { ServiceOrder } from "@effect-wechatpay/payscore"
import { NodeCryptoProvider } from "@effect-wechatpay/undici"
import { Cause, Effect, Either, Exit, Fiber, Layer, Logger, Redacted, Schema, TestClock } from "effect"
import { runs, signOfLife, timeout } from "../support/long.js"
import { mutate, oneOf, type Random, random } from "../support/mutate.js"
import {
  apiV3Key,
  bodyOf,
  deliveryOf,
  headersOf,
  keysLayer,
  merchant,
  verifierLayer
} from "../support/notifications.js"
import { scripted, sign } from "../support/scripted.js"
import { apiV2Key, signature, toXml } from "../support/v2Platform.js"

const at = 1_611_368_330

const paid = Notification.make("TRANSACTION.SUCCESS", {
  originalType: "transaction",
  resource: { out_trade_no: Schema.String, amount: Schema.Struct({ total: Schema.Int }) }
})
const content = { out_trade_no: "S20210128170702357723", amount: { total: 100 } }

const signedHeaders = [
  "wechatpay-timestamp",
  "wechatpay-nonce",
  "wechatpay-signature",
  "wechatpay-serial"
] as const

/** A message with one bit changed: of a signed header, or of the body. */
const withBit = (
  headers: Readonly<Record<string, string>>,
  body: Buffer,
  bit: number
): { readonly what: string; readonly headers: Record<string, string>; readonly body: Buffer } => {
  let at = bit
  for (const name of signedHeaders) {
    const value = Buffer.from(headers[name] as string, "latin1")
    if (at < value.length * 8) {
      value[at >> 3] = (value[at >> 3] as number) ^ (1 << (at & 7))
      return { what: `${name}, bit ${at}`, headers: { ...headers, [name]: value.toString("latin1") }, body }
    }
    at -= value.length * 8
  }
  const changed = Buffer.from(body)
  changed[at >> 3] = (changed[at >> 3] as number) ^ (1 << (at & 7))
  return { what: `body, bit ${at}`, headers: { ...headers }, body: changed }
}

const bitsOf = (headers: Readonly<Record<string, string>>, body: Buffer): number =>
  8 * signedHeaders.reduce((sum, name) => sum + (headers[name] as string).length, body.length)

/** All bits in the long form; some of them otherwise. */
const chosenBits = (what: string, bits: number): ReadonlyArray<number> => {
  const { numRuns, seed } = runs(what, { ci: 400, long: bits, seed: 20261121 })
  const next = random(seed)
  return numRuns === bits
    ? Array.from({ length: bits }, (_, bit) => bit)
    : Array.from({ length: numRuns }, () => next(bits))
}

const assertNoDefect = (exit: Exit.Exit<unknown, unknown>, seed: number): void => {
  if (Exit.isFailure(exit))
    assert.isTrue(Cause.isFailure(exit.cause), `seed ${seed}: ${Cause.pretty(exit.cause)}`)
}

/** Retries wait on the test clock. Responses arrive in turns of the event loop. */
const untilDone = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(effect)
    for (let turns = 0; fiber.unsafePoll() === null && turns < 10_000; turns++) {
      yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      if (turns % 10 === 9) yield* TestClock.adjust("1 second")
    }
    return yield* Fiber.await(fiber)
  })

const quiet = Logger.replace(
  Logger.defaultLogger,
  Logger.make(() => {})
)
const node = Layer.provide(NodeCryptoProvider.layer)

describe("a change of one bit", () => {
  it.effect(
    "a notification with one changed bit in a signed part is rejected",
    () =>
      Effect.gen(function* () {
        const body = Buffer.from(bodyOf(content))
        const headers = headersOf(body, { at })
        const receive = (headers: Record<string, string>, body: Buffer) =>
          Effect.flatMap(NotificationReceiver.delivery({ headers, body }), (delivery) =>
            NotificationReceiver.receive(
              [paid],
              NotificationReceiver.Delivery.make({ ...delivery, receivedAt: at }, { disableValidation: true })
            )
          )
        assert.strictEqual((yield* receive(headers, body))._tag, "Known")
        for (const bit of chosenBits("changed bits of a notification", bitsOf(headers, body))) {
          const changed = withBit(headers, body, bit)
          const result = yield* Effect.either(receive(changed.headers, changed.body))
          assert.isTrue(Either.isLeft(result), changed.what)
        }
      }).pipe(Effect.provide(node(keysLayer))),
    timeout(30_000)
  )

  it.effect(
    "a response with one changed bit in a signed part is rejected",
    () =>
      Effect.gen(function* () {
        const body = Buffer.from(JSON.stringify({ out_trade_no: "1", trade_state: "SUCCESS", 金额: 100 }))
        const headers = sign(body.toString(), at)
        yield* Verifier.verifyAt(headers, body, at)
        for (const bit of chosenBits("changed bits of a response", bitsOf(headers, body))) {
          const changed = withBit(headers, body, bit)
          const result = yield* Effect.either(Verifier.verifyAt(changed.headers, changed.body, at))
          assert.isTrue(Either.isLeft(result), changed.what)
        }
      }).pipe(Effect.provide(node(verifierLayer))),
    timeout(30_000)
  )

  it.effect(
    "an encrypted content with one changed bit is not decrypted",
    () =>
      Effect.gen(function* () {
        const { decrypt } = yield* Decrypter.aes256Gcm(Redacted.make(apiV3Key))
        const nonce = "fG1l57vn9BCX"
        const cipher = createCipheriv("aes-256-gcm", apiV3Key, nonce)
        cipher.setAAD(Buffer.from("transaction"))
        const sealed = Buffer.concat([
          cipher.update(JSON.stringify(content)),
          cipher.final(),
          cipher.getAuthTag()
        ])
        const parts = [sealed, Buffer.from(nonce), Buffer.from("transaction")]
        const opened = ([ciphertext, nonce, associated]: ReadonlyArray<Buffer>) =>
          Effect.either(
            decrypt({
              ciphertext: (ciphertext as Buffer).toString("base64"),
              nonce: (nonce as Buffer).toString("latin1"),
              associatedData: (associated as Buffer).toString("latin1")
            })
          )
        assert.isTrue(Either.isRight(yield* opened(parts)))
        for (const [index, part] of parts.entries()) {
          for (let bit = 0; bit < part.length * 8; bit++) {
            const changed = Buffer.from(part)
            changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
            const result = yield* opened(parts.map((each, at) => (at === index ? changed : each)))
            assert.isTrue(Either.isLeft(result), `part ${index}, bit ${bit}`)
          }
        }
      }),
    timeout(30_000)
  )

  const v2Paid = V2Notification.signed("test.paid", {
    content: {
      out_trade_no: Schema.String,
      total_fee: Schema.String,
      attach: Schema.optional(Schema.String)
    },
    businessKey: ({ out_trade_no }) => out_trade_no
  })
  const members = {
    return_code: "SUCCESS",
    mch_id: "10000100",
    nonce_str: "5d2b6c2a8db53831",
    out_trade_no: "1409811653",
    total_fee: "100",
    attach: "支付<&>"
  }

  it.effect.each(["MD5", "HMAC-SHA256"] as const)(
    "a signed XML notification with one changed bit is rejected or says the same (%s)",
    (signType) =>
      Effect.gen(function* () {
        const body = Buffer.from(toXml({ ...members, sign: signature(members, signType) }))
        const read = (body: Buffer) =>
          Effect.flatMap(NotificationReceiver.delivery({ headers: {}, body }), (delivery) =>
            V2Notification.read(v2Paid, delivery)
          )
        const sent = yield* read(body)
        for (const bit of chosenBits(`changed bits of an XML notification, ${signType}`, body.length * 8)) {
          const changed = Buffer.from(body)
          changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7))
          const result = yield* Effect.either(read(changed))
          // A bit of a blank between members, or of the name of the document's end, may have no meaning.
          if (Either.isRight(result)) assert.deepStrictEqual(result.right, sent, `bit ${bit}`)
        }
      }).pipe(
        Effect.provide(Layer.orDie(V2Key.layer({ mchid: "10000100", apiV2Key: Redacted.make(apiV2Key) })))
      ),
    timeout(30_000)
  )
})

describe("changed headers", () => {
  const changes: Readonly<Record<string, (entries: Array<[string, string]>, next: Random) => void>> = {
    removed: (entries, next) => void entries.splice(next(entries.length), 1),
    doubled: (entries, next) => void entries.push([...oneOf(next, entries)]),
    recased: (entries, next) => {
      const entry = oneOf(next, entries)
      entry[0] = [...entry[0]].map((unit) => (next(2) === 0 ? unit.toUpperCase() : unit)).join("")
    },
    reordered: (entries, next) =>
      void entries.splice(next(entries.length), 0, ...entries.splice(next(entries.length), 1)),
    changed: (entries, next) => {
      const entry = oneOf(next, entries)
      entry[1] = mutate(next, [Buffer.from(entry[1])])
        .toString("latin1")
        .replace(/[^\x21-\x7e]/g, "")
    }
  }

  it.live(
    "a notification is accepted exactly if its four signed headers arrive once and unchanged, in any case and order",
    () =>
      Effect.gen(function* () {
        const { numRuns, seed } = runs("changed headers of a notification", {
          ci: 250,
          long: 50_000,
          seed: 7
        })
        const now = Math.floor(Date.now() / 1000)
        const body = bodyOf(content)
        const headers = headersOf(body, { at: now })
        const handled: Array<string> = []
        const app = NotificationServer.toHttpApp(
          NotificationHandler.make([paid], {
            "TRANSACTION.SUCCESS": ({ id }) => Effect.sync(() => void handled.push(id)),
            unknown: () => Effect.die("unknown")
          })
        )
        const { dispose, handler } = NotificationServer.toWebHandler(
          app,
          Layer.mergeAll(NotificationStore.layerMemory(), node(keysLayer), quiet)
        )
        for (let run = 0; run < numRuns; run++) {
          yield* Effect.promise(async () => signOfLife(run))
          const next = random(seed + run)
          const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, value])
          for (let left = 1 + next(3); left > 0; left--) oneOf(next, Object.values(changes))(entries, next)
          const arrived = new Headers(entries)
          const isWhole = signedHeaders.every((name) => arrived.get(name) === headers[name])
          const response = yield* Effect.promise(() =>
            handler(new Request("http://localhost/notify", { method: "POST", headers: arrived, body }))
          )
          const expected = isWhole ? [204] : [401]
          assert.include(expected, response.status, `seed ${seed + run}: ${JSON.stringify(entries)}`)
        }
        assert.lengthOf(handled, 1)
        yield* Effect.promise(dispose)
      }),
    timeout(60_000)
  )
})

describe("signed content of any form", () => {
  it.effect(
    "a signed notification with a changed envelope or content fails without a defect",
    () =>
      Effect.gen(function* () {
        const { numRuns, seed } = runs("changed envelopes and contents", { ci: 300, long: 200_000, seed: 11 })
        const plain = [Buffer.from(JSON.stringify(content)), Buffer.from("[]"), Buffer.from("null")]
        for (let run = 0; run < numRuns; run++) {
          yield* Effect.promise(async () => signOfLife(run))
          const next = random(seed + run)
          const body =
            next(2) === 0
              ? mutate(next, [Buffer.from(bodyOf(content))])
              : Buffer.from(bodyOf(mutate(next, plain)))
          const exit = yield* Effect.exit(NotificationReceiver.receive([paid], deliveryOf(body, at)))
          assertNoDefect(exit, seed + run)
        }
      }).pipe(Effect.provide(node(keysLayer))),
    timeout(60_000)
  )

  it.effect(
    "a call with a signed response of any form fails without a defect",
    () =>
      Effect.gen(function* () {
        const { numRuns, seed } = runs("responses of any form", { ci: 150, long: 50_000, seed: 13 })
        const order = {
          appid: "wxd678efh567hg6787",
          mchid: merchant.mchid,
          out_order_no: "1234",
          service_id: "5"
        }
        const inputs = [
          { ...order, service_introduction: "power bank", state: "DONE", order_id: "1", total_amount: 1 },
          { code: "PARAM_ERROR", message: "参数错误", detail: { field: "a", issue: "b" } },
          {
            download_url: "https://api.mch.weixin.qq.com/v3/billdownload/file?token=1",
            hash_type: "SHA1",
            hash_value: "0"
          }
        ].map((body) => Buffer.from(JSON.stringify(body)))
        let next = random(seed)
        const { layer } = scripted(() => ({
          status: oneOf(next, [200, 200, 200, 202, 400, 401, 404, 429, 500]),
          body: mutate(next, inputs).toString("utf8"),
          headers: {
            "content-type": oneOf(next, ["application/json", "text/html", ""]),
            "request-id": mutate(next, [Buffer.from("08F5B8")]).toString("hex")
          }
        }))
        const { appid, out_order_no, service_id } = order
        yield* Effect.gen(function* () {
          for (let run = 0; run < numRuns; run++) {
            yield* Effect.promise(async () => signOfLife(run))
            next = random(seed + run)
            const query = ServiceOrder.query({ appid, out_order_no, service_id })
            const link = TradeBill.getDownloadLink({ bill_date: "2024-05-01" })
            const call: Effect.Effect<unknown, unknown, Effect.Effect.Context<typeof query>> = next(2) === 0
              ? query
              : link
            assertNoDefect(yield* untilDone(call), seed + run)
          }
        }).pipe(Effect.provide(layer))
      }),
    timeout(60_000)
  )
})
