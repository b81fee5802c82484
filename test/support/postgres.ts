/**
 * A PostgreSQL server of the tests: one for each process of tests, started when the first test needs it, in a folder of its
 * own and without a network. It ends with the process, also if that is killed.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { chownSync, existsSync, mkdtempSync, readdirSync } from "node:fs"
import { delimiter, join } from "node:path"
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Layer } from "effect"

const folders = (): ReadonlyArray<string> => {
  const debian = "/usr/lib/postgresql"
  const versions = existsSync(debian) ? readdirSync(debian).sort().reverse() : []
  return [
    ...(process.env.PATH ?? "").split(delimiter),
    ...versions.map((version) => join(debian, version, "bin"))
  ]
}

const programs = folders().find(
  (folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres"))
)

export const isInstalled = programs !== undefined

/** Appended to the titles of tests that are skipped. */
export const whySkipped = isInstalled
  ? ""
  : " (skipped: PostgreSQL was not found in PATH or /usr/lib/postgresql)"

/** PostgreSQL does not run as root. */
const user = (): { readonly uid?: number; readonly gid?: number } => {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => {
    const found = spawnSync("id", [flag, "postgres"], { encoding: "utf8" })
    return found.status === 0 ? Number(found.stdout) : 65534
  }
  return { uid: id("-u"), gid: id("-g") }
}

/** Ends with its standard input, which the system closes when the process of the tests ends. */
const script = `
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c synchronous_commit=off -c full_page_writes=off \\
  -c max_connections=100 -c shared_buffers=32MB -c autovacuum=off -c log_min_messages=fatal 2>"$2/log" &
server=$!
cat >/dev/null
kill -INT $server
wait $server
cd /
rm -rf "$2"
`

interface Server {
  /** The folder of its socket. */
  readonly host: string
}

const start = async (): Promise<Server> => {
  if (programs === undefined) throw new Error("PostgreSQL was not found")
  const host = mkdtempSync("/tmp/wechatpay-postgres-")
  const as = user()
  if (as.uid !== undefined && as.gid !== undefined) chownSync(host, as.uid, as.gid)
  const data = join(host, "data")
  const options = ["-A", "trust", "-U", "test", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
  execFileSync(join(programs, "initdb"), ["-D", data, ...options], { ...as, cwd: "/", stdio: "pipe" })
  const child = spawn("sh", ["-c", script, "sh", programs, host], {
    ...as,
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
    // A signal to the group of the tests, such as that of a terminal, must not end the shell before it has cleaned up.
    detached: true
  })
  child.unref()
  ;(child.stdin as unknown as { unref?: () => void })?.unref?.()
  const deadline = performance.now() + 20_000
  while (!existsSync(join(host, ".s.PGSQL.5432"))) {
    if (performance.now() > deadline) throw new Error("PostgreSQL did not start")
    await new Promise((resume) => setTimeout(resume, 20))
  }
  return { host }
}

const key = Symbol.for("effect-wechatpay/test/postgres")

/** Modules of tests are loaded for each file, and the server is one for all of them. */
const shared = globalThis as { [key]?: Promise<Server> }

const server = (): Promise<Server> => {
  shared[key] ??= start()
  return shared[key]
}

const client = (host: string, database: string, more: Partial<PgClient.PgClientConfig> = {}) =>
  PgClient.layer({
    host,
    username: "test",
    database,
    maxConnections: 10,
    connectTimeout: "10 seconds",
    ...more
  })

let databases = 0

export interface Database {
  readonly host: string
  readonly database: string
}

/** An empty database. */
export const createDatabase: Effect.Effect<Database> = Effect.gen(function* () {
  const { host } = yield* Effect.promise(server)
  const database = `test_${process.pid}_${++databases}_${Math.trunc(performance.now())}`
  yield* Effect.flatMap(PgClient.PgClient, (sql) => sql`CREATE DATABASE ${sql(database)}`).pipe(
    Effect.provide(client(host, "postgres")),
    Effect.retry({ times: 50 }),
    Effect.orDie
  )
  return { host, database }
})

export const layerOf = ({ database, host }: Database, more: Partial<PgClient.PgClientConfig> = {}) =>
  Layer.orDie(client(host, database, more))

/** A client of an empty database. */
export const layerPostgres = Layer.unwrapEffect(Effect.map(createDatabase, (database) => layerOf(database)))
