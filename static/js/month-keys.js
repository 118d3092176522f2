// Arrow keys among the days of the month tables: left and right by day, up and down by week, Home and End.
const COLUMN = 7;
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMN, ArrowDown: COLUMN };

export default (months) => {
  const cells = [...months.querySelectorAll("tbody td")].filter((cell) => cell.textContent);
  const links = cells.map((cell) => cell.querySelector("a"));
  months.addEventListener("keydown", (event) => {
    const here = links.indexOf(event.target);
    if (here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    let target;
    if (event.key in STEPS) {
      const step = STEPS[event.key];
      for (let at = here + step; at >= 0 && at < links.length && !target; at += step) target = links[at];
    } else if (event.key === "Home") {
      target = links.find(Boolean);
    } else if (event.key === "End") {
      target = links.findLast(Boolean);
    } else {
      return;
    }
    event.preventDefault();
    target?.focus();
  });
};
