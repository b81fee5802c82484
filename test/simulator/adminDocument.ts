import { expect } from "@effect/vitest"

/** Compares the document that is served with the one in docs/. */
export const isKept = (served: unknown): Promise<void> =>
  expect(`${JSON.stringify(served, null, 2)}\n`).toMatchFileSnapshot("../../docs/admin-api.json")
