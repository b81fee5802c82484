/**
 * What executes workflows: one process with SQLite or another database, or several processes that share one.
 *
 * Tested in `test/workflow/killed.test.ts`.
 *
 * @since 1.0.0
 */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import type * as MessageStorage from "@effect/cluster/MessageStorage"
import * as RunnerAddress from "@effect/cluster/RunnerAddress"
import type * as Sharding from "@effect/cluster/Sharding"
import type * as ShardingConfig from "@effect/cluster/ShardingConfig"
import * as SingleRunner from "@effect/cluster/SingleRunner"
import type * as SqlClient from "@effect/sql/SqlClient"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import type * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"

type Config = Partial<ShardingConfig.ShardingConfig["Type"]>

/**
 * The configuration for payments. A runner that dies is replaced within 20 to 30 seconds, and durable waits end up to 2
 * seconds late. Give `host` and `port`, where other runners reach this one; a single runner needs neither.
 *
 * @since 1.0.0
 * @category config
 */
export const config = ({
  host,
  port,
  ...others
}: Config & { readonly host?: string; readonly port?: number } = {}): Config => ({
  shardLockExpiration: Duration.seconds(20),
  shardLockRefreshInterval: Duration.seconds(5),
  entityMessagePollInterval: Duration.seconds(2),
  simulateRemoteSerialization: false,
  ...(host === undefined || port === undefined
    ? {}
    : { runnerAddress: Option.some(RunnerAddress.make(host, port)) }),
  ...others
})

/**
 * One process, with all rows in the database of the context: SQLite needs no service. It takes over the orders of its
 * predecessor at once, so never run two of these processes with one database: use {@link layer} for that.
 *
 * @since 1.0.0
 * @category layers
 */
export const layerSingle = (
  options: Config = {}
): Layer.Layer<WorkflowEngine, ConfigError.ConfigError, SqlClient.SqlClient> =>
  ClusterWorkflowEngine.layer.pipe(
    Layer.provide(SingleRunner.layer({ runnerStorage: "memory", shardingConfig: config(options) }))
  )

/**
 * Several processes. The transport comes from `@effect/platform-node`, or from that of another runtime:
 *
 * ```ts
 * const engine = Runners.layer.pipe(
 *   Layer.provide(NodeClusterSocket.layer({ storage: "sql", shardingConfig: Runners.config({ host, port }) }))
 * )
 * ```
 *
 * A process that starts workflows and executes none adds `clientOnly: true`.
 *
 * @since 1.0.0
 * @category layers
 */
export const layer: Layer.Layer<WorkflowEngine, never, Sharding.Sharding | MessageStorage.MessageStorage> =
  ClusterWorkflowEngine.layer
