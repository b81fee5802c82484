/** The endpoints of the XML interface, with their part of the catalogue as their callers see it. */
import { readFileSync } from "node:fs";
import { V2Endpoint } from "@effect-wechatpay/core";
import * as Facepay from "@effect-wechatpay/facepay";
import { Schema } from "effect";
import { entries, nameOf } from "./catalogue.js";
import { compareMembers } from "./compare.js";
import { membersOf } from "./shape.js";
export const endpoints = Object.entries(Facepay).flatMap(([module, namespace]) => Object.entries(namespace).flatMap(([name, value]) => V2Endpoint.isV2Endpoint(value) ? [{ module, name, endpoint: value }] : []));
const limits = JSON.parse(readFileSync(new URL("../catalogue/v2-limits.json", import.meta.url), "utf8"));
const withLimits = (entry) => {
    const known = limits[nameOf(entry)] ?? {};
    const names = new Set(entry.body?.map(({ name }) => name));
    for (const name of Object.keys(known)) {
        if (!names.has(name))
            throw new Error(`${nameOf(entry)} has no ${name}`);
    }
    return { ...entry, body: entry.body?.map((field) => ({ ...field, ...known[field.name] })) ?? null };
};
export const catalogue = entries("facepay")
    .filter(({ version }) => version === "v2")
    .map(withLimits);
/** What the client says by itself in every request. */
const ofClient = new Set(["mch_id", "nonce_str", "sign_type", "sign"]);
/** What is in every answer, whatever it is about. */
export const envelope = new Set([
    "return_code",
    "return_msg",
    "result_code",
    "err_code",
    "err_code_des",
    "nonce_str",
    "sign"
]);
const indexed = /_\$n$/;
/** A list in an answer, `coupon_id_$n`, stands in a member of its own. */
const listsOf = (fields) => {
    const items = fields.filter(({ name }) => indexed.test(name));
    return items.length === 0
        ? []
        : [
            {
                name: "coupons",
                type: "array",
                required: null,
                items: items.map((item) => ({ ...item, name: item.name.replace(indexed, "") }))
            }
        ];
};
/**
 * The entry as its endpoint's caller sees it: numbers where the XML has digits, `detail` as the object whose JSON is sent,
 * lists as lists, and neither what the client adds nor the envelope.
 */
export const asCalled = (entry, endpoint) => {
    const constant = new Set([...Object.keys(endpoint.constants), endpoint.timeMember]);
    const answer = (entry.response.body ?? []).filter(({ name }) => !envelope.has(name));
    return {
        ...entry,
        body: (entry.body ?? [])
            .filter(({ name }) => !ofClient.has(name) && !constant.has(name))
            .map((field) => (field.encoded && field.fields ? { ...field, type: "object" } : field)),
        response: {
            ...entry.response,
            body: [...answer.filter(({ name }) => !indexed.test(name)), ...listsOf(answer)]
        }
    };
};
/** What is not a member of the caller's: host, certificate, signature, constants. */
const facts = (entry, endpoint) => {
    const field = (name) => entry.body?.find((field) => field.name === name);
    const answers = (name) => entry.response.body?.some((field) => field.name === name);
    const host = entry.baseUri === undefined ? undefined : new URL(entry.baseUri).host;
    const all = [
        { at: "host", what: "host", catalogue: host, ours: endpoint.host },
        {
            at: "clientCertificate",
            what: "clientCertificate",
            catalogue: entry.clientCertificate ?? false,
            ours: endpoint.clientCertificate
        },
        { at: "response.sign", what: "signed", catalogue: answers("sign"), ours: !endpoint.unsignedAnswer },
        {
            at: "response.result_code",
            what: "result_code",
            catalogue: answers("result_code"),
            ours: !endpoint.withoutResultCode
        },
        {
            at: "body.mch_id",
            what: "member",
            catalogue: field("mch_id")?.required,
            ours: endpoint.merchantMember === "mch_id"
        },
        {
            at: "body.sign_type",
            what: "enum",
            catalogue: true,
            ours: field("sign_type")?.enum?.includes(endpoint.signType)
        },
        ...Object.entries(endpoint.constants).map(([name, value]) => ({
            at: `body.${name}`,
            what: "enum",
            catalogue: true,
            ours: field(name)?.enum?.includes(value)
        })),
        ...(endpoint.timeMember === undefined
            ? []
            : [
                {
                    at: `body.${endpoint.timeMember}`,
                    what: "type",
                    catalogue: field(endpoint.timeMember)?.type,
                    ours: "integer"
                }
            ])
    ];
    return all.filter((fact) => fact.catalogue !== fact.ours);
};
/** Every difference between an entry and its endpoint. */
export const compare = (entry, endpoint) => {
    const called = asCalled(entry, endpoint);
    const payload = membersOf(Schema.typeSchema(endpoint.payload));
    const success = membersOf(endpoint.success && Schema.typeSchema(endpoint.success));
    return [
        ...facts(entry, endpoint),
        ...compareMembers("body", called.body ?? [], payload, false),
        ...compareMembers("response", called.response.body ?? [], success, true)
    ].map((found) => ({ entry: nameOf(entry), ...found }));
};
/** Every endpoint with its entry, by id. */
export const pairs = endpoints.flatMap((each) => {
    const entry = catalogue.find(({ path }) => path === each.endpoint.path);
    return entry === undefined ? [] : [[each.endpoint.id, { ...each, entry }]];
});
