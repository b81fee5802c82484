import { assert, describe, it } from "@effect/vitest";
import * as Order from "@effect-wechatpay/payscore/schemas/ServiceOrder";
import { Either, ParseResult } from "effect";
/** Where a value is refused, and why; empty when it is accepted. */
const refusals = (schema, value) => Either.match(ParseResult.encodeUnknownEither(schema)(value, { errors: "all", onExcessProperty: "error" }), {
    onLeft: (issue) => ParseResult.ArrayFormatter.formatIssueSync(issue).map(({ message, path }) => `${path.join(".")}: ${message}`),
    onRight: () => []
});
const accepted = (schema, value) => assert.deepStrictEqual(refusals(schema, value), []);
const refused = (schema, value, path, text = /./) => {
    const found = refusals(schema, value);
    assert.isTrue(found.some((line) => line.startsWith(`${path}:`) && text.test(line)), `expected a refusal at ${path}, got ${JSON.stringify(found)}`);
};
describe("payments", () => {
    const many = (count) => Array.from({ length: count }, (_, index) => ({ name: `fee ${index}`, amount: 1 }));
    it("need an amount or a description", () => {
        accepted(Order.PostPayment, { name: "rent", amount: 0 });
        accepted(Order.PostPayment, { name: "rent", description: "1 yuan an hour" });
        accepted(Order.MessagePayment, {});
        refused(Order.PostPayment, { name: "rent" }, "amount", /needs an amount or a description/);
        refused(Order.ModifiedPayment, { name: "rent", count: 2 }, "amount");
        refused(Order.MessagePayment, { name: "rent" }, "amount");
    });
    it("hold integer fen", () => {
        for (const amount of [-1, 0.5, Number.NaN, "1"])
            refused(Order.PostPayment, { name: "rent", amount }, "amount");
    });
    it("keep the documented counts", () => {
        for (const count of [0, 101])
            refused(Order.PostPayment, { name: "rent", amount: 1, count }, "count");
        accepted(Order.ModifiedPayment, { name: "rent", amount: 1, count: 101 });
    });
    it("are at most 100, and at least one where the order is completed", () => {
        accepted(Order.payments(Order.PostPayment), many(100));
        accepted(Order.payments(Order.PostPayment), []);
        refused(Order.payments(Order.PostPayment), many(101), "", /at most 100/);
        refused(Order.payments(Order.PostPayment, 1), [], "", /1 to 100/);
    });
    it("have unique names, except 商品信息", () => {
        const item = { name: "商品信息", description: "a book" };
        accepted(Order.payments(Order.PostPayment), [item, item, { name: "rent", amount: 1 }]);
        refused(Order.payments(Order.PostPayment), [...many(2), ...many(1)], "2.name", /earlier payment/);
    });
});
describe("discounts", () => {
    const discount = { name: "coupon", description: "first ride", amount: 1 };
    it("are at most 30 with unique names", () => {
        const many = (count) => Array.from({ length: count }, (_, i) => ({ ...discount, name: `coupon ${i}` }));
        accepted(Order.discounts(Order.PostDiscount), many(30));
        refused(Order.discounts(Order.PostDiscount), many(31), "", /at most 30/);
        refused(Order.discounts(Order.PostDiscount), [discount, discount], "1.name", /earlier discount/);
    });
    it("have name and description together", () => {
        accepted(Order.OpenDiscount, { amount: 1 });
        refused(Order.OpenDiscount, { name: "coupon", amount: 1 }, "description");
        refused(Order.OpenDiscount, { description: "first ride", amount: 1 }, "name");
        refused(Order.PostDiscount, { name: "coupon" }, "description");
        accepted(Order.BriefDiscount, { name: "coupon", amount: 1 });
        refused(Order.FinalDiscount, { name: "coupon", amount: 1 }, "description");
        refused(Order.FinalDiscount, { name: "coupon", description: "first ride" }, "amount");
    });
});
describe("times of a service", () => {
    it("are seconds or days of Beijing, or OnAccept at the start", () => {
        accepted(Order.TimeRange, { start_time: "OnAccept", end_time: "20240101120000" });
        accepted(Order.TimeRange, { start_time: "20240101", end_time: "20240101" });
        refused(Order.TimeRange, { start_time: "2024-01-01T00:00:00+08:00" }, "start_time");
        refused(Order.TimeRange, { start_time: "20240101", end_time: "OnAccept" }, "end_time");
        refused(Order.PastTimeRange, { start_time: "OnAccept" }, "start_time");
        refused(Order.FinalTimeRange, { start_time: "OnAccept" }, "start_time");
    });
    it("end after they start", () => {
        const early = [
            ["20240101120000", "20240101120000"],
            ["20240101120000", "20240101115959"],
            ["20240102", "20240101"],
            ["20240102", "20240101235959"]
        ];
        for (const [start_time, end_time] of early) {
            for (const schema of [Order.TimeRange, Order.PastTimeRange, Order.FinalTimeRange]) {
                refused(schema, { start_time, end_time }, "end_time", /later than start_time/);
            }
        }
        accepted(Order.TimeRange, { start_time: "20240101120000", end_time: "20240101" });
        accepted(Order.FinalTimeRange, { end_time: "20240101" });
    });
    it("have remarks together with their time only", () => {
        accepted(Order.FinalTimeRange, { end_time: "20240101", end_time_remark: "back" });
        refused(Order.FinalTimeRange, { start_time_remark: "begun" }, "start_time_remark", /without start_time/);
        refused(Order.TimeRange, { start_time: "20240101", end_time_remark: "back" }, "end_time_remark");
    });
});
describe("the rest", () => {
    it("an end location needs the start at creation only", () => {
        refused(Order.Location, { end_location: "airport" }, "end_location", /without start_location/);
        accepted(Order.FinalLocation, { end_location: "airport" });
    });
    it("a risk fund has one of four names", () => {
        accepted(Order.RiskFund, { name: "DEPOSIT", amount: 100 });
        refused(Order.RiskFund, { name: "OTHER", amount: 100 }, "name");
        refused(Order.RiskFund, { name: "DEPOSIT", amount: 1.5 }, "amount");
    });
    it("a payment elsewhere has its time", () => {
        accepted(Order.PaidDetail, { paid_time: "20240101" });
        refused(Order.PaidDetail, { paid_time: "2024-01-01" }, "paid_time");
        accepted(Order.PartnerPaidDetail, { paid_time: "20240101120000", seq: 1, paid_amount: 100 });
    });
});
const lists = {
    post: Order.payments(Order.PostPayment, 1),
    modified: Order.payments(Order.ModifiedPayment),
    message: Order.payments(Order.MessagePayment),
    discounts: Order.discounts(Order.OpenDiscount)
};
it.prop("generated parts encode", { ...lists, time: Order.TimeRange, final: Order.FinalTimeRange }, (generated) => {
    for (const [name, schema] of Object.entries(lists)) {
        assert.deepStrictEqual(refusals(schema, generated[name]), []);
    }
    accepted(Order.TimeRange, generated.time);
    accepted(Order.FinalTimeRange, generated.final);
});
