/** Lines that stay, above a few that are drawn again and again. Elsewhere than on a terminal only the first. */
export class Screen {
  #drawn = 0;
  readonly live = process.stdout.isTTY;

  get columns(): number {
    return process.stdout.columns ?? 80;
  }

  /** Prints a line that stays. */
  line(text = ""): void {
    this.clear();
    process.stdout.write(`${text}\n`);
  }

  /** Replaces the lines at the bottom. */
  draw(lines: readonly string[]): void {
    if (!this.live) return;
    this.clear();
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    this.#drawn = lines.length;
  }

  clear(): void {
    if (this.#drawn > 0) process.stdout.write(`\u001b[${this.#drawn}A\u001b[J`);
    this.#drawn = 0;
  }
}
