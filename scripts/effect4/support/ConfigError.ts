/** What Effect 3 has as `effect/ConfigError`: errors of configuration, several of which make one. */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Predicate from "effect/Predicate"

interface Fault {
  readonly path: ReadonlyArray<string>
  readonly message: string
  readonly isMissing: boolean
}

/** Beside the message, so that faults can be joined and told apart; each package has a copy of this file. */
interface Faults {
  readonly _tag: "@effect-wechatpay/effect4/Faults"
  readonly all: ReadonlyArray<Fault>
}

const tag = "@effect-wechatpay/effect4/Faults"

const isFaults = (value: unknown): value is Faults => Predicate.isTagged(value, tag)

const faultsOf = (error: Config.ConfigError): ReadonlyArray<Fault> => {
  const { cause } = error.cause
  return isFaults(cause) ? cause.all : [{ path: [], message: error.message, isMissing: false }]
}

const textOf = ({ message, path }: Fault): string =>
  path.length === 0 ? message : `${path.join(".")}: ${message}`

const make = (all: ReadonlyArray<Fault>): Config.ConfigError =>
  new Config.ConfigError(
    new ConfigProvider.SourceError({
      message: all.map(textOf).join("; "),
      cause: { _tag: tag, all } satisfies Faults
    })
  )

export const MissingData = (path: ReadonlyArray<string>, message: string): Config.ConfigError =>
  make([{ path, message, isMissing: true }])

export const InvalidData = (path: ReadonlyArray<string>, message: string): Config.ConfigError =>
  make([{ path, message, isMissing: false }])

export const And = (left: Config.ConfigError, right: Config.ConfigError): Config.ConfigError =>
  make([...faultsOf(left), ...faultsOf(right)])

export const isConfigError = (error: unknown): error is Config.ConfigError =>
  error instanceof Config.ConfigError

export const isMissingDataOnly = (error: Config.ConfigError): boolean =>
  faultsOf(error).every(({ isMissing }) => isMissing)

/** Effect 3 has more cases, which no error of this edition is. */
export interface ConfigErrorReducer<in C, in out Z> {
  andCase(context: C, left: Z, right: Z): Z
  orCase(context: C, left: Z, right: Z): Z
  invalidDataCase(context: C, path: ReadonlyArray<string>, message: string): Z
  missingDataCase(context: C, path: ReadonlyArray<string>, message: string): Z
  sourceUnavailableCase(context: C, path: ReadonlyArray<string>, message: string): Z
  unsupportedCase(context: C, path: ReadonlyArray<string>, message: string): Z
}

export const reduceWithContext = <C, Z>(
  error: Config.ConfigError,
  context: C,
  reducer: ConfigErrorReducer<C, Z>
): Z =>
  faultsOf(error)
    .map(({ isMissing, message, path }) =>
      isMissing
        ? reducer.missingDataCase(context, path, message)
        : reducer.invalidDataCase(context, path, message)
    )
    .reduce((left, right) => reducer.andCase(context, left, right))
