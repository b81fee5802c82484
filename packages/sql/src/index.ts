/**
 * What several instances of a backend share in a database.
 *
 * @since 1.0.0
 */
export * as OperationSweeper from "./OperationSweeper.js"
export * as SqlCertificateStore from "./SqlCertificateStore.js"
export * as SqlCipher from "./SqlCipher.js"
export * as SqlInbox from "./SqlInbox.js"
export * as SqlMigrations from "./SqlMigrations.js"
export * as SqlNotificationStore from "./SqlNotificationStore.js"
export * as SqlOperationRecords from "./SqlOperationRecords.js"
export * as SqlRateLimit from "./SqlRateLimit.js"
export * as SqlSignals from "./SqlSignals.js"
