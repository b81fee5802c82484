/**
 * Fields that WeChat Pay requires encrypted: names, identity numbers, phone and card numbers.
 *
 * An endpoint marks such a field with {@link text}. Callers pass and receive `Redacted`; the client encrypts and
 * decrypts.
 *
 * Tested in `test/integration/sensitive.test.ts`.
 *
 * @since 1.0.0
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as AST from "effect/SchemaAST"
import { annotationOf, shapeOf } from "./internal/codec/ast.js"

/** The AST annotation by which the fields are found. */
const SensitiveAnnotationId = "@effect-wechatpay/core/Sensitive"

/**
 * A sensitive text. The value is `Redacted` on both sides, for the caller and in the client until the text is
 * encrypted, so that it cannot be logged by mistake.
 *
 * A text that is longer than the key allows (214 bytes of UTF-8 for RSA-2048) is rejected with `InvalidInput` before
 * anything is sent. An empty text stays empty on the wire.
 *
 * ```ts
 * payload: { user_name: Sensitive.text, phone: Schema.optional(Sensitive.text) }
 * // OrganizationUser.update({ …, user_name: Redacted.make("张三") })
 * ```
 *
 * @since 1.0.0
 * @category schemas
 */
export const text: Schema.Schema<Redacted.Redacted, Redacted.Redacted> = Schema.RedactedFromSelf(
  Schema.String
).annotations({
  description: "a Redacted text, sent encrypted",
  jsonSchema: { type: "string" },
  arbitrary: () => (fc) =>
    fc.string({ minLength: 1, maxLength: 32, unit: "grapheme-ascii" }).map((value) => Redacted.make(value)),
  [SensitiveAnnotationId]: true
}) as Schema.Schema<Redacted.Redacted, Redacted.Redacted>

/**
 * A sensitive text of a response that is encrypted for another recipient if the input contains `member`, such as the
 * serial number of a sub-merchant's certificate. In that case the value is returned as it arrived, encrypted and in
 * base64; otherwise it is a {@link text}.
 *
 * ```ts
 * success: { real_name: Sensitive.textUnless("sub_serial_no") }
 * ```
 *
 * @since 1.0.0
 * @category schemas
 */
export const textUnless = (member: string): Schema.Schema<Redacted.Redacted, Redacted.Redacted> =>
  text.annotations({ [SensitiveAnnotationId]: member })

/**
 * The position of a sensitive text: member names, and `"*"` for every item of an array.
 *
 * @since 1.0.0
 * @category models
 */
export type Path = ReadonlyArray<string>

/** A position, and the member of the input that makes the text encrypted for another recipient. */
interface Found {
  readonly path: Path
  readonly unless: string | undefined
}

const walk = (ast: AST.AST, path: Path, into: Map<string, Found>, seen: ReadonlySet<AST.AST>): void => {
  const mark = annotationOf(ast, SensitiveAnnotationId)
  if (mark !== undefined) {
    into.set(path.join("\n"), { path, unless: typeof mark === "string" ? mark : undefined })
    return
  }
  const shape = shapeOf(ast, "wire")
  switch (shape._tag) {
    case "Suspend":
      return seen.has(ast) ? undefined : walk(shape.type(), path, into, new Set([...seen, ast]))
    case "Union":
      for (const member of shape.types) walk(member, path, into, seen)
      return
    case "Object":
      for (const { name, type } of shape.members) walk(type, [...path, String(name)], into, seen)
      return
    case "List":
      for (const type of shape.items) walk(type, [...path, "*"], into, seen)
      return
    default:
      return
  }
}

/**
 * The positions of the sensitive texts of a schema, on the wire.
 *
 * @since 1.0.0
 * @category accessors
 */
export const paths = (schema: Schema.Schema.All): ReadonlyArray<Path> => find(schema).map(({ path }) => path)

const find = (schema: Schema.Schema.All): ReadonlyArray<Found> => {
  const found = new Map<string, Found>()
  walk(schema.ast, [], found, new Set())
  return [...found.values()]
}

/**
 * The positions of the response texts that are encrypted for another recipient, given the input of the call
 * ({@link textUnless}).
 *
 * @since 1.0.0
 * @category accessors
 */
export const encryptedPaths = (schema: Schema.Schema.All): ((input: unknown) => ReadonlyArray<Path>) => {
  const found = find(schema).filter(({ unless }) => unless !== undefined)
  return (input) =>
    found.length === 0 || !isContainer(input)
      ? []
      : found.filter(({ unless }) => input[unless as string] !== undefined).map(({ path }) => path)
}

const isContainer = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null

const changeAt = <E, R>(
  value: unknown,
  path: Path,
  at: ReadonlyArray<string>,
  change: (value: unknown, at: ReadonlyArray<string>) => Effect.Effect<unknown, E, R>
): Effect.Effect<unknown, E, R> => {
  const [head, ...rest] = path
  if (head === undefined) return value === undefined ? Effect.succeed(value) : change(value, at)
  if (!isContainer(value) || Redacted.isRedacted(value)) return Effect.succeed(value)
  if (head === "*") {
    return Array.isArray(value)
      ? Effect.forEach(value, (item, index) => changeAt(item, rest, [...at, String(index)], change))
      : Effect.succeed(value)
  }
  if (!Object.hasOwn(value, head)) return Effect.succeed(value)
  return Effect.map(changeAt(value[head], rest, [...at, head], change), (changed) => ({
    ...value,
    [head]: changed
  }))
}

/**
 * A copy of a value with changed texts at the given positions. `change` also receives the actual position, with the
 * indices of arrays.
 *
 * @since 1.0.0
 * @category combinators
 */
export const mapAt = <E, R>(
  value: unknown,
  paths: ReadonlyArray<Path>,
  change: (value: unknown, at: ReadonlyArray<string>) => Effect.Effect<unknown, E, R>
): Effect.Effect<unknown, E, R> =>
  Effect.reduce(paths, value, (current, path) => changeAt(current, path, [], change))
