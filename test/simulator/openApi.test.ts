/** The OpenAPI document: valid, complete, and the same wherever one gets it. */
import SwaggerParser from "@apidevtools/swagger-parser"
import { NodeContext } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { ServiceOrder } from "@effect-wechatpay/payscore"
import { Admin, OpenApi, Simulator } from "@effect-wechatpay/simulator"
import { Effect, Layer } from "effect"
// The command is no module of the package, only its executable is.
import { command } from "../../packages/simulator/src/internal/command.js"
import { recordedConsole } from "../support/recordedConsole.js"
import { isKept } from "./adminDocument.js"

interface Operation {
  readonly operationId: string
  readonly parameters: ReadonlyArray<{
    readonly name: string
    readonly in: string
    readonly required: boolean
  }>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}

interface Written extends Omit<OpenApi.Document, "paths"> {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const asText = (document: OpenApi.Document): Written => JSON.parse(JSON.stringify(document)) as Written

const simulated = Admin.layer().pipe(Layer.provideMerge(Simulator.layerServer()))

describe("the OpenAPI document of the admin API", () => {
  it.scopedLive("the OpenAPI document of the admin API is valid, and the same in docs/ and over HTTP", () =>
    Effect.gen(function* () {
      const { url } = yield* Admin.Admin
      const served = yield* Effect.promise(async () => (await fetch(`${url}/api/openapi.json`)).json())
      yield* Effect.promise(() => SwaggerParser.validate(structuredClone(served) as never))
      yield* Effect.promise(() => isKept(served))
    }).pipe(Effect.provide(simulated))
  )
})

describe("the OpenAPI document", () => {
  it.scopedLive("the OpenAPI document is valid and has every endpoint", () =>
    Effect.gen(function* () {
      const { baseUrl, endpoints } = yield* Simulator.Simulator
      const document = asText(OpenApi.make(endpoints, { url: baseUrl }))
      yield* Effect.promise(() => SwaggerParser.validate(structuredClone(document) as never))
      const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(
          ([method, { operationId }]) => `${method.toUpperCase()} ${path} ${operationId}`
        )
      )
      assert.sameMembers(
        operations,
        endpoints.map(({ id, method, path }) => `${method} ${path} ${id}`)
      )
      for (const endpoint of endpoints) {
        const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()]
        assert.sameMembers(
          operation?.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name) ?? [],
          [...endpoint.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name)
        )
        assert.strictEqual(operation?.requestBody !== undefined, endpoint.payload !== undefined)
        assert.property(operation?.responses, String(endpoint.status))
      }

      const { url } = yield* Admin.Admin
      const served = yield* Effect.promise(async () => (await fetch(`${url}/openapi.json`)).json())
      assert.deepStrictEqual(served, document)
    }).pipe(Effect.provide(simulated))
  )

  it("the OpenAPI document has the limits, required members, parameters and codes that the simulator checks", () => {
    const document = asText(
      OpenApi.make([ServiceOrder.query, ServiceOrder.cancel], { url: "http://127.0.0.1:4010" })
    )
    const query = document.paths[ServiceOrder.query.path]?.get
    assert.sameMembers(query?.parameters.map(({ name, required }) => `${name} ${required}`) ?? [], [
      "service_id true",
      "out_order_no false",
      "query_id false",
      "appid true"
    ])
    const cancel = document.paths[ServiceOrder.cancel.path]?.post
    assert.deepInclude(cancel?.requestBody?.content["application/json"]?.schema, {
      required: ["appid", "reason"],
      additionalProperties: false
    })
    assert.include(cancel?.responses.default?.description, "ORDER_NOT_EXIST")
  })

  it.effect("--openapi prints the OpenAPI document", () =>
    Effect.gen(function* () {
      const lines: Array<string> = []
      const console = yield* recordedConsole(lines)
      yield* Effect.withConsole(command(["--openapi", "--port", "4010"]), console)
      const { openapi, servers } = JSON.parse(lines.join("\n")) as Written
      assert.strictEqual(openapi, "3.1.0")
      assert.deepStrictEqual(servers, [{ url: "http://127.0.0.1:4010" }])
    }).pipe(Effect.provide(NodeContext.layer))
  )
})
