/** The decks of the domains that are built in. */
import type * as Panel from "../../Panel.js"
import { faces, payments } from "./facePayments.js"
import { users } from "./facepay.js"
import { authorizations, orders } from "./payscore.js"

export const builtIn: ReadonlyArray<Panel.Panel> = [orders, authorizations, users, faces, payments]
