// Drag a call to a free hour: the way to the same page that its "Mou" link leads to, filled in already.
export default (region) => {
  let call = null;
  const offers = () => region.querySelectorAll(".drop-hours").forEach((list) => list.remove());

  const offer = (cell) => {
    const [technician, ...hours] = cell.dataset.free.split(" ");
    const list = document.createElement("ul");
    list.className = "drop-hours";
    for (const hour of hours) {
      const target = document.createElement("li");
      target.textContent = hour;
      const query = new URLSearchParams({ tecnic: technician, dia: cell.dataset.day, hora: hour.padStart(5, "0") });
      target.addEventListener("dragover", (event) => { event.preventDefault(); target.classList.add("over"); });
      target.addEventListener("dragleave", () => target.classList.remove("over"));
      target.addEventListener("drop", (event) => {
        event.preventDefault();
        location.assign(`${region.dataset.move}${call}/mou/confirma?${query}`);
      });
      list.append(target);
    }
    cell.append(list);
  };

  region.addEventListener("dragstart", (event) => {
    const link = event.target.closest?.("[data-call]");
    if (!link) return;
    call = link.dataset.call;
    event.dataTransfer.setData("text/plain", call);
    event.dataTransfer.effectAllowed = "move";
    // Later: a page that changes while the drag begins ends it in some browsers.
    setTimeout(() => region.querySelectorAll("[data-free]").forEach(offer));
  });
  region.addEventListener("dragend", () => { call = null; offers(); });
};
