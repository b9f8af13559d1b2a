declare module "*.html?notebook" {
  const notebook: import("./compiledNotebook.ts").CompiledNotebook;
  export default notebook;
}
