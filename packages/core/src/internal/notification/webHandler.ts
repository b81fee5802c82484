/** Builds the services of an app, and hands web requests over to it. */
import * as HttpApp from "@effect/platform/HttpApp"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { rejection } from "./respond.js"

type Handle = (request: Request) => Promise<Response>

/** Milliseconds between two builds after a failure: anybody can send requests, and a build may call WeChat Pay. */
const interval = 1000

const notBuilt = (cause: unknown): Effect.Effect<void> =>
  Effect.logError(
    "notification: the services of the web handler could not be built. Deliveries get a 500 until they are, and WeChat Pay sends them again.",
    cause
  )

const unavailable = (): Response => {
  const { body, headers, status } = rejection(500)
  return new Response(body ?? null, { status, headers })
}

const now = (): number => Effect.runSync(Clock.currentTimeMillis)

export const makeWebHandler = <R, E>(
  app: HttpApp.Default<never, R>,
  layer: Layer.Layer<R, E>,
  buildsAtStart: boolean
) => {
  let runtime = ManagedRuntime.make(layer)
  let built: Promise<Handle> | undefined
  let failedAt = Number.NEGATIVE_INFINITY
  let isDisposed = false

  const build = (): Promise<Handle> => {
    built ??= runtime.runtime().then(
      (services): Handle => {
        const handle = HttpApp.toWebHandlerRuntime(services)(app)
        return (request) => handle(request)
      },
      async (error: unknown) => {
        failedAt = now()
        runtime = ManagedRuntime.make(layer)
        built = undefined
        await Effect.runPromise(notBuilt(error))
        throw error
      }
    )
    return built
  }

  // The failure is logged, and `ready` tells it.
  if (buildsAtStart) build().catch(() => {})

  return {
    handler: async (request: Request): Promise<Response> => {
      if (isDisposed) return unavailable()
      if (built === undefined && now() - failedAt < interval) return unavailable()
      const handle = await build().catch(() => undefined)
      return handle === undefined ? unavailable() : handle(request)
    },
    ready: async (): Promise<void> => {
      await build()
    },
    dispose: (): Promise<void> => {
      isDisposed = true
      return runtime.dispose()
    }
  }
}
