/**
 * A platform that runs the shops of several merchants in one process. Each has a merchant number and keys of its own; nothing is
 * global, and a merchant is added, or gets new keys, without a restart.
 */
import * as MerchantClients from "@effect-wechatpay/core/MerchantClients"
import * as NotificationError from "@effect-wechatpay/core/NotificationError"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as Verifier from "@effect-wechatpay/core/Verifier"
import type * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient"
import * as WechatPayError from "@effect-wechatpay/core/WechatPayError"
import * as Native from "@effect-wechatpay/pay/Native"
import * as PayNotification from "@effect-wechatpay/pay/PayNotification"
import * as Cache from "effect/Cache"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"

/** What the platform stores of a merchant: encrypted in the database, with the private key in a KMS if there is one. */
export interface Merchant {
  readonly mchid: string
  readonly appid: string
  readonly serialNo: string
  readonly privateKey: Redacted.Redacted
  readonly apiV3Key: Redacted.Redacted
  /** WeChat Pay's public key for this merchant. */
  readonly publicKey: Verifier.PublicKey
}

/** The table of merchants. */
export class Merchants extends Context.Tag("platform/Merchants")<
  Merchants,
  {
    readonly find: (mchid: string) => Effect.Effect<Option.Option<Merchant>>
    readonly byPublicKey: (id: string) => Effect.Effect<ReadonlyArray<Merchant>>
  }
>() {}

/** The orders of all shops. */
export class Orders extends Context.Tag("platform/Orders")<
  Orders,
  {
    /** Stores an order before anything is sent. The same order may be stored again. */
    readonly place: (mchid: string, number: string, fen: number) => Effect.Effect<void>
    /** Marks it as paid if it is an order of this merchant with this total. */
    readonly paid: (mchid: string, number: string, fen: number) => Effect.Effect<boolean>
    readonly takings: (mchid: string) => Effect.Effect<number>
  }
>() {}

const unknownShop = (mchid: string) =>
  new MerchantClients.MerchantUnavailable({ mchid, problem: "not a shop of this platform" })

/** A client is made at the first call of a merchant, shared by all that follow, and released when it is not used. */
export const layerClients = (options: { readonly baseUrl?: string } = {}) =>
  Layer.unwrapEffect(
    Effect.map(Merchants, (merchants) =>
      MerchantClients.layer({
        ...options,
        find: (mchid) =>
          Effect.flatMap(
            merchants.find(mchid),
            Option.match({
              onNone: () => unknownShop(mchid),
              onSome: ({
                apiV3Key,
                privateKey,
                publicKey,
                serialNo
              }): Effect.Effect<Omit<WechatPayClient.Merchant, "mchid">> =>
                Effect.succeed({ apiV3Key, privateKey, publicKeys: [publicKey], serialNo })
            })
          )
      })
    )
  )

/**
 * All merchants notify one address. The serial number says whose key may have signed; among merchants with the same key the
 * one whose APIv3 key decrypts it is meant.
 */
export const layerKeys = Layer.effect(
  NotificationKeys.NotificationKeys,
  Effect.gen(function* () {
    const merchants = yield* Merchants
    const makeKeys = Effect.fnUntraced(function* (known: ReadonlyArray<Merchant>) {
      const [first] = known
      if (first === undefined) return []
      // One verifier for all of them: a signature is verified once.
      const verifier = yield* Verifier.makePublicKey({ keys: [first.publicKey] })
      return yield* Effect.forEach(known, ({ apiV3Key, mchid }) =>
        Effect.provideService(NotificationKeys.makeMerchant({ mchid, apiV3Key }), Verifier.Verifier, verifier)
      )
    })
    const keys = yield* Cache.make({
      capacity: 1000,
      timeToLive: "10 minutes",
      lookup: (serialNo: string) => Effect.flatMap(merchants.byPublicKey(serialNo), makeKeys)
    })
    return NotificationKeys.NotificationKeys.of({
      find: (serialNo) =>
        keys.get(serialNo).pipe(
          Effect.mapError(({ message }) => new NotificationError.KeysUnavailable({ problem: message })),
          Effect.flatMap(([first, ...others]) =>
            first === undefined
              ? new WechatPayError.UnknownSerial({ serialNo, known: [] })
              : Effect.succeed([first, ...others] as const)
          )
        )
    })
  })
)

/** The QR code of an order in a merchant's shop. */
export const qrCode = (
  mchid: string,
  number: string,
  order: { readonly fen: number; readonly notifyUrl: string }
) =>
  Effect.gen(function* () {
    const merchant = yield* Effect.flatMap(Merchants, ({ find }) => find(mchid))
    const { appid } = Option.isSome(merchant) ? merchant.value : yield* unknownShop(mchid)
    yield* Effect.flatMap(Orders, ({ place }) => place(mchid, number, order.fen))
    return yield* Native.prepay({
      appid,
      out_trade_no: number,
      description: `order ${number}`,
      notify_url: order.notifyUrl,
      amount: { total: order.fen }
    }).pipe(MerchantClients.provide(mchid))
  })

/** `mchid` is the merchant whose keys verified and decrypted the notification: no shop can report a payment of another. */
export const notifications = NotificationHandler.make([...PayNotification.all], {
  "TRANSACTION.SUCCESS": (event) =>
    event.shape === "merchant"
      ? Effect.gen(function* () {
          const { amount, out_trade_no } = event.resource
          const isOurs = yield* (yield* Orders).paid(event.mchid, out_trade_no, amount.total)
          if (!isOurs)
            yield* Effect.logError(
              `merchant ${event.mchid}: a payment of ${out_trade_no} that is no open order`
            )
        })
      : Effect.void,
  unknown: ({ event_type }) => Effect.logWarning(`nobody handles ${event_type}`)
})
