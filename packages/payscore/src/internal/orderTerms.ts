/** Compares an order with the requested one, as far as its fields allow. */
import * as OrderState from "../OrderState.js"

interface Item {
  readonly name?: string | undefined
  readonly amount?: number | undefined
  readonly count?: number | undefined
}

/** Fields of the creation of an order that its responses contain. */
export interface Terms {
  readonly service_introduction?: string | undefined
  readonly risk_fund?:
    | { readonly name?: string | undefined; readonly amount?: number | undefined }
    | undefined
  readonly openid?: string | undefined
  readonly sub_openid?: string | undefined
  readonly attach?: string | undefined
  readonly location?: { readonly start_location?: string | undefined } | undefined
  readonly time_range?: { readonly start_time?: string | undefined } | undefined
  readonly post_payments?: ReadonlyArray<Item> | undefined
  readonly post_discounts?: ReadonlyArray<Item> | undefined
}

type Value = string | number | undefined

const same = (said: Value, read: Value): boolean => said === undefined || read === undefined || said === read

const sameItems = (said: ReadonlyArray<Item> | undefined, read: ReadonlyArray<Item> | undefined): boolean =>
  said === undefined ||
  read === undefined ||
  (said.length === read.length &&
    said.every((item, index) =>
      (["name", "amount", "count"] as const).every((name) => same(item[name], read[index]?.[name]))
    ))

/** The requested start. A start on acceptance becomes the time of the confirmation, so it is not compared. */
const startOf = ({ time_range }: Terms): string | undefined =>
  time_range?.start_time === "OnAccept" ? undefined : time_range?.start_time

/** The items of a completion replace those of the creation, so later items are not compared. */
const keepsItems = (order: OrderState.Order): boolean => {
  const { _tag } = OrderState.of(order)
  return _tag === "AwaitingConfirmation" || _tag === "InService"
}

export const agree = (asked: Terms, found: Terms & OrderState.Order): boolean =>
  (["service_introduction", "openid", "sub_openid", "attach"] as const).every((name) =>
    same(asked[name], found[name])
  ) &&
  same(asked.risk_fund?.name, found.risk_fund?.name) &&
  same(asked.risk_fund?.amount, found.risk_fund?.amount) &&
  same(asked.location?.start_location, found.location?.start_location) &&
  same(startOf(asked), found.time_range?.start_time) &&
  (!keepsItems(found) ||
    (sameItems(asked.post_payments, found.post_payments) &&
      sameItems(asked.post_discounts, found.post_discounts)))
