/** What an editor shows about a program, asked of TypeScript's language service. */
import { fileURLToPath } from "node:url";
import ts from "typescript";
const root = new URL("../../", import.meta.url);
const folder = fileURLToPath(root);
/** Where the program would be: a test, so that it resolves packages as tests do. */
const file = fileURLToPath(new URL("test/hover.ts", root));
const options = ts.convertCompilerOptionsFromJson(ts.readConfigFile(fileURLToPath(new URL("tsconfig.base.json", root)), ts.sys.readFile).config
    .compilerOptions, folder).options;
const languageService = (program) => ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => [file],
    getScriptVersion: () => "1",
    getScriptSnapshot: (name) => {
        const text = name === file ? program : ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: (path) => ts.sys.realpath?.(path) ?? path
});
const marker = "/*^*/";
/** What shows for each word of a program that has the mark `^` in a comment before it. */
export const hovers = (marked) => {
    const parts = marked.split(marker);
    const positions = parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("").length);
    const service = languageService(parts.join(""));
    const program = service.getProgram();
    const source = program?.getSourceFile(file);
    if (program === undefined || source === undefined)
        throw new Error("no program");
    const problems = service.getSemanticDiagnostics(file);
    if (problems.length > 0) {
        throw new Error(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")).join("\n"));
    }
    const checker = program.getTypeChecker();
    const membersAt = (position) => {
        const node = (function find(node) {
            return (ts.forEachChild(node, (child) => child.pos <= position && position < child.end ? find(child) : undefined) ?? node);
        })(source);
        const type = checker.getTypeAtLocation(node);
        return (type.isUnion() ? type.types : [type]).flatMap((alternative) => checker.getPropertiesOfType(alternative).map((property) => ({
            name: property.name,
            text: ts.displayPartsToString(property.getDocumentationComment(checker))
        })));
    };
    return positions.map((position) => {
        const info = service.getQuickInfoAtPosition(file, position);
        if (info === undefined)
            throw new Error(`nothing shows at ${position}`);
        return {
            type: ts.displayPartsToString(info.displayParts),
            text: ts.displayPartsToString(info.documentation),
            tags: (info.tags ?? []).map(({ name, text }) => ({ name, text: ts.displayPartsToString(text) })),
            members: membersAt(position)
        };
    });
};
