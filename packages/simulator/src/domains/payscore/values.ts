/** Small things that several rules need. */
import { randomBytes } from "node:crypto"

type Present<Values> = {
  [K in keyof Values as undefined extends Values[K] ? never : K]: Values[K]
} & { [K in keyof Values as undefined extends Values[K] ? K : never]?: Exclude<Values[K], undefined> }

/** Without the members that are undefined. */
export const present = <Values extends object>(values: Values): Present<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never

/** Of the items of an order. */
export const sum = (items: ReadonlyArray<{ readonly amount?: number | undefined }> | undefined): number =>
  (items ?? []).reduce((total, { amount }) => total + (amount ?? 0), 0)

/** What a front end is handed, and nobody can read. */
export const opaque = (): string => randomBytes(48).toString("base64url")
