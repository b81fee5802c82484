/**
 * Face payment over the XML interface: its rules, its state, and what devices and people do.
 *
 * @since 1.0.0
 */
import * as Domain from "../../Domain.js"
import { handlers } from "./handlers.js"
import { panels } from "./panels.js"

export {
  type Authinfo,
  authinfos,
  DeviceRejected,
  type FaceCode,
  faceCodes,
  giveFaceCode,
  makeRawData,
  type Payee,
  type Person,
  type RawData,
  rawData,
  recognise
} from "./devices.js"
export { consumeDeposit, enterPassword, find, giveUp, type Key, type Payment, payments } from "./payments.js"

/**
 * The domain. It knows no faces to begin with: `recognise` makes a device recognise one.
 *
 * @since 1.0.0
 * @category domains
 */
export const facepayV2: Domain.Domain = Domain.make("facepayV2", { v2Handlers: handlers, panels })
