/**
 * Complaints as WeChat Pay returns them. Limits are not checked, and unknown values of enumerations are accepted.
 *
 * @since 1.0.0
 */
import * as Sensitive from "@effect-wechatpay/core/Sensitive"
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const text = Schema.optional(Schema.String)
const flag = Schema.optional(Schema.Boolean)

/**
 * Addresses of images. Download each with `ComplaintImage.download` of `@effect-wechatpay/media`: browsers cannot
 * open them.
 */
const media_url = Schema.optional(Schema.Array(Schema.String))

const mediaType = Wire.openEnum("USER_COMPLAINT_IMAGE", "OPERATION_IMAGE")

/** A rented power bank. */
const sharePower = Schema.Struct({
  /** Time of the return, RFC 3339. */
  return_time: text,
  /** Place of the return. */
  return_address_info: Schema.optional(
    Schema.Struct({ return_address: text, longitude: text, latitude: text })
  ),
  /** Whether the power bank was returned to the same machine. */
  is_returned_to_same_machine: flag
})

const complaint = Schema.Struct({
  /** Complaint number assigned by WeChat Pay. */
  complaint_id: Schema.String,
  /** Time of the complaint, RFC 3339. */
  complaint_time: Schema.String,
  /** Text of the user. It may contain personal data. */
  complaint_detail: Schema.String,
  /**
   * - `PENDING`: waits for the merchant, also after the user has complained again.
   * - `PROCESSING`: is being handled; the user and the merchant may write.
   * - `PROCESSED`: handled. The user can complain again.
   */
  complaint_state: Wire.openEnum("PENDING", "PROCESSING", "PROCESSED"),
  /** The merchant that the user complained about. Responses to the complaint need it. */
  complainted_mchid: Schema.String,
  /** Phone number of the user, decrypted; absent without the user's consent. */
  payer_phone: Schema.optional(Sensitive.text),
  /** Orders that the complaint is about. */
  complaint_order_info: Schema.optional(
    Schema.Array(
      Schema.Struct({
        /** Payment number assigned by WeChat Pay. A refund needs it. */
        transaction_id: Schema.String,
        /** Payment number assigned by the merchant. */
        out_trade_no: Schema.String,
        /** Amount of the order, in fen. */
        amount: Schema.Int
      })
    )
  ),
  /** The service order of PayScore that the complaint is about. */
  service_order_info: Schema.optional(
    Schema.Array(
      Schema.Struct({
        /** Order number assigned by WeChat Pay. */
        order_id: text,
        /** Order number assigned by the merchant. */
        out_order_no: text,
        /** State of the order. */
        state: Schema.optional(Wire.openEnum("DOING", "REVOKED", "WAITPAY", "DONE"))
      })
    )
  ),
  /** Images of the complaint. */
  complaint_media_list: Schema.optional(Schema.Array(Schema.Struct({ media_type: mediaType, media_url }))),
  /** Whether the orders were refunded in full. */
  complaint_full_refunded: Schema.Boolean,
  /** Whether a message of the user waits for a response. */
  incoming_user_response: Schema.Boolean,
  /** Description of the problem. */
  problem_description: Schema.String,
  /** Number of complaints about this matter. A number above 1 means that the user was not satisfied. */
  user_complaint_times: Schema.Int,
  /** `REFUND`: the user asks for a refund, which `Complaint.updateRefundProgress` approves or rejects. */
  problem_type: Schema.optional(Wire.openEnum("REFUND", "SERVICE_NOT_WORK", "OTHERS")),
  /** Amount that the user asks for, in fen; with `REFUND`. */
  apply_refund_amount: Schema.optional(Schema.Int),
  /** Labels of the user. */
  user_tag_list: Schema.optional(Schema.Array(Wire.openEnum("TRUSTED", "HIGH_RISK"))),
  /** Details for a trade, such as rented power banks. */
  additional_info: Schema.optional(
    Schema.Struct({
      type: Schema.optional(Wire.openEnum("SHARE_POWER_TYPE")),
      /** Details of a rented power bank. */
      share_power_info: Schema.optional(sharePower)
    })
  ),
  /** Whether WeChat Pay's staff assists. */
  in_platform_service: flag,
  /** Whether the user expects a response by `Complaint.respondToImmediateService`. */
  need_immediate_service: flag,
  /** Whether an agent handles the complaint. */
  is_agent_mode: flag
})

/**
 * A complaint.
 *
 * @since 1.0.0
 * @category models
 */
export interface Complaint extends Schema.Schema.Type<typeof complaint> {}

/**
 * Schema of {@link Complaint}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Complaint: Schema.Schema<Complaint, unknown> = complaint as Schema.Schema<Complaint, unknown>

const detail = Schema.Struct({
  ...complaint.fields,
  /** Openid of the user. Personal data. */
  payer_openid: text
})

/**
 * A complaint with its user.
 *
 * @since 1.0.0
 * @category models
 */
export interface Detail extends Schema.Schema.Type<typeof detail> {}

/**
 * Schema of {@link Detail}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Detail: Schema.Schema<Detail, unknown> = detail as Schema.Schema<Detail, unknown>

const invalid_info = Schema.optional(Schema.Struct({ expired_time: text, multi_clickable: flag }))

const action = Schema.optional(
  Schema.Struct({
    /** Type of the effect of a click. */
    action_type: Schema.optional(
      Wire.openEnum("ACTION_TYPE_SEND_MESSAGE", "ACTION_TYPE_JUMP_URL", "ACTION_TYPE_JUMP_MINI_PROGRAM")
    ),
    /** Address that a click opens. */
    jump_url: text,
    /** Mini program that a click opens. */
    mini_program_jump_info: Schema.optional(
      Schema.Struct({ appid: Schema.String, path: Schema.String, text: Schema.String })
    ),
    /** Message that a click sends. */
    message_info: Schema.optional(Schema.Struct({ content: Schema.String, custom_data: text })),
    /** ID that is returned with the click. */
    action_id: text
  })
)

const button = Schema.Struct({ text, action, invalid_info })

const block = Schema.Struct({
  type: Schema.optional(Wire.openEnum("TEXT", "IMAGE", "LINK", "FAQ_LIST", "BUTTON", "BUTTON_GROUP")),
  /** A text; with the type `TEXT`. */
  text: Schema.optional(
    Schema.Struct({ text, color: Schema.optional(Wire.openEnum("DEFAULT", "SECONDARY")), is_bold: flag })
  ),
  /** An image; with the type `IMAGE`. */
  image: Schema.optional(
    Schema.Struct({
      /** ID of the image. */
      media_id: text,
      /** Width of the image. */
      image_style_type: Schema.optional(Wire.openEnum("IMAGE_STYLE_TYPE_NARROW", "IMAGE_STYLE_TYPE_WIDE"))
    })
  ),
  /** A link; with the type `LINK`. */
  link: Schema.optional(button),
  /** A list of FAQs; with the type `FAQ_LIST`. */
  faq_list: Schema.optional(
    Schema.Struct({
      /** The FAQs. */
      faqs: Schema.optional(Schema.Array(Schema.Struct({ faq_id: text, faq_title: text, action })))
    })
  ),
  /** A button; with the type `BUTTON`. */
  button: Schema.optional(button),
  /** Several buttons; with the type `BUTTON_GROUP`. */
  button_group: Schema.optional(
    Schema.Struct({
      /** The buttons. */
      buttons: Schema.optional(Schema.Array(button)),
      /** Arrangement of the buttons. */
      button_layout: Schema.optional(Wire.openEnum("LAYOUT_UNKNOWN", "LAYOUT_HORIZONTAL", "LAYOUT_VERTICAL")),
      invalid_info
    })
  )
})

const entry = Schema.Struct({
  /** Images of the complaint. */
  complaint_media_list: Schema.optional(Schema.Struct({ media_type: Schema.optional(mediaType), media_url })),
  /** ID of the entry. */
  log_id: Schema.String,
  /** Display name of who acted. */
  operator: Schema.String,
  /** RFC 3339. */
  operate_time: Schema.String,
  /** Type of the event. WeChat Pay misspells two values: `MERCHANT_REFUSE_RERUND`, `USER_COMFIRM_COMPLAINT`. */
  operate_type: Wire.openEnum(
    "USER_CREATE_COMPLAINT",
    "USER_CONTINUE_COMPLAINT",
    "USER_RESPONSE",
    "PLATFORM_RESPONSE",
    "MERCHANT_RESPONSE",
    "MERCHANT_CONFIRM_COMPLETE",
    "USER_CREATE_COMPLAINT_SYSTEM_MESSAGE",
    "COMPLAINT_FULL_REFUNDED_SYSTEM_MESSAGE",
    "USER_CONTINUE_COMPLAINT_SYSTEM_MESSAGE",
    "USER_REVOKE_COMPLAINT",
    "USER_COMFIRM_COMPLAINT",
    "PLATFORM_HELP_APPLICATION",
    "USER_APPLY_PLATFORM_HELP",
    "MERCHANT_APPROVE_REFUND",
    "MERCHANT_REFUSE_RERUND",
    "USER_SUBMIT_SATISFACTION",
    "SERVICE_ORDER_CANCEL",
    "SERVICE_ORDER_COMPLETE",
    "COMPLAINT_PARTIAL_REFUNDED_SYSTEM_MESSAGE",
    "COMPLAINT_REFUND_RECEIVED_SYSTEM_MESSAGE",
    "COMPLAINT_ENTRUSTED_REFUND_SYSTEM_MESSAGE",
    "USER_APPLY_PLATFORM_SERVICE",
    "USER_CANCEL_PLATFORM_SERVICE",
    "PLATFORM_SERVICE_FINISHED",
    "USER_CLICK_RESPONSE"
  ),
  /** Text of the entry. It may contain personal data. */
  operate_details: text,
  /** Images of the merchant and of the platform. The history does not contain images of the user. */
  image_list: Schema.optional(Schema.Array(Schema.String)),
  /** The spelling is WeChat Pay's. */
  user_appy_platform_service_reason: text,
  /** The spelling is WeChat Pay's. */
  user_appy_platform_service_reason_description: text,
  /** The message of an immediate-service response. */
  normal_message: Schema.optional(
    Schema.Struct({
      /** The blocks of the message. */
      blocks: Schema.optional(Schema.Array(block)),
      /** Sender of the message. */
      sender_identity: Schema.optional(Wire.openEnum("UNKNOWN", "MANUAL", "MACHINE")),
      /** Data of the merchant from the message. */
      custom_data: text
    })
  ),
  /** The element that the user clicked in such a message; with `USER_CLICK_RESPONSE`. */
  click_message: Schema.optional(
    Schema.Struct({
      /** The message that the click sent. */
      message_content: text,
      /** ID that is returned with the click. */
      action_id: text,
      /** `log_id` of the message. */
      clicked_log_id: text
    })
  )
})

/**
 * An entry of the history of a complaint.
 *
 * @since 1.0.0
 * @category models
 */
export interface Entry extends Schema.Schema.Type<typeof entry> {}

/**
 * Schema of {@link Entry}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Entry: Schema.Schema<Entry> = entry

/**
 * Position of a page within a list.
 *
 * @since 1.0.0
 * @category schemas
 */
export const page = {
  /** Page size. */
  limit: Schema.Int,
  /** Number of skipped items. */
  offset: Schema.Int,
  /** Total number of items. */
  total_count: Schema.optional(Schema.Int)
}
