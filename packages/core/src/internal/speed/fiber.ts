/** What a step reads from the fiber that runs it. */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import type * as Fiber from "effect/Fiber"
import * as FiberRef from "effect/FiberRef"

/** The fiber that runs an effect. */
export type Running = Fiber.RuntimeFiber<unknown, unknown>

export const clockOf = (fiber: Running): Clock.Clock => Context.get(fiber.currentDefaultServices, Clock.Clock)

/** A setting of the context. */
export const settingOf = <Self, A>(fiber: Running, setting: Context.Reference<Self, A>): A =>
  Context.get(fiber.currentContext, setting)

/** Whether spans get times. */
export const isTimed = (fiber: Running): boolean => fiber.getFiberRef(FiberRef.currentTracerTimingEnabled)
