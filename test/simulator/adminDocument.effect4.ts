// Effect 4 edition of adminDocument.ts as of 356a632d4ab22353.
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert } from "@effect/vitest"

interface Operation {
  readonly operationId: string
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: string }>
  readonly responses: Readonly<Record<string, unknown>>
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

/** Effect 4 describes an absent member as `null` too, and adds what it responds to a malformed request: 400. */
const operationsOf = ({ paths }: Document) =>
  Object.fromEntries(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId, parameters, responses }]) => [
        `${method} ${path}`,
        {
          operationId,
          parameters: parameters.map((each) => `${each.in} ${each.name}`),
          statuses: Object.keys(responses).filter((status) => status !== "400")
        }
      ])
    )
  )

/** Compares the operations of the document that is served with those of the one in docs/. */
export const isKept = async (served: unknown): Promise<void> => {
  const file = fileURLToPath(new URL("../../docs/admin-api.json", import.meta.url))
  const kept = JSON.parse(readFileSync(file, "utf8")) as Document
  assert.deepStrictEqual(operationsOf(served as Document), operationsOf(kept))
}
