// Effect 4 edition of platformClient.ts as of df7ec4a1ceb3fe20.
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import type { Dispatcher } from "undici"

/** The client of `@effect/platform-node` on an agent. */
export const platformClient = (agent: Dispatcher): Effect.Effect<HttpClient.HttpClient> =>
  Effect.provideService(NodeHttpClient.makeUndici, NodeHttpClient.Dispatcher, agent)
