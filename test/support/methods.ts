/**
 * `it.layer` of `@effect/vitest` writes its methods to the one `it` of the process. Test files share processes, so each
 * begins with the methods that have no layer.
 */
import { effect, flakyTest, it, layer, live, prop, scoped, scopedLive } from "@effect/vitest"

Object.assign(it, { effect, scoped, live, scopedLive, flakyTest, layer, prop })
