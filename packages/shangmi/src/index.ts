/**
 * The Chinese national algorithms for WeChat Pay APIv3.
 *
 * @since 1.0.0
 */
export * as Shangmi from "./Shangmi.js"
