/** The addresses of the shop. */
import { fileURLToPath } from "node:url"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NotificationServer from "@effect-wechatpay/core/NotificationServer"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Books from "./Books.js"
import { handler } from "./Notifications.js"
import * as Orders from "./Orders.js"
import * as Payments from "./Payments.js"
import * as Products from "./Products.js"
import * as Refunds from "./Refunds.js"
import type { Html } from "./web/Html.js"
import * as OfficePages from "./web/OfficePages.js"
import * as Pages from "./web/Pages.js"
import * as Security from "./web/Security.js"
import { languageOf, words } from "./web/Words.js"

const currentWords = Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) =>
  words(languageOf(headers["accept-language"]))
)

const show = (page: Html, status = 200) =>
  HttpServerResponse.html(page.text).pipe(HttpServerResponse.setStatus(status))

/** After a form: the browser opens another page, so that "reload" sends nothing twice. */
const seeOther = (location: string) => HttpServerResponse.redirect(location, { status: 303 })

const notFound = Effect.map(currentWords, (text) => show(Pages.message(text, text.notFound), 404))

const param = (name: string) => Effect.map(HttpRouter.params, (params) => params[name] ?? "")

class OrderNotFound extends Data.TaggedError("OrderNotFound") {}

/** The order in the address. */
const currentOrder = Effect.gen(function* () {
  const order = yield* (yield* Orders.Orders).find(yield* param("number"))
  return Option.isSome(order) ? order.value : yield* new OrderNotFound()
})

/** The buyer's address, which WeChat Pay compares when the order is paid on the phone. */
const clientIp = Effect.map(HttpServerRequest.HttpServerRequest, ({ remoteAddress }) =>
  Option.getOrElse(remoteAddress, () => "").replace(/^::ffff:/, "")
)

const buy = Effect.gen(function* () {
  const product = Products.find(yield* param("product"))
  const channel = yield* param("channel")
  if (product === undefined || (channel !== "native" && channel !== "h5")) return yield* notFound
  const order = yield* Orders.make(product, channel)
  yield* (yield* Orders.Orders).add(order)
  return seeOther(`/orders/${order.number}`)
})

/** WeChat Pay says that the order is paid or closed. The program that waits learns which. */
const decided = ({ number }: Orders.Order) => Effect.as(Payments.wake(number), undefined)

/** How an open order is paid; undefined if it cannot be paid any more. */
const howToPay = (order: Orders.Order) =>
  Effect.gen(function* () {
    if (order.state !== "Open") return undefined
    if (order.channel === "h5") {
      // The buyer may be back from WeChat.
      yield* Payments.returned(order.number)
      return { _tag: "Link" } satisfies Pages.HowToPay
    }
    const codeUrl = yield* Payments.code(order).pipe(
      Effect.catchTags({ OrderPaid: () => decided(order), OrderClosed: () => decided(order) })
    )
    return codeUrl === undefined ? undefined : ({ _tag: "Code", codeUrl } satisfies Pages.HowToPay)
  })

const orderPage = Effect.gen(function* () {
  const text = yield* currentWords
  const order = yield* currentOrder
  const how = yield* howToPay(order)
  const name = Products.find(order.product)?.name[text.language] ?? order.description
  return show(Pages.order(text, order, name, how))
})

/** The state of the order, which the page asks for every second. Nothing is sent to WeChat Pay. */
const orderStatus = Effect.map(currentOrder, (order) => HttpServerResponse.text(Orders.statusOf(order)))

/** Leads to WeChat. The address is valid for five minutes, so it is made when the buyer wants to pay. */
const pay = Effect.gen(function* () {
  const order = yield* currentOrder
  if (order.state !== "Open" || order.channel !== "h5") return seeOther(`/orders/${order.number}`)
  return yield* Payments.link(order, yield* clientIp).pipe(
    Effect.map(seeOther),
    Effect.catchTags({
      OrderPaid: () => Effect.as(decided(order), seeOther(`/orders/${order.number}`)),
      OrderClosed: () => Effect.as(decided(order), seeOther(`/orders/${order.number}`))
    })
  )
})

const cancel = Effect.gen(function* () {
  const { number } = yield* currentOrder
  yield* Payments.cancel(number)
  return seeOther(`/orders/${number}`)
})

const refund = Effect.gen(function* () {
  const { number } = yield* currentOrder
  yield* Refunds.start(number)
  return seeOther("/office")
})

const compared = (day: string) =>
  Books.compare(day).pipe(
    Effect.map((result) => ({ result })),
    Effect.catchAll(({ message }) => Effect.succeed({ problem: message }))
  )

const office = Effect.gen(function* () {
  const text = yield* currentWords
  const { day } = yield* HttpServerRequest.ParsedSearchParams
  const newestFirst = (yield* (yield* Orders.Orders).all).slice(-50).reverse()
  const result = typeof day === "string" ? yield* compared(day) : undefined
  const shownDay = typeof day === "string" ? day : yield* Books.yesterday
  return show(OfficePages.office(text, newestFirst, shownDay, result))
})

const asset = (name: string) =>
  HttpServerResponse.file(fileURLToPath(new URL(`../public/${name}`, import.meta.url)))

const products = Effect.map(currentWords, (text) => show(Pages.products(text, Products.all)))

/** An error of WeChat Pay is logged by its message, which contains no data of the buyer. */
const problem = Effect.fnUntraced(function* (message: string) {
  const text = yield* currentWords
  yield* Effect.logWarning(message)
  return show(Pages.message(text, text.problem), 503)
})

/** What browsers open. */
const page = <E extends { readonly _tag: string; readonly message: string }, R>(app: HttpApp.Default<E, R>) =>
  Security.sameSite(
    Effect.catchAll(app, ({ _tag, message }) => (_tag === "OrderNotFound" ? notFound : problem(message)))
  )

/** WeChat Pay posts to `/wechatpay/notify`. Its signature is checked, so it needs no other protection. */
const routes = HttpRouter.empty.pipe(
  HttpRouter.post("/wechatpay/notify", NotificationServer.toHttpApp(handler)),
  HttpRouter.get("/", page(products)),
  HttpRouter.get("/shop.css", page(asset("shop.css"))),
  HttpRouter.get("/shop.js", page(asset("shop.js"))),
  HttpRouter.post("/buy/:product/:channel", page(buy)),
  HttpRouter.get("/orders/:number", page(orderPage)),
  HttpRouter.get("/orders/:number/status", page(orderStatus)),
  HttpRouter.get("/orders/:number/pay", page(pay)),
  HttpRouter.post("/orders/:number/cancel", page(cancel)),
  HttpRouter.get("/office", page(Security.forStaff(office))),
  HttpRouter.post("/office/refund/:number", page(Security.forStaff(refund)))
)

export const layer = HttpServer.serve(routes, HttpMiddleware.xForwardedHeaders)
