/** The timers of transfers: unconfirmed ones end, and cancellations, batches and donations complete. */
import { timerOf } from "../timerOf.js"
import * as Authorizations from "./authorizations.js"
import * as Batches from "./batches.js"
import * as Bills from "./bills.js"
import * as Charity from "./charity.js"
import { authorizations, bills } from "./tables.js"

export const timers = [
  timerOf(bills, Bills.dueAt, Bills.current),
  timerOf(authorizations, Authorizations.dueAt, Authorizations.current),
  timerOf(Batches.batches, Batches.dueAt, Batches.current),
  timerOf(Charity.donations, Charity.dueAt, Charity.current)
]
