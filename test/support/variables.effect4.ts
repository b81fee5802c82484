// Effect 4 edition of variables.ts as of 7b17d667b0a8955c.
/** Variables of the process. */
import { ConfigProvider, Effect } from "effect"

/** Effect 4 reads the variables once in a process: when the default provider is first used. */
const readAgain = () => Reflect.deleteProperty(ConfigProvider.ConfigProvider, "~effect/Context/defaultValue")

/** Sets variables of the process until the scope is closed. */
export const withVariables = (variables: Readonly<Record<string, string>>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
      Object.assign(process.env, variables)
      readAgain()
      return before
    }),
    (before) =>
      Effect.sync(() => {
        for (const [name, value] of before) {
          if (value === undefined) delete process.env[name]
          else process.env[name] = value
        }
        readAgain()
      })
  )
