/**
 * The script of the page where parts of a picture are covered: a part can be drawn
 * with a finger or a mouse. What is drawn stands in the same fields that can be
 * written by hand, and nothing is covered before the form is sent.
 */
const names = ["x", "y", "w", "h"] as const;
type Box = Record<(typeof names)[number], number>;

/** Smaller than this, in percent, it was a tap and no box. */
const least = 1;

function begin(picture: SVGSVGElement, over: SVGSVGElement, form: HTMLFormElement): void {
  const fields = (row: number): HTMLInputElement[] =>
    names.map((name) => form.elements.namedItem(`${name}${row}`)).filter((f) => f instanceof HTMLInputElement);
  const rows: number[] = [];
  for (let row = 1; fields(row).length === names.length; row++) rows.push(row);

  for (const hint of document.querySelectorAll<HTMLElement>("[data-draw]")) hint.hidden = false;

  let from: { x: number; y: number } | undefined;
  let drawn: Box | undefined;

  const at = (e: PointerEvent): { x: number; y: number } => {
    const r = picture.getBoundingClientRect();
    const share = (n: number, side: number): number => Math.min(100, Math.max(0, (n / side) * 100));
    return { x: share(e.clientX - r.left, r.width), y: share(e.clientY - r.top, r.height) };
  };

  const box = (a: { x: number; y: number }, b: { x: number; y: number }): Box => ({
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    w: Math.abs(a.x - b.x),
    h: Math.abs(a.y - b.y),
  });

  function rect(b: Box): void {
    const r = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    r.setAttribute("x", String(b.x));
    r.setAttribute("y", String(b.y));
    r.setAttribute("width", String(b.w));
    r.setAttribute("height", String(b.h));
    over.append(r);
  }

  function show(): void {
    for (const r of over.querySelectorAll("rect")) r.remove();
    for (const row of rows) {
      const [x = NaN, y = NaN, w = NaN, h = NaN] = fields(row).map((f) => Number.parseFloat(f.value.replace(",", ".")));
      if (Number.isFinite(x) && Number.isFinite(y) && w > 0 && h > 0) rect({ x, y, w, h }); // a row that is half written is no box yet
    }
    if (drawn) rect(drawn);
  }

  function keep(b: Box): void {
    const free = rows.find((row) => fields(row).every((f) => f.value === ""));
    if (free === undefined || b.w < least || b.h < least) return;
    fields(free).forEach((f, i) => {
      f.value = b[names[i] ?? "x"].toFixed(1);
    });
  }

  picture.addEventListener("pointerdown", (e) => {
    from = at(e);
    picture.setPointerCapture(e.pointerId);
  });
  picture.addEventListener("pointermove", (e) => {
    if (!from) return;
    drawn = box(from, at(e));
    show();
  });
  picture.addEventListener("pointerup", (e) => {
    if (from) keep(box(from, at(e)));
    from = drawn = undefined;
    show();
  });
  picture.addEventListener("pointercancel", () => {
    from = drawn = undefined;
    show();
  });
  form.addEventListener("input", show);
}

const picture = document.querySelector<SVGSVGElement>("svg[data-cover]");
const over = picture?.querySelector<SVGSVGElement>("svg");
const form = document.querySelector<HTMLFormElement>("form[data-boxes]");
if (picture && over && form) begin(picture, over, form);

export {};
