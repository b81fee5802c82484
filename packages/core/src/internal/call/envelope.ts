/** Reads body and headers of an unsuccessful response. */

/** The members of the error envelope `{"code":…,"message":…,"detail":…}` that the response has. */
export interface Envelope {
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly detail?: unknown
}

/** Codes are words like `ORDER_NOT_EXIST`; a text of another form does not come from WeChat Pay. */
const codeWord = /^[\w.-]{1,64}$/

export const envelopeOf = (value: unknown): Envelope => {
  if (typeof value !== "object" || value === null) return {}
  const { code, detail, message } = value as Record<string, unknown>
  return {
    code: typeof code === "string" && codeWord.test(code) ? code : undefined,
    message: typeof message === "string" && message !== "" ? message : undefined,
    detail: detail ?? undefined
  }
}

/** `Retry-After` in milliseconds: seconds, or a date. */
export const retryAfterMillis = (header: string | undefined, now: number): number | undefined => {
  if (header === undefined) return undefined
  if (/^[0-9]{1,9}$/.test(header)) return Number(header) * 1000
  // `Date.parse` accepts "-1" and "1.5" as dates; HTTP dates begin with the day of the week.
  const date = /^[A-Z]/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

/** The number after the last `-` of a Request-ID. */
export const internalCodeOf = (requestId: string | undefined): number | undefined => {
  const match = /-([0-9]{1,15})$/.exec(requestId ?? "")
  return match === null ? undefined : Number(match[1])
}
