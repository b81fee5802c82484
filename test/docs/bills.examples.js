/** The examples of docs/bills.md. */
import { FileSystem } from "@effect/platform";
import { BillFile, SubMerchantFundFlowBill, TradeBill } from "@effect-wechatpay/bill";
import { Effect, Stream } from "effect";
export const differences = (bill_date, books) => TradeBill.getDownloadLink({ bill_date, bill_type: "SUCCESS", tar_type: "GZIP" }).pipe(Stream.flatMap(TradeBill.rows), Stream.filter((row) => books.get(row.transaction_id) !== row.total), Stream.map((row) => row.transaction_id), Stream.runCollect);
export const keep = (bill_date, path) => Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem;
    const link = yield* TradeBill.getDownloadLink({ bill_date });
    yield* Stream.run(BillFile.download(link), fs.sink(`${path}.part`));
    yield* fs.rename(`${path}.part`, path);
});
export const readKept = (path) => Effect.map(FileSystem.FileSystem, (fs) => TradeBill.parse(fs.stream(path))).pipe(Stream.unwrap);
export const movements = (sub_mchid, bill_date) => SubMerchantFundFlowBill.getDownloadLinks({
    sub_mchid,
    bill_date,
    account_type: "BASIC",
    algorithm: "AEAD_AES_256_GCM"
}).pipe(Effect.map(({ download_bill_list = [] }) => SubMerchantFundFlowBill.rows(download_bill_list)), Stream.unwrap);
