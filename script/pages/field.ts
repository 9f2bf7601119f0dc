/** The script of the pages that an observer takes along. Without it, or where a browser keeps nothing, the plain form does the same with network. */
import { Afield } from "../field/afield";
import { Outing } from "../field/outing";
import type { Draft } from "../field/record";
import { drafts } from "../field/store";
import { begin } from "../forms/live";

const root = document.querySelector<HTMLElement>("[data-field]");

async function start(root: HTMLElement): Promise<void> {
  await drafts(); // fails where nothing is kept, before anything is changed
  let outing: Outing | undefined;
  const open = (d: Draft) => {
    if (outing && d.campaign === root.dataset["campaign"]) void outing.open(d);
    else location.assign(`${root.dataset["scope"]}/${encodeURIComponent(d.campaign)}#${d.key}`);
  };
  const field = new Afield(root, open, (key) => outing?.gone(key));
  const form = root.querySelector<HTMLFormElement>("form[data-outing]");
  if (form) outing = new Outing(form, field);
  await field.begin();
}

// Closing photos on their way needs what browsers give only to pages that nobody can change on theirs.
if (root && isSecureContext && "indexedDB" in window) start(root).catch(() => begin());
else begin();
