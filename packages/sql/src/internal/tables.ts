/**
 * The tables. Texts of fixed length are digests and nonces; times are milliseconds since 1970 by the clock of the database.
 * No column has a name that a database reserves.
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as Effect from "effect/Effect"

interface Index {
  readonly name: string
  readonly on: string
}

interface Table {
  readonly name: string
  /** `TEXT` stands for the type of long texts. */
  readonly columns: ReadonlyArray<string>
  readonly indexes: ReadonlyArray<Index>
}

const all: ReadonlyArray<Table> = [
  {
    name: "wechatpay_notification",
    columns: ["id VARCHAR(64) NOT NULL PRIMARY KEY", "handled_at BIGINT NOT NULL"],
    indexes: [{ name: "wechatpay_notification_age", on: "handled_at" }]
  },
  {
    name: "wechatpay_inbox",
    columns: [
      "id VARCHAR(64) NOT NULL PRIMARY KEY",
      "delivery TEXT NOT NULL",
      "state VARCHAR(8) NOT NULL",
      "attempts INTEGER NOT NULL",
      "due_at BIGINT NOT NULL",
      "claimed_by VARCHAR(64)",
      "problem VARCHAR(255)",
      "received_at BIGINT NOT NULL",
      "updated_at BIGINT NOT NULL"
    ],
    indexes: [
      { name: "wechatpay_inbox_due", on: "state, due_at" },
      { name: "wechatpay_inbox_age", on: "state, updated_at" }
    ]
  },
  {
    name: "wechatpay_signal",
    columns: [
      "id VARCHAR(64) NOT NULL PRIMARY KEY",
      "name VARCHAR(64) NOT NULL",
      "created_at BIGINT NOT NULL"
    ],
    indexes: [{ name: "wechatpay_signal_age", on: "created_at" }]
  },
  {
    name: "wechatpay_operation",
    columns: [
      "id VARCHAR(64) NOT NULL PRIMARY KEY",
      "kind VARCHAR(255) NOT NULL",
      "number TEXT NOT NULL",
      "digest VARCHAR(64)",
      "open_requests TEXT NOT NULL",
      "outcome VARCHAR(255)",
      "is_unfinished SMALLINT NOT NULL",
      "owner VARCHAR(64)",
      "lease_until BIGINT NOT NULL",
      "seq BIGINT NOT NULL",
      "sweeps INTEGER NOT NULL",
      "due_at BIGINT NOT NULL",
      "created_at BIGINT NOT NULL",
      "updated_at BIGINT NOT NULL"
    ],
    indexes: [{ name: "wechatpay_operation_unfinished", on: "is_unfinished, updated_at" }]
  },
  {
    name: "wechatpay_certificate",
    columns: [
      "id VARCHAR(255) NOT NULL PRIMARY KEY",
      "certificates TEXT NOT NULL",
      "updated_at BIGINT NOT NULL"
    ],
    indexes: []
  },
  {
    name: "wechatpay_rate",
    columns: ["id VARCHAR(64) NOT NULL PRIMARY KEY", "place BIGINT NOT NULL", "updated_at BIGINT NOT NULL"],
    indexes: [{ name: "wechatpay_rate_age", on: "updated_at" }]
  }
]

export const tables: Effect.Effect<void, SqlError, SqlClient.SqlClient> = /* @__PURE__ */ Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => {
    // A TEXT of MySQL has 64 KiB; a delivery may have 128 KiB.
    const long = sql.onDialectOrElse({ mysql: () => "MEDIUMTEXT", orElse: () => "TEXT" })
    // Ids are compared byte by byte. The collations of MySQL ignore case otherwise.
    const suffix = sql.onDialectOrElse({
      mysql: () => " CHARACTER SET ascii COLLATE ascii_bin",
      orElse: () => ""
    })
    const run = (text: string) => sql`${sql.literal(text)}`
    return Effect.forEach(
      all,
      ({ columns, indexes, name }) => {
        const typed = columns.map((column) => column.replace(" TEXT", ` ${long}`)).join(", ")
        return Effect.andThen(
          run(`CREATE TABLE ${name} (${typed})${suffix}`),
          Effect.forEach(indexes, (index) => run(`CREATE INDEX ${index.name} ON ${name} (${index.on})`), {
            discard: true
          })
        )
      },
      { discard: true }
    )
  }
)
