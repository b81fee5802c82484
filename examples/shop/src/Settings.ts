/** What the shop is configured with, besides the keys of WeChat Pay, which `WechatPayClient.layerConfig` reads. */
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"

export class Settings extends Context.Tag("shop/Settings")<
  Settings,
  {
    /** An appid that is bound to the merchant. */
    readonly appid: string
    /** The address at which buyers open the shop, without a slash at the end. */
    readonly url: string
    /** Where WeChat Pay sends notifications: a public https address that leads to `/wechatpay/notify` of this server. */
    readonly notifyUrl: string
    /** The file that keeps the orders. */
    readonly ordersFile: string
    /** Opens the office: refunds and reconciliation. */
    readonly officePassword: Redacted.Redacted
  }
>() {}

const url = Config.map(Config.url("SHOP_URL"), ({ origin }) => origin)

const settings = Config.all({
  appid: Config.string("SHOP_APPID"),
  url,
  notifyUrl: Config.string("SHOP_NOTIFY_URL").pipe(
    Config.orElse(() => Config.map(url, (origin) => `${origin}/wechatpay/notify`))
  ),
  ordersFile: Config.string("SHOP_ORDERS_FILE"),
  officePassword: Config.redacted(Config.nonEmptyString("SHOP_OFFICE_PASSWORD"))
})

export const layer = Layer.effect(Settings, Effect.map(settings, Settings.of))
