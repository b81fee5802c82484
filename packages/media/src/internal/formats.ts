import type { Limits } from "@effect-wechatpay/core/Upload"

const mebibyte = 1024 * 1024

const mediaTypes = { jpg: "image/jpeg", jpeg: "image/jpeg", bmp: "image/bmp", png: "image/png" } as const

/** Images of complaints: at most 2 MiB. */
export const complaintImage: Limits = {
  mediaTypes: { jpg: mediaTypes.jpg, bmp: mediaTypes.bmp, png: mediaTypes.png },
  maxBytes: 2 * mebibyte
}

/**
 * Images of at most 5 MiB, PDF files of at most 7.5 MiB. The page names 5 MB in the table of the parameters and 2 MB in that of
 * the errors; JPEG is only in that of the errors.
 */
export const image: Limits = {
  mediaTypes: { ...mediaTypes, pdf: "application/pdf" },
  maxBytes: 5 * mebibyte,
  maxBytesOf: { pdf: 7.5 * mebibyte }
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
