/** This library with 1,000 merchants on one URL, which receives forged notifications as web requests. */
import { createSign, generateKeyPairSync } from "node:crypto"
import * as NotificationHandler from "@effect-wechatpay/core/NotificationHandler"
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import * as NotificationStore from "@effect-wechatpay/core/NotificationStore"
import * as V2Key from "@effect-wechatpay/core/V2Key"
import * as V2Notification from "@effect-wechatpay/core/V2Notification"
import * as PayscoreNotification from "@effect-wechatpay/payscore/PayscoreNotification"
import * as NodeCryptoProvider from "@effect-wechatpay/undici/NodeCryptoProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { type Fixtures, notification, signedHeaders } from "../fixtures.js"
import { type Client, type Job, main, promises } from "../measure.js"

const merchants = 1000
const sharedSerial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1"

/** The limits of the receivers. */
const longestJson = 128 * 1024
const longestXml = 32 * 1024
const longestForHint = 16 * 1024

const keysOf = (fixtures: Fixtures) => {
  const options = (index: number): NotificationKeys.MerchantOptions => ({
    mchid: String(1_900_000_000 + index),
    apiV3Key: Redacted.make(fixtures.apiV3Key),
    keys: [
      {
        id: index === 0 ? fixtures.platformKeyId : `PUB_KEY_ID_${index}`,
        publicKey: fixtures.platformPublicKey
      },
      { id: sharedSerial, publicKey: fixtures.platformPublicKey }
    ]
  })
  return NotificationKeys.layerMerchants([
    options(0),
    ...Array.from({ length: merchants - 1 }, (_, index) => options(index + 1))
  ]).pipe(Layer.provide(NodeCryptoProvider.layer))
}

const paid = V2Notification.signed("bench.paid", {
  content: { out_trade_no: Schema.String },
  businessKey: (content) => content.out_trade_no
})

const accepted = Effect.die("a forgery was accepted")

const handler = NotificationHandler.make([PayscoreNotification.userPaid], {
  "PAYSCORE.USER_PAID": () => accepted,
  unknown: () => accepted
})

/** The headers of a body that another key than WeChat Pay's signed. */
const forgedHeaders = (fixtures: Fixtures, body: Buffer) => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 })
  const headers = signedHeaders(fixtures, body)
  const sign = createSign("RSA-SHA256").update(
    `${headers["wechatpay-timestamp"]}\n${headers["wechatpay-nonce"]}\n`
  )
  return {
    ...headers,
    "wechatpay-signature": sign.update(body).update("\n").sign(privateKey, "base64")
  }
}

/** A notification whose envelope is filled up to a length. */
const filled = (fixtures: Fixtures, length: number): Buffer => {
  const { body } = notification(fixtures)
  const envelope = JSON.parse(body.toString()) as object
  return Buffer.from(JSON.stringify({ ...envelope, added: "x".repeat(length - body.length - 64) }))
}

/** As many Chinese characters and slashes as fit: every printing of it differs. */
const printedAgain = (fixtures: Fixtures) => {
  const envelope = JSON.parse(notification(fixtures).body.toString()) as object
  const added = "支付/<&>".repeat(Math.floor((longestForHint - 2048) / 13))
  // Signed with blanks that no printing has, so that all of them are tried.
  const sent = Buffer.from(`${JSON.stringify({ ...envelope, added }, null, 3)}\n`)
  return {
    body: Buffer.from(JSON.stringify({ ...envelope, added }, null, 2)),
    headers: signedHeaders(fixtures, sent)
  }
}

const manyMembers = (): Buffer => {
  const members = Array.from({ length: 480 }, (_, index) => `<member_${index}>&#20013;${"x".repeat(20)}`)
  const text = members.map((open, index) => `${open}</member_${index}>`).join("")
  const head = "<xml><return_code>SUCCESS</return_code><sign>0123456789ABCDEF0123456789ABCDEF</sign>"
  const rest = longestXml - head.length - text.length - 32
  return Buffer.from(`${head}${text}<attach>${"x".repeat(Math.max(0, rest))}</attach></xml>`)
}

interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

await main(async (_, fixtures): Promise<Client> => {
  const quiet = Logger.replace(
    Logger.defaultLogger,
    Logger.make(() => {})
  )
  const { find } = await Effect.runPromise(
    Effect.provide(NotificationKeys.NotificationKeys, keysOf(fixtures))
  )
  // A service of its own for each request, so that the limit of the rate of hints does not hide their cost.
  const app = Effect.suspend(() =>
    Effect.provideService(NotificationServer.toHttpApp(handler), NotificationKeys.NotificationKeys, { find })
  )
  const store = Layer.merge(NotificationStore.layerMemory(), quiet)
  const json = NotificationServer.toWebHandler(app, store)
  const xml = NotificationServer.toWebHandler(
    V2Notification.toHttpApp(paid, () => accepted),
    Layer.merge(
      store,
      V2Key.layer({ mchid: fixtures.mchid, apiV2Key: Redacted.make(fixtures.apiV3Key) }).pipe(Layer.orDie)
    )
  )
  const rejecting = (make: () => Sent, { handler }: typeof json, status: number) => {
    return (job: Job) => {
      const { body: bytes, headers } = make()
      const body = new Uint8Array(bytes)
      return promises(async () => {
        const response = await handler(
          new Request("http://localhost/notify", { method: "POST", headers, body })
        )
        if (response.status !== status) throw new Error(`${status} was expected, not ${response.status}`)
      })(job)
    }
  }
  const forged = (body: Buffer): Sent => ({ body, headers: forgedHeaders(fixtures, body) })
  return {
    wrongSignature: rejecting(() => forged(filled(fixtures, longestJson)), json, 401),
    unknownSerial: rejecting(
      () => {
        const body = filled(fixtures, longestJson)
        return { body, headers: { ...signedHeaders(fixtures, body), "wechatpay-serial": "PUB_KEY_ID_X" } }
      },
      json,
      401
    ),
    sharedSerial: rejecting(
      () => {
        const { body, headers } = forged(notification(fixtures).body)
        return { body, headers: { ...headers, "wechatpay-serial": sharedSerial } }
      },
      json,
      401
    ),
    printedAgain: rejecting(() => printedAgain(fixtures), json, 401),
    manyMembers: rejecting(() => ({ headers: {}, body: manyMembers() }), xml, 401)
  }
})
