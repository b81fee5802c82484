/** Servers of node:http for the duration of a test. */
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { Effect, type Scope } from "effect"

/** Listens on a free port of this machine until the scope closes. Open connections end with it. */
export const listen = (server: Server): Effect.Effect<number, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )

/** The same, as an address. */
export const listenAt = (server: Server): Effect.Effect<string, never, Scope.Scope> =>
  Effect.map(listen(server), (port) => `http://127.0.0.1:${port}`)
