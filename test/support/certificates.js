/** Platform certificates at hand, for tests of what a download may bring. */
import { createCipheriv, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { HttpClient, HttpClientResponse } from "@effect/platform";
import { Signer } from "@effect-wechatpay/core";
import { Clock, Effect, Layer, Redacted } from "effect";
import { makeCertificate } from "../../packages/simulator/src/internal/certificate.js";
import { merchant } from "./scripted.js";
export const apiV3Key = "0123456789abcdef0123456789abcdef";
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const elliptic = generateKeyPairSync("ec", { namedCurve: "P-256" });
const hour = 3_600_000;
/** A certificate in force from `notBefore` to `notAfter`, Unix time in milliseconds. */
export const certificate = (serialNo, options = {}) => ({
    serialNo,
    privateKey: rsa.privateKey,
    pem: makeCertificate({
        serialNo,
        privateKey: rsa.privateKey,
        publicKey: options.elliptic === true ? elliptic.publicKey : rsa.publicKey,
        notBefore: options.notBefore ?? 0,
        notAfter: options.notAfter ?? 100_000 * hour
    })
});
/** A member of `data`. */
export const entry = ({ pem, serialNo }, key = apiV3Key) => {
    const nonce = randomBytes(6).toString("hex");
    const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from("certificate"));
    const ciphertext = Buffer.concat([cipher.update(pem, "utf8"), cipher.final(), cipher.getAuthTag()]);
    return {
        serial_no: serialNo,
        effective_time: "2024-01-01T00:00:00+08:00",
        expire_time: "2029-01-01T00:00:00+08:00",
        encrypt_certificate: {
            algorithm: "AEAD_AES_256_GCM",
            nonce,
            associated_data: "certificate",
            ciphertext: ciphertext.toString("base64")
        }
    };
};
/** A message that the key of a certificate signed now. */
export const messageBy = ({ privateKey, serialNo }, text, now) => {
    const timestamp = String(Math.floor(now / 1000));
    const nonce = "d824f2e086d3c1df967785d13fcd22ef";
    const signature = createSign("RSA-SHA256")
        .update(`${timestamp}\n${nonce}\n${text}\n`)
        .sign(privateKey, "base64");
    return { serialNo, timestamp, nonce, signature, body: new TextEncoder().encode(text) };
};
/** What `GET /v3/certificates` answers, request by request; the times at which it was asked are kept. */
export const platform = (answer) => {
    const asked = [];
    const http = HttpClient.make((request, url) => Effect.gen(function* () {
        const at = yield* Clock.currentTimeMillis;
        asked.push({ at, target: url.pathname + url.search, host: url.host });
        const { body = "", by, effect, signed, status = 200 } = answer(asked.length);
        yield* effect ?? Effect.void;
        const text = typeof body === "string" ? body : JSON.stringify(body);
        const headers = {};
        if (by !== undefined) {
            const message = messageBy(by, signed ?? text, at);
            headers["wechatpay-serial"] = message.serialNo;
            headers["wechatpay-timestamp"] = message.timestamp;
            headers["wechatpay-nonce"] = message.nonce;
            headers["wechatpay-signature"] = message.signature;
        }
        return HttpClientResponse.fromWeb(request, new Response(text === "" ? null : text, { status, headers }));
    }));
    const layer = Layer.merge(Layer.succeed(HttpClient.HttpClient, http), Layer.orDie(Signer.layer({ ...merchant, privateKey: Redacted.make(merchant.privateKey) })));
    return { asked, layer };
};
/** A good answer with these certificates, signed by the first. */
export const listing = (first, ...others) => ({
    body: { data: [first, ...others].map((one) => entry(one)) },
    by: first
});
