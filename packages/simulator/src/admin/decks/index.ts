/** The decks of the domains that are built in. */
import type * as Desk from "../../Desk.js"
import { faces, payments } from "./facePayments.js"
import { users } from "./facepay.js"
import { authorizations, orders } from "./payscore.js"

export const builtIn: ReadonlyArray<Desk.Deck> = [orders, authorizations, users, faces, payments]
