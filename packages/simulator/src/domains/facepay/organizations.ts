/** Schools and companies, and the service providers of their face payment. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Merchant } from "../../Merchant.js"
import { noAuth, resourceNotExists } from "../../SimulatedError.js"
import * as State from "../../State.js"

export const Organization = Schema.Struct({
  /** Begins with `O`. */
  organization_id: Schema.String,
  organization_name: Schema.String,
  /** The service provider. */
  sp_mchid: Schema.String,
  sub_mchid: Schema.String
})
export interface Organization extends Schema.Schema.Type<typeof Organization> {}

export const organizations = State.table("facepay.organizations", Organization)

export const register = (organization: Organization): Effect.Effect<void, never, State.State> =>
  Effect.map(State.rows(organizations), (rows) => rows.set(organization.organization_id, organization))

const owned = (organization: Organization | undefined, { mchid }: Merchant) => {
  if (organization === undefined) return Effect.fail(resourceNotExists("机构不存在"))
  return organization.sp_mchid === mchid
    ? Effect.succeed(organization)
    : Effect.fail(noAuth("服务商无权限操作此机构"))
}

/**
 * The organization, if it belongs to this service provider. Fails with 404 for an unknown one, and with 403 for one of
 * another provider.
 */
export const requireOrganization = (organization_id: string, merchant: Merchant) =>
  Effect.flatMap(State.rows(organizations), (rows) => owned(rows.get(organization_id), merchant))

/** The same by the complete registered name. */
export const requireNamedOrganization = (organization_name: string, merchant: Merchant) =>
  Effect.flatMap(State.rows(organizations), (rows) =>
    owned(
      rows.find((organization) => organization.organization_name === organization_name),
      merchant
    )
  )
