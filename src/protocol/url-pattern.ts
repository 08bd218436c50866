/** A path as a URLPattern that matches it alone: what is syntax there is escaped. */
export function toLiteral(path: string): string {
  return path.replace(/[+*?:{}()\\]/g, '\\$&');
}
