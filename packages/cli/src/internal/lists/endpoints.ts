/** Written by `node scripts/endpoints.mjs` from the sources of the packages. */
import type { Listed, Modules } from "../endpoints/listed.js"

export const list: ReadonlyArray<Listed> = [
  [
    "bill.fundFlowBill.getDownloadLink",
    "GET",
    "/v3/bill/fundflowbill",
    "@effect-wechatpay/bill/FundFlowBill",
    "getDownloadLink",
    "Gets the download link of a fund flow bill."
  ],
  [
    "bill.subMerchantFundFlowBill.getDownloadLinks",
    "GET",
    "/v3/bill/sub-merchant-fundflowbill",
    "@effect-wechatpay/bill/SubMerchantFundFlowBill",
    "getDownloadLinks",
    "Gets the download links of the parts of a sub-merchant's fund flow bill, and the keys that encrypt them."
  ],
  [
    "bill.tradeBill.getDownloadLink",
    "GET",
    "/v3/bill/tradebill",
    "@effect-wechatpay/bill/TradeBill",
    "getDownloadLink",
    "Gets the download link of a trade bill."
  ],
  [
    "facepay.contract.presign",
    "POST",
    "/v3/offlineface/contracts/presign",
    "@effect-wechatpay/facepay/Contract",
    "presign",
    "Prepares a contract that is bound to a bank card, or whose user is identified."
  ],
  [
    "facepay.contract.query",
    "GET",
    "/v3/offlineface/contracts/{contract_id}",
    "@effect-wechatpay/facepay/Contract",
    "query",
    "Queries a contract."
  ],
  [
    "facepay.faceCollection.list",
    "GET",
    "/v3/offlineface/face-collections",
    "@effect-wechatpay/facepay/FaceCollection",
    "list",
    "Lists the face users of an organization whose photos must be taken again."
  ],
  [
    "facepay.faceCollection.query",
    "GET",
    "/v3/offlineface/face-collections/{collection_id}",
    "@effect-wechatpay/facepay/FaceCollection",
    "query",
    "Queries one photo that must be taken again."
  ],
  [
    "facepay.faceDeposit.pay",
    "POST",
    "/deposit/facepay",
    "@effect-wechatpay/facepay/FaceDeposit",
    "pay",
    "Charges a deposit to the user whom the device recognized."
  ],
  [
    "facepay.facePayment.pay",
    "POST",
    "/pay/facepay",
    "@effect-wechatpay/facepay/FacePayment",
    "pay",
    "Charges the user whom the device recognized."
  ],
  [
    "facepay.facePayment.query",
    "POST",
    "/pay/facepayquery",
    "@effect-wechatpay/facepay/FacePayment",
    "query",
    "Queries a payment by one of its two numbers."
  ],
  [
    "facepay.facePayment.reverse",
    "POST",
    "/secapi/pay/facepayreverse",
    "@effect-wechatpay/facepay/FacePayment",
    "reverse",
    "Reverses a payment: closes an order that is open or failed, and refunds a paid one in full."
  ],
  [
    "facepay.faceUser.query",
    "GET",
    "/v3/facemch/users/{face_sid}",
    "@effect-wechatpay/facepay/FaceUser",
    "query",
    "Queries the identity of a person, with the credential (face_sid) that a device received when it had recognized the person and the person had agreed."
  ],
  [
    "facepay.offlineDevice.authorize",
    "POST",
    "/v3/offlineface/authinfo",
    "@effect-wechatpay/facepay/OfflineDevice",
    "authorize",
    "Gets the authorization (authinfo) with which a device of an organization starts to recognize faces."
  ],
  [
    "facepay.offlineTransaction.deduct",
    "POST",
    "/v3/offlineface/transactions",
    "@effect-wechatpay/facepay/OfflineTransaction",
    "deduct",
    "Deducts money under the contract of the face user whom a device recognized."
  ],
  [
    "facepay.offlineTransaction.query",
    "GET",
    "/v3/offlineface/transactions/out-trade-no/{out_trade_no}",
    "@effect-wechatpay/facepay/OfflineTransaction",
    "query",
    "Queries a deduction by the provider's own number."
  ],
  [
    "facepay.onlineDevice.authinfo",
    "POST",
    "/face/get_wxpayface_authinfo",
    "@effect-wechatpay/facepay/OnlineDevice",
    "authinfo",
    "Gets the authinfo with which a device can recognize faces."
  ],
  [
    "facepay.organization.query",
    "GET",
    "/v3/offlinefacemch/organizations",
    "@effect-wechatpay/facepay/Organization",
    "query",
    "Queries an organization, by its id or by its registered name."
  ],
  [
    "facepay.organizationUser.query",
    "GET",
    "/v3/offlinefacemch/organizations/{organization_id}/users/out-user-id/{out_user_id}",
    "@effect-wechatpay/facepay/OrganizationUser",
    "query",
    "Queries a face user, by the provider's own id."
  ],
  [
    "facepay.organizationUser.terminateContract",
    "POST",
    "/v3/offlinefacemch/organizations/{organization_id}/users/user-id/{user_id}/terminate-contract",
    "@effect-wechatpay/facepay/OrganizationUser",
    "terminateContract",
    "Terminates the payment contract of a face user."
  ],
  [
    "facepay.organizationUser.update",
    "PATCH",
    "/v3/offlinefacemch/organizations/{organization_id}/users/out-user-id/{out_user_id}",
    "@effect-wechatpay/facepay/OrganizationUser",
    "update",
    "Changes the stored data of a face user; omitted members stay unchanged."
  ],
  [
    "facepay.repayment.getUrl",
    "POST",
    "/v3/offlineface/repayment-url",
    "@effect-wechatpay/facepay/Repayment",
    "getUrl",
    "Gets the link for repaying the debts of a face user."
  ],
  [
    "facepay.signToken.create",
    "POST",
    "/v3/offlinefacemch/tokens",
    "@effect-wechatpay/facepay/SignToken",
    "create",
    "Gets a token for the official mini program, in which a face user is created and the contract signed."
  ],
  [
    "media.complaintImage.upload",
    "POST",
    "/v3/merchant-service/images/upload",
    "@effect-wechatpay/media/ComplaintImage",
    "upload",
    "Uploads an image for the response to a complaint: JPG, BMP or PNG of at most 2 MiB, named by at most 128 ASCII characters."
  ],
  [
    "media.merchantMedia.uploadImage",
    "POST",
    "/v3/merchant/media/upload",
    "@effect-wechatpay/media/MerchantMedia",
    "uploadImage",
    "Uploads an image: JPG, JPEG, BMP or PNG of at most 5 MiB, or a PDF file of at most 7.5 MiB, named by at most 128 ASCII characters."
  ],
  [
    "media.merchantMedia.uploadVideo",
    "POST",
    "/v3/merchant/media/video_upload",
    "@effect-wechatpay/media/MerchantMedia",
    "uploadVideo",
    "Uploads a video: AVI, WMV, MPEG, MP4, MOV, MKV, FLV, F4V, M4V or RMVB of at most 5 MiB, named by at most 128 ASCII characters."
  ],
  [
    "merchantComplaint.complaint.complete",
    "POST",
    "/v3/merchant-service/complaints-v2/{complaint_id}/complete",
    "@effect-wechatpay/merchant-complaint/Complaint",
    "complete",
    "Marks a complaint as handled."
  ],
  [
    "merchantComplaint.complaint.list",
    "GET",
    "/v3/merchant-service/complaints-v2",
    "@effect-wechatpay/merchant-complaint/Complaint",
    "list",
    "Lists the complaints of a range of days, by the time of the complaint."
  ],
  [
    "merchantComplaint.complaint.listHistory",
    "GET",
    "/v3/merchant-service/complaints-v2/{complaint_id}/negotiation-historys",
    "@effect-wechatpay/merchant-complaint/Complaint",
    "listHistory",
    "Lists the history of a complaint: what the user, the merchant and WeChat Pay's staff wrote and did."
  ],
  [
    "merchantComplaint.complaint.query",
    "GET",
    "/v3/merchant-service/complaints-v2/{complaint_id}",
    "@effect-wechatpay/merchant-complaint/Complaint",
    "query",
    "Reads a complaint and its user."
  ],
  [
    "merchantComplaint.complaint.respond",
    "POST",
    "/v3/merchant-service/complaints-v2/{complaint_id}/response",
    "@effect-wechatpay/merchant-complaint/Complaint",
    "respond",
    "Sends a response to the user, who sees it immediately."
  ],
  [
    "merchantComplaint.complaint.respondToImmediateService",
    "POST",
    "/v3/merchant-service/complaints-v2/{complaint_id}/response-immediate-service",
    "@effect-wechatpay/merchant-complaint/Complaint",
    "respondToImmediateService",
    "Responds to a complaint that needs immediate service (need_immediate_service) with texts, images, links, lists of FAQs and buttons."
  ],
  [
    "merchantComplaint.complaint.updateRefundProgress",
    "POST",
    "/v3/merchant-service/complaints-v2/{complaint_id}/update-refund-progress",
    "@effect-wechatpay/merchant-complaint/Complaint",
    "updateRefundProgress",
    "Approves or rejects the refund that a complaint asks for (problem_type REFUND)."
  ],
  [
    "merchantComplaint.complaintNotificationUrl.create",
    "POST",
    "/v3/merchant-service/complaint-notifications",
    "@effect-wechatpay/merchant-complaint/ComplaintNotificationUrl",
    "create",
    "Creates the address."
  ],
  [
    "merchantComplaint.complaintNotificationUrl.query",
    "GET",
    "/v3/merchant-service/complaint-notifications",
    "@effect-wechatpay/merchant-complaint/ComplaintNotificationUrl",
    "query",
    "Queries the address."
  ],
  [
    "merchantComplaint.complaintNotificationUrl.remove",
    "DELETE",
    "/v3/merchant-service/complaint-notifications",
    "@effect-wechatpay/merchant-complaint/ComplaintNotificationUrl",
    "remove",
    "Removes the address, which stops the notifications."
  ],
  [
    "merchantComplaint.complaintNotificationUrl.update",
    "PUT",
    "/v3/merchant-service/complaint-notifications",
    "@effect-wechatpay/merchant-complaint/ComplaintNotificationUrl",
    "update",
    "Changes the address."
  ],
  [
    "pay.app.create",
    "POST",
    "/v3/pay/transactions/app",
    "@effect-wechatpay/pay/App",
    "create",
    "Creates an order and returns the prepay_id with which the front end opens the payment."
  ],
  [
    "pay.codePayment.charge",
    "POST",
    "/v3/pay/transactions/codepay",
    "@effect-wechatpay/pay/CodePayment",
    "charge",
    "Charges the user whose payment code was scanned."
  ],
  [
    "pay.codePayment.reverse",
    "POST",
    "/v3/pay/transactions/out-trade-no/{out_trade_no}/reverse",
    "@effect-wechatpay/pay/CodePayment",
    "reverse",
    "Reverses a charge."
  ],
  [
    "pay.combinedApp.create",
    "POST",
    "/v3/combine-transactions/app",
    "@effect-wechatpay/pay/CombinedApp",
    "create",
    "Creates a combined order and returns the prepay_id with which the front end opens the payment."
  ],
  [
    "pay.combinedH5.create",
    "POST",
    "/v3/combine-transactions/h5",
    "@effect-wechatpay/pay/CombinedH5",
    "create",
    "Creates a combined order and returns the h5_url that opens WeChat from a mobile browser."
  ],
  [
    "pay.combinedJsapi.create",
    "POST",
    "/v3/combine-transactions/jsapi",
    "@effect-wechatpay/pay/CombinedJsapi",
    "create",
    "Creates a combined order and returns the prepay_id with which the front end opens the payment."
  ],
  [
    "pay.combinedNative.create",
    "POST",
    "/v3/combine-transactions/native",
    "@effect-wechatpay/pay/CombinedNative",
    "create",
    "Creates a combined order and returns the code_url, which the user scans as a QR code."
  ],
  [
    "pay.combinedPayment.close",
    "POST",
    "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close",
    "@effect-wechatpay/pay/CombinedPayment",
    "close",
    "Closes a combined order that is not paid, with all its sub orders."
  ],
  [
    "pay.combinedPayment.query",
    "GET",
    "/v3/combine-transactions/out-trade-no/{combine_out_trade_no}",
    "@effect-wechatpay/pay/CombinedPayment",
    "query",
    "Queries a combined order with all its sub orders."
  ],
  [
    "pay.h5.create",
    "POST",
    "/v3/pay/transactions/h5",
    "@effect-wechatpay/pay/H5",
    "create",
    "Creates an order and returns the h5_url that opens WeChat from a mobile browser."
  ],
  [
    "pay.jsapi.create",
    "POST",
    "/v3/pay/transactions/jsapi",
    "@effect-wechatpay/pay/Jsapi",
    "create",
    "Creates an order and returns the prepay_id with which the front end opens the payment."
  ],
  [
    "pay.native.create",
    "POST",
    "/v3/pay/transactions/native",
    "@effect-wechatpay/pay/Native",
    "create",
    "Creates an order and returns the code_url, which the user scans as a QR code."
  ],
  [
    "pay.partnerApp.create",
    "POST",
    "/v3/pay/partner/transactions/app",
    "@effect-wechatpay/pay/PartnerApp",
    "create",
    "Creates an order and returns the prepay_id with which the front end opens the payment."
  ],
  [
    "pay.partnerCodePayment.charge",
    "POST",
    "/v3/pay/partner/transactions/codepay",
    "@effect-wechatpay/pay/PartnerCodePayment",
    "charge",
    "Charges the user whose payment code was scanned."
  ],
  [
    "pay.partnerCodePayment.reverse",
    "POST",
    "/v3/pay/partner/transactions/out-trade-no/{out_trade_no}/reverse",
    "@effect-wechatpay/pay/PartnerCodePayment",
    "reverse",
    "Reverses a charge."
  ],
  [
    "pay.partnerH5.create",
    "POST",
    "/v3/pay/partner/transactions/h5",
    "@effect-wechatpay/pay/PartnerH5",
    "create",
    "Creates an order and returns the h5_url that opens WeChat from a mobile browser."
  ],
  [
    "pay.partnerJsapi.create",
    "POST",
    "/v3/pay/partner/transactions/jsapi",
    "@effect-wechatpay/pay/PartnerJsapi",
    "create",
    "Creates an order and returns the prepay_id with which the front end opens the payment."
  ],
  [
    "pay.partnerMiniProgram.create",
    "POST",
    "/v3/pay/partner/transactions/miniprogram",
    "@effect-wechatpay/pay/PartnerMiniProgram",
    "create",
    "Creates a mini program order through the separate interface, and returns the prepay_id with which the front end opens the payment."
  ],
  [
    "pay.partnerNative.create",
    "POST",
    "/v3/pay/partner/transactions/native",
    "@effect-wechatpay/pay/PartnerNative",
    "create",
    "Creates an order and returns the code_url, which the user scans as a QR code."
  ],
  [
    "pay.partnerPayment.close",
    "POST",
    "/v3/pay/partner/transactions/out-trade-no/{out_trade_no}/close",
    "@effect-wechatpay/pay/PartnerPayment",
    "close",
    "Closes an order that is not paid, so that it can no longer be paid."
  ],
  [
    "pay.partnerPayment.query",
    "GET",
    "/v3/pay/partner/transactions/out-trade-no/{out_trade_no}",
    "@effect-wechatpay/pay/PartnerPayment",
    "query",
    "Queries an order by the number that the provider assigned."
  ],
  [
    "pay.partnerPayment.queryById",
    "GET",
    "/v3/pay/partner/transactions/id/{transaction_id}",
    "@effect-wechatpay/pay/PartnerPayment",
    "queryById",
    "Queries a paid order by the number that WeChat Pay assigned."
  ],
  [
    "pay.partnerScannedPos.create",
    "POST",
    "/v3/pay/partner/transactions/scannedpos",
    "@effect-wechatpay/pay/PartnerScannedPos",
    "create",
    "Creates an order for a code that is displayed at the counter, and returns its prepay_id."
  ],
  [
    "pay.payment.close",
    "POST",
    "/v3/pay/transactions/out-trade-no/{out_trade_no}/close",
    "@effect-wechatpay/pay/Payment",
    "close",
    "Closes an order that is not paid, so that it can no longer be paid."
  ],
  [
    "pay.payment.query",
    "GET",
    "/v3/pay/transactions/out-trade-no/{out_trade_no}",
    "@effect-wechatpay/pay/Payment",
    "query",
    "Queries an order by the number that the merchant assigned."
  ],
  [
    "pay.payment.queryById",
    "GET",
    "/v3/pay/transactions/id/{transaction_id}",
    "@effect-wechatpay/pay/Payment",
    "queryById",
    "Queries a paid order by the number that WeChat Pay assigned."
  ],
  [
    "payscore.acquiringBankPayOnDeliveryOrder.create",
    "POST",
    "/v3/payscore/acquiringbank/servicepayondeliveryorder",
    "@effect-wechatpay/payscore/AcquiringBankPayOnDeliveryOrder",
    "create",
    "Creates a use-first-pay-later order."
  ],
  [
    "payscore.acquiringBankPermission.apply",
    "POST",
    "/v3/payscore/acquiringbank/permissions",
    "@effect-wechatpay/payscore/AcquiringBankPermission",
    "apply",
    "Requests a user's authorisation of a sub-merchant's service (pre-authorisation)."
  ],
  [
    "payscore.acquiringBankPermission.queryByAuthorizationCode",
    "GET",
    "/v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}",
    "@effect-wechatpay/payscore/AcquiringBankPermission",
    "queryByAuthorizationCode",
    "Queries a user's authorisation of a sub-merchant's service, by the institution's authorization code."
  ],
  [
    "payscore.acquiringBankPermission.terminateByAuthorizationCode",
    "POST",
    "/v3/payscore/acquiringbank/permissions/authorization-code/{authorization_code}/terminate",
    "@effect-wechatpay/payscore/AcquiringBankPermission",
    "terminateByAuthorizationCode",
    "Ends a user's authorisation of a sub-merchant's service, by the institution's authorization code."
  ],
  [
    "payscore.acquiringBankServiceOrder.cancel",
    "POST",
    "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/cancel",
    "@effect-wechatpay/payscore/AcquiringBankServiceOrder",
    "cancel",
    "Cancels a service order."
  ],
  [
    "payscore.acquiringBankServiceOrder.complete",
    "POST",
    "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/complete",
    "@effect-wechatpay/payscore/AcquiringBankServiceOrder",
    "complete",
    "Completes a service order: sends the final amount."
  ],
  [
    "payscore.acquiringBankServiceOrder.create",
    "POST",
    "/v3/payscore/acquiringbank/serviceorder",
    "@effect-wechatpay/payscore/AcquiringBankServiceOrder",
    "create",
    "Creates a service order of a sub-merchant."
  ],
  [
    "payscore.acquiringBankServiceOrder.modify",
    "POST",
    "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/modify",
    "@effect-wechatpay/payscore/AcquiringBankServiceOrder",
    "modify",
    "Lowers the amount of a completed order that is not paid yet."
  ],
  [
    "payscore.acquiringBankServiceOrder.query",
    "GET",
    "/v3/payscore/acquiringbank/serviceorder",
    "@effect-wechatpay/payscore/AcquiringBankServiceOrder",
    "query",
    "Queries a service order of a sub-merchant by its number, or by the query_id that the front end receives after the user's confirmation."
  ],
  [
    "payscore.acquiringBankServiceOrder.queryDeduction",
    "GET",
    "/v3/payscore/acquiringbank/serviceorder/deduction",
    "@effect-wechatpay/payscore/AcquiringBankServiceOrder",
    "queryDeduction",
    "Queries the deduction of an order: its number, and its description."
  ],
  [
    "payscore.acquiringBankServiceOrder.registerDeductInfo",
    "POST",
    "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/registerdeductinfo",
    "@effect-wechatpay/payscore/AcquiringBankServiceOrder",
    "registerDeductInfo",
    "Registers the institution's deduction of a completed order."
  ],
  [
    "payscore.acquiringBankServiceOrder.sync",
    "POST",
    "/v3/payscore/acquiringbank/serviceorder/{out_order_no}/sync",
    "@effect-wechatpay/payscore/AcquiringBankServiceOrder",
    "sync",
    "Reports that a completed order was paid outside of WeChat Pay Score (in cash or another channel)."
  ],
  [
    "payscore.legacyPermission.queryServiceState",
    "GET",
    "/v3/payscore/user-service-state",
    "@effect-wechatpay/payscore/LegacyPermission",
    "queryServiceState",
    "Queries whether a user may use a service."
  ],
  [
    "payscore.legacyPermission.terminate",
    "POST",
    "/v3/payscore/users/{openid}/permissions/{service_id}/terminate",
    "@effect-wechatpay/payscore/LegacyPermission",
    "terminate",
    "Ends a user's authorisation of a service."
  ],
  [
    "payscore.merchantBill.getDownloadLinks",
    "GET",
    "/v3/payscore/merchant-bill",
    "@effect-wechatpay/payscore/MerchantBill",
    "getDownloadLinks",
    "Gets the download links of a day's bill."
  ],
  [
    "payscore.overseasServiceOrder.cancel",
    "POST",
    "/v3/payscore/oversea/partner/serviceorder/{out_order_no}/cancel",
    "@effect-wechatpay/payscore/OverseasServiceOrder",
    "cancel",
    "Cancels a service order."
  ],
  [
    "payscore.overseasServiceOrder.complete",
    "POST",
    "/v3/payscore/oversea/partner/serviceorder/{out_order_no}/complete",
    "@effect-wechatpay/payscore/OverseasServiceOrder",
    "complete",
    "Completes a service order: sends the final amount and starts the automatic collection."
  ],
  [
    "payscore.overseasServiceOrder.create",
    "POST",
    "/v3/payscore/oversea/partner/serviceorder",
    "@effect-wechatpay/payscore/OverseasServiceOrder",
    "create",
    "Creates a service order of an overseas sub-merchant."
  ],
  [
    "payscore.overseasServiceOrder.query",
    "GET",
    "/v3/payscore/oversea/partner/serviceorder",
    "@effect-wechatpay/payscore/OverseasServiceOrder",
    "query",
    "Queries a service order of an overseas sub-merchant by its number, or by the query_id that the front end receives after the user's confirmation."
  ],
  [
    "payscore.overseasServiceOrder.sync",
    "POST",
    "/v3/payscore/oversea/partner/serviceorder/{out_order_no}/sync",
    "@effect-wechatpay/payscore/OverseasServiceOrder",
    "sync",
    "Reports that a completed order was paid outside of WeChat Pay Score (in cash or another channel)."
  ],
  [
    "payscore.parking.enter",
    "POST",
    "/v3/vehicle/parking/parkings",
    "@effect-wechatpay/payscore/Parking",
    "enter",
    "Reports that a vehicle entered a car park."
  ],
  [
    "payscore.parking.findService",
    "GET",
    "/v3/vehicle/parking/services/find",
    "@effect-wechatpay/payscore/Parking",
    "findService",
    "Queries whether a user opened parking for a plate."
  ],
  [
    "payscore.parkingTransaction.create",
    "POST",
    "/v3/vehicle/transactions/parking",
    "@effect-wechatpay/payscore/ParkingTransaction",
    "create",
    "Requests the deduction of a parking fee."
  ],
  [
    "payscore.parkingTransaction.query",
    "GET",
    "/v3/vehicle/transactions/out-trade-no/{out_trade_no}",
    "@effect-wechatpay/payscore/ParkingTransaction",
    "query",
    "Queries a deduction by the number of the merchant."
  ],
  [
    "payscore.partnerPayOnDeliveryOrder.create",
    "POST",
    "/v3/payscore/partner/servicepayondeliveryorder",
    "@effect-wechatpay/payscore/PartnerPayOnDeliveryOrder",
    "create",
    "Creates a use-first-pay-later order."
  ],
  [
    "payscore.partnerPermission.apply",
    "POST",
    "/v3/payscore/partner/permissions",
    "@effect-wechatpay/payscore/PartnerPermission",
    "apply",
    "Requests a user's authorisation of a sub-merchant's service (pre-authorisation)."
  ],
  [
    "payscore.partnerPermission.applyForScene",
    "POST",
    "/v3/payscore/partner/permissions/apply-for-scene",
    "@effect-wechatpay/payscore/PartnerPermission",
    "applyForScene",
    "Requests a user's authorisation within another process of WeChat Pay, such as a payment."
  ],
  [
    "payscore.partnerPermission.assessUserRiskLevel",
    "POST",
    "/v3/payscore/partner/permissions/assess-user-risk-level",
    "@effect-wechatpay/payscore/PartnerPermission",
    "assessUserRiskLevel",
    "Assesses the risk of a user before you deliver goods or a service."
  ],
  [
    "payscore.partnerPermission.queryByAuthorizationCode",
    "GET",
    "/v3/payscore/partner/permissions/authorization-code/{authorization_code}",
    "@effect-wechatpay/payscore/PartnerPermission",
    "queryByAuthorizationCode",
    "Queries a user's authorisation of a sub-merchant's service, by the provider's authorization code."
  ],
  [
    "payscore.partnerPermission.queryByOpenid",
    "GET",
    "/v3/payscore/partner/permissions/search",
    "@effect-wechatpay/payscore/PartnerPermission",
    "queryByOpenid",
    "Queries a user's authorisation of a sub-merchant's service, by the user's openid."
  ],
  [
    "payscore.partnerPermission.terminateByAuthorizationCode",
    "POST",
    "/v3/payscore/partner/permissions/authorization-code/{authorization_code}/terminate",
    "@effect-wechatpay/payscore/PartnerPermission",
    "terminateByAuthorizationCode",
    "Ends a user's authorisation of a sub-merchant's service, by the provider's authorization code."
  ],
  [
    "payscore.partnerPermission.terminateByOpenid",
    "POST",
    "/v3/payscore/partner/permissions/terminate",
    "@effect-wechatpay/payscore/PartnerPermission",
    "terminateByOpenid",
    "Ends a user's authorisation of a sub-merchant's service, by the user's openid."
  ],
  [
    "payscore.partnerPlan.create",
    "POST",
    "/v3/payscore/plan/partner/payscore-plans",
    "@effect-wechatpay/payscore/PartnerPlan",
    "create",
    "Creates a plan that users can sign."
  ],
  [
    "payscore.partnerPlan.query",
    "GET",
    "/v3/payscore/plan/partner/payscore-plans/merchant-plan-no/{merchant_plan_no}",
    "@effect-wechatpay/payscore/PartnerPlan",
    "query",
    "Queries a plan by the number of the provider."
  ],
  [
    "payscore.partnerPlan.stop",
    "POST",
    "/v3/payscore/plan/partner/payscore-plans/merchant-plan-no/{merchant_plan_no}/stop",
    "@effect-wechatpay/payscore/PartnerPlan",
    "stop",
    "Stops a plan, so that no user can sign it."
  ],
  [
    "payscore.partnerServiceAccount.apply",
    "POST",
    "/v3/payscore/partner/service-account-applications",
    "@effect-wechatpay/payscore/PartnerServiceAccount",
    "apply",
    "Applies to bind a sub-merchant to a service."
  ],
  [
    "payscore.partnerServiceAccount.query",
    "GET",
    "/v3/payscore/partner/service-account-applications/{out_apply_no}",
    "@effect-wechatpay/payscore/PartnerServiceAccount",
    "query",
    "Queries an application by the number of the provider."
  ],
  [
    "payscore.partnerServiceOrder.cancel",
    "POST",
    "/v3/payscore/partner/serviceorder/{out_order_no}/cancel",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "cancel",
    "Cancels a service order."
  ],
  [
    "payscore.partnerServiceOrder.complete",
    "POST",
    "/v3/payscore/partner/serviceorder/{out_order_no}/complete",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "complete",
    "Completes a service order: sends the final amount and starts the automatic collection."
  ],
  [
    "payscore.partnerServiceOrder.create",
    "POST",
    "/v3/payscore/partner/serviceorder",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "create",
    "Creates a service order of a sub-merchant."
  ],
  [
    "payscore.partnerServiceOrder.directComplete",
    "POST",
    "/v3/payscore/partner/serviceorder/direct-complete",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "directComplete",
    "Creates and completes an order in one call, for services without a risk assessment."
  ],
  [
    "payscore.partnerServiceOrder.modify",
    "POST",
    "/v3/payscore/partner/serviceorder/{out_order_no}/modify",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "modify",
    "Lowers the amount of a completed order that is not paid yet."
  ],
  [
    "payscore.partnerServiceOrder.pay",
    "POST",
    "/v3/payscore/partner/serviceorder/{out_order_no}/pay",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "pay",
    "Charges the user now, for a completed order that is not paid yet."
  ],
  [
    "payscore.partnerServiceOrder.query",
    "GET",
    "/v3/payscore/partner/serviceorder",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "query",
    "Queries a service order of a sub-merchant by its number, or by the query_id that the front end receives after the user's confirmation."
  ],
  [
    "payscore.partnerServiceOrder.sendPendingMessage",
    "POST",
    "/v3/payscore/partner/serviceorder/{out_order_no}/send-pendingmessage",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "sendPendingMessage",
    "Sends the user a message about a pending fee."
  ],
  [
    "payscore.partnerServiceOrder.sendPrepaidMessage",
    "POST",
    "/v3/payscore/partner/serviceorder/{out_order_no}/send-prepaidmessage",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "sendPrepaidMessage",
    "Sends the user a message about a future deduction."
  ],
  [
    "payscore.partnerServiceOrder.sync",
    "POST",
    "/v3/payscore/partner/serviceorder/{out_order_no}/sync",
    "@effect-wechatpay/payscore/PartnerServiceOrder",
    "sync",
    "Reports that a completed order was paid outside of WeChat Pay Score (in cash or another channel)."
  ],
  [
    "payscore.partnerServiceQuota.query",
    "GET",
    "/v3/payscore/partner/servicequotas/service-id/{service_id}",
    "@effect-wechatpay/payscore/PartnerServiceQuota",
    "query",
    "Queries the suggested amount, in fen, for each risk level of a version."
  ],
  [
    "payscore.partnerSignPlan.create",
    "POST",
    "/v3/payscore/sign-plan/partner/user-sign-plans",
    "@effect-wechatpay/payscore/PartnerSignPlan",
    "create",
    "Creates a user's sign plan."
  ],
  [
    "payscore.partnerSignPlan.createServiceOrder",
    "POST",
    "/v3/payscore/sign-plan/partner/serviceorder",
    "@effect-wechatpay/payscore/PartnerSignPlan",
    "createServiceOrder",
    "Creates the service order of the next item of a signed plan."
  ],
  [
    "payscore.partnerSignPlan.query",
    "GET",
    "/v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}",
    "@effect-wechatpay/payscore/PartnerSignPlan",
    "query",
    "Queries a user's sign plan by the number of the provider."
  ],
  [
    "payscore.partnerSignPlan.stop",
    "POST",
    "/v3/payscore/sign-plan/partner/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}/stop",
    "@effect-wechatpay/payscore/PartnerSignPlan",
    "stop",
    "Ends a user's sign plan."
  ],
  [
    "payscore.payAfterOrder.cancel",
    "POST",
    "/v3/payscore/payafter-orders/{out_order_no}/cancel",
    "@effect-wechatpay/payscore/PayAfterOrder",
    "cancel",
    "Cancels an order that is not finished."
  ],
  [
    "payscore.payAfterOrder.complete",
    "POST",
    "/v3/payscore/payafter-orders/{out_order_no}/complete",
    "@effect-wechatpay/payscore/PayAfterOrder",
    "complete",
    "Completes an order that the user confirmed, which starts the collection."
  ],
  [
    "payscore.payAfterOrder.create",
    "POST",
    "/v3/payscore/payafter-orders",
    "@effect-wechatpay/payscore/PayAfterOrder",
    "create",
    "Creates an order."
  ],
  [
    "payscore.payAfterOrder.query",
    "GET",
    "/v3/payscore/payafter-orders",
    "@effect-wechatpay/payscore/PayAfterOrder",
    "query",
    "Queries an order, by exactly one of out_order_no and query_id."
  ],
  [
    "payscore.payAfterOrder.sync",
    "POST",
    "/v3/payscore/payafter-orders/{out_order_no}/sync",
    "@effect-wechatpay/payscore/PayAfterOrder",
    "sync",
    "Reports that an order was paid to the merchant outside of WeChat Pay Score, which ends the collection."
  ],
  [
    "payscore.payOnDeliveryOrder.create",
    "POST",
    "/v3/payscore/servicepayondeliveryorder",
    "@effect-wechatpay/payscore/PayOnDeliveryOrder",
    "create",
    "Creates a use-first-pay-later order."
  ],
  [
    "payscore.permission.apply",
    "POST",
    "/v3/payscore/permissions",
    "@effect-wechatpay/payscore/Permission",
    "apply",
    "Requests a user's authorisation of a service (pre-authorisation)."
  ],
  [
    "payscore.permission.assessUserRiskLevel",
    "POST",
    "/v3/payscore/permissions/assess-user-risk-level",
    "@effect-wechatpay/payscore/Permission",
    "assessUserRiskLevel",
    "Assesses the risk of a user before you deliver goods or a service."
  ],
  [
    "payscore.permission.queryByAuthorizationCode",
    "GET",
    "/v3/payscore/permissions/authorization-code/{authorization_code}",
    "@effect-wechatpay/payscore/Permission",
    "queryByAuthorizationCode",
    "Queries a user's authorisation of a service, by the merchant's authorization code."
  ],
  [
    "payscore.permission.queryByOpenid",
    "GET",
    "/v3/payscore/permissions/openid/{openid}",
    "@effect-wechatpay/payscore/Permission",
    "queryByOpenid",
    "Queries a user's authorisation of a service, by the user's openid."
  ],
  [
    "payscore.permission.terminateByAuthorizationCode",
    "POST",
    "/v3/payscore/permissions/authorization-code/{authorization_code}/terminate",
    "@effect-wechatpay/payscore/Permission",
    "terminateByAuthorizationCode",
    "Ends a user's authorisation of a service, by the merchant's authorization code."
  ],
  [
    "payscore.permission.terminateByOpenid",
    "POST",
    "/v3/payscore/permissions/openid/{openid}/terminate",
    "@effect-wechatpay/payscore/Permission",
    "terminateByOpenid",
    "Ends a user's authorisation of a service, by the user's openid."
  ],
  [
    "payscore.plan.create",
    "POST",
    "/v3/payscore/plan/payscore-plans",
    "@effect-wechatpay/payscore/Plan",
    "create",
    "Creates a plan that users can sign."
  ],
  [
    "payscore.plan.query",
    "GET",
    "/v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}",
    "@effect-wechatpay/payscore/Plan",
    "query",
    "Queries a plan by the number of the merchant."
  ],
  [
    "payscore.plan.stop",
    "POST",
    "/v3/payscore/plan/payscore-plans/merchant-plan-no/{merchant_plan_no}/stop",
    "@effect-wechatpay/payscore/Plan",
    "stop",
    "Stops a plan, so that no user can sign it."
  ],
  [
    "payscore.serviceOrder.cancel",
    "POST",
    "/v3/payscore/serviceorder/{out_order_no}/cancel",
    "@effect-wechatpay/payscore/ServiceOrder",
    "cancel",
    "Cancels a service order."
  ],
  [
    "payscore.serviceOrder.complete",
    "POST",
    "/v3/payscore/serviceorder/{out_order_no}/complete",
    "@effect-wechatpay/payscore/ServiceOrder",
    "complete",
    "Completes a service order: sends the final amount and starts the automatic collection."
  ],
  [
    "payscore.serviceOrder.create",
    "POST",
    "/v3/payscore/serviceorder",
    "@effect-wechatpay/payscore/ServiceOrder",
    "create",
    "Creates a service order."
  ],
  [
    "payscore.serviceOrder.directComplete",
    "POST",
    "/v3/payscore/serviceorder/direct-complete",
    "@effect-wechatpay/payscore/ServiceOrder",
    "directComplete",
    "Creates and completes an order in one call, for services without a risk assessment."
  ],
  [
    "payscore.serviceOrder.modify",
    "POST",
    "/v3/payscore/serviceorder/{out_order_no}/modify",
    "@effect-wechatpay/payscore/ServiceOrder",
    "modify",
    "Lowers the amount of a completed order that is not paid yet."
  ],
  [
    "payscore.serviceOrder.pay",
    "POST",
    "/v3/payscore/serviceorder/{out_order_no}/pay",
    "@effect-wechatpay/payscore/ServiceOrder",
    "pay",
    "Charges the user now, for a completed order that is not paid yet."
  ],
  [
    "payscore.serviceOrder.query",
    "GET",
    "/v3/payscore/serviceorder",
    "@effect-wechatpay/payscore/ServiceOrder",
    "query",
    "Queries a service order by its number, or by the query_id that the front end receives after the user's confirmation."
  ],
  [
    "payscore.serviceOrder.sendPendingMessage",
    "POST",
    "/v3/payscore/serviceorder/{out_order_no}/send-pendingmessage",
    "@effect-wechatpay/payscore/ServiceOrder",
    "sendPendingMessage",
    "Sends the user a message about a pending fee."
  ],
  [
    "payscore.serviceOrder.sendPrepaidMessage",
    "POST",
    "/v3/payscore/serviceorder/{out_order_no}/send-prepaidmessage",
    "@effect-wechatpay/payscore/ServiceOrder",
    "sendPrepaidMessage",
    "Sends the user a message about a future deduction."
  ],
  [
    "payscore.serviceOrder.sync",
    "POST",
    "/v3/payscore/serviceorder/{out_order_no}/sync",
    "@effect-wechatpay/payscore/ServiceOrder",
    "sync",
    "Reports that a completed order was paid outside of WeChat Pay Score (in cash or another channel)."
  ],
  [
    "payscore.signPlan.create",
    "POST",
    "/v3/payscore/sign-plan/user-sign-plans",
    "@effect-wechatpay/payscore/SignPlan",
    "create",
    "Creates a user's sign plan."
  ],
  [
    "payscore.signPlan.createServiceOrder",
    "POST",
    "/v3/payscore/sign-plan/serviceorder",
    "@effect-wechatpay/payscore/SignPlan",
    "createServiceOrder",
    "Creates the service order of the next item of a signed plan."
  ],
  [
    "payscore.signPlan.query",
    "GET",
    "/v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}",
    "@effect-wechatpay/payscore/SignPlan",
    "query",
    "Queries a user's sign plan by the number of the merchant."
  ],
  [
    "payscore.signPlan.stop",
    "POST",
    "/v3/payscore/sign-plan/user-sign-plans/merchant-sign-plan-no/{merchant_sign_plan_no}/stop",
    "@effect-wechatpay/payscore/SignPlan",
    "stop",
    "Ends a user's sign plan."
  ],
  [
    "payscore.smartRetailOrder.cancel",
    "POST",
    "/v3/payscore/smartretail-orders/{out_order_no}/cancel",
    "@effect-wechatpay/payscore/SmartRetailOrder",
    "cancel",
    "Cancels an order that is not finished."
  ],
  [
    "payscore.smartRetailOrder.complete",
    "POST",
    "/v3/payscore/smartretail-orders/{out_order_no}/complete",
    "@effect-wechatpay/payscore/SmartRetailOrder",
    "complete",
    "Completes an order that the user confirmed, which starts the collection."
  ],
  [
    "payscore.smartRetailOrder.create",
    "POST",
    "/v3/payscore/smartretail-orders",
    "@effect-wechatpay/payscore/SmartRetailOrder",
    "create",
    "Creates an order."
  ],
  [
    "payscore.smartRetailOrder.query",
    "GET",
    "/v3/payscore/smartretail-orders",
    "@effect-wechatpay/payscore/SmartRetailOrder",
    "query",
    "Queries an order, by exactly one of out_order_no and query_id."
  ],
  [
    "profitSharing.brandConfig.query",
    "GET",
    "/v3/brand/profitsharing/brand-configs/{brand_mchid}",
    "@effect-wechatpay/profit-sharing/BrandConfig",
    "query",
    "Queries the maximum ratio of a brand's orders that may be shared."
  ],
  [
    "profitSharing.brandProfitSharing.create",
    "POST",
    "/v3/brand/profitsharing/orders",
    "@effect-wechatpay/profit-sharing/BrandProfitSharing",
    "create",
    "Shares part of a paid order with up to 50 receivers."
  ],
  [
    "profitSharing.brandProfitSharing.finish",
    "POST",
    "/v3/brand/profitsharing/finish-order",
    "@effect-wechatpay/profit-sharing/BrandProfitSharing",
    "finish",
    "Finishes the sharing of an order."
  ],
  [
    "profitSharing.brandProfitSharing.query",
    "GET",
    "/v3/brand/profitsharing/orders",
    "@effect-wechatpay/profit-sharing/BrandProfitSharing",
    "query",
    "Queries a share, or a finish by its own number."
  ],
  [
    "profitSharing.brandProfitSharing.queryUnsplitAmount",
    "GET",
    "/v3/brand/profitsharing/orders/{transaction_id}/amounts",
    "@effect-wechatpay/profit-sharing/BrandProfitSharing",
    "queryUnsplitAmount",
    "Queries the amount of an order that can still be shared."
  ],
  [
    "profitSharing.brandProfitSharingReceiver.add",
    "POST",
    "/v3/brand/profitsharing/receivers/add",
    "@effect-wechatpay/profit-sharing/BrandProfitSharingReceiver",
    "add",
    "Adds a receiver to the brand's list."
  ],
  [
    "profitSharing.brandProfitSharingReceiver.remove",
    "POST",
    "/v3/brand/profitsharing/receivers/delete",
    "@effect-wechatpay/profit-sharing/BrandProfitSharingReceiver",
    "remove",
    "Removes a receiver from the brand's list."
  ],
  [
    "profitSharing.brandProfitSharingReturn.create",
    "POST",
    "/v3/brand/profitsharing/returnorders",
    "@effect-wechatpay/profit-sharing/BrandProfitSharingReturn",
    "create",
    "Takes the money of a share back from a merchant that received it."
  ],
  [
    "profitSharing.brandProfitSharingReturn.query",
    "GET",
    "/v3/brand/profitsharing/returnorders",
    "@effect-wechatpay/profit-sharing/BrandProfitSharingReturn",
    "query",
    "Queries a return."
  ],
  [
    "profitSharing.ecommerceAfterSales.create",
    "POST",
    "/v3/ecommerce/profitsharing/after-sales-orders",
    "@effect-wechatpay/profit-sharing/EcommerceAfterSales",
    "create",
    "Shares a service fee of a refunded order with the platform."
  ],
  [
    "profitSharing.ecommerceAfterSales.query",
    "GET",
    "/v3/ecommerce/profitsharing/after-sales-orders",
    "@effect-wechatpay/profit-sharing/EcommerceAfterSales",
    "query",
    "Queries the service fee of an order."
  ],
  [
    "profitSharing.ecommerceProfitSharing.create",
    "POST",
    "/v3/ecommerce/profitsharing/orders",
    "@effect-wechatpay/profit-sharing/EcommerceProfitSharing",
    "create",
    "Shares part of a paid order with up to 50 receivers."
  ],
  [
    "profitSharing.ecommerceProfitSharing.finish",
    "POST",
    "/v3/ecommerce/profitsharing/finish-order",
    "@effect-wechatpay/profit-sharing/EcommerceProfitSharing",
    "finish",
    "Finishes the sharing of an order."
  ],
  [
    "profitSharing.ecommerceProfitSharing.query",
    "GET",
    "/v3/ecommerce/profitsharing/orders",
    "@effect-wechatpay/profit-sharing/EcommerceProfitSharing",
    "query",
    "Queries a share, or a finish by its own number."
  ],
  [
    "profitSharing.ecommerceProfitSharing.queryUnsplitAmount",
    "GET",
    "/v3/ecommerce/profitsharing/orders/{transaction_id}/amounts",
    "@effect-wechatpay/profit-sharing/EcommerceProfitSharing",
    "queryUnsplitAmount",
    "Queries the amount of an order that can still be shared."
  ],
  [
    "profitSharing.ecommerceProfitSharingReceiver.add",
    "POST",
    "/v3/ecommerce/profitsharing/receivers/add",
    "@effect-wechatpay/profit-sharing/EcommerceProfitSharingReceiver",
    "add",
    "Adds a receiver to the platform's list."
  ],
  [
    "profitSharing.ecommerceProfitSharingReceiver.remove",
    "POST",
    "/v3/ecommerce/profitsharing/receivers/delete",
    "@effect-wechatpay/profit-sharing/EcommerceProfitSharingReceiver",
    "remove",
    "Removes a receiver from the platform's list."
  ],
  [
    "profitSharing.ecommerceProfitSharingReturn.create",
    "POST",
    "/v3/ecommerce/profitsharing/returnorders",
    "@effect-wechatpay/profit-sharing/EcommerceProfitSharingReturn",
    "create",
    "Takes the money of a share back from a merchant that received it."
  ],
  [
    "profitSharing.ecommerceProfitSharingReturn.query",
    "GET",
    "/v3/ecommerce/profitsharing/returnorders",
    "@effect-wechatpay/profit-sharing/EcommerceProfitSharingReturn",
    "query",
    "Queries a return."
  ],
  [
    "profitSharing.partnerConfig.query",
    "GET",
    "/v3/profitsharing/merchant-configs/{sub_mchid}",
    "@effect-wechatpay/profit-sharing/PartnerConfig",
    "query",
    "Queries the maximum ratio of a sub-merchant's orders that may be shared."
  ],
  [
    "profitSharing.profitSharing.create",
    "POST",
    "/v3/profitsharing/orders",
    "@effect-wechatpay/profit-sharing/ProfitSharing",
    "create",
    "Shares part of a paid order with up to 50 receivers."
  ],
  [
    "profitSharing.profitSharing.query",
    "GET",
    "/v3/profitsharing/orders/{out_order_no}",
    "@effect-wechatpay/profit-sharing/ProfitSharing",
    "query",
    "Queries a share, or an unfreeze by its own number."
  ],
  [
    "profitSharing.profitSharing.queryUnsplitAmount",
    "GET",
    "/v3/profitsharing/transactions/{transaction_id}/amounts",
    "@effect-wechatpay/profit-sharing/ProfitSharing",
    "queryUnsplitAmount",
    "Queries the amount of an order that can still be shared."
  ],
  [
    "profitSharing.profitSharing.unfreeze",
    "POST",
    "/v3/profitsharing/orders/unfreeze",
    "@effect-wechatpay/profit-sharing/ProfitSharing",
    "unfreeze",
    "Unfreezes the remaining amount of an order."
  ],
  [
    "profitSharing.profitSharingBill.getDownloadLink",
    "GET",
    "/v3/profitsharing/bills",
    "@effect-wechatpay/profit-sharing/ProfitSharingBill",
    "getDownloadLink",
    "Gets the download link of a profit sharing bill."
  ],
  [
    "profitSharing.profitSharingReceiver.add",
    "POST",
    "/v3/profitsharing/receivers/add",
    "@effect-wechatpay/profit-sharing/ProfitSharingReceiver",
    "add",
    "Adds a receiver to the list."
  ],
  [
    "profitSharing.profitSharingReceiver.remove",
    "POST",
    "/v3/profitsharing/receivers/delete",
    "@effect-wechatpay/profit-sharing/ProfitSharingReceiver",
    "remove",
    "Removes a receiver from the list."
  ],
  [
    "profitSharing.profitSharingReturn.create",
    "POST",
    "/v3/profitsharing/return-orders",
    "@effect-wechatpay/profit-sharing/ProfitSharingReturn",
    "create",
    "Takes the money of a share back from a merchant that received it."
  ],
  [
    "profitSharing.profitSharingReturn.query",
    "GET",
    "/v3/profitsharing/return-orders/{out_return_no}",
    "@effect-wechatpay/profit-sharing/ProfitSharingReturn",
    "query",
    "Queries a return."
  ],
  [
    "refund.refund.applyAbnormal",
    "POST",
    "/v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund",
    "@effect-wechatpay/refund/Refund",
    "applyAbnormal",
    "Sends the money of an ABNORMAL refund to a bank card of the user, or to the merchant's own account."
  ],
  [
    "refund.refund.create",
    "POST",
    "/v3/refund/domestic/refunds",
    "@effect-wechatpay/refund/Refund",
    "create",
    "Applies for a refund of a payment, in whole or in part."
  ],
  [
    "refund.refund.query",
    "GET",
    "/v3/refund/domestic/refunds/{out_refund_no}",
    "@effect-wechatpay/refund/Refund",
    "query",
    "Queries a refund of any age."
  ],
  [
    "selfTest.echo",
    "POST",
    "/v3/security/echo",
    "@effect-wechatpay/core/SelfTest",
    "echo",
    "Sends a text to WeChat Pay, which returns it."
  ],
  [
    "transfer.charityBudget.apply",
    "POST",
    "/v3/fund-app/mch-transfer/partner/charity-budget",
    "@effect-wechatpay/transfer/CharityBudget",
    "apply",
    "Applies for a budget."
  ],
  [
    "transfer.charityBudget.query",
    "GET",
    "/v3/fund-app/mch-transfer/partner/charity-budget/{out_budget_no}",
    "@effect-wechatpay/transfer/CharityBudget",
    "query",
    "Queries a budget."
  ],
  [
    "transfer.charityBudget.unlock",
    "POST",
    "/v3/fund-app/mch-transfer/partner/charity-budget/{out_budget_no}/unlock",
    "@effect-wechatpay/transfer/CharityBudget",
    "unlock",
    "Ends a budget."
  ],
  [
    "transfer.charityDonation.create",
    "POST",
    "/v3/fund-app/mch-transfer/partner/charity-transfer-bills",
    "@effect-wechatpay/transfer/CharityDonation",
    "create",
    "Donates from a budget."
  ],
  [
    "transfer.charityDonation.query",
    "GET",
    "/v3/fund-app/mch-transfer/partner/charity-transfer-bills/out-transfer-no/{out_transfer_no}",
    "@effect-wechatpay/transfer/CharityDonation",
    "query",
    "Queries a donation."
  ],
  [
    "transfer.charityReceipt.apply",
    "POST",
    "/v3/fund-app/mch-transfer/partner/budget/{out_budget_no}/electronic-receipts",
    "@effect-wechatpay/transfer/CharityReceipt",
    "apply",
    "Applies for the receipts of a budget's donations."
  ],
  [
    "transfer.charityReceipt.query",
    "GET",
    "/v3/fund-app/mch-transfer/partner/budget/{out_budget_no}/electronic-receipts",
    "@effect-wechatpay/transfer/CharityReceipt",
    "query",
    "Queries the receipts of an application."
  ],
  [
    "transfer.ecommerceTransfer.cancel",
    "POST",
    "/v3/ecommerce/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel",
    "@effect-wechatpay/transfer/EcommerceTransfer",
    "cancel",
    "Cancels a transfer of a second-level merchant."
  ],
  [
    "transfer.ecommerceTransfer.create",
    "POST",
    "/v3/ecommerce/mch-transfer/transfer-bills",
    "@effect-wechatpay/transfer/EcommerceTransfer",
    "create",
    "Creates a transfer of a second-level merchant that the user confirms."
  ],
  [
    "transfer.ecommerceTransfer.query",
    "GET",
    "/v3/ecommerce/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}",
    "@effect-wechatpay/transfer/EcommerceTransfer",
    "query",
    "Queries a transfer by the number of the platform."
  ],
  [
    "transfer.ecommerceTransfer.queryByTransferBillNo",
    "GET",
    "/v3/ecommerce/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}",
    "@effect-wechatpay/transfer/EcommerceTransfer",
    "queryByTransferBillNo",
    "Queries a transfer by the number of WeChat Pay."
  ],
  [
    "transfer.ecommerceTransferPermission.query",
    "GET",
    "/v3/ecommerce/mch-transfer/authorizations/{sub_mchid}",
    "@effect-wechatpay/transfer/EcommerceTransferPermission",
    "query",
    "Queries the permission of a second-level merchant."
  ],
  [
    "transfer.ecommerceTransferPermission.request",
    "POST",
    "/v3/ecommerce/mch-transfer/authorizations",
    "@effect-wechatpay/transfer/EcommerceTransferPermission",
    "request",
    "Applies for the permission of a second-level merchant."
  ],
  [
    "transfer.merchantBalance.query",
    "GET",
    "/v3/merchant/fund/balance/{account_type}",
    "@effect-wechatpay/transfer/MerchantBalance",
    "query",
    "Queries the current balance of an account."
  ],
  [
    "transfer.merchantBalance.queryDayEnd",
    "GET",
    "/v3/merchant/fund/dayendbalance/{account_type}",
    "@effect-wechatpay/transfer/MerchantBalance",
    "queryDayEnd",
    "Queries the balance of an account at the end of a day in Beijing."
  ],
  [
    "transfer.partnerTransfer.cancel",
    "POST",
    "/v3/fund-app/mch-transfer/partner/transfer-bills/out-bill-no/{out_bill_no}/cancel",
    "@effect-wechatpay/transfer/PartnerTransfer",
    "cancel",
    "Cancels a transfer of a sub-merchant."
  ],
  [
    "transfer.partnerTransfer.create",
    "POST",
    "/v3/fund-app/mch-transfer/partner/transfer-bills",
    "@effect-wechatpay/transfer/PartnerTransfer",
    "create",
    "Creates a transfer of a sub-merchant that the user confirms."
  ],
  [
    "transfer.partnerTransfer.createAuthorized",
    "POST",
    "/v3/fund-app/mch-transfer/partner/transfer-bills/transfer",
    "@effect-wechatpay/transfer/PartnerTransfer",
    "createAuthorized",
    "Transfers to a user who authorised transfers (PartnerTransferAuthorization), without confirmation."
  ],
  [
    "transfer.partnerTransfer.createWithAuthorization",
    "POST",
    "/v3/fund-app/mch-transfer/partner/transfer-bills/pre-transfer-with-authorization",
    "@effect-wechatpay/transfer/PartnerTransfer",
    "createWithAuthorization",
    "Creates a transfer of a sub-merchant whose confirmation page also asks the user to authorise further transfers."
  ],
  [
    "transfer.partnerTransfer.query",
    "GET",
    "/v3/fund-app/mch-transfer/partner/transfer-bills/out-bill-no/{out_bill_no}",
    "@effect-wechatpay/transfer/PartnerTransfer",
    "query",
    "Queries a transfer of a sub-merchant."
  ],
  [
    "transfer.partnerTransferAuthorization.close",
    "POST",
    "/v3/fund-app/mch-transfer/partner/user-confirm-authorizations/{out_authorization_no}/close",
    "@effect-wechatpay/transfer/PartnerTransferAuthorization",
    "close",
    "Closes an authorisation."
  ],
  [
    "transfer.partnerTransferAuthorization.query",
    "GET",
    "/v3/fund-app/mch-transfer/partner/user-confirm-authorizations/{out_authorization_no}",
    "@effect-wechatpay/transfer/PartnerTransferAuthorization",
    "query",
    "Queries an authorisation."
  ],
  [
    "transfer.partnerTransferAuthorization.request",
    "POST",
    "/v3/fund-app/mch-transfer/partner/user-confirm-authorizations",
    "@effect-wechatpay/transfer/PartnerTransferAuthorization",
    "request",
    "Asks a user to authorise transfers without confirmation."
  ],
  [
    "transfer.partnerTransferBatch.create",
    "POST",
    "/v3/partner-transfer/batches",
    "@effect-wechatpay/transfer/PartnerTransferBatch",
    "create",
    "Creates a batch of transfers of a sub-merchant."
  ],
  [
    "transfer.partnerTransferBatch.queryByBatchId",
    "GET",
    "/v3/partner-transfer/batches/batch-id/{batch_id}",
    "@effect-wechatpay/transfer/PartnerTransferBatch",
    "queryByBatchId",
    "Queries a batch by the number of WeChat Pay."
  ],
  [
    "transfer.partnerTransferBatch.queryByOutBatchNo",
    "GET",
    "/v3/partner-transfer/batches/out-batch-no/{out_batch_no}",
    "@effect-wechatpay/transfer/PartnerTransferBatch",
    "queryByOutBatchNo",
    "Queries a batch by the number of the provider."
  ],
  [
    "transfer.partnerTransferBatch.queryDetail",
    "GET",
    "/v3/partner-transfer/batches/out-batch-no/{out_batch_no}/details/out-detail-no/{out_detail_no}",
    "@effect-wechatpay/transfer/PartnerTransferBatch",
    "queryDetail",
    "Queries an item of a batch by the number of the provider."
  ],
  [
    "transfer.partnerTransferBatch.queryDetailById",
    "GET",
    "/v3/partner-transfer/batches/batch-id/{batch_id}/details/detail-id/{detail_id}",
    "@effect-wechatpay/transfer/PartnerTransferBatch",
    "queryDetailById",
    "Queries an item of a batch by the number of WeChat Pay."
  ],
  [
    "transfer.partnerTransferPermission.query",
    "GET",
    "/v3/fund-app/mch-transfer/partner/sub-mch-authorizations/{sub_mchid}",
    "@effect-wechatpay/transfer/PartnerTransferPermission",
    "query",
    "Queries the permission of a sub-merchant."
  ],
  [
    "transfer.partnerTransferPermission.request",
    "POST",
    "/v3/fund-app/mch-transfer/partner/sub-mch-authorizations",
    "@effect-wechatpay/transfer/PartnerTransferPermission",
    "request",
    "Requests the permission of a sub-merchant."
  ],
  [
    "transfer.partnerTransferReceipt.apply",
    "POST",
    "/v3/fund-app/mch-transfer/partner/electronic-receipts",
    "@effect-wechatpay/transfer/PartnerTransferReceipt",
    "apply",
    "Applies for the receipt of a transfer."
  ],
  [
    "transfer.partnerTransferReceipt.query",
    "GET",
    "/v3/fund-app/mch-transfer/partner/electronic-receipts/{out_bill_no}",
    "@effect-wechatpay/transfer/PartnerTransferReceipt",
    "query",
    "Queries a receipt."
  ],
  [
    "transfer.qqWalletTransfer.cancel",
    "POST",
    "/v3/fund-app/mch-transfer/transfer-to-qq-wallet-bills/{out_bill_no}/cancel",
    "@effect-wechatpay/transfer/QqWalletTransfer",
    "cancel",
    "Cancels a transfer to a QQ wallet."
  ],
  [
    "transfer.qqWalletTransfer.create",
    "POST",
    "/v3/fund-app/mch-transfer/transfer-to-qq-wallet-bills",
    "@effect-wechatpay/transfer/QqWalletTransfer",
    "create",
    "Creates a transfer to a QQ wallet."
  ],
  [
    "transfer.qqWalletTransfer.query",
    "GET",
    "/v3/fund-app/mch-transfer/transfer-to-qq-wallet-bills/{out_bill_no}",
    "@effect-wechatpay/transfer/QqWalletTransfer",
    "query",
    "Queries a transfer to a QQ wallet."
  ],
  [
    "transfer.transfer.cancel",
    "POST",
    "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}/cancel",
    "@effect-wechatpay/transfer/Transfer",
    "cancel",
    "Cancels a transfer."
  ],
  [
    "transfer.transfer.create",
    "POST",
    "/v3/fund-app/mch-transfer/transfer-bills",
    "@effect-wechatpay/transfer/Transfer",
    "create",
    "Creates a transfer that the user confirms."
  ],
  [
    "transfer.transfer.createAuthorized",
    "POST",
    "/v3/fund-app/mch-transfer/transfer-bills/transfer",
    "@effect-wechatpay/transfer/Transfer",
    "createAuthorized",
    "Transfers to a user who authorised transfers (TransferAuthorization), without confirmation."
  ],
  [
    "transfer.transfer.createWithAuthorization",
    "POST",
    "/v3/fund-app/mch-transfer/transfer-bills/pre-transfer-with-authorization",
    "@effect-wechatpay/transfer/Transfer",
    "createWithAuthorization",
    "Creates a transfer whose confirmation page also asks the user to authorise further transfers."
  ],
  [
    "transfer.transfer.query",
    "GET",
    "/v3/fund-app/mch-transfer/transfer-bills/out-bill-no/{out_bill_no}",
    "@effect-wechatpay/transfer/Transfer",
    "query",
    "Queries a transfer by the number of the merchant."
  ],
  [
    "transfer.transfer.queryByTransferBillNo",
    "GET",
    "/v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}",
    "@effect-wechatpay/transfer/Transfer",
    "queryByTransferBillNo",
    "Queries a transfer by the number of WeChat Pay."
  ],
  [
    "transfer.transferAuthorization.close",
    "POST",
    "/v3/fund-app/mch-transfer/user-confirm-authorization/out-authorization-no/{out_authorization_no}/close",
    "@effect-wechatpay/transfer/TransferAuthorization",
    "close",
    "Closes an authorisation."
  ],
  [
    "transfer.transferAuthorization.query",
    "GET",
    "/v3/fund-app/mch-transfer/user-confirm-authorization/out-authorization-no/{out_authorization_no}",
    "@effect-wechatpay/transfer/TransferAuthorization",
    "query",
    "Queries an authorisation."
  ],
  [
    "transfer.transferAuthorization.request",
    "POST",
    "/v3/fund-app/mch-transfer/user-confirm-authorization",
    "@effect-wechatpay/transfer/TransferAuthorization",
    "request",
    "Asks a user to authorise transfers without confirmation."
  ],
  [
    "transfer.transferBatch.create",
    "POST",
    "/v3/transfer/batches",
    "@effect-wechatpay/transfer/TransferBatch",
    "create",
    "Creates a batch of transfers to users' balances."
  ],
  [
    "transfer.transferBatch.queryByBatchId",
    "GET",
    "/v3/transfer/batches/batch-id/{batch_id}",
    "@effect-wechatpay/transfer/TransferBatch",
    "queryByBatchId",
    "Queries a batch by the number of WeChat Pay."
  ],
  [
    "transfer.transferBatch.queryByOutBatchNo",
    "GET",
    "/v3/transfer/batches/out-batch-no/{out_batch_no}",
    "@effect-wechatpay/transfer/TransferBatch",
    "queryByOutBatchNo",
    "Queries a batch by the number of the merchant."
  ],
  [
    "transfer.transferBatch.queryDetail",
    "GET",
    "/v3/transfer/batches/out-batch-no/{out_batch_no}/details/out-detail-no/{out_detail_no}",
    "@effect-wechatpay/transfer/TransferBatch",
    "queryDetail",
    "Queries an item of a batch by the number of the merchant."
  ],
  [
    "transfer.transferBatch.queryDetailById",
    "GET",
    "/v3/transfer/batches/batch-id/{batch_id}/details/detail-id/{detail_id}",
    "@effect-wechatpay/transfer/TransferBatch",
    "queryDetailById",
    "Queries an item of a batch by the number of WeChat Pay."
  ],
  [
    "transfer.transferBatchReceipt.apply",
    "POST",
    "/v3/transfer/bill-receipt",
    "@effect-wechatpay/transfer/TransferBatchReceipt",
    "apply",
    "Applies for the receipt of a batch."
  ],
  [
    "transfer.transferBatchReceipt.applyForDetail",
    "POST",
    "/v3/transfer-detail/electronic-receipts",
    "@effect-wechatpay/transfer/TransferBatchReceipt",
    "applyForDetail",
    "Applies for the receipt of an item of a batch."
  ],
  [
    "transfer.transferBatchReceipt.query",
    "GET",
    "/v3/transfer/bill-receipt/{out_batch_no}",
    "@effect-wechatpay/transfer/TransferBatchReceipt",
    "query",
    "Queries the receipt of a batch."
  ],
  [
    "transfer.transferBatchReceipt.queryForDetail",
    "GET",
    "/v3/transfer-detail/electronic-receipts",
    "@effect-wechatpay/transfer/TransferBatchReceipt",
    "queryForDetail",
    "Queries the receipt of an item of a batch."
  ],
  [
    "transfer.transferReceipt.apply",
    "POST",
    "/v3/fund-app/mch-transfer/elecsign/out-bill-no",
    "@effect-wechatpay/transfer/TransferReceipt",
    "apply",
    "Applies for the receipt of a transfer by the number of the merchant."
  ],
  [
    "transfer.transferReceipt.applyByTransferBillNo",
    "POST",
    "/v3/fund-app/mch-transfer/elecsign/transfer-bill-no",
    "@effect-wechatpay/transfer/TransferReceipt",
    "applyByTransferBillNo",
    "Applies for the receipt of a transfer by the number of WeChat Pay."
  ],
  [
    "transfer.transferReceipt.query",
    "GET",
    "/v3/fund-app/mch-transfer/elecsign/out-bill-no/{out_bill_no}",
    "@effect-wechatpay/transfer/TransferReceipt",
    "query",
    "Queries a receipt by the transfer number of the merchant."
  ],
  [
    "transfer.transferReceipt.queryByTransferBillNo",
    "GET",
    "/v3/fund-app/mch-transfer/elecsign/transfer-bill-no/{transfer_bill_no}",
    "@effect-wechatpay/transfer/TransferReceipt",
    "queryByTransferBillNo",
    "Queries a receipt by the transfer number of WeChat Pay."
  ]
]

export const modules: Modules = {
  "@effect-wechatpay/bill/FundFlowBill": () => import("@effect-wechatpay/bill/FundFlowBill"),
  "@effect-wechatpay/bill/SubMerchantFundFlowBill": () =>
    import("@effect-wechatpay/bill/SubMerchantFundFlowBill"),
  "@effect-wechatpay/bill/TradeBill": () => import("@effect-wechatpay/bill/TradeBill"),
  "@effect-wechatpay/core/SelfTest": () => import("@effect-wechatpay/core/SelfTest"),
  "@effect-wechatpay/facepay/Contract": () => import("@effect-wechatpay/facepay/Contract"),
  "@effect-wechatpay/facepay/FaceCollection": () => import("@effect-wechatpay/facepay/FaceCollection"),
  "@effect-wechatpay/facepay/FaceDeposit": () => import("@effect-wechatpay/facepay/FaceDeposit"),
  "@effect-wechatpay/facepay/FacePayment": () => import("@effect-wechatpay/facepay/FacePayment"),
  "@effect-wechatpay/facepay/FaceUser": () => import("@effect-wechatpay/facepay/FaceUser"),
  "@effect-wechatpay/facepay/OfflineDevice": () => import("@effect-wechatpay/facepay/OfflineDevice"),
  "@effect-wechatpay/facepay/OfflineTransaction": () =>
    import("@effect-wechatpay/facepay/OfflineTransaction"),
  "@effect-wechatpay/facepay/OnlineDevice": () => import("@effect-wechatpay/facepay/OnlineDevice"),
  "@effect-wechatpay/facepay/Organization": () => import("@effect-wechatpay/facepay/Organization"),
  "@effect-wechatpay/facepay/OrganizationUser": () => import("@effect-wechatpay/facepay/OrganizationUser"),
  "@effect-wechatpay/facepay/Repayment": () => import("@effect-wechatpay/facepay/Repayment"),
  "@effect-wechatpay/facepay/SignToken": () => import("@effect-wechatpay/facepay/SignToken"),
  "@effect-wechatpay/media/ComplaintImage": () => import("@effect-wechatpay/media/ComplaintImage"),
  "@effect-wechatpay/media/MerchantMedia": () => import("@effect-wechatpay/media/MerchantMedia"),
  "@effect-wechatpay/merchant-complaint/Complaint": () =>
    import("@effect-wechatpay/merchant-complaint/Complaint"),
  "@effect-wechatpay/merchant-complaint/ComplaintNotificationUrl": () =>
    import("@effect-wechatpay/merchant-complaint/ComplaintNotificationUrl"),
  "@effect-wechatpay/pay/App": () => import("@effect-wechatpay/pay/App"),
  "@effect-wechatpay/pay/CodePayment": () => import("@effect-wechatpay/pay/CodePayment"),
  "@effect-wechatpay/pay/CombinedApp": () => import("@effect-wechatpay/pay/CombinedApp"),
  "@effect-wechatpay/pay/CombinedH5": () => import("@effect-wechatpay/pay/CombinedH5"),
  "@effect-wechatpay/pay/CombinedJsapi": () => import("@effect-wechatpay/pay/CombinedJsapi"),
  "@effect-wechatpay/pay/CombinedNative": () => import("@effect-wechatpay/pay/CombinedNative"),
  "@effect-wechatpay/pay/CombinedPayment": () => import("@effect-wechatpay/pay/CombinedPayment"),
  "@effect-wechatpay/pay/H5": () => import("@effect-wechatpay/pay/H5"),
  "@effect-wechatpay/pay/Jsapi": () => import("@effect-wechatpay/pay/Jsapi"),
  "@effect-wechatpay/pay/Native": () => import("@effect-wechatpay/pay/Native"),
  "@effect-wechatpay/pay/PartnerApp": () => import("@effect-wechatpay/pay/PartnerApp"),
  "@effect-wechatpay/pay/PartnerCodePayment": () => import("@effect-wechatpay/pay/PartnerCodePayment"),
  "@effect-wechatpay/pay/PartnerH5": () => import("@effect-wechatpay/pay/PartnerH5"),
  "@effect-wechatpay/pay/PartnerJsapi": () => import("@effect-wechatpay/pay/PartnerJsapi"),
  "@effect-wechatpay/pay/PartnerMiniProgram": () => import("@effect-wechatpay/pay/PartnerMiniProgram"),
  "@effect-wechatpay/pay/PartnerNative": () => import("@effect-wechatpay/pay/PartnerNative"),
  "@effect-wechatpay/pay/PartnerPayment": () => import("@effect-wechatpay/pay/PartnerPayment"),
  "@effect-wechatpay/pay/PartnerScannedPos": () => import("@effect-wechatpay/pay/PartnerScannedPos"),
  "@effect-wechatpay/pay/Payment": () => import("@effect-wechatpay/pay/Payment"),
  "@effect-wechatpay/payscore/AcquiringBankPayOnDeliveryOrder": () =>
    import("@effect-wechatpay/payscore/AcquiringBankPayOnDeliveryOrder"),
  "@effect-wechatpay/payscore/AcquiringBankPermission": () =>
    import("@effect-wechatpay/payscore/AcquiringBankPermission"),
  "@effect-wechatpay/payscore/AcquiringBankServiceOrder": () =>
    import("@effect-wechatpay/payscore/AcquiringBankServiceOrder"),
  "@effect-wechatpay/payscore/LegacyPermission": () => import("@effect-wechatpay/payscore/LegacyPermission"),
  "@effect-wechatpay/payscore/MerchantBill": () => import("@effect-wechatpay/payscore/MerchantBill"),
  "@effect-wechatpay/payscore/OverseasServiceOrder": () =>
    import("@effect-wechatpay/payscore/OverseasServiceOrder"),
  "@effect-wechatpay/payscore/Parking": () => import("@effect-wechatpay/payscore/Parking"),
  "@effect-wechatpay/payscore/ParkingTransaction": () =>
    import("@effect-wechatpay/payscore/ParkingTransaction"),
  "@effect-wechatpay/payscore/PartnerPayOnDeliveryOrder": () =>
    import("@effect-wechatpay/payscore/PartnerPayOnDeliveryOrder"),
  "@effect-wechatpay/payscore/PartnerPermission": () =>
    import("@effect-wechatpay/payscore/PartnerPermission"),
  "@effect-wechatpay/payscore/PartnerPlan": () => import("@effect-wechatpay/payscore/PartnerPlan"),
  "@effect-wechatpay/payscore/PartnerServiceAccount": () =>
    import("@effect-wechatpay/payscore/PartnerServiceAccount"),
  "@effect-wechatpay/payscore/PartnerServiceOrder": () =>
    import("@effect-wechatpay/payscore/PartnerServiceOrder"),
  "@effect-wechatpay/payscore/PartnerServiceQuota": () =>
    import("@effect-wechatpay/payscore/PartnerServiceQuota"),
  "@effect-wechatpay/payscore/PartnerSignPlan": () => import("@effect-wechatpay/payscore/PartnerSignPlan"),
  "@effect-wechatpay/payscore/PayAfterOrder": () => import("@effect-wechatpay/payscore/PayAfterOrder"),
  "@effect-wechatpay/payscore/PayOnDeliveryOrder": () =>
    import("@effect-wechatpay/payscore/PayOnDeliveryOrder"),
  "@effect-wechatpay/payscore/Permission": () => import("@effect-wechatpay/payscore/Permission"),
  "@effect-wechatpay/payscore/Plan": () => import("@effect-wechatpay/payscore/Plan"),
  "@effect-wechatpay/payscore/ServiceOrder": () => import("@effect-wechatpay/payscore/ServiceOrder"),
  "@effect-wechatpay/payscore/SignPlan": () => import("@effect-wechatpay/payscore/SignPlan"),
  "@effect-wechatpay/payscore/SmartRetailOrder": () => import("@effect-wechatpay/payscore/SmartRetailOrder"),
  "@effect-wechatpay/profit-sharing/BrandConfig": () =>
    import("@effect-wechatpay/profit-sharing/BrandConfig"),
  "@effect-wechatpay/profit-sharing/BrandProfitSharing": () =>
    import("@effect-wechatpay/profit-sharing/BrandProfitSharing"),
  "@effect-wechatpay/profit-sharing/BrandProfitSharingReceiver": () =>
    import("@effect-wechatpay/profit-sharing/BrandProfitSharingReceiver"),
  "@effect-wechatpay/profit-sharing/BrandProfitSharingReturn": () =>
    import("@effect-wechatpay/profit-sharing/BrandProfitSharingReturn"),
  "@effect-wechatpay/profit-sharing/EcommerceAfterSales": () =>
    import("@effect-wechatpay/profit-sharing/EcommerceAfterSales"),
  "@effect-wechatpay/profit-sharing/EcommerceProfitSharing": () =>
    import("@effect-wechatpay/profit-sharing/EcommerceProfitSharing"),
  "@effect-wechatpay/profit-sharing/EcommerceProfitSharingReceiver": () =>
    import("@effect-wechatpay/profit-sharing/EcommerceProfitSharingReceiver"),
  "@effect-wechatpay/profit-sharing/EcommerceProfitSharingReturn": () =>
    import("@effect-wechatpay/profit-sharing/EcommerceProfitSharingReturn"),
  "@effect-wechatpay/profit-sharing/PartnerConfig": () =>
    import("@effect-wechatpay/profit-sharing/PartnerConfig"),
  "@effect-wechatpay/profit-sharing/ProfitSharing": () =>
    import("@effect-wechatpay/profit-sharing/ProfitSharing"),
  "@effect-wechatpay/profit-sharing/ProfitSharingBill": () =>
    import("@effect-wechatpay/profit-sharing/ProfitSharingBill"),
  "@effect-wechatpay/profit-sharing/ProfitSharingReceiver": () =>
    import("@effect-wechatpay/profit-sharing/ProfitSharingReceiver"),
  "@effect-wechatpay/profit-sharing/ProfitSharingReturn": () =>
    import("@effect-wechatpay/profit-sharing/ProfitSharingReturn"),
  "@effect-wechatpay/refund/Refund": () => import("@effect-wechatpay/refund/Refund"),
  "@effect-wechatpay/transfer/CharityBudget": () => import("@effect-wechatpay/transfer/CharityBudget"),
  "@effect-wechatpay/transfer/CharityDonation": () => import("@effect-wechatpay/transfer/CharityDonation"),
  "@effect-wechatpay/transfer/CharityReceipt": () => import("@effect-wechatpay/transfer/CharityReceipt"),
  "@effect-wechatpay/transfer/EcommerceTransfer": () =>
    import("@effect-wechatpay/transfer/EcommerceTransfer"),
  "@effect-wechatpay/transfer/EcommerceTransferPermission": () =>
    import("@effect-wechatpay/transfer/EcommerceTransferPermission"),
  "@effect-wechatpay/transfer/MerchantBalance": () => import("@effect-wechatpay/transfer/MerchantBalance"),
  "@effect-wechatpay/transfer/PartnerTransfer": () => import("@effect-wechatpay/transfer/PartnerTransfer"),
  "@effect-wechatpay/transfer/PartnerTransferAuthorization": () =>
    import("@effect-wechatpay/transfer/PartnerTransferAuthorization"),
  "@effect-wechatpay/transfer/PartnerTransferBatch": () =>
    import("@effect-wechatpay/transfer/PartnerTransferBatch"),
  "@effect-wechatpay/transfer/PartnerTransferPermission": () =>
    import("@effect-wechatpay/transfer/PartnerTransferPermission"),
  "@effect-wechatpay/transfer/PartnerTransferReceipt": () =>
    import("@effect-wechatpay/transfer/PartnerTransferReceipt"),
  "@effect-wechatpay/transfer/QqWalletTransfer": () => import("@effect-wechatpay/transfer/QqWalletTransfer"),
  "@effect-wechatpay/transfer/Transfer": () => import("@effect-wechatpay/transfer/Transfer"),
  "@effect-wechatpay/transfer/TransferAuthorization": () =>
    import("@effect-wechatpay/transfer/TransferAuthorization"),
  "@effect-wechatpay/transfer/TransferBatch": () => import("@effect-wechatpay/transfer/TransferBatch"),
  "@effect-wechatpay/transfer/TransferBatchReceipt": () =>
    import("@effect-wechatpay/transfer/TransferBatchReceipt"),
  "@effect-wechatpay/transfer/TransferReceipt": () => import("@effect-wechatpay/transfer/TransferReceipt")
}
