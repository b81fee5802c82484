/** What has to be the case before the simulator accepts a sample of the official pages. */
import { Effect } from "effect"
import type { Sample } from "./data.js"
import { pay } from "./prepare/pay.js"
import { payscore } from "./prepare/payscore.js"
import { products } from "./prepare/products.js"
import { profitSharing } from "./prepare/profitSharing.js"
import type { Prepared } from "./prepare/world.js"

export { layer, millis, type Services } from "./prepare/world.js"

const preparations = { ...pay, ...payscore, ...profitSharing, ...products }

/** Most need nothing. Gives what of the sample only WeChat Pay can know, as this simulator knows it. */
export const prepare = (sample: Sample): Prepared =>
  preparations[sample.endpoint]?.(sample) ?? Effect.succeed({})
