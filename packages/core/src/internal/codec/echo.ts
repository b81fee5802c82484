/**
 * The members of a request that its response must repeat. A signature proves who sent a response, not to which request:
 * within its time, the signed response about another order would be accepted.
 */
import * as Predicate from "effect/Predicate"
import type { Issue } from "../../WechatPayError.js"

type Values = Readonly<Record<PropertyKey, unknown>>

/** Numbers and identities by their names (`out_trade_no`, `transaction_id`, `sub_mchid`, `openid`), and amounts of payments. */
export const isEcho = (name: PropertyKey): boolean =>
  /(?:_no|_id|mchid|appid|openid|^amount|^total_fee)$/.test(String(name))

const isText = (value: unknown): boolean => typeof value === "string" || typeof value === "number"

const differs = (sent: unknown, got: unknown): boolean =>
  isText(sent) && isText(got) && sent !== "" && got !== "" && String(sent) !== String(got)

/** Issues for the members of a response that belong to another request. A member that is absent is none. */
export const compileEcho =
  (names: ReadonlyArray<PropertyKey>) =>
  (sent: unknown, response: unknown): ReadonlyArray<Issue> => {
    const issues: Array<Issue> = []
    const compare = (path: string, sent: Values, got: Values, names: ReadonlyArray<PropertyKey>) => {
      for (const name of names) {
        const value = got[name]
        if (value === undefined) continue
        if (differs(sent[name], value)) {
          issues.push({
            path: `${path}${String(name)}`,
            problem: "is not the one that was sent: the response belongs to another request"
          })
        }
        // Only the total of an amount is the same: what the user paid of it depends on discounts.
        if (name === "amount" && Predicate.isRecord(sent[name]) && Predicate.isRecord(value)) {
          compare("amount.", sent[name], value, ["total"])
        }
      }
    }
    if (Predicate.isRecord(sent) && Predicate.isRecord(response)) {
      compare("", sent, response, names)
      // The query of a batch responds with the batch in a member.
      if (Predicate.isRecord(response.transfer_batch)) {
        compare("transfer_batch.", sent, response.transfer_batch, names)
      }
    }
    return issues
  }
