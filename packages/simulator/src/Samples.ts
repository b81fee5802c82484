/**
 * The initial records of a simulator: the sample values of WeChat Pay's documentation, and a few more.
 *
 * Tested in `test/simulator/Simulator.test.ts`.
 *
 * @since 1.0.0
 */

/**
 * The merchant. It is both a direct merchant and a service provider.
 *
 * @since 1.0.0
 * @category constants
 */
export const mchid = "1230000109"

/**
 * The appid that is bound to the merchant and configured on its services.
 *
 * @since 1.0.0
 * @category constants
 */
export const appid = "wxd678efh567hg6787"

/**
 * A sub-merchant that is bound to the merchant as service provider.
 *
 * @since 1.0.0
 * @category constants
 */
export const subMchid = "1900000109"

/**
 * The appid of {@link subMchid}.
 *
 * @since 1.0.0
 * @category constants
 */
export const subAppid = "wxd678efh567hg6999"

/**
 * A channel merchant of the merchant as acquiring institution.
 *
 * @since 1.0.0
 * @category constants
 */
export const channelId = "1800000109"

/**
 * A PayScore service in confirm mode, of the merchant and (under the same number) of the service provider, the acquiring
 * institution and the overseas institution.
 *
 * @since 1.0.0
 * @category constants
 */
export const serviceId = "2002000000000558128851361561536"

/**
 * A PayScore service in no-confirm mode, registered for the same roles as {@link serviceId}.
 *
 * @since 1.0.0
 * @category constants
 */
export const noConfirmServiceId = "2002000000000558128851361561537"

/**
 * A user under {@link appid} who has authorised both services, of the merchant and of the service provider's
 * sub-merchant.
 *
 * @since 1.0.0
 * @category constants
 */
export const openid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"

/**
 * The code by which another user ({@link authorizationCodeOpenid}) has authorised {@link serviceId}, of the merchant
 * and of the service provider's sub-merchant.
 *
 * @since 1.0.0
 * @category constants
 */
export const authorizationCode = "1275342195190894594"

/**
 * The user who authorised by {@link authorizationCode}.
 *
 * @since 1.0.0
 * @category constants
 */
export const authorizationCodeOpenid = "oUpF8uMuAJO_M2pxb1Q9zNjWeS7p"

/**
 * A school with face payment; it belongs to the service provider and {@link subMchid}.
 *
 * @since 1.0.0
 * @category constants
 */
export const organizationId = "O1234567890123456789"

/**
 * A face user of the school, with a contract.
 *
 * @since 1.0.0
 * @category constants
 */
export const faceUserId = "12345678901234567890"

/**
 * The provider's own id of {@link faceUserId}.
 *
 * @since 1.0.0
 * @category constants
 */
export const faceOutUserId = "20200901001"

/**
 * The contract of {@link faceUserId}.
 *
 * @since 1.0.0
 * @category constants
 */
export const faceContractId = "202009010000000001"

/**
 * The largest `risk_fund` amount of an order of the sample services, in fen.
 *
 * @since 1.0.0
 * @category constants
 */
export const riskCeiling = 100_000

/**
 * A plate number (colour `BLUE`) for which {@link openid} has opened the parking service.
 *
 * @since 1.0.0
 * @category constants
 */
export const plateNumber = "粤B888888"
