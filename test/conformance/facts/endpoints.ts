/** Every endpoint of every package, with its entry of the catalogue. */
import * as Bill from "@effect-wechatpay/bill"
import type { Endpoint } from "@effect-wechatpay/core"
import * as Media from "@effect-wechatpay/media"
import * as Refund from "@effect-wechatpay/refund"
import { type Entry, nameOf, products } from "../../support/walk/catalogue.js"
import { exported } from "../../support/walk/endpoints.js"
import { endpointsOf, families } from "../../support/walk/families.js"
import { asCalled, pairs as xmlPairs } from "../../support/walk/v2.js"

export interface Documented {
  /** `payscore.serviceOrder.create` */
  readonly id: string
  /** The folder of its package. */
  readonly package: string
  readonly module: string
  readonly name: string
  readonly sections: Partial<Pick<Endpoint.Description, "params" | "query" | "payload">>
  /** Its body has parts, one of which is a file. */
  readonly isUpload: boolean
  readonly entry: Entry
  /** The endpoint itself; not those of XML. */
  readonly call?: Endpoint.Any
}

const ofFamilies = families.flatMap((family) =>
  family.catalogue.flatMap((entry) =>
    endpointsOf(family, entry).map(
      ({ endpoint, module, name }): Documented => ({
        id: endpoint.id,
        package: family.name,
        module,
        name,
        sections: endpoint,
        isUpload: endpoint.bodyType === "multipart",
        entry,
        call: endpoint
      })
    )
  )
)

const ofProducts = Object.entries({ bill: Bill, media: Media, refund: Refund }).flatMap(([folder, barrel]) =>
  exported(barrel, () => ["both"]).flatMap(({ endpoint, module, name }): ReadonlyArray<Documented> => {
    const entry = products.find((entry) => nameOf(entry) === nameOf(endpoint))
    return entry === undefined
      ? []
      : [
          {
            id: endpoint.id,
            package: folder,
            module,
            name,
            sections: endpoint,
            isUpload: endpoint.bodyType === "multipart",
            entry,
            call: endpoint
          }
        ]
  })
)

/** The XML interfaces of face payment. */
const ofXml = xmlPairs.map(
  ([, { endpoint, entry, module, name }]): Documented => ({
    id: endpoint.id,
    package: "facepay",
    module,
    name,
    sections: { payload: endpoint.payload },
    isUpload: false,
    entry: asCalled(entry, endpoint)
  })
)

export const endpoints: ReadonlyArray<Documented> = [...ofFamilies, ...ofProducts, ...ofXml].sort((a, b) =>
  a.id < b.id ? -1 : 1
)
