/**
 * The page of a simulator and the admin API that it uses, on a port of their own.
 *
 * @since 1.0.0
 */
import { createHash, timingSafeEqual } from "node:crypto"
import { createServer } from "node:http"
import type * as HttpApp from "@effect/platform/HttpApp"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServer from "@effect/platform/HttpServer"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as HttpApiOpenApi from "@effect/platform/OpenApi"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { InvalidOptions } from "@effect-wechatpay/core/InvalidOptions"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Api from "./admin/Api.js"
import { events } from "./admin/events.js"
import { asset, page } from "./admin/files.js"
import type * as Handlers from "./admin/handlers.js"
import { type Route, withApp } from "./internal/adminApp.js"
import { ignoreUpgrades, reachable } from "./internal/server.js"
import * as OpenApi from "./OpenApi.js"
import { Simulator } from "./Simulator.js"

/**
 * Where the page and the admin API are.
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
 * The admin API shows decrypted content and acts for users. By default it is therefore on the loopback address.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Default: 0, any free port. */
  readonly port?: number
  /** The address to listen on. Default: `127.0.0.1`. Another address needs a `token`. */
  readonly host?: string
  /** Further host names, without a port, that requests may name, besides `localhost`, `127.0.0.1` and `[::1]`. */
  readonly allowedHosts?: ReadonlyArray<string>
  /**
   * A secret that every request must carry: in the header `Authorization: Bearer <token>`, or once as `?token=<token>`
   * in the address of the page, which sets a cookie. Default: none.
   */
  readonly token?: Redacted.Redacted
}

/** The OpenAPI document of the admin API itself. */
const adminDocument = Effect.sync(() => JSON.stringify(HttpApiOpenApi.fromApi(Api.api)))

const routes: Effect.Effect<ReadonlyArray<Route>, never, Simulator | Handlers.Queries> = Effect.gen(
  function* () {
    const stream = yield* events
    const { baseUrl, endpoints } = yield* Simulator
    const document = yield* Effect.cached(
      Effect.sync(() => JSON.stringify(OpenApi.make(endpoints, { url: baseUrl })))
    )
    const json = (text: Effect.Effect<string>) =>
      Effect.map(text, (body) => HttpServerResponse.text(body, { contentType: "application/json" }))
    return [
      ["/", page],
      ["/assets/:name", Effect.flatMap(HttpRouter.params, ({ name = "" }) => asset(name))],
      ["/api/events", Effect.succeed(stream)],
      ["/api/openapi.json", json(adminDocument)],
      ["/openapi.json", json(document)]
    ]
  }
)

const loopback = ["127.0.0.1", "localhost", "[::1]"]

const cookieName = "wechatpay_simulator_token"

const sameText = (left: string, right: string): boolean => {
  const hash = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(hash(left), hash(right))
}

const forbidden = HttpServerResponse.text(
  "The admin API rejects this host name or origin: see --allowed-host.\n",
  {
    status: 403
  }
)

const tokenMissing = HttpServerResponse.text("The token of --admin-token is missing or wrong.\n", {
  status: 401
})

/** Sets the cookie and redirects to the address without the token. */
const rememberToken = (token: string) =>
  HttpServerResponse.empty({
    status: 303,
    headers: {
      Location: "/",
      "Set-Cookie": `${cookieName}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/`
    }
  })

/**
 * Rejects requests of other sites that are open in the same browser, host names that are not allowed (DNS rebinding),
 * and requests without the token if one is set.
 */
const makeGuard = ({ allowedHosts = [], token }: Options) => {
  const names = new Set([...loopback, ...allowedHosts.map((name) => name.toLowerCase())])
  const secret = token === undefined ? undefined : Redacted.value(token)
  return <E, R>(app: HttpApp.Default<E, R>) =>
    Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ cookies, headers, url }) => {
      const { authorization = "", host = "", origin } = headers
      const name = host.toLowerCase().replace(/:[0-9]+$/, "")
      if (!names.has(name) || (origin !== undefined && origin !== `http://${host}`))
        return Effect.succeed(forbidden)
      if (secret === undefined) return app
      const given = /^\/\?token=([^&]*)$/.exec(url)?.[1]
      if (given !== undefined && sameText(decodeURIComponent(given), secret)) {
        return Effect.succeed(rememberToken(secret))
      }
      return sameText(authorization, `Bearer ${secret}`) || sameText(cookies[cookieName] ?? "", secret)
        ? app
        : Effect.succeed(tokenMissing)
    })
}

const isLoopback = (host: string): boolean => /^(?:127(?:\.\d+){3}|localhost|::1)$/.test(host)

const serve = Effect.fnUntraced(function* (options: Options) {
  const { host = "127.0.0.1", port = 0, token } = options
  if (!isLoopback(host) && (token === undefined || Redacted.value(token) === "")) {
    return yield* new InvalidOptions({
      setting: "token",
      problem: "is required if the admin API is not on a loopback address"
    })
  }
  return yield* withApp(
    routes,
    Effect.fnUntraced(function* (app) {
      const node = createServer()
      const server = yield* NodeHttpServer.make(() => node, { port, host })
      // Event streams do not end by themselves.
      yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))
      yield* HttpMiddleware.withTracerDisabledWhenEffect(server.serve(makeGuard(options)(app)), () => true)
      ignoreUpgrades(node)
      return Admin.of({ url: reachable(HttpServer.formatAddress(server.address)) })
    })
  )
})

/**
 * Serves the page and the admin API of a simulator until the scope closes.
 *
 * ```ts
 * Admin.layer({ port: 4011 }).pipe(Layer.provideMerge(Simulator.layerServer({ port: 4010 })))
 * ```
 *
 * @since 1.0.0
 * @category layers
 */
export const layer = (
  options: Options = {}
): Layer.Layer<Admin, HttpServerError.ServeError | InvalidOptions, Simulator> =>
  Layer.scoped(Admin, serve(options))
