/** What a front end opens a payment with: a `prepay_id`, a link, or signed parameters. */
import { createPrivateKey, createPublicKey } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { explainPaySign, isValid, type PayKey, type Signed } from "../../internal/diagnosis/paySign.js"
import { merchantRows } from "../../internal/remembered.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { current } from "./life.js"
import { settingsOf } from "./settings.js"
import { type Channel, type Order, orders, save, tokens } from "./tables.js"

const InWechat = Schema.Struct({
  /** Absent in mini programs. */
  appId: Schema.optional(Schema.String),
  timeStamp: Schema.Unknown,
  nonceStr: Schema.String,
  package: Schema.String,
  signType: Schema.String,
  paySign: Schema.String
})

const InApp = Schema.Struct({
  appId: Schema.String,
  partnerId: Schema.String,
  prepayId: Schema.String,
  packageValue: Schema.String,
  nonceStr: Schema.String,
  timeStamp: Schema.Unknown,
  sign: Schema.String
})

/**
 * The signed parameters of a front end: for WeChat's browser, a mini program or an app.
 *
 * @since 1.0.0
 * @category models
 */
export type FrontEnd = typeof InWechat.Type | typeof InApp.Type

/** The parameters as JSON, or a text that contains a token. */
export const parse = (text: string): string | FrontEnd => {
  if (!text.trim().startsWith("{")) return text
  try {
    return Schema.decodeUnknownSync(Schema.Union(InWechat, InApp))(JSON.parse(text))
  } catch {
    return text
  }
}

const rejected = (problem: string) => new ActionRejected({ problem })

/** The RSA keys of all merchants. */
const keys = Effect.map(State.rows(merchantRows), (rows) =>
  rows
    .filter(() => true)
    .flatMap(
      ({ mchid, otherCertificates, privateKey }): ReadonlyArray<PayKey> =>
        [privateKey, ...otherCertificates.map((other) => other.privateKey)].flatMap((pem) => {
          const key = createPrivateKey(pem)
          return key.asymmetricKeyType === "rsa" ? [{ mchid, publicKey: createPublicKey(key) }] : []
        })
    )
)

const appidsOf = (order: Order): readonly [string, ...ReadonlyArray<string>] => [
  order.appid ?? "",
  ...order.parts.flatMap(({ sub_appid }) => (sub_appid === undefined ? [] : [sub_appid]))
]

const requireSignature = Effect.fnUntraced(function* (order: Order, signed: Signed) {
  const all = yield* keys
  const own = all.filter(({ mchid }) => mchid === order.mchid)
  if (isValid(signed, own)) return
  const known = (yield* State.rows(orders)).filter(() => true).flatMap(appidsOf)
  const sorted = [...own, ...all.filter((key) => !own.includes(key))]
  const found = explainPaySign(signed, order.mchid, sorted, [...new Set([...signed.appids, ...known])])
  return yield* rejected(`the signature is wrong: ${found.map(({ en }) => en).join(" ")}`)
})

/** The path of the page on which a browser pays an order. */
export const checkoutPath = (token: string): string => `/pay/${token}`

/** The token in the parameters, and the channels that open it. */
const tokenOf = (given: string | FrontEnd): string => {
  const text = typeof given === "string" ? given : "package" in given ? given.package : given.prepayId
  return /wx\d{34}/.exec(text)?.[0] ?? ""
}

const byChannel: { readonly [Scene in "wechat" | "app"]: ReadonlyArray<Channel> } = {
  wechat: ["JSAPI", "MINI_PROGRAM"],
  app: ["APP"]
}

/** Checks the parameters against the order: R42, and the signature. */
const requireParameters = Effect.fnUntraced(function* (order: Order, token: string, given: FrontEnd) {
  const isApp = "prepayId" in given
  if (!byChannel[isApp ? "app" : "wechat"].includes(order.channel)) {
    return yield* rejected(
      `an order of ${order.channel} cannot be opened ${isApp ? "in an app" : "in WeChat"}`
    )
  }
  const { appId, nonceStr, timeStamp } = given
  if (typeof timeStamp !== "string" || !/^\d{10}$/.test(timeStamp)) {
    return yield* rejected("timeStamp has to be a text of seconds: iOS rejects numbers")
  }
  const appids = appidsOf(order)
  if (appId !== undefined && !appids.includes(appId)) {
    return yield* rejected("appId is not an appid of the order")
  }
  if ("prepayId" in given) {
    if (given.packageValue !== "Sign=WXPay") return yield* rejected("packageValue has to be Sign=WXPay")
    if (![order.mchid, order.parts[0]?.sub_mchid].includes(given.partnerId)) {
      return yield* rejected("partnerId is not the merchant of the order")
    }
  } else {
    if (given.signType !== "RSA") return yield* rejected("signType has to be RSA")
    if (given.package !== `prepay_id=${token}`) return yield* rejected("package has to be prepay_id=<id>")
  }
  yield* requireSignature(order, {
    appids: appId === undefined ? appids : [appId],
    timestamp: timeStamp,
    nonce: nonceStr,
    prepay_id: token,
    isApp,
    signature: "prepayId" in given ? given.sign : given.paySign
  })
})

/**
 * The user who opens a payment, and where.
 *
 * @since 1.0.0
 * @category models
 */
export interface Visitor {
  /** Default: the user of the order. */
  readonly openid?: string | undefined
  /** The address of the user's device, which is compared for H5 orders. Default: not compared. */
  readonly ip?: string | undefined
  /** The address of the page that links to an H5 payment. Default: not compared. */
  readonly referer?: string | undefined
}

const hostOf = (address: string): string | undefined =>
  URL.canParse(address) ? new URL(address).hostname : undefined

/** The rules of the place: R45. */
const requirePlace = Effect.fnUntraced(function* (order: Order, { ip, referer }: Visitor) {
  if (order.channel !== "MWEB") return
  if (ip !== undefined && ip !== order.client_ip) {
    return yield* rejected("payer_client_ip is not the address of the user's device")
  }
  const { h5Domains } = yield* settingsOf(order.mchid)
  const host = referer === undefined ? undefined : hostOf(referer)
  if (h5Domains !== undefined && host !== undefined && !h5Domains.includes(host)) {
    return yield* rejected("the domain of the page is not registered for H5 payment")
  }
})

/** Why an order cannot be paid: R44. */
export const requirePayable = Effect.fnUntraced(function* (order: Order) {
  if (order.state === "SUCCESS") return yield* rejected("the order is paid")
  if (order.state === "USERPAYING") return
  if (order.state !== "NOTPAY" || order.channel === "MICROPAY")
    return yield* rejected(`the order is ${order.state}`)
  if ((yield* Clock.currentTimeMillis) > order.payable_until)
    return yield* rejected("the time for paying has ended")
})

/** Only the user of a JSAPI order pays it, and only one user at a time: R43. */
export const requirePayer = Effect.fnUntraced(function* (order: Order, openid: string | undefined) {
  if (openid === undefined) return
  const own = [order.openid, order.sub_openid]
  if (order.channel === "JSAPI" && !own.includes(openid)) {
    return yield* rejected("only the user of the order can pay it")
  }
  if (order.opened_by !== undefined && order.opened_by !== openid) {
    return yield* rejected("another user is paying the order")
  }
})

/** The order of a token: R40, R41. */
export const byToken = Effect.fnUntraced(function* (token: string) {
  const row = (yield* State.rows(tokens)).get(token)
  const order = row === undefined ? undefined : (yield* State.rows(orders)).get(row.order)
  if (row === undefined || order === undefined) return yield* rejected("the prepay_id or code does not exist")
  if ((yield* Clock.currentTimeMillis) > row.expires_at) {
    return yield* rejected("the prepay_id or code has expired: repeat the creation of the order")
  }
  if (order.channel === "NATIVE" && order.token !== token) {
    return yield* rejected("a newer code_url of the order has replaced this one")
  }
  return yield* current(order)
})

/**
 * The user opens the payment that a front end leads to: by signed parameters, whose signature is checked, by a
 * `code_url`, by an `h5_url`, or by a bare `prepay_id`. Returns the order, which `pay` and the other actions take.
 *
 * Fails with `ActionRejected` for a wrong signature (the problem names the mistake), parameters of another channel, an
 * expired or replaced token, another user, and orders that can no longer be paid.
 *
 * @since 1.0.0
 * @category user actions
 */
export const open = Effect.fnUntraced(function* (given: string | FrontEnd, visitor: Visitor = {}) {
  const token = tokenOf(given)
  const order = yield* byToken(token)
  if (typeof given !== "string") yield* requireParameters(order, token, given)
  yield* requirePlace(order, visitor)
  yield* requirePayable(order)
  const { openid } = visitor
  yield* requirePayer(order, openid)
  const opened_by = openid ?? order.openid ?? order.sub_openid
  return yield* save({ ...order, ...(opened_by === undefined ? {} : { opened_by }) })
})
