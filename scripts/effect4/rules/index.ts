import { clocks } from "./clocks.js"
import { collected } from "./collected.js"
import { effects } from "./effects.js"
import { gone } from "./gone.js"
import { http } from "./http.js"
import { modules } from "./modules.js"
import { names } from "./names.js"
import { results } from "./results.js"
import { routers } from "./router.js"
import { schemas } from "./schemas.js"
import { services } from "./services.js"
import { stores } from "./stores.js"
import { streams } from "./streams.js"
import { tests } from "./tests.js"
import { types } from "./types.js"

/** All rules. Of two that apply to a node, the earlier one decides. */
export const rules = [
  ...gone,
  ...collected,
  ...tests,
  ...modules,
  ...services,
  ...stores,
  ...types,
  ...schemas,
  ...clocks,
  ...effects,
  ...http,
  ...routers,
  ...names,
  ...results,
  ...streams
]
