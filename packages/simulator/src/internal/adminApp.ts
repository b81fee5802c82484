/** The app of the admin API, with routes beside it. */
import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import type * as HttpApp from "@effect/platform/HttpApp"
import type * as HttpRouter from "@effect/platform/HttpRouter"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Api from "../admin/Api.js"
import * as Handlers from "../admin/handlers.js"
import * as StoryHandlers from "../admin/storyHandlers.js"
import type { Simulator } from "../Simulator.js"

type Services = HttpRouter.HttpRouter.DefaultServices

export type App = HttpApp.Default<never, Services>

/** What a `GET` of a path responds with. */
export type Route = readonly [
  path: `/${string}`,
  respond: HttpApp.Default<never, Services | HttpRouter.RouteContext>
]

type Routes = Effect.Effect<ReadonlyArray<Route>, never, Simulator | Handlers.Queries>

const layer = (routes: Routes) =>
  HttpApiBuilder.Router.use((router) =>
    Effect.flatMap(routes, (all) =>
      Effect.forEach(all, ([path, respond]) => router.get(path, respond), { discard: true })
    )
  ).pipe(
    Layer.provideMerge(HttpApiBuilder.api(Api.api)),
    Layer.provide([Handlers.layer, StoryHandlers.layer]),
    Layer.provide(Handlers.layerQueries),
    Layer.provideMerge(
      Layer.mergeAll(HttpApiBuilder.Router.Live, HttpApiBuilder.Middleware.layer, NodeHttpServer.layerContext)
    )
  )

/** Uses the app, which lives as long as the scope. */
export const withApp = <A, E>(
  routes: Routes,
  use: (app: App) => Effect.Effect<A, E, Services | Scope.Scope>
): Effect.Effect<A, E, Simulator | Scope.Scope> =>
  Effect.flatMap(Layer.build(layer(routes)), (context) =>
    Effect.provide(Effect.flatMap(HttpApiBuilder.httpApp, use), context)
  )
