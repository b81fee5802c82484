/** What the shop sells. Prices are here, and never come from the browser. */

export interface Product {
  readonly id: string
  /** Price in fen. */
  readonly price: number
  readonly name: { readonly en: string; readonly zh: string }
  readonly text: { readonly en: string; readonly zh: string }
}

export const all: ReadonlyArray<Product> = [
  {
    id: "longjing",
    price: 6800,
    name: { en: "Longjing green tea", zh: "西湖龙井" },
    text: { en: "Spring harvest, 50 g", zh: "明前春茶，50 克" }
  },
  {
    id: "tieguanyin",
    price: 4500,
    name: { en: "Tieguanyin oolong", zh: "安溪铁观音" },
    text: { en: "Floral, lightly roasted, 100 g", zh: "清香型，100 克" }
  },
  {
    id: "puer",
    price: 12_800,
    name: { en: "Aged Pu'er cake", zh: "陈年普洱茶饼" },
    text: { en: "Ten years old, 357 g", zh: "十年陈化，357 克" }
  }
]

export const find = (id: string): Product | undefined => all.find((product) => product.id === id)
