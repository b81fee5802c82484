/**
 * Images and videos (图片, 视频).
 *
 * @since 1.0.0
 */
export * as ComplaintImage from "./ComplaintImage.js"
export * as MerchantMedia from "./MerchantMedia.js"
