// Draws the map of cells and lets it be explored. Everything it needs is in the page.
(function () {
  "use strict";
  const figure = document.getElementById("map-figure");
  if (!figure) return;
  const find = (selector) => figure.querySelector(selector);
  const data = JSON.parse(document.getElementById("map-data").textContent);
  const unpack = (text) => {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    return Uint16Array.from({ length: bytes.length / 2 }, (_, i) => view.getUint16(2 * i, true));
  };
  const NONE = 65535, WIDTH = 640, HEIGHT = 480, EDGE = 10;
  const x = unpack(data.x), y = unpack(data.y);
  data.colourings.forEach((c) => { c.codes = unpack(c.codes); c.hidden = new Set(); });
  const canvas = find("canvas"), tip = find(".tip"), legend = find(".legend.live"), status = find(".status");
  const select = find("#colouring"), names = find("#names"), showAll = find("#show-all");
  let now = data.colourings[0], colours = [], ramp = [], theme = {}, near = -1;

  function readTheme() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    colours = Array.from({ length: data.colours }, (_, i) => value("--c" + i));
    ramp = [0, 1, 2].map((i) => value("--ramp" + i)).map((c) => [1, 3, 5].map((p) => parseInt(c.substr(p, 2), 16)));
    theme = { background: value("--background"), ink: value("--ink"), quiet: value("--quiet") };
  }

  function rampColour(share) {
    const from = share < 0.5 ? 0 : 1, part = 2 * share - from;
    return "rgb(" + ramp[from].map((a, i) => Math.round(a + part * (ramp[from + 1][i] - a))).join(",") + ")";
  }

  const colour = (code) => code === NONE ? theme.quiet
    : now.levels ? colours[code % data.colours] : rampColour(code / (NONE - 1));
  const visible = (i) => !now.hidden.has(now.codes[i]);
  const placeX = (i, scale) => scale * (EDGE + WIDTH * x[i] / NONE);
  const placeY = (i, scale) => scale * (EDGE + HEIGHT * y[i] / NONE);

  function mark(pen, kind, px, py, r) {
    pen.beginPath();
    if (kind === 0) pen.arc(px, py, r, 0, 7);
    if (kind === 1) {
      pen.moveTo(px, py - 1.4 * r); pen.lineTo(px + 1.3 * r, py + r); pen.lineTo(px - 1.3 * r, py + r);
    }
    if (kind === 2) pen.rect(px - r, py - r, 2 * r, 2 * r);
    if (kind === 3) {
      pen.moveTo(px - r, py - r); pen.lineTo(px + r, py + r); pen.moveTo(px + r, py - r); pen.lineTo(px - r, py + r);
      pen.stroke();
    } else pen.fill();
  }

  const kindOf = (code) => now.levels && code !== NONE ? Math.floor(code / data.colours) % 4 : 0;

  function draw() {
    const width = canvas.clientWidth, dots = window.devicePixelRatio || 1, scale = width / (WIDTH + 2 * EDGE);
    canvas.width = Math.round(width * dots);
    canvas.height = Math.round(width * dots * (HEIGHT + 2 * EDGE) / (WIDTH + 2 * EDGE));
    const pen = canvas.getContext("2d");
    pen.scale(dots, dots);
    const radius = Math.max(1, Math.min(4, 200 / Math.sqrt(data.drawn))) * Math.max(0.6, Math.min(1, scale));
    pen.globalAlpha = 0.85;
    pen.lineWidth = 1.4;
    for (let i = 0; i < data.drawn; i++) {
      if (!visible(i)) continue;
      const code = now.codes[i];
      pen.fillStyle = pen.strokeStyle = colour(code);
      mark(pen, kindOf(code), placeX(i, scale), placeY(i, scale), radius);
    }
    pen.globalAlpha = 1;
    const room = now.names && now.names.length > 0 && scale > 0.7;
    names.parentElement.hidden = !room;
    if (room && names.checked) drawNames(pen, scale);
    if (near >= 0 && visible(near)) {
      pen.strokeStyle = theme.ink;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.arc(placeX(near, scale), placeY(near, scale), radius + 4, 0, 7);
      pen.stroke();
    }
  }

  function drawNames(pen, scale) {
    pen.font = "600 13px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.lineJoin = "round";
    for (const [group, px, py, text] of now.names) {
      if (now.hidden.has(group)) continue;
      pen.strokeStyle = theme.background;
      pen.lineWidth = 4;
      pen.strokeText(text, scale * (px + EDGE), scale * (py + EDGE) + 4);
      pen.fillStyle = theme.ink;
      pen.fillText(text, scale * (px + EDGE), scale * (py + EDGE) + 4);
    }
  }

  function swatch(code) {
    const dots = 2, picture = document.createElement("canvas");
    picture.width = picture.height = 14 * dots;
    picture.className = "swatch";
    picture.setAttribute("aria-hidden", "true");
    const pen = picture.getContext("2d");
    pen.scale(dots, dots);
    pen.lineWidth = 2;
    pen.fillStyle = pen.strokeStyle = colour(code);
    mark(pen, kindOf(code), 7, 7, 5);
    return picture;
  }

  function element(tag, text, className) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function groupButton(code) {
    const button = element("button", "");
    button.type = "button";
    button.setAttribute("aria-pressed", String(!now.hidden.has(code)));
    const count = now.counts[code].toLocaleString("en");
    button.append(swatch(code), element("span", now.levels[code]), element("span", count, "count"));
    button.addEventListener("click", () => {
      const hide = !now.hidden.has(code);
      if (hide) now.hidden.add(code); else now.hidden.delete(code);
      button.setAttribute("aria-pressed", String(!hide));
      status.textContent = now.levels[code] + (hide ? " is hidden." : " is shown.");
      draw();
    });
    const item = element("li", "");
    item.append(button);
    return item;
  }

  function drawLegend() {
    legend.replaceChildren();
    showAll.hidden = !now.levels;
    if (now.levels) {
      now.levels.forEach((_, code) => legend.append(groupButton(code)));
      return;
    }
    const item = element("li", "", "scale");
    item.append(element("span", now.low.toPrecision(3)));
    for (let i = 0; i < 12; i++) item.append(swatch(Math.round((NONE - 1) * i / 11)));
    item.append(element("span", now.high.toPrecision(3)));
    legend.append(item);
  }

  function value(colouring, i) {
    const code = colouring.codes[i];
    if (code === NONE) return "none";
    if (colouring.levels) return colouring.levels[code];
    return (colouring.low + (colouring.high - colouring.low) * code / (NONE - 1)).toPrecision(3);
  }

  function nearest(px, py, scale) {
    let best = -1, least = 144;
    for (let i = 0; i < data.drawn; i++) {
      const dx = placeX(i, scale) - px, dy = placeY(i, scale) - py, far = dx * dx + dy * dy;
      if (far < least && visible(i)) { least = far; best = i; }
    }
    return best;
  }

  function hover(event) {
    const box = canvas.getBoundingClientRect(), scale = box.width / (WIDTH + 2 * EDGE);
    const found = nearest(event.clientX - box.left, event.clientY - box.top, scale);
    if (found === near) return;
    near = found;
    tip.hidden = near < 0;
    if (near >= 0) {
      tip.replaceChildren(element("strong", "Cell " + (Math.floor(near * data.cells / data.drawn) + 1)));
      data.colourings.forEach((c) => tip.append(element("span", c.name + ": " + value(c, near))));
      const left = placeX(near, scale) + 14, top = placeY(near, scale) + 14;
      tip.style.left = Math.max(0, Math.min(left, box.width - tip.offsetWidth)) + "px";
      tip.style.top = (top + tip.offsetHeight > box.height ? top - tip.offsetHeight - 28 : top) + "px";
    }
    draw();
  }

  function show() {
    readTheme();
    drawLegend();
    draw();
  }

  figure.classList.add("drawn");
  [canvas, legend, find(".controls")].forEach((part) => { part.hidden = false; });
  select.addEventListener("change", () => {
    now = data.colourings[Number(select.value)];
    canvas.setAttribute("aria-label", canvas.getAttribute("aria-label").replace(/coloured by [^.]*\./,
      () => "coloured by " + now.name + "."));
    status.textContent = "Coloured by " + now.name + ".";
    show();
  });
  names.addEventListener("change", draw);
  showAll.addEventListener("click", () => {
    now.hidden.clear();
    status.textContent = "All groups are shown.";
    show();
  });
  canvas.addEventListener("pointermove", hover);
  canvas.addEventListener("pointerdown", hover);
  canvas.addEventListener("pointerleave", () => { near = -1; tip.hidden = true; draw(); });
  window.addEventListener("resize", draw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
})();
