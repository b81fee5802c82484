/**
 * The desk behind a simulator: a page for people, and the HTTP API that it is made of, on a port of its own.
 *
 * @since 1.0.0
 */
import { createServer } from "node:http"
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Api from "./admin/Api.js"
import { events } from "./admin/events.js"
import { asset, page } from "./admin/files.js"
import * as Handlers from "./admin/handlers.js"
import * as OpenApi from "./OpenApi.js"
import { Simulator } from "./Simulator.js"

/**
 * Where the desk is.
 *
 * @since 1.0.0
 * @category services
 */
export class Admin extends Context.Tag("@effect-wechatpay/simulator/Admin")<
  Admin,
  {
    /** The page; the API is at `/api`. */
    readonly url: string
  }
>() {}

/**
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Default: 0, any free port. It is on the loopback address always: who reaches it sees and does everything. */
  readonly port?: number
}

const routes = HttpApiBuilder.Router.use((router) =>
  Effect.gen(function* () {
    const stream = yield* events
    const { baseUrl, endpoints } = yield* Simulator
    const document = yield* Effect.cached(
      Effect.sync(() => JSON.stringify(OpenApi.make(endpoints, { url: baseUrl })))
    )
    yield* router.get("/", page)
    yield* router.get(
      "/assets/:name",
      Effect.flatMap(HttpRouter.params, ({ name = "" }) => asset(name))
    )
    yield* router.get("/api/events", stream)
    yield* router.get(
      "/openapi.json",
      Effect.map(document, (text) => HttpServerResponse.text(text, { contentType: "application/json" }))
    )
  })
)

const own = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]+)?$/

/** Another site that is open in the same browser must not act here, nor by a name that it gave this address. */
const guard = <E, R>(app: HttpApp.Default<E, R>) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) => {
    const { host = "", origin } = headers
    return own.test(host) && (origin === undefined || origin === `http://${host}`)
      ? app
      : Effect.succeed(HttpServerResponse.text("For this machine only.\n", { status: 403 }))
  })

const serve = Effect.fnUntraced(function* ({ port = 0 }: Options) {
  const node = createServer()
  const server = yield* NodeHttpServer.make(() => node, { port, host: "127.0.0.1" })
  // The streams of events would never end by themselves.
  yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))
  const app = yield* HttpApiBuilder.httpApp
  yield* HttpMiddleware.withTracerDisabledWhenEffect(server.serve(guard(app)), () => true)
  return Admin.of({ url: HttpServer.formatAddress(server.address) })
})

/**
 * Serves the desk of a simulator until the scope closes.
 *
 * ```ts
 * Admin.layer({ port: 4011 }).pipe(Layer.provideMerge(Simulator.layerServer({ port: 4010 })))
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (options: Options = {}): Layer.Layer<Admin, HttpServerError.ServeError, Simulator> =>
  Layer.scoped(Admin, serve(options)).pipe(
    Layer.provide(routes),
    Layer.provide(HttpApiBuilder.api(Api.api)),
    Layer.provide(Handlers.layer),
    Layer.provide([HttpApiBuilder.Router.Live, HttpApiBuilder.Middleware.layer, NodeHttpServer.layerContext])
  )
