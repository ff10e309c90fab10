"use strict";
{
  const SIDE = 720;
  const FARTHEST = 1;
  const NEAREST = 16;
  const map = document.querySelector(".map");
  const ground = document.querySelector(".ground");
  const marks = ground.querySelectorAll(".mark");
  const way = ground.querySelector(".way");
  const bar = document.querySelector(".scale");
  const card = document.querySelector(".card");
  const buttons = document.querySelectorAll("[data-zoom]");
  const rows = new Map(Array.from(document.querySelectorAll(".structures input"), (row) => [row.value, row]));
  const spots = new Map(Array.from(ground.querySelectorAll(".spot"), (spot) => [spot.dataset.key, spot]));
  let zoom = FARTHEST;
  let chosen = null;

  const place = (spot) => [Number(spot.dataset.x), Number(spot.dataset.y)];

  const told = (metres) => {
    const [number, unit] = metres < 1000 ? [metres, "m"] : [metres / 1000, "km"];
    return `${number.toLocaleString("pt-BR", { maximumFractionDigits: 2 })} ${unit}`;
  };

  const draw = () => {
    const side = SIDE / zoom;
    const centre = chosen && spots.has(chosen) ? place(spots.get(chosen)) : [SIDE / 2, SIDE / 2];
    const corner = centre.map((at) => Math.min(Math.max(at - side / 2, 0), SIDE - side));
    ground.setAttribute("viewBox", [...corner, side, side].join(" "));

    // Marks and words keep their size on the screen, however wide the map is and however close one looks.
    const shown = map.getBoundingClientRect();
    const unit = SIDE / (Math.min(shown.width, shown.height) || SIDE);
    const size = Math.min(1, Number(ground.dataset.size) * zoom);
    ground.classList.toggle("dense", size < 1);
    for (const mark of marks) {
      const small = mark.parentNode.matches(".spot:not(.chosen, .pointed)") ? size : 1;
      mark.setAttribute("transform", `scale(${(unit * small) / zoom})`);
    }
    const words = bar.querySelector("text");
    words.setAttribute("transform", `scale(${unit})`);
    words.textContent = told(Number(bar.dataset.metres) / zoom);
    for (const button of buttons) button.disabled = clamped(zoom * Number(button.dataset.zoom)) === zoom;
  };

  const clamped = (wanted) => Math.min(Math.max(wanted, FARTHEST), NEAREST);

  const tell = (key) => {
    const said = rows.get(key).parentNode.querySelectorAll("span");
    card.replaceChildren(...Array.from(said).flatMap((part) => [part.cloneNode(true), " "]));
  };

  const choose = (key) => {
    chosen = key;
    for (const [other, spot] of spots) spot.classList.toggle("chosen", other === key);
    const spot = spots.get(key);
    way.toggleAttribute("hidden", !spot);
    if (spot) {
      const [x, y] = place(spot);
      way.setAttribute("x2", x);
      way.setAttribute("y2", y);
      spot.parentNode.append(spot);
    }
    tell(key);
    draw();
  };

  const point = (key, on) => {
    spots.get(key)?.classList.toggle("pointed", on);
    if (on || chosen) tell(on ? key : chosen);
    draw();
  };

  for (const [key, row] of rows) {
    row.addEventListener("change", () => choose(key));
    for (const there of [row.parentNode, spots.get(key)]) {
      there?.addEventListener("pointerenter", () => point(key, true));
      there?.addEventListener("pointerleave", () => point(key, false));
    }
    spots.get(key)?.addEventListener("click", () => {
      row.checked = true;
      row.focus({ preventScroll: true });
      row.parentNode.scrollIntoView({ block: "nearest" });
      choose(key);
    });
  }
  for (const button of buttons) {
    button.addEventListener("click", () => {
      zoom = clamped(zoom * Number(button.dataset.zoom));
      draw();
    });
  }
  draw();
  new ResizeObserver(draw).observe(map);
  document.querySelector(".tools").hidden = false;
}
