/**
 * Draws the `code_url` of a Native order as a QR code.
 *
 * This module needs the package `uqr`, an optional peer dependency. Import it by its own path,
 * `@effect-wechatpay/pay/NativeCode`: the index of the package does not export it.
 *
 * Tested in `test/pay/pay.test.ts`.
 *
 * @since 1.0.0
 */
import { renderSVG } from "uqr"

/**
 * Options of the drawing.
 *
 * @since 1.0.0
 * @category models
 */
export interface Options {
  /** Width of the blank margin, in modules of the code. Default: 4, as the standard requires. */
  readonly margin?: number
  /**
   * Error correction, the part of the code that may be hidden: `L` 7 %, `M` 15 %, `Q` 25 %, `H` 30 %. Default: `M`.
   * Use `H` for a logo in the middle.
   */
  readonly errorCorrection?: "L" | "M" | "Q" | "H"
}

/**
 * Returns the QR code of a `code_url` as SVG text, black on white. The SVG has no width and height, so it fills its
 * container.
 *
 * The SVG contains the drawing but not the text, so the text cannot inject markup. A code is valid for 2 hours, and a
 * newer code of the same order replaces it.
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
