/**
 * The command `wechatpay`, and the function behind it.
 *
 * @since 1.0.0
 */

export * as Cli from "./Cli.js"
export * as Host from "./Host.js"
