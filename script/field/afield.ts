/** A page that an observer takes along: its list, its state, and the sending by itself. */
import { isFault } from "../fault";
import { wordsOf } from "../page";
import { forgetPages, keepPages } from "./kept";
import { show } from "./list";
import type { Draft } from "./record";
import { sendAll, type Places } from "./sending";
import * as store from "./store";

/** Waits between tries while the server can't be reached, in milliseconds. */
const first = 5_000;
const longest = 120_000;

/** A clock may be so many minutes wrong before it is said. */
const tolerable = 10;

export class Afield {
  readonly say: (key: string) => string;
  readonly to: Places;
  private readonly shares = new Map<string, number>();
  private readonly others = "BroadcastChannel" in window ? new BroadcastChannel("adal-field") : undefined;
  private wait = first;
  private timer: number | undefined;
  private stopping: AbortController | undefined;

  constructor(
    readonly root: HTMLElement,
    private readonly open: (d: Draft) => void,
    private readonly gone: (key: string) => void,
  ) {
    this.say = wordsOf(root);
    this.to = { field: root.dataset["scope"]!, photos: root.dataset["photos"]!, seat: root.dataset["field"]! };
  }

  /** Shows what is here and begins to send; fails where the browser keeps nothing. */
  async begin(): Promise<void> {
    await this.list();
    this.part("[data-drafts]").hidden = false;
    this.part<HTMLButtonElement>("[data-delete-all]").addEventListener("click", () => void this.removeAll());
    if (this.others) this.others.onmessage = () => void this.list();
    window.addEventListener("online", () => this.again());
    window.addEventListener("offline", () => {
      this.stopping?.abort();
      this.tell("script-offline");
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.again());
    const keeping = await keepPages(this.root.dataset["worker"]!, this.to.field);
    if (keeping === "cannot") this.tell("script-no-keeping");
    else if (navigator.onLine && keeping === "kept") {
      this.tell("script-offline-ready");
      await this.clock();
    } else this.tell("script-offline");
    this.again();
  }

  /** Says a word of the page above everything. */
  tell(word: string, n?: number): void {
    const box = this.part("[data-state]");
    box.hidden = false;
    box.dataset["state"] = word;
    box.classList.toggle("warn", word !== "script-offline-ready" && word !== "script-queued" && word !== "script-gone");
    this.part("[data-said]").textContent = this.say(word).replace("{n}", String(n ?? ""));
    this.part("[data-more]").hidden = word !== "script-signed-out";
  }

  /** Says what went wrong. */
  wrong(err: unknown): void {
    if (isFault(err)) this.tell(err.word);
    else this.tell("script-failed");
  }

  /** Shows the list as the database has it now, here and in other tabs. */
  async changed(): Promise<void> {
    this.others?.postMessage("");
    await this.list();
  }

  /** Sends what is ready now, and not only when the wait is over. */
  again(): void {
    this.wait = first;
    void this.pump();
  }

  private async pump(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.stopping) return; // it goes on by itself
    if (!navigator.onLine) return;
    this.stopping = new AbortController();
    const waiting = await this.waiting();
    try {
      if (waiting) await sendAll(this.to, this.stopping.signal, (key, share) => this.progress(key, share));
      if (waiting && this.part("[data-state]").dataset["state"] !== "script-clock") this.tell("script-offline-ready");
    } catch (err) {
      if (!this.stopping.signal.aborted) this.wrong(err);
      if (!isFault(err, "script-signed-out")) this.timer = window.setTimeout(() => void this.pump(), this.wait);
      this.wait = Math.min(longest, this.wait * 2);
    } finally {
      this.stopping = undefined;
      await this.changed();
    }
    // What became ready meanwhile, or is with another tab.
    if (this.timer === undefined && this.wait === first && (await this.waiting())) this.timer = window.setTimeout(() => void this.pump(), first);
  }

  /** Whether something is ready to be sent. */
  private async waiting(): Promise<boolean> {
    return (await store.drafts()).some((d) => d.state === "ready" && d.seat === this.to.seat);
  }

  private progress(key: string, share?: number): void {
    if (share === undefined) this.shares.delete(key);
    else this.shares.set(key, share);
    const bar = this.root.querySelector<HTMLProgressElement>(`[data-draft="${key}"] progress`);
    if (bar && share !== undefined) bar.value = share;
    else void this.list();
  }

  private async list(): Promise<void> {
    const all = await store.drafts();
    const mine = all.filter((d) => d.seat === this.to.seat);
    const place = this.part("[data-lists]");
    show(place, mine, await store.counts(), this.shares, this.say, {
      open: (d) => this.open(d),
      remove: (d) => void this.remove(d),
      again: (d) => void this.resend(d),
    });
    if (all.length === mine.length) return;
    const others = document.createElement("p");
    others.className = "hint";
    others.textContent = this.say("script-other-seat").replace("{n}", String(all.length - mine.length));
    place.append(others);
  }

  private async remove(d: Draft): Promise<void> {
    if (d.state !== "sent" && !confirm(this.say("script-delete-sure"))) return;
    await this.doing(async () => {
      await store.remove(d.key);
      this.gone(d.key);
    });
    document.getElementById("drafts-title")?.focus(); // the button that had it is gone
  }

  private async removeAll(): Promise<void> {
    if (!confirm(this.say("script-delete-all-sure"))) return;
    await this.doing(async () => {
      this.stopping?.abort();
      await store.removeAll();
      await forgetPages();
      this.gone("");
      this.tell("script-gone");
    });
  }

  private resend(d: Draft): Promise<void> {
    return this.doing(async () => {
      await store.keep({ ...d, state: "ready", said: "" });
      this.again();
    });
  }

  private async doing(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (err) {
      this.wrong(err);
    }
    await this.changed();
  }

  /** Compares the phone's clock with the server's: days and times of observations come from it. */
  private async clock(): Promise<void> {
    const answer = await fetch(this.root.dataset["worker"]!, { method: "HEAD", cache: "no-store" }).catch(() => null);
    const date = Date.parse(answer?.headers.get("Date") ?? "");
    const off = Math.round(Math.abs(Date.now() - date) / 60_000);
    if (off > tolerable) this.tell("script-clock", off);
  }

  private part<T extends HTMLElement = HTMLElement>(selector: string): T {
    return this.root.querySelector<T>(selector)!;
  }
}
