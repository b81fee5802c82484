/** Apps of `@effect/platform` as listeners of node:http. */
import { type HttpApp, HttpRouter } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"

export const of = <E, R>(app: HttpApp.Default<E, R>) => NodeHttpServer.makeHandler(app)

/** A router that has the app under one path. */
export const ofRoute = <E, R>(path: `/${string}`, app: HttpApp.Default<E, R>) =>
  HttpRouter.empty.pipe(HttpRouter.post(path, app), (router) => NodeHttpServer.makeHandler(router))
