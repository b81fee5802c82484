/**
 * A key, an id or another option that cannot be used, detected when a layer is built.
 *
 * Tested in `test/core/WechatPayClient.test.ts`.
 *
 * @since 1.0.0
 */
import * as Schema from "effect/Schema"

/**
 * Says which option is wrong and how, never its value.
 *
 * @since 1.0.0
 * @category errors
 */
export class InvalidOptions extends Schema.TaggedError<InvalidOptions>(
  "@effect-wechatpay/core/InvalidOptions"
)("InvalidOptions", {
  /** Name of the option, such as `privateKey`. */
  setting: Schema.String,
  problem: Schema.String
}) {
  override get message(): string {
    return `${this.setting}: ${this.problem}`
  }
}
