/** Text files are bundled as strings (build.go, loader for .txt). */
declare module "*.txt" {
  const text: string;
  export default text;
}
