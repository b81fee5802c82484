/** Where a limit comes from: the catalogue, the differences of the official pages, and the choices of this project say it. */
import { type Entry, type Field, nameOf } from "../../support/walk/catalogue.js"
import { listed } from "../../support/walk/differences.js"
import { editionOf, isIndexed } from "../official/editions.js"
import { ends, stated } from "../official/entries.js"
import { samples } from "../samples/data.js"
import type { Documented } from "./endpoints.js"

/** Kinds of sources, in the order of trust. */
export type Kind = "official page" | "seed page" | "official sample" | "choice"

export interface Source {
  readonly kind: Kind
  /** Which page, which difference, which contradiction; empty where the kind says all. */
  readonly because: string
}

// --- places ------------------------------------------------------------------------------------------------------

/** `body.post_payments[].name` as people write it: `post_payments.name`. */
const plain = (at: string): string => at.replace(/^(body|query|path)\.?/, "").replaceAll("[]", "")

/** The members that a text names: `post_discounts.name, .amount` are two of one parent. */
const membersIn = (text: string): ReadonlyArray<string> => {
  let parent = ""
  return text.split(/,| and /).map((part) => {
    const name = part.trim().replace(/^(body|query|path)[. ]/, "")
    if (name.startsWith(".")) return `${parent}${name}`
    parent = name.split(".").slice(0, -1).join(".")
    return name
  })
}

/** A text that names an object speaks of its members too. */
const isAbout = (named: ReadonlyArray<string>, member: string): boolean =>
  named.some((name) => name === member || (name !== "" && member.startsWith(`${name}.`)))

// --- the differences of the official pages -----------------------------------------------------------------------

const call = /(?:GET|POST|PUT|PATCH|DELETE) \/[^\s;:]+/g

const differences = stated.map(({ about, id, pages }) => ({
  id,
  pages,
  calls: [...about.matchAll(call)].map(([found]) => found),
  members: about.includes("response:") ? [] : membersIn(about.slice(about.lastIndexOf(":") + 1)),
  end: ends[id]
}))

const ofDifferences = (entry: Entry, member: string): ReadonlyArray<Source> =>
  differences
    .filter(({ calls, members }) => calls.includes(nameOf(entry)) && isAbout(members, member))
    .flatMap(({ end, id, pages }) =>
      end === undefined
        ? []
        : [
            {
              kind: end.end === "rejected" ? ("choice" as const) : ("official page" as const),
              because: `${id}, ${pages.join(", ")}: ${end.done}`
            }
          ]
    )

// --- contradictions of the catalogue -----------------------------------------------------------------------------

/** What the text of a contradiction says of the source that was taken: behind the semicolon, or before it. */
const taken = (conflict: string): Kind => {
  const at = conflict.lastIndexOf(";")
  const [sources, decision] = [conflict.slice(0, at), conflict.slice(at)]
  if (/choice/.test(decision)) return "choice"
  if (/sample/.test(decision)) return "official sample"
  if (/official/.test(decision)) return "official page"
  if (/seed/.test(decision)) return "seed page"
  if (/taken|applied/.test(decision) && /official page/.test(sources)) return "official page"
  if (/added/.test(decision) && /sample/.test(sources)) return "official sample"
  return /kept/.test(decision) && /seed/.test(sources) ? "seed page" : "choice"
}

const ofConflicts = (entry: Entry, member: string): ReadonlyArray<Source> =>
  entry.conflicts
    .filter((text) => isAbout(membersIn(text.split(":")[0] ?? ""), member))
    .map((text) => ({ kind: taken(text), because: text }))

// --- everything of one member ------------------------------------------------------------------------------------

/** The page that the entry was made from. */
export const pageOf = (entry: Entry): Source => {
  const page = entry.docs.find(isIndexed) ?? entry.docs[0] ?? ""
  const kind =
    isIndexed(page) || entry.checked?.[0]?.startsWith("official page") === true
      ? "official page"
      : "seed page"
  return { kind, because: page === "" ? "" : `${page} of ${editionOf(page)}` }
}

/**
 * Where the limits of a member come from: what speaks of the member itself, else the page of the entry. The first source is the
 * one that decides.
 */
export const sourcesOf = (
  { entry, id }: Documented,
  at: string,
  field: Field | undefined
): ReadonlyArray<Source> => {
  const member = plain(at)
  const meant = listed
    .filter((one) => one.entry === nameOf(entry) && one.at === at)
    .map(({ cites, reason, what }): Source => ({ kind: "choice", because: `${what}: ${reason} (${cites})` }))
  const own = [...meant, ...ofDifferences(entry, member), ...ofConflicts(entry, member)]
  const page = pageOf(entry)
  const sibling: ReadonlyArray<Source> =
    field?.limitsFrom === undefined
      ? []
      : [{ kind: page.kind, because: "only the page of another mode of the interface states the limit" }]
  const printed: ReadonlyArray<Source> = samples
    .filter((sample) => sample.endpoint === id && sample.members.has(member))
    .map((sample) => ({ kind: "official sample", because: `${sample.page} prints it` }))
  if (field === undefined && own.length === 0) {
    return [{ kind: "choice", because: "no source lists the member" }, ...printed]
  }
  return [...own, ...sibling, ...(own.length === 0 && sibling.length === 0 ? [page] : []), ...printed]
}
