/** The examples of docs/uploads.md. */
import { FileSystem } from "@effect/platform";
import { Endpoint, Upload } from "@effect-wechatpay/core";
import { ComplaintImage, MerchantMedia } from "@effect-wechatpay/media";
import { Effect, Schema, Stream } from "effect";
export const uploadLicence = (path) => Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem;
    const content = yield* fs.readFile(path);
    const { media_id } = yield* MerchantMedia.uploadImage({ filename: "licence.png", content });
    return media_id;
});
export const saveImage = (download_url, path) => Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem;
    yield* Stream.run(ComplaintImage.download({ download_url }), fs.sink(path));
});
export const uploadContract = Endpoint.make("acme.contract.upload", {
    method: "POST",
    path: "/v3/acme/contracts/upload",
    payload: Upload.file({ mediaTypes: { pdf: "application/pdf" }, maxBytes: 10 * 1024 * 1024 }, { contract_no: Schema.String }),
    success: { media_id: Schema.String }
});
