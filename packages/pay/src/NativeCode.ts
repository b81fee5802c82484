/**
 * Draws the `code_url` of a Native order as a QR code.
 *
 * This module needs the package `uqr`, an optional peer dependency. Import it by its own path,
 * `@effect-wechatpay/pay/NativeCode`: the package's index leaves it out.
 *
 * @since 1.0.0
 */
import { renderSVG } from "uqr"

/**
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Width of the blank margin, in modules of the code. Default: 4, which the standard asks for. */
  readonly margin?: number
  /**
   * How much of the code may be hidden: `L` 7 %, `M` 15 %, `Q` 25 %, `H` 30 %. Default: `M`. Take `H` for a logo in the middle.
   */
  readonly errorCorrection?: "L" | "M" | "Q" | "H"
}

/**
 * The QR code of a `code_url`, as SVG text: black on white, without width and height, so that it fills what it is put into.
 *
 * The text is drawn, never inserted into the SVG, so that nothing in it can become markup. A code is valid for 2 hours, and a
 * newer one of the same order replaces it.
 *
 * ```ts
 * const svg = yield* Effect.map(Native.prepay(order), NativeCode.svg)
 * ```
 *
 * @since 1.0.0
 * @category constructors
 */
export const svg = (code_url: string, options: Options = {}): string =>
  renderSVG(code_url, { border: options.margin ?? 4, ecc: options.errorCorrection ?? "M", pixelSize: 1 })
