import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assert, describe, it } from "@effect/vitest";
const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path) => readFileSync(`${root}${path}`, "utf8");
const folders = readdirSync(`${root}packages`).filter((folder) => existsSync(`${root}packages/${folder}/package.json`));
const manifests = folders.map((folder) => [
    folder,
    JSON.parse(read(`packages/${folder}/package.json`))
]);
const ours = (manifest) => Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    .filter((name) => name.startsWith("@effect-wechatpay/"))
    .map((name) => name.slice("@effect-wechatpay/".length));
describe("the workspace", () => {
    it.each(manifests)("%s is published with the same entries it has in the workspace", (folder, manifest) => {
        assert.strictEqual(manifest.name, `@effect-wechatpay/${folder}`);
        assert.strictEqual(manifest.type, "module");
        assert.strictEqual(manifest.license, "Apache-2.0");
        assert.strictEqual(manifest.sideEffects, false);
        assert.strictEqual(manifest.engines.node, ">=20");
        assert.includeMembers([...manifest.files], ["dist", "src", "README.md"]);
        assert.deepStrictEqual(Object.keys(manifest.publishConfig.exports), Object.keys(manifest.exports));
        assert.isNull(manifest.exports["./internal/*"]);
        assert.isNull(manifest.publishConfig.exports["./internal/*"]);
    });
    it.each(manifests)("%s depends only on the packages below it", (folder, manifest) => {
        assert.containsAllKeys(manifest.peerDependencies, ["effect", "@effect/platform"]);
        if (folder === "core")
            assert.deepStrictEqual(ours(manifest), []);
        else if (folder !== "simulator")
            assert.deepStrictEqual(ours(manifest), ["core"]);
    });
    const forNode = ["simulator", "undici"];
    it.each(manifests)("%s needs Node only if it is for Node", (folder, manifest) => {
        const names = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
        if (!forNode.includes(folder))
            assert.notInclude(names, "@effect/platform-node");
    });
    it("type-checks and builds every package", () => {
        for (const file of ["tsconfig.json", "tsconfig.packages.json"]) {
            for (const folder of folders)
                assert.include(read(file), `packages/${folder}/tsconfig.build.json`);
        }
    });
    it("locks no package to the address of a registry", () => {
        assert.notMatch(read("pnpm-lock.yaml"), /tarball:|https?:\/\//);
    });
});
