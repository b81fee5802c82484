/** Measures what the compiler has to do for a program. */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
const root = new URL("../../", import.meta.url);
/** Inside of the workspace, so that packages resolve as they do for everybody; not under version control. */
const folder = new URL("node_modules/.cache/type-cost/", new URL("test/", root));
const config = {
    extends: fileURLToPath(new URL("tsconfig.base.json", root)),
    compilerOptions: { types: [] }
};
/**
 * The number of type instantiations, as `tsc --extendedDiagnostics` counts them. Fails with the compiler's output when
 * the program does not compile.
 */
export const instantiations = async (name, program) => {
    await mkdir(folder, { recursive: true });
    const tsconfig = fileURLToPath(new URL(`tsconfig.${name}.json`, folder));
    await writeFile(new URL(`${name}.ts`, folder), program);
    await writeFile(tsconfig, JSON.stringify({ ...config, files: [`${name}.ts`] }));
    const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", root));
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", tsconfig, "--noEmit", "--extendedDiagnostics", "--pretty", "false"], { maxBuffer: 16 * 1024 * 1024 }).catch((error) => {
        throw new Error(`${name} does not compile:\n${error.stdout}`);
    });
    const count = /^Instantiations:\s+(\d+)/m.exec(stdout)?.[1];
    if (count === undefined)
        throw new Error(`tsc said nothing about instantiations:\n${stdout}`);
    return Number(count);
};
