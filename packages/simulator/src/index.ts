/**
 * A local WeChat Pay to develop and test against.
 *
 * @since 1.0.0
 */
export * as Admin from "./Admin.js"
export * as Calls from "./Calls.js"
export * as Deliveries from "./Deliveries.js"
export * as Desk from "./Desk.js"
export * as Domain from "./Domain.js"
export * as Bills from "./domains/bill/index.js"
export * as Facepay from "./domains/facepay/index.js"
export * as FacepayOnline from "./domains/facepayOnline/index.js"
export * as Media from "./domains/media/index.js"
export * as Payscore from "./domains/payscore/index.js"
export * as Refunds from "./domains/refund/index.js"
export * as Transactions from "./domains/transactions.js"
export * as Environment from "./Environment.js"
export * as Faults from "./Faults.js"
export * as Merchant from "./Merchant.js"
export * as Outbox from "./Outbox.js"
export * as Platform from "./Platform.js"
export * as Samples from "./Samples.js"
export * as SimulatedError from "./SimulatedError.js"
export * as Simulator from "./Simulator.js"
export * as State from "./State.js"
export * as StateFileError from "./StateFileError.js"
export * as Time from "./Time.js"
export * as V2Domain from "./V2Domain.js"
