/** What the tables of PayScore's rules are made of. */
import { assert, it } from "@effect/vitest";
import { ServiceOrder } from "@effect-wechatpay/payscore";
import { Payscore, Samples, Simulator } from "@effect-wechatpay/simulator";
import { Effect, Layer } from "effect";
import { fronts, seconds } from "../fronts.js";
import { signed } from "../RawRequest.js";
import { act, begin, newNumber, outcome } from "./sides.js";
const { appid, mchid, noConfirmServiceId, serviceId: service_id, subMchid } = Samples;
export const layer = Simulator.layerClient().pipe(Layer.provideMerge(Simulator.layer({ merchants: [{ mchid, appids: [appid], subMchids: [subMchid, "1900000110"] }] })));
// --- requests by hand: the client refuses these before it sends them -----------------------------------------------
export const byHand = (target, body, signing = {}) => Effect.gen(function* () {
    const { merchant } = yield* Simulator.Simulator;
    const raw = signed(merchant, {
        method: body === undefined ? "GET" : "POST",
        target,
        ...(body === undefined ? {} : { body: JSON.stringify(body) })
    }, { timestamp: yield* seconds, ...signing });
    const answer = yield* fronts[0].send(raw);
    const text = answer.body.toString();
    if (answer.status === 200)
        return "accepted";
    if (text === "")
        return `${answer.status}`;
    return `${answer.status} ${JSON.parse(text).code}`;
});
export const orders = "/v3/payscore/serviceorder";
export const terms = {
    service_introduction: "power bank",
    notify_url: "https://shop.example/notify",
    risk_fund: { name: "DEPOSIT", amount: 10_000 },
    time_range: { start_time: "OnAccept" }
};
export const newOrder = (changes = {}) => ({
    out_order_no: newNumber(),
    appid,
    service_id,
    ...terms,
    ...changes
});
export const createByHand = (changes) => Effect.suspend(() => byHand(orders, { ...newOrder(), ...changes }));
export const payments = (count, item = {}) => Array.from({ length: count }, (_, index) => ({ name: `item ${index}`, amount: 1, ...item }));
export const create = (changes = {}) => Effect.suspend(() => outcome(ServiceOrder.create(newOrder(changes))));
export const service = (changes) => act(Payscore.register({
    role: "merchant",
    mchid,
    service_id: "500001",
    mode: "CONFIRM",
    appids: [appid],
    sub_mchids: [],
    risk_names: ["DEPOSIT"],
    risk_ceiling: 10_000,
    waivesDeposit: true,
    ...changes
}));
/** An order without confirmation of a user of its own. */
export const createFor = (user, changes = {}) => Effect.suspend(() => ServiceOrder.create({
    ...newOrder({
        service_id: noConfirmServiceId,
        risk_fund: { name: "ESTIMATE_ORDER_COST", amount: 100 },
        ...changes
    }),
    need_user_confirm: false,
    openid: user
}));
export const authorised = (user, more = {}) => act(Payscore.authorize({
    role: "merchant",
    mchid,
    service_id: noConfirmServiceId,
    appid,
    openid: user,
    ...more
}));
export const judged = (verdict) => Effect.suspend(() => {
    const user = newNumber();
    return authorised(user).pipe(Effect.andThen(act(Payscore.judge({ openid: user, verdict, risk_level: 9 }))), Effect.andThen(outcome(createFor(user))));
});
/** Runs a table; the number or name of each rule stands first. */
export const holds = (table) => it.layer(layer)((it) => {
    it.effect.each(table)("%s: %s", ([, , gets, expected]) => Effect.gen(function* () {
        yield* begin;
        const got = yield* gets;
        assert.isTrue(got.startsWith(expected), `expected ${expected}, got ${got}`);
    }));
});
