/**
 * Face payment over the XML interface: rules, state, and actions of devices and users.
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
  type RawData,
  rawData,
  recognise,
  type UserActions
} from "./devices.js"
export { consumeDeposit, enterPassword, find, giveUp, type Key, type Payment, payments } from "./payments.js"

/**
 * The domain. Initially it knows no faces; `recognise` makes a device recognise one.
 *
 * @since 1.0.0
 * @category domains
 */
export const facepayV2: Domain.Domain = Domain.make("facepayV2", { v2Handlers: handlers, panels })
