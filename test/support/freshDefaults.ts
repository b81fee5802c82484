/**
 * For mutation testing. Default values of references (schedules, signals) are made once in a process. Here each test makes them
 * again, so that a changed default value reaches every test that depends on it, and no other mutant.
 */

import { beforeEach } from "@effect/vitest"
import { globalValue } from "effect/GlobalValue"

const made = globalValue("effect/Context/defaultValueCache", () => new Map<string, unknown>())

beforeEach(() => {
  for (const key of made.keys()) if (key.startsWith("@effect-wechatpay/")) made.delete(key)
})
