/** Small functions that several rules use. */
import { randomBytes } from "node:crypto"

type Present<Values> = {
  [K in keyof Values as undefined extends Values[K] ? never : K]: Values[K]
} & { [K in keyof Values as undefined extends Values[K] ? K : never]?: Exclude<Values[K], undefined> }

/** Removes the members that are undefined. */
export const present = <Values extends object>(values: Values): Present<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never

/** The sum of the amounts of items. */
export const sum = (items: ReadonlyArray<{ readonly amount?: number | undefined }> | undefined): number =>
  (items ?? []).reduce((total, { amount }) => total + (amount ?? 0), 0)

/** An opaque token for a front end. */
export const opaque = (): string => randomBytes(48).toString("base64url")
