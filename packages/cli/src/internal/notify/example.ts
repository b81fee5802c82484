/** Content of a notification that its schema accepts. */
import type { AnySchema } from "@effect-wechatpay/core/Endpoint"
import * as Arbitrary from "effect/Arbitrary"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { isRecord } from "../input.js"

/** Values that a reader recognises. */
const texts: Readonly<Record<string, string>> = {
  appid: "wxd678efh567hg6787",
  sp_appid: "wxd678efh567hg6787",
  openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
  transaction_id: "1217752501201407033233368018",
  out_trade_no: "order-1024",
  out_order_no: "order-1024",
  out_refund_no: "refund-1024",
  out_bill_no: "bill-1024",
  refund_id: "50200207182018070300011301001",
  order_id: "15646546545165651651",
  trade_state: "SUCCESS",
  trade_state_desc: "支付成功",
  trade_type: "JSAPI",
  bank_type: "OTHERS",
  refund_status: "SUCCESS",
  state: "DONE",
  service_id: "2002000000000558128851361561536",
  currency: "CNY",
  payer_currency: "CNY",
  success_time: "2026-11-20T12:00:00+08:00",
  create_time: "2026-11-20T12:00:00+08:00"
}

const wireOf = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return Redacted.value(value)
  if (Array.isArray(value)) return value.map(wireOf)
  return isRecord(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wireOf(member)]))
    : value
}

/** A copy in which well-known members have their usual values, unless the schema rejects one. */
const familiar = (schema: AnySchema, value: unknown, merchant: Readonly<Record<string, string>>): unknown => {
  const accepts = (candidate: unknown) =>
    Either.isRight(ParseResult.decodeUnknownEither(schema)(candidate, { onExcessProperty: "preserve" }))
  const known: Readonly<Record<string, string>> = { ...texts, ...merchant }
  let current = value
  const visit = (inside: unknown, path: ReadonlyArray<string>): void => {
    if (!isRecord(inside)) return
    for (const [name, member] of Object.entries(inside)) {
      const inner = [...path, name]
      if (isRecord(member)) visit(member, inner)
      const usual = typeof member === "string" ? known[name] : undefined
      if (usual === undefined) continue
      const candidate = replaced(current, inner, usual)
      if (accepts(candidate)) current = candidate
    }
  }
  visit(value, [])
  return current
}

const replaced = (value: unknown, [head, ...rest]: ReadonlyArray<string>, text: string): unknown =>
  head === undefined
    ? text
    : isRecord(value)
      ? { ...value, [head]: replaced(value[head], rest, text) }
      : value

/** The same content for the same event each time. */
const seed = 17

/** Generated from the schema, so that every event has one; `None` if the schema generates nothing that it accepts. */
export const exampleOf = (
  schema: AnySchema,
  merchant: Readonly<Record<string, string>>
): Option.Option<unknown> => {
  const values = FastCheck.sample(Arbitrary.make(schema as Schema.Schema<unknown>), { seed, numRuns: 20 })
  for (const value of values) {
    const encoded = Schema.encodeUnknownEither(schema)(value)
    if (Either.isLeft(encoded)) continue
    const wire: unknown = JSON.parse(JSON.stringify(wireOf(encoded.right)))
    return Option.some(familiar(schema, wire, merchant))
  }
  return Option.none()
}
