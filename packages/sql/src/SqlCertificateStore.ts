/**
 * WeChat Pay's platform certificates in a database: one download serves all instances.
 *
 * Tested in `test/sql/SqlInbox.test.ts`.
 *
 * @since 1.0.0
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { database, problemOf } from "./internal/database.js"
import { type Fault, keyValueStore } from "./internal/textStore.js"
import { type CipherFailure, SqlCipher } from "./SqlCipher.js"

const faultOf = (error: SqlError | CipherFailure): Fault =>
  error._tag === "SqlError"
    ? { isData: false, problem: problemOf(error) }
    : { isData: true, problem: error.problem }

/** A certificate of one key must not be passed off as that of another one. */
const placeOf = (key: string) => `wechatpay_certificate ${key}`

/**
 * A store for the certificates of `Certificates`. Certificates are public, but whoever can change them can forge responses
 * of WeChat Pay: they are encrypted with the key of `SqlCipher`, so that writing to the database is not enough.
 *
 * ```ts
 * const certificates = Layer.unwrapEffect(
 *   Effect.map(SqlCertificateStore.make, (store) => Certificates.layer({ apiV3Key, store }))
 * )
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const make: Effect.Effect<KeyValueStore.KeyValueStore, never, SqlClient.SqlClient | SqlCipher> =
  /* @__PURE__ */ Effect.gen(function* () {
    const db = yield* database
    const { now, sql } = db
    const cipher = yield* SqlCipher
    return keyValueStore({
      get: (key) =>
        sql<{
          readonly certificates: string
        }>`SELECT certificates FROM wechatpay_certificate WHERE id = ${key}`.pipe(
          Effect.flatMap(([row]) =>
            row === undefined ? Effect.succeed(undefined) : cipher.decrypt(row.certificates, placeOf(key))
          ),
          Effect.mapError(faultOf)
        ),
      set: (key, value) =>
        Effect.gen(function* () {
          const text = yield* cipher.encrypt(value, placeOf(key))
          const row = sql`INSERT INTO wechatpay_certificate (id, certificates, updated_at) VALUES (${key}, ${text}, ${now})`
          const change = sql`certificates = ${text}, updated_at = ${now}`
          yield* sql.onDialectOrElse({
            mysql: () => sql`${row} ON DUPLICATE KEY UPDATE ${change}`,
            orElse: () => sql`${row} ON CONFLICT (id) DO UPDATE SET ${change}`
          })
        }).pipe(Effect.mapError(faultOf)),
      remove: (key) =>
        Effect.asVoid(sql`DELETE FROM wechatpay_certificate WHERE id = ${key}`).pipe(
          Effect.mapError(faultOf)
        ),
      clear: Effect.asVoid(sql`DELETE FROM wechatpay_certificate`).pipe(Effect.mapError(faultOf)),
      keys: sql<{ readonly id: string }>`SELECT id FROM wechatpay_certificate`.pipe(
        Effect.map((rows) => rows.map(({ id }) => id)),
        Effect.mapError(faultOf)
      )
    })
  })

/**
 * The store as the `KeyValueStore` of the context: see {@link make}. It needs the tables of `SqlMigrations`.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<KeyValueStore.KeyValueStore, never, SqlClient.SqlClient | SqlCipher> =
  /* @__PURE__ */ Layer.effect(KeyValueStore.KeyValueStore, make)
