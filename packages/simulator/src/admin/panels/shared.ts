/** What decks have in common. */
import * as Effect from "effect/Effect"
import * as Panel from "../../Panel.js"
import type { State } from "../../State.js"

export const text = (en: string, zh: string): Panel.Text => ({ en, zh })

/** What a domain fails with, as the page shows it. */
interface Rejection {
  readonly problem?: string
  readonly message: string
}

export const button = (
  id: string,
  label: Panel.Text,
  run: (values: Readonly<Record<string, string>>) => Effect.Effect<unknown, Rejection, State>,
  options: { readonly tone?: Panel.Action["tone"]; readonly inputs?: ReadonlyArray<Panel.Input> } = {}
): Panel.Action => ({
  id,
  label,
  tone: options.tone ?? "plain",
  inputs: options.inputs ?? [],
  run: (values) =>
    Effect.asVoid(
      Effect.mapError(
        run(values),
        (error) => new Panel.ActionRejected({ problem: error.problem ?? error.message })
      )
    )
})

export const fact = (
  label: Panel.Text,
  value: string | undefined
): ReadonlyArray<Panel.Record["facts"][number]> =>
  value === undefined || value === "" ? [] : [{ label, value }]

/** Yuan, out of fen. */
export const yuan = (fen: number | undefined): string | undefined =>
  fen === undefined ? undefined : `¥${(fen / 100).toFixed(2)}`

/** Unix time in milliseconds, as Beijing writes it. */
export const beijing = (millis: number): string =>
  `${new Date(millis + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ")} +08:00`
