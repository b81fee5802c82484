/**
 * The OpenAPI document of the endpoints that a simulator serves, made from the endpoint values.
 *
 * @since 1.0.0
 */
import type * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Upload from "@effect-wechatpay/core/Upload"
import { type Definitions, jsonSchemaOf } from "./internal/jsonSchema.js"

/** JSON whose shape the OpenAPI specification defines. */
type Json = { readonly [name: string]: unknown }

/**
 * An OpenAPI 3.1 document.
 *
 * @since 1.0.0
 * @category models
 */
export interface Document {
  readonly openapi: "3.1.0"
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly servers: ReadonlyArray<{ readonly url: string }>
  readonly tags: ReadonlyArray<{ readonly name: string }>
  readonly security: ReadonlyArray<Readonly<Record<string, ReadonlyArray<string>>>>
  readonly paths: Readonly<Record<string, Json>>
  readonly components: Json
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Json>>
  readonly required?: ReadonlyArray<string>
  readonly anyOf?: ReadonlyArray<ObjectSchema>
  readonly allOf?: ReadonlyArray<ObjectSchema>
}

/** Requests must have no other members; responses may. */
const schemaOf = (
  schema: Endpoint.AnySchema,
  definitions: Definitions,
  excess: "rejected" | "allowed" = "rejected"
): Json => jsonSchemaOf(schema, definitions, excess) as Json

/**
 * OpenAPI has one flat list of parameters. It contains those of all alternatives; a parameter is required if all
 * alternatives require it.
 */
const flatten = (
  schema: ObjectSchema
): { readonly properties: Record<string, Json>; readonly required: Set<string> } => {
  const properties: Record<string, Json> = { ...schema.properties }
  const required = new Set(schema.required ?? [])
  for (const part of (schema.allOf ?? []).map(flatten)) {
    Object.assign(properties, part.properties)
    for (const name of part.required) required.add(name)
  }
  const alternatives = (schema.anyOf ?? []).map(flatten)
  for (const alternative of alternatives) Object.assign(properties, alternative.properties)
  for (const name of alternatives[0]?.required ?? [])
    if (alternatives.every((alternative) => alternative.required.has(name))) required.add(name)
  return { properties, required }
}

const parametersOf = (
  schema: Endpoint.AnySchema | undefined,
  place: "path" | "query",
  definitions: Definitions
): ReadonlyArray<Json> => {
  if (schema === undefined) return []
  const { properties, required } = flatten(schemaOf(schema, definitions) as ObjectSchema)
  return Object.entries(properties).map(([name, { description, ...parameter }]) => ({
    name,
    in: place,
    required: place === "path" || required.has(name),
    ...(description === undefined ? {} : { description }),
    schema: parameter
  }))
}

const requestBodyOf = ({ bodyType, payload }: Endpoint.Description, definitions: Definitions): Json => {
  if (payload === undefined) return {}
  if (bodyType === "json")
    return {
      requestBody: {
        required: true,
        content: { "application/json": { schema: schemaOf(payload, definitions) } }
      }
    }
  const limits = Upload.limits(payload)
  const file = {
    description: `At most ${limits?.maxBytes} bytes: ${Object.values(limits?.mediaTypes ?? {}).join(", ")}`
  }
  return {
    requestBody: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: {
            type: "object",
            required: ["meta", "file"],
            properties: {
              meta: {
                type: "object",
                description: "The part that is signed.",
                required: ["filename", "sha256"],
                properties: {
                  filename: { type: "string", maxLength: limits?.maxNameLength ?? 128 },
                  sha256: { type: "string", pattern: "^[0-9a-f]{64}$" }
                }
              },
              file
            }
          },
          encoding: { meta: { contentType: "application/json" } }
        }
      }
    }
  }
}

const signedHeaders = Object.fromEntries(
  [
    "Request-ID",
    "Wechatpay-Timestamp",
    "Wechatpay-Nonce",
    "Wechatpay-Serial",
    "Wechatpay-Signature",
    "Wechatpay-Signature-Type"
  ].map((name) => [name, { schema: { type: "string" } }])
)

const responsesOf = ({ errors, status, success }: Endpoint.Description, definitions: Definitions): Json => {
  const codes = [...new Set(errors.flatMap(({ codes }) => codes))].sort()
  return {
    [String(status)]: {
      description: "Success. The response is signed.",
      headers: signedHeaders,
      ...(success === undefined
        ? {}
        : { content: { "application/json": { schema: schemaOf(success, definitions, "allowed") } } })
    },
    default: {
      description: `Rejected or failed.${codes.length === 0 ? "" : ` Documented codes: ${codes.join(", ")}.`}`,
      headers: { "Request-ID": { schema: { type: "string" } } },
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } }
    }
  }
}

/** `payscore.serviceOrder.create` belongs to `payscore.serviceOrder`. */
const tagOf = ({ id }: Endpoint.Description): string => id.split(".").slice(0, -1).join(".")

const operationOf = (endpoint: Endpoint.Description, definitions: Definitions): Json => ({
  operationId: endpoint.id,
  tags: [tagOf(endpoint)],
  parameters: [
    ...parametersOf(endpoint.params, "path", definitions),
    ...parametersOf(endpoint.query, "query", definitions)
  ],
  ...requestBodyOf(endpoint, definitions),
  responses: responsesOf(endpoint, definitions)
})

const errorSchema = {
  type: "object",
  required: ["code", "message"],
  properties: {
    code: { type: "string", examples: ["PARAM_ERROR"] },
    message: { type: "string" },
    detail: {
      description:
        "For 401 errors: `sign_information` and, only from this simulator, `simulator` with the mistake."
    }
  }
}

const authorization = {
  type: "apiKey",
  in: "header",
  name: "Authorization",
  description:
    'WECHATPAY2-SHA256-RSA2048 mchid="…",nonce_str="…",signature="…",timestamp="…",serial_no="…": RSASSA-PKCS1-v1_5 with SHA-256 over method, URL, timestamp, nonce and body, each followed by a line feed.'
}

/**
 * The document of these endpoints. Requests also need the headers `Accept` and `User-Agent`.
 *
 * ```ts
 * OpenApi.make(simulator.endpoints, { url: simulator.baseUrl })
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = (
  endpoints: ReadonlyArray<Endpoint.Description>,
  options: { readonly url: string }
): Document => {
  const definitions: Definitions = {}
  const paths: Record<string, Record<string, Json>> = {}
  for (const endpoint of endpoints) {
    const path = paths[endpoint.path] ?? {}
    path[endpoint.method.toLowerCase()] = operationOf(endpoint, definitions)
    paths[endpoint.path] = path
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "WeChat Pay simulator",
      version: "1.0.0",
      description: "The endpoints of the local WeChat Pay, with the limits that it checks."
    },
    servers: [{ url: options.url }],
    tags: [...new Set(endpoints.map(tagOf))].sort().map((name) => ({ name })),
    security: [{ authorization: [] }],
    paths,
    components: {
      schemas: { ...definitions, Error: errorSchema },
      securitySchemes: { authorization }
    }
  }
}
