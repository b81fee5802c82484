/** Times as in WeChat Pay's responses: `2026-01-01T10:00:00+08:00`. */
const beijing = 8 * 60 * 60 * 1000

/** `millis` is Unix time in milliseconds. */
export const rfc3339 = (millis: number): string =>
  `${new Date(millis + beijing).toISOString().slice(0, 19)}+08:00`
