/**
 * The examples of a page of docs/ stand a second time in a module beside the page's test, where they are compiled and run.
 * This compares the two, line breaks aside.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
const read = (relative) => readFileSync(fileURLToPath(new URL(relative, import.meta.url)), "utf8");
const split = (text) => {
    const imports = [];
    const rest = text.replace(/^import [^"]* from "[^"]+"$/gm, (statement) => {
        imports.push(statement.replace(/\s+/g, " "));
        return "";
    });
    return { imports: [...new Set(imports)].sort(), code: rest.replace(/\s+/g, " ").trim() };
};
const blocksOf = (file) => [...read(`../../${file}`).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
/** Imports and code of all blocks of a page. */
export const ofPage = (page) => split(blocksOf(`docs/${page}.md`).join("\n"));
/** Imports, code and number of lines of the one block of a file that holds some text. */
export const ofBlock = (file, text) => {
    const [block, ...others] = blocksOf(file).filter((block) => block.includes(text));
    if (block === undefined || others.length > 0)
        throw new Error(`no block of its own with ${text} in ${file}`);
    return { ...split(block), lines: block.trimEnd().split("\n").length };
};
/** Imports and code of the module with its examples. */
export const ofModule = (page) => split(read(`./${page}.examples.ts`).replace(/^\/\*\*[\s\S]*?\*\/\n/, ""));
