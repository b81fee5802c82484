/** What has to be the case before the simulator accepts a generated input of profit sharing: payments, receivers, shares. */
import {
  BrandProfitSharing,
  BrandProfitSharingReceiver,
  BrandProfitSharingReturn,
  EcommerceAfterSales,
  EcommerceProfitSharing,
  EcommerceProfitSharingReceiver,
  EcommerceProfitSharingReturn,
  ProfitSharing,
  ProfitSharingReceiver,
  ProfitSharingReturn
} from "@effect-wechatpay/profit-sharing"
import { Ledger, ProfitShares, Samples, Simulator, Transactions } from "@effect-wechatpay/simulator"
import { Clock, Effect, TestClock } from "effect"
import type { Input } from "./inputs.js"
import { ours, type Prepare } from "./parties.js"

const { appid, mchid, subMchid } = Samples
const { act } = Simulator

type Product = NonNullable<Transactions.Transaction["profit_sharing"]>

/** A payment of a thousand times the largest amount, all of which may be shared. */
const pay = (product: Product, input: Input) =>
  Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    const sub_mchid = product !== "standard" || input.sub_mchid !== undefined ? subMchid : undefined
    const payer = sub_mchid ?? mchid
    yield* act(ProfitShares.configure(payer, { max_ratio: 10_000 }))
    yield* act(ProfitShares.configure("brand", { max_ratio: 10_000 }))
    yield* act(
      Transactions.register({
        transaction_id: String(input.transaction_id),
        out_trade_no: "trade",
        mchid,
        ...(sub_mchid === undefined ? {} : { sub_mchid }),
        total: 2 ** 46,
        paid_at: now - 60_000,
        profit_sharing: product
      })
    )
  })

interface Receiver {
  readonly type: "MERCHANT_ID" | "PERSONAL_OPENID"
  readonly account: string
}

const add = (product: Product, input: Input, { account, type }: Receiver) => {
  const receiver = { appid, sub_appid: Samples.subAppid, type, account, relation_type: "SUPPLIER" } as const
  if (product === "ecommerce") {
    const { sub_appid: _, ...rest } = receiver
    return Effect.asVoid(EcommerceProfitSharingReceiver.add(rest))
  }
  if (product === "brand")
    return Effect.asVoid(BrandProfitSharingReceiver.add({ ...receiver, brand_mchid: "brand" }))
  const { sub_appid, ...rest } = receiver
  return Effect.asVoid(
    ProfitSharingReceiver.add(
      input.sub_mchid === undefined ? rest : { ...rest, sub_appid, sub_mchid: subMchid }
    )
  )
}

type AnyReceiver = { readonly account?: string; readonly receiver_account?: string; readonly type: never }

/** A share of anybody: its payment exists, and its receivers are in the list. */
const toShare =
  (product: Product): Prepare =>
  (given) =>
    Effect.gen(function* () {
      const input: Input = { ...ours(given), ...(product === "brand" ? { brand_mchid: "brand" } : {}) }
      yield* pay(product, input)
      // Rule 28: the last share of the ecommerce product goes only to the platform.
      const isLast = product === "ecommerce" && input.finish === true
      const [first, ...more] = input.receivers as ReadonlyArray<AnyReceiver>
      const receivers = isLast
        ? [{ ...first, type: "MERCHANT_ID", receiver_account: mchid } as never as AnyReceiver]
        : [first as AnyReceiver, ...more]
      for (const { account, receiver_account, type } of receivers) {
        yield* add(product, input, { type, account: account ?? receiver_account ?? "" })
      }
      return { ...input, receivers }
    })

const share = (product: Product, given: Input, account = "1900000001", amount = 1) =>
  Effect.gen(function* () {
    const input: Input = { transaction_id: "4200000000000000000000000001", out_order_no: "share", ...given }
    yield* pay(product, input)
    yield* add(product, input, { type: "MERCHANT_ID", account })
    const terms = {
      transaction_id: String(input.transaction_id),
      out_order_no: String(input.out_order_no)
    }
    const part = { type: "MERCHANT_ID", amount, description: "share" } as const
    if (product === "ecommerce") {
      return yield* EcommerceProfitSharing.create({
        ...terms,
        appid,
        sub_mchid: subMchid,
        receivers: [{ ...part, receiver_account: account }],
        finish: false
      })
    }
    if (product === "brand") {
      return yield* BrandProfitSharing.create({
        ...terms,
        appid,
        sub_mchid: subMchid,
        brand_mchid: "brand",
        receivers: [{ ...part, account }],
        finish: false
      })
    }
    return yield* ProfitSharing.create({
      ...terms,
      ...(input.sub_mchid === undefined ? {} : { sub_mchid: subMchid }),
      receivers: [{ ...part, account }],
      unfreeze_unsplit: false
    })
  })

/** Queries allow other characters in numbers than requests. */
const numbered = (input: Input): Input => {
  const isNumber = (value: unknown) => /^[0-9A-Za-z_|*@-]{1,64}$/.test(String(value))
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      !name.startsWith("out_") || value === undefined || isNumber(value) ? value : "number"
    ])
  )
}

const shared =
  (product: Product): Prepare =>
  (given) => {
    const input = numbered(given)
    return Effect.as(share(product, input), ours(input))
  }

const paid =
  (product: Product): Prepare =>
  (input) =>
    Effect.as(pay(product, input), ours(input))

/** A share that its receiver got; the input names it by one of its numbers. */
const received = (product: Product, given: Input, out_order_no: string) =>
  Effect.gen(function* () {
    const { transaction_id: _, ...input } = given
    const { order_id, transaction_id } = yield* share(
      product,
      { ...input, out_order_no },
      String(input.return_mchid),
      Number(input.amount)
    )
    yield* act(ProfitShares.finish({ mchid, out_order_no }))
    return {
      ...ours(given),
      ...(given.order_id === undefined ? {} : { order_id }),
      ...(given.transaction_id === undefined ? {} : { transaction_id })
    }
  })

const toReturn =
  (product: Product): Prepare =>
  (input) =>
    received(product, input, String(input.out_order_no ?? "share"))

const returned =
  (product: Product): Prepare =>
  (given) =>
    Effect.gen(function* () {
      const input = numbered(given)
      const terms = { return_mchid: "1900000001", amount: 1, description: "refund" } as const
      const found = yield* received(product, { ...input, ...terms }, String(input.out_order_no ?? "share"))
      const out_return_no = String(input.out_return_no)
      const order_id: unknown = found.order_id
      const named =
        order_id === undefined ? { out_order_no: String(input.out_order_no) } : { order_id: String(order_id) }
      const sub_mchid = subMchid
      yield* product === "ecommerce"
        ? EcommerceProfitSharingReturn.create({ ...terms, ...named, out_return_no, sub_mchid })
        : product === "brand"
          ? BrandProfitSharingReturn.create({ ...terms, ...named, out_return_no, sub_mchid })
          : ProfitSharingReturn.create({
              ...terms,
              ...named,
              out_return_no,
              ...(input.sub_mchid === undefined ? {} : { sub_mchid })
            })
      return { ...ours(input), ...(order_id === undefined ? {} : { order_id }) }
    })

const toFee: Prepare = (input) =>
  Effect.gen(function* () {
    yield* pay("ecommerce", input)
    yield* act(Ledger.topUp(subMchid, Number(input.amount)))
    return ours(input)
  })

/** By the id of the endpoint; the others need nothing. */
export const preparations: Readonly<Record<string, Prepare>> = {
  "profitSharing.profitSharing.create": toShare("standard"),
  "profitSharing.profitSharing.query": shared("standard"),
  "profitSharing.profitSharing.unfreeze": paid("standard"),
  "profitSharing.profitSharing.queryUnsplitAmount": paid("standard"),
  "profitSharing.profitSharingReturn.create": toReturn("standard"),
  "profitSharing.profitSharingReturn.query": returned("standard"),
  "profitSharing.profitSharingBill.getDownloadLink": (input) =>
    Effect.gen(function* () {
      yield* share("standard", input)
      yield* act(ProfitShares.finish({ mchid, out_order_no: "share" }))
      // The clock is on 2026-05-01; a bill is ready on the next day.
      yield* TestClock.adjust("1 day")
      return { ...ours(input), bill_date: "2026-05-01" }
    }),
  "profitSharing.ecommerceProfitSharing.create": toShare("ecommerce"),
  "profitSharing.ecommerceProfitSharing.query": shared("ecommerce"),
  "profitSharing.ecommerceProfitSharing.finish": paid("ecommerce"),
  "profitSharing.ecommerceProfitSharing.queryUnsplitAmount": paid("ecommerce"),
  "profitSharing.ecommerceProfitSharingReturn.create": toReturn("ecommerce"),
  "profitSharing.ecommerceProfitSharingReturn.query": returned("ecommerce"),
  "profitSharing.ecommerceAfterSales.create": toFee,
  "profitSharing.ecommerceAfterSales.query": (input) =>
    Effect.gen(function* () {
      const transaction_id = String(input.transaction_id ?? "4200000000000000000000000001")
      const terms = { transaction_id, amount: 1 }
      yield* toFee(terms)
      yield* EcommerceAfterSales.create({
        ...terms,
        sub_mchid: subMchid,
        type: "SERVICE_FEE_INCOME",
        scene: "RETURN_GOODS",
        refund_id: "1"
      })
      return ours(input)
    }),
  "profitSharing.brandProfitSharing.create": toShare("brand"),
  "profitSharing.brandProfitSharing.query": shared("brand"),
  "profitSharing.brandProfitSharing.finish": paid("brand"),
  "profitSharing.brandProfitSharing.queryUnsplitAmount": paid("brand"),
  "profitSharing.brandProfitSharingReturn.create": toReturn("brand"),
  "profitSharing.brandProfitSharingReturn.query": returned("brand")
}
