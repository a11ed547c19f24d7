export function isSquare(count: number): boolean {
  return Number.isInteger(Math.sqrt(count));
}
