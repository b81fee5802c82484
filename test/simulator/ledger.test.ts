/** The ledger: money of merchants moves and is never made or lost. */
import { assert, it } from "@effect/vitest"
import { BillFile, FundFlowBill } from "@effect-wechatpay/bill"
import { ProfitSharing, ProfitSharingReceiver, ProfitSharingReturn } from "@effect-wechatpay/profit-sharing"
import {
  Ledger,
  ProfitShares,
  Refunds,
  Samples,
  Simulator,
  Transactions,
  Transfers
} from "@effect-wechatpay/simulator"
import { Transfer, TransferScene } from "@effect-wechatpay/transfer"
import { Effect, Layer, Stream, TestClock } from "effect"

const { mchid } = Samples
const numbers = { business_no: "4200", voucher_no: "trade-1" } as const

const payment = (number: number, more: Partial<Transactions.Transaction> = {}) =>
  Transactions.register({
    transaction_id: `420000000000000000000000000${number}`,
    out_trade_no: `trade-${number}`,
    mchid,
    total: 1000,
    paid_at: 0,
    ...more
  })

const sumOfAll = Effect.map(Ledger.allBalances, (all) => all.reduce((sum, { balance }) => sum + balance, 0))

it.effect("the ledger moves all of an amount or none, and the sum of all accounts stays 0", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(Date.UTC(2026, 4, 1))
    yield* Simulator.act(
      Effect.gen(function* () {
        const basic = Ledger.merchant(mchid)
        yield* payment(1)
        // A payment that is registered again moves no money again.
        yield* payment(1)
        assert.strictEqual(yield* Ledger.balance(basic), 1000)

        // Money that will be shared can be frozen for its payment.
        yield* payment(2)
        const frozen = Ledger.pending(mchid, "4200000000000000000000000002")
        yield* Ledger.move({ ...numbers, kind: "UNFREEZE", from: basic, to: frozen, amount: 1000 })
        assert.strictEqual(yield* Ledger.balance(frozen), 1000)
        assert.strictEqual(yield* Ledger.balance(basic), 1000)
        const share = { ...numbers, kind: "SHARE", from: frozen, to: Ledger.merchant("1900000109") } as const
        yield* Ledger.move({ ...share, amount: 300 })
        const error = yield* Effect.flip(Ledger.move({ ...share, amount: 701 }))
        assert.deepInclude(error, { _tag: "InsufficientBalance", balance: 700, amount: 701 })

        // From several accounts, the first one first; nothing where they do not have it together.
        const refund = { ...numbers, kind: "REFUND", to: Ledger.transit("503") } as const
        yield* Ledger.moveFromFirst([frozen, basic], { ...refund, amount: 900 })
        assert.strictEqual(yield* Ledger.balance(frozen), 0)
        assert.strictEqual(yield* Ledger.balance(basic), 800)
        yield* Effect.flip(Ledger.moveFromFirst([frozen, basic], { ...refund, amount: 801 }))
        assert.strictEqual(yield* Ledger.balance(basic), 800)

        // Coupons: the part that the merchant receives comes from outside, the rest does not exist in the ledger.
        yield* payment(3, { total: 1000, payer_total: 700, coupon_total: 200 })
        assert.strictEqual(yield* Ledger.balance(basic), 1700)
        yield* Transactions.reverse("4200000000000000000000000003")
        yield* Transactions.reverse("4200000000000000000000000003")
        assert.strictEqual(yield* Ledger.balance(basic), 800)

        yield* Ledger.topUp(mchid, 50, "OPERATION")
        yield* Refunds.setBalance({ mchid }, 5)
        yield* Refunds.setBalance({ mchid: "1", sub_mchid: "1900000109" }, 7)
        assert.strictEqual(yield* Ledger.balance(Ledger.merchant(mchid, "OPERATION")), 50)
        assert.strictEqual(yield* Ledger.balance(basic), 5)
        assert.strictEqual(yield* Ledger.balance(Ledger.merchant("1900000109")), 7)
        assert.strictEqual(yield* sumOfAll, 0)
      })
    )
  }).pipe(Effect.provide(Simulator.layer()))
)

it.effect(
  "shares, returns and transfers move the money of the same merchant, and its bills are made from them",
  () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 4, 1, 2))
      const { act } = Simulator
      const supplier = "1900000001"
      const transaction_id = "4200000000000000000000000001"
      const balances = Effect.map(
        act(
          Effect.all([
            Ledger.balance(Ledger.pending(mchid, transaction_id)),
            Ledger.balance(Ledger.merchant(mchid)),
            Ledger.balance(Ledger.merchant(supplier)),
            Ledger.balance(Ledger.merchant(mchid, "OPERATION"))
          ])
        ),
        ([frozen, available, received, operation]) => ({ frozen, available, received, operation })
      )
      yield* act(payment(1, { profit_sharing: "standard", paid_at: Date.UTC(2026, 4, 1) }))
      yield* act(Transfers.setAccount({ mchid }, 1000))
      assert.deepStrictEqual(yield* balances, { frozen: 1000, available: 0, received: 0, operation: 1000 })

      const receiver = { type: "MERCHANT_ID", account: supplier } as const
      yield* ProfitSharingReceiver.add({ ...receiver, appid: Samples.appid, relation_type: "SUPPLIER" })
      yield* ProfitSharing.create({
        transaction_id,
        out_order_no: "S1",
        receivers: [{ ...receiver, amount: 300, description: "share" }],
        unfreeze_unsplit: false
      })
      // The money of a share that is not finished belongs to nobody else yet.
      assert.deepStrictEqual(yield* balances, { frozen: 700, available: 0, received: 0, operation: 1000 })
      yield* act(ProfitShares.finish({ mchid, out_order_no: "S1" }))
      yield* ProfitSharing.unfreeze({ transaction_id, out_order_no: "U1", description: "rest" })
      yield* act(ProfitShares.finish({ mchid, out_order_no: "U1" }))
      assert.deepStrictEqual(yield* balances, { frozen: 0, available: 700, received: 300, operation: 1000 })

      const takeBack = (out_return_no: string, amount: number) =>
        ProfitSharingReturn.create({
          out_order_no: "S1",
          out_return_no,
          return_mchid: supplier,
          amount,
          description: "refund"
        })
      yield* takeBack("B1", 100)
      yield* act(ProfitShares.succeedReturn({ mchid, out_return_no: "B1" }))
      yield* act(Ledger.setBalance(Ledger.merchant(supplier), 50))
      yield* takeBack("B2", 100)
      yield* act(ProfitShares.succeedReturn({ mchid, out_return_no: "B2" }))
      const failed = yield* ProfitSharingReturn.query({ out_order_no: "S1", out_return_no: "B2" })
      assert.deepInclude(failed, { result: "FAILED", fail_reason: "BALANCE_NOT_ENOUGH" })
      assert.deepStrictEqual(yield* balances, { frozen: 0, available: 800, received: 50, operation: 1000 })

      const transfer = (out_bill_no: string) =>
        Transfer.create({
          ...TransferScene.cashMarketing({ activity: "新会员有礼", reward: "一等奖" }),
          appid: Samples.appid,
          openid: Samples.openid,
          out_bill_no,
          transfer_amount: 400,
          transfer_remark: "新会员有礼"
        })
      yield* transfer("T1")
      yield* act(Transfers.confirm({ mchid, out_bill_no: "T1" }))
      yield* transfer("T2")
      yield* Transfer.cancel({ out_bill_no: "T2" })
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* balances).operation, 600)
      assert.strictEqual(yield* act(Ledger.balance(Ledger.user(Samples.openid))), 400)
      assert.strictEqual(yield* act(sumOfAll), 0)

      yield* TestClock.adjust("2 days")
      const rowsOf = (account_type: "BASIC" | "OPERATION") =>
        Effect.flatMap(FundFlowBill.getDownloadLink({ bill_date: "2026-05-01", account_type }), (link) =>
          Effect.map(Stream.runCollect(Stream.decodeText(BillFile.download(link))), (parts) =>
            [...parts]
              .join("")
              .split("\r\n")
              .slice(1, -3)
              .map((line) => line.split(",").map((cell) => cell.slice(1)))
              .map((cells) => `${cells[3]} ${cells[5]} ${cells[6]}`)
          )
        )
      assert.deepStrictEqual(yield* rowsOf("BASIC"), [
        "交易 收入 10.00",
        "分账 支出 3.00",
        "分账回退 收入 1.00"
      ])
      assert.deepStrictEqual(yield* rowsOf("OPERATION"), [
        "调账 收入 10.00",
        "转账 支出 4.00",
        "转账 支出 4.00",
        "转账退回 收入 4.00"
      ])
    }).pipe(Effect.provide(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer()))))
)
