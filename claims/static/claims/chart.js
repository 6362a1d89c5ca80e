// Figures of charts one by one, of each panel its newest by then: under the pointer, by the arrow keys.
for (const svg of document.querySelectorAll("[data-line]")) {
  const { half, panels } = JSON.parse(svg.dataset.line);
  const cross = svg.appendChild(document.createElementNS(svg.namespaceURI, "g"));
  const xs = [...new Set(panels.flatMap((one) => one.points.map((point) => point[0])))].sort((a, b) => a - b);
  let at = xs.length;
  cross.classList.add("cross");
  const show = (next) => {
    const x = xs[(at = Math.max(0, Math.min(xs.length - 1, next)))];
    cross.innerHTML = panels.map(({ top, high, unit, points }) => {
      const [, day, value] = points.findLast((one) => one[0] <= x) || [];
      const said = day ? `${new Date(day * 864e5).toJSON().slice(0, 10)}: ${value} ${unit}` : "";
      return `<path d="M${x},${top}v${high}"/><text x="${x}" y="${top + 14}" text-anchor="${x > half ? "end" : "start"}">${said}</text>`;
    }).join("");
  };
  svg.tabIndex = 0;
  svg.onpointermove = ({ clientX }) => {
    const { x } = new DOMPoint(clientX).matrixTransform(svg.getScreenCTM().inverse());
    show(xs.filter((one) => one < x).length);
  };
  svg.onkeydown = ({ key }) => show(at + ({ ArrowLeft: -1, ArrowRight: 1 }[key] || 0));
}
