/** The application that opens the payment of an order which names several. */

interface PartnerOrder {
  readonly sp_appid: string
  readonly sub_appid?: string | undefined
  readonly payer?:
    | { readonly sp_openid?: string | undefined; readonly sub_openid?: string | undefined }
    | undefined
}

/** The one that the user's id belongs to. */
export const ofUser = ({ payer, sp_appid, sub_appid }: PartnerOrder): string =>
  payer?.sub_openid === undefined ? sp_appid : (sub_appid ?? sp_appid)

/** An app that is the sub-merchant's own, where the order names it. */
export const ofApp = ({ sp_appid, sub_appid }: Pick<PartnerOrder, "sp_appid" | "sub_appid">): string =>
  sub_appid ?? sp_appid

interface CombinedOrder {
  readonly combine_appid: string
  readonly combine_payer_info?:
    | { readonly openid?: string | undefined; readonly sub_openid?: string | undefined }
    | undefined
  readonly sub_orders: ReadonlyArray<{ readonly sub_appid?: string | undefined }>
}

/** The one that the user's id belongs to. One sub order at most names an application. */
export const ofCombined = ({ combine_appid, combine_payer_info, sub_orders }: CombinedOrder): string =>
  combine_payer_info?.openid !== undefined || combine_payer_info?.sub_openid === undefined
    ? combine_appid
    : (sub_orders.find(({ sub_appid }) => sub_appid !== undefined)?.sub_appid ?? combine_appid)
