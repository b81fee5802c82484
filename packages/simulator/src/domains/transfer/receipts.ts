/** Electronic receipts of transfers, batches and donations: R23, R24. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Context } from "../../Domain.js"
import { digits } from "../../internal/digits.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import { invalidRequest, make } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { linkTo, openAt, type Place } from "../bill/files.js"
import * as Bills from "./bills.js"
import { pdfOf } from "./pdf.js"
import type { Bill } from "./tables.js"

const Receipt = Schema.Struct({
  /** The kind and the numbers of what it is about. */
  about: Schema.Array(Schema.String),
  mchid: Schema.String,
  /** WeChat Pay's number of it. */
  signature_no: Schema.String,
  /** The lines of the file. */
  lines: Schema.Array(Schema.String),
  /** Unix time in milliseconds. */
  created_at: Schema.Number
})

/** An application for a receipt. */
export interface Receipt extends Schema.Schema.Type<typeof Receipt> {}

export const receipts = State.table("transfer.receipts", Receipt)

/** How long WeChat Pay generates a receipt. */
const generating = Duration.toMillis("2 seconds")

const validity = Duration.toMillis("10 minutes")

/** Where the receipts of a product are downloaded. */
export const elecsign = {
  path: "/v3/transferdownload/elecvoucherfile",
  validity,
  hash: "SHA256"
} satisfies Place
export const partnerElecsign = { ...elecsign, hash: "SM3" } satisfies Place
export const ofBatches = { path: "/v3/transferdownload/signfile", validity, hash: "SHA256" } satisfies Place

export const openElecsign = openAt(elecsign.path)
export const openOfBatches = openAt(ofBatches.path)

const keyOf = (mchid: string, about: ReadonlyArray<string>): string => State.key(mchid, ...about)

/** A repeated application returns the same receipt. */
export const apply = Effect.fnUntraced(function* (
  about: ReadonlyArray<string>,
  lines: ReadonlyArray<string>,
  { merchant, now }: Context
) {
  const rows = yield* State.rows(receipts)
  const key = keyOf(merchant.mchid, about)
  const before = rows.get(key)
  if (before !== undefined) return before
  const made: Receipt = {
    about,
    mchid: merchant.mchid,
    signature_no: `108${digits(28)}`,
    lines,
    created_at: now
  }
  rows.set(key, made)
  return made
})

/** The receipt, if it was applied for. */
export const require = Effect.fnUntraced(function* (about: ReadonlyArray<string>, { merchant }: Context) {
  return (
    (yield* State.rows(receipts)).get(keyOf(merchant.mchid, about)) ??
    (yield* make(404, "NOT_FOUND", "电子回单不存在，请先申请"))
  )
})

/** The first receipt of a kind that the predicate selects. */
export const find = (
  mchid: string,
  predicate: (receipt: Receipt) => boolean
): Effect.Effect<Receipt | undefined, never, State.State> =>
  Effect.map(State.rows(receipts), (rows) => rows.find((one) => one.mchid === mchid && predicate(one)))

export const isReady = ({ created_at }: Receipt, now: number): boolean => now >= created_at + generating

/** The file of a receipt that is ready, under a new address. */
export const fileOf = Effect.fnUntraced(function* (receipt: Receipt, context: Context, place: Place) {
  return isReady(receipt, context.now)
    ? yield* linkTo(pdfOf(receipt.lines), context, { zipped: false }, place)
    : {}
})

const stateOf = (receipt: Receipt, now: number) => (isReady(receipt, now) ? "FINISHED" : "GENERATING")

/** A receipt is for a transfer that succeeded and was sent with the user's name: R23. */
const requirePaid = (bill: Bill) =>
  bill.state === "SUCCESS" && bill.user_name !== undefined
    ? Effect.succeed(bill)
    : Effect.fail(invalidRequest("仅支持转账成功且传入收款用户姓名的单据申请电子回单"))

const linesOf = ({ out_bill_no, transfer_amount, transfer_bill_no, updated_at }: Bill) => [
  "WeChat Pay transfer receipt",
  `Transfer: ${transfer_bill_no}`,
  `Merchant's number: ${out_bill_no}`,
  `Amount (fen): ${transfer_amount}`,
  `Paid: ${rfc3339(updated_at)}`
]

/** The application for the receipt of a transfer. */
export const applyFor = Effect.fnUntraced(function* (bill: Bill, context: Context) {
  const paid = yield* requirePaid(bill)
  const receipt = yield* apply(["bill", paid.transfer_bill_no], linesOf(paid), context)
  return { state: stateOf(receipt, context.now), create_time: rfc3339(receipt.created_at) }
})

/** The receipt of a transfer. */
export const queryOf = Effect.fnUntraced(function* (bill: Bill, context: Context, place: Place = elecsign) {
  const receipt = yield* require(["bill", bill.transfer_bill_no], context)
  const ready = receipt.created_at + generating
  return {
    state: stateOf(receipt, context.now),
    create_time: rfc3339(receipt.created_at),
    update_time: rfc3339(Math.min(ready, context.now)),
    ...(yield* fileOf(receipt, context, place))
  }
})

type Numbers = { readonly out_bill_no: string; readonly sub_mchid: string }

const partnerBill = (numbers: Numbers, context: Context) => Bills.requireByNumber("partner", numbers, context)

export const applyByPartner = (numbers: Numbers, context: Context) =>
  Effect.gen(function* () {
    const { out_bill_no, sub_mchid } = numbers
    const applied = yield* applyFor(yield* partnerBill(numbers, context), context)
    return { sub_mchid, out_bill_no, ...applied }
  })

export const queryByPartner = (numbers: Numbers, context: Context) =>
  Effect.gen(function* () {
    const { out_bill_no, sub_mchid } = numbers
    const found = yield* queryOf(yield* partnerBill(numbers, context), context, partnerElecsign)
    return { sub_mchid, out_bill_no, ...found }
  })
