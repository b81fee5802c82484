// Effect 4 edition of adminApp.ts as of 790820442ee5c399.
/** The app of the admin API, with routes beside it. */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Api from "../admin/Api.js"
import * as Handlers from "../admin/handlers.js"
import * as StoryHandlers from "../admin/storyHandlers.js"
import type { Simulator } from "../Simulator.js"

type Services = Layer.Success<typeof NodeHttpServer.layerHttpServices>

type Response<R> = Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  unknown,
  HttpServerRequest.HttpServerRequest | R
>

export type App = Response<Services | Scope.Scope>

/** What a `GET` of a path responds with. */
export type Route = readonly [path: `/${string}`, respond: Response<Services | HttpRouter.RouteContext>]

type Routes = Effect.Effect<ReadonlyArray<Route>, never, Simulator | Handlers.Queries>

const layer = (routes: Routes) =>
  HttpRouter.use((router) =>
    Effect.flatMap(routes, (all) =>
      Effect.forEach(all, ([path, respond]) => router.add("GET", path, respond), { discard: true })
    )
  ).pipe(
    Layer.merge(HttpApiBuilder.layer(Api.api).pipe(Layer.provide([Handlers.layer, StoryHandlers.layer])))
  )

/** Uses the app, which lives as long as the scope. */
export const withApp = <A, E>(
  routes: Routes,
  use: (app: App) => Effect.Effect<A, E, Services | Scope.Scope>
): Effect.Effect<A, E, Simulator | Scope.Scope> =>
  Effect.flatMap(
    Layer.build(Layer.merge(Handlers.layerQueries, NodeHttpServer.layerHttpServices)),
    (context) =>
      Effect.provide(
        Effect.flatMap(HttpRouter.toHttpEffect(layer(routes)), (app) => use(app as App)),
        context
      )
  )
