/** What Effect 3 has as `effect/ConfigError`: errors of configuration, several of which make one. */
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"

interface Fault {
  readonly path: ReadonlyArray<string>
  readonly message: string
  readonly isMissing: boolean
}

/** Beside the message, so that faults can be joined and told apart. */
class Faults {
  constructor(readonly all: ReadonlyArray<Fault>) {}
}

const faultsOf = (error: Config.ConfigError): ReadonlyArray<Fault> => {
  const { cause } = error.cause
  return cause instanceof Faults ? cause.all : [{ path: [], message: error.message, isMissing: false }]
}

const textOf = ({ message, path }: Fault): string =>
  path.length === 0 ? message : `${path.join(".")}: ${message}`

const make = (all: ReadonlyArray<Fault>): Config.ConfigError =>
  new Config.ConfigError(
    new ConfigProvider.SourceError({ message: all.map(textOf).join("; "), cause: new Faults(all) })
  )

export const MissingData = (path: ReadonlyArray<string>, message: string): Config.ConfigError =>
  make([{ path, message, isMissing: true }])

export const InvalidData = (path: ReadonlyArray<string>, message: string): Config.ConfigError =>
  make([{ path, message, isMissing: false }])

export const And = (left: Config.ConfigError, right: Config.ConfigError): Config.ConfigError =>
  make([...faultsOf(left), ...faultsOf(right)])

export const isMissingDataOnly = (error: Config.ConfigError): boolean =>
  faultsOf(error).every(({ isMissing }) => isMissing)
