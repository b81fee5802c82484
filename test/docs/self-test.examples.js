/** The examples of docs/self-test.md. */
import * as SelfTest from "@effect-wechatpay/core/SelfTest";
import * as Console from "effect/Console";
import * as Effect from "effect/Effect";
export const program = Effect.gen(function* () {
    const report = yield* SelfTest.run();
    yield* Console.log(SelfTest.format(report));
    return report.ok;
});
export const withNotifications = (url, inbox) => SelfTest.run({ notifications: { url, inbox, within: "1 minute" } });
