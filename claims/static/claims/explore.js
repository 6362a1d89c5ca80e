// Zoom and pan in a chart: what draws it is loaded when it is asked for.
const FEWEST = 14 * 864e5; // milliseconds that are shown at least
const KEYS = { ArrowLeft: "earlier", ArrowRight: "later", "+": "nearer", "=": "nearer", "-": "farther", "−": "farther", 0: "whole" };

const load = (address) => new Promise((done, failed) => {
  if (window.vegaEmbed) return done();
  document.head.append(Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed }));
});

const steer = (place, view) => {
  const whole = [view.signal("from"), view.signal("to")];
  let [from, to] = whole;
  const show = (first, last) => {
    const span = Math.min(Math.max(last - first, FEWEST), whole[1] - whole[0]);
    from = Math.max(whole[0], Math.min(first, whole[1] - span));
    to = from + span;
    view.signal("from", from).signal("to", to).runAsync();
    place.querySelector("output").textContent = [from, to].map((one) => new Date(one).toJSON().slice(0, 10)).join(" – ");
  };
  const zoom = (factor, at = 0.5) => {
    const middle = from + (to - from) * at;
    show(middle - (middle - from) * factor, middle + (to - middle) * factor);
  };
  const pan = (share) => show(from + (to - from) * share, to + (to - from) * share);
  const acts = { nearer: () => zoom(0.7), farther: () => zoom(1 / 0.7), earlier: () => pan(-0.2), later: () => pan(0.2), whole: () => show(...whole) };
  const shown = place.querySelector(".view");
  place.querySelectorAll("[data-do]").forEach((button) => { button.onclick = acts[button.dataset.do]; });
  shown.onkeydown = (event) => {
    const act = acts[KEYS[event.key]];
    if (act && !event.ctrlKey && !event.metaKey) { event.preventDefault(); act(); }
  };
  shown.addEventListener("wheel", (event) => {
    if (document.activeElement !== shown) return; // the page scrolls on
    event.preventDefault();
    zoom(event.deltaY < 0 ? 0.85 : 1 / 0.85, (event.clientX - shown.getBoundingClientRect().left) / shown.clientWidth);
  }, { passive: false });
  shown.onpointermove = ({ buttons, movementX }) => { if (buttons === 1) pan(-movementX / shown.clientWidth); };
};

const fill = async (button, place) => {
  place.dataset.is = "loading";
  try {
    const width = place.clientWidth < 600 ? "narrow" : "wide";
    const [answer] = await Promise.all([fetch(`${button.dataset.explore}&width=${width}`), load(button.dataset.library)]);
    if (!answer.ok) throw new Error(await answer.text());
    const options = { ast: true, actions: false, renderer: "svg", tooltip: false, defaultStyle: false };
    const { view } = await window.vegaEmbed(place.querySelector(".view"), await answer.json(), options);
    steer(place, view);
    place.dataset.is = "ready";
  } catch (error) {
    delete place.dataset.is; // asked once more, it is tried once more
    place.querySelector("output").textContent = error.message || error.type;
  }
};

for (const button of document.querySelectorAll("[data-explore]")) {
  const place = button.parentElement.querySelector(".explored");
  button.hidden = false;
  button.onclick = () => {
    place.hidden = !place.hidden;
    button.setAttribute("aria-expanded", String(!place.hidden));
    if (!place.hidden && !place.dataset.is) fill(button, place);
  };
}
