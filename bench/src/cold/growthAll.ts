/** Every module of every family. */
import * as Bill from "@effect-wechatpay/bill"
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Facepay from "@effect-wechatpay/facepay"
import * as Media from "@effect-wechatpay/media"
import * as Payscore from "@effect-wechatpay/payscore"
import * as Refund from "@effect-wechatpay/refund"
import { report } from "./report.js"

const modules: ReadonlyArray<object> = [Bill, Facepay, Media, Payscore, Refund].flatMap((family) =>
  Object.values(family)
)
report(modules.flatMap((module) => Object.values(module)).filter(Endpoint.isEndpoint).length)
