/** What decks have in common. */
import * as Effect from "effect/Effect"
import * as Desk from "../../Desk.js"
import type { State } from "../../State.js"

export const text = (en: string, zh: string): Desk.Text => ({ en, zh })

/** What a domain fails with, as the page shows it. */
interface Refusal {
  readonly problem?: string
  readonly message: string
}

export const button = (
  id: string,
  label: Desk.Text,
  run: (values: Readonly<Record<string, string>>) => Effect.Effect<unknown, Refusal, State>,
  options: { readonly tone?: Desk.Action["tone"]; readonly inputs?: ReadonlyArray<Desk.Input> } = {}
): Desk.Action => ({
  id,
  label,
  tone: options.tone ?? "plain",
  inputs: options.inputs ?? [],
  run: (values) =>
    Effect.asVoid(
      Effect.mapError(
        run(values),
        (error) => new Desk.NotPossible({ problem: error.problem ?? error.message })
      )
    )
})

export const fact = (
  label: Desk.Text,
  value: string | undefined
): ReadonlyArray<Desk.Card["facts"][number]> =>
  value === undefined || value === "" ? [] : [{ label, value }]

/** Yuan, out of fen. */
export const yuan = (fen: number | undefined): string | undefined =>
  fen === undefined ? undefined : `¥${(fen / 100).toFixed(2)}`

/** Unix time in milliseconds, as Beijing writes it. */
export const beijing = (millis: number): string =>
  `${new Date(millis + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ")} +08:00`
