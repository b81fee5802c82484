/**
 * The hosts of WeChat Pay by region.
 *
 * Tested in `test/core/hosts.test.ts`.
 *
 * @since 1.0.0
 */

/**
 * The region of a merchant: it decides to which host calls and downloads of platform certificates go.
 *
 * - `mainland`: `api.mch.weixin.qq.com`, with the backup `api2.mch.weixin.qq.com`.
 * - `hk`, `us`: overseas merchants, `apihk.mch.weixin.qq.com` or `apius.mch.weixin.qq.com`. No backup is documented.
 *
 * @since 1.0.0
 * @category models
 */
export type Region = "mainland" | "hk" | "us"

/**
 * A host of WeChat Pay that serves APIv3.
 *
 * @since 1.0.0
 * @category models
 */
export type Host =
  | "api.mch.weixin.qq.com"
  | "api2.mch.weixin.qq.com"
  | "api.wechatpay.cn"
  | "api2.wechatpay.cn"
  | "apihk.mch.weixin.qq.com"
  | "apius.mch.weixin.qq.com"

/**
 * The hosts of each region: the primary, and its backup if there is one.
 *
 * @since 1.0.0
 * @category constants
 */
export const hosts: Readonly<Record<Region, readonly [primary: Host, backup?: Host]>> = {
  mainland: ["api.mch.weixin.qq.com", "api2.mch.weixin.qq.com"],
  hk: ["apihk.mch.weixin.qq.com"],
  us: ["apius.mch.weixin.qq.com"]
}
