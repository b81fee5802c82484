// Effect 4 edition of listeners.ts as of 82371bca0d0faf9a.
/** Apps of Effect as listeners of node:http. */
import type { RequestListener } from "node:http"
import { NodeHttpServer } from "@effect/platform-node"
import { Effect, type Scope } from "effect"
import { HttpRouter, type HttpServerRequest, type HttpServerResponse } from "effect/http"

type App<E, R> = Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>

type Listener<R> = Effect.Effect<
  RequestListener,
  never,
  Exclude<R, HttpServerRequest.HttpServerRequest> | Scope.Scope
>

export const of = <E, R>(app: App<E, R>) =>
  Effect.flatMap(Effect.scope, (scope) => NodeHttpServer.makeHandler(app, { scope })) as Listener<R>

/** A router that has the app under one path. */
export const ofRoute = <E, R>(path: `/${string}`, app: App<E, R>) =>
  Effect.flatMap(HttpRouter.toHttpEffect(HttpRouter.add("POST", path, app)), (routed) =>
    of(routed)
  ) as Listener<R>
