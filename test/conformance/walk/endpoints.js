/** Every endpoint of a package, with the module that exports it and the mode that the module is for. */
import { Endpoint } from "@effect-wechatpay/core";
export const exported = (barrel, modeOf) => Object.entries(barrel).flatMap(([module, namespace]) => Object.entries(namespace).flatMap(([name, value]) => Endpoint.isEndpoint(value) ? [{ module, name, mode: modeOf(module), endpoint: value }] : []));
