/** The script of "what if": the server answers while numbers are being written. */

/** How long nobody writes before the server is asked, in milliseconds. */
const pause = 300;

const form = document.querySelector<HTMLFormElement>("form[data-live]");
const shown = document.querySelector<HTMLElement>("[data-result]");

if (form && shown) {
  let timer = 0;
  let asked: AbortController | undefined;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, pause);
  });

  /** Asks for the page that the form would lead to, and shows its result here. What the server refuses is left to the button, which says why. */
  const ask = async (): Promise<void> => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(form.action);
    address.search = new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, String(v)])).toString();
    shown.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const result = page.querySelector("[data-result]");
      if (result) {
        shown.replaceChildren(...result.childNodes);
        history.replaceState(null, "", address);
      }
    } catch {
      // A later question takes this one's place, or the net is away: the button still works.
    } finally {
      shown.removeAttribute("aria-busy");
    }
  };
}
