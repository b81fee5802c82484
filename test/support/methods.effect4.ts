// Effect 4 edition of methods.ts as of 2d4437ddef3a175c.
import { effect, flakyTest, it, layer, live, prop } from "@effect/vitest"

Object.assign(it, { effect, live, flakyTest, layer, prop })
