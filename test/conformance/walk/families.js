/** The packages that are walked over, with their part of the catalogue. */
import * as Facepay from "@effect-wechatpay/facepay";
import * as Payscore from "@effect-wechatpay/payscore";
import { entries, nameOf } from "./catalogue.js";
import { exported } from "./endpoints.js";
/** In PayScore the role is the beginning of a module's name. */
const payscoreRoles = [
    ["Partner", "partner"],
    ["AcquiringBank", "acquiring-bank"],
    ["Overseas", "overseas-partner"]
];
/** Modules of calls that every mode makes alike. */
const forBoth = new Set(["MerchantBill", "Parking", "ParkingTransaction"]);
const payscoreMode = (module) => forBoth.has(module)
    ? "both"
    : (payscoreRoles.find(([prefix]) => module.startsWith(prefix))?.[1] ?? "merchant");
/** Face payment over APIv3 is for service providers, but for the identity of a person. */
const facepayMode = (module) => (module === "FaceUser" ? "both" : "partner");
export const payscore = {
    name: "payscore",
    catalogue: [...entries("payscore"), ...entries("parking")],
    endpoints: exported(Payscore, payscoreMode),
    whole: true
};
export const facepay = {
    name: "facepay",
    catalogue: entries("facepay").filter(({ version }) => version === "v3"),
    endpoints: exported(Facepay, facepayMode),
    whole: true
};
export const families = [payscore, facepay];
export const endpointsOf = (family, entry) => family.endpoints.filter(({ endpoint }) => nameOf(endpoint) === nameOf(entry));
/** Every endpoint with its entry, by id. */
export const pairs = families.flatMap(({ catalogue, endpoints }) => endpoints.flatMap((each) => {
    const entry = catalogue.find((entry) => nameOf(entry) === nameOf(each.endpoint));
    return entry === undefined ? [] : [[each.endpoint.id, { ...each, entry }]];
}));
