// Figures of charts one by one: under the pointer, by the arrow keys.
for (const svg of document.querySelectorAll("[data-line]")) {
  const { top, high, half, unit, points } = JSON.parse(svg.dataset.line);
  const cross = svg.appendChild(document.createElementNS(svg.namespaceURI, "g"));
  let at = points.length;
  cross.classList.add("cross");
  const show = (next) => {
    const [x, day, value] = points[(at = Math.max(0, Math.min(points.length - 1, next)))];
    const said = `${new Date(day * 864e5).toJSON().slice(0, 10)}: ${value} ${unit}`;
    cross.innerHTML = `<path d="M${x},${top}v${high}"/><text x="${x}" y="${top + 14}" text-anchor="${x > half ? "end" : "start"}">${said}</text>`;
  };
  svg.tabIndex = 0;
  svg.onpointermove = ({ clientX }) => {
    const { x } = new DOMPoint(clientX).matrixTransform(svg.getScreenCTM().inverse());
    show(points.filter((one) => one[0] < x).length);
  };
  svg.onkeydown = ({ key }) => show(at + ({ ArrowLeft: -1, ArrowRight: 1 }[key] || 0));
}
