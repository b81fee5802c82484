/**
 * Tokens that open WeChat Pay's official mini program, in which the face is photographed and the contract signed.
 *
 * Tested in `test/integration/offlineContractFlow.test.ts`.
 *
 * @since 1.0.0
 */
import * as Endpoint from "@effect-wechatpay/core/Endpoint"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"
import * as FacepayError from "./FacepayError.js"
import * as OrganizationUser from "./schemas/OrganizationUser.js"

const webInitData = Schema.Struct(OrganizationUser.names)

/**
 * The user for whom the mini program is opened.
 *
 * @since 1.0.0
 * @category models
 */
export interface WebInitData extends Schema.Schema.Type<typeof webInitData> {}

/**
 * Schema of {@link WebInitData}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const WebInitData: Schema.Schema<WebInitData> = webInitData

/**
 * Gets a token for the official mini program, in which a face user is created and the contract signed.
 *
 * The token is valid for 5 minutes: get it on the last page before the jump. The face user need not exist. The mini
 * program creates it, after checking that the name of the school is the registered one, that a class is given and
 * that the phone number has 11 digits. A contract that is bound to a bank card needs `Contract.presign` instead.
 *
 * The call changes nothing. Repeating it is not documented, so the client sends it once; call it again for another
 * token.
 *
 * ```ts
 * const { token } = yield* SignToken.create({
 *   scene: "WEBSESSION",
 *   web_init_data: { organization_id, out_user_id }
 * })
 * ```
 *
 * @see https://pay.weixin.qq.com/wiki/doc/wxfacepay/develop/access-specifications.html page of 2022-04
 * @since 1.0.0
 * @category endpoints
 */
export const create = Endpoint.make("facepay.signToken.create", {
  method: "POST",
  path: "/v3/offlinefacemch/tokens",
  payload: {
    /** Where the token is used: `WEBSESSION`, the only known value. */
    scene: Wire.oneOf("WEBSESSION"),
    /** The user for whom the mini program is opened. */
    web_init_data: WebInitData
  },
  success: {
    /** Valid for 5 minutes. The documentation does not guarantee it. */
    token: Schema.optional(Schema.String)
  },
  errors: FacepayError.all
})
