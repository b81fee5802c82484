/**
 * Any sequence of what the merchant calls, the user does and the clock brings, held against a small model of its own: the state
 * of the order after each step, and the code of each refusal.
 */
import { assert, describe, it } from "@effect/vitest";
import { BeijingTime } from "@effect-wechatpay/core";
import { OrderState, ServiceOrder } from "@effect-wechatpay/payscore";
import { Payscore, Samples, Simulator } from "@effect-wechatpay/simulator";
import { Effect, Layer, Schema, TestClock } from "effect";
import { act, begin, newNumber, outcome, sides } from "./payscore/sides.js";
const { appid, serviceId: service_id } = Samples;
const fresh = {
    state: "None",
    total: 0,
    inFlight: false,
    age: 0,
    reason: "",
    completed: undefined,
    modified: undefined
};
const reason = Schema.Literal("user asked", "another reason");
const amount = Schema.Literal(0, 100, 200, 10_000, 10_001);
const Step = Schema.Union(Schema.Struct({ do: Schema.Literal("create", "confirm", "userPays", "beginDeduction", "failDeduction") }), Schema.Struct({ do: Schema.Literal("urge", "sync") }), Schema.Struct({ do: Schema.Literal("cancel"), reason }), Schema.Struct({ do: Schema.Literal("complete", "modify"), amount }), Schema.Struct({ do: Schema.Literal("wait"), days: Schema.Literal(1, 16) }));
/** Most of a random sequence would be about an order that does not exist: it may begin with these. */
const beginning = [{ do: "create" }, { do: "confirm" }, { do: "complete", amount: 200 }];
const day = 86_400_000;
const refused = (model, otherwise) => {
    const final = {
        None: "404 ORDER_NOT_EXIST",
        Paid: "400 ORDER_DONE",
        FinishedWithoutCollection: "400 ORDER_DONE",
        Cancelled: "400 ORDER_CANCELED"
    };
    return [final[model.state] ?? otherwise, model];
};
const accepted = (next) => ["accepted", next];
const impossible = (model) => ["NotPossible", model];
const settled = (model, total) => ({
    ...model,
    total,
    state: total === 0 ? "FinishedWithoutCollection" : "Collecting"
});
const cancelled = (model, reason) => {
    if (model.state === "Cancelled" && model.reason === reason)
        return accepted(model);
    if (!["AwaitingConfirmation", "InService", "Collecting"].includes(model.state)) {
        return refused(model, "400 PARAM_ERROR 271316592");
    }
    return model.inFlight
        ? ["400 INVALID_REQUEST 271316754", model]
        : accepted({ ...model, state: "Cancelled", reason });
};
const completed = (model, total) => {
    if (model.completed === total)
        return accepted(model);
    if (model.state !== "InService")
        return refused(model, "400 INVALID_REQUEST 271302262");
    return total > 10_000
        ? ["400 PARAM_ERROR 271316656", model]
        : accepted({ ...settled(model, total), completed: total });
};
const modified = (model, total) => {
    if (model.modified === total)
        return accepted(model);
    if (model.state !== "Collecting")
        return refused(model, "400 INVALID_ORDER_STATE 271316657");
    if (model.inFlight)
        return ["400 INVALID_REQUEST 271316754", model];
    return total >= model.total
        ? ["400 PARAM_ERROR", model]
        : accepted({ ...settled(model, total), modified: total });
};
const next = (model, step) => {
    const { state } = model;
    switch (step.do) {
        case "create":
            return accepted(state === "None" ? { ...model, state: "AwaitingConfirmation" } : model);
        case "confirm":
            return state === "AwaitingConfirmation" ? accepted({ ...model, state: "InService" }) : impossible(model);
        case "cancel":
            return cancelled(model, step.reason);
        case "complete":
            return completed(model, step.amount);
        case "modify":
            return modified(model, step.amount);
        case "urge":
            return state === "Collecting" ? accepted(model) : refused(model, "400 INVALID_ORDER_STATE 271316657");
        case "sync":
            if (state !== "Collecting")
                return refused(model, "400 INVALID_ORDER_STATE 271316657");
            return model.inFlight ? ["400 INVALID_REQUEST 271316754", model] : accepted({ ...model, state: "Paid" });
        case "userPays":
            return state === "Collecting"
                ? accepted({ ...model, state: "Paid", inFlight: false })
                : impossible(model);
        case "beginDeduction":
        case "failDeduction":
            // A script of a test: it has nothing to do where nothing is collected.
            return accepted(state === "Collecting" ? { ...model, inFlight: step.do === "beginDeduction" } : model);
        case "wait": {
            const age = state === "AwaitingConfirmation" ? model.age + step.days * day : model.age;
            return accepted({ ...model, age, state: age > 30 * day ? "Expired" : state });
        }
    }
};
// --- the simulator -------------------------------------------------------------------------------------------------------
const run = (calls, user, ended, model, step) => {
    const { out_order_no } = calls.who;
    const order = { out_order_no, appid, service_id };
    const items = (total_amount) => ({
        post_payments: [{ name: "rental", amount: total_amount }],
        total_amount
    });
    switch (step.do) {
        case "create":
            return outcome(calls.create);
        case "confirm":
            return outcome(act(Payscore.confirm(calls.who, user)));
        case "cancel":
            return outcome(calls.cancel(step));
        case "complete":
            return Effect.flatMap(BeijingTime.now, (now) => {
                // The same amount again is the same call only at the same times.
                const end_time = model.completed === step.amount ? (ended ?? now) : now;
                return outcome(ServiceOrder.complete({ ...order, ...items(step.amount), time_range: { end_time } }));
            });
        case "modify":
            return outcome(ServiceOrder.modify({ ...order, ...items(step.amount), reason: "goodwill" }));
        case "urge":
            return outcome(ServiceOrder.pay(order));
        case "sync":
            return outcome(calls.sync());
        case "userPays":
            return outcome(act(Payscore.payByUser(calls.who)));
        case "beginDeduction":
        case "failDeduction":
            return model.state === "Collecting"
                ? outcome(act(Payscore.setInFlight(calls.who, step.do === "beginDeduction")))
                : Effect.succeed("accepted");
        case "wait":
            return outcome(TestClock.adjust(`${step.days} days`));
    }
};
const stateOf = (out_order_no) => Effect.match(ServiceOrder.query({ out_order_no, appid, service_id }), {
    onSuccess: (order) => OrderState.of(order)._tag,
    onFailure: () => "None"
});
describe("any sequence of calls, of what the user does, and of time", () => {
    it.layer(Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer())))((it) => {
        it.effect.prop("leads where the model leads, with the same codes", [Schema.Literal(0, 1, 2, 3), Schema.Array(Step).pipe(Schema.minItems(4), Schema.maxItems(8))], ([begun, following]) => Effect.gen(function* () {
            yield* begin;
            const calls = sides.merchant(newNumber());
            const user = newNumber();
            const steps = [...beginning.slice(0, begun), ...following];
            let model = fresh;
            let ended;
            for (const [index, step] of steps.entries()) {
                yield* TestClock.adjust("2 seconds");
                if (model.state === "AwaitingConfirmation")
                    model = { ...model, age: model.age + 2000 };
                const at = `step ${index}, ${JSON.stringify(step)} of an order that is ${model.state}`;
                const [code, after] = next(model, step);
                const got = yield* run(calls, user, ended, model, step);
                assert.isTrue(got.startsWith(code), `${at}: the model says ${code}, the simulator ${got}`);
                assert.strictEqual(yield* stateOf(calls.who.out_order_no), after.state, at);
                if (after.completed !== model.completed)
                    ended = yield* BeijingTime.now;
                model = after;
            }
        }), { fastCheck: { numRuns: 25, seed: 20_260_101 }, timeout: 60_000 });
    });
});
