/** The examples of docs/keys.md. */
import * as Certificates from "@effect-wechatpay/core/Certificates";
import * as Signer from "@effect-wechatpay/core/Signer";
import * as Verifier from "@effect-wechatpay/core/Verifier";
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient";
import * as WechatPayError from "@effect-wechatpay/core/WechatPayError";
import * as Effect from "effect/Effect";
import * as Layer from "effect/Layer";
export const withPublicKey = (signer, key) => WechatPayClient.layer().pipe(Layer.provide([Signer.layer(signer), Verifier.layerPublicKey({ keys: [key] })]));
export const withCertificates = (signer, certificates) => WechatPayClient.layer().pipe(Layer.provideMerge(Verifier.layerCertificates), Layer.provide(Certificates.layer(certificates)), Layer.provide(Signer.layer(signer)));
export const shared = (apiV3Key, store) => Certificates.layer({ apiV3Key, store });
export const migrating = (signer, certificates, key) => WechatPayClient.layer().pipe(Layer.provideMerge(Verifier.layerMigration({ keys: [key] })), Layer.provide(Certificates.layer(certificates)), Layer.provide(Signer.layer(signer)));
/** A client for each merchant, made once, as long as the scope is open. */
export const makeClients = Effect.fnUntraced(function* (merchants) {
    const clients = yield* Effect.forEach(merchants, ({ key, signer }) => Effect.map(Layer.build(withPublicKey(signer, key)), (context) => [signer.mchid, context]));
    return new Map(clients);
});
export const layerKms = (kms, mchid, serialNo) => Layer.succeed(Signer.Signer, Signer.Signer.of({
    scheme: "WECHATPAY2-SHA256-RSA2048",
    mchid,
    sign: (message) => Effect.suspend(() => {
        const current = serialNo();
        return Effect.tryPromise({
            try: async () => ({ serialNo: current, value: await kms.sign(current, message) }),
            catch: () => new WechatPayError.SignerFailure({ problem: "the KMS did not sign" })
        });
    })
}));
