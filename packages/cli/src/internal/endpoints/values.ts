/** From options and JSON to the input of an endpoint, and from its response to JSON. */
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isRecord } from "../input.js"
import { type Problem, usage } from "../problem.js"
import type { Field } from "./fields.js"
import { decodeInput } from "./issues.js"
import type { Loaded } from "./listed.js"

type Json = Readonly<Record<string, unknown>>

const wrong = ({ path, type }: Field, text: string): Problem =>
  usage({
    en: `--${path} ${text}: expected ${type === "json" ? "JSON" : type}`,
    zh: `--${path} ${text}：应为 ${type === "json" ? "JSON" : type}`
  })

const read = (field: Field, text: string): Either.Either<unknown, Problem> => {
  switch (field.type) {
    case "string":
      return Either.right(text)
    case "integer":
      return /^-?\d{1,15}$/.test(text) ? Either.right(Number(text)) : Either.left(wrong(field, text))
    case "number":
      return text.trim() !== "" && Number.isFinite(Number(text))
        ? Either.right(Number(text))
        : Either.left(wrong(field, text))
    case "boolean":
      return text === "true" || text === "false"
        ? Either.right(text === "true")
        : Either.left(wrong(field, text))
    default:
      return Either.mapLeft(
        Either.try((): unknown => JSON.parse(text)),
        () => wrong(field, text)
      )
  }
}

const withMember = (json: Json, [head, ...rest]: ReadonlyArray<string>, value: unknown): Json => {
  if (head === undefined) return json
  const inner = json[head]
  return {
    ...json,
    [head]: rest.length === 0 ? value : withMember(isRecord(inner) ? inner : {}, rest, value)
  }
}

/** JSON of the options; `base` is that of `--input`, which the options complete and replace. */
export const jsonOf = (
  base: Json,
  given: ReadonlyArray<readonly [field: Field, text: string]>
): Effect.Effect<Json, Problem> =>
  Effect.reduce(given, base, (json, [field, text]) =>
    Effect.map(read(field, text), (value) => withMember(json, field.path.split("."), value))
  )

const sectionsOf = ({ endpoint, version }: Loaded): ReadonlyArray<AnySchema> =>
  version === "v2"
    ? [endpoint.payload]
    : [endpoint.params, endpoint.query, endpoint.payload].filter((section) => section !== undefined)

const redact = (json: unknown, section: AnySchema): Effect.Effect<unknown> =>
  Sensitive.mapAt(json, Sensitive.paths(section), (value) =>
    Effect.succeed(typeof value === "string" ? Redacted.make(value) : value)
  )

/** A missing or extra field of one section may belong to another: the client checks the whole input. */
const decodeSection = (section: AnySchema, json: Json): Effect.Effect<unknown, Problem> =>
  Effect.flatMap(redact(json, section), (wire) =>
    Either.mapLeft(decodeInput(section, wire), (issues) =>
      usage(
        { en: `the input is not valid: ${issues}`, zh: `输入无效：${issues}` },
        {
          en: "wechatpay call <endpoint> --help lists the fields with their limits",
          zh: "wechatpay call <endpoint> --help 会列出字段及其限制"
        }
      )
    )
  )

/** The input of the endpoint: members as they are on the wire become the values that the endpoint takes. */
export const inputOf = (loaded: Loaded, json: Json): Effect.Effect<Json, Problem> =>
  Effect.reduce(sectionsOf(loaded), json, (input, section) =>
    Effect.map(decodeSection(section, json), (decoded) =>
      isRecord(decoded) ? { ...input, ...decoded } : input
    )
  )

/** Values that JSON does not have, such as decrypted texts. */
const plainOf = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return Redacted.value(value)
  if (typeof value === "bigint") return String(value)
  if (Array.isArray(value)) return value.map(plainOf)
  if (typeof value === "object" && value !== null) {
    if ("toJSON" in value && typeof value.toJSON === "function")
      return plainOf((value.toJSON as () => unknown)())
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainOf(member)]))
  }
  return value
}

/** The response as it was on the wire, with sensitive texts decrypted. */
export const responseJson = ({ endpoint }: Loaded, response: unknown): unknown => {
  if (endpoint.success === undefined || response === undefined) return plainOf(response)
  const encoded = Schema.encodeUnknownEither(endpoint.success)(response)
  return plainOf(Either.isRight(encoded) ? encoded.right : response)
}
