/** The application that opens the payment of an order with several applications. */

interface PartnerOrder {
  readonly sp_appid: string
  readonly sub_appid?: string | undefined
  readonly payer?:
    | { readonly sp_openid?: string | undefined; readonly sub_openid?: string | undefined }
    | undefined
}

/** The application to which the user's ID belongs. */
export const ofUser = ({ payer, sp_appid, sub_appid }: PartnerOrder): string =>
  payer?.sub_openid === undefined ? sp_appid : (sub_appid ?? sp_appid)

/** The app of the sub-merchant if the order contains it, otherwise the app of the provider. */
export const ofApp = ({ sp_appid, sub_appid }: Pick<PartnerOrder, "sp_appid" | "sub_appid">): string =>
  sub_appid ?? sp_appid

interface CombinedOrder {
  readonly combine_appid: string
  readonly combine_payer_info?:
    | { readonly openid?: string | undefined; readonly sub_openid?: string | undefined }
    | undefined
  readonly sub_orders: ReadonlyArray<{ readonly sub_appid?: string | undefined }>
}

/** The application to which the user's ID belongs. At most one sub order has an application. */
export const ofCombined = ({ combine_appid, combine_payer_info, sub_orders }: CombinedOrder): string =>
  combine_payer_info?.openid !== undefined || combine_payer_info?.sub_openid === undefined
    ? combine_appid
    : (sub_orders.find(({ sub_appid }) => sub_appid !== undefined)?.sub_appid ?? combine_appid)
