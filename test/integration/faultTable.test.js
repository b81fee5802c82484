/**
 * Every fault for every kind of endpoint, over real HTTP: a call ends in the right typed error or recovers, and no operation
 * takes effect twice.
 */
import { assert, describe, layer } from "@effect/vitest";
import { CommonError, Endpoint, Retry, Timeout, Wire } from "@effect-wechatpay/core";
import { Domain, Faults, Simulator, State } from "@effect-wechatpay/simulator";
import { UndiciHttpClient } from "@effect-wechatpay/undici";
import { Effect, Layer, Schedule, Schema } from "effect";
const number = { out_no: Wire.OutOrderNo };
const done = { out_no: Schema.String, state: Schema.String };
const errors = CommonError.all;
/** By method, by whether it may be repeated, and by whether it has an answer. */
const kinds = {
    read: Endpoint.make("test.kind.read", {
        method: "GET",
        path: "/v3/test/kinds/{out_no}",
        params: number,
        success: done,
        errors
    }),
    "repeatable write without answer": Endpoint.make("test.kind.put", {
        method: "PUT",
        path: "/v3/test/kinds/{out_no}",
        params: number,
        errors,
        idempotent: true
    }),
    "repeatable write with an answer": Endpoint.make("test.kind.create", {
        method: "POST",
        path: "/v3/test/kinds",
        payload: number,
        success: done,
        errors,
        idempotent: true
    }),
    "write without answer that is sent once": Endpoint.make("test.kind.ping", {
        method: "POST",
        path: "/v3/test/kinds/{out_no}/ping",
        params: number,
        errors
    }),
    "write with an answer that is sent once": Endpoint.make("test.kind.deduct", {
        method: "POST",
        path: "/v3/test/kinds/deduct",
        payload: number,
        success: done,
        errors
    })
};
/** How often an operation took effect. A repetition of one that may be repeated takes none. */
const effects = State.table("test.effects", Schema.Number);
const once = (out_no) => Effect.map(State.rows(effects), (rows) => rows.set(out_no, rows.get(out_no) ?? 1));
const again = (out_no) => Effect.map(State.rows(effects), (rows) => rows.set(out_no, (rows.get(out_no) ?? 0) + 1));
const answer = (out_no) => ({ out_no, state: "DONE" });
const domain = Domain.make("test.kinds", {
    handlers: [
        Domain.handler(kinds.read, ({ out_no }) => Effect.as(once(out_no), answer(out_no))),
        Domain.handler(kinds["repeatable write without answer"], ({ out_no }) => once(out_no)),
        Domain.handler(kinds["repeatable write with an answer"], ({ out_no }) => Effect.as(once(out_no), answer(out_no))),
        Domain.handler(kinds["write without answer that is sent once"], ({ out_no }) => again(out_no)),
        Domain.handler(kinds["write with an answer that is sent once"], ({ out_no }) => Effect.as(again(out_no), answer(out_no)))
    ]
});
const row = (fault, failure, options) => ({
    fault,
    failure,
    outcome: options.refused ? "Refused" : "Unknown",
    effect: options.effect,
    repeated: options.repeated ?? false
});
const yes = { effect: true };
const no = { effect: false };
const table = [
    // What cannot be verified is not believed, and not asked for again: the next answer may be forged as well.
    row(Faults.signatureMissing, "SignatureMissing", yes),
    row(Faults.signatureWrong, "SignatureInvalid", yes),
    row(Faults.signatureStale, "ClockSkew", yes),
    row(Faults.signatureUnknownSerial, "UnknownSerial", yes),
    // But WeChat Pay's own probe is followed by a good one.
    row(Faults.signatureProbe, "SignatureInvalid", { ...yes, repeated: true }),
    row(Faults.badGateway(), "ApiError", { ...no, repeated: true }),
    row(Faults.badGateway(yes), "ApiError", { ...yes, repeated: true }),
    row(Faults.systemError(), "SystemError", { ...no, repeated: true }),
    row(Faults.systemError(yes), "SystemError", { ...yes, repeated: true }),
    row(Faults.frequencyLimited(), "FrequencyLimited", { ...no, repeated: true, refused: true }),
    // To be asked for later, not at once.
    row(Faults.accepted(), "ApiError", no),
    row(Faults.accepted(yes), "ApiError", yes),
    row(Faults.notJson, "InvalidAnswer", yes),
    row(Faults.errorEnvelope, "SystemError", { ...yes, repeated: true }),
    row(Faults.truncated, "Transport", { ...yes, repeated: true }),
    row(Faults.reset(), "Transport", { ...no, repeated: true }),
    row(Faults.reset(yes), "Transport", { ...yes, repeated: true }),
    row(Faults.hang(), "Timeout", { ...no, repeated: true }),
    row(Faults.hang(yes), "Timeout", { ...yes, repeated: true }),
    row(Faults.clockSkewed("10 minutes"), "SignError", { ...no, refused: true }),
    row(Faults.clockSkewed("10 minutes", "behind"), "SignError", { ...no, refused: true })
];
const nameOf = (fault) => fault._tag +
    ("effect" in fault ? (fault.effect ? ", effect" : ", no effect") : "") +
    ("direction" in fault ? `, ${fault.direction}` : "");
const simulated = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layerServer({ domains: [domain] })), Layer.provideMerge(UndiciHttpClient.layer()));
let count = 0;
const run = (kind, fault, times) => Effect.gen(function* () {
    const simulator = yield* Simulator.Simulator;
    const out_no = `N${++count}`;
    yield* simulator.calls.clear;
    yield* simulator.faults.inject(fault, { times });
    const result = yield* kinds[kind]({ out_no }).pipe(Timeout.perAttempt(fault._tag === "Hang" ? "250 millis" : "5 seconds"), Retry.policy({ attempts: 3, schedule: Schedule.spaced("1 millis") }), Effect.either);
    yield* simulator.faults.clear;
    const rows = yield* simulator.act(State.rows(effects));
    return { out_no, result, calls: (yield* simulator.calls.all).length, effects: rows.get(out_no) ?? 0 };
});
describe.each(table)("$fault._tag", ({ effect, failure, fault, outcome, repeated }) => {
    layer(simulated, { excludeTestServices: true })(nameOf(fault), (it) => {
        it.effect.each(Object.keys(kinds))("%s", (kind) => Effect.gen(function* () {
            const isRepeated = repeated && !kind.includes("sent once");
            const hit = yield* run(kind, fault, 1);
            assert.strictEqual(hit.calls, isRepeated ? 2 : 1);
            assert.strictEqual(hit.effects, isRepeated || effect ? 1 : 0);
            assert.strictEqual(hit.result._tag, isRepeated ? "Right" : "Left", String(hit.result));
            if (hit.result._tag === "Right") {
                assert.deepStrictEqual(hit.result.right, kind.includes("without answer") ? undefined : answer(hit.out_no));
            }
            // It does not go away: the call ends, and says what it may have done.
            const always = yield* run(kind, fault, 100);
            assert.strictEqual(always.calls, isRepeated ? 3 : 1);
            assert.strictEqual(always.effects, effect ? 1 : 0);
            assert(always.result._tag === "Left", "succeeded");
            const error = always.result.left;
            const tag = error._tag === "WechatPayError" ? error.reason._tag : error._tag;
            assert.strictEqual(tag, failure);
            assert.strictEqual(error.outcome, outcome);
        }));
    });
});
