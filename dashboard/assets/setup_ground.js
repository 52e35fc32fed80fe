// The road as a plane, as vision/ground_plane.py has it: four points of the picture and their metres span it.
(function () {
  "use strict";
  const STEPS = [0.5, 1, 2, 5, 10, 20, 50, 100], MOST_LINES = 12, SAMPLES = 48;

  function solve(rows, values) {  // Gauss with pivoting; null when the rows do not determine the unknowns
    const n = values.length, a = rows.map((row, i) => [...row, values[i]]);
    for (let c = 0; c < n; c++) {
      let p = c;
      for (let r = c + 1; r < n; r++) if (Math.abs(a[r][c]) > Math.abs(a[p][c])) p = r;
      if (Math.abs(a[p][c]) < 1e-12) return null;
      [a[c], a[p]] = [a[p], a[c]];
      for (let r = 0; r < n; r++) {
        if (r === c) continue;
        const f = a[r][c] / a[c][c];
        for (let k = c; k <= n; k++) a[r][k] -= f * a[c][k];
      }
    }
    return a.map((row, i) => row[n] / row[i]);
  }

  // Both ways between two sets of four points; the third coordinate is above 0 on their side of the horizon.
  function plane(from, to) {
    const rows = [], values = [];
    from.forEach(([x, y], i) => {
      const [u, v] = to[i];
      rows.push([x, y, 1, 0, 0, 0, -x * u, -y * u], [0, 0, 0, x, y, 1, -x * v, -y * v]);
      values.push(u, v);
    });
    const h = solve(rows, values);
    if (!h) return null;
    h.push(1);
    const depth = ([x, y]) => h[6] * x + h[7] * y + h[8], sign = Math.sign(depth(from[0]));
    return (point) => {
      const w = depth(point) * sign;
      if (w <= 1e-9) return null;
      return [sign * (h[0] * point[0] + h[1] * point[1] + h[2]) / w, sign * (h[3] * point[0] + h[4] * point[1] + h[5]) / w];
    };
  }

  const seen = (points) => points.map((p) => [p.x, p.y]);
  const road = (points) => points.map((p) => [p.east_metres, p.north_metres]);
  const toRoad = (points) => plane(seen(points), road(points));
  const toPicture = (points) => plane(road(points), seen(points));

  // Lines of the grid as lists of points of the picture, and the metres between two of them across and along.
  function grid(points) {
    const back = toPicture(points);
    if (!back) return { steps: [], lines: [] };
    const [e0, e1, n0, n1] = bounds(road(points));
    const [across, ahead] = [e1 - e0, n1 - n0].map((length) => STEPS.find((s) => length / s <= MOST_LINES) || STEPS.at(-1));
    const lines = [];
    for (const east of marks(e0, e1, across)) lines.push(along((t) => back([east, n0 + t * (n1 - n0)])));
    for (const north of marks(n0, n1, ahead)) lines.push(along((t) => back([e0 + t * (e1 - e0), north])));
    return { steps: [across, ahead], lines: lines.flat().filter((line) => line.length > 1) };
  }

  function bounds(points) {  // half as much again on each side, so that the picture shows where the grid leads
    const out = [];
    for (const k of [0, 1]) {
      const values = points.map((p) => p[k]), low = Math.min(...values), high = Math.max(...values), more = (high - low) / 2;
      out.push(low - more, high + more);
    }
    return out;
  }

  function marks(low, high, step) {
    const out = [];
    for (let at = Math.ceil(low / step) * step; at <= high + 1e-9; at += step) out.push(at);
    return out;
  }

  function along(at) {  // broken where it leaves for the horizon
    const pieces = [[]];
    for (let k = 0; k <= SAMPLES; k++) {
      const point = at(k / SAMPLES);
      if (point && Math.abs(point[0]) < 4 && Math.abs(point[1]) < 4) pieces.at(-1).push(point);
      else if (pieces.at(-1).length) pieces.push([]);
    }
    return pieces;
  }

  window.iocGround = { grid, toRoad, toPicture };
})();
