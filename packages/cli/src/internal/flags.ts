/** Options and arguments of commands, as data: the parser, help and completion are made from them. */
import type * as Option from "effect/Option"
import type { Text } from "./text.js"

/** A text in the language of the session. */
export type Say = (text: Text) => string

/** The values of each kind. */
interface Kinds {
  readonly text: string
  /** A path. What exists there must be a file. */
  readonly file: string
  /** A path. What exists there must be a folder. */
  readonly directory: string
  readonly integer: number
  /** Whether the option is given. */
  readonly boolean: boolean
  readonly choice: string
}

export type Kind = keyof Kinds

/** What an option or an argument stands for. */
export declare const Value: unique symbol

interface Described<out A> {
  readonly [Value]?: A
  readonly name: string
  readonly kind: Kind
  /** The allowed values of a choice. */
  readonly choices: ReadonlyArray<string>
  readonly description: string
}

/** `--name value`. */
export interface Flag<out A> extends Described<A> {
  readonly _tag: "Flag"
  /** What help shows for the value. */
  readonly label: string
  readonly presence:
    | { readonly _tag: "required" | "optional" | "repeated" }
    | { readonly _tag: "default"; readonly value: string | number }
}

/** A value without a name before it. All are required. */
export interface Argument<out A> extends Described<A> {
  readonly _tag: "Argument"
}

export type Param = Flag<unknown> | Argument<unknown>

/** Options and arguments by the names of their values; arguments in the order in which they are given. */
export interface Config {
  readonly [name: string]: Param | Readonly<Record<string, Flag<unknown>>>
}

type ValueOf<P> = P extends Described<infer A> ? A : never

/** The values of options and arguments, by name. */
export type Values<C> = {
  readonly [Name in keyof C]: Exclude<C[Name], undefined> extends Described<infer A>
    ? A
    : { readonly [Inner in keyof C[Name]]: ValueOf<C[Name][Inner]> }
}

export const isParam = (value: Config[string]): value is Param =>
  typeof value._tag === "string" && "kind" in value

/** All options and arguments, in the order of the help. */
export const paramsOf = (config: Config): ReadonlyArray<Param> =>
  Object.values(config).flatMap((value) => (isParam(value) ? [value] : Object.values(value)))

export const isFlag = (param: Param): param is Flag<unknown> => param._tag === "Flag"

export const isArgument = (param: Param): param is Argument<unknown> => param._tag === "Argument"

const make = <A>(
  say: Say,
  kind: Kind,
  name: string,
  description: Text,
  presence: Flag<unknown>["presence"],
  choices: ReadonlyArray<string> = []
): Flag<A> => ({
  _tag: "Flag",
  name,
  kind,
  choices,
  description: say(description),
  label: kind === "boolean" ? "" : kind === "choice" ? choices.join(" | ") : kind,
  presence
})

export const optional = <K extends Kind>(
  say: Say,
  kind: K,
  name: string,
  description: Text
): Flag<Option.Option<Kinds[K]>> => make(say, kind, name, description, { _tag: "optional" })

export const required = <K extends Kind>(
  say: Say,
  kind: K,
  name: string,
  description: Text
): Flag<Kinds[K]> => make(say, kind, name, description, { _tag: "required" })

export const repeated = <K extends Kind>(
  say: Say,
  kind: K,
  name: string,
  description: Text
): Flag<ReadonlyArray<Kinds[K]>> => make(say, kind, name, description, { _tag: "repeated" })

export const withDefault = <K extends "text" | "directory" | "integer">(
  say: Say,
  kind: K,
  name: string,
  value: Kinds[K],
  description: Text
): Flag<Kinds[K]> => make(say, kind, name, description, { _tag: "default", value })

/** An option with one of some values. */
export const choice = <const A extends ReadonlyArray<string>>(
  say: Say,
  name: string,
  choices: A,
  fallback: A[number],
  description: Text
): Flag<A[number]> => make(say, "choice", name, description, { _tag: "default", value: fallback }, choices)

export const optionalChoice = <const A extends ReadonlyArray<string>>(
  say: Say,
  name: string,
  choices: A,
  description: Text
): Flag<Option.Option<A[number]>> => make(say, "choice", name, description, { _tag: "optional" }, choices)

export const argument = (say: Say, name: string, description: Text): Argument<string> => ({
  _tag: "Argument",
  name,
  kind: "text",
  choices: [],
  description: say(description)
})

export const choiceArgument = <const A extends ReadonlyArray<string>>(
  name: string,
  choices: A
): Argument<A[number]> => ({ _tag: "Argument", name, kind: "choice", choices, description: "" })
