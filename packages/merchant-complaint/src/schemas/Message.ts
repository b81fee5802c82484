/**
 * The message of an immediate-service response: blocks of text, images, links, lists of FAQs and buttons.
 *
 * The official pages document no limits for texts inside a block.
 *
 * @since 1.0.0
 */
import * as Wire from "@effect-wechatpay/core/Wire"
import * as Schema from "effect/Schema"

const text = Schema.optional(Wire.anyText)

const invalidInfo = Schema.Struct({
  /** Time when the element expires, RFC 3339. */
  expired_time: Schema.optional(Wire.Rfc3339),
  /** Whether it can be clicked more than once. */
  multi_clickable: Schema.optional(Schema.Boolean)
})

const action = Schema.Struct({
  /**
   * `ACTION_TYPE_SEND_MESSAGE`: sends `message_info` as a message of the user. `ACTION_TYPE_JUMP_URL`: opens `jump_url`.
   * `ACTION_TYPE_JUMP_MINI_PROGRAM`: opens `mini_program_jump_info`.
   */
  action_type: Schema.optional(
    Wire.oneOf("ACTION_TYPE_SEND_MESSAGE", "ACTION_TYPE_JUMP_URL", "ACTION_TYPE_JUMP_MINI_PROGRAM")
  ),
  /** Address that a click opens. */
  jump_url: text,
  /** Mini program that a click opens. */
  mini_program_jump_info: Schema.optional(
    Schema.Struct({
      /** Appid of the mini program. */
      appid: Wire.nonEmptyText,
      /** Page of the mini program. */
      path: text,
      /** Text of the link. */
      text
    })
  ),
  /** Message that a click sends. */
  message_info: Schema.optional(
    Schema.Struct({
      /** Text that appears as the message of the user. */
      content: Wire.nonEmptyText,
      /** Data that is returned with the click. */
      custom_data: text
    })
  ),
  /** ID that is returned with the click, as `click_message.action_id` of the history. */
  action_id: text
})

const button = {
  text,
  /** Effect of a click. */
  action: Schema.optional(action),
  /** Validity of the element. */
  invalid_info: Schema.optional(invalidInfo)
}

/** Each block has one member, whose name follows from its type. */
const block = Schema.Union(
  Schema.Struct({
    /** A text. */
    type: Wire.oneOf("TEXT"),
    /** A text; with the type `TEXT`. */
    text: Schema.Struct({
      text,
      /** `DEFAULT`: normal. `SECONDARY`: grey. */
      color: Schema.optional(Wire.oneOf("DEFAULT", "SECONDARY")),
      /** Whether the text is bold. */
      is_bold: Schema.optional(Schema.Boolean)
    })
  }),
  Schema.Struct({
    /** An image. */
    type: Wire.oneOf("IMAGE"),
    /** An image; with the type `IMAGE`. */
    image: Schema.Struct({
      /** From `ComplaintImage.upload` of `@effect-wechatpay/media`. */
      media_id: text,
      /** Width of the image. */
      image_style_type: Schema.optional(Wire.oneOf("IMAGE_STYLE_TYPE_NARROW", "IMAGE_STYLE_TYPE_WIDE"))
    })
  }),
  Schema.Struct({
    /** A link. */
    type: Wire.oneOf("LINK"),
    /** A link; with the type `LINK`. */
    link: Schema.Struct(button)
  }),
  Schema.Struct({
    /** A list of FAQs. */
    type: Wire.oneOf("FAQ_LIST"),
    /** A list of FAQs; with the type `FAQ_LIST`. */
    faq_list: Schema.Struct({
      /** The FAQs. */
      faqs: Schema.optional(
        Schema.Array(Schema.Struct({ faq_id: text, faq_title: text, action: Schema.optional(action) }))
      )
    })
  }),
  Schema.Struct({
    /** A button. */
    type: Wire.oneOf("BUTTON"),
    /** A button; with the type `BUTTON`. */
    button: Schema.Struct(button)
  }),
  Schema.Struct({
    /** Several buttons. */
    type: Wire.oneOf("BUTTON_GROUP"),
    /** Several buttons; with the type `BUTTON_GROUP`. */
    button_group: Schema.Struct({
      /** The buttons. */
      buttons: Schema.optional(Schema.Array(Schema.Struct(button))),
      /** Arrangement of the buttons. */
      button_layout: Schema.optional(Wire.oneOf("LAYOUT_UNKNOWN", "LAYOUT_HORIZONTAL", "LAYOUT_VERTICAL")),
      /** Validity of the element. */
      invalid_info: Schema.optional(invalidInfo)
    })
  })
)

const message = Schema.Struct({
  /** At least one. */
  blocks: Wire.list(block, Number.POSITIVE_INFINITY, 1),
  /** Sender of the message: `MANUAL` is a person, `MACHINE` is a program. */
  sender_identity: Schema.optional(Wire.oneOf("UNKNOWN", "MANUAL", "MACHINE")),
  /** Data of the merchant that the history returns, at most 4,096 characters. */
  custom_data: Schema.optional(Wire.text(4096))
})

/**
 * A message of the merchant.
 *
 * @since 1.0.0
 * @category models
 */
export interface Message extends Schema.Schema.Type<typeof message> {}

/**
 * Schema of {@link Message}.
 *
 * @since 1.0.0
 * @category schemas
 */
export const Message: Schema.Schema<Message> = message
