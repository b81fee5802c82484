/** wechatpay-axios-plugin, as its documentation shows it. */
import { Aes, Formatter, Rsa, Wechatpay } from "wechatpay-axios-plugin";
/** Only axios's errors with an answer are answers. What the client itself refuses has a code of its own. */
const answered = (promise) => promise.catch((error) => {
    if (error.response === undefined || error.code?.startsWith("EV3") === true)
        throw error;
    return error.response;
});
export const axiosPlugin = (setup) => {
    const wechatpay = new Wechatpay({
        mchid: setup.mchid,
        serial: setup.serialNo,
        privateKey: setup.privateKey,
        certs: { [setup.platformSerial]: setup.platformKey },
        baseURL: `${setup.baseUrl}/`
    });
    const { client } = wechatpay;
    const call = (method, target, body, headers = {}) => answered(client.request(target.slice(1), method, body, { headers }));
    const decrypted = ({ associated_data, ciphertext, nonce }) => Aes.AesGcm.decrypt(ciphertext, setup.apiV3Key, nonce, associated_data);
    const verified = ({ body, headers }) => headers["wechatpay-serial"] === setup.platformSerial &&
        Rsa.verify(Formatter.response(headers["wechatpay-timestamp"], headers["wechatpay-nonce"], body), headers["wechatpay-signature"], setup.platformKey);
    return {
        name: "wechatpay-axios-plugin",
        call,
        refund: (input) => call("POST", "/v3/refund/domestic/refunds", input),
        queryRefund: (out_refund_no) => call("GET", `/v3/refund/domestic/refunds/${out_refund_no}`),
        certificates: async () => {
            const { data } = await client.request("v3/certificates", "get", undefined, { transformResponse: [] });
            const { data: listed } = JSON.parse(String(data));
            return listed
                .filter(({ encrypt_certificate }) => decrypted(encrypt_certificate).includes("BEGIN CERTIFICATE"))
                .map(({ serial_no }) => serial_no);
        },
        verify: (message) => Promise.resolve(verified(message)),
        decrypt: (resource) => JSON.parse(decrypted(resource)),
        seal: (text) => Rsa.encrypt(text, setup.platformKey),
        open: (ciphertext) => Rsa.decrypt(ciphertext, setup.privateKey)
    };
};
