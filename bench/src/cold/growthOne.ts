/** The endpoints of one module. */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Permission from "@effect-wechatpay/payscore/Permission"
import { report } from "./report.js"

report(Object.values(Permission).filter(Endpoint.isEndpoint).length)
