/** Bills of what happened, when there are any, and the files they come as; read by the real client, on both fronts. */
import { assert, describe, it } from "@effect/vitest"
import { BillFile, FundFlowBill, SubMerchantFundFlowBill, TradeBill } from "@effect-wechatpay/bill"
import { type ApiError, Retry } from "@effect-wechatpay/core"
import { Refund } from "@effect-wechatpay/refund"
import { Shangmi } from "@effect-wechatpay/shangmi"
import { Bills, Faults, Refunds, Samples, Simulator, Transactions } from "@effect-wechatpay/simulator"
import { Chunk, DateTime, Effect, Layer, Option, Stream, TestClock } from "effect"
import { fronts, lastCall } from "./fronts.js"

const { appid, mchid, openid, subMchid: sub_mchid } = Samples

/** 10:00 in Beijing. */
const morning = Date.UTC(2026, 4, 1, 2)
const hour = 3_600_000
const bill_date = "2026-05-01"
const nextDay = morning + 24 * hour

const { act } = Simulator

const payment = (number: number, changed: Partial<Transactions.Transaction> = {}) =>
  act(
    Transactions.register({
      transaction_id: `420000000000000000000000000${number}`,
      out_trade_no: `trade-${number}`,
      mchid,
      total: 1234,
      paid_at: morning - hour,
      appid,
      openid,
      trade_type: "AUTH",
      description: "tea, green",
      attach: "wxzff|1|2",
      ...changed
    })
  )

const refund = (number: number, out_refund_no: string, fen: number, provider = {}) =>
  Refund.create({
    ...provider,
    transaction_id: `420000000000000000000000000${number}`,
    out_refund_no,
    amount: { refund: fen, total: 1234, currency: "CNY" }
  })

/** Two payments and two refunds of the merchant, one of each of a sub-merchant, and payments before and after the day. */
const aDay = Effect.gen(function* () {
  yield* TestClock.setTime(morning)
  yield* payment(1, { paid_at: morning - 10 * hour })
  yield* payment(2)
  yield* payment(3, { sub_mchid })
  yield* payment(4, { paid_at: morning - 11 * hour })
  yield* payment(5, { paid_at: morning + 14 * hour })
  yield* payment(6, { mchid: "1900000001" })
  yield* refund(1, "R1", 1000)
  yield* act(Refunds.succeed({ mchid, out_refund_no: "R1" }))
  yield* TestClock.adjust("1 hour")
  yield* refund(2, "R2", 34)
  yield* refund(3, "R3", 1, { sub_mchid })
  yield* act(Refunds.bounce({ mchid, out_refund_no: "R2" }))
  yield* TestClock.setTime(nextDay)
})

const collect = <A, E, R>(stream: Stream.Stream<A, E, R>) =>
  Effect.map(Stream.runCollect(stream), Chunk.toReadonlyArray)

const codeOf = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.matchEffect(Retry.none(call), {
    onSuccess: () => Effect.dieMessage("expected a rejection"),
    onFailure: (error) =>
      Effect.succeed([error._tag, (error as unknown as Partial<ApiError.Any>).status] as const)
  })

for (const front of fronts) {
  const layer = Simulator.layerClient().pipe(
    Layer.provideMerge(
      front.layer({
        merchants: [
          { mchid, subMchids: [sub_mchid, "1900000110"] },
          { mchid: "1900000001", subMchids: [] }
        ]
      })
    )
  )
  const test = <E>(name: string, effect: Effect.Effect<void, E, Layer.Layer.Success<typeof layer>>) =>
    it.effect(name, () => Effect.provide(effect, layer))

  describe(`bills, ${front.name}`, () => {
    test(
      "a trade bill has the payments and refunds of its day, plain or zipped",
      Effect.gen(function* () {
        yield* aDay
        for (const tar_type of [undefined, "GZIP"] as const) {
          const link = yield* TradeBill.getDownloadLink({ bill_date, tar_type })
          const all = yield* collect(TradeBill.read(link))
          const call = yield* lastCall
          assert.deepInclude(call, { endpoint: BillFile.download.id, status: 200, signature: "valid" })
          assert.strictEqual(call.target.endsWith("&tartype=gzip"), tar_type === "GZIP")
          const rows = all.filter((entry) => entry._tag === "Row")
          assert.deepStrictEqual(
            rows.map((row) => [row.out_trade_no, row.trade_state, row.out_refund_no, row.refund_state]),
            [
              ["trade-1", "SUCCESS", undefined, undefined],
              ["trade-2", "SUCCESS", undefined, undefined],
              ["trade-3", "SUCCESS", undefined, undefined],
              ["trade-1", "REFUND", "R1", "SUCCESS"],
              ["trade-2", "REFUND", "R2", "CHANGE"],
              ["trade-3", "REFUND", "R3", "PROCESSING"]
            ]
          )
          const first = rows[0]
          assert.deepInclude(first, {
            appid,
            openid,
            mchid,
            trade_type: "AUTH",
            total: 1234,
            settlement_total: 1234,
            description: "tea, green"
          })
          assert.strictEqual(first && DateTime.formatIso(first.trade_time), "2026-04-30T16:00:00.000Z")
          assert.strictEqual(rows[2]?.sub_mchid, sub_mchid)
          const summary = all.at(-1)
          assert(summary?._tag === "Summary")
          assert.deepInclude(summary, { count: 6, total: 3702, refund_amount: 1035, refund_requested: 1035 })
        }
      })
    )

    test(
      "a trade bill is for one kind, or for one sub-merchant",
      Effect.gen(function* () {
        yield* aDay
        const numbers = (query: object) =>
          Effect.flatMap(TradeBill.getDownloadLink({ bill_date, ...query }), (link) =>
            Effect.map(collect(TradeBill.rows(link)), (rows) =>
              rows.map(({ out_refund_no, out_trade_no }) => out_refund_no ?? out_trade_no)
            )
          )
        assert.deepStrictEqual(yield* numbers({ bill_type: "SUCCESS" }), ["trade-1", "trade-2", "trade-3"])
        assert.deepStrictEqual(yield* numbers({ bill_type: "REFUND" }), ["R1", "R2", "R3"])
        assert.deepStrictEqual(yield* numbers({ sub_mchid }), ["trade-3", "R3"])
        const link = yield* TradeBill.getDownloadLink({ bill_date, bill_type: "REFUND" })
        const [done, open] = yield* collect(TradeBill.rows(link))
        assert.isDefined(done?.refund_success_time)
        assert.isUndefined(open?.refund_success_time)
        const foreign = TradeBill.getDownloadLink({ bill_date, sub_mchid: "1900000999" })
        assert.deepStrictEqual(yield* codeOf(foreign), ["NoAuth", 403])
      })
    )

    test(
      "a reversed payment stays on the bill of its day, together with the reversal",
      Effect.gen(function* () {
        yield* TestClock.setTime(morning)
        yield* payment(1)
        yield* payment(2)
        yield* refund(2, "R2", 34)
        yield* act(Transactions.reverse("4200000000000000000000000001"))
        yield* TestClock.setTime(nextDay)
        const trades = (bill_type?: "SUCCESS" | "REFUND") =>
          Effect.flatMap(TradeBill.getDownloadLink({ bill_date, bill_type }), (link) =>
            Effect.map(collect(TradeBill.rows(link)), (rows) =>
              rows.map(({ out_trade_no, refund_amount, total, trade_state }) =>
                [out_trade_no, trade_state, total, refund_amount ?? 0].join(" ")
              )
            )
          )
        const payments = ["trade-1 SUCCESS 1234 0", "trade-2 SUCCESS 1234 0"]
        const back = "trade-2 REFUND 0 34"
        assert.deepStrictEqual(yield* trades(), [...payments, back, "trade-1 REVOKED 0 1234"])
        assert.deepStrictEqual(yield* trades("SUCCESS"), payments)
        assert.deepStrictEqual(yield* trades("REFUND"), [back])
        const flow = yield* collect(FundFlowBill.rows(yield* FundFlowBill.getDownloadLink({ bill_date })))
        assert.deepStrictEqual(
          flow.map(({ amount, balance, direction, voucher_no }) => [voucher_no, direction, amount, balance]),
          [
            ["trade-1", "收入", 1234, 1234],
            ["trade-2", "收入", 1234, 2468],
            ["R2", "支出", 34, 2434],
            ["trade-1", "支出", 1234, 1200]
          ]
        )
        assert.lengthOf(new Set(flow.map(({ flow_no }) => flow_no)), 4)
      })
    )

    test(
      "a fund flow bill has the movements of an account, with its balance",
      Effect.gen(function* () {
        yield* aDay
        const link = yield* FundFlowBill.getDownloadLink({ bill_date, tar_type: "GZIP" })
        const all = yield* collect(FundFlowBill.read(link))
        assert.deepStrictEqual(
          all.flatMap((entry) =>
            entry._tag === "Row"
              ? [[entry.voucher_no, entry.direction, entry.amount, entry.balance] as const]
              : []
          ),
          [
            // The day began with what was paid the day before.
            ["trade-1", "收入", 1234, 2468],
            ["trade-2", "收入", 1234, 3702],
            ["R1", "支出", 1000, 2702],
            ["R2", "支出", 34, 2668]
          ]
        )
        assert.deepInclude(all.at(-1), {
          _tag: "Summary",
          count: 4,
          income_count: 2,
          income: 2468,
          expense_count: 2,
          expense: 1034
        })
        const fees = FundFlowBill.getDownloadLink({ bill_date, account_type: "FEES" })
        assert.deepStrictEqual(yield* codeOf(fees), ["NoStatementExist", 400])
      })
    )

    test(
      "a sub-merchant's fund flow bill is encrypted, in one file or several",
      Effect.gen(function* () {
        yield* aDay
        const ask = (tar_type?: "GZIP") =>
          SubMerchantFundFlowBill.getDownloadLinks({
            bill_date,
            sub_mchid,
            account_type: "BASIC",
            algorithm: "AEAD_AES_256_GCM",
            tar_type
          })
        for (const [lines, parts] of [
          [undefined, 1],
          [2, 3]
        ] as const) {
          if (lines !== undefined) yield* act(Bills.splitAfter(sub_mchid, lines))
          for (const tar_type of [undefined, "GZIP"] as const) {
            const { download_bill_count, download_bill_list = [] } = yield* ask(tar_type)
            assert.strictEqual(download_bill_count, parts)
            assert.lengthOf(download_bill_list, parts)
            const rows = yield* collect(SubMerchantFundFlowBill.rows([...download_bill_list].reverse()))
            assert.deepStrictEqual(
              rows.map(({ voucher_no }) => voucher_no),
              ["trade-3", "R3"]
            )
          }
        }
        const sm4 = {
          bill_date,
          sub_mchid,
          account_type: "BASIC",
          algorithm: "SM4_GCM",
          tar_type: "GZIP"
        } as const
        const inSm4 = (yield* SubMerchantFundFlowBill.getDownloadLinks(sm4)).download_bill_list ?? []
        const sm4Rows = yield* collect(SubMerchantFundFlowBill.rows(inSm4, { cipher: Shangmi.fileCipher }))
        assert.deepStrictEqual(
          sm4Rows.map(({ voucher_no }) => voucher_no),
          ["trade-3", "R3"]
        )
        const wrongCipher = yield* Effect.flip(Effect.asVoid(collect(SubMerchantFundFlowBill.rows(inSm4))))
        assert(wrongCipher._tag === "WechatPayError")
        assert.strictEqual(wrongCipher.reason._tag, "InvalidInput")
        const { download_bill_list = [] } = yield* ask()
        const short = { maxEncryptedBytes: 10 }
        for (const read of [SubMerchantFundFlowBill.rows, SubMerchantFundFlowBill.read]) {
          const tooLong = yield* Effect.flip(Stream.runDrain(read(download_bill_list, short)))
          assert(tooLong._tag === "WechatPayError" && tooLong.reason._tag === "InvalidFile", tooLong.message)
          assert.strictEqual(tooLong.reason.problem, "Size")
        }
        const [first, second] = download_bill_list
        assert(first !== undefined && second !== undefined)
        const mixed = { ...first, encrypt_key: second.encrypt_key }
        const error = yield* Effect.flip(Effect.asVoid(collect(SubMerchantFundFlowBill.rows([mixed]))))
        assert(error._tag === "WechatPayError")
        assert.strictEqual(error.reason._tag, "EncryptionFailure")
      })
    )

    test(
      "all parts of a sub-merchant's bill are requested at once, as their addresses are valid for 5 minutes",
      Effect.gen(function* () {
        yield* aDay
        yield* act(Bills.splitAfter(sub_mchid, 2))
        const { download_bill_list = [] } = yield* SubMerchantFundFlowBill.getDownloadLinks({
          bill_date,
          sub_mchid,
          account_type: "BASIC",
          algorithm: "AEAD_AES_256_GCM"
        })
        const { calls } = yield* Simulator.Simulator
        const fetched = Effect.map(calls.all, (all) =>
          all.filter(({ endpoint, status }) => endpoint === BillFile.download.id && status === 200)
        )
        const rows = yield* Stream.toPull(
          SubMerchantFundFlowBill.rows(download_bill_list).pipe(Stream.rechunk(1))
        )
        const first = yield* Effect.orDieWith(rows, String)
        assert.deepStrictEqual(
          Chunk.toReadonlyArray(first).map(({ voucher_no }) => voucher_no),
          ["trade-3"]
        )
        while ((yield* fetched).length < 3) yield* Effect.yieldNow()
        yield* TestClock.adjust("6 minutes")
        const second = yield* Effect.orDieWith(rows, String)
        assert.deepStrictEqual(
          Chunk.toReadonlyArray(second).map(({ voucher_no }) => voucher_no),
          ["R3"]
        )
        assert.isTrue(Option.isNone(yield* Effect.flip(rows)))
      }).pipe(Effect.scoped)
    )

    test(
      "the merchant's texts are escaped in a bill, and read as they were sent",
      Effect.gen(function* () {
        yield* TestClock.setTime(morning)
        const description = "\\ \" ' ` , \n \r \t \u001a n140"
        yield* payment(1, { description, attach: "a`,`b\\" })
        yield* refund(1, "R1", 1)
        yield* TestClock.setTime(nextDay)
        const rows = yield* collect(TradeBill.rows(yield* TradeBill.getDownloadLink({ bill_date })))
        for (const row of rows) assert.deepInclude(row, { description, attach: "a`,`b\\" })
        assert.deepStrictEqual(
          rows.map(({ cells }) => cells.商品名称),
          ["\\\\ \\\" \\' \\` \\  \\n \\r \\t \\Z n140", "\\\\ \\\" ' \\140 \\  \\n \\r \\t \\Z n140"]
        )
      })
    )

    test(
      "a bill exists from 10:00 of the next day, for three months, if something happened",
      Effect.gen(function* () {
        yield* aDay
        const ask = (date: string) => TradeBill.getDownloadLink({ bill_date: date })
        assert.deepStrictEqual(yield* codeOf(ask("2026-05-02")), ["InvalidRequest", 400])
        yield* TestClock.setTime(nextDay - 1)
        assert.deepStrictEqual(yield* codeOf(ask(bill_date)), ["StatementCreating", 400])
        yield* TestClock.setTime(nextDay)
        yield* ask(bill_date)
        assert.deepStrictEqual(yield* codeOf(ask("2026-04-29")), ["NoStatementExist", 400])
        yield* TestClock.setTime(Date.UTC(2026, 7, 1))
        yield* ask(bill_date)
        yield* TestClock.setTime(Date.UTC(2026, 7, 1, 16))
        assert.deepStrictEqual(yield* codeOf(ask(bill_date)), ["InvalidRequest", 400])
      })
    )

    test(
      "the address of a bill is valid for 5 minutes, and only for the calling merchant",
      Effect.gen(function* () {
        yield* aDay
        const link = yield* TradeBill.getDownloadLink({ bill_date })
        const fetched = collect(BillFile.download(link))
        yield* TestClock.adjust("5 minutes")
        yield* fetched
        yield* TestClock.adjust("1 millis")
        assert.deepStrictEqual(yield* codeOf(fetched), ["InvalidRequest", 400])
        const fresh = yield* TradeBill.getDownloadLink({ bill_date })
        const stranger = Simulator.layerClient({ mchid: "1900000001" })
        const stolen = collect(BillFile.download(fresh)).pipe(Effect.provide(stranger))
        assert.strictEqual((yield* codeOf(stolen))[0], "NoAuth")
        const unknown = { ...fresh, download_url: fresh.download_url.replace("token=", "token=x") }
        assert.strictEqual((yield* codeOf(collect(BillFile.download(unknown))))[0], "InvalidRequest")
      })
    )

    test(
      "a bill that is changed or truncated in transit fails",
      Effect.gen(function* () {
        yield* aDay
        const { faults } = yield* Simulator.Simulator
        const reasonOf = (fault: Faults.Fault, tar_type?: "GZIP") =>
          Effect.gen(function* () {
            const link = yield* TradeBill.getDownloadLink({ bill_date, tar_type })
            yield* faults.inject(fault)
            const error = yield* Effect.flip(Effect.asVoid(Retry.none(collect(BillFile.download(link)))))
            assert(error._tag === "WechatPayError", String(error))
            return error.reason
          })
        const changed = yield* reasonOf(Faults.corrupted)
        assert(changed._tag === "InvalidFile")
        assert.strictEqual(changed.problem, "Hash")
        assert.strictEqual((yield* reasonOf(Faults.corrupted, "GZIP"))._tag, "InvalidFile")
        assert.strictEqual((yield* reasonOf(Faults.truncated))._tag, "Transport")
        assert.strictEqual((yield* lastCall).status, 200)
      })
    )
  })
}
