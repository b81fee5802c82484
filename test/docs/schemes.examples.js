/** The examples of docs/schemes.md. */
import * as Certificates from "@effect-wechatpay/core/Certificates";
import * as NotificationKeys from "@effect-wechatpay/core/NotificationKeys";
import * as Signer from "@effect-wechatpay/core/Signer";
import * as Suite from "@effect-wechatpay/core/Suite";
import * as Verifier from "@effect-wechatpay/core/Verifier";
import * as WechatPayClient from "@effect-wechatpay/core/WechatPayClient";
import * as Shangmi from "@effect-wechatpay/shangmi/Shangmi";
import * as Layer from "effect/Layer";
export const configured = Shangmi.layerConfig();
const { suite } = Shangmi;
export const withPublicKey = (signer, key) => WechatPayClient.layer().pipe(Layer.provideMerge(Verifier.layerPublicKey({ keys: [key], suite })), Layer.provide(Signer.layer({ ...signer, suite })));
export const withCertificates = (signer, apiV3Key) => WechatPayClient.layer().pipe(Layer.provideMerge(Verifier.layerCertificates), Layer.provide(Certificates.layer({ apiV3Key, suite })), Layer.provide(Signer.layer({ ...signer, suite })));
export const notificationKeys = (mchid, apiV3Key) => NotificationKeys.layer({ mchid, apiV3Key });
export const ofBrand = (signer, key) => WechatPayClient.layer().pipe(Layer.provideMerge(Verifier.layerPublicKey({ keys: [key], suite: Suite.brand })), Layer.provide(Signer.layer({ ...signer, suite: Suite.brand })));
export const brandFromVariables = WechatPayClient.layerConfig({ suite: Suite.brand });
