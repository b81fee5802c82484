import { assert, describe, it } from "@effect/vitest"
import { type BillError, BillFile, FundFlowBill, TradeBill } from "@effect-wechatpay/bill"
import { BigDecimal, Cause, Chunk, DateTime, Effect, Exit, FastCheck, Option, Stream } from "effect"

const header =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
const payment =
  "`2024-05-01 10:00:00,`wx8888888888888888,`1900000109,`0,`till 7,`4200000000000000000000000001,`order-1,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`JSAPI,`SUCCESS,`CMB_DEBIT,`CNY,`9.00,`1.00,`0,`0,`0.00,`0.00,`,`,`tea, green,`,`0.05400,`0.60%,`10.00,`0.00,`"
const refund =
  "`2024-05-01 23:59:59,`wx8888888888888888,`1900000109,`1900000110,`,`4200000000000000000000000001,`order-1,`oUpF8uMuAJO_M2pxb1Q9zNjWeS6o,`JSAPI,`REFUND,`CMB_DEBIT,`CNY,`0.00,`0.00,`50000000382019052709732678859,`refund-1,`3.50,`0.50,`ORIGINAL,`PROCESSING,`tea, green,`note,`-0.02100,`0.60%,`0.00,`4.00,`discount"
const summaryHeader =
  "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
const summary = "`2,`9.00,`3.50,`0.50,`0.03300,`10.00,`4.00"

const bill = [header, payment, refund, summaryHeader, summary]

const utf8 = new TextEncoder()
const bytesOf = (text: string, size = Number.POSITIVE_INFINITY) => {
  const bytes = utf8.encode(text)
  const pieces: Array<Uint8Array> = []
  for (let at = 0; at < bytes.length; at += Math.min(size, bytes.length)) {
    pieces.push(bytes.subarray(at, Math.min(at + size, bytes.length)))
  }
  return Stream.fromIterable(pieces)
}

const parsed = (text: string, size?: number) =>
  Effect.map(Stream.runCollect(TradeBill.parse(bytesOf(text, size))), Chunk.toReadonlyArray)

const problem = <A>(stream: Stream.Stream<A, BillError.InvalidBill>) => Effect.flip(Stream.runDrain(stream))

const withoutCells = ({ cells: _, ...rest }: TradeBill.Row | TradeBill.Summary) => rest

describe("a trade bill", () => {
  it.effect("a trade bill is a stream of rows with numbers, and a summary", () =>
    Effect.gen(function* () {
      const [first, second, last, ...more] = yield* parsed(bill.join("\r\n"))
      assert.lengthOf(more, 0)
      assert(first?._tag === "Row" && second?._tag === "Row" && last?._tag === "Summary")
      const { fee, trade_time, ...row } = withoutCells(first) as Omit<TradeBill.Row, "cells">
      assert.strictEqual(DateTime.formatIso(trade_time), "2024-05-01T02:00:00.000Z")
      assert.isTrue(BigDecimal.equals(fee!, BigDecimal.unsafeFromString("5.4")))
      assert.deepStrictEqual(row, {
        _tag: "Row",
        appid: "wx8888888888888888",
        mchid: "1900000109",
        device_info: "till 7",
        transaction_id: "4200000000000000000000000001",
        out_trade_no: "order-1",
        openid: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o",
        trade_type: "JSAPI",
        trade_state: "SUCCESS",
        bank_type: "CMB_DEBIT",
        currency: "CNY",
        settlement_total: 900,
        coupon_amount: 100,
        refund_amount: 0,
        coupon_refund_amount: 0,
        description: "tea, green",
        fee_rate: "0.60%",
        total: 1000,
        refund_requested: 0
      })
      assert.strictEqual(first.cells.商品名称, "tea, green")
      assert.strictEqual(second.sub_mchid, "1900000110")
      assert.strictEqual(second.refund_id, "50000000382019052709732678859")
      assert.strictEqual(second.out_refund_no, "refund-1")
      assert.strictEqual(second.refund_amount, 350)
      assert.strictEqual(second.coupon_refund_amount, 50)
      assert.strictEqual(second.refund_requested, 400)
      assert.strictEqual(second.refund_state, "PROCESSING")
      assert.strictEqual(second.attach, "note")
      assert.strictEqual(second.fee_rate_note, "discount")
      assert.isTrue(BigDecimal.equals(second.fee!, BigDecimal.unsafeFromString("-2.1")))
      assert.strictEqual(DateTime.formatIso(second.trade_time), "2024-05-01T15:59:59.000Z")
      const { fee: fees, ...totals } = withoutCells(last) as Omit<TradeBill.Summary, "cells">
      assert.isTrue(BigDecimal.equals(fees!, BigDecimal.unsafeFromString("3.3")))
      assert.deepStrictEqual(totals, {
        _tag: "Summary",
        count: 2,
        settlement_total: 900,
        refund_amount: 350,
        coupon_refund_amount: 50,
        total: 1000,
        refund_requested: 400
      })
    })
  )

  it.effect(
    "a trade bill is read the same with CR LF or LF, with or without a byte order mark, in chunks of any size",
    () =>
      Effect.gen(function* () {
        const expected = yield* parsed(bill.join("\n"))
        for (const text of [
          `${bill.join("\n")}\n`,
          `${bill.join("\r\n")}\r\n`,
          `\ufeff${bill.join("\r\n")}`,
          `\ufeff${bill.join("\n\n")}\n\n`
        ]) {
          for (const size of [undefined, 1, 2, 3, 7, 64]) {
            const entries = yield* parsed(text, size)
            assert.strictEqual(String(JSON.stringify(entries)), String(JSON.stringify(expected)))
          }
        }
      })
  )

  it.effect("a trade bill is read by its column names, in every order", () =>
    Effect.gen(function* () {
      const turned = (line: string) =>
        line.startsWith("`")
          ? [...BillFile.cells(line)]
              .reverse()
              .map((cell) => `\`${cell}`)
              .join(",")
          : [...BillFile.cells(line)].reverse().join(",")
      const [row] = yield* parsed(bill.map(turned).join("\n"))
      const [expected] = yield* parsed(bill.join("\n"))
      assert.deepStrictEqual(withoutCells(row!), withoutCells(expected!))
    })
  )

  it.effect("a trade bill may have fewer columns or other ones", () =>
    Effect.gen(function* () {
      const [row, last] = yield* parsed(
        [
          "交易时间,微信订单号,商户订单号,交易状态,总金额,新的一栏",
          "`2024-05-01 10:00:00,`42,`order,`REVOKED,`1.00,`new",
          "总交易单数,新的总数",
          "`1,`7"
        ].join("\n")
      )
      assert(row?._tag === "Row" && last?._tag === "Summary")
      assert.deepStrictEqual(
        { ...row.cells },
        {
          交易时间: "2024-05-01 10:00:00",
          微信订单号: "42",
          商户订单号: "order",
          交易状态: "REVOKED",
          总金额: "1.00",
          新的一栏: "new"
        }
      )
      assert.isUndefined(row.total)
      assert.strictEqual(last.cells.新的总数, "7")
    })
  )

  it.effect("a trade bill of the old format has the same values under other names", () =>
    Effect.gen(function* () {
      const old: Readonly<Record<string, string>> = {
        特约商户号: "子商户号",
        应结订单金额: "总金额",
        代金券金额: "企业红包金额",
        充值券退款金额: "企业红包退款金额",
        应结订单总金额: "总交易额",
        退款总金额: "总退款金额",
        充值券退款总金额: "总企业红包退款金额"
      }
      const renamed = (names: string) => names.split(",").map((name) => old[name] ?? name)
      const lines = [renamed(header).join(","), payment, refund, renamed(summaryHeader).join(","), summary]
      const [first, second, last] = yield* parsed(lines.join("\n"))
      const [newFirst, newSecond, newLast] = yield* parsed(bill.join("\n"))
      for (const [read, expected] of [
        [first, newFirst],
        [second, newSecond],
        [last, newLast]
      ] as const) {
        assert.deepStrictEqual(withoutCells(read!), withoutCells(expected!))
      }
    })
  )

  it.effect(
    "the merchant's texts of a trade bill are unescaped, and its cells keep the text of the bill",
    () =>
      Effect.gen(function* () {
        for (const [cell, text] of [
          ["\\\\n", "\\n"],
          ["a\\ b\\nc\\rd\\te\\Zf", "a,b\nc\rd\te\u001af"],
          ["\\\"quoted\\\" \\'so\\' \\`or so\\`", "\"quoted\" 'so' `or so`"],
          ["'refund' \\140row\\140", "'refund' `row`"],
          ["end\\", "end\\"],
          ["茶\\茶", "茶茶"]
        ] as const) {
          const [row] = yield* parsed(
            bill.join("\n").replaceAll("tea, green", cell).replaceAll("till 7", cell)
          )
          assert(row?._tag === "Row")
          assert.strictEqual(row.description, text)
          assert.strictEqual(row.device_info, text)
          assert.strictEqual(row.cells.商品名称, cell)
        }
      })
  )

  it.effect("the error of a malformed trade bill has the position, but not the content", () =>
    Effect.gen(function* () {
      const changed = (line: number, from: string, to: string) =>
        bill.map((text, index) => (index === line - 1 ? text.replace(from, to) : text))
      const secret = "oUpF8uMuAJO"
      for (const [lines, line, column] of [
        [[], 2, undefined],
        [[""], 2, undefined],
        [[header], 2, undefined],
        [[header, payment], 3, undefined],
        [[payment], 1, undefined],
        [bill.slice(0, -1), 5, undefined],
        [[...bill, summary], 6, undefined],
        [[...bill, summaryHeader], 6, undefined],
        [[...bill, "the end"], 6, undefined],
        [changed(2, "10.00", "10.0x"), 2, "订单金额"],
        [changed(2, "10.00", "1,000.00"), 2, "订单金额"],
        [changed(2, "10.00", "10.001"), 2, "订单金额"],
        [changed(2, "10.00", "1e3"), 2, "订单金额"],
        [changed(2, "10.00", "99999999999999.00"), 2, "订单金额"],
        [changed(2, "0.05400", "free"), 2, "手续费"],
        [changed(3, "23:59:59", "24:59:59"), 3, "交易时间"],
        [changed(3, "2024-05-01", "2024-02-30"), 3, "交易时间"],
        [changed(3, "`order-1", "`"), 3, "商户订单号"],
        [changed(2, ",`wx8888888888888888", ""), 2, undefined],
        [changed(2, "`0.00,", "`0.00,`0.00,"), 2, undefined],
        [changed(5, "`2,", "`two,"), 5, "总交易单数"],
        [changed(1, "商户订单号", "订单号"), 2, undefined]
      ] as const) {
        const error = yield* problem(TradeBill.parse(bytesOf(lines.join("\n"))))
        assert.strictEqual(error._tag, "InvalidBill")
        assert.strictEqual(error.line, line, error.message)
        assert.strictEqual(error.column, column, error.message)
        assert.notInclude(error.message, secret)
        assert.notInclude(error.message, "10.0x")
        assert.include(error.message, `line ${line}`)
      }
    })
  )

  it.effect("a trade bill that is not text, or one endless line, is rejected", () =>
    Effect.gen(function* () {
      const latin = Stream.make(new Uint8Array([0xbd, 0xbb, 0xd2, 0xd7]))
      assert.strictEqual((yield* problem(TradeBill.parse(latin))).problem, "expected UTF-8")
      const cut = Stream.make(utf8.encode("交易").subarray(0, 5))
      assert.strictEqual((yield* problem(TradeBill.parse(cut))).problem, "expected UTF-8")
      let made = 0
      const endless = Stream.repeatEffect(
        Effect.sync(() => {
          made++
          return utf8.encode("x".repeat(65_536))
        })
      )
      assert.strictEqual((yield* problem(TradeBill.parse(endless))).problem, "expected a shorter line")
      assert.isBelow(made, 100)
    })
  )

  it.effect("a trade bill that names a column twice is rejected", () =>
    Effect.gen(function* () {
      const twice = [`${header},手续费`, `${payment},\`9.99`, summaryHeader, summary].join("\n")
      const error = yield* problem(TradeBill.parse(bytesOf(twice)))
      assert.deepStrictEqual([error.line, error.problem], [1, "expected each column once in the header"])
    })
  )

  it.effect("a long line that arrives byte by byte is joined once", () =>
    Effect.gen(function* () {
      const long = payment.replace("tea, green", "x".repeat(300_000))
      const byte = Stream.fromChunk(
        Chunk.unsafeFromArray(
          [...utf8.encode([header, long, summaryHeader, summary].join("\n"))].map((one) => Uint8Array.of(one))
        )
      )
      const start = process.cpuUsage()
      assert.strictEqual(yield* Stream.runCount(TradeBill.parse(byte)), 2)
      const { user } = process.cpuUsage(start)
      // Joined at each piece, it would be 45 billion characters.
      assert.isBelow(user / 1000, 5_000)
    })
  )

  it.effect("a trade bill fails with the error of its bytes", () =>
    Effect.gen(function* () {
      const stream = Stream.concat(bytesOf(bill.join("\n")), Stream.fail("broken" as const))
      assert.strictEqual(yield* Effect.flip(Stream.runDrain(TradeBill.parse(stream))), "broken")
    })
  )

  it.effect("a trade bill is read chunk by chunk", () =>
    Effect.gen(function* () {
      let pulled = 0
      const lines = Stream.concat(
        Stream.make(header),
        Stream.repeatEffect(
          Effect.sync(() => {
            pulled++
            return payment
          })
        )
      ).pipe(Stream.map((line) => utf8.encode(`${line}\n`)))
      const rows = yield* Stream.runCount(Stream.take(TradeBill.parse(lines), 1000))
      assert.strictEqual(rows, 1000)
      assert.isAtMost(pulled, 1001)
    })
  )
})

describe("money", () => {
  const row = (cell: string) =>
    Effect.gen(function* () {
      const text = [
        "记账时间,收支类型,收支金额（元）",
        `\`2024-05-01 10:00:00,\`收入,\`${cell}`,
        "资金流水总笔数",
        "`1"
      ].join("\n")
      const exit = yield* Effect.exit(Stream.runHead(FundFlowBill.parse(bytesOf(text))))
      if (Exit.isFailure(exit)) {
        assert(Option.isSome(Cause.failureOption(exit.cause)))
        return undefined
      }
      const first = Option.getOrThrow(exit.value)
      assert(first._tag === "Row")
      return first.amount
    })

  it.effect("amounts of bills are exact to the fen", () =>
    Effect.gen(function* () {
      for (const [cell, fen] of [
        ["0.00", 0],
        ["0", 0],
        ["-0.00", 0],
        ["0.01", 1],
        ["1.1", 110],
        ["1.15", 115],
        ["8.88", 888],
        ["1.005000", undefined],
        ["1.10000", 110],
        ["-3.50", -350],
        ["90071992547409.91", undefined],
        ["9999999999999.99", 999_999_999_999_999],
        ["", undefined],
        [" 1.00", undefined],
        ["1.", undefined],
        [".5", undefined],
        ["+1.00", undefined],
        ["1.00元", undefined],
        ["１.00", undefined],
        ["NaN", undefined],
        ["Infinity", undefined]
      ] as const) {
        const amount = yield* row(cell)
        assert.strictEqual(amount, fen, cell)
        if (amount !== undefined) assert.isFalse(Object.is(amount, -0))
      }
    })
  )

  it.effect("every amount is parsed back from its text", () =>
    Effect.gen(function* () {
      for (const fen of FastCheck.sample(
        FastCheck.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
        200
      )) {
        const digits = String(Math.abs(fen)).padStart(3, "0")
        const cell = `${fen < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`
        assert.strictEqual(yield* row(cell), fen)
      }
    })
  )
})

describe("a fund flow bill", () => {
  it.effect("a fund flow bill is a stream of rows, and a summary", () =>
    Effect.gen(function* () {
      const text = [
        "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号",
        "`2021-02-01 13:54:01,`50300806962021020105978994968,`4200000920202101197964319284,`退款,`退款,`支出,`0.01,`0.22,`1601959334API,`退款总金额0.01元;含手续费0.00元,`S20210201135356381941",
        "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额",
        "`1.0,`0.0,`0.00,`1.0,`0.01"
      ].join("\r\n")
      const [row, last] = yield* Effect.map(
        Stream.runCollect(FundFlowBill.parse(bytesOf(text))),
        Chunk.toReadonlyArray
      )
      assert(row?._tag === "Row" && last?._tag === "Summary")
      const { booked_at, cells: _, ...rest } = row
      assert.strictEqual(DateTime.formatIso(booked_at), "2021-02-01T05:54:01.000Z")
      assert.deepStrictEqual(rest, {
        _tag: "Row",
        business_no: "50300806962021020105978994968",
        flow_no: "4200000920202101197964319284",
        business_name: "退款",
        business_type: "退款",
        direction: "支出",
        amount: 1,
        balance: 22,
        applicant: "1601959334API",
        note: "退款总金额0.01元;含手续费0.00元",
        voucher_no: "S20210201135356381941"
      })
      const { cells: __, ...totals } = last
      assert.deepStrictEqual(totals, {
        _tag: "Summary",
        count: 1,
        income_count: 0,
        income: 0,
        expense_count: 1,
        expense: 1
      })
    })
  )
})

describe("cells", () => {
  it("cells of bills are separated at comma and backtick", () => {
    assert.deepStrictEqual(BillFile.cells("`a,`b"), ["a", "b"])
    assert.deepStrictEqual(BillFile.cells("`"), [""])
    assert.deepStrictEqual(BillFile.cells("`,`,`"), ["", "", ""])
    assert.deepStrictEqual(BillFile.cells("`a`b,`c"), ["a`b", "c"])
    assert.deepStrictEqual(BillFile.cells("a,b"), ["a", "b"])
  })
})
