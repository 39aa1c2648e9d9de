// The fragment of the page's address, which holds the state so that it can be sent to others.

/** Safari throws at more than 100 changes of the address in 30 s, and Chromium drops them: a map that is dragged asks for 60 a second. */
const APART_MS = 350;

export class Address {
  private written = "";
  private wanted: string | null = null;
  private last = -Infinity;
  private timer = 0;

  /** `asked`: somebody else changed the fragment: a bookmark, the way back, a link that was pasted. */
  constructor(asked: (fragment: string) => void) {
    window.addEventListener("hashchange", () => {
      const fragment = location.hash.replace(/^#/, "");
      if (fragment === this.written) return;
      this.forget();
      asked(fragment);
    });
    window.addEventListener("pagehide", () => this.write());
  }

  /** At once, or as soon as the browser takes it; of several only the last. */
  hold(fragment: string): void {
    this.wanted = fragment;
    const wait = this.last + APART_MS - performance.now();
    if (wait <= 0) this.write();
    else this.timer ||= window.setTimeout(() => this.write(), wait);
  }

  /** The whole address as it is to be sent. */
  get href(): string {
    this.write();
    return location.href;
  }

  private write(): void {
    const { wanted } = this;
    this.forget();
    if (wanted === null) return;
    this.written = wanted;
    this.last = performance.now();
    history.replaceState(null, "", `#${wanted}`);
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.wanted = null;
  }
}
