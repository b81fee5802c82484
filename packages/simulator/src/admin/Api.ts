/**
 * The admin API. The page, tests and clients in any language use it to read the state of the simulator and to act as
 * WeChat Pay and its users.
 *
 * @since 1.0.0
 */
import * as HttpApi from "@effect/platform/HttpApi"
import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as Schema from "effect/Schema"
import { story } from "./StoryApi.js"
import {
  Attempted,
  CallDetail,
  CallSummary,
  Certificate,
  Faults,
  Injection,
  Mode,
  mostCalls,
  mostRecords,
  Notification,
  Overview,
  Panel,
  Rejected,
  Routing,
  range
} from "./schemas.js"

export * from "./schemas.js"

const Done = HttpApiSchema.NoContent
const Values = Schema.Record({ key: Schema.String, value: Schema.String })

const group = HttpApiGroup.make("admin")
  .add(HttpApiEndpoint.get("overview", "/api/overview").addSuccess(Overview))
  .add(
    HttpApiEndpoint.get("calls", "/api/calls")
      .setUrlParams(Schema.Struct({ ...range(mostCalls), before: Schema.optional(Schema.NumberFromString) }))
      .addSuccess(Schema.Array(CallSummary))
  )
  .add(HttpApiEndpoint.del("clearCalls", "/api/calls").addSuccess(Done))
  // The whole log as JSON, with requests and responses as they were sent.
  .add(HttpApiEndpoint.get("exportCalls", "/api/calls/export").addSuccess(Schema.Unknown))
  // Replaces the log by an exported one.
  .add(
    HttpApiEndpoint.put("importCalls", "/api/calls")
      .setPayload(Schema.Unknown)
      .addSuccess(Done)
      .addError(Rejected)
  )
  .add(
    HttpApiEndpoint.get("call", "/api/calls/:id")
      .setPath(Schema.Struct({ id: Schema.NumberFromString }))
      .addSuccess(CallDetail)
      .addError(Rejected)
  )
  .add(
    HttpApiEndpoint.get("panels", "/api/panels")
      .setUrlParams(Schema.Struct({ limit: range(mostRecords).limit }))
      .addSuccess(Schema.Array(Panel))
  )
  .add(
    HttpApiEndpoint.get("panel", "/api/panels/:panel")
      .setPath(Schema.Struct({ panel: Schema.String }))
      .setUrlParams(Schema.Struct(range(mostRecords)))
      .addSuccess(Panel)
      .addError(Rejected)
  )
  .add(
    HttpApiEndpoint.post("act", "/api/panels/:panel/act")
      .setPath(Schema.Struct({ panel: Schema.String }))
      .setPayload(
        Schema.Struct({
          /** Absent for an action of the panel itself. */
          record: Schema.optional(Schema.String),
          action: Schema.String,
          values: Schema.optional(Values)
        })
      )
      .addSuccess(Values)
      .addError(Rejected)
  )
  .add(
    HttpApiEndpoint.get("notifications", "/api/notifications")
      .setUrlParams(Schema.Struct(range(mostRecords)))
      .addSuccess(Schema.Array(Notification))
  )
  .add(
    HttpApiEndpoint.post("resend", "/api/notifications/:id/resend")
      .setPath(Schema.Struct({ id: Schema.String }))
      .setPayload(Schema.Struct({ probe: Schema.optional(Schema.Boolean) }))
      .addSuccess(Attempted)
      .addError(Rejected)
  )
  .add(HttpApiEndpoint.get("faults", "/api/faults").addSuccess(Faults))
  .add(
    HttpApiEndpoint.post("inject", "/api/faults").setPayload(Injection).addSuccess(Done).addError(Rejected)
  )
  .add(
    HttpApiEndpoint.del("removeFault", "/api/faults/:id")
      .setPath(Schema.Struct({ id: Schema.NumberFromString }))
      .addSuccess(Done)
  )
  .add(HttpApiEndpoint.del("clearFaults", "/api/faults").addSuccess(Done))
  .add(
    HttpApiEndpoint.post("advance", "/api/time/advance")
      .setPayload(Schema.Struct({ millis: Schema.Number.pipe(Schema.between(0, 100 * 366 * 86_400_000)) }))
      .addSuccess(Done)
  )
  .add(
    HttpApiEndpoint.post("setMode", "/api/platform/mode")
      .setPayload(Schema.Struct({ mode: Mode }))
      .addSuccess(Done)
  )
  .add(
    // PEM text of the authorities that issue the certificates.
    HttpApiEndpoint.get("trust", "/api/platform/trust").addSuccess(
      HttpApiSchema.Text({ contentType: "application/x-pem-file" })
    )
  )
  .add(HttpApiEndpoint.post("addCertificate", "/api/platform/certificates").addSuccess(Certificate))
  .add(
    HttpApiEndpoint.post("signWithCertificate", "/api/platform/certificates/:serialNo/sign")
      .setPath(Schema.Struct({ serialNo: Schema.String }))
      .addSuccess(Done)
      .addError(Rejected)
  )
  .add(
    HttpApiEndpoint.del("removeCertificate", "/api/platform/certificates/:serialNo")
      .setPath(Schema.Struct({ serialNo: Schema.String }))
      .addSuccess(Done)
      .addError(Rejected)
  )
  .add(HttpApiEndpoint.get("routing", "/api/routing").addSuccess(Routing))
  .add(
    HttpApiEndpoint.put("setRouting", "/api/routing").setPayload(Routing).addSuccess(Done).addError(Rejected)
  )
  .add(HttpApiEndpoint.get("exportState", "/api/state").addSuccess(Schema.Unknown))
  .add(
    HttpApiEndpoint.put("importState", "/api/state")
      .setPayload(Schema.Unknown)
      .addSuccess(Done)
      .addError(Rejected)
  )

/**
 * The description of the API. The server, typed clients (`HttpApiClient.make(Api.api)`) and its document are made from
 * it.
 *
 * @since 1.0.0
 * @category api
 */
export const api = HttpApi.make("admin").add(group).add(story)
