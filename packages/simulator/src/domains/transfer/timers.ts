/** The timers of transfers and authorisations: unconfirmed ones end, and cancellations complete. */
import { timerOf } from "../timerOf.js"
import * as Authorizations from "./authorizations.js"
import * as Bills from "./bills.js"
import { authorizations, bills } from "./tables.js"

export const timers = [
  timerOf(bills, Bills.dueAt, Bills.current),
  timerOf(authorizations, Authorizations.dueAt, Authorizations.current)
]
