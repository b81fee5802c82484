/** The members of a response that repeat the request, by a rule of its own: what the library does is compared with it. */
import { assert } from "@effect/vitest"
import { WechatPayError } from "@effect-wechatpay/core"
import { Effect } from "effect"
import { type Input, type Path, printed, replaced, valueAt } from "./inputs.js"

const numbers = /(?:_no|_id|mchid|appid|openid)$/

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

/** The paths of a response at which the request has the same member, or has it where the response holds one object. */
export const echoPaths = (input: Input, body: unknown): ReadonlyArray<Path> => {
  const inner = Object.entries(body ?? {}).flatMap(([name, value]) =>
    name === "transfer_batch" ? Object.keys(value as object).map((key): Path => [name, key]) : []
  )
  const paths: ReadonlyArray<Path> = [...Object.keys(body ?? {}).map((name): Path => [name]), ...inner]
  return [
    ...paths.filter((path) => {
      const name = String(path.at(-1))
      const isEcho = numbers.test(name) || name === "total_fee" || name === "amount"
      return isEcho && ["string", "number"].includes(typeof input[name]) && isGiven(valueAt(body, path))
    }),
    ...[["amount", "total"]].filter(
      (path) => valueAt(input, path) !== undefined && isGiven(valueAt(body, path))
    )
  ]
}

const sentAt = (input: Input, path: Path): unknown =>
  path[0] === "amount" ? valueAt(input, path) : input[String(path.at(-1))]

/** The response with everything that it repeats as it was sent. */
export const echoed = <Body>(input: Input, body: Body): Body =>
  echoPaths(input, body).reduce<unknown>(
    (changed, path) => replaced(changed, path, sentAt(input, path)),
    body
  ) as Body

const another = (value: unknown): unknown => (typeof value === "number" ? value + 1 : `${value}9`)

/** Asserts that a call rejects a response because a member is not the one that was sent. */
export const assertForeign = Effect.fnUntraced(function* <A, E, R>(
  call: Effect.Effect<A, E, R>,
  path: string,
  id: string
) {
  const exit = yield* Effect.either(call)
  assert(exit._tag === "Left", `${id}: another ${path} was accepted`)
  const error: unknown = exit.left
  assert(
    error instanceof WechatPayError.WechatPayError && error.reason._tag === "InvalidResponse",
    `${id}: ${error}`
  )
  assert.strictEqual(error.outcome, "Unknown")
  const problem = "is not the one that was sent: the response belongs to another request"
  assert.deepStrictEqual(error.reason.issues, [{ path, problem }], id)
  return error.message
})

/**
 * Asserts that a response with another value in any of the members that repeat the request is rejected, and that an absent
 * one is no other value. Returns the number of members.
 */
export const assertEchoes = Effect.fnUntraced(function* <E, R>(
  endpoint: { readonly id: string; readonly echo: ReadonlyArray<string> | undefined },
  input: Input,
  good: unknown,
  read: (body: unknown) => Effect.Effect<unknown, E, R>
) {
  const paths = echoPaths(input, good).filter(([name]) => endpoint.echo?.includes(String(name)) !== false)
  for (const path of paths) {
    const value = another(valueAt(good, path))
    const message = yield* assertForeign(read(replaced(good, path, value)), printed(path), endpoint.id)
    assert.notInclude(message, String(value))
    const absent = yield* Effect.either(read(replaced(good, path, null)))
    if (absent._tag === "Left") assert.notInclude(String(absent.left), "another request", endpoint.id)
  }
  return paths.length
})
