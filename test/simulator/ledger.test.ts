/** The ledger: money of merchants moves and is never made or lost. */
import { assert, it } from "@effect/vitest"
import { Ledger, Refunds, Simulator, Transactions } from "@effect-wechatpay/simulator"
import { Effect, TestClock } from "effect"

const mchid = "1230000109"
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
