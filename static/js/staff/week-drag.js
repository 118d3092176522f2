// Drag a call to a free hour: the way to the same page that its "Mou" link leads to, filled in already.
export default (region) => {
  let call = null;
  let free = null;

  const target = (cell, hour) => {
    const [technician, day] = cell.dataset.cell.split("/");
    const query = new URLSearchParams({ tecnic: technician, dia: day, hora: hour });
    const item = document.createElement("li");
    item.textContent = hour;
    item.addEventListener("dragover", (event) => { event.preventDefault(); item.classList.add("over"); });
    item.addEventListener("dragleave", () => item.classList.remove("over"));
    item.addEventListener("drop", (event) => {
      event.preventDefault();
      location.assign(`${region.dataset.move}${call}/mou/confirma?${query}`);
    });
    return item;
  };

  const offer = () => {
    for (const cell of region.querySelectorAll("[data-cell]")) {
      const hours = free[cell.dataset.cell];
      if (!call || !hours) continue;
      const list = document.createElement("ul");
      list.className = "drop-hours";
      list.append(...hours.map((hour) => target(cell, hour)));
      cell.append(list);
    }
  };

  region.addEventListener("dragstart", async (event) => {
    const link = event.target.closest?.("[data-call]");
    if (!link) return;
    call = link.dataset.call;
    event.dataTransfer.setData("text/plain", call);
    event.dataTransfer.effectAllowed = "move";
    const answer = await fetch(region.dataset.free);
    if (!answer.ok) return;
    free = await answer.json();
    offer();
  });
  region.addEventListener("dragend", () => {
    call = null;
    region.querySelectorAll(".drop-hours").forEach((list) => list.remove());
  });
};
