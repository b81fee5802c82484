/**
 * Error responses in WeChat Pay's words.
 *
 * Tested in `test/simulator/domains.test.ts`.
 *
 * @since 1.0.0
 */
import * as Data from "effect/Data"

/**
 * The documented numbers after the last `-` of `Request-ID`.
 *
 * @since 1.0.0
 * @category constants
 */
export const internalCode = {
  ok: 0,
  /** The simulator's own number, for cases without a documented one. */
  undocumented: 1,
  authorizationIllegal: 270924332,
  /** The time of the signature is more than 5 minutes off. */
  clock: 270924333,
  signature: 270924360,
  wrongSerial: 269546507,
  unknownMerchant: 269546538,
  parameter: 268435461,
  tooLong: 268435462,
  tooShort: 268435463,
  valueRange: 268435464,
  extraMember: 270924358,
  frequency: 268435472,
  refundFrequency: 268447840,
  appidMchidMismatch: 268445527,
  reentryMismatch: 268498688,
  orderNotExist: 271317510,
  unknownService: 271302144,
  appidNotBound: 271302149,
  stateIllegal: 271302262,
  cannotUrge: 271302333,
  completionMismatch: 271316598,
  cannotCancel: 271316592,
  aboveCeiling: 271316656,
  endBeforeStart: 271316637,
  cannotSync: 271316657,
  deductionInFlight: 271316754,
  deductionFailed: 271316574,
  assessmentFailed: 271300099,
  negativeRecord: 271299627,
  tooManyUnpaid: 268497610,
  teenagerMode: 268560785,
  parkingAppidNotBound: 268440150,
  parkingUnknown: 268440164,
  parkingMismatch: 268440167,
  parkingReentryMismatch: 268440812,
  parkingNotOpened: 268440168,
  parkingOrderUnknown: 268440765
} as const

/**
 * Where a parameter came from.
 *
 * @since 1.0.0
 * @category models
 */
export type Location = "body" | "query" | "uri_template" | "header"

/**
 * The `detail` of a `PARAM_ERROR`.
 *
 * @since 1.0.0
 * @category models
 */
export interface ParameterDetail {
  /** JSON Pointer into the body, or the name of a query or path parameter. */
  readonly field: string
  readonly value?: unknown
  readonly issue: string
  readonly location: Location
}

/**
 * The error of a check or a handler. The simulator makes the response from it.
 *
 * @since 1.0.0
 * @category errors
 */
export class SimulatedError extends Data.TaggedError("SimulatedError")<{
  readonly status: number
  /** Absent for the empty 404 and 405 responses to unknown routes. */
  readonly code?: string
  /** WeChat Pay's text. */
  readonly message: string
  readonly internalCode: number
  readonly detail?: unknown
  readonly headers?: Readonly<Record<string, string>>
}> {}

/**
 * An error of any status and code.
 *
 * ```ts
 * SimulatedError.make(404, "ORDER_NOT_EXIST", "订单不存在", 271317510)
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const make = (
  status: number,
  code: string,
  message: string,
  internal: number = internalCode.undocumented,
  detail?: unknown
): SimulatedError =>
  new SimulatedError({
    status,
    code,
    message,
    internalCode: internal,
    ...(detail === undefined ? {} : { detail })
  })

const openCodes = new Set<string | undefined>(["SYSTEMERROR", "BANKERROR", "USERPAYING"])

/**
 * Whether an error leaves the outcome of the operation unknown, so that the merchant has to query.
 *
 * @since 1.0.0
 * @category guards
 */
export const leavesOpen = ({ code, status }: SimulatedError): boolean => status >= 500 || openCodes.has(code)

/**
 * 400 `PARAM_ERROR`: a parameter is malformed, missing or too long, or breaks a rule of values.
 *
 * @since 1.0.0
 * @category constructors
 */
export const paramError = (
  message: string,
  detail?: ParameterDetail,
  internal: number = internalCode.parameter
): SimulatedError => make(400, "PARAM_ERROR", message, internal, detail)

/**
 * 400 `INVALID_REQUEST`: well formed, but violates a business rule.
 *
 * @since 1.0.0
 * @category constructors
 */
export const invalidRequest = (message: string, internal?: number): SimulatedError =>
  make(400, "INVALID_REQUEST", message, internal)

/**
 * 401 `SIGN_ERROR`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const signError = (
  message: string,
  internal: number = internalCode.signature,
  detail?: unknown
): SimulatedError => make(401, "SIGN_ERROR", message, internal, detail)

/**
 * 403 `NO_AUTH`: merchant, appid, product, sub-merchant or the user's authorisation is missing.
 *
 * @since 1.0.0
 * @category constructors
 */
export const noAuth = (message: string, internal?: number): SimulatedError =>
  make(403, "NO_AUTH", message, internal)

/**
 * 404 `RESOURCE_NOT_EXISTS`.
 *
 * @since 1.0.0
 * @category constructors
 */
export const resourceNotExists = (message: string, internal?: number): SimulatedError =>
  make(404, "RESOURCE_NOT_EXISTS", message, internal)
