import type * as HttpClient from "@effect/platform/HttpClient"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import type { Dispatcher } from "undici"

/** The client of `@effect/platform-node` on an agent. */
export const platformClient = (agent: Dispatcher): Effect.Effect<HttpClient.HttpClient> =>
  Effect.succeed(NodeHttpClient.makeUndici(agent))
