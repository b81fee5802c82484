/** Calls as JSON, for the state file and for exported logs. */
import * as Schema from "effect/Schema"
import type { Call } from "../Calls.js"
import { mistakeIds } from "./diagnosis/mistakes.js"

const exact = { exact: true } as const
const text = Schema.optionalWith(Schema.String, exact)
const number = Schema.optionalWith(Schema.Number, exact)
const boolean = Schema.optionalWith(Schema.Boolean, exact)

const Fault = Schema.Union(
  Schema.Struct({
    _tag: Schema.Literal(
      "None",
      "SignatureMissing",
      "SignatureWrong",
      "SignatureStale",
      "SignatureUnknownSerial",
      "SignatureProbe",
      "ErrorEnvelope",
      "NotJson",
      "Truncated",
      "Corrupted"
    )
  }),
  Schema.Struct({
    _tag: Schema.Literal("BadGateway", "SystemError", "Accepted", "Reset", "Hang"),
    effect: Schema.Boolean
  }),
  Schema.Struct({ _tag: Schema.Literal("FrequencyLimited"), retryAfter: Schema.UndefinedOr(Schema.String) }),
  Schema.Struct({ _tag: Schema.Literal("Delayed"), duration: Schema.DurationFromMillis }),
  Schema.Struct({
    _tag: Schema.Literal("LateArrival"),
    arrives: Schema.Union(
      Schema.Struct({ _tag: Schema.Literal("After"), duration: Schema.DurationFromMillis }),
      Schema.Struct({ _tag: Schema.Literal("Behind"), endpoint: Schema.String, requests: Schema.Number })
    ),
    reset: Schema.Boolean
  }),
  Schema.Struct({
    _tag: Schema.Literal("ClockSkewed"),
    duration: Schema.DurationFromMillis,
    direction: Schema.Literal("ahead", "behind")
  })
)

const Headers = Schema.Record({ key: Schema.String, value: Schema.String })

const made = Schema.Struct({
  id: Schema.Int.pipe(Schema.positive()),
  receivedAt: Schema.Number,
  method: Schema.String,
  target: Schema.String,
  headers: Headers,
  body: Schema.Uint8ArrayFromBase64,
  bodyLength: Schema.Number,
  endpoint: text,
  route: text,
  mchid: text,
  serialNo: text,
  timestamp: number,
  nonce: text,
  nonceReplayed: Schema.Boolean,
  signature: Schema.Literal("unchecked", "valid", "invalid"),
  diagnosis: Schema.optionalWith(
    Schema.Struct({
      mistakes: Schema.Array(
        Schema.Struct({ id: Schema.Literal(...mistakeIds), en: Schema.String, zh: Schema.String })
      ),
      signedText: text
    }),
    exact
  ),
  handled: Schema.Boolean,
  markUnknown: boolean,
  rejectedBy: Schema.optionalWith(
    Schema.Literal(
      "size",
      "clientHeaders",
      "authorization",
      "merchant",
      "timestamp",
      "nonce",
      "multipart",
      "signature",
      "platformSerial",
      "route",
      "contentType",
      "json",
      "input",
      "rules",
      "certificate",
      "xml"
    ),
    exact
  ),
  fault: Schema.optionalWith(Fault, exact),
  arrivedAt: number,
  state: Schema.Literal("open", "responded", "aborted", "reset"),
  status: number,
  response: Schema.optionalWith(
    Schema.Struct({ headers: Headers, body: Schema.Uint8ArrayFromBase64, cut: Schema.Boolean }),
    exact
  ),
  errorCode: text,
  requestId: text,
  durationMillis: number,
  defect: text
})

/** A call and its JSON. */
export const StoredCall: Schema.Schema<Call, typeof made.Encoded> = made

/** An exported log. The version changes with the format of calls. */
export const ExportedCalls = Schema.Struct({
  format: Schema.Literal("wechatpay-simulator.calls"),
  version: Schema.Literal(1),
  /** The oldest first. */
  calls: Schema.Array(StoredCall)
})
