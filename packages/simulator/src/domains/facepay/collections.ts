/** Photos that have to be taken again. */
import { randomBytes } from "node:crypto"
import * as FaceCollection from "@effect-wechatpay/facepay/FaceCollection"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Domain from "../../Domain.js"
import { rfc3339 } from "../../internal/rfc3339.js"
import { resourceNotExists } from "../../SimulatedError.js"
import * as State from "../../State.js"
import { ActionRejected } from "../actionRejected.js"
import { requireFaceUser, updateFaceUser } from "./faceUsers.js"
import { requireOrganization } from "./organizations.js"

const Collection = Schema.Struct({
  collection_id: Schema.String,
  organization_id: Schema.String,
  user_id: Schema.String,
  collection_state: Schema.Literal("COLLECTION_REQUIRED", "PHOTO_UPLOADED", "COMPLETE"),
  /** Unix time in milliseconds. */
  uploaded_at: Schema.optional(Schema.Number),
  confirmed_at: Schema.optional(Schema.Number)
})
interface Collection extends Schema.Schema.Type<typeof Collection> {}

export const collections = State.table("facepay.collections", Collection)

/** Neither default nor maximum is documented. */
const paging = { limit: 20, max: 100 }

/**
 * WeChat Pay requires a new photo of a face user; returns the number of the collection. The old photo works until the
 * new one is confirmed.
 */
export const requirePhoto = Effect.fnUntraced(function* (organization_id: string, user_id: string) {
  yield* requireFaceUser(organization_id, user_id)
  const collection_id = randomBytes(16).toString("hex")
  ;(yield* State.rows(collections)).set(collection_id, {
    collection_id,
    organization_id,
    user_id,
    collection_state: "COLLECTION_REQUIRED"
  })
  return collection_id
})

const step = Effect.fnUntraced(function* (
  collection_id: string,
  from: Collection["collection_state"],
  change: (collection: Collection, now: number) => Collection
) {
  const rows = yield* State.rows(collections)
  const collection = rows.get(collection_id)
  if (collection?.collection_state !== from) {
    return yield* new ActionRejected({ problem: `the collection is not ${from}` })
  }
  const changed = change(collection, yield* Clock.currentTimeMillis)
  rows.set(collection_id, changed)
  return changed
})

/** The school uploads the new photo. */
export const uploadPhoto = (collection_id: string) =>
  Effect.asVoid(
    step(collection_id, "COLLECTION_REQUIRED", (collection, uploaded_at) => ({
      ...collection,
      collection_state: "PHOTO_UPLOADED",
      uploaded_at
    }))
  )

/** The parent confirms the new photo, which replaces the old one. */
export const confirmPhoto = Effect.fnUntraced(function* (collection_id: string) {
  const { organization_id, user_id } = yield* step(
    collection_id,
    "PHOTO_UPLOADED",
    (collection, confirmed_at) => ({
      ...collection,
      collection_state: "COMPLETE",
      confirmed_at
    })
  )
  const user = yield* Effect.orDie(requireFaceUser(organization_id, user_id))
  yield* updateFaceUser(user, { face_image_ok: true })
})

const responseOf = ({ confirmed_at, uploaded_at, ...collection }: Collection) => ({
  ...collection,
  ...(uploaded_at === undefined ? {} : { register_photo_upload_time: rfc3339(uploaded_at) }),
  ...(confirmed_at === undefined ? {} : { confirm_time: rfc3339(confirmed_at) })
})

export const handlers = [
  Domain.handler(FaceCollection.list, ({ limit = paging.limit, offset = 0, organization_id }, { merchant }) =>
    Effect.gen(function* () {
      yield* requireOrganization(organization_id, merchant)
      const all = (yield* State.rows(collections)).filter(
        (collection) => collection.organization_id === organization_id
      )
      const page = all.slice(offset, offset + Math.min(limit, paging.max))
      return { face_collections: page.map(responseOf) }
    })
  ),
  Domain.handler(FaceCollection.query, ({ collection_id }, { merchant }) =>
    Effect.gen(function* () {
      const collection = (yield* State.rows(collections)).get(collection_id)
      if (collection === undefined) return yield* resourceNotExists("采集任务不存在")
      yield* requireOrganization(collection.organization_id, merchant)
      return responseOf(collection)
    })
  )
]
