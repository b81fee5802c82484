import type { Limits } from "@effect-wechatpay/core/Upload"

const mebibyte = 1024 * 1024

/** Images of at most 2 MiB. */
export const image: Limits = {
  mediaTypes: { jpg: "image/jpeg", bmp: "image/bmp", png: "image/png" },
  maxBytes: 2 * mebibyte
}

/** Videos of at most 5 MiB. */
export const video: Limits = {
  mediaTypes: {
    avi: "video/x-msvideo",
    wmv: "video/x-ms-wmv",
    mpeg: "video/mpeg",
    mp4: "video/mp4",
    mov: "video/quicktime",
    mkv: "video/x-matroska",
    flv: "video/x-flv",
    f4v: "video/x-f4v",
    m4v: "video/x-m4v",
    rmvb: "application/vnd.rn-realmedia-vbr"
  },
  maxBytes: 5 * mebibyte
}
