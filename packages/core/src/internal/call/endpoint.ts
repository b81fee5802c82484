/** Makes endpoints of both interfaces: a function that calls the client of the context, with the description as properties. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Pipeable from "effect/Pipeable"

/** The client of an interface, without the types of its endpoints. */
interface Client {
  readonly execute: (endpoint: never, input: never) => Effect.Effect<unknown, unknown>
}

export const buildEndpoint = <Id, Service extends Client, Endpoint extends object>(
  client: Context.Tag<Id, Service>,
  description: object
): Endpoint => {
  const endpoint: object = Object.assign(
    (input: never) => Effect.flatMap(client, (client) => client.execute(endpoint as never, input)),
    Pipeable.Prototype,
    description
  )
  return endpoint as Endpoint
}
