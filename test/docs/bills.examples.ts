/** The examples of docs/bills.md. */
import { FileSystem } from "@effect/platform"
import { BillFile, Reconciliation, SubMerchantFundFlowBill, TradeBill } from "@effect-wechatpay/bill"
import { Effect, Stream } from "effect"

export const differences = (bill_date: string, books: Stream.Stream<Reconciliation.Entry>) =>
  Reconciliation.compare({
    books,
    bill: Stream.flatMap(TradeBill.getDownloadLink({ bill_date, tar_type: "GZIP" }), TradeBill.rows)
  }).pipe(
    Stream.map(
      Reconciliation.match({
        Missing: ({ books }) => `${books.kind} ${books.number} did not happen on this day`,
        Unexpected: ({ bill }) => `${bill.kind} ${bill.number} is not in the books, or happened twice`,
        Different: ({ bill, books }) =>
          `${bill.number}: ${books.amount} fen in the books, ${bill.amount} paid`
      })
    ),
    Stream.runCollect
  )

export const keep = (bill_date: string, path: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const link = yield* TradeBill.getDownloadLink({ bill_date })
    yield* Stream.run(BillFile.download(link), fs.sink(`${path}.part`))
    yield* fs.rename(`${path}.part`, path)
  })

export const readKept = (path: string) =>
  Effect.map(FileSystem.FileSystem, (fs) => TradeBill.parse(fs.stream(path))).pipe(Stream.unwrap)

export const movements = (sub_mchid: string, bill_date: string) =>
  SubMerchantFundFlowBill.getDownloadLinks({
    sub_mchid,
    bill_date,
    account_type: "BASIC",
    algorithm: "AEAD_AES_256_GCM"
  }).pipe(
    Effect.map(({ download_bill_list = [] }) => SubMerchantFundFlowBill.rows(download_bill_list)),
    Stream.unwrap
  )
