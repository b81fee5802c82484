/** Makes endpoints of both interfaces: a function that calls the client of the context, with the description as properties. */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Pipeable from "effect/Pipeable"
import type { Failure } from "./failure.js"

/** The client of an interface, without the types of its endpoints. */
interface Client {
  readonly execute: (endpoint: never, input: never) => object
}

export const buildEndpoint = <Id, Service extends Client, Endpoint extends object>(
  client: Context.Tag<Id, Service>,
  description: object
): Endpoint => {
  const endpoint: object = Object.assign(
    (input: never) =>
      Effect.flatMap(
        client,
        (client) => client.execute(endpoint as never, input) as Effect.Effect<unknown, Failure>
      ),
    Pipeable.Prototype,
    description
  )
  return endpoint as Endpoint
}
