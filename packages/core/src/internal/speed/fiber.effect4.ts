// Effect 4 edition of fiber.ts as of cb1f8dcfd511cec3.
/** What a step reads from the fiber that runs it. */
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import type * as Fiber from "effect/Fiber"
import * as References from "effect/References"

/** The fiber that runs an effect. */
export type Running = Fiber.Fiber<unknown, unknown>

export const clockOf = (fiber: Running): Clock.Clock => fiber.getRef(Clock.Clock)

/** A setting of the context. */
export const settingOf = <A>(fiber: Running, setting: Context.Reference<A>): A => fiber.getRef(setting)

/** Whether spans get times. */
export const isTimed = (fiber: Running): boolean => fiber.getRef(References.TracerTimingEnabled)
