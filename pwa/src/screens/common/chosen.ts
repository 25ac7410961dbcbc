/**
 * What a form is about: what was chosen, or the only one there is; «» while it is to be chosen. A list that an exchange
 * makes longer or reorders never puts another in its place.
 */
export function chosenOf(list: readonly string[], chosen: string): string {
  if (chosen !== "") return list.includes(chosen) ? chosen : "";
  return list.length === 1 ? (list[0] ?? "") : "";
}
