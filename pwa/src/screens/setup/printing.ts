/** One sheet on paper, without the rest of the screen. */

/** Prints the element of this id alone (setup.css). */
export function printSheet(id: string): void {
  const sheet = document.getElementById(id);
  if (!sheet) return;
  const page = document.documentElement;
  sheet.classList.add("box-sheet-printed");
  page.classList.add("prints-sheet");
  const clean = (): void => {
    sheet.classList.remove("box-sheet-printed");
    page.classList.remove("prints-sheet");
  };
  window.addEventListener("afterprint", clean, { once: true });
  window.print();
}
