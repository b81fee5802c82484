export * as Coupon from "./Coupon.js"
export * as CouponError from "./CouponError.js"
